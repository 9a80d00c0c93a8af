"""Long tests whose parts are alike, shared out between the databases when the whole suite runs on both."""

import os


def share(parts) -> list:
    """Return the parts that fall to this run: all of them, unless `tests.run` goes over both databases (SHARE=1/2)."""
    number, _, of = os.environ.get("SHARE", "1/1").partition("/")
    return list(parts)[int(number) - 1 :: int(of)]

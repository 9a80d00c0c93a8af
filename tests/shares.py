"""What is alike on every database is shared out between them when the whole suite runs on both.

These are the parts of long tests, and all tests that are no business of a database's.
"""

import os
import random


def share(parts) -> list:
    """Return the parts that fall to this run: all of them, unless `tests.run` goes over both databases (SHARE=1/2).

    Shares are dealt from a shuffled pack, always the same one, so that none gets every second kind of parts.
    """
    number, _, of = os.environ.get("SHARE", "1/1").partition("/")
    parts = list(parts)
    dealt = list(range(len(parts)))
    random.Random(0).shuffle(dealt)
    return [parts[place] for place in sorted(dealt[int(number) - 1 :: int(of)])]

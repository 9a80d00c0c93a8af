"""What people read of a text with signed addresses in it: three letters in a row turn up in those by chance."""

import re


def without_tokens(text: str) -> str:
    return re.sub(r"[\w:=-]{24,}", "", text, flags=re.ASCII)

"""What is different between two texts or two revisions, word by word, by the standard library's difflib."""

import re
from difflib import SequenceMatcher

SAME, GONE, NEW = "same", "gone", "new"


def words(before: str, after: str) -> list[tuple[str, str]]:
    """Return (kind, text) for runs of words in the order of the text; kind is "same", "gone" or "new".

    Joined, all that is not new gives `before` and all that is not gone gives `after`, to the letter.
    """
    old, new = pieces(before), pieces(after)
    found = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append((SAME, "".join(old[a:b])))
            continue
        found += [(GONE, "".join(old[a:b]))] if b > a else []
        found += [(NEW, "".join(new[c:d]))] if d > c else []
    return found


def pieces(text: str) -> list[str]:
    """Return words, spaces and marks, which joined give the text."""
    return re.findall(r"\w+|\s+|[^\w\s]", text)

"""Whether two comments say the same in almost the same words, and whether one only shouts or repeats itself."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from .folding import ALIKE, WORD, folded

# Two texts are near doubles when they share this many percent of all pieces of five letters that either has.
PIECE, NEAR_PERCENT = 5, 70
# “Hear, hear!” may be said by many. Neither is more read of a long text.
SHORTEST_LETTERS, LONGEST_CHARACTERS = 40, 5000
LETTER_AGAIN = re.compile(r"([^\W\d_]|[!?])\1{9,}")
SHORTEST_LOUD, LOUD_PERCENT = 20, 70
LEAST_AGAIN, AGAIN_PERCENT = 8, 40


@lru_cache(maxsize=256)
def pieces(text: str) -> frozenset[str]:
    """Return all pieces of five letters and digits; none for a text that is too short to be compared."""
    letters = "".join(WORD.findall(folded(text[:LONGEST_CHARACTERS]))).translate(ALIKE)
    if len(letters) < SHORTEST_LETTERS:
        return frozenset()
    return frozenset(letters[start : start + PIECE] for start in range(len(letters) - PIECE + 1))


def nearly_said(text: str, others: Iterable[str]) -> bool:
    """Whether one of the other texts says almost the same as this one, longer or shorter by at most a third."""
    mine = pieces(text)
    if not mine:
        return False
    for other in others:
        if not 2 * len(text) <= 3 * len(other) <= 4.5 * len(text):
            continue
        theirs = pieces(other)
        shared = len(mine & theirs)
        if 100 * shared >= NEAR_PERCENT * (len(mine) + len(theirs) - shared):
            return True
    return False


def is_loud(text: str) -> bool:
    """Whether most letters are capitals. Never of a short text, nor of a script that has none."""
    capitals = sum(map(str.isupper, text))
    cased = capitals + sum(map(str.islower, text))
    return cased >= SHORTEST_LOUD and 100 * capitals > LOUD_PERCENT * cased


def repeats(text: str) -> bool:
    """Whether the same letter or sign stands ten times in a row, or one word is two fifths of all."""
    if LETTER_AGAIN.search(text):
        return True
    words = WORD.findall(folded(text))
    if len(words) < LEAST_AGAIN:
        return False
    times = Counter(words).most_common(1)[0][1]
    return times >= LEAST_AGAIN and 100 * times >= AGAIN_PERCENT * len(words)

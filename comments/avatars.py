"""What is drawn beside a comment: the first letters of its writer's name, and nothing of an address."""

import unicodedata
from itertools import takewhile

JOINER = "\u200d"
MOST_MARKS = 2


def initials(name: str) -> str:
    """Return what stands in the circle: “AR” for “Annika Ro”, one sign in scripts without capitals; "" for no sign.

    A sign is a letter, number or symbol with the marks that belong to it: at most two, or they would tower.
    """
    signs = [sign for sign in map(first_sign, unicodedata.normalize("NFC", name).split()) if sign]
    if not signs:
        return ""
    if len(signs) == 1 or not (has_case(signs[0]) and has_case(signs[-1])):
        return capital(signs[0])
    return capital(signs[0]) + capital(signs[-1])


def first_sign(word: str) -> str:
    """Return the first sign of a word as people see it, quotes and invisible marks before it left out."""
    at = next((at for at, letter in enumerate(word) if unicodedata.category(letter)[0] in "LNS"), None)
    return "" if at is None else word[at] + what_belongs_to(word[at], word[at + 1 :])


def what_belongs_to(letter: str, rest: str) -> str:
    """Return what of the following characters is seen as one with this one: marks, skin tones, the rest of a flag."""
    if is_half_flag(letter):
        return rest[:1] if is_half_flag(rest[:1]) else ""
    marks = "".join(takewhile(is_mark, rest))
    after = rest[len(marks) :]
    if after[:1] == JOINER and unicodedata.category(after[1:2] or " ") == "So":
        return marks[:MOST_MARKS] + after[:2] + what_belongs_to(after[1], after[2:])
    return marks[:MOST_MARKS]


def is_mark(letter: str) -> bool:
    """Whether it is written on the letter before it: a combining mark, or the skin tone of an emoji."""
    return unicodedata.category(letter)[0] == "M" or "\U0001f3fb" <= letter <= "\U0001f3ff"


def is_half_flag(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"


def has_case(sign: str) -> bool:
    return sign[0].lower() != sign[0].upper()


def capital(sign: str) -> str:
    """Return the sign with a capital where that is one letter: “ß” stays."""
    large = sign[0].upper()
    return (large if len(large) == 1 else sign[0]) + sign[1:]

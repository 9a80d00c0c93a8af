"""A text in parts, (words, whether they were looked for), for a page to print. Nothing here is markup."""

import re

from .words import SIGN

# What the database puts around hits. No text that readers see holds them.
OPEN, CLOSE = "\x02", "\x03"
HIT = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")
WORDS_AROUND = 34
WORDS_BEFORE = 6
# A sign of a script without spaces, else whatever stands between spaces and punctuation.
SPAN = re.compile(rf"{SIGN.pattern}|[^\s!-/:-@\[-`{{-~\u00a0-\u00bf\u2000-\u206f\u3000-\u303f]+")


def without_marks(text: str) -> str:
    return text.replace(OPEN, "").replace(CLOSE, "")


def parts_of(marked: str) -> list[tuple[str, bool]]:
    """Return the parts of a text in which hits stand between OPEN and CLOSE."""
    parts = [(without_marks(part), number % 2 == 1) for number, part in enumerate(HIT.split(marked))]
    return [part for part in parts if part[0]]


def has_hit(parts: list[tuple[str, bool]]) -> bool:
    return any(is_hit for _, is_hit in parts)


def spans_of(text: str) -> list[tuple[int, int]]:
    """Return where each word begins and ends."""
    return [found.span() for found in SPAN.finditer(text)]


def best_passage(spans: list, text: str, hits: set[str], *, whole: bool = False) -> list[tuple[str, bool]]:
    """Return the parts of the first stretch of the text with the most different hits, or of the `whole` text."""
    found = [number for number, (start, end) in enumerate(spans) if text[start:end] in hits]
    first, last = (0, len(spans)) if whole else stretch(found, spans, text)
    begin = 0 if first == 0 else spans[first][0]
    end = len(text) if last >= len(spans) else spans[last - 1][1]
    marked, at = [] if first == 0 else ["…"], begin
    for number in found:
        if first <= number < last:
            start, stop = spans[number]
            marked += [text[at:start], OPEN, text[start:stop], CLOSE]
            at = stop
    marked += [text[at:end], "" if last >= len(spans) else "…"]
    # Signs side by side are one hit.
    return parts_of("".join(marked).replace(CLOSE + OPEN, ""))


def stretch(found: list[int], spans: list, text: str) -> tuple[int, int]:
    """Return the numbers of the first word and of the one after the last."""
    best, most = 0, 0
    for place, first in enumerate(found[:200]):
        near = [number for number in found[place : place + WORDS_AROUND] if number < first + WORDS_AROUND]
        within = {text[slice(*spans[number])].casefold() for number in near}
        if len(within) > most:
            best, most = first, len(within)
    begin = max(0, best - WORDS_BEFORE)
    return begin, min(len(spans), begin + WORDS_AROUND)

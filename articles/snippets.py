"""The piece of a text in which searched words stand, cut into what matched and what did not."""

import re

from .models.search import search_words


def pieces(text: str, words: str) -> list[tuple[str, bool]]:
    """Return the text as (part, whether it is one of the words), in order; as plain text, for a template to escape."""
    found = pattern(words)
    if found is None:
        return [(text, False)] if text else []
    return [(part, place % 2 == 1) for place, part in enumerate(found.split(text)) if part]


def snippet(text: str, words: str, *, length: int = 150) -> list[tuple[str, bool]]:
    """Return about `length` characters around the first of the words, in pieces(); [] where none of them stands."""
    found = pattern(words)
    match = found and found.search(text)
    if not match:
        return []
    start = max(0, match.start() - length // 3)
    if start:
        # From the next whole word on, but never past the one that was found.
        gap = text.find(" ", start, match.start())
        start = gap + 1 if gap >= 0 else start
    end = min(len(text), max(match.end(), start + length))
    if end < len(text):
        gap = text.rfind(" ", match.end(), end)
        end = gap if gap > 0 else end
    cut = " ".join(text[start:end].split())
    return pieces(f"{'… ' if start else ''}{cut}{' …' if end < len(text) else ''}", words)


def pattern(words: str):
    """Return a pattern with one group for any of the words, or None where there is none."""
    terms = sorted(set(search_words(words)), key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, terms))})", re.IGNORECASE) if terms else None

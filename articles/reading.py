"""How long it takes to read a story."""

import re

from django.utils.html import strip_tags

WORDS_A_MINUTE = 230
# Chinese, Japanese and Thai put no spaces between words, so their signs are counted.
SIGNS_A_MINUTE = {"zh": 400, "yue": 400, "ja": 500, "th": 900, "lo": 900, "km": 900, "my": 900}
SIGN = re.compile(r"\w")


def minutes(words: int) -> int:
    """Return the whole minutes that so many words take, at least one."""
    return max(1, round(words / WORDS_A_MINUTE))


def minutes_of(edition, language: str) -> int:
    """Return the whole minutes that an edition in this language takes, at least one. No query."""
    pace = SIGNS_A_MINUTE.get(language.lower().partition("-")[0])
    if pace is None:
        return minutes(edition.word_count)
    return max(1, round(len(SIGN.findall(strip_tags(edition.body_html))) / pace))

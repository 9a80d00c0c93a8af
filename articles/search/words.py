"""Words of a text and of what was typed: the one place that says what a word is, for both databases."""

import re
import unicodedata
from dataclasses import dataclass

LONGEST_QUERY = 200
MOST_TERMS = 12
LONGEST_WORD = 40
# Han, kana and Hangul stand without spaces, or with endings grown on: each sign counts as a word, and what was typed
# is looked for as a row of them. Of Thai, each consonant or vowel with its marks.
SIGN = re.compile(
    "[\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]"
    "|[\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*"
)
# Arabic vowel signs and the stroke that lengthens a word are printed or left out as it pleases.
UNPRINTED = re.compile("[\u064b-\u0652\u0670\u0640]")
POSSESSIVE = re.compile(r"['’]s\b", re.IGNORECASE)
BETWEEN_SIGNS = "\u200b"  # no width: a full text that parts words at it prints as before
TYPED = re.compile(r'(?P<minus>-?)"(?P<phrase>[^"]*)"?|(?P<single>[^\s"]+)')


@dataclass(frozen=True)
class Term:
    """A word, or words that have to stand in a row; `is_excluded` of stories that may not hold it."""

    words: tuple[str, ...]
    is_excluded: bool = False

    @property
    def text(self) -> str:
        return " ".join(self.words)


def is_of_word(sign: str) -> bool:
    category = unicodedata.category(sign)
    return category[0] in "LNM"


def spaced(text: str) -> str:
    """The text in one form of Unicode, with what parts words between signs of scripts that have no spaces."""
    text = UNPRINTED.sub("", unicodedata.normalize("NFC", text))
    return SIGN.sub(lambda found: f"{BETWEEN_SIGNS}{found[0]}{BETWEEN_SIGNS}", text)


def words_of(text: str) -> list[str]:
    """Return the words of a text in their order, as they are printed."""
    text = POSSESSIVE.sub(" ", spaced(text))
    return "".join(sign if is_of_word(sign) else " " for sign in text).split()


def shown(text: str) -> str:
    """What was typed, as a page may repeat it: cut, and without what no text can hold."""
    text = "".join(sign if sign.isprintable() else " " for sign in text[: LONGEST_QUERY * 4])
    return " ".join(text.split())[:LONGEST_QUERY].strip()


def parse(text: str) -> list[Term]:
    """Return at most twelve terms: words, "words in a row", and either with - before it. Never raises."""
    terms = []
    for found in TYPED.finditer(shown(text).translate(QUOTES)):
        single = found["single"]
        words = words_of(found["phrase"] if single is None else single)
        is_excluded = bool(found["minus"]) if single is None else single.startswith("-")
        if words:
            terms.append(Term(tuple(words), is_excluded))
    return terms[:MOST_TERMS]


QUOTES = str.maketrans("“”„«»", '"""""')


def folded(word: str) -> str:
    """A word whatever its case and accents, to compare by."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))

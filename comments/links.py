"""Web addresses in what readers write, also those that are written so as not to look like one."""

import re

from .folding import visible

# Endings by which a name without http:// or www. is an address. Not all there are: those that advertising uses, and
# countries. What is left out can still be caught with the lists of words.
ENDINGS = """
    com net org info biz io co ru cn xyz top site online shop store club app dev tv cc ws eu us uk de fr nl it es pl
    pt se no dk fi is ie be at ch cz sk hu ro bg gr tr ua by kz ca au nz jp kr hk tw sg vn th id pk br mx ar cl za
    ng ke ae il ir me ly gg to pw su link click live life world today news blog pro vip win bet bid poker casino
    games fun icu buzz loan money cash credit finance work trade review reviews space website tech digital agency
    email support men date sex porn xxx cam adult dating webcam cyou sbs rest bar lol onion
"""
DOT = r"(?:\.|\s?[\[({]\s?(?:\.|dot|punkt)\s?[\])}]\s?)"
# One pass, without a way back: an ending is looked for, not a name before it.
LINK = re.compile(
    rf"""https?\s?:\s?//(?:(?!https?:)[^\s<>,;|])*
    | hxxps?://[^\s<>,;|]*
    | \bwww{DOT}[^\s<>,;|]+
    | (?<=[^\W_]){DOT}(?P<ending>{"|".join(sorted(ENDINGS.split(), key=len, reverse=True))})(?![\w-])[^\s<>,;|]*
    """,
    re.IGNORECASE | re.VERBOSE,
)


def links_in(text: str) -> list[re.Match]:
    """Return where web and e-mail addresses stand in a text, as it is written."""
    return [found for found in LINK.finditer(text) if not is_next_sentence(found)]


def count_links(text: str) -> int:
    """Return how many web and e-mail addresses a reader would see in a text."""
    return len(links_in(visible(text)))


def is_next_sentence(found: re.Match) -> bool:
    """Whether a full stop without a space behind it made an “address”, as in “a mess.It burns”."""
    ending = found["ending"] or ""
    return ending[:1].isupper() and not ending.isupper()

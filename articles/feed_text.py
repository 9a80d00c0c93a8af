"""A story's text as it can stand elsewhere, in feed readers and other people's pages."""

import re
from html import escape, unescape
from urllib.parse import urljoin

from django.template.loader import render_to_string
from django.utils.encoding import iri_to_uri
from django.utils.safestring import SafeString, mark_safe

from . import body
from .feed_formats import Picture, writable
from .models import Correction, Edition
from .structured_data import SHARED_WIDTH_PX
from .templatetags.readers import absolute

LEDE_CHARACTERS = 300
# An edition's body is our own markup (body.render): every “>” and quotation mark within it is escaped.
LINKS_AND_PICTURES = re.compile(r"<(?:a|img)\b[^>]*>")
ADDRESS = re.compile(r' (href|src)="([^"]*)"')
# What only the page itself has a use for; checkers of feeds complain of it.
ON_THE_PAGE_ONLY = re.compile(r' (?:srcset|sizes|loading|fetchpriority|class)="[^"]*"')


def whole_story(edition: Edition, corrections: list[Correction]) -> str:
    """Return the HTML of the text with its notes, lead photo and corrections; all addresses are whole. No query."""
    context = {
        "edition": edition,
        "picture": picture_of(edition),
        "body": elsewhere(body.portable(edition.body_html), edition.path),
        "on_top": [correction for correction in corrections if correction.stands_on_top],
        "below": [correction for correction in corrections if not correction.stands_on_top],
    }
    return writable(render_to_string("articles/_feed_story.html", context).strip())


def elsewhere(html: str, path: str) -> SafeString:
    """Return the body of the edition at `path` with whole addresses and without what only its page uses."""
    base = absolute(path)

    def whole(match):
        tag = ON_THE_PAGE_ONLY.sub("", match[0])
        return ADDRESS.sub(lambda found: f' {found[1]}="{whole_address(found[2], base)}"', tag)

    return mark_safe(LINKS_AND_PICTURES.sub(whole, html))


def whole_address(escaped: str, base: str) -> str:
    try:
        return escape(iri_to_uri(urljoin(base, unescape(escaped))))
    except ValueError:
        # A host in half a pair of brackets; it leads nowhere here either.
        return escaped


def summary_of(edition: Edition) -> str:
    """Return the deck, else the beginning of the text, as plain words. Needs for_feed()."""
    if edition.deck:
        return writable(edition.deck)
    lede = edition.lede.partition("\n")[0]
    if len(lede) > LEDE_CHARACTERS:
        lede = lede[:LEDE_CHARACTERS].rsplit(None, 1)[0] + "…"
    return writable(lede)


def picture_of(edition: Edition) -> Picture | None:
    if edition.lead_photo is None:
        return None
    url, width_px, height_px = edition.lead_photo.rendition(SHARED_WIDTH_PX)
    return Picture(absolute(url), width_px, height_px, writable(edition.lead_caption), writable(edition.lead_credit))

"""What readers' pages print of moments, credits and photos."""

import re
from datetime import UTC, datetime

from django import template
from django.conf import settings
from django.template.defaultfilters import date as formatted
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from ..differences import name_of_block
from ..feed_formats import writable
from ..models import Article
from ..models import byline as bylines
from ..page_names import depends
from ..reading import minutes_of

register = template.Library()

FIRST_PARAGRAPH = re.compile(r"<p(?:\s[^>]*)?>")
# Languages and scripts that are written from the right: https://www.w3.org/International/questions/qa-scripts
RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "nqo", "prs", "ps", "sd", "syr", "ug", "ur", "yi"}
RIGHT_TO_LEFT_SCRIPTS = {"adlm", "arab", "aran", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"}


@register.filter
def machine_time(moment: datetime) -> str:
    """For `<time datetime>`: UTC, cut to seconds, since HTML takes no microseconds of six digits."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


@register.filter
def list_time(moment: datetime, now: datetime) -> str:
    """The short time in lists: “14:58” today, “22 Nov” this year, else “22 Nov 2025”."""
    local, today = timezone.localtime(moment), timezone.localtime(now).date()
    if local.date() == today:
        return formatted(local, gettext("H:i"))
    return formatted(local, gettext("j M") if local.year == today.year else gettext("j M Y"))


@register.filter
def direction(language: str) -> str:
    """Which way a language is written: a script that is named counts (“ku-Arab”, “az-Latn”), else the language."""
    first, *more = language.lower().replace("_", "-").split("-")
    scripts = [part for part in more if len(part) == 4 and part.isalpha()]
    is_rtl = scripts[0] in RIGHT_TO_LEFT_SCRIPTS if scripts else first in RIGHT_TO_LEFT
    return "rtl" if is_rtl else "ltr"


@register.filter
def initials(name: str) -> str:
    """The first letters of the first and the last word of a name, at most two."""
    words = name.split()
    return "".join(word[0] for word in dict.fromkeys([*words[:1], *words[-1:]])).upper()


@register.filter
def writers(credits: list[dict]) -> list[dict]:
    return bylines.writers(credits)


@register.filter
def credit_groups(credits: list[dict]) -> list[tuple[str, list[dict], str]]:
    return bylines.credit_groups(credits)


@register.filter
def in_a_row(credits: list) -> list[tuple[str, object]]:
    return bylines.in_a_row(credits)


@register.filter
def label_name(label: str) -> str:
    """What readers are told a story is: “Opinion”."""
    return Article.Label(label).label if label in Article.Label.values else label


@register.filter
def block_name(kind: str) -> str:
    """A kind of block of a text in words, for its differences."""
    return name_of_block(kind)


@register.filter
def paged(title, page) -> str:
    """The title of a page of a list, with the page's number from the second one on."""
    return gettext("%(title)s, page %(number)s") % {"title": title, "number": page.number} if page.number > 1 else title


@register.filter
def reading_minutes(edition, language: str) -> int:
    return minutes_of(edition, language)


@register.simple_tag
def story_text(edition) -> SafeString:
    """An edition's text, which body.render() cleaned and made when it was published.

    The dateline runs into the first paragraph; where the text begins otherwise it is a paragraph of its own.
    """
    text = mark_safe(edition.body_html)
    if not edition.dateline:
        return text
    start = FIRST_PARAGRAPH.match(text)
    place = render_to_string("articles/_place.html", {"dateline": edition.dateline, "runs_in": bool(start)}).strip()
    return mark_safe(f"{start[0]}{place} {text[start.end() :]}" if start else f"<p>{place}</p>{text}")


@register.filter
def focus(photo) -> str:
    """Classes that keep the photo's subject in sight where CSS crops it; empty for the middle."""
    across = "focus-start" if photo.focal_x < 0.35 else "focus-end" if photo.focal_x > 0.65 else ""
    down = "focus-top" if photo.focal_y < 0.35 else "focus-bottom" if photo.focal_y > 0.65 else ""
    return f"{across} {down}".strip()


@register.filter
def absolute(path: str) -> str:
    """A path of ours as a full address."""
    return settings.SITE_URL.rstrip("/") + iri_to_uri(path)


@register.filter
def for_xml(text: str) -> str:
    """Without the characters that XML can't hold, not even escaped."""
    return writable(text)


# How wide a picture stands, for the browser's choice of rendition. Follows the columns in site.css.
SIZES = {
    "lead": "(min-width: 86rem) 49rem, (min-width: 64rem) 58vw, 100vw",
    "second": "(min-width: 64rem) 17rem, (min-width: 40rem) 30vw, 100vw",
    "led": "(min-width: 86rem) 40rem, (min-width: 40rem) 50vw, 100vw",
    "card": "(min-width: 64rem) 22rem, (min-width: 40rem) 33vw, 100vw",
    "list": "(min-width: 50rem) 12rem, 24vw",
    "story": "(min-width: 86rem) 68rem, 100vw",
    "portrait": "(min-width: 40rem) 8rem, 4.5rem",
}


@register.inclusion_tag("articles/_photo.html", takes_context=True)
def photo(context, photo, place, alt=None, style=""):
    """A photo in one of the places of SIZES; `alt` is the edition's own text, else the photo's. Names the page."""
    # What is included with `only` has no variable for the request.
    if request := getattr(context, "request", None):
        depends(request, f"photo:{photo.pk}")
    return {
        "photo": photo,
        "sizes": SIZES[place],
        "alt": photo.alt if alt is None else alt,
        "is_first": place in ("lead", "story"),
        "classes": " ".join(filter(None, [style, focus(photo)])),
    }

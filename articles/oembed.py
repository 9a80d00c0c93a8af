"""A story as a card on other sites: https://oembed.com/ version 1.0."""

from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

from .feed_formats import writable
from .models import Edition, Masthead, Photo
from .models.photo import RENDITION_WIDTHS
from .templatetags.readers import absolute

WIDTH_PX, HEIGHT_PX = 600, 200
LONGEST_ADDRESS = 2000


def story_at(address: str) -> Edition | None:
    """Return the live edition of the story that a whole address of this site names, also by an old path.

    Two queries at most, none for another site's address or another page's.
    """
    path = story_path(address)
    if path is None:
        return None
    stories = Edition.objects.for_card_elsewhere()
    here = stories.live().at_path(path).first()
    if here:
        return here
    # Only what has begun is looked at, so that a scheduled story says nothing by its address.
    former = Edition.objects.begun().at_path(path).values("article")[:1]
    return stories.live().filter(article__in=former).first()


def story_path(address: str) -> str | None:
    """Return the path of an address of a story's page, decoded; None when it can't be one."""
    try:
        parts = urlsplit(address[:LONGEST_ADDRESS])
        if parts.scheme not in ("http", "https") or parts.netloc.lower() != urlsplit(settings.SITE_URL).netloc.lower():
            return None
        path = unquote(parts.path, errors="strict")
        return path if resolve(path).view_name == "articles:story_show" else None
    except (ValueError, Resolver404):
        return None


def card(edition: Edition, masthead: Masthead, *, max_width_px: int | None, max_height_px: int | None) -> dict:
    """Return what oEmbed says of the story, of type “rich”. No query."""
    html = render_to_string("articles/_oembed_card.html", {"edition": edition, "masthead": masthead})
    facts = {
        "version": "1.0",
        "type": "rich",
        "title": edition.headline,
        "author_name": edition.byline_text.removeprefix("By "),
        "provider_name": masthead.name,
        "provider_url": absolute("/"),
        "cache_age": 3600,
        "html": " ".join(html.split()),
        "width": min(WIDTH_PX, max_width_px or WIDTH_PX),
        "height": min(HEIGHT_PX, max_height_px or HEIGHT_PX),
        **thumbnail(edition.lead_photo, max_width_px or WIDTH_PX, max_height_px or RENDITION_WIDTHS[-1]),
    }
    return {name: writable(value) if isinstance(value, str) else value for name, value in facts.items() if value}


def thumbnail(photo: Photo | None, max_width_px: int, max_height_px: int) -> dict:
    """Return the largest rendition that fits, {} when none does."""
    sizes = [photo.rendition(width) for width in photo.widths] if photo else []
    fitting = [size for size in sizes if size[1] <= max_width_px and size[2] <= max_height_px]
    if not fitting:
        return {}
    url, width_px, height_px = fitting[-1]
    return {"thumbnail_url": absolute(url), "thumbnail_width": width_px, "thumbnail_height": height_px}

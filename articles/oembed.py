"""A story as a card on other sites: https://oembed.com/ version 1.0."""

from django.template.loader import render_to_string

from .addresses import path_here, site_of, story_path
from .feed_formats import writable
from .models import Edition, Masthead, Photo
from .models.byline import names_of, writers
from .models.photo import RENDITION_WIDTHS
from .templatetags.readers import absolute

WIDTH_PX, HEIGHT_PX = 600, 200
LONGEST_ADDRESS = 2000


def story_at(address: str) -> Edition | None:
    """Return the live edition of the story that a whole address of this site names, also by an old path.

    Two queries at most, none for another site's address or another page's.
    """
    path = path_of_page(address)
    if path is None:
        return None
    stories = Edition.objects.for_card_elsewhere()
    here = stories.live().at_path(path).first()
    if here:
        return here
    # Only what has begun is looked at, so that a scheduled story says nothing by its address.
    former = Edition.objects.begun().at_path(path).values("article")[:1]
    return stories.live().filter(article__in=former).first()


def path_of_page(address: str) -> str | None:
    """Return the path of a whole address of a story's page, decoded; None when it can't be one."""
    path = path_here(address[:LONGEST_ADDRESS]) if site_of(address) else None
    # What lies below the page has the story's path too, and is another page.
    return path if path and story_path(path) == path else None


def card(edition: Edition, masthead: Masthead, *, max_width_px: int | None, max_height_px: int | None) -> dict:
    """Return what oEmbed says of the story, of type “rich”. No query."""
    html = render_to_string("articles/_oembed_card.html", {"edition": edition, "masthead": masthead})
    facts = {
        "version": "1.0",
        "type": "rich",
        "title": edition.labelled_headline,
        "author_name": names_of(writers(edition.credits)),
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

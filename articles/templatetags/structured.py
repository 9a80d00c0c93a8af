"""Data about a page for machines, printed into it."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse

from .. import structured_data
from .readers import absolute

register = template.Library()

# {last part of the address: (type, name)}
FEED_FORMS = {
    "rss": ("application/rss+xml", "RSS"),
    "atom": ("application/atom+xml", "Atom"),
    "json": ("application/feed+json", "JSON Feed"),
}


@register.simple_tag(takes_context=True)
def news_article(context):
    """The story's data for search engines, as JSON. Needs: edition, authors, corrections, masthead."""
    facts = structured_data.news_article(
        context["edition"],
        authors=context["authors"],
        corrections=context["corrections"],
        masthead=context["masthead"],
    )
    return structured_data.as_script(facts)


@register.simple_tag(takes_context=True)
def breadcrumbs_data(context):
    """The way to the page from home, as JSON. Needs: masthead, and edition or section with its parent."""
    edition = context.get("edition")
    section = edition.section if edition and edition.section_id else context.get("section")
    last = (edition.headline, edition.path) if edition else None
    return structured_data.as_script(structured_data.breadcrumbs(context["masthead"], section, last))


@register.simple_tag(takes_context=True)
def website_data(context):
    """The site and who publishes it, as JSON. Needs: masthead."""
    return structured_data.as_script(structured_data.website(context["masthead"]))


@register.simple_tag
def shared_picture(photo):
    """The photo as other sites show it, {url, width_px, height_px}; None without one."""
    if photo is None:
        return None
    url, width_px, height_px = photo.rendition(structured_data.SHARED_WIDTH_PX)
    return {"url": absolute(url), "width_px": width_px, "height_px": height_px}


@register.simple_tag
def oembed_url(edition, form):
    """Where other sites ask for the story's card, in json or xml."""
    return f"{absolute(reverse('articles:oembed'))}?{urlencode({'url': absolute(edition.path), 'format': form})}"


@register.inclusion_tag("articles/_feed_links.html")
def feed_links(place, title, slug=""):
    """The feeds of a page, for its head. `place` is latest, section, tag, author or corrections."""
    args = [slug] if slug else []
    return {
        "title": title,
        "feeds": [
            {"type": kind, "name": name, "url": reverse(f"articles:{place}_{form}", args=args)}
            for form, (kind, name) in FEED_FORMS.items()
        ],
    }

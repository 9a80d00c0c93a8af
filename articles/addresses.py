"""Addresses of this site's pages, as somebody types them."""

from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve

from .converters import STORY

# Besides stories and what lies below them, the pages that every reader may be sent to.
FOR_EVERYBODY = {
    f"articles:{name}"
    for name in (
        *("home_show", "section_show", "author_show", "tag_show", "search_show", "corrections_show"),
        *("archive_show", "archive_year", "archive_month", "archive_day", "most_read_day", "most_read_week"),
    )
}

LISTS = {"articles:section_show": "section", "articles:author_show": "author", "articles:tag_show": "tag"}


def site_of(address: str) -> tuple | None:
    """Return (host, port) of an http address, alike however it is written; None for what is none, or names a user."""
    try:
        parts = urlsplit(address)
        host, port = unquote(parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    known = parts.scheme in ("http", "https") and host and "@" not in parts.netloc
    return (host.lower(), None if port in (80, 443) else port) if known else None


def path_here(address: str) -> str | None:
    """Return the path of an address of this site, whole or from its first slash on, decoded; None for others."""
    if address.startswith("/"):
        return None if address.startswith("//") else unquote(address)
    site = site_of(address)
    return unquote(urlsplit(address).path) or "/" if site and site == site_of(settings.SITE_URL) else None


def is_page(path: str) -> bool:
    """Whether a decoded path can be one of this site's at all."""
    return found_at(path) is not None


def is_for_everybody(path: str) -> bool:
    """Whether a decoded path can be a page that every reader may be sent to."""
    found = found_at(path)
    return found is not None and (found.view_name in FOR_EVERYBODY or found.route.startswith(STORY))


def story_path(path: str) -> str | None:
    """Return the story's own path for a decoded one of its page or of what lies below that; None for others."""
    found = found_at(path)
    if found is None or not found.route.startswith(STORY):
        return None
    return "/{section}/{year}/{month}/{day}/{slug}/".format(**found.kwargs)


def list_at(path: str) -> tuple[str, str] | None:
    """Return what a decoded path would be the page of, "section", "author" or "tag", and its slug; None for others."""
    found = found_at(path)
    kind = found and LISTS.get(found.view_name)
    return (kind, *found.kwargs.values()) if kind else None


def found_at(path: str):
    try:
        return resolve(path)
    except Resolver404:
        return None

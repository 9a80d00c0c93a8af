"""The names of what a public page depends on: `article:12`, `section:world`, `comments:12`, `front:home`, `masthead`.

Besides these: `front:slug` for what editors put on a section's front, `breaking` for breaking news, `author:slug` and
`tag:slug` for their lists, `authors` for all of them, `photo:7`, `archive`, `corrections`, `most-read`, and
`comments` for those of all stories. What stands on every page, the sections too, is told as `masthead`.

The number of a story that readers may not see stands on no page: there it has the name that unseen() gives.

A view names them on its answer; whatever changes one says so with the change. A cache, ours or a CDN's, keeps a page
by its names and drops it when one of them changes. An answer without names is not to be kept.
"""

from collections.abc import Callable
from urllib.parse import quote

from django.db import transaction
from django.utils.crypto import salted_hmac

NAMES_HEADER = "Cache-Tag"
# What is told of changed names, after commit: functions that take a set of names.
LISTENERS: list[Callable[[set[str]], None]] = []


def name_page(response, *names: str):
    """Add names to those that the page already has, and return the response. The header holds them in order."""
    known = set(filter(None, response.get(NAMES_HEADER, "").split(",")))
    response[NAMES_HEADER] = ",".join(sorted(known | set(map(in_header, names))))
    return response


def in_header(name: str) -> str:
    """Return a name as it stands in a header, which knows no letters but those of ASCII: as in an address."""
    return quote(name, safe=":")


def unseen(article: int) -> str:
    """Return the name of a story, by its id, that tells nobody which one it is."""
    return f"story:{salted_hmac('articles.page_names', str(article)).hexdigest()[:16]}"


def of_list(kind: str, before: str | None, now: str) -> set[str]:
    """Return the names of an "author" or "tag" whose slug was `before`; breaking news may lead to either."""
    moved = {"breaking"} if before and before != now else set()
    return moved | {f"{kind}:{slug}" for slug in (before, now) if slug}


def depends(request, *names: str) -> None:
    """Note what the page that answers this request shows something of. A public page goes out with these names."""
    request.page_names = getattr(request, "page_names", set()) | set(names)


def changed(*names: str) -> None:
    """Tell, once this transaction is committed, that what these names stand for is no longer as it was."""
    found = set(names)

    def tell():
        for listener in LISTENERS:
            listener(found)

    transaction.on_commit(tell, robust=True)

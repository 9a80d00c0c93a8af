"""What search engines are told there is: https://www.sitemaps.org/protocol.html

Stories lie in slices by the number of the working copy, so that a story's slice never changes, each is one range of an
index, and none can hold more than SLICE addresses. Nobody reads the table from its beginning to write one.
"""

import re
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from .frame import walk
from .models import Article, Author, Correction, Edition, Masthead
from .templatetags.readers import absolute

# The protocol allows 50,000 addresses and 50 MB, and an address of LONGEST characters.
SLICE = 10_000
LONGEST = 2048
MOST_AUTHORS = 40_000
# https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
NEWS_LASTS = timedelta(hours=48)
MOST_NEWS = 1000
NOT_NEWS = {Article.Label.SATIRE, Article.Label.SPONSORED}


def slices(at: datetime | None = None) -> list[int]:
    """Return the numbers of the slices that hold a story at `at` (aware; default now). A query for each, and one."""
    at = at or timezone.now()
    found = []
    while (first := first_story(found[-1] + 1 if found else 0, at)) is not None:
        found.append(first // SLICE)
    return found


def first_story(number: int, at: datetime) -> int | None:
    """Return the id of the first article with a story to be found, in this slice or a later one. One query."""
    stories = Edition.objects.live(at).for_search_engines().of_stories_from(number * SLICE)
    return stories.order_by("article_id").values_list("article_id", flat=True).first()


def stories_in(number: int, at: datetime | None = None) -> list[tuple[str, datetime]]:
    """Return (whole address, last change that readers should know of) of each story in a slice. Two queries."""
    start = number * SLICE
    live = Edition.objects.live(at).for_search_engines().of_stories_from(start, start + SLICE)
    corrected = Correction.objects.begun(at).last_by_story(start, start + SLICE)
    rows = live.order_by("article_id").values_list("article_id", "path", "updated_at")
    found = [(absolute(path), max(updated, corrected.get(article, updated))) for article, path, updated in rows]
    return [(address, changed_at) for address, changed_at in found if len(address) <= LONGEST]


def pages(sections: list) -> list[str]:
    """Return the addresses of the fronts and of authors with a story out. `sections` is the tree. One query."""
    live = Edition.objects.live().filter(authors=OuterRef("pk"))
    authors = Author.objects.filter(Exists(live)).order_by("pk")
    paths = [
        reverse("articles:home_show"),
        *(section.get_absolute_url() for section in walk(sections)),
        *(reverse(f"articles:{page}") for page in ("archive_show", "most_read_day", "corrections_show")),
        *(author.get_absolute_url() for author in authors.only("slug")[:MOST_AUTHORS]),
    ]
    return [absolute(path) for path in paths]


def news(at: datetime | None = None) -> list[Edition]:
    """Return what was first published in the last 48 hours, the newest first, at most a thousand. One query.

    A correction brings no older story back; satire and what was paid for are no news.
    """
    at = at or timezone.now()
    recent = Edition.objects.live(at).published_from(at - NEWS_LASTS).for_search_engines()
    rows = recent.without_labels(NOT_NEWS).newest().only("path", "headline", "published_at")
    return list(rows[:MOST_NEWS])


def publication_name(masthead: Masthead) -> str:
    """Return the name as Google wants it: as it stands there, without what is in parentheses."""
    return " ".join(re.sub(r"\([^()]*\)", " ", masthead.name).split()) or masthead.name


def publication_language(masthead: Masthead) -> str:
    """Return the ISO 639 code; Chinese alone says which script, as zh-cn or zh-tw."""
    language, _, more = masthead.language.lower().replace("_", "-").partition("-")
    if language == "zh":
        return "zh-tw" if set(more.split("-")) & {"tw", "hk", "mo", "hant"} else "zh-cn"
    return language

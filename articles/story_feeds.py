"""Feeds of stories: of the whole paper, a section, a tag, an author. Each as RSS, Atom and JSON Feed."""

from collections.abc import Callable

from django.contrib.syndication.views import Feed
from django.http import Http404
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext
from taggit.models import Tag

from .feed_formats import JsonFeed, StoryAtom, StoryItem, StoryRss, writable
from .feed_text import picture_of, summary_of, whole_story
from .feeds import PaperFeed
from .frame import family, find_section, sections_of
from .models import Author, Correction, Edition
from .page_names import depends
from .templatetags.readers import absolute, writers

FORMATS = {"rss": StoryRss, "atom": StoryAtom, "json": JsonFeed}
# A whole text weighs as much as dozens of summaries.
WHOLE_STORIES, SUMMARIES = 20, 50


def none_counted(article_ids) -> dict[int, int]:
    return {}


# Returns {article id: number of comments that readers see}, by one query. Set by the app that has comments.
comment_counts: Callable[..., dict[int, int]] = none_counted


class StoriesFeed(PaperFeed, Feed):
    """The newest stories of the whole paper: five queries. `kind` is one of FORMATS."""

    place = "latest"
    is_pushed = True
    item_guid_is_permalink = False

    def __init__(self, kind: str):
        self.feed_type = FORMATS[kind]
        self.name = f"articles:{self.place}_{kind}"

    def get_object(self, request, slug=""):
        masthead = super().get_object(request)
        masthead.subject = self.subject(request, slug)
        most = WHOLE_STORIES if masthead.feeds_full_text else SUMMARIES
        masthead.stories = list(newest_of(self.lists(masthead), most, with_text=masthead.feeds_full_text))
        self.check(masthead)
        depends(request, "masthead", "corrections", "authors", self.page_name(masthead.subject))
        depends(request, *(f"comments:{edition.article_id}" for edition in masthead.stories))
        add_items(masthead.stories, with_text=masthead.feeds_full_text)
        return masthead

    def subject(self, request, slug):
        """What the feed is about, by its slug. Raises DoesNotExist or Http404 for what is not there."""
        return None

    def lists(self, masthead) -> list:
        """The lists of editions, each in order, of which the feed has the newest."""
        return [Edition.objects.live().newest()]

    def check(self, masthead) -> None:
        """Raises Http404 where the feed's page is none either."""

    def page_name(self, subject) -> str:
        # What every publication changes.
        return "archive"

    def feed_url(self, masthead):
        return absolute(reverse(self.name, args=[masthead.subject.slug] if masthead.subject else []))

    def title(self, masthead):
        return writable(f"{masthead.name}: {masthead.subject.name}" if masthead.subject else masthead.name)

    def description(self, masthead):
        about = getattr(masthead.subject or masthead, "description", "")
        return writable(about or gettext("The newest of %(feed)s.") % {"feed": self.title(masthead)})

    def subtitle(self, masthead):
        return self.description(masthead)

    def link(self, masthead):
        return absolute(reverse("articles:home_show"))

    def items(self, masthead):
        return masthead.stories

    def item_title(self, edition):
        return writable(edition.labelled_headline)

    def item_description(self, edition):
        return escape(edition.item.summary)

    def item_link(self, edition):
        return absolute(edition.path)

    def item_guid(self, edition):
        # A story may move; it stays the same one.
        return f"{absolute('/')}#story-{edition.article_id}"

    def item_pubdate(self, edition):
        return edition.published_at

    def item_updateddate(self, edition):
        return edition.changed_at

    def item_comments(self, edition):
        return f"{absolute(edition.path)}#comments"

    def item_categories(self, edition):
        return [writable(name) for name in [edition.section.name, *(tag["name"] for tag in edition.tag_links)]]

    def item_extra_kwargs(self, edition):
        return {"story": edition.item}


class SectionFeed(StoriesFeed):
    """With its subsections' stories. Six queries."""

    place = "section"

    def subject(self, request, slug):
        section = find_section(sections_of(request), slug=slug)
        if section is None:
            raise Http404
        return section

    def lists(self, masthead):
        # One by one, since each is a walk along an index.
        return [Edition.objects.live().newest_in([section]) for section in family(masthead.subject)]

    def page_name(self, subject):
        return f"section:{subject.slug}"

    def link(self, masthead):
        return absolute(masthead.subject.get_absolute_url())


class ListFeed(StoriesFeed):
    """Of what has no page before its first story is out."""

    def check(self, masthead):
        if not masthead.stories:
            raise Http404


class TagFeed(ListFeed):
    """Six queries."""

    place = "tag"

    def subject(self, request, slug):
        return Tag.objects.get(slug=slug)

    def lists(self, masthead):
        return [Edition.objects.live().newest_about(masthead.subject)]

    def page_name(self, subject):
        return f"tag:{subject.slug}"

    def link(self, masthead):
        return absolute(reverse("articles:tag_show", args=[masthead.subject.slug]))


class AuthorFeed(ListFeed):
    """Six queries."""

    place = "author"

    def subject(self, request, slug):
        return Author.objects.get(slug=slug)

    def lists(self, masthead):
        return [Edition.objects.live().newest_by(masthead.subject)]

    def page_name(self, subject):
        return f"author:{subject.slug}"

    def link(self, masthead):
        return absolute(masthead.subject.get_absolute_url())


def newest_of(lists: list, most: int, *, with_text: bool):
    """Return the newest `most` stories of these lists, with what the items of a feed print."""
    # Chosen before anything is joined to them: SQLite would read and sort every text of the paper.
    chosen = Edition.objects.in_any([editions[:most] for editions in lists])
    return chosen.for_feed(with_text=with_text).newest()[:most]


def add_items(editions: list[Edition], *, with_text: bool) -> None:
    """Set `item` and `changed_at`, the last moment at which something was to be told, on each. Three queries."""
    articles = [edition.article_id for edition in editions]
    counts = comment_counts(articles)
    corrections = Correction.objects.begun().by_story(articles)
    known = with_pages(editions)
    for edition in editions:
        own = corrections.get(edition.article_id, [])
        edition.changed_at = max([edition.updated_at, *(correction.live_from for correction in own)])
        edition.item = StoryItem(
            summary=summary_of(edition),
            html=whole_story(edition, own) if with_text else "",
            writers=[writer(credit, known) for credit in writers(edition.credits)],
            picture=picture_of(edition),
            comment_count=counts.get(edition.article_id, 0),
        )


def with_pages(editions: list[Edition]) -> set[str]:
    """Return the slugs of those credited who have a page. One query."""
    slugs = {credit["slug"] for edition in editions for credit in edition.credits}
    return set(Author.objects.filter(slug__in=slugs).values_list("slug", flat=True))


def writer(credit: dict, known: set[str]) -> dict:
    found = {"name": writable(credit["name"])}
    if credit["slug"] in known:
        found["url"] = absolute(reverse("articles:author_show", args=[credit["slug"]]))
    return found


def addresses_with(edition: Edition) -> list[str]:
    """Return the whole addresses of all feeds of stories in which this edition stands. Needs section and its parent."""
    sections = [section for section in (edition.section, edition.section.parent) if section]
    places = [
        ("latest", []),
        *(("section", [section.slug]) for section in sections),
        *(("tag", [tag["slug"]]) for tag in edition.tag_links if tag["slug"]),
        *(("author", [credit["slug"]]) for credit in edition.credits),
    ]
    return [absolute(reverse(f"articles:{place}_{kind}", args=args)) for place, args in places for kind in FORMATS]

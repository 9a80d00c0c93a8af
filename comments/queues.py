"""The moderators' queues: which comments stand in which, in what order, and what narrows them down."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone
from taggit.models import Tag

from articles.models import Author, Section
from articles.models.search import search_words

from .models import Comment, CommentQuerySet

State = Comment.State
OLDEST, NEWEST, MOST_REPORTED = "oldest", "newest", "most reported"
LONGEST_VALUE = 200
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Queue(NamedTuple):
    """A queue by its word in the address, its word on the tab, what stands in it and what comes first."""

    key: str
    word: str
    narrow: Callable
    order: str
    heading: str


def in_state(state):
    return lambda comments: comments.in_state(state)


QUEUES = {
    queue.key: queue
    for queue in [
        Queue("pending", "Held", CommentQuerySet.awaiting_moderation, OLDEST, "Held comments"),
        Queue("suspect", "Suspect", CommentQuerySet.suspect, OLDEST, "Suspect comments"),
        Queue("reported", "Reported", CommentQuerySet.reported, MOST_REPORTED, "Reported comments"),
        Queue("unchecked", "Unchecked", CommentQuerySet.unchecked, OLDEST, "Published, not yet read"),
        Queue("all", "All", CommentQuerySet.all, NEWEST, "All comments"),
        Queue("approved", "Approved", in_state(State.APPROVED), NEWEST, "Approved comments"),
        Queue("rejected", "Rejected", in_state(State.REJECTED), NEWEST, "Rejected comments"),
        Queue("spam", "Spam", in_state(State.SPAM), NEWEST, "Spam"),
        Queue("withdrawn", "Withdrawn", in_state(State.WITHDRAWN), NEWEST, "Withdrawn by their writers"),
    ]
}
HELD = QUEUES["pending"]
# Named only while something stands in them, or while they are looked at.
NAMED_WHEN_NEEDED = {"unchecked", "withdrawn"}


class Place(NamedTuple):
    """Where a comment stands in a queue. As text, three numbers: open reports, microseconds since 1970, id."""

    reports: int
    at: datetime
    pk: int

    @classmethod
    def of(cls, comment: Comment) -> "Place":
        return cls(comment.report_count, comment.created_at, comment.pk)

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """Return the place that a text says; None for any other text."""
        numbers = text.split(".")
        if len(numbers) != 3 or not all(part.isascii() and part.isdecimal() and len(part) < 18 for part in numbers):
            return None
        reports, micros, pk = map(int, numbers)
        return cls(reports, EPOCH + timedelta(microseconds=micros), pk) if micros < 10**17 else None

    def __str__(self):
        return f"{self.reports}.{(self.at - EPOCH) // timedelta(microseconds=1)}.{self.pk}"


def in_order(comments, queue: Queue):
    """The comments in the order of this queue."""
    if queue.order == MOST_REPORTED:
        return comments.order_by("-report_count", "created_at", "pk")
    return comments.oldest_first() if queue.order == OLDEST else comments.newest_first()


def from_place(comments, queue: Queue, place: Place, *, itself: bool = False):
    """Those that come after a place in the order of this queue; with `itself`, the one that stands there, too."""
    pk = {"pk__gte": place.pk} if itself else {"pk__gt": place.pk}
    later = Q(created_at__gt=place.at) | Q(created_at=place.at, **pk)
    # The bound that an index can begin at stands by itself: databases don't find it within an OR.
    if queue.order == OLDEST:
        return comments.filter(later, created_at__gte=place.at)
    if queue.order == MOST_REPORTED:
        return comments.filter(
            Q(report_count__lt=place.reports) | later & Q(report_count=place.reports), report_count__lte=place.reports
        )
    pk = {"pk__lte": place.pk} if itself else {"pk__lt": place.pk}
    return comments.filter(Q(created_at__lt=place.at) | Q(created_at=place.at, **pk), created_at__lte=place.at)


def in_section(comments, value):
    """In a section or one below it, by slug."""
    sections = Section.objects.filter(Q(slug=value) | Q(parent__slug=value))
    return comments.filter(article__section__in=sections)


def on_tag(comments, value):
    """On stories with a tag, by slug or name."""
    tags = Tag.objects.filter(Q(slug=value) | Q(name__iexact=value))
    return comments.filter(article__in=tags.values("article"))


def on_story(comments, value):
    """On one story by its id, else on those with these words in the headline."""
    if value.isascii() and value.isdecimal() and len(value) < 19:
        return comments.filter(article=int(value))
    for word in search_words(value):
        comments = comments.filter(article__headline__icontains=word)
    return comments


def on_author(comments, value):
    """On stories that somebody of the newsroom wrote, by slug or words of the name."""
    authors = Author.objects.filter(Q(slug=value) | Q(name__icontains=value))
    return comments.filter(article__in=authors.values("articles"))


def by_somebody(comments, value):
    """By e-mail address, else by words of the name."""
    if "@" in value:
        return comments.by_writer(value)
    for word in search_words(value):
        comments = comments.filter(author_name__icontains=word)
    return comments


SPANS = {"day": ("Last 24 hours", 1), "week": ("Last 7 days", 7), "month": ("Last 30 days", 30)}


def lately(comments, value):
    if value not in SPANS:
        return comments
    return comments.since(timezone.now() - timedelta(days=SPANS[value][1]))


def with_words(comments, value):
    """With each of these words in the text, the names, the e-mail address or the headline."""
    for word in search_words(value):
        comments = comments.filter(
            Q(body__icontains=word)
            | Q(author_name__icontains=word)
            | Q(author_email__icontains=word)
            | Q(article__headline__icontains=word)
        )
    return comments


# {word in the address: what it does to the comments}, and the word that people read.
FILTERS = {
    "section": in_section,
    "tag": on_tag,
    "story": on_story,
    "author": on_author,
    "writer": by_somebody,
    "since": lately,
}
WORDS = {
    "section": "Section",
    "tag": "Tag",
    "story": "Story",
    "author": "Story by",
    "writer": "Writer",
    "since": "Since",
    "q": "Words",
}


def typed_in(query) -> dict[str, str]:
    """Return {filter: value} from a QueryDict, with the queue under `state` when one is named. Nothing empty."""
    found = {}
    for name in ("state", *FILTERS, "q"):
        if value := query.get(name, "").replace("\x00", "").strip()[:LONGEST_VALUE]:
            found[name] = value
    return found


def narrowed(comments, typed: dict[str, str]):
    """The comments that these filters leave, and nothing about the queue."""
    for name, narrow in FILTERS.items():
        if name in typed:
            comments = narrow(comments, typed[name])
    return with_words(comments, typed["q"]) if "q" in typed else comments


def queue_of(typed: dict[str, str], default: Queue = HELD) -> Queue:
    return QUEUES.get(typed.get("state", ""), default)

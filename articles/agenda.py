"""What stands in the desk's calendar between two moments, and how a plan is moved."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber, TruncDate
from django.utils import timezone

from . import audit, publishing
from .models import Article, Edition, Section
from .models import byline as bylines

MOST = 2000


class Kind(models.TextChoices):
    """Why a story stands at that moment."""

    PLANNED = "planned", "Planned"
    SCHEDULED = "scheduled", "Scheduled"
    PUBLISHED = "published", "Published"
    ENDS = "ends", "Leaving the site"
    EMBARGO = "embargo", "Embargo ends"


@dataclass(frozen=True)
class Entry:
    """One story at one moment.

    `state` names the shape drawn beside `word`; `number` is that of an edition, else 0; `rest` says how many more of
    its kind that day has after it; `changed_at` is when the story was last saved.
    """

    kind: Kind
    word: str
    state: str
    at: datetime
    article_id: int
    headline: str
    section: str
    who: str
    changed_at: datetime
    number: int = 0
    rest: int = 0

    @property
    def key(self) -> str:
        """Names the entry on a page and in a feed, whenever it stands there."""
        return f"{self.kind}-{self.article_id}-{self.number}" if self.number else f"{self.kind}-{self.article_id}"

    @property
    def feed_key(self) -> str:
        """Names what happens, before and after: what was scheduled is the same once it is published."""
        return self.key.replace(Kind.SCHEDULED, "edition").replace(Kind.PUBLISHED, "edition")

    @property
    def day(self):
        return timezone.localtime(self.at).date()


def between(
    start: datetime,
    end: datetime,
    *,
    at: datetime | None = None,
    section: Section | None = None,
    kind: str = "",
    a_day: int = 50,
    most: int = MOST,
) -> list[Entry]:
    """Return the entries in [start, end) (aware) by their moment, as things stand at `at` (aware; default now).

    At most `a_day` of each kind on a local day, the first ones, and `most` of each kind in all, the last ones; `rest`
    of a kind's last entry of a day says how many more there are. A section stands for its subsections too. Spiked
    stories are left out. Five queries at most.
    """
    at = at or timezone.now()
    span = (start, end)
    sources = {
        (Kind.PLANNED,): lambda: planned(*span),
        (Kind.SCHEDULED, Kind.PUBLISHED): lambda: beginnings(*span, at=at, kind=kind),
        (Kind.ENDS,): lambda: Edition.objects.kept().leaving_between(*span).annotate(moment=F("live_until")),
        (Kind.EMBARGO,): lambda: Article.objects.kept().embargoed_between(*span).annotate(moment=F("embargo_until")),
    }
    entries = []
    for kinds, rows in sources.items():
        if not kind or kind in kinds:
            entries += [entry_of(row, kinds, at) for row in first_of_each_day(in_section(rows(), section), a_day, most)]
    return sorted(entries, key=lambda entry: (entry.at, entry.article_id, entry.number))


def planned(start, end):
    stories = Article.objects.kept().planned_between(start, end)
    return stories.annotate(moment=F("planned_for")).prefetch_related("authors")


def beginnings(start, end, *, at, kind):
    editions = Edition.objects.kept().beginning_between(start, end).worth_telling(at).annotate(moment=F("live_from"))
    if kind == Kind.SCHEDULED:
        return editions.scheduled(at)
    return editions.begun(at) if kind == Kind.PUBLISHED else editions


def in_section(rows, section: Section | None):
    return rows.filter(Q(section=section) | Q(section__parent=section)) if section else rows


def first_of_each_day(rows, a_day: int, most: int):
    """Narrow to so many rows of each local day, with `place` in the day and `on_day`, how many the day has."""
    rows = rows.annotate(day=TruncDate("moment")).annotate(
        place=Window(RowNumber(), partition_by=F("day"), order_by=[F("moment").asc(), F("pk").asc()]),
        on_day=Window(Count("pk"), partition_by=F("day")),
    )
    if rows.model is Edition:
        rows = rows.select_related("section", "article__assigned_to").only(*EDITION_COLUMNS)
    else:
        rows = rows.select_related("section", "assigned_to").only(*ARTICLE_COLUMNS)
    return rows.filter(place__lte=a_day).order_by("-moment", "-pk")[:most]


PEOPLE = ("username", "first_name", "last_name")
ARTICLE_COLUMNS = [
    "headline",
    "stage",
    "saved_at",
    "section__name",
    *(f"assigned_to__{name}" for name in PEOPLE),
]
EDITION_COLUMNS = [
    "number",
    "headline",
    "credits",
    "published_at",
    "live_from",
    "section__name",
    "article__saved_at",
    *(f"article__assigned_to__{name}" for name in PEOPLE),
]


def entry_of(row, kinds: tuple, at: datetime) -> Entry:
    is_edition = isinstance(row, Edition)
    kind = kinds[0] if kinds[0] != Kind.SCHEDULED or row.live_from > at else Kind.PUBLISHED
    holder = row.article.assigned_to if is_edition else row.assigned_to
    word, state = standing(kind, row, at)
    return Entry(
        kind=kind,
        word=word,
        state=state,
        at=row.moment,
        article_id=row.article_id if is_edition else row.pk,
        headline=row.headline or "Untitled story",
        section=str(row.section or ""),
        changed_at=row.article.saved_at if is_edition else row.saved_at,
        who=audit.name_of(holder) if holder else writers(row, kind),
        number=row.number if is_edition else 0,
        rest=row.on_day - row.place,
    )


def standing(kind: Kind, row, at: datetime) -> tuple[str, str]:
    """Return (word, name of the shape) for an entry."""
    if kind == Kind.PLANNED:
        return f"Planned, {row.get_stage_display().lower()}", row.stage
    if kind == Kind.EMBARGO:
        return ("Embargo ends" if row.moment > at else "Embargo ended"), "embargo"
    if kind == Kind.ENDS:
        return ("Leaves the site" if row.moment > at else "Left the site"), "withdrawn"
    is_first = row.published_at == row.live_from
    if kind == Kind.SCHEDULED:
        return ("Scheduled" if is_first else "Change scheduled"), "scheduled"
    return ("Published" if is_first else "Updated"), "live"


def writers(row, kind: Kind) -> str:
    if isinstance(row, Edition):
        return bylines.names_of(bylines.writers(row.credits))
    return ", ".join(author.name for author in row.authors.all()[:3]) if kind == Kind.PLANNED else ""


@transaction.atomic
def move_plan(article: Article, *, by, to: datetime, seen: datetime | None) -> Article:
    """Plan the story for `to` (aware) when it is still planned for `seen`, and return it as it is now.

    Raises publishing.MovedMeanwhile when it stands elsewhere by now, or has been scheduled or published,
    and ValueError with a sentence for a spiked story.
    """
    article = publishing.locked(article)
    if article.spiked_at:
        raise ValueError("Somebody has spiked it.")
    if article.planned_for != seen:
        raise publishing.MovedMeanwhile(article.planned_for)
    if first := article.editions.order_by("live_from").first():
        raise publishing.MovedMeanwhile(first.live_from)
    article.planned_for = to
    article.save(update_fields=["planned_for"])
    article.record(by=by)
    audit.record(audit.Deed.PLAN, by=by, article=article, was=seen, at=to)
    return article

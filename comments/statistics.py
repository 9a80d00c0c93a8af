"""How many comments came in, how long they waited, and who or which rule decided. Counted in the database."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import NamedTuple

from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, Window
from django.db.models.functions import ExtractHour, RowNumber, TruncDate
from django.utils import timezone

from articles.counts import CAP, said

from .models import Comment, Decision, Report
from .models.decision import REFUSED
from .rules import LABELS

# The periods that are offered, in days, today included.
PERIODS = [7, 30, 90]
# How many stories and moderators are listed, those with most.
LISTED = 10
PEOPLE = 50

State = Comment.State
VERDICTS = [State.APPROVED, State.REJECTED, State.SPAM]
# What can have become of a comment that a rule decided.
FATES = [[State.APPROVED], REFUSED, [State.PENDING]]
# In the order of Tally.
STATES = [State.APPROVED, State.REJECTED, State.SPAM, State.PENDING, State.WITHDRAWN]


class Waits(NamedTuple):
    """How long `count` of something waited; None where nothing did."""

    count: int = 0
    median: timedelta | None = None
    ninth: timedelta | None = None
    longest: timedelta | None = None


class Tally(NamedTuple):
    """What became, by now, of the comments of a day, an hour or a story."""

    name: object
    received: int = 0
    approved: int = 0
    rejected: int = 0
    spam: int = 0
    held: int = 0
    withdrawn: int = 0

    @property
    def refused(self) -> int:
        return self.rejected + self.spam


class RuleTally(NamedTuple):
    """How many comments a rule decided, and what has become of them by now."""

    rule: str
    decided: int
    approved: int
    refused: int
    held: int

    @property
    def name(self) -> str:
        # A rule that is none any more still stands in old decisions.
        return LABELS.get(self.rule) or self.rule.replace("_", " ").capitalize()


class PersonTally(NamedTuple):
    """What somebody decided; `undone` of it was decided otherwise later on, by anybody."""

    name: str
    decided: int
    approved: int
    rejected: int
    spam: int
    undone: int


class ReportTally(NamedTuple):
    """Reports for one reason: how many are answered, and how many of these comments were refused."""

    name: str
    received: int
    answered: int
    upheld: int


@dataclass
class Statistics:
    """What the page shows of the days from `since` to `at`, both aware."""

    days: int
    since: datetime
    at: datetime
    whole: Tally
    by_day: list[Tally]
    by_hour: list[Tally]
    by_story: list[Tally]
    # “99+” where it is more: a table of held comments may be of any size.
    waiting: str
    oldest: datetime | None
    waits: Waits
    rules: list[RuleTally]
    people: list[PersonTally]
    reports: list[ReportTally]
    report_waits: Waits


def statistics(days: int, at: datetime | None = None) -> Statistics:
    """Return everything, in thirteen queries at most. A day begins at midnight in the site's time zone."""
    at = at or timezone.now()
    since = beginning(days, at)
    held = first_held()
    by_day = daily(days, since, at)
    whole = Tally("", *(sum(column) for column in zip(*(day[1:] for day in by_day), strict=True)))
    return Statistics(
        days=days,
        since=since,
        at=at,
        whole=whole,
        by_day=by_day,
        by_hour=hourly(since, at),
        by_story=busiest(since, at),
        waiting=said(len(held)),
        oldest=held[0] if held else None,
        waits=spread(first_by_people(since, at)),
        rules=by_rule(since, at),
        people=by_person(since, at),
        reports=by_reason(since, at),
        report_waits=spread(answered(since, at)),
    )


def first_held() -> list[datetime]:
    """Return when what is held came in, the oldest first, as many as are counted and one more. One query."""
    return list(Comment.objects.awaiting_moderation().oldest_first().values_list("created_at", flat=True)[: CAP + 1])


def beginning(days: int, at: datetime) -> datetime:
    """Return the local midnight with which the last `days` days begin, today included."""
    day = timezone.localtime(at).date() - timedelta(days=days - 1)
    return timezone.make_aware(datetime(day.year, day.month, day.day))


def named(counts: list[Count]) -> dict[str, Count]:
    return {f"n{number}": count for number, count in enumerate(counts)}


def counted() -> list[Count]:
    """Return the counts that a Tally has after its name, in its order."""
    return [Count("pk"), *(Count("pk", filter=Q(state=state)) for state in STATES)]


def tallied(comments) -> dict:
    """Return {name: Tally} of comments whose `name` is annotated. One query."""
    rows = comments.order_by().values_list("name").annotate(**named(counted()))
    return {name: Tally(name, *numbers) for name, *numbers in rows}


def daily(days: int, since: datetime, at: datetime) -> list[Tally]:
    found = tallied(Comment.objects.received(since, at).annotate(name=TruncDate("created_at")))
    first: date = timezone.localtime(since).date()
    return [found.get(day, Tally(day)) for day in (first + timedelta(days=number) for number in range(days))]


def hourly(since: datetime, at: datetime) -> list[Tally]:
    """Return 24 tallies, by the hour of the day in the site's time zone."""
    found = tallied(Comment.objects.received(since, at).annotate(name=ExtractHour("created_at")))
    return [found.get(hour, Tally(hour)) for hour in range(24)]


def busiest(since: datetime, at: datetime) -> list[Tally]:
    """Return the stories with most comments; each is named by (id, headline)."""
    comments = Comment.objects.received(since, at).order_by()
    rows = comments.values_list("article", "article__headline").annotate(**named(counted()))
    return [Tally((pk, headline), *numbers) for pk, headline, *numbers in rows.order_by("-n0", "-article")[:LISTED]]


def first_by_people(since: datetime, at: datetime):
    """The first decision by a person on each comment of these days, with `wait`: how long the comment waited for it."""
    decisions = Decision.objects.first_by_people().between(since, at).filter(comment__created_at__gte=since)
    return decisions.annotate(wait=duration("comment__created_at", "at"))


def answered(since: datetime, at: datetime):
    """The reports of these days that were answered, with `wait`."""
    return Report.objects.between(since, at).answered().annotate(wait=duration("at", "closed_at"))


def duration(begin: str, end: str):
    return ExpressionWrapper(F(end) - F(begin), output_field=DurationField())


def spread(rows) -> Waits:
    """Return the median, the nine in ten and the longest of `wait`, by nearest rank: figures that occurred.

    Two queries, without percentile_cont, which SQLite lacks.
    """
    rows = rows.order_by()
    count = rows.count()
    if not count:
        return Waits()
    ranks = [ceil(count * 0.5), ceil(count * 0.9), count]
    ranked = rows.annotate(rank=Window(RowNumber(), order_by="wait")).filter(rank__in=ranks)
    found = dict(ranked.values_list("rank", "wait"))
    return Waits(count, *(found[rank] for rank in ranks))


def by_rule(since: datetime, at: datetime) -> list[RuleTally]:
    counts = [Count("pk"), *(Count("pk", filter=Q(comment__state__in=states)) for states in FATES)]
    rows = Decision.objects.by_rules().between(since, at).order_by().values_list("rule").annotate(**named(counts))
    return sorted((RuleTally(*row) for row in rows), key=lambda row: (-row.decided, row.rule))


def by_person(since: datetime, at: datetime) -> list[PersonTally]:
    later = Decision.objects.by_people().later()
    decisions = Decision.objects.by_people().between(since, at).filter(verdict__in=VERDICTS)
    counts = [Count("pk"), *(Count("pk", filter=Q(verdict=verdict)) for verdict in VERDICTS)]
    counts.append(Count("pk", filter=Q(is_undone=True)))
    rows = (
        decisions.annotate(is_undone=Exists(later.exclude(verdict=OuterRef("verdict"))))
        .order_by()
        .values_list("by", "by__username", "by__first_name", "by__last_name")
        .annotate(**named(counts))
        .order_by("-n0", "by")[:PEOPLE]
    )
    return [PersonTally(f"{first} {last}".strip() or username, *numbers) for _, username, first, last, *numbers in rows]


def by_reason(since: datetime, at: datetime) -> list[ReportTally]:
    is_answered = Q(closed_at__isnull=False)
    counts = [Count("pk"), Count("pk", filter=is_answered), Count("pk", filter=is_answered & Q(outcome__in=REFUSED))]
    rows = Report.objects.between(since, at).order_by().values_list("reason").annotate(**named(counts))
    tallies = [ReportTally(dict(Report.Reason.choices).get(reason, reason), *numbers) for reason, *numbers in rows]
    return sorted(tallies, key=lambda row: (-row.received, row.name))

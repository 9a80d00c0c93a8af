"""One verdict on all comments that a filter finds: chosen once, decided in steps, stopped or taken back as a whole."""

import time
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from articles import audit

from . import letters
from .models import Batch, ChosenComment, Comment, Decision, Wish, decide_together
from .reports import close_reports, reopen_answered_by

MOST = 10_000
STEP = 200
# A request gives no more than this to it, the last step aside.
SECONDS = 1.5
# The sweep leaves a batch alone for as long as a page may be at it.
AT_WORK = timedelta(minutes=2)
EXAMPLES = 3


class Found(NamedTuple):
    """What a verdict would change: how many (at most MOST), in which states, of how many stories, the oldest three."""

    total: int
    has_more: bool
    shown: int
    states: dict[str, int]
    stories: int
    up_to: int
    examples: list[Comment]


def changed_by(comments: QuerySet, verdict: str) -> QuerySet:
    """Those of these comments that the verdict would change, the oldest first. What was withdrawn stays so."""
    # By id: a search may find a comment more than once.
    found = Comment.objects.filter(pk__in=comments.order_by().values("pk"))
    return found.exclude(state__in=[verdict, Comment.State.WITHDRAWN]).order_by("pk")


def look(comments: QuerySet, verdict: str) -> Found:
    """Count what the verdict would change, exactly up to MOST. Four queries."""
    rows = changed_by(comments, verdict)
    pks = list(rows.values_list("pk", flat=True)[: MOST + 1])
    taken = Comment.objects.filter(pk__in=rows.values("pk")[:MOST]).order_by()
    states = dict(taken.values_list("state").annotate(Count("pk")))
    numbers = taken.aggregate(
        shown=Count("pk", filter=Q(state="approved", is_cut_off=False)), stories=Count("article", distinct=True)
    )
    return Found(
        total=len(pks[:MOST]),
        has_more=len(pks) > MOST,
        states=states,
        up_to=pks[:MOST][-1] if pks else 0,
        examples=list(Comment.objects.filter(pk__in=pks[:EXAMPLES]).order_by("pk")),
        **numbers,
    )


@transaction.atomic
def begin(
    comments: QuerySet,
    *,
    verdict: str,
    by,
    words: str,
    query: str = "",
    up_to: int | None = None,
    counted_at: datetime | None = None,
    most: int = MOST,
    at: datetime | None = None,
) -> Batch:
    """Choose the comments that the verdict is to change, at most `most`, and return the batch that will do it.

    Nothing with an id above `up_to` is chosen, and nothing that was decided or edited after `counted_at`. `words` say
    what was chosen; neither they nor `query` may hold an e-mail address. One entry in the audit trail.
    """
    at = at or timezone.now()
    rows = changed_by(comments, verdict)
    if up_to is not None:
        rows = rows.filter(pk__lte=up_to)
    if counted_at is not None:
        rows = rows.exclude(decisions__at__gt=counted_at).exclude(edited_at__gt=counted_at)
    rows = list(rows.annotate(decision=Decision.objects.latest_of("pk")).values_list("pk", "state", "decision")[:most])
    batch = Batch.objects.create(
        by=by, verdict=verdict, words=words[:300], query=query[:1000], up_to=rows[-1][0] if rows else 0, begun_at=at
    )
    return filled(batch, [Wish(verdict, state, decision) for _, state, decision in rows], [row[0] for row in rows], at)


def filled(batch: Batch, wishes: list[Wish], pks: list[int], at: datetime) -> Batch:
    """Give the batch what it has to come to, and write it down in the audit trail."""
    ChosenComment.objects.bulk_create(
        (
            ChosenComment(batch=batch, comment_id=pk, **wish._asdict())
            for pk, wish in zip(pks, wishes, strict=True)
        ),
        batch_size=1000,
    )  # fmt: skip
    batch.total = batch.passed_over + len(pks)
    batch.ended_at = None if pks else at
    batch.save(update_fields=["total", "passed_over", "ended_at"])
    audit.record(
        audit.Deed.MODERATE,
        by=batch.by,
        about=f"Many comments: {batch.words}",
        verdict="Undo" if batch.undoes_id else batch.get_verdict_display(),
        comments=batch.total,
        batch=batch.pk,
        takes_back=batch.undoes_id,
    )
    return batch


@transaction.atomic
def step(batch: Batch, *, by=None, at: datetime | None = None) -> Batch | None:
    """Decide the next STEP comments and return the batch as it stands then; None while somebody else is at it.

    The decisions are by whoever began the batch, or where that account is gone, by `by`.
    """
    at = at or timezone.now()
    held = Batch.objects.select_for_update(skip_locked=True, of=("self",)).select_related("by").filter(pk=batch.pk)
    held = held.first()
    person = held and (held.by or by)
    if held is None or held.ended_at or person is None:
        return held
    rows = list(held.chosen.order_by("comment_id")[:STEP])
    wishes = {row.comment_id: Wish(row.verdict, row.seen, row.decision) for row in rows}
    is_new = held.undoes_id is None
    decided = decide_together(wishes, by=person, batch=held, since=held.begun_at, at=at, answers_reports=is_new)
    if is_new:
        answer_reports(decided, by=person, at=at)
        tell_writers(held, decided)
    else:
        reopen_answered_by([wishes[pk].decision for pk in decided], list(Comment.objects.filter(pk__in=decided)))
    held.chosen.filter(pk__in=[row.pk for row in rows]).delete()
    held.done += len(decided)
    held.passed_over += len(rows) - len(decided)
    held.reached = rows[-1].comment_id if rows else held.reached
    if not held.chosen.exists():
        # What was deleted meanwhile was passed over, too.
        held.passed_over, held.ended_at = held.total - held.done, at
    held.save(update_fields=["done", "passed_over", "reached", "ended_at"])
    return held


def answer_reports(verdicts: dict[int, str], *, by, at: datetime) -> None:
    """Answer what readers reported of these comments, unless a comment is only held again. One query where nothing."""
    final = [pk for pk, verdict in verdicts.items() if verdict != Comment.State.PENDING]
    for comment in Comment.objects.reported().filter(pk__in=final).order_by("pk"):
        close_reports(comment, by=by, outcome=verdicts[comment.pk], at=at)


def tell_writers(batch: Batch, verdicts: dict[int, str]) -> None:
    """Write to those of these comments' writers who are owed a statement of reasons. One query where nobody is."""
    for decision in batch.decisions.telling().filter(comment__in=verdicts).select_related("comment"):
        letters.tell_verdict(decision.comment, decision)


def carry_on(batch: Batch, *, by=None, seconds: float | None = None, at: datetime | None = None) -> Batch:
    """Take steps until the batch has ended, somebody else is at it or `seconds` have passed; return how it stands."""
    began, seconds = time.monotonic(), SECONDS if seconds is None else seconds
    while True:
        after = step(batch, by=by, at=at)
        if after is None:
            return Batch.objects.get(pk=batch.pk)
        is_idle = after.done + after.passed_over == batch.done + batch.passed_over
        batch = after
        if batch.ended_at or is_idle or time.monotonic() - began > seconds:
            return batch


def go_on(at: datetime | None = None, *, seconds: float = 20) -> int:
    """Carry on with what nobody's page is at, the oldest first, and return how many batches were ended.

    Left for a moderator is what somebody began who may not decide any more.
    """
    at, began, ended = at or timezone.now(), time.monotonic(), 0
    for batch in Batch.objects.unfinished().filter(begun_at__lte=at - AT_WORK).select_related("by"):
        left = seconds - (time.monotonic() - began)
        if left > 0 and batch.by and batch.by.is_active and batch.by.has_perm("comments.change_comment"):
            ended += carry_on(batch, seconds=left, at=at).ended_at is not None
    return ended


@transaction.atomic
def stop(batch: Batch, *, at: datetime | None = None) -> Batch:
    """Leave the rest as it is; return the batch. What is decided stays decided."""
    held = Batch.objects.select_for_update().get(pk=batch.pk)
    if held.ended_at is None:
        held.chosen.all().delete()
        held.ended_at = at or timezone.now()
        held.save(update_fields=["ended_at"])
    return held


@transaction.atomic
def undo(batch: Batch, *, by, at: datetime | None = None) -> Batch:
    """Stop the batch and return another one that gives each comment back the state it had, once for each batch.

    Passed over is what somebody decided since. An editor's pick that lost its place does not get it back.
    """
    at = at or timezone.now()
    stopped = stop(batch, at=at)
    if (undoing := stopped.undone_by.first()) is not None:
        return undoing
    decisions = stopped.decisions.exclude(was="").order_by("comment_id")
    still_latest = decisions.annotate(latest=Decision.objects.latest_of("comment")).filter(latest=F("pk"))
    rows = list(still_latest.values_list("comment", "was", "verdict", "pk"))
    undoing = Batch.objects.create(
        by=by, verdict="", words=stopped.words, query=stopped.query, up_to=stopped.up_to, undoes=stopped, begun_at=at,
        passed_over=stopped.decisions.count() - len(rows),
    )  # fmt: skip
    return filled(undoing, [Wish(*row[1:]) for row in rows], [row[0] for row in rows], at)

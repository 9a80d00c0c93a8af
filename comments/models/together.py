"""Comment.decide() for many comments at once, in a number of queries that does not grow with them."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from articles import notices, page_names

from .comment import ERASED_TEXT, MANY, Comment
from .decision import Decision
from .discussion import Discussion
from .report import Report


class Wish(NamedTuple):
    """The verdict for a comment, and what is known of it: its state and the id of its latest decision (None: none)."""

    verdict: str
    seen: str
    decision: int | None


@transaction.atomic
def decide_together(
    wishes: dict[int, Wish], *, by, batch=None, reasons=(), since: datetime | None = None, at: datetime | None = None,
    answers_reports: bool = True,
) -> dict[int, str]:  # fmt: skip
    """Give each of these comments (by id) its verdict, by this person, and return {id: verdict} of those decided.

    Left out is what was withdrawn, what somebody decided since it was looked at, and what was edited after `since`.
    All is as if Comment.decide() had been called for one after the other; but the audit trail is the caller's,
    and so is answering reports (`answers_reports`: the caller will), of which the writers are told in the decisions.
    """
    at = at or timezone.now()
    comments = locked_in_order(wishes)
    latest = Decision.objects.filter(comment__in=wishes).latest_of_each()
    chosen = [
        comment for comment in comments if is_as_known(comment, wishes[comment.pk], latest.get(comment.pk), since)
    ]
    verdicts = {comment.pk: wishes[comment.pk].verdict for comment in chosen}
    call_back_mail(chosen, at)
    messages = statements(verdicts) if answers_reports else {}
    hold_counters({comment.article_id for comment in chosen})
    for verdict in sorted(set(verdicts.values())):
        give([pk for pk, wished in verdicts.items() if wished == verdict], verdict, at)
    cut_off_or_join({comment.thread_id or comment.pk for comment in chosen})
    Decision.objects.bulk_create(
        Decision(
            comment=comment, by=by, verdict=verdicts[comment.pk], was=comment.state, reasons=list(reasons),
            batch=batch, message=messages.get(comment.pk, ""), at=at,
        )
        for comment in chosen
    )  # fmt: skip
    # Who is answered is told.
    transaction.on_commit(notices.send_soon, robust=True)
    page_names.changed("comments", *(f"comments:{comment.article_id}" for comment in chosen))
    return verdicts


def locked_in_order(pks: Iterable[int]) -> list[Comment]:
    """Return the comments, nobody else deciding in their threads until we commit.

    Everybody takes locks in this order, so that nobody waits in a circle: the roots of threads, the comments, the
    counters of stories, each by id. Comment.decide() takes one of each.
    """
    roots = {thread or pk for pk, thread in Comment.objects.filter(pk__in=pks).values_list("pk", "thread_id")}
    list(Comment.objects.filter(pk__in=roots).order_by("pk").select_for_update().values_list("pk"))
    rows = Comment.objects.filter(pk__in=pks).order_by("pk").select_for_update()
    return list(rows.only("pk", "article_id", "thread_id", "state", "edited_at", "body"))


def call_back_mail(comments: list[Comment], at: datetime) -> None:
    """Stop the mails that wait to tell of the verdicts before these, as Comment.decide() does. Two queries."""
    # Both are made of models, and so can't be there before them.
    from ..letters import call_back
    from ..reports import take_up_again

    call_back([comment.pk for comment in comments])
    take_up_again(comments, at=at)


def statements(verdicts: dict[int, str]) -> dict[int, str]:
    """Return {comment id: statement of reasons} where a writer is owed one. One query."""
    # reports.py is made of models, and so can't be there before them.
    from ..reports import statement_of_reasons

    open_reports: dict[int, list] = {}
    for report in Report.objects.open().filter(comment__in=verdicts):
        open_reports.setdefault(report.comment_id, []).append(report)
    return {pk: statement_of_reasons(reports, verdicts[pk]) for pk, reports in open_reports.items()}


def is_as_known(comment: Comment, wish: Wish, latest: int | None, since: datetime | None) -> bool:
    if comment.state == Comment.State.WITHDRAWN or (since and comment.edited_at and comment.edited_at > since):
        return False
    if wish.verdict == Comment.State.APPROVED and comment.body == ERASED_TEXT:
        return False
    return (comment.state, latest) == (wish.seen, wish.decision)


def hold_counters(articles: set[int]) -> None:
    """Lock the counters of these stories by id: the triggers would take them in the order of the comments."""
    Discussion.objects.bulk_create([Discussion(pk=pk) for pk in sorted(articles)], ignore_conflicts=True)
    list(Discussion.objects.filter(pk__in=articles).order_by("pk").select_for_update().values_list("pk"))


def give(pks: list[int], verdict: str, at: datetime) -> None:
    """Set on these comments what a person's verdict changes on the comment itself."""
    changes = {"state": verdict, "decided_at": None if verdict == Comment.State.PENDING else at, "needs_check": False}
    if verdict != Comment.State.APPROVED:
        changes["is_featured"] = False
    Comment.objects.filter(pk__in=pks).update(**changes)


def cut_off_or_join(roots: set[int]) -> None:
    """Note on each reply in these threads whether readers see all that it answers. Needs the roots locked."""
    family: dict[int, list] = {}
    rows = Comment.objects.filter(thread__in=roots).values_list("pk", "parent_id", "state", "is_cut_off")
    for pk, parent, state, is_cut_off in rows:
        family.setdefault(parent, []).append((pk, state, is_cut_off))
    approved = set(Comment.objects.approved().filter(pk__in=family.keys() & roots).values_list("pk", flat=True))
    waiting, wrong = [(root, root in approved) for root in roots if root in family], {True: [], False: []}
    while waiting:
        parent, parent_shown = waiting.pop()
        for pk, state, is_cut_off in family.get(parent, ()):
            if is_cut_off == parent_shown:
                wrong[not parent_shown].append(pk)
            waiting.append((pk, parent_shown and state == Comment.State.APPROVED))
    for cut_off, pks in wrong.items():
        for start in range(0, len(pks), MANY):
            Comment.objects.filter(pk__in=pks[start : start + MANY]).update(is_cut_off=cut_off)

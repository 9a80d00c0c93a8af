"""What a moderator should know beside the words: why a comment is held, and what its writer has said before."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Count, Min, OuterRef, Q, Subquery
from django.db.models.functions import Lower

from .models import Comment, Decision

LATEST = 5


@dataclass
class Record:
    """What one e-mail address has left here, the comment at hand included in the counts."""

    approved: int = 0
    rejected: int = 0
    spam: int = 0
    reported: int = 0
    total: int = 0
    since: datetime | None = None
    latest: list[Comment] = field(default_factory=list)

    @property
    def is_first(self) -> bool:
        return self.total <= 1


def attach_records(comments: list[Comment]) -> None:
    """Set on each: `decided` (its decisions, the latest first), `reasons` of the latest, `record`, and `talk`,
    the number of comments that readers see on its story.

    The comments come from for_desk(). Three queries, however many comments.
    """
    writers = {comment.writer for comment in comments}
    records, latest = records_of(writers), latest_of(comments)
    decisions = decisions_of(comments)
    for comment in comments:
        comment.decided = decisions.get(comment.pk, [])
        comment.reasons = comment.decided[0].reasons if comment.decided else []
        discussion = getattr(comment.article, "discussion", None)
        comment.talk = discussion.shown_count if discussion else 0
        others = [other for other in latest.get(comment.writer, []) if other.pk != comment.pk]
        comment.record = replace(records.get(comment.writer, Record()), latest=others[:LATEST])


def decisions_of(comments) -> dict[int, list]:
    """Return {comment id: its decisions, the latest first}. One query."""
    found: dict[int, list] = {}
    for decision in Decision.objects.filter(comment__in=[comment.pk for comment in comments]).select_related("by"):
        found.setdefault(decision.comment_id, []).append(decision)
    return found


def records_of(writers) -> dict[str, Record]:
    """Return {e-mail in lower case: Record without `latest`}. One query."""
    records: dict[str, Record] = {}
    rows = Comment.objects.by_writers(writers).order_by().values_list("writer", "state")
    reported = Count("pk", distinct=True, filter=Q(reports__isnull=False))
    for writer, state, count, since, reports in rows.annotate(
        Count("pk", distinct=True), Min("created_at"), reported=reported
    ):
        record = records.setdefault(writer, Record())
        record.total += count
        record.reported += reports
        record.since = min(filter(None, (record.since, since)))
        if state in (Comment.State.APPROVED, Comment.State.REJECTED, Comment.State.SPAM):
            setattr(record, state, count)
    return records


def latest_of(comments) -> dict[str, list[Comment]]:
    """Return {e-mail in lower case: latest comments of these writers, one more than are shown}. One query.

    Each place is looked up by the index: ranking would read all that one address has left, however much it is.
    """
    own = Comment.objects.alias(writer=Lower("author_email")).filter(writer=Lower(OuterRef("author_email")))
    one_each = Comment.objects.filter(pk__in={comment.writer: comment.pk for comment in comments}.values()).order_by()
    places = [
        one_each.annotate(latest=Subquery(own.newest_first().values("pk")[place : place + 1])).values("latest")
        for place in range(LATEST + 1)
    ]
    found: dict[str, list[Comment]] = {}
    latest = Comment.objects.filter(pk__in=places[0].union(*places[1:], all=True))
    for comment in latest.annotate(writer=Lower("author_email")).newest_first():
        found.setdefault(comment.writer, []).append(comment)
    return found

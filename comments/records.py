"""What a moderator should know beside the words: why a comment is held, and what its writer has said before."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, JSONField, OuterRef, Subquery
from django.db.models.functions import Lower

from .models import Comment, Decision, Report
from .models.rows import Rows, made_of

LATEST = 5
# So many of a writer's comments are counted, the latest. A card must not take longer for who has left 100,000.
COUNTED = 1000


class Tally(Subquery):
    """How many of a subquery's rows have the same `state` and `is_reported`, as [[state, is_reported, how many]]."""

    template = """(SELECT json_group_array(json_array(state, is_reported, times)) FROM (
SELECT state, is_reported, count(*) AS times FROM (%(subquery)s) found GROUP BY state, is_reported) tally)"""
    output_field = JSONField()

    def as_postgresql(self, compiler, connection):
        template = self.template.replace("json_group_array", "jsonb_agg").replace("json_array", "jsonb_build_array")
        return self.as_sql(compiler, connection, template=template)


@dataclass
class Record:
    """What one e-mail address has left here, the comment at hand included in the counts."""

    approved: int = 0
    rejected: int = 0
    spam: int = 0
    reported: int = 0
    total: int = 0
    # Whether the counts are of the latest COUNTED alone.
    is_capped: bool = False
    since: datetime | None = None
    latest: list[Comment] = field(default_factory=list)

    @property
    def is_first(self) -> bool:
        return self.total <= 1


def with_records(comments):
    """These comments with what attach_record() reads: of each the latest decision and of its writer a bounded number.

    However much one address has left, COUNTED rows of it are read.
    """
    own = Comment.objects.alias(writer=Lower("author_email")).filter(writer=Lower(OuterRef("author_email")))
    reported = Exists(Report.objects.filter(comment=OuterRef("pk")))
    decisions = Decision.objects.filter(comment=OuterRef("pk"))
    names = ["by__first_name", "by__last_name", "by__username"]
    return comments.annotate(
        held_for=Subquery(decisions.exclude(rule="").values("reasons")[:1]),
        decided=Rows(decisions[:1], "verdict", "rule", "at", "reasons", *names),
        tally=Tally(own.newest_first().values("state", is_reported=reported)[:COUNTED]),
        writes_since=Subquery(own.oldest_first().values("created_at")[:1]),
        said=Rows(own.newest_first()[: LATEST + 1], "id", "body", "state", "created_at"),
    )


def attach_record(comment: Comment) -> None:
    """Set `decision` (the latest, None for none), its `reasons`, `record`, and `talk`, the number of comments that
    readers see on its story. The comment comes from with_records() and for_desk(); no query.

    Of a comment that somebody put back, `reasons` are those for which a rule held it.
    """
    comment.decision = made_of(Decision, comment.decided[0]) if comment.decided else None
    comment.reasons = comment.decision.reasons if comment.decision else []
    if not comment.reasons and comment.state == Comment.State.PENDING:
        comment.reasons = comment.held_for or []
    discussion = getattr(comment.article, "discussion", None)
    comment.talk = discussion.shown_count if discussion else 0
    others = [made_of(Comment, row) for row in comment.said if row["id"] != comment.pk]
    comment.record = record_in(comment.tally or [], since=comment.writes_since, latest=others[:LATEST])


def record_in(tally: list, *, since: datetime | None, latest: list[Comment]) -> Record:
    record = Record(since=since, latest=latest)
    for state, is_reported, times in tally:
        record.total += times
        record.reported += times if is_reported else 0
        if state in (Comment.State.APPROVED, Comment.State.REJECTED, Comment.State.SPAM):
            setattr(record, state, getattr(record, state) + times)
    record.is_capped = record.total >= COUNTED
    return record


def decisions_of(comments) -> dict[int, list]:
    """Return {comment id: its decisions, the latest first}. One query."""
    found: dict[int, list] = {}
    for decision in Decision.objects.filter(comment__in=[comment.pk for comment in comments]).select_related("by"):
        found.setdefault(decision.comment_id, []).append(decision)
    return found

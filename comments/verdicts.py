"""What a moderator decides about one comment, with all that follows from it, and taking it back within a minute."""

from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone

from . import letters
from .letters import VERDICT_WAITS
from .models import AlreadyDecided, Comment, Decision, InHand

# A key pressed in the last second still has to arrive.
UNDO_FOR = VERDICT_WAITS - timedelta(seconds=10)
SALT = "comments.undo"
LONGEST_MESSAGE = 1000


class TooLate(Exception):
    """There is nothing that could be taken back any more."""


@transaction.atomic
def give(
    comment: Comment,
    verdict: str,
    *,
    by,
    seen: str | None = None,
    seen_text: str | None = None,
    message: str = "",
    picks: bool = False,
    at: datetime | None = None,
) -> tuple[Decision, str]:
    """Decide as a person; return the decision and a token with which undo() takes it back.

    Answers what readers reported of it. `message` goes to the writer, with the statement of reasons where one is due.
    `picks` makes it an editors' pick if readers see it. Raises AlreadyDecided when the state is not `seen`,
    ChangedSince when the text is not that of `seen_text`.
    """
    before = comment.locked()
    decision = comment.decide(verdict, by=by, seen=seen, seen_text=seen_text, message=message, at=at)
    if picks:
        comment.pick()
    InHand.objects.filter(comment=comment).delete()
    if decision.message:
        letters.tell_verdict(comment, decision)
    return decision, token_for(decision, before)


def token_for(decision: Decision, before: Comment) -> str:
    decided_at = before.decided_at.isoformat() if before.decided_at else ""
    facts = [decision.pk, decided_at, before.is_featured, before.needs_check]
    return signing.dumps(facts, salt=SALT)


@transaction.atomic
def undo(token: str, *, by, at: datetime | None = None) -> Comment:
    """Put a comment back to how it stood before this person's verdict, and return it.

    Raises TooLate for a token that is none, somebody else's or too old; AlreadyDecided when somebody decided since.
    """
    at = at or timezone.now()
    try:
        pk, decided_at, is_featured, needs_check = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        raise TooLate("There is nothing to take back.") from None
    decision = Decision.objects.select_related("comment").filter(pk=pk, by=by).first()
    if decision is None or at - decision.at > VERDICT_WAITS:
        raise TooLate("That was more than a minute ago. Decide anew instead.")
    comment = decision.comment
    current = comment.locked()
    latest = current.decisions.select_related("by").first()
    if latest.pk != decision.pk:
        raise AlreadyDecided(current, latest)
    comment.decide(decision.was, by=by, seen=decision.verdict, at=at, answers_reports=False)
    before = {
        "decided_at": datetime.fromisoformat(decided_at) if decided_at else None,
        "is_featured": is_featured and comment.is_approved,
        "needs_check": needs_check,
    }
    Comment.objects.filter(pk=comment.pk).update(**before)
    for name, value in before.items():
        setattr(comment, name, value)
    comment.tell_pages()
    return comment

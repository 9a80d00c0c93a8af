"""Which moderator has which comment before them. It locks nothing: verdicts are held apart by the state they saw."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from .models import InHand

# A page that is looked at says so every ten seconds.
HOLDS_FOR = timedelta(seconds=30)

CLAIM = """
INSERT INTO comments_inhand (comment_id, by_id, until) VALUES (%s, %s, %s)
ON CONFLICT (comment_id) DO UPDATE SET by_id = excluded.by_id, until = excluded.until
WHERE comments_inhand.by_id = excluded.by_id OR comments_inhand.until <= %s
"""


def claim(comment_pk: int, *, by, at=None) -> bool:
    """Take a comment in hand at `at` (aware; default now), or keep it there; return whether one has it now.

    Of two who ask at once, one gets it. One query.
    """
    at = at or timezone.now()
    now, until = (connection.ops.adapt_datetimefield_value(moment) for moment in (at, at + HOLDS_FOR))
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [comment_pk, by.pk, until, now])
        return cursor.rowcount > 0


def take_over(comment_pk: int, *, by, at=None) -> None:
    """Take a comment in hand, whoever has it. Two queries."""
    InHand.objects.exclude(by=by).filter(comment=comment_pk).delete()
    claim(comment_pk, by=by, at=at)


def let_go(comment_pk: int, *, by) -> None:
    """Give a comment out of one's hand. One query."""
    InHand.objects.filter(comment=comment_pk, by=by).delete()


def clear_away(at=None) -> None:
    """Forget whatever nobody has before them any more. One query."""
    InHand.objects.filter(until__lte=at or timezone.now()).delete()


def holder(comment, *, but, at=None):
    """Return who has this comment in hand, unless it is `but`; None for nobody. Needs in_hand and its `by`."""
    held = getattr(comment, "in_hand", None)
    if held is None or held.until <= (at or timezone.now()) or held.by_id == but.pk:
        return None
    return held.by

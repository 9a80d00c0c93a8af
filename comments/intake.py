"""Taking in a reader's comment: not twice, not too fast, then the rules. One transaction, one reader at a time."""

import hashlib
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from . import digests
from .addresses import address_hash, household, recent_hashes
from .models import Comment
from .moderation import decide

BURST = timedelta(minutes=10)


class AlreadySaid(Exception):
    """The same writer has sent exactly this under the same story: `comment`."""

    def __init__(self, comment):
        self.comment = comment
        super().__init__("You have already sent exactly this comment, and it has arrived. Once is enough.")


class TooFast(Exception):
    """The writer has to wait for `wait_seconds`."""

    def __init__(self, wait_seconds: int):
        self.wait_seconds = wait_seconds
        wait = in_words(wait_seconds)
        super().__init__(f"Your comment was not sent: you write faster than we read. Wait {wait}, then send it again.")


def in_words(seconds: int) -> str:
    if seconds < 60:
        return "a second" if seconds == 1 else f"{seconds} seconds"
    minutes = ceil(seconds / 60)
    return "a minute" if minutes == 1 else f"{minutes} minutes"


@transaction.atomic
def submit(comment: Comment, *, address: str, is_trapped: bool = False, at: datetime | None = None) -> Comment:
    """Store a comment that came from a network address ("" when unknown), let the rules decide, and return it.

    `is_trapped` says that a field which people don't see was filled in. `at` is aware; default now.
    Raises AlreadySaid and TooFast, and then stores nothing.
    """
    # Before the clock is read, so that of two at once the second sees the first in its past.
    one_at_a_time(household(address), comment.author_email.lower())
    at = at or timezone.now()
    said = Comment.objects.said_before(comment).first()
    if said is not None:
        raise AlreadySaid(said)
    wait_seconds = pause(comment.author_email, address, at)
    if wait_seconds:
        raise TooFast(wait_seconds)
    comment.ip_hash, comment.created_at, comment.is_trapped = address_hash(address, at), at, is_trapped
    comment.save()
    decide(comment, at=at)
    transaction.on_commit(digests.send_in_passing, robust=True)
    return comment


def pause(email: str, address: str, at: datetime) -> int:
    """Return for how many whole seconds this writer has to wait at `at`, by address and by e-mail; 0 for not at all.

    Runs one query, and none where settings lift both limits.
    """
    if not (settings.COMMENT_FLOOD_SECONDS or settings.COMMENT_FLOOD_BURST):
        return 0
    since = at - max(BURST, timedelta(seconds=settings.COMMENT_FLOOD_SECONDS))
    lately = list(
        Comment.objects.from_writer_or_address(email, recent_hashes(address, at))
        .since(since)
        .newest_first()
        .values_list("created_at", flat=True)[: max(1, settings.COMMENT_FLOOD_BURST)]
    )
    free_at = [at]
    if lately and settings.COMMENT_FLOOD_SECONDS:
        free_at.append(lately[0] + timedelta(seconds=settings.COMMENT_FLOOD_SECONDS))
    if settings.COMMENT_FLOOD_BURST and len(lately) == settings.COMMENT_FLOOD_BURST:
        free_at.append(lately[-1] + BURST)
    return ceil((max(free_at) - at).total_seconds())


def one_at_a_time(*names: str) -> None:
    """Hold whoever has one of these names in common with us until our transaction ends.

    On PostgreSQL by advisory locks, always taken in the same order. SQLite has one writer at a time as it is.
    """
    if connection.vendor != "postgresql":
        return
    keys = {hashlib.sha256(f"comments.{name}".encode()).digest()[:8] for name in names if name}
    with connection.cursor() as cursor:
        for key in sorted(int.from_bytes(key, signed=True) for key in keys):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])

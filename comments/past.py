"""What was said and mailed before, as far as the rules look back: one statement, since every comment asks for it."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.utils.timezone import is_naive

from .addresses import recent_hashes
from .mailboxes import DAY, MOST_A_DAY_CONFIRMED, PROVOKED, mailbox_of
from .models import Comment

BURST = timedelta(minutes=10)
# How many comments, of the writer and under the story, a new one is compared with.
COMPARED = 20
# Each part is answered by an index in its order, and reads no more rows than it gives, however stale statistics are.
SQL = f"""
SELECT 'said' AS part, said.* FROM (
    SELECT id, '' AS body, created_at FROM comments_comment
    WHERE lower(author_email) = lower(%(email)s) AND article_id = %(article)s AND coalesce(parent_id, 0) = %(parent)s
        AND body = %(body)s AND id <> %(self)s
    LIMIT 1) AS said
UNION ALL SELECT 'own', own.* FROM (
    SELECT id, body, created_at FROM comments_comment
    WHERE lower(author_email) = lower(%(email)s) AND id <> %(self)s
    ORDER BY created_at DESC LIMIT %(own)s) AS own
UNION ALL SELECT 'near', near.* FROM (
    SELECT id, body, created_at FROM comments_comment
    WHERE article_id = %(article)s AND id <> %(self)s
    ORDER BY created_at DESC LIMIT %(compared)s) AS near
UNION ALL SELECT 'from_here', hash.* FROM (
    SELECT id, '' AS body, created_at FROM comments_comment
    WHERE ip_hash = %(hash)s AND id <> %(self)s
    ORDER BY created_at DESC LIMIT %(burst)s) AS hash
UNION ALL SELECT 'from_here', hash_before.* FROM (
    SELECT id, '' AS body, created_at FROM comments_comment
    WHERE ip_hash = %(hash_before)s AND id <> %(self)s
    ORDER BY created_at DESC LIMIT %(burst)s) AS hash_before
UNION ALL SELECT 'mailed', mailed.* FROM (
    SELECT id, '' AS body, made_at FROM articles_notice
    WHERE address = %(address)s AND kind IN ({", ".join(f"'{kind}'" for kind in PROVOKED)}) AND made_at >= %(a_day)s
    LIMIT %(most_mailed)s) AS mailed
"""


class Past(NamedTuple):
    """`said` is the id of the same by the same writer in the same place; None for none.

    `own` are the texts of the writer's latest comments, `near` of those under the same story, `COMPARED` at most of
    each. `lately` is when the latest comments by this writer or from this network address came, the newest first.
    `mailed` is how many mails forms were used to send there in a day, as far as a limit needs to know; None where that
    is not looked up by the address alone.
    """

    said: int | None
    own: list[str]
    near: list[str]
    lately: list[datetime]
    mailed: int | None


def past_of(comment: Comment, *, address: str, at: datetime) -> Past:
    """Look back from a comment at `at` (aware), the comment itself left out. One query."""
    since = at - max(BURST, timedelta(seconds=settings.COMMENT_FLOOD_SECONDS))
    parts = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(SQL, asked_of(comment, address, at))
        for part, *row in cursor.fetchall():
            parts[part].append(row)
    lately = {pk: aware(moment) for pk, _, moment in parts["own"] + parts["from_here"]}
    email = comment.author_email.lower()
    return Past(
        said=parts["said"][0][0] if parts["said"] else None,
        own=[body for _, body, _ in parts["own"]][:COMPARED],
        near=[body for _, body, _ in parts["near"]],
        lately=sorted((moment for moment in lately.values() if moment >= since), reverse=True),
        mailed=len(parts["mailed"]) if mailbox_of(email) == email else None,
    )


def aware(moment: datetime) -> datetime:
    """Return a moment as either database gives it to a plain cursor: SQLite in UTC, without saying so."""
    return moment.replace(tzinfo=UTC) if is_naive(moment) else moment


def asked_of(comment: Comment, address: str, at: datetime) -> dict:
    """Return the values of the statement. None is like nothing that is stored."""
    hashes = [*recent_hashes(address, at), None, None]
    burst = max(1, settings.COMMENT_FLOOD_BURST)
    return {
        "email": comment.author_email or None,
        "address": comment.author_email.lower(),
        "article": comment.article_id,
        "parent": comment.parent_id or 0,
        "body": comment.body,
        "self": comment.pk or 0,
        "compared": COMPARED,
        "own": max(COMPARED, burst),
        "burst": burst,
        "hash": hashes[0],
        "hash_before": hashes[1],
        "a_day": connection.ops.adapt_datetimefield_value(at - DAY),
        "most_mailed": MOST_A_DAY_CONFIRMED,
    }

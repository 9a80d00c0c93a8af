"""How long what identifies readers is kept. Each rule takes out what has had its time, in small steps.

Nobody is waited for: what somebody is just deciding on is left for the next time. So a rule can run on two machines at
once, break off, and run again.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower
from django.utils import timezone

from articles import page_names
from articles.models import Notice

from . import digests, verdict_links
from .addresses import forget_salts
from .erasure import NOBODY, anonymise
from .models import Comment, Report, Writer
from .models.comment import ERASED_TEXT
from .models.writer import ERASED_HOST

AT_ONCE = 500
# At most this many steps a rule and run: what is left waits for the next.
STEPS = 200
# A digest has readers' names and words in it, and links that are dead by then.
DIGESTS_LAST = verdict_links.LASTS + timedelta(days=1)


def apply(at: datetime | None = None) -> dict[str, int]:
    """Apply every rule at `at` (aware; default now) and return {what it took out: of how many}."""
    at = at or timezone.now()
    return {words: in_steps(rule, at) for words, rule in RULES.items()}


def in_steps(rule: Callable[[datetime], int], at: datetime) -> int:
    total = 0
    for _ in range(STEPS):
        with transaction.atomic():
            done = rule(at)
        total += done
        if done < AT_ONCE:
            break
    return total


def free(rows) -> list[int]:
    """Return the ids of the next of these that nobody has in hand, held until we commit."""
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    return list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


def before(at: datetime, days: int) -> datetime:
    return at - timedelta(days=days)


def network_addresses(at: datetime) -> int:
    limit = before(at, settings.COMMENT_KEEP_ADDRESS_DAYS)
    comments = Comment.objects.filter(pk__in=free(Comment.objects.from_an_address_before(limit))).update(ip_hash="")
    reports = Report.objects.filter(pk__in=free(Report.objects.from_an_address_before(limit))).update(ip_hash="")
    return max(comments, reports)


def refused_comments(at: datetime) -> int:
    """Who wrote what was refused or taken back, and its text. Not while a report about it is open."""
    limit = before(at, settings.COMMENT_KEEP_REFUSED_DAYS)
    rows = Comment.objects.refused_before(limit).exclude(body=ERASED_TEXT).filter(report_count=0)
    comments = list(Comment.objects.filter(pk__in=free(rows)))
    if comments:
        anonymise(comments, at, with_text=True)
    return len(comments)


def emails_of_old_comments(at: datetime) -> int:
    if not settings.COMMENT_KEEP_EMAIL_DAYS:
        return 0
    rows = Comment.objects.approved().filter(created_at__lt=before(at, settings.COMMENT_KEEP_EMAIL_DAYS))
    chosen = Comment.objects.filter(pk__in=free(rows.exclude(author_email__endswith=f"@{ERASED_HOST}")))
    stories = set(chosen.order_by().values_list("article", flat=True))
    done = chosen.update(author_email=NOBODY, user=None)
    # The mark of the newsroom's own comments goes with the account.
    if stories:
        page_names.changed("comments", *(f"comments:{pk}" for pk in stories))
    return done


def writers_without_comments(at: datetime) -> int:
    """What is kept of addresses that no comment bears any more, wishes included. Not what is new, nor bans."""
    theirs = Comment.objects.alias(writer=Lower("author_email")).filter(writer=OuterRef("email"))
    rows = Writer.objects.quiet_since(before(at, settings.COMMENT_KEEP_REFUSED_DAYS)).filter(~Exists(theirs))
    chosen = free(rows)
    Writer.objects.filter(pk__in=chosen).delete()
    return len(chosen)


def reporters(at: datetime) -> int:
    limit = before(at, settings.COMMENT_KEEP_REPORT_DAYS)
    rows = Report.objects.filter(closed_at__lt=limit).exclude(reporter_name="", reporter_email="")
    return Report.objects.filter(pk__in=free(rows)).update(reporter_name="", reporter_email="")


def mails_to_readers(at: datetime) -> int:
    rows = Notice.objects.done_to_readers(before(at, settings.COMMENT_KEEP_MAIL_DAYS))
    return Notice.objects.filter(pk__in=free(rows)).delete()[0]


def digests_to_moderators(at: datetime) -> int:
    """Sent or not: what waited so long for a mail server has links that work no more."""
    rows = Notice.objects.filter(kind=digests.KIND, made_at__lt=at - DIGESTS_LAST)
    return Notice.objects.filter(pk__in=free(rows)).delete()[0]


def bans_of_erased_addresses(at: datetime) -> int:
    rows = Writer.objects.sealed_before(before(at, settings.COMMENT_KEEP_BAN_DAYS))
    return Writer.objects.filter(pk__in=free(rows)).delete()[0]


RULES: dict[str, Callable[[datetime], int]] = {
    "network addresses": network_addresses,
    "salts": forget_salts,
    "refused comments": refused_comments,
    "addresses of old comments": emails_of_old_comments,
    "writers without comments": writers_without_comments,
    "reporters": reporters,
    "mails to readers": mails_to_readers,
    "digests to moderators": digests_to_moderators,
    "bans of erased addresses": bans_of_erased_addresses,
}

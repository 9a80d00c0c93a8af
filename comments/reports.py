"""Readers' word that a comment should not stand: taken in, counted, and answered by a moderator's verdict.

Whoever reports illegal content and gives an address is written to, as Article 16 of Regulation (EU) 2022/2065 (the
Digital Services Act) asks: a receipt, and later what was decided. The mails hold our words alone, since anybody can
type anybody's address.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import notices
from articles.language import speaking_to_readers
from articles.models import Edition, Notice
from articles.visitors import household

from . import letters, mailboxes
from .addresses import address_hash, recent_hashes
from .models import Comment, Report
from .past import BURST
from .permalinks import permalink
from .refusals import in_words
from .turns import one_at_a_time


class TooManyReports(Exception):
    """The reader has to wait for `wait_seconds`."""

    def __init__(self, wait_seconds: int):
        super().__init__(wait_seconds)
        self.wait_seconds = wait_seconds

    def __str__(self):
        told = gettext("Your report was not sent: too many came from where you are. Wait %(wait)s, then send it again.")
        return told % {"wait": in_words(self.wait_seconds)}


@transaction.atomic
def report(
    comment: Comment,
    *,
    reason: str,
    text: str = "",
    reporter_name: str = "",
    reporter_email: str = "",
    is_in_good_faith: bool = False,
    address: str = "",
    at: datetime | None = None,
) -> Report:
    """Store a report that came from a network address ("" when unknown), count it, and return it.

    The same report again, from the same address while it is open, is the first one. `at` is aware; default now.
    Raises Comment.DoesNotExist where readers don't see the comment any more, and TooManyReports.
    """
    # Before the clock is read, so that of two at once the second sees the first in its past.
    one_at_a_time(f"report.{household(address)}" if address else "")
    at = at or timezone.now()
    comment = Comment.objects.shown().select_for_update(of=("self",)).get(pk=comment.pk)
    known = recent_hashes(address, at)
    said = {"reason": reason, "text": text, "reporter_email": reporter_email}
    if again := comment.reports.open().filter(ip_hash__in=known, **said).first():
        return again
    if wait_seconds := pause(known, at):
        raise TooManyReports(wait_seconds)
    found = comment.reports.create(
        **said,
        reporter_name=reporter_name,
        is_in_good_faith=is_in_good_faith,
        ip_hash=address_hash(address, at),
        at=at,
    )
    count_reports(comment)
    if found.wants_mail:
        send_receipt(found, at=at)
    return found


def pause(hashes: list[str], at: datetime) -> int:
    """Return for how many whole seconds an address has to wait before its next report; 0 for not at all. One query."""
    gap, most = timedelta(seconds=settings.COMMENT_FLOOD_SECONDS), settings.COMMENT_FLOOD_BURST
    if not hashes or not (gap or most):
        return 0
    lately = list(
        Report.objects.filter(ip_hash__in=hashes, at__gt=at - max(BURST, gap))
        .newest()
        .values_list("at", flat=True)[: max(1, most)]
    )
    free_at = [at]
    if lately and gap:
        free_at.append(lately[0] + gap)
    if most and len(lately) == most:
        free_at.append(lately[-1] + BURST)
    return ceil((max(free_at) - at).total_seconds())


def count_reports(comment: Comment) -> None:
    """Set how many readers have an open report on this comment. The caller holds the comment's row locked."""
    open_reports = comment.reports.open().order_by()
    known = open_reports.exclude(ip_hash="").values("ip_hash").distinct().count()
    comment.report_count = known + open_reports.filter(ip_hash="").count()
    Comment.objects.filter(pk=comment.pk).update(report_count=comment.report_count)


@transaction.atomic
def close_reports(comment: Comment, *, by, outcome: str, at: datetime | None = None) -> list[Report]:
    """Answer all open reports on a comment: `outcome` is the state it was given or left in. Return those closed.

    `by` is the moderator, or None where its writer took the comment back. Tells whoever asked to be told.
    """
    at = at or timezone.now()
    # A report that is coming in holds this row, and is answered with the others or stays open.
    Comment.objects.select_for_update(of=("self",)).only("pk").get(pk=comment.pk)
    closed = list(comment.reports.open())
    comment.reports.open().update(closed_at=at, closed_by=by, outcome=outcome)
    count_reports(comment)
    for found in closed:
        if is_owed_outcome(found, at):
            send_outcome(found, outcome=outcome, by=by, at=at)
    return closed


def take_up_again(comments: list[Comment], *, at: datetime) -> None:
    """Open again what was answered so lately that the mails about it wait: another verdict takes that one's place.

    Taking a verdict back is such a verdict. The caller holds the comments' rows locked. One query where nothing.
    """
    reopen(comments, Report.objects.filter(comment__in=comments, closed_at__gte=at - letters.VERDICT_WAITS))


def reopen_answered_by(decisions: Iterable[int], comments: list[Comment]) -> None:
    """Open again what these decisions (by id) on these comments had answered. As take_up_again(), however long ago."""
    reports = Report.objects.filter(comment__in=comments)
    reopen(comments, reports.filter(comment__decisions__in=decisions, closed_at=F("comment__decisions__at")))


def reopen(comments: list[Comment], answered: QuerySet) -> None:
    """Open these reports on these comments again, count, and call back the mails that wait to tell of the answer."""
    found = dict(answered.values_list("pk", "comment"))
    if not found:
        return
    kinds = [outcome_kind(pk) for pk in found]
    Notice.objects.waiting().filter(kind__in=kinds).order_by().delete()
    Report.objects.filter(pk__in=found).update(closed_at=None, closed_by=None, outcome="")
    for comment in comments:
        if comment.pk in found.values():
            count_reports(comment)


def statement_of_reasons(closed: list[Report], outcome: str) -> str:
    """Return what a comment's writer is told when it goes after a report of illegal content; "" in every other case.

    Article 17 of the Regulation: what was decided, on what grounds, whether a machine decided, what can be done.
    """
    went = outcome in (Comment.State.REJECTED, Comment.State.SPAM)
    if not went or not any(found.is_illegal for found in closed):
        return ""
    with speaking_to_readers():
        return f"{TAKEN_DOWN} {APPEAL}"


# Letters

TAKEN_DOWN = _(
    "Your comment was taken down after a reader reported it to us as illegal content. A person looked at the report "
    "and at the comment and decided this; no machine did."
)
APPEAL = _(
    "If you think that this is wrong, write to the newsroom and say why; it will be looked at again. You may also turn "
    "to a certified body for the settlement of disputes (Article 21 of Regulation (EU) 2022/2065) or to a court."
)
OUTCOMES = {
    Comment.State.PENDING: _("The comment is not shown for the time being."),
    Comment.State.APPROVED: _("The comment stays. We did not find that it has to be taken down."),
    Comment.State.REJECTED: _("The comment was taken down."),
    Comment.State.SPAM: _("The comment was taken down."),
    Comment.State.WITHDRAWN: _("The comment is gone: its writer took it back before we decided."),
}


def send_receipt(found: Report, *, at: datetime) -> None:
    """Write to whoever sent a report, unless the address has had enough today of what forms make us write."""
    about = {"number": str(found.pk), "site": settings.SITE_URL} | where(found.comment, at)
    letters.write_if_allowed(found.reporter_email, kind=mailboxes.REPORT, template="report", at=at, **about)


def send_outcome(found: Report, *, outcome: str, by, at: datetime) -> None:
    """Write what was decided; a moderator's verdict goes out once it can't be taken back any more."""
    letters.write(
        found.reporter_email,
        kind=outcome_kind(found.pk),
        template="report_outcome",
        not_before=at + letters.VERDICT_WAITS if by else None,
        number=str(found.pk),
        outcome=OUTCOMES[outcome],
        appeal=APPEAL if by else "",
        site=settings.SITE_URL,
        **where(found.comment, at),
    )


def outcome_kind(report_pk: int) -> str:
    """Return the kind of the mail about what became of this report: so it is found again, and no other."""
    return f"outcome:{report_pk}"


def is_owed_outcome(found: Report, at: datetime) -> bool:
    """Whether a mail about the outcome was promised, by a receipt: no limit counts it then. One query at most.

    A receipt that may be deleted by now is taken to have been sent. In every language its subject ends with the
    number, in brackets.
    """
    if not found.wants_mail:
        return False
    if found.at < at - timedelta(days=settings.COMMENT_KEEP_MAIL_DAYS):
        return True
    receipts = Notice.objects.to_reader(found.reporter_email, mailboxes.REPORT)
    return receipts.filter(subject__endswith=f" {found.pk})").exists()


def where(comment: Comment, at: datetime) -> dict[str, str]:
    """Return where a comment stands, for a letter: {headline, place}, both "" for nowhere any more. One query."""
    edition = Edition.objects.live(at).filter(article=comment.article_id).first()
    if edition is None:
        return {"headline": "", "place": ""}
    place = settings.SITE_URL + permalink(edition.path, comment.pk)
    return {"headline": notices.in_one_line(edition.headline), "place": place}

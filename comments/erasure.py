"""What is kept of an e-mail address: shown to whoever reads its mailbox, and erased at their wish.

An address is named nowhere but in the mail that goes to it: the link in that mail stands for a row that bears it.
"""

import logging
import time
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, quote

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import CharField, Count, Q, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from articles import page_names
from articles.language import speaking_to_readers
from articles.models import Notice

from . import letters, mailboxes
from .models import Batch, Comment, Decision, Discussion, Report, SavedQueue, Writer
from .models.comment import ERASED_TEXT, SHOWN
from .models.together import cut_off_or_join
from .models.writer import ERASED_HOST, is_erased, sealed
from .reports import close_reports
from .turns import one_at_a_time

logger = logging.getLogger(__name__)
SALT = "comments.privacy"
LINK_HOURS = 24
AT_THEIR_WISH = "Erased at the writer’s wish"
AT_ONCE = 500
# What stands for the address of a comment: one of its own for each, so that nothing joins them any more.
NOBODY = Concat(Value("erased-"), Cast("pk", CharField()), Value(f"@{ERASED_HOST}"))

# What bears an address, by the letter that a link says it with; the first that is found is what the link names.
TRACES = {
    "c": (lambda email: Comment.objects.by_writer(email), "author_email"),
    "w": (lambda email: Writer.objects.filter(email=email.lower()), "email"),
    "r": (lambda email: Report.objects.by_reporter(email), "reporter_email"),
    "n": (lambda email: Notice.objects.to_address(email), "address"),
}


# The link


@transaction.atomic
def send_link(email: str, at: datetime | None = None) -> bool:
    """Mail a link to what is kept of this address, to the address as it is stored; return whether a mail was written.

    Not when nothing is kept, and not more often than letters.write_if_allowed() has it.
    """
    at = at or timezone.now()
    one_at_a_time(email.lower())
    letter, pk, stored = trace_of(email)
    if not stored:
        return False
    link = settings.SITE_URL + reverse("comments:privacy_show", args=[signing.dumps([letter, pk], salt=SALT)])
    how = {"kind": mailboxes.PRIVACY, "template": "privacy", "at": at}
    return letters.write_if_allowed(stored, link=link, hours=LINK_HOURS, **how) is not None


def trace_of(email: str) -> tuple[str, int, str]:
    """Return (letter, id, address as stored) of the latest row that bears the address; ("", 0, "") for none.

    Whoever is mailed is mailed there: what two databases take for the same letters may be two mailboxes.
    """
    for letter, (bearing, field) in TRACES.items():
        if found := bearing(email).order_by("-pk").values_list("pk", field).first():
            return letter, *found
    return "", 0, ""


def address_of(token: str) -> str:
    """Return the address that a link was mailed to; "" when the link is wrong, too old, or nothing is kept any more."""
    try:
        letter, pk = signing.loads(token, salt=SALT, max_age=timedelta(hours=LINK_HOURS))
    except signing.BadSignature:
        return ""
    bearing, field = TRACES[letter]
    model = bearing("").model
    email = model.objects.filter(pk=pk).values_list(field, flat=True).first() or ""
    return "" if is_erased(email) else email


# What is kept


def holdings(email: str) -> dict:
    """Return all that is kept of an address, fit for JSON. The address is not in it, nor is a moderator's name."""
    writer = Writer.objects.filter(email=email.lower()).first() or Writer()
    return {
        "about": gettext("Everything kept under the e-mail address that this link was mailed to."),
        "comments": comments_of(email),
        "reports": [
            {"comment": row.comment_id, "reason": row.get_reason_display(), "text": row.text, "name": row.reporter_name}
            | {"made": row.at, "closed": row.closed_at, "outcome": row.outcome}
            for row in Report.objects.by_reporter(email)
        ],
        "settings": {"mail about replies": writer.get_replies_display()}
        | {"address confirmed": writer.confirmed_at, "warned": writer.warned_at, "banned": writer.banned_at},
        "muted threads": list(writer.mutes.values("thread", "at")) if writer.pk else [],
        "notes by moderators": list(writer.entries.values("kind", "text", "at")) if writer.pk else [],
        "mails": list(Notice.objects.to_address(email).values("kind", "subject", "text", "made_at", "sent_at")),
    }


def counted(email: str) -> dict:
    """Return how much is kept of an address: {"comments", "shown", "reports", "mails"}. Three queries."""
    mine = Comment.objects.by_writer(email).order_by()
    return mine.aggregate(comments=Count("pk"), shown=Count("pk", filter=SHOWN)) | {
        "reports": Report.objects.by_reporter(email).count(),
        "mails": Notice.objects.to_address(email).count(),
    }


def comments_of(email: str) -> list[dict]:
    """Return the comments of an address, each with the decisions on it. Two queries."""
    decided: dict[int, list] = {}
    mine = Comment.objects.by_writer(email)
    for decision in Decision.objects.filter(comment__in=mine.order_by().values("pk")).reverse():
        decided.setdefault(decision.comment_id, []).append(
            {"at": decision.at, "verdict": decision.get_verdict_display(), "by": decider(decision)}
            | {"reasons": decision.reasons, "told": decision.message}
        )
    return [
        {"id": row.pk, "story": str(row.article), "answers": row.parent_id, "text": row.body, "name": row.author_name}
        | {"website": row.author_website, "state": row.get_state_display(), "editor's pick": row.is_featured}
        | {"has a salted hash of the network address": bool(row.ip_hash)}
        | {"posted": row.created_at, "decided": row.decided_at, "edited": row.edited_at}
        | {"decisions": decided.get(row.pk, [])}
        for row in mine.select_related("article").defer("article__body").oldest_first()
    ]


def decider(decision: Decision) -> str:
    if decision.verdict == Comment.State.WITHDRAWN:
        return gettext("the writer")
    return gettext("the rule “%(rule)s”") % {"rule": decision.rule} if decision.rule else gettext("a moderator")


# Taking it out


def erase(email: str, *, with_text: bool = False, at: datetime | None = None, seconds: float | None = None) -> bool:
    """Take out what identifies the owner of an address, and `with_text` what they wrote; return whether all is done.

    In steps of 500 comments, each a transaction; when `seconds` have passed it stops after one and can be called again.
    With its text a comment is withdrawn: what answers it goes out of sight with it.
    """
    at, began = at or timezone.now(), time.monotonic()
    if is_erased(email):
        return True
    while erase_step(email, with_text, at):
        if seconds is not None and time.monotonic() - began > seconds:
            return False
    return True


@transaction.atomic
def erase_step(email: str, with_text: bool, at: datetime) -> bool:
    """Erase up to 500 comments, and when there are none all else; return whether there may be more."""
    # Who posts under this address meanwhile waits, so that nothing slips in between the last comment and the rest.
    one_at_a_time(email.lower())
    comments = in_hand(Comment.objects.by_writer(email).order_by("pk")[:AT_ONCE])
    if not comments:
        erase_the_rest(email, with_text)
        return False
    if with_text:
        withdraw_all(comments, at)
    anonymise(comments, at, with_text=with_text)
    logger.info("Erased who wrote %d comments%s.", len(comments), " and what they say" if with_text else "")
    return True


def in_hand(chosen) -> list[Comment]:
    """Return these comments, nobody else deciding on them or counting in their stories until we commit.

    Locks are taken as decide() takes them, each kind in the order of its ids: threads, comments, counters.
    """
    found = list(chosen.values_list("pk", "thread", "article"))
    roots = {thread or pk for pk, thread, article in found}
    list(Comment.objects.select_for_update().filter(pk__in=roots).order_by("pk").values_list("pk"))
    mine = Comment.objects.select_for_update().filter(pk__in=[pk for pk, *rest in found]).order_by("pk")
    comments = list(mine)
    stories = {article for *rest, article in found}
    list(Discussion.objects.select_for_update().filter(pk__in=stories).order_by("pk").values_list("pk"))
    return comments


def withdraw_all(comments: list[Comment], at: datetime) -> None:
    """Take back all that stands or waits, with a decision for each; hide what answers it, answer reports of it.

    Needs in_hand().
    """
    standing = [comment for comment in comments if comment.state != Comment.State.WITHDRAWN]
    Comment.objects.filter(pk__in=[comment.pk for comment in standing]).update(
        state=Comment.State.WITHDRAWN, decided_at=at, is_featured=False, needs_check=False, is_suspect=False
    )
    fields = {
        "rule": "writer",
        "verdict": Comment.State.WITHDRAWN,
        "reasons": [AT_THEIR_WISH],
        "at": at,
    }
    Decision.objects.bulk_create(Decision(comment=comment, was=comment.state, **fields) for comment in standing)
    for comment in standing:
        if comment.report_count:
            close_reports(comment, by=None, outcome=Comment.State.WITHDRAWN, at=at)
    roots = {comment.thread_id or comment.pk for comment in standing if comment.is_shown}
    cut_off_or_join(roots)


def erased_name() -> str:
    with speaking_to_readers():
        return gettext("Anonymous")


def anonymise(comments: list[Comment], at: datetime, *, with_text: bool = False) -> None:
    """Take out who wrote these comments, and `with_text` what they say. Needs them locked."""
    fields = {"author_name": erased_name(), "author_email": NOBODY, "author_website": "", "user": None, "ip_hash": ""}
    if with_text:
        fields["body"] = ERASED_TEXT
    Comment.objects.filter(pk__in=[comment.pk for comment in comments]).update(**fields, erased_at=at)
    page_names.changed("comments", *{f"comments:{comment.article_id}" for comment in comments})


def erase_the_rest(email: str, with_text: bool) -> None:
    """Take out all but comments. Of a banned address a keyed hash and the day stay, so that a ban outlives erasure."""
    said = {"text": ""} if with_text else {}
    Report.objects.by_reporter(email).update(reporter_name="", reporter_email="", ip_hash="", **said)
    for writer in Writer.objects.select_for_update().filter(email=email.lower()):
        writer.entries.all().delete()
        if writer.is_banned:
            writer.mutes.all().delete()
            Writer.objects.filter(email=sealed(email)).delete()
            bare = Writer(pk=writer.pk, email=sealed(email), banned_at=writer.banned_at, made_at=writer.banned_at)
            bare.save(force_update=True)
        else:
            writer.delete()
    Notice.objects.to_address(email).delete()
    # What moderators looked for may have been this address.
    SavedQueue.objects.filter(pk__in=asking_for(email, SavedQueue)).delete()
    Batch.objects.filter(pk__in=asking_for(email, Batch)).exclude(ended_at=None).update(query="", words="")


def asking_for(email: str, model) -> list[int]:
    """Return the ids of what is kept with a query in which this address is looked for."""
    user = quote(email.partition("@")[0])
    rows = model.objects.filter(Q(query__icontains=user) | Q(query__icontains=email.partition("@")[0]))
    return [
        pk
        for pk, query in rows.values_list("pk", "query")
        if email.lower() in " ".join(value for name, value in parse_qsl(query)).lower().split()
    ]

"""All mail to readers. Its words are the newsroom's alone: nothing that a reader typed is ever in one.

So the form can't be used to put words into a stranger's mailbox, and no mail that waited for its server can bring
what was rejected or withdrawn meanwhile: who wants to read a comment is led to the page, where it stands or doesn't.
"""

import textwrap
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from articles import notices
from articles.language import speaking_to_readers
from articles.models import Edition, Masthead, Notice

from .mailboxes import (
    DAY,
    MOST_A_DAY,
    MOST_A_DAY_CONFIRMED,
    RECEIPT,
    provoked_lately,
    turn_of,
)
from .mine import editable_until, mailed_path
from .models import Comment, Decision, Mute, Writer
from .permalinks import permalink
from .turns import one_at_a_time

REPLY, VERDICT = "reply", "verdict"
# A mail can't be called back once it is out, so one about a verdict waits until that can't be taken back any more.
VERDICT_WAITS = timedelta(seconds=70)
WIDTH, MANY = 72, 200
SALT = "comments.mail"
RECEIVES = (Comment.State.PENDING, Comment.State.APPROVED)


class NoLetter(Exception):
    """What was given names nobody who gets mail."""


# What is written


def compose(name: str, **context) -> tuple[str, str]:
    """Return subject and text of templates/comments/mail/<name>.txt: its first line, and the rest wrapped."""
    masthead = Masthead.objects.current()
    context |= {"paper": notices.in_one_line(masthead.name)}
    with speaking_to_readers(masthead):
        subject, _, text = render_to_string(f"comments/mail/{name}.txt", context).strip().partition("\n")
    return notices.in_one_line(subject), wrapped(text)


def wrapped(text: str) -> str:
    """Return the text with lines of 72 characters at most, addresses kept whole, and one empty line at a time."""
    paragraphs = [paragraph for paragraph in text.split("\n\n") if paragraph.strip()]
    return "\n\n".join("\n".join(map(in_width, paragraph.strip().split("\n"))) for paragraph in paragraphs) + "\n"


def in_width(line: str) -> str:
    if len(line) <= WIDTH:
        return line.strip()
    indent = "  " if line.startswith("- ") else ""
    return textwrap.fill(line.strip(), WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def write(
    address: str,
    *,
    kind: str,
    template: str,
    headers: dict | None = None,
    not_before: datetime | None = None,
    **context,
) -> Notice:
    """Write a letter from its template to an address, to go out after commit."""
    subject, text = compose(template, **context)
    return post(address, kind=kind, subject=subject, text=text, headers=headers, not_before=not_before)


def post(address: str, *, kind: str, subject: str, text: str, headers: dict | None = None, **how) -> Notice:
    """Send what is written already to an address, after commit. No machine answers it (RFC 3834)."""
    headers = {"Auto-Submitted": "auto-generated"} | (headers or {})
    return notices.write_to(address, kind=kind, subject=subject, text=text, headers=headers, **how)


@transaction.atomic(savepoint=False)
def write_if_allowed(
    address: str,
    *,
    kind: str,
    template: str,
    writer: Writer | None = None,
    mailed: int | None = None,
    at: datetime | None = None,
    **context,
) -> Notice | None:
    """Write a letter that a form was used to ask for, unless the address has had enough of those in a day; then None.

    At most 3 in 24 hours before `at` (aware; default now) to an address that nobody confirmed, and 20 to another.
    `writer`, what is known of the address, spares a query. So does `mailed`, what provoked_lately() says, for whoever
    has the turn of the mailbox already.
    """
    at = at or timezone.now()
    if mailed is None:
        one_at_a_time(turn_of(address))
        mailed = provoked_lately(address, at)
    writer = writer or Writer.objects.known(address)
    if mailed >= (MOST_A_DAY_CONFIRMED if writer.is_confirmed else MOST_A_DAY):
        return None
    return write(address, kind=kind, template=template, **context)


# The receipt


def write_receipt(
    comment: Comment,
    edition: Edition,
    *,
    writer: Writer | None = None,
    mailed: int | None = None,
    at: datetime | None = None,
) -> Notice | None:
    """Write to the address that was typed with a comment on this edition; None where there is to be no receipt.

    None for what a rule refused, for a banned writer and above the limit of write_if_allowed(), which see for `writer`
    and `mailed`.
    """
    if comment.state not in RECEIVES or comment.is_trapped:
        return None
    writer = writer or Writer.objects.known(comment.author_email)
    if writer.is_banned:
        return None
    return write_if_allowed(
        comment.author_email,
        kind=RECEIPT,
        template="receipt",
        writer=writer,
        mailed=mailed,
        at=at,
        headline=notices.in_one_line(edition.headline),
        own=settings.SITE_URL + mailed_path(comment),
        editable_until=editable_until(comment),
        is_held=comment.state == Comment.State.PENDING,
    )


def has_receipt(comment: Comment) -> bool:
    """Whether a receipt was written when the comment came in. One query."""
    return Notice.objects.since(comment.created_at).to_reader(comment.author_email, RECEIPT).exists()


# The verdict


def tell_verdict(comment: Comment, decision: Decision) -> Notice | None:
    """Write to a comment's writer what was decided, with the newsroom's sentence (decision.message).

    Goes out once the verdict can't be taken back, unless the comment is decided again before: then call_back() has it.
    None, and no mail, where nobody confirmed the address, the writer is banned or nobody is known as its writer.
    """
    writer = Writer.objects.known(comment.author_email)
    told = decision.message or decision.verdict in (Comment.State.APPROVED, Comment.State.REJECTED)
    if not told or not writer.is_confirmed or writer.is_banned or not comment.has_writer:
        return None
    edition = story_of(comment)
    return write(
        comment.author_email,
        kind=verdict_kind(comment.pk),
        not_before=decision.at + VERDICT_WAITS,
        template="verdict",
        headline=notices.in_one_line(edition.headline) if edition else "",
        is_approved=decision.verdict == Comment.State.APPROVED,
        reason=decision.message.strip(),
        own=settings.SITE_URL + mailed_path(comment),
    )


def verdict_kind(comment_pk: int) -> str:
    """Return the kind of the mails about verdicts on this comment: so they are found again, and no others."""
    return f"{VERDICT}:{comment_pk}"


def call_back(comment_pks: Iterable[int]) -> None:
    """Delete the mails that wait to tell of a verdict on these comments: another one has taken its place. One query."""
    Notice.objects.waiting().filter(kind__in=[verdict_kind(pk) for pk in comment_pks]).order_by().delete()


# A warning


def write_warning(writer: Writer, text: str, *, by: str) -> Notice:
    """Write a moderator's own words to a writer, with the name to sign them with."""
    masthead = Masthead.objects.current()
    with speaking_to_readers(masthead):
        subject = gettext("About your comments at %(paper)s") % {"paper": masthead.name}
        signed = gettext("%(name)s, for %(paper)s") % {"name": by, "paper": masthead.name}
    return post(writer.email, kind="warning", subject=subject, text=f"{text}\n\n{signed}\n")


# Replies


def send_due_replies(at: datetime | None = None) -> int:
    """Write to everybody who is to hear of a reply at `at` (aware; default now), and return how many mails that were.

    Derived from state: a comment that readers see, in answer to another, `told_at` empty. Who is not to be told is
    noted as told. Any number of processes may do this at once: each reply is told of once.
    """
    at, last, letters = at or timezone.now(), 0, 0
    while True:
        replies = list(due_replies().filter(pk__gt=last)[:MANY])
        if not replies:
            return letters
        last = replies[-1].pk
        letters += tell_of(replies, at)


def due_replies():
    """Replies that somebody may have to be told of, each with the comment it answers; no texts."""
    replies = Comment.objects.shown().untold().select_related("parent")
    return replies.defer("body", "parent__body").order_by("pk")


def tell_of(replies: list[Comment], at: datetime) -> int:
    """Tell of some replies whoever wants to hear of them now; return how many mails that were."""
    answered = {reply.parent.author_email.lower() for reply in replies}
    writers = {writer.email: writer for writer in Writer.objects.filter(email__in=answered)}
    muted = muted_by(writers.values())
    for_whom, for_nobody = defaultdict(list), []
    for reply in replies:
        writer = writers.get(reply.parent.author_email.lower())
        if writer and wants_to_hear(writer, reply, muted):
            for_whom[writer.pk].append(reply.pk)
        else:
            for_nobody.append(reply.pk)
    with transaction.atomic():
        claim(for_nobody, at)
    return sum(write_about_replies(writer_pk, pks, at) for writer_pk, pks in for_whom.items())


def wants_to_hear(writer: Writer, reply: Comment, muted: set[tuple[int, int]]) -> bool:
    asked = writer.is_confirmed and not writer.is_banned and writer.replies != Writer.Replies.NEVER
    is_own = reply.author_email.lower() == writer.email
    return asked and not is_own and reply.parent.has_writer and (writer.pk, reply.thread_id) not in muted


def muted_by(writers) -> set[tuple[int, int]]:
    """Return {(writer id, thread id)} of what these writers want to hear nothing of. One query."""
    return set(Mute.objects.filter(writer__in=writers).values_list("writer_id", "thread_id"))


def claim(reply_pks: list[int], at: datetime) -> list[Comment]:
    """Note those of these replies as told that nobody else tells of, and return them. Needs a transaction.

    A reply that is being decided at this moment is left to the next round, so that nobody waits for anybody.
    """
    free = due_replies().filter(pk__in=reply_pks).select_for_update(of=("self",), skip_locked=True)
    replies = list(free) if reply_pks else []
    Comment.objects.filter(pk__in=[reply.pk for reply in replies]).update(told_at=at)
    return replies


@transaction.atomic
def write_about_replies(writer_pk: int, reply_pks: list[int], at: datetime) -> int:
    """Write one mail to one writer about those of these replies that are due; return 1, or 0 for none."""
    writer = Writer.objects.select_for_update().filter(pk=writer_pk).first()
    if writer is None or not is_due(writer, at):
        return 0
    claimed, muted = claim(reply_pks, at), muted_by([writer])
    stories = Edition.objects.live(at).filter(article__in={reply.article_id for reply in claimed})
    editions = {edition.article_id: edition for edition in stories.only("article_id", "headline", "path")}
    replies = [reply for reply in claimed if reply.article_id in editions and wants_to_hear(writer, reply, muted)]
    if not replies:
        return 0
    Writer.objects.filter(pk=writer.pk).update(replies_sent_at=at)
    write_replies_letter(writer, replies, editions)
    return 1


def is_due(writer: Writer, at: datetime) -> bool:
    """Whether a mail about replies may go to a writer now: at once, or a day after the last one."""
    if writer.replies == Writer.Replies.AT_ONCE:
        return True
    together = writer.replies == Writer.Replies.DAILY
    return together and (writer.replies_sent_at is None or writer.replies_sent_at <= at - DAY)


def write_replies_letter(writer: Writer, replies: list[Comment], editions: dict[int, Edition]) -> Notice:
    """Write the mail itself, by comment answered. It stops with one click, without log-in (RFC 8058)."""
    answered = defaultdict(list)
    for reply in replies:
        answered[reply.parent].append(settings.SITE_URL + address_of(reply, editions[reply.article_id]))
    threads = {reply.thread_id for reply in replies}
    stop = settings.SITE_URL + mail_path(writer, threads.pop() if len(threads) == 1 else None)
    return write(
        writer.email,
        kind=REPLY,
        template="replies",
        headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        count=len(replies),
        headline=notices.in_one_line(editions[replies[0].article_id].headline),
        answers=[
            {
                "headline": notices.in_one_line(editions[comment.article_id].headline),
                "links": links,
                "own": settings.SITE_URL + mailed_path(comment),
            }
            for comment, links in answered.items()
        ],
        is_daily=writer.replies == Writer.Replies.DAILY,
        stop=stop,
    )


def address_of(comment: Comment, edition: Edition) -> str:
    """Return where readers find a comment under its story."""
    return permalink(edition.path, comment.pk)


def story_of(comment: Comment) -> Edition | None:
    return Edition.objects.live().filter(article=comment.article_id).only("headline", "path").first()


# To stop it


def mail_path(writer: Writer, thread_id: int | None = None) -> str:
    """Return the address at which mail about replies is stopped. It tells the e-mail address to nobody."""
    return reverse("comments:mail_stop", args=[signing.dumps([writer.pk, thread_id], salt=SALT)])


def receiver_of(token: str) -> tuple[Writer, int | None]:
    """Return the writer whom a token of mail_path() names, and the thread or None. Raises NoLetter. One query."""
    try:
        writer_pk, thread_id = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise NoLetter from error
    writer = Writer.objects.filter(pk=writer_pk).first()
    if writer is None:
        raise NoLetter
    return writer, thread_id


def stop(writer: Writer) -> None:
    """No more mail about replies."""
    Writer.objects.filter(pk=writer.pk).update(replies=Writer.Replies.NEVER)
    writer.replies = Writer.Replies.NEVER

"""A comment in its writer's own hands: the two keys to it, and what can be done with them.

The key given after posting opens the page for an hour, to whoever posted. The key in a mail proves more, that its
holder reads the mailbox: it opens the page for as long as the comment has a writer, and alone it can ask for mail.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from .models import AlreadyDecided, Comment, Decision, Mute, Writer
from .models.decision import EDITED
from .models.writer import is_erased
from .moderation import decide

OWN_SALT, MAILED_SALT = "comments.mine", "comments.mine.mailed"
OWN_SECONDS = 60 * 60
EDITABLE_FOR = timedelta(minutes=15)
EDITABLE = (Comment.State.PENDING, Comment.State.APPROVED)


class NoKey(Exception):
    """What was given opens nothing: altered, run out, of another kind, or its comment has no writer any more."""


class TooLate(Exception):
    """The comment can't be edited any more: its quarter of an hour is over, or it was decided against it."""


class Opened(NamedTuple):
    """A comment that a key opened. `is_mailed` says that the key proves its mailbox."""

    comment: Comment
    is_mailed: bool


def own_path(comment: Comment) -> str:
    """Return the address at which whoever has just posted the comment sees it for an hour."""
    return path_of(signing.dumps(comment.pk, salt=OWN_SALT))


def mailed_path(comment: Comment) -> str:
    """Return the address of the same page for mail to the comment's own e-mail address, and for nothing else."""
    return path_of(signing.dumps(comment.pk, salt=MAILED_SALT))


def path_of(token: str) -> str:
    return reverse("comments:comment_mine", args=[token])


def open_with(token: str) -> Opened:
    """Return the comment that this token is a key to, with its parent and story. Raises NoKey. One query."""
    try:
        pk, is_mailed = signing.loads(token, salt=MAILED_SALT), True
    except signing.BadSignature:
        pk, is_mailed = own_pk(token), False
    comments = Comment.objects.select_related("parent", "article__section__parent").defer("article__body")
    comment = comments.filter(pk=pk, erased_at=None).first()
    if comment is None or is_erased(comment.author_email):
        raise NoKey
    return Opened(comment, is_mailed)


def own_pk(token: str) -> int:
    try:
        return signing.loads(token, salt=OWN_SALT, max_age=OWN_SECONDS)
    except signing.BadSignature as error:
        raise NoKey from error


def editable_until(comment: Comment) -> datetime:
    return comment.created_at + EDITABLE_FOR


def is_editable(comment: Comment, at: datetime | None = None) -> bool:
    """Whether its writer may still change what it says at `at` (aware; default now)."""
    return comment.state in EDITABLE and (at or timezone.now()) < editable_until(comment)


@transaction.atomic
def edit(comment: Comment, *, at: datetime | None = None, **words) -> Decision | None:
    """Put other words (body, author_name, author_website) into a comment, hold it and ask the rules anew.

    Never publishes: what a rule would let through is held, too, so that no words appear in the place of approved ones
    unread. Returns the last decision; None when nothing is different. Raises TooLate, AlreadyDecided when it was
    withdrawn, and NoKey when its writer was erased. What a moderator says meanwhile of the words as they were is
    refused (Comment.decide).
    """
    at = at or timezone.now()
    current = comment.locked()
    if current.author_email != comment.author_email:
        raise NoKey
    if current.state == Comment.State.WITHDRAWN:
        raise AlreadyDecided(current, current.decisions.first())
    if not is_editable(current, at):
        raise TooLate
    if all(getattr(current, name) == value for name, value in words.items()):
        return None
    for name, value in (words | {"edited_at": at}).items():
        setattr(current, name, value)
    current.save(update_fields=[*words, "edited_at"])
    held = current.hold(rule=EDITED, reasons=["Its writer edited it; what it says now is to be read"], at=at)
    decision = decide(current, at=at)
    if decision.verdict == Comment.State.APPROVED:
        decision = current.hold(rule=EDITED, reasons=held.reasons, at=at)
    comment.refresh_from_db()
    return decision


def withdraw(comment: Comment, *, at: datetime | None = None) -> None:
    """Take a comment back for good. A second time changes nothing."""
    try:
        comment.withdraw(at=at)
    except AlreadyDecided as late:
        comment.state = late.comment.state


@transaction.atomic
def choose_replies(comment: Comment, replies: str, *, at: datetime | None = None) -> Writer:
    """Note that whoever has the mailbox has confirmed it, and how they want to hear of replies. For a mailed key.

    Raises NoKey when the address was erased since the comment was read.
    """
    writer = kept_writer(comment)
    Writer.objects.filter(pk=writer.pk, confirmed_at=None).update(confirmed_at=at or timezone.now())
    Writer.objects.filter(pk=writer.pk).update(replies=replies)
    writer.refresh_from_db()
    return writer


def kept_writer(comment: Comment) -> Writer:
    """Return what is kept of a comment's address, stored. Raises NoKey once it was erased. Needs a transaction."""
    # Whoever erases waits for us, and then erases this, too.
    if not Comment.objects.select_for_update().filter(pk=comment.pk, author_email=comment.author_email):
        raise NoKey
    return Writer.objects.kept(comment.author_email)


@transaction.atomic
def mute_own(comment: Comment) -> None:
    """Mute the conversation that a comment is in for its writer. For a mailed key; raises NoKey as choose_replies()."""
    mute(kept_writer(comment), comment.thread_id or comment.pk)


def mute(writer: Writer, thread_id: int) -> None:
    if Comment.objects.filter(pk=thread_id).exists():
        Mute.objects.get_or_create(writer=writer, thread_id=thread_id)


def unmute(writer: Writer, thread_id: int) -> None:
    Mute.objects.filter(writer=writer, thread=thread_id).delete()


def masked(email: str) -> str:
    """Return as much of an address as its owner needs to know it again: a…@example.org."""
    name, _, domain = email.rpartition("@")
    return f"{name[:1]}…@{domain}"

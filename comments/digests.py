"""What waits for moderators, by mail: once an hour or a day instead of a mail for each comment."""

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import Truncator

from articles import notices
from articles.clock import in_full
from articles.counts import capped
from articles.models import Masthead
from articles.people import who_may

from . import verdict_links
from .models import Comment, ModeratorMail
from .records import decisions_of

EVERY = {ModeratorMail.Often.HOURLY: timedelta(hours=1), ModeratorMail.Often.DAILY: timedelta(days=1)}
KIND = "digest"
MOST = 10
TEXT_CHARACTERS = 600
# How often a process looks whether a digest is due while comments come in.
SECONDS_BETWEEN = 60
looked_at: float | None = None
VERBS = {Comment.State.APPROVED: "Approve", Comment.State.REJECTED: "Reject", Comment.State.SPAM: "Spam"}


def send_in_passing() -> int:
    """send_due() when a comment came in, at most once a minute for a process."""
    global looked_at
    now = time.monotonic()
    if looked_at is not None and now - looked_at < SECONDS_BETWEEN:
        return 0
    looked_at = now
    return send_due()


def send_due(at: datetime | None = None) -> int:
    """Write a digest to each moderator whose time has come, if something waits; return how many were written.

    However many processes do so at once, each moderator gets one: whoever sets `sent_at` first writes it. One query
    when nobody's time has come. Nobody gets one who may not moderate.
    """
    at = at or timezone.now()
    due = list(due_at(at))
    if not due or not Comment.objects.awaiting_moderation().exists():
        return 0
    moderators = {user.pk: user for user in who_may(verdict_links.MAY) if user.email}
    return sum(write(moderators[mail.pk], mail, at) for mail in due if mail.pk in moderators)


def due_at(at: datetime):
    """Return the ModeratorMail rows whose hour or day is over at `at`; a queryset."""
    over = Q()
    for often, wait in EVERY.items():
        over |= Q(often=often) & (Q(sent_at=None) | Q(sent_at__lte=at - wait))
    return ModeratorMail.objects.filter(over)


@transaction.atomic
def write(user, mail: ModeratorMail, at: datetime) -> bool:
    """Write this moderator's digest, unless another process does or nothing waits any more."""
    held = Comment.objects.awaiting_moderation()
    comments, count = list(held.for_desk(at).oldest_first()[:MOST]), capped(held)
    unsent = ModeratorMail.objects.filter(pk=mail.pk, often=mail.often, sent_at=mail.sent_at)
    if not comments or not unsent.update(sent_at=at):
        return False
    subject = f"{count} {'comment waits' if count == '1' else 'comments wait'}: {Masthead.objects.current().name}"
    notices.notify([user], kind=KIND, subject=subject, text=text_of(comments, count, user))
    return True


def text_of(comments: list[Comment], count: str, user) -> str:
    """Return the digest in plain text. The comments come from for_desk(), the oldest first. One query."""
    decisions = decisions_of(comments)
    is_one = count == "1"
    parts = [
        f"{count} {'comment is' if is_one else 'comments are'} held. "
        f"{'It has' if is_one else 'The oldest has'} waited since {in_full(comments[0].created_at)}."
    ]
    parts += [part_of(place, comment, decisions.get(comment.pk, []), user) for place, comment in enumerate(comments, 1)]
    if len(comments) < int(count.rstrip("+")) or count.endswith("+"):
        parts.append("There are more in the queue.")
    parts.append(
        "Each link asks before anything happens, works once and for three days, and decides in your name: "
        "please don’t pass this mail on."
    )
    parts.append(f"The queue: {settings.SITE_URL}/admin/comments/comment/queue/")
    parts.append(f"How often you get this: {settings.SITE_URL}/admin/comments/comment/mail/")
    return "\n\n".join(parts) + "\n"


def part_of(place: int, comment: Comment, decisions: list, user) -> str:
    """Return one comment as the digest has it. What a reader wrote stands behind bars, lest it pass for our words."""
    token = verdict_links.token_for(comment, user, decisions[0].pk if decisions else None)
    address = f"{settings.SITE_URL}{verdict_links.path_of(token)}"
    # Of a comment that somebody put back, what a rule held it for.
    why = "; ".join(next((decision.reasons for decision in decisions if decision.reasons), []))
    name, story = notices.in_one_line(comment.author_name), notices.in_one_line(comment.story_headline)
    lines = [f"{place}. {name} on “{Truncator(story).chars(100)}”"]
    lines += in_answer_to(comment.parent) if comment.parent else []
    lines += [barred(comment.body, TEXT_CHARACTERS)]
    lines += [f"Held: {notices.in_one_line(why)}"] if why else []
    lines += [f"{verb}: {address}?as={verdict}" for verdict, verb in VERBS.items()]
    return "\n".join(lines)


def in_answer_to(parent: Comment) -> list[str]:
    """Return what a comment answers, in a line or two; a mail stays for good, so only of what readers see anyway."""
    if not parent.is_shown:
        return ["In answer to a comment that is not on the site."]
    answered = notices.in_one_line(parent.body)
    return [f"In answer to {notices.in_one_line(parent.author_name)}:", barred(answered, 160)]


def barred(text: str, characters: int) -> str:
    """Return the beginning of a reader's text, each line of it behind a bar."""
    lines = [notices.in_one_line(line) for line in Truncator(text).chars(characters).splitlines()]
    return "\n".join(f"  | {line}".rstrip() for line in lines)

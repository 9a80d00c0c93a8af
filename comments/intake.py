"""Taking in a reader's comment: one reader at a time, one thread at a time, then the rules. One transaction."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from articles.visitors import household

from . import akismet, digests, letters, moderation
from .addresses import address_hash
from .facts import Facts
from .mailboxes import turn_of
from .models import Comment
from .refusals import AlreadySaid, AnswerGone, Closed, Refused, TooFast, in_words
from .turns import one_at_a_time

__all__ = ["AlreadySaid", "AnswerGone", "Closed", "Refused", "TooFast", "in_words", "submit"]

# What a reply has to know of the comment that it answers.
ANSWERED = ["article_id", "parent_id", "thread_id", "place", "state", "is_cut_off", "author_name"]


def submit(
    comment: Comment, *, address: str, is_trapped: bool = False, edition=None, agent="", at: datetime | None = None
) -> Comment:
    """Store a comment that came from a network address ("" when unknown) as the rules decide, and return it.

    `is_trapped` says that a field which people don't see was filled in. `edition` is the story as readers see it, with
    its article and sections; without it, it is looked up. `agent` is what the browser calls itself, and is not kept.
    `at` is aware; default now. Raises Refused, and then stores nothing.
    """
    comment.is_trapped = is_trapped
    answer = ask_akismet(comment, address, edition, agent, at) if akismet.is_on() else None
    with transaction.atomic():
        # Before the clock is read, so that of two at once the second sees the first in its past.
        one_at_a_time(household(address), comment.author_email.lower(), turn_of(comment.author_email))
        hold_thread(comment)
        at = at or timezone.now()
        comment.ip_hash, comment.created_at = address_hash(address, at), at
        facts = Facts(comment, address, edition, answer, at)
        moderation.decide(comment, facts=facts)
        if facts.published:
            letters.write_receipt(comment, facts.published, writer=facts.writer, mailed=facts.past.mailed, at=at)
        transaction.on_commit(digests.send_in_passing, robust=True)
    return comment


def ask_akismet(comment: Comment, address, edition, agent, at) -> akismet.Answer | None:
    """Return what Akismet says, asked outside every transaction; None where our own rules settle the matter."""
    facts = Facts(comment, address, edition, akismet.Answer.FINE, at or timezone.now())
    settled = (Comment.State.REJECTED, Comment.State.SPAM)
    # What is refused ends here, before anybody outside hears of it.
    if moderation.judge(facts).state in settled or facts.is_by_staff:
        return None
    permalink = facts.published.path if facts.published else ""
    return akismet.ask(comment, address=address, agent=agent, permalink=permalink)


def hold_thread(comment: Comment) -> None:
    """Read what is answered as it stands now, nobody deciding in its thread until we commit. One query for a reply.

    Locks the beginning of the thread first, as Comment.decide() does. Raises AnswerGone.
    """
    if comment.parent_id is None:
        return
    ids = {comment.parent_id, comment.parent.thread_id or comment.parent_id}
    rows = Comment.objects.select_for_update().filter(pk__in=ids).order_by(F("thread").asc(nulls_first=True))
    locked = {row.pk: row for row in rows.only(*ANSWERED)}
    if comment.parent_id not in locked:
        raise AnswerGone
    comment.parent = locked[comment.parent_id]

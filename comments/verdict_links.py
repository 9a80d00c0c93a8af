"""Links in a moderator's mail that decide one comment: once, by that moderator, within three days."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.core import signing
from django.db import transaction
from django.urls import reverse

from . import verdicts
from .models import AlreadyDecided, Comment, Decision

SALT = "comments.decide"
LASTS = timedelta(days=3)
MAY = "comments.change_comment"


class NoLink(Exception):
    """It was never a link of ours, it has run out, or its holder may not moderate any more."""


class Link(NamedTuple):
    """What a link opens: the comment as it stands (from for_desk), for whom, and the decisions on it, the latest first.

    It is `spent` once anybody has decided since the link was made.
    """

    comment: Comment
    user: object
    decisions: list[Decision]
    is_spent: bool


def token_for(comment: Comment, user, decision: int | None) -> str:
    """Return what stands in the address of the link. `decision` is the id of the comment's latest decision."""
    return signing.dumps([comment.pk, user.pk, decision or 0], salt=SALT)


def path_of(token: str) -> str:
    return reverse("comments:comment_decide", args=[token])


def find(token: str, at: datetime | None = None) -> Link:
    """Return what the link opens. Raises NoLink. Five queries at most."""
    pk, user_pk, decision = opened(token)
    user = get_user_model().objects.filter(pk=user_pk, is_active=True, is_staff=True).first()
    comment = Comment.objects.for_desk(at).filter(pk=pk).first()
    if user is None or comment is None or not user.has_perm(MAY):
        raise NoLink
    decisions = list(comment.decisions.select_related("by"))
    latest = decisions[0].pk if decisions else 0
    return Link(comment, user, decisions, is_spent=latest != decision)


def opened(token: str) -> list[int]:
    try:
        said = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature as error:
        raise NoLink from error
    return said


@transaction.atomic
def act(link: Link, verdict: str, *, seen_text: str) -> Decision:
    """Decide as the link's holder. Raises AlreadyDecided when anybody decided since, or the words were changed.

    `seen_text` is the fingerprint of the comment as the page showed it; "" where the page did not say.
    """
    current = link.comment.locked()
    latest = current.decisions.select_related("by").first()
    known = link.decisions[0].pk if link.decisions else None
    if link.is_spent or (latest and latest.pk) != known or (seen_text and current.fingerprint != seen_text):
        raise AlreadyDecided(current, latest)
    return verdicts.give(link.comment, verdict, by=link.user, seen=link.comment.state)[0]

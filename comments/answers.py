"""Answers of the newsroom under its own stories, from the desk: readers' pages know no session."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from articles.audit import name_of
from articles.models import Author, Edition

from .models import Comment
from .opening import opening_of

NAME_MAX_CHARACTERS = Comment._meta.get_field("author_name").max_length


def is_author_of(user, edition: Edition | None) -> bool:
    """Whether this account belongs to somebody that the story credits. One query."""
    return edition is not None and Author.objects.filter(user=user, editions=edition).exists()


def edition_of(comment: Comment) -> Edition | None:
    """Return the story of a comment as readers see it, with what opening_of() needs. One query."""
    return Edition.objects.live().for_story().filter(article=comment.article_id).first()


def why_not(comment: Comment, edition: Edition | None, user) -> str:
    """Return why this user can't answer a comment, in a sentence; "" when they can. One query."""
    if edition is None:
        return "The story is not on the site."
    if not comment.is_shown:
        return "Readers don’t see this comment, so they would not see an answer to it either."
    if not opening_of(edition).is_open:
        return "Comments on this story are closed."
    if not user.email:
        return "Your account has no email address, which a comment needs. Whoever manages accounts can add it."
    return ""


@transaction.atomic
def answer(comment: Comment, *, by, body: str, at: datetime | None = None) -> Comment:
    """Publish an answer to a comment under the name of this user, at once. `at` is aware; default now.

    Raises Comment.DoesNotExist where readers don't see the comment any more. What was said twice is the first.
    """
    at = at or timezone.now()
    # Whoever takes the comment down waits for the answer, and takes it down with it.
    comment = comment.locked()
    if not comment.is_shown:
        raise Comment.DoesNotExist
    said = Comment(
        article_id=comment.article_id,
        parent=comment,
        author_name=name_of(by)[:NAME_MAX_CHARACTERS],
        author_email=by.email,
        user=by,
        body=body,
        created_at=at,
    )
    if before := Comment.objects.shown().said_before(said).first():
        return before
    said.save()
    said.approve(by=by, reasons=["Answered from the desk"], at=at)
    return said

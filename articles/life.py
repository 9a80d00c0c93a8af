"""How a story begins as a copy and how it ends: duplicate(), spike(), bring_back(), delete_for_good().

Spiking deletes nothing: the story leaves every list and count, and can be brought back. Each takes the story's row lock
first, so that of two people who act on one story the second sees what the first did. Raises ValueError with a sentence
to an editor when it can't be done.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from . import audit, body
from .models import Article, Byline, Photo
from .models.article import COPY_MARK
from .publishing import locked

NOT_COPIED = {"slug", "canonical_url", "headline"}


@transaction.atomic
def duplicate(article: Article, *, by) -> Article:
    """Return a new draft with the text, photo, section, byline, tags and related stories of this one as saved.

    Its headline says that it is a copy, and publishing waits until somebody wrote one. An embargo still to come goes
    with the text. Address, plans, notes, links and comments stay behind. Raises Article.DoesNotExist.
    """
    article = locked(article)
    # Nobody deletes a photo of the text between the look at it and the copy.
    photos = {article.lead_photo_id, *body.photo_ids(body.parse(article.body))}
    list(Photo.objects.held().filter(pk__in=photos).values_list("pk"))
    copy = Article(created_by=by, headline=copy_headline(article.headline))
    copy.comments_policy, copy.comments_stay_open = article.comments_policy, article.comments_stay_open
    for name in set(Article.CONTENT_FIELDS) - NOT_COPIED:
        setattr(copy, name, getattr(article, name))
    if article.embargo_until and article.embargo_until > timezone.now():
        copy.embargo_until = article.embargo_until
    copy.save()
    Byline.objects.bulk_create(
        Byline(article=copy, author_id=line.author_id, role=line.role, position=line.position)
        for line in article.bylines.all()
    )
    copy.tags.set(article.tags.all())
    copy.record(by=by, name=f"Copy of “{article}”"[:120])
    return copy


def copy_headline(headline: str) -> str:
    """“[Copy] Harbour wall to rise”, cut to what a headline holds; a copy of a copy is marked once."""
    return f"{COPY_MARK} {headline.removeprefix(COPY_MARK).strip()}"[:200].strip()


def why_not_spiked(article: Article, at: datetime | None = None) -> str:
    """Return in a sentence why the story can't be spiked at that moment (aware; default now), or "". Two queries."""
    if article.editions.live(at).exists():
        return "Readers see it. Withdraw it first, then spike it."
    if article.editions.scheduled(at).exists():
        return "It is scheduled. Take it back from the schedule first, then spike it."
    return ""


@transaction.atomic
def spike(article: Article, *, by, at: datetime | None = None) -> None:
    """Take the story out of every list. It is kept whole. Raises Article.DoesNotExist when it is deleted."""
    article = locked(article)
    if article.spiked_at:
        raise ValueError("Somebody has spiked it already.")
    if reason := why_not_spiked(article, at):
        raise ValueError(reason)
    Article.objects.filter(pk=article.pk).update(spiked_at=at or timezone.now(), spiked_by=by)
    audit.record(audit.Deed.SPIKE, by=by, article=article)


@transaction.atomic
def bring_back(article: Article, *, by) -> None:
    """Put a spiked story back where it stood. Raises Article.DoesNotExist when it is deleted."""
    article = locked(article)
    if not article.spiked_at:
        raise ValueError("It is not spiked.")
    Article.objects.filter(pk=article.pk).update(spiked_at=None, spiked_by=None)
    audit.record(audit.Deed.BRING_BACK, by=by, article=article)


def why_kept(article: Article) -> str:
    """Return in a sentence why the story can't be deleted for good, or "". Two queries."""
    if not article.spiked_at:
        return "Only a spiked story can be deleted. Spike it first."
    if article.editions.exists():
        return "Readers have seen it, so it is kept: its address and its record belong to them too."
    if article.corrections.exists():
        return "A correction belongs to it, so it is kept."
    return ""


def lost_with(article: Article) -> list[str]:
    """Return in words what goes with the story when it is deleted: “12 saved versions”. Four queries."""
    counts = [
        (article.revisions.count(), "saved version"),
        (article.notes.count(), "note"),
        (article.preview_links.count(), "preview link"),
        (article.comments.count(), "comment"),
    ]
    return [f"{number} {word}{'' if number == 1 else 's'}" for number, word in counts if number]


@transaction.atomic
def delete_for_good(article: Article, *, by) -> None:
    """Delete a spiked story that no reader ever saw, with all its versions. Raises Article.DoesNotExist when gone."""
    article = locked(article)
    if reason := why_kept(article):
        raise ValueError(reason)
    audit.record(audit.Deed.DELETE, by=by, about=str(article), lost=", ".join(lost_with(article)))
    article.delete()

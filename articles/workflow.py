"""How a story goes from hand to hand: submit(), give_back(), approve(), assign().

Each takes the story as saved, sets where it stands and who has it, writes the audit trail and mails those concerned,
in one transaction. Raises ValueError with a sentence to an editor when it can't be done.
"""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse

from . import audit, notices
from .models import Article


@transaction.atomic
def submit(article: Article, *, by) -> None:
    """Hand the story to the editors and tell them."""
    if article.stage == Article.Stage.REVIEW:
        raise ValueError("It already lies with the editors.")
    move(article, Article.Stage.REVIEW)
    audit.record(audit.Deed.SUBMIT, by=by, article=article)
    tell(editors(), article, by, f"{audit.name_of(by)} sent “{article}” to review.")


@transaction.atomic
def give_back(article: Article, *, by, note: str = "") -> None:
    """Return the story to its writers, with a note for them."""
    move(article, Article.Stage.DRAFT)
    audit.record(audit.Deed.GIVE_BACK, by=by, article=article, note=note)
    tell(writers(article), article, by, f"{audit.name_of(by)} gave “{article}” back.", note)


@transaction.atomic
def approve(article: Article, *, by) -> None:
    """Mark the story as ready to go out and tell its writers."""
    move(article, Article.Stage.READY)
    audit.record(audit.Deed.APPROVE, by=by, article=article)
    tell(writers(article), article, by, f"{audit.name_of(by)} marked “{article}” as ready.")


@transaction.atomic
def assign(article: Article, *, to, by) -> None:
    """Give the story into the hands of `to` (a user, or None for nobody) and tell that person."""
    if article.assigned_to == to:
        return
    article.assigned_to = to
    Article.objects.filter(pk=article.pk).update(assigned_to=to)
    audit.record(audit.Deed.ASSIGN, by=by, article=article, to=audit.name_of(to) if to else "nobody")
    if to:
        tell([to], article, by, f"{audit.name_of(by)} gave you “{article}”.")


def move(article: Article, stage: str) -> None:
    article.stage = stage
    Article.objects.filter(pk=article.pk).update(stage=stage)


def tell(people, article: Article, by, sentence: str, more: str = "") -> None:
    address = settings.SITE_URL + reverse("admin:articles_article_change", args=[article.pk])
    text = "\n\n".join(part for part in (sentence, more.strip(), address) if part)
    notices.notify(people, subject=sentence.removesuffix("."), text=text, article=article, but=by)


def editors() -> list:
    """Return the users who may publish. One query."""
    return list(get_user_model().objects.with_perm("articles.publish_article", include_superusers=False))


def writers(article: Article) -> list:
    """Return the users who began the story or have a byline on it. One query."""
    User = get_user_model()
    return [*User.objects.filter(author__bylines__article=article).distinct(), article.created_by]

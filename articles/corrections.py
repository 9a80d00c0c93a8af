"""Corrections to a story that has been public: add() and take_back().

A published correction is never reworded: readers and their feeds have it as it was. A wrong one is taken back, and the
audit trail keeps its words; a typo is worth leaving, or a second one.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from . import audit, page_names
from .models import Article, Correction
from .publishing import locked


@transaction.atomic
def add(article: Article, *, by, kind: str, text: str, at_top: bool = False, at: datetime | None = None) -> Correction:
    """Give the story a correction that readers see from `at` (aware; default now), wherever the story is on the site.

    Leaves the edition and its “Updated” alone: a correction carries a date of its own. Raises ValueError with a
    sentence when no reader has seen the story, when the same words stand there already, or when `at` is past.
    """
    article = locked(article)
    now = timezone.now()
    if not article.editions.begun(now).exists():
        raise ValueError("No reader has seen this story yet, so there is nothing to correct. Change the text instead.")
    if article.corrections.filter(kind=kind, text=text).exists():
        raise ValueError("The story has a correction with exactly these words.")
    if at is not None and at < now:
        raise ValueError("A correction can't be dated back. Leave the time empty to show it now.")
    correction = Correction.objects.create(
        article=article, kind=kind, text=text, at_top=at_top, live_from=at or now, made_by=by, made_at=now
    )
    audit.record(
        audit.Deed.CORRECT,
        by=by,
        article=article,
        kind=correction.get_kind_display(),
        text=text,
        shown_from=correction.live_from,
    )
    page_names.changed("corrections", f"article:{article.pk}")
    return correction


@transaction.atomic
def take_back(correction: Correction, *, by) -> None:
    """Remove a correction; the audit trail keeps what it said and since when. Raises Correction.DoesNotExist."""
    article = locked(correction.article)
    correction = article.corrections.get(pk=correction.pk)
    audit.record(
        audit.Deed.CORRECT,
        by=by,
        article=article,
        about=f"Taken back: {correction.get_kind_display().lower()} of “{article}”",
        kind=correction.get_kind_display(),
        text=correction.text,
        shown_from=correction.live_from,
        taken_back=True,
    )
    correction.delete()
    page_names.changed("corrections", f"article:{article.pk}")

"""The audit trail: who did what to what, and when. record() is its only writer."""

from datetime import datetime

from django.utils import timezone

from .clock import in_full
from .models import Article, AuditEntry

Deed = AuditEntry.Deed


def record(deed: str, *, by, article: Article | None = None, about: str = "", by_name: str = "", **details):
    """Write one entry and return it. Call it inside the transaction of what it tells of.

    `about` is the story's headline unless given; `by` is a user or None, and then `by_name` says who (“Dana Ek, by
    preview link”). Details are short: words, numbers, and moments, which are kept in ISO form; none for None.
    """
    return AuditEntry.objects.create(
        deed=deed,
        by=by,
        by_name=(by_name or name_of(by))[:180],
        article=article,
        about=(about or str(article or ""))[:250],
        details={
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in details.items()
            if value not in (None, "")
        },
    )


def name_of(user) -> str:
    """Return what the desk calls a user; “Somebody” for none."""
    return (user.get_full_name() or user.username) if user else "Somebody"


LABELS = {"live_from": "From", "live_until": "Until", "minor": "Minor change", "to": "Now with", "was": "Before"}


def details_in_words(entry: AuditEntry) -> list[tuple[str, str]]:
    """Return what an entry says beside who, when and what, as (label, words); moments in the site's time."""
    return [
        (LABELS.get(name, name.replace("_", " ").capitalize()), words(value)) for name, value in entry.details.items()
    ]


def words(value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return ", ".join(words(item) for item in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {words(item)}" for name, item in value.items())
    if isinstance(value, str) and (moment := moment_in(value)):
        return in_full(moment)
    return str(value)


def moment_in(text: str) -> datetime | None:
    """Return the aware moment that this is in ISO form; None for other text."""
    try:
        moment = datetime.fromisoformat(text) if "T" in text else None
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None

"""The audit trail: who did what to what, and when. record() is its only writer."""

from datetime import datetime

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

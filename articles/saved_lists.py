"""Filters of a list that a person keeps under a name. Everybody sees and changes their own alone.

`model` is what they are kept in: SavedList for stories, or one with the same fields, called a saved something.
"""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import QueryDict

from .models import SavedList

MOST = 20
LONGEST_QUERY = SavedList._meta.get_field("query").max_length
LONGEST_VALUE = 200


def cleaned(query: str, known: set[str]) -> str:
    """Return the query of an address less what the list does not know, in order: equal lists have equal queries."""
    typed = QueryDict(query.replace("\x00", "").encode("utf-8", "ignore")[:4000])
    kept = QueryDict(mutable=True)
    for name in sorted(known & set(typed)):
        if value := typed[name].replace("\x00", "").strip()[:LONGEST_VALUE]:
            kept[name] = value
    return kept.urlencode()


@transaction.atomic
def keep(*, user, name: str, query: str, model=SavedList):
    """Keep a cleaned query under a name, and return the row; an own list of that name is replaced.

    Raises ValueError with a sentence when it can't be kept.
    """
    noun = noun_of(model)
    name = checked_name(name, noun)
    if not query:
        raise ValueError(f"This is the whole {noun}. Choose a filter first, then keep it.")
    if len(query) > LONGEST_QUERY:
        raise ValueError("These filters are too long to keep. Search for fewer words.")
    held(user.pk)
    own = model.objects.filter(user=user)
    existing = own.filter(name=name).first()
    if existing is None and own.count() >= MOST:
        raise ValueError(f"You keep {MOST} {noun}s already. Drop one first.")
    kept = existing or model(user=user)
    kept.name, kept.query = name, query
    kept.save()
    return kept


@transaction.atomic
def rename(kept, name: str) -> None:
    """Raises ValueError with a sentence when the name is none or taken."""
    model, noun = type(kept), noun_of(type(kept))
    name = checked_name(name, noun)
    held(kept.user_id)
    if model.objects.filter(user=kept.user_id, name=name).exclude(pk=kept.pk).exists():
        raise ValueError(f"You have a {noun} called “{name}” already.")
    model.objects.filter(pk=kept.pk).update(name=name)


def noun_of(model) -> str:
    """“list” for SavedList."""
    return model._meta.verbose_name.removeprefix("saved ")


def held(user_pk):
    """The person's own row, locked: two windows can't both make the twentieth list, nor two of one name."""
    return get_user_model().objects.select_for_update(no_key=True).get(pk=user_pk)


def checked_name(name: str, noun: str) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not name:
        raise ValueError(f"Give the {noun} a name.")
    if len(name) > 60:
        raise ValueError("That name is too long: at most 60 characters fit.")
    return name

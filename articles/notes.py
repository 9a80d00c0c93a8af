"""Notes on a story: write(), resolve(), reopen(), and whom an @ in them means."""

import re
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from . import audit, notices
from .models import Article, Note
from .people import who_may

# A log-in name may hold @ and . + - too. An @ inside a word is an e-mail address.
MENTION = re.compile(r"(?<![\w@.+-])@([\w][\w@.+-]*)")
LOOSE_END = ".@+-"
MOST_SUGGESTED = 8


class Written(NamedTuple):
    """A note that was stored, the words after an @ that mean nobody, and those that mean nobody who sees stories."""

    note: Note
    unknown: list[str]
    blind: list[str]


@transaction.atomic
def write(article: Article, *, by, text: str, told=()) -> Written:
    """Store a note and mail it to those it mentions who may see stories, except `by` and who is `told` already."""
    note = Note(article=article, by=by, text=text.strip())
    note.clean_fields(exclude={field.name for field in Note._meta.fields} - {"text"})
    note.save()
    people, unknown, blind = meant(note.text)
    note.mentioned.set(people)
    subject = f"{audit.name_of(by)} mentioned you in {notices.called(article)}"
    text = f"{subject}:\n\n{note.text}\n\n{notices.address_of(article)}#note-{note.pk}"
    already = {user.pk for user in told}
    to_tell = [user for user in people if user.pk not in already]
    notices.notify(to_tell, subject=subject, text=text, article=article, but=by)
    return Written(note, unknown, blind)


def resolve(note: Note, *, by) -> None:
    """Mark the note as done with. Of two people at once one is told that the other was first, by ValueError."""
    now = timezone.now()
    if not Note.objects.unresolved().filter(pk=note.pk).update(resolved_at=now, resolved_by=by):
        note = Note.objects.select_related("resolved_by").filter(pk=note.pk).first()
        who = audit.name_of(note.resolved_by) if note else ""
        raise ValueError(f"{who} resolved it already." if note else "The note is gone.")
    note.resolved_at, note.resolved_by = now, by


def reopen(note: Note, *, by) -> None:
    """Open a resolved note again; ValueError when it is open."""
    if not Note.objects.resolved().filter(pk=note.pk).update(resolved_at=None, resolved_by=None):
        raise ValueError("It is open already.")
    note.resolved_at = note.resolved_by = None


def may_settle(user, note: Note, *, edits: bool) -> bool:
    """Whether this user may resolve or reopen it: `edits` the story, wrote the note or is mentioned. One query."""
    return edits or note.by_id == user.pk or user in note.mentioned.all()


def words_after_at(text: str) -> list[str]:
    """Return what stands after each @ in lower case, each once, in order."""
    return list(dict.fromkeys(word.rstrip(LOOSE_END).lower() for word in MENTION.findall(text)))


def parts(text: str) -> list[dict]:
    """Return the text in pieces, {words, is_mention}, for a page that marks whom it mentions."""
    found, end = [], 0
    for match in MENTION.finditer(text):
        name = match.group().rstrip(LOOSE_END)
        found += [
            {"words": text[end : match.start()], "is_mention": False},
            {"words": name, "is_mention": True},
        ]
        end = match.start() + len(name)
    return [part for part in [*found, {"words": text[end:], "is_mention": False}] if part["words"]]


def meant(text: str) -> tuple[list, list[str], list[str]]:
    """Return (users mentioned who may see stories, words that mean nobody, words that mean nobody who sees stories).

    A word is a log-in name, a group, or a first or full name that only one person has. At most four queries.
    """
    words = words_after_at(text)
    if not words:
        return [], [], []
    by_word = people_by_word()
    groups = groups_by_word() if set(words) - set(by_word) else {}
    seeing = set(who_may("articles.view_article").values_list("pk", flat=True))
    found, unknown, blind = {}, [], []
    for word in words:
        people = by_word.get(word) or groups.get(plain(word))
        if people is None:
            unknown.append(f"@{word}")
            continue
        seen_by = {user.pk: user for user in people if user.pk in seeing}
        found |= seen_by
        if not seen_by:
            blind.append(f"@{word}")
    return list(found.values()), unknown, blind


def people_by_word() -> dict[str, list]:
    """Return {word after an @: [the one user it means]} for everybody at the desk. One query."""
    everybody = list(get_user_model().objects.filter(is_active=True, is_staff=True))
    names: dict[str, list] = {}
    for user in everybody:
        full_name = "".join(user.get_full_name().lower().split())
        for name in {"".join(user.first_name.lower().split()), full_name} - {""}:
            names.setdefault(name, []).append(user)
    unique = {name: people for name, people in names.items() if len(people) == 1}
    groups = {plain(name) for name in Group.objects.values_list("name", flat=True)}
    unique = {name: people for name, people in unique.items() if plain(name) not in groups}
    return unique | {user.username.lower(): [user] for user in everybody}


def groups_by_word() -> dict[str, list]:
    """Return {plain name of a group: its members at the desk}. Two queries."""
    return {
        plain(group.name): [user for user in group.user_set.all() if user.is_active and user.is_staff]
        for group in Group.objects.prefetch_related("user_set")
    }


def plain(name: str) -> str:
    """Return a group's name as it may be typed: “photoeditor” for “Photo editor”, “photo-editors”, “Photo_Editor”."""
    return re.sub(r"[\s_-]", "", name.lower()).removesuffix("s")


def suggestions(term: str) -> list[dict]:
    """Return at most eight {handle, name} of people who may see stories and of groups that begin so. Two queries."""
    term = term.replace("\x00", "").strip().lower()[:60]
    groups = [
        {"handle": "-".join(name.lower().split()) + "s", "name": f"Everybody in the group {name}"}
        for name in Group.objects.filter(permissions__codename="view_article")
        .order_by("name")
        .values_list("name", flat=True)
    ]
    people = who_may("articles.view_article")
    if term:
        begins = Q(username__istartswith=term) | Q(first_name__istartswith=term) | Q(last_name__istartswith=term)
        people = people.filter(begins)
        groups = [group for group in groups if group["handle"].startswith(term)]
    found = [
        {"handle": user.username, "name": user.get_full_name() or user.username} for user in people[:MOST_SUGGESTED]
    ]
    return [*found, *groups][:MOST_SUGGESTED]

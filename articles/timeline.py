"""A story's history in one order: saves, milestones, conflicts, editions, and what the audit trail tells of it.

Autosaves are folded between the others. Pages are reached by the last row of the one before, never by counting.
"""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice, pairwise

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from .models import Article, AuditEntry, Edition, Revision

ROWS = 50
# How many autosaves a page folds at most; more than that end the page earlier.
MOST_AUTOSAVES = 400
WORDS = {
    "kicker": "the kicker",
    "headline": "the headline",
    "deck": "the deck",
    "slug": "the address",
    "section_id": "the section",
    "label": "the label",
    "dateline": "the dateline",
    "related": "the related stories",
    "body": "the text",
    "lead_photo_id": "the lead photo",
    "lead_caption": "the caption",
    "front_headline": "the headline on fronts",
    "search_title": "the search title",
    "search_description": "the search description",
    "canonical_url": "the first address",
    "noindex": "whether search engines may list it",
    "bylines": "the byline",
    "tags": "the tags",
}
# An edition's own names for the same.
READERS_WORDS = {name: words for name, words in WORDS.items() if name not in ("bylines", "body", "tags")}
READERS_WORDS |= {"byline_text": "the byline", "body_html": "the text", "tag_links": "the tags"}
# These stand in the history as an edition or a version already, or are about the talk under the story.
TOLD_OTHERWISE = [AuditEntry.Deed.PUBLISH, AuditEntry.Deed.RESTORE, AuditEntry.Deed.MODERATE]
# The order of what happened at one moment, the latest first: the edition comes of the version.
EDITION, DEED, VERSION = 0, 1, 2


@dataclass
class Event:
    """One row. `kind` is "edition", "deed", "autosaves" or a revision's kind; `who` a user or None.

    `revision` is the id of the version one can look at, compare and go back to; `words` what changed; `autosaves` the
    folded ones, the latest first, each an Event.
    """

    at: datetime
    kind: str
    order: int
    pk: int
    who: object = None
    who_name: str = ""
    revision: int | None = None
    name: str = ""
    words: str = ""
    notes: list[str] = field(default_factory=list)
    edition: Edition | None = None
    is_to_come: bool = False
    autosaves: list["Event"] = field(default_factory=list)

    @property
    def place(self) -> tuple:
        """Sorts the latest first."""
        return (-self.at.timestamp(), self.order, -self.pk)

    @property
    def cursor(self) -> str:
        return f"{self.began_at.isoformat()}~{self.order}~{self.pk}"

    @property
    def began_at(self) -> datetime:
        return self.autosaves[-1].at if self.autosaves else self.at

    @property
    def authors(self) -> list:
        """Who made the folded autosaves, each once."""
        return list(dict.fromkeys(event.who for event in self.autosaves if event.who))


class CursorField(forms.CharField):
    """Where a page of the history begins: the cursor of the row before, as (moment, order, id); None for the top."""

    def clean(self, value):
        value = super().clean(value)
        try:
            at, order, pk = value.split("~")
            at, order, pk = parse_datetime(at.replace(" ", "+")), int(order), int(pk)
        except ValueError:
            return None
        if at is None or timezone.is_naive(at) or not 1900 <= at.year <= 2200 or not 0 <= pk < 2**63:
            return None
        return at, order, pk


class TimelineForm(forms.Form):
    before = CursorField(required=False, max_length=80)
    show = forms.ChoiceField(choices=[("", "Everything"), ("named", "Named and published")], required=False)


@dataclass
class Page:
    events: list[Event]
    older: str = ""


def page(article: Article, *, before: tuple | None = None, named_only=False, rows=ROWS, at=None) -> Page:
    """Return the events before a cursor's (moment, order, id), the latest first. At most five queries."""
    now = at or timezone.now()
    events = [
        *islice(edition_events(article, before, rows, now), rows + 1),
        *version_events(article, before, rows, named_only),
        *([] if named_only else deed_events(article, before, rows)),
    ]
    events.sort(key=lambda event: event.place)
    is_cut = len(events) > rows
    events = events[:rows]
    if not named_only:
        last = events[-1] if is_cut else None
        events, was_cut = with_autosaves(article, events, before, last)
        is_cut = is_cut or was_cut
    tell_changes(article, events)
    return Page(events, events[-1].cursor if is_cut and events else "")


def earlier(rows, field: str, order: int, before: tuple | None):
    """Rows that stand below the cursor in the one order of all events, the latest first."""
    if before:
        at, their_order, pk = before
        below = Q(**{f"{field}__lt": at})
        if order == their_order:
            below |= Q(**{field: at, "pk__lt": pk})
        elif order > their_order:
            below |= Q(**{field: at})
        rows = rows.filter(below)
    return rows.order_by(f"-{field}", "-pk")


def edition_events(article, before, rows, now):
    editions = article.editions.select_related("published_by").defer("body_text")
    # One more than the page needs: it tells what the last one changed.
    found = list(earlier(editions, "live_from", EDITION, before)[: rows + 2])
    for edition, former in pairwise([*found, None]):
        event = Event(edition.live_from, "edition", EDITION, edition.pk, who=edition.published_by, edition=edition)
        event.revision, event.is_to_come = edition.revision_id, edition.live_from > now
        if former is not None:
            event.words = listed(
                [said for name, said in READERS_WORDS.items() if getattr(edition, name) != getattr(former, name)]
            )
        yield event


def version_events(article, before, rows, named_only) -> list[Event]:
    revisions = article.revisions.kept().without_edition().select_related("by").defer("data")
    if named_only:
        revisions = revisions.named()
    return [event_of(revision) for revision in earlier(revisions, "at", VERSION, before)[: rows + 1]]


def event_of(revision: Revision) -> Event:
    return Event(
        revision.at, revision.kind, VERSION, revision.pk, who=revision.by, revision=revision.pk, name=revision.name
    )


def deed_events(article, before, rows) -> list[Event]:
    entries = AuditEntry.objects.about_story(article).exclude(deed__in=TOLD_OTHERWISE)
    return [
        Event(
            entry.at,
            "deed",
            DEED,
            entry.pk,
            who_name=entry.by_name,
            words=entry.get_deed_display(),
            notes=notes_of(entry.details),
        )
        for entry in earlier(entries, "at", DEED, before)[: rows + 1]
    ]


def notes_of(details: dict) -> list:
    """Return what an entry tells beside its deed: sentences, and moments (aware)."""
    found = []
    for name, value in details.items():
        moment = parse_moment(value)
        if moment:
            found.append(moment)
        elif isinstance(value, str) and value.strip():
            found.append(value if name in ("note", "text", "name") else f"{name.replace('_', ' ')}: {value}")
    return found


def parse_moment(value) -> datetime | None:
    try:
        moment = parse_datetime(value) if isinstance(value, str) and len(value) < 40 else None
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None


def with_autosaves(article, events, before, last: Event | None) -> tuple[list[Event], bool]:
    """Return the events with the autosaves between them folded, and whether there are older ones. One query.

    `last` is the row that ends the page, or None when nothing but autosaves can be older.
    """
    autosaves = article.revisions.autosaved().select_related("by").defer("data")
    if last:
        autosaves = autosaves.filter(at__gte=last.at)
    found = [event_of(revision) for revision in earlier(autosaves, "at", VERSION, before)[: MOST_AUTOSAVES + 1]]
    is_cut = len(found) > MOST_AUTOSAVES
    end = found[MOST_AUTOSAVES - 1].place if is_cut else last.place if last else None
    together = [event for event in [*events, *found] if end is None or event.place <= end]
    folded: list[Event] = []
    for event in sorted(together, key=lambda event: event.place):
        if event.kind != Revision.Kind.AUTOSAVE:
            folded.append(event)
        elif folded and folded[-1].kind == "autosaves":
            folded[-1].autosaves.append(event)
        else:
            folded.append(Event(event.at, "autosaves", VERSION, event.pk, autosaves=[event], revision=event.pk))
    for event in folded:
        if event.autosaves:
            # The next page goes on below the oldest of them.
            event.pk = event.autosaves[-1].pk
    return folded, is_cut


def tell_changes(article, events: list[Event]) -> None:
    """Say of each version what changed since the one before. One query, for the data of twice as many at most."""
    shown = [event for event in events if event.order == VERSION and not event.autosaves]
    if not shown:
        return
    newest = max(event.at for event in shown)
    kept = article.revisions.kept().filter(at__lte=newest).newest()
    kept = list(kept.only("article", "kind", "data", "at")[: 2 * len(shown) + 2])
    is_whole = len(kept) < 2 * len(shown) + 2
    line = [revision for revision in kept if revision.kind != Revision.Kind.CONFLICT]
    data = {revision.pk: revision.data for revision in kept}
    before = {one.pk: other.data for one, other in pairwise(line)}
    for event in shown:
        if event.kind == Revision.Kind.CONFLICT:
            event.words = "Text kept from two people’s changes"
        elif event.pk in before:
            said = listed(differing(before[event.pk], data[event.pk]))
            event.words = f"changed {said}" if said else "changed nothing that readers see"
        else:
            first = is_whole and line and event.pk == line[-1].pk
            event.words = "began the story" if first else "saved it"


def differing(before: dict, after: dict) -> list[str]:
    names = [words for name, words in WORDS.items() if name in before and before[name] != after.get(name)]
    if not names and before.get("desk") != after.get("desk"):
        return ["notes and settings"]
    return names


def listed(names: list[str]) -> str:
    """Return “the deck and the lead photo”, and of more than three “the deck, the text and 2 other things”."""
    if len(names) > 3:
        return f"{', '.join(names[:2])} and {len(names) - 2} other things"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""

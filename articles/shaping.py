"""Shaping a front: what two editors arrange at once is merged where it doesn't collide, and else asked about.

An arrangement is a list of lines in order. A page sends with its own what it was opened with (the base): fingerprints
of every line, as merging has them. merge() is pure; shape() is the only writer of fronts and placements.
"""

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from . import audit, merging, page_names
from .fronts import front_name
from .models import Article, Front, Photo, Placement, Slot

MOST = 60
OUT_OF_THE_WAY = 1000
TOLD = 12
# What a line says of its story; all of it can be changed.
FIELDS = ["slot", "headline", "photo", "live_from", "live_until", "may_repeat"]


@dataclass
class Line:
    """A story on a front. `key` is its placement's number, or what the page calls one that has none."""

    key: str
    article: int
    slot: str
    live_from: datetime
    headline: str = ""
    photo: int | None = None
    live_until: datetime | None = None
    may_repeat: bool = False

    @property
    def values(self) -> dict:
        """Its fields as JSON holds them; moments in UTC."""
        moments = {name: getattr(self, name) for name in ("live_from", "live_until")}
        return {name: getattr(self, name) for name in FIELDS} | {
            name: moment and moment.astimezone(UTC).isoformat() for name, moment in moments.items()
        }

    def is_ended(self, at: datetime) -> bool:
        return self.live_until is not None and self.live_until <= at


@dataclass
class Seen:
    """A line as a page was opened with it."""

    key: str
    slot: str
    marks: dict[str, str]


@dataclass
class Clash:
    """What two people changed differently. A line that one of them took off is None; `order` names a slot instead."""

    key: str
    mine: Line | None = None
    theirs: Line | None = None
    names: list[str] = field(default_factory=list)
    order: str = ""


@dataclass
class Merged:
    lines: list[Line]
    clashes: list[Clash]


class ChangedMeanwhile(Exception):
    """Somebody else changed the same since the page was opened: `merged`. `front` and `stored` are as they stand."""

    def __init__(self, merged: Merged, front: Front, stored: list[Line]):
        self.merged, self.front, self.stored = merged, front, stored
        super().__init__("Somebody else arranged the same stories meanwhile. Nothing was saved.")


def lines_of(placements) -> list[Line]:
    return [
        Line(
            str(row.pk),
            row.article_id,
            row.slot,
            row.live_from,
            row.headline,
            row.photo_id,
            row.live_until,
            row.may_repeat,
        )
        for row in placements
    ]


def base_of(lines: list[Line]) -> list[Seen]:
    return [Seen(line.key, line.slot, merging.fingerprints(line.values)) for line in lines]


def write_base(lines: list[Line]) -> str:
    return json.dumps([asdict(seen) for seen in base_of(lines)])


def read_base(text: str) -> list[Seen]:
    """Return what a page sent of what it was opened with, without all that is none."""
    try:
        rows = json.loads(text) if text and len(text) < 100_000 else []
    except (ValueError, RecursionError):
        return []
    found = []
    for row in rows if isinstance(rows, list) else []:
        parts = [row.get(name) for name in ("key", "slot", "marks")] if isinstance(row, dict) else [None] * 3
        if isinstance(parts[0], str) and isinstance(parts[1], str) and isinstance(parts[2], dict):
            found.append(Seen(parts[0], parts[1], {str(name): str(mark) for name, mark in parts[2].items()}))
    return found[: 2 * MOST]


def merge(base: list[Seen], mine: list[Line], theirs: list[Line], *, take=frozenset()) -> Merged:
    """Merge two arrangements that began as `base`. Where both changed one thing differently, mine stands and clashes.

    `take` holds the keys of lines, and the slots, for which theirs is taken.
    """
    mine = under_their_names(base, mine, theirs)
    marks = {seen.key: seen.marks for seen in base}
    ours, stored = by_key(mine), by_key(theirs)
    lines, clashes = {}, []
    for key in dict.fromkeys([*ours, *stored, *marks]):
        one, other = stored.get(key) if key in take else ours.get(key), stored.get(key)
        line, clash = merged_line(key, marks.get(key), one, other)
        if line:
            lines[key] = line
        if clash:
            clashes.append(clash)
    keys = []
    for slot in Slot.values:
        order, collides = order_in(slot, lines, base, mine, theirs, takes_theirs=slot in take)
        keys += order
        if collides:
            clashes.append(Clash(slot, order=slot))
    return Merged([lines[key] for key in keys], clashes)


def by_key(lines: list[Line]) -> dict[str, Line]:
    return {line.key: line for line in lines}


def under_their_names(base: list[Seen], mine: list[Line], theirs: list[Line]) -> list[Line]:
    """Take a story that both put there since for one line, so that it does not stand there twice unasked."""
    known, sent = {seen.key for seen in base}, {line.key for line in mine}
    added = {line.article: line for line in theirs if line.key not in known | sent}
    found = []
    for line in mine:
        twin = None if line.key in known or line.may_repeat else added.pop(line.article, None)
        found.append(replace(line, key=twin.key) if twin and not twin.may_repeat else line)
    return found


def merged_line(key, marks: dict | None, mine: Line | None, theirs: Line | None) -> tuple[Line | None, Clash | None]:
    """Return what becomes of one line, and the clash where both changed it. `marks` are None for a new one."""
    if mine is None or theirs is None:
        there = mine or theirs
        is_new = marks is None
        if there is None or is_new:
            return there, None
        is_changed = merging.fingerprints(there.values) != marks
        return (mine, Clash(key, mine, theirs)) if is_changed else (None, None)
    found = merging.merge(marks or {}, mine.values, theirs.values)
    line = replace(mine, **{name: getattr(theirs, name) for name in found.theirs})
    return line, Clash(key, mine, theirs, found.clashes) if found.clashes else None


def order_in(slot, lines, base, mine, theirs, *, takes_theirs=False) -> tuple[list[str], bool]:
    """Return the keys of a slot in order, and whether both ordered anew what all three have there."""
    members = {key for key, line in lines.items() if line.slot == slot}
    was, ours, stored = [
        [row.key for row in rows if row.slot == slot and row.key in members] for rows in (base, mine, theirs)
    ]
    common = set(was) & set(ours) & set(stored)
    old, one, other = [[key for key in keys if key in common] for keys in (was, ours, stored)]
    collides = old != one and other not in (old, one) and not takes_theirs
    first, second = (stored, ours) if one == old or takes_theirs else (ours, stored)
    return woven(first, second), collides


def woven(keys: list[str], others: list[str]) -> list[str]:
    """Put what only the others have behind what it follows there."""
    found, place = list(keys), 0
    for key in others:
        if key in found:
            place = found.index(key) + 1
        else:
            found.insert(place, key)
            place += 1
    return found


@transaction.atomic
def shape(
    section, lines: list[Line], *, seen: int, base: list[Seen], by, take=frozenset(), at: datetime | None = None
) -> Front:
    """Store an arrangement of the front of a section (None: home) and return the front.

    `seen` is the version that its page was opened with. Raises ChangedMeanwhile, and stores nothing, where others
    changed the same since, ValueError with a sentence for more than MOST. What has ended by `at` (aware; default now)
    leaves the front.
    """
    at = at or timezone.now()
    front = Front.objects.locked(section)
    stored = lines_of(front.placements.in_order())
    merged = merge(base_of(stored) if front.version == seen else base, lines, stored, take=take)
    if merged.clashes:
        raise ChangedMeanwhile(merged, front, stored)
    wanted = held([line for line in merged.lines if not line.is_ended(at)])
    if wanted == stored:
        return front
    if len(wanted) > MOST:
        raise ValueError(f"{len(wanted)} stories are too many for one front: at most {MOST} fit. Take some off.")
    write(front, wanted)
    Front.objects.filter(pk=front.pk).update(version=F("version") + 1, shaped_at=at, shaped_by=by)
    audit.record(audit.Deed.FRONT, by=by, about=f"Front: {front}", **in_words(stored, wanted))
    page_names.changed(front_name(section))
    front.refresh_from_db()
    return front


def held(lines: list[Line]) -> list[Line]:
    """Hold the stories and photos until the transaction ends, and leave out those that are gone. At most 2 queries."""
    stories = Article.objects.filter(pk__in={line.article for line in lines}).order_by("pk")
    known = set(stories.select_for_update(no_key=True).values_list("pk", flat=True))
    photos = {line.photo for line in lines} - {None}
    shown = set(Photo.objects.filter(pk__in=photos).held().values_list("pk", flat=True)) if photos else set()
    return [line if line.photo in shown else replace(line, photo=None) for line in lines if line.article in known]


def write(front: Front, lines: list[Line]) -> None:
    """Make the front's rows these lines. A line keeps its row, by which other open pages know it."""
    rows = {str(row.pk): row for row in front.placements.all()}
    gone = set(rows) - {line.key for line in lines}
    front.placements.filter(pk__in=[rows.pop(key).pk for key in gone]).delete()
    # No place is held twice, not even for a moment.
    front.placements.update(position=F("position") + OUT_OF_THE_WAY)
    new = []
    for position, line in enumerate(lines):
        row = rows.get(line.key)
        if row is None:
            row = Placement(front=front, article_id=line.article)
            new.append(row)
        row.position, row.photo_id = position, line.photo
        for name in ("slot", "headline", "live_from", "live_until", "may_repeat"):
            setattr(row, name, getattr(line, name))
    Placement.objects.bulk_update(
        rows.values(), ["position", "slot", "headline", "photo", "live_from", "live_until", "may_repeat"]
    )
    Placement.objects.bulk_create(new)


def in_words(before: list[Line], after: list[Line]) -> dict[str, list[str]]:
    """Return which stories were placed, changed and taken off, by headline, for the audit trail. One query."""
    was, now = by_key(before), by_key(after)
    found = {
        "placed": [line.article for line in after if line.key not in was],
        "changed": [line.article for key, line in now.items() if key in was and was[key].values != line.values],
        "taken_off": [line.article for line in before if line.key not in now],
    }
    ids = {pk for pks in found.values() for pk in pks}
    headlines = dict(Article.objects.filter(pk__in=ids).values_list("pk", "headline"))
    told = {name: [headlines.get(pk, "")[:80] for pk in pks[:TOLD]] for name, pks in found.items() if pks}
    return told or {"changed": ["the order"]}

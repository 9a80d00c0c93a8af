"""Two people in one story: which of their changes stand by themselves, and which have to be chosen between.

A page carries a fingerprint of every field as it was loaded (the base). What differs from the base by what is typed,
I changed; what differs from it by what is stored, they changed. Pure functions on plain values, as JSON holds them.
"""

import hashlib
import json
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import takewhile

from . import body, differences

MINE, THEIRS, SAME, CLASH = "mine", "theirs", "same", "clash"
# More words and marks than these are set side by side as a whole: to compare them one by one would take seconds.
MOST_PIECES = 3000


def fingerprint(value) -> str:
    """Return 16 hex digits that tell values apart, whatever line ends and outer spaces a form adds to text."""
    if isinstance(value, str):
        value = "\n".join(value.splitlines()).strip()
    text = json.dumps("" if value is None else value, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def fingerprints(values: dict) -> dict[str, str]:
    return {name: fingerprint(value) for name, value in values.items()}


def read_base(text: str) -> dict[str, str]:
    """Return the fingerprints that a page sent, {} for what is none."""
    try:
        base = json.loads(text) if text and len(text) < 10_000 else {}
    except (ValueError, RecursionError):
        return {}
    return {name: mark for name, mark in base.items() if isinstance(mark, str)} if isinstance(base, dict) else {}


def verdict(base: str | None, mine, theirs) -> str:
    """Return MINE, THEIRS, SAME or CLASH for one field. Without a base, different values are a clash."""
    typed, stored = fingerprint(mine), fingerprint(theirs)
    if typed == stored:
        return SAME
    if base == stored:
        return MINE
    return THEIRS if base == typed else CLASH


@dataclass
class Merge:
    """What becomes of the fields of one save: names, in the order of the page."""

    mine: list[str] = field(default_factory=list)
    theirs: list[str] = field(default_factory=list)
    clashes: list[str] = field(default_factory=list)


def merge(base: dict[str, str], mine: dict, theirs: dict) -> Merge:
    """Sort the fields of `mine` by who changed them since `base`; what nobody changed or both alike stands nowhere."""
    found = Merge()
    places = {MINE: found.mine, THEIRS: found.theirs, CLASH: found.clashes, SAME: []}
    for name in mine:
        places[verdict(base.get(name), mine[name], theirs[name])].append(name)
    return found


def paragraphs_side_by_side(before: str, after: str) -> list[dict]:
    """Return rows {before, after, same} that set one body (HTML) beside another.

    `before` and `after` are runs of (kind, words) as differences.words gives them, those that only the other has left
    out; `same` is how many equal paragraphs stand there instead.
    """
    old, new = body.plain_text(before).split("\n"), body.plain_text(after).split("\n")
    rows = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            rows.append({"same": b - a, "before": [], "after": []})
            continue
        for place in range(max(b - a, d - c)):
            one, two = "".join(old[a + place : b][:1]), "".join(new[c + place : d][:1])
            rows.append(words_side_by_side(one, two))
    return [row for row in rows if row["same"] or row["before"] or row["after"]]


def words_side_by_side(before: str, after: str) -> dict:
    """Return one row of paragraphs_side_by_side() for two texts."""
    old, new = differences.pieces(before), differences.pieces(after)
    start = equal_at_the_beginning(old, new)
    end = equal_at_the_beginning(old[start:][::-1], new[start:][::-1])
    gone, put = old[start : len(old) - end], new[start : len(new) - end]
    if len(gone) + len(put) > MOST_PIECES:
        runs = [(differences.GONE, "".join(gone)), (differences.NEW, "".join(put))]
    else:
        runs = differences.words("".join(gone), "".join(put))
    runs = [(differences.SAME, "".join(old[:start])), *runs, (differences.SAME, "".join(old[len(old) - end :]))]
    return {
        "same": 0,
        "before": [run for run in runs if run[0] != differences.NEW and run[1]],
        "after": [run for run in runs if run[0] != differences.GONE and run[1]],
    }


def equal_at_the_beginning(one: list[str], two: list[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False)))

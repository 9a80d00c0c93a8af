"""Finding stories: find(), suggest() and did_you_mean(). Only what is live at a moment is found, named or counted."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from django.utils import timezone

from ..calendar import day_after, midnight
from ..listing import LAST_PAGE, PAGE_SIZE
from ..models import Edition
from .databases import database
from .index import current_language, place_of
from .passages import has_hit
from .spelling import nearest
from .words import Term, parse, shown, words_of

# As many as there are places on the pages, and one that says that there is more.
MOST_FOUND = PAGE_SIZE * LAST_PAGE + 1
# The newest so many are looked at. The difference is for editions that ended and are not cleared away yet.
MOST_READ = MOST_FOUND + 100
# Of the points a story can have for its words, this part fades by half with every such stretch of days.
FADING, HALF_LIFE_DAYS = 0.6, 180
LOWEST = -(2**63)
SUGGESTED = 8
SHORTEST_BEGINNING = 2
SHORTEST_MISSPELT = 3
MOST_GUESSES = 5


@dataclass(frozen=True)
class Wanted:
    """What a reader looks for. `sections` and `author` are ids; `since` and `until` are days, both included.

    Made without a language, it asks for the masthead's: one query.
    """

    text: str = ""
    sections: list[int] | None = None
    author: int | None = None
    since: date | None = None
    until: date | None = None
    newest_first: bool = False
    at: datetime = field(default_factory=timezone.now)
    language: str = field(default_factory=current_language)

    @cached_property
    def terms(self) -> list[Term]:
        return parse(self.text)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is named that a story should hold."""
        return all(term.is_excluded for term in self.terms)

    @property
    def places(self) -> tuple[int, int]:
        """The lowest and the highest place in the index. What is first public after `at` is left out."""
        start = place_of(midnight(self.since), 0) if self.since else LOWEST
        end = place_of(self.at, -1)
        return start, min(end, place_of(midnight(day_after(self.until)), 0) - 1) if self.until else end


def find(wanted: Wanted) -> list[int]:
    """Return the ids of the live editions found, the best first, at most MOST_FOUND of them.

    Where more match, the newest are looked at. One query, on PostgreSQL two.
    """
    if wanted.is_empty:
        return []
    found = database().candidates(wanted, most=MOST_READ)
    if wanted.newest_first:
        found.sort(key=lambda hit: -hit[1])
    else:
        best = max((relevance for _, _, relevance in found), default=0) or 1
        now = place_of(wanted.at, 0)
        found.sort(key=lambda hit: (-points(hit[2] / best, now - hit[1]), -hit[1]))
    return [edition for edition, _, _ in found[:MOST_FOUND]]


def points(relevance: float, distance: int) -> float:
    """Return 0 to 1 for how well the words fit (0 to 1), less for an older story. `distance` is one of places."""
    days = max(0, distance >> 20) / 86_400
    return relevance * (1 - FADING + FADING * 0.5 ** (days / HALF_LIFE_DAYS))


def editions_of(ids: list[int], wanted: Wanted) -> list[Edition]:
    """Return these editions as cards print them, each with `headline_parts` and `passage_parts`. Three queries or four.

    Where the passage has none of the words, it is left empty and the deck stands in.
    """
    editions = Edition.objects.live(wanted.at).for_card().in_bulk(ids)
    found = [editions[pk] for pk in ids if pk in editions]
    parts = database().passages(found, wanted.terms, wanted.language)
    for edition in found:
        headline, passage = parts.get(edition.pk, ([], []))
        edition.headline_parts = headline or [(edition.headline, False)]
        edition.passage_parts = passage if has_hit(passage) else []
    return found


def suggest(text: str, at: datetime | None = None) -> list[Edition]:
    """Return the newest live stories whose headline has the words typed so far. At most two queries."""
    words = words_of(shown(text))[:12]
    if sum(map(len, words)) < SHORTEST_BEGINNING and text.isascii():
        return []
    ids = database().titles(words, at=at, most=SUGGESTED * 5)[:SUGGESTED] if words else []
    editions = (
        Edition.objects.live(at)
        .select_related("section")
        .only("headline", "label", "path", "section__name")
        .in_bulk(ids)
    )
    return [editions[pk] for pk in ids if pk in editions]


def did_you_mean(wanted: Wanted) -> str:
    """Return what was typed with its unknown words written otherwise, such that a live story holds it all; else "".

    For a search that found nothing. At most two dozen small queries.
    """
    words = [term.words[0] for term in wanted.terms if len(term.words) == 1 and not term.is_excluded]
    guesses = {word: guesses_for(word, wanted) for word in dict.fromkeys(words[:4])}
    guesses = {word: others for word, others in guesses.items() if others}
    for number in range(max(map(len, guesses.values()), default=0)):
        text = wanted.text
        for word, others in guesses.items():
            text = text.replace(word, others[min(number, len(others) - 1)])
        if text != wanted.text and is_found(replace(wanted, text=text)):
            return text
    return ""


def guesses_for(word: str, wanted: Wanted) -> list[str]:
    """Return how the word may be meant, the likeliest first; [] for one that readers' stories have."""
    if len(word) < SHORTEST_MISSPELT or is_found(replace(wanted, text=word)):
        return []
    return nearest(word.casefold(), database().similar(word.casefold(), 200))[:MOST_GUESSES]


def is_found(wanted: Wanted) -> bool:
    # As many as a search looks at: asked for few, PostgreSQL reads every story for a word that none has.
    return bool(database().candidates(wanted, most=MOST_READ))

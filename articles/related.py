"""What a story's page leads on to: its series, related stories, the next of its section. None stands there twice."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain

from django.utils import timezone
from taggit.models import Tag

from .frame import family, find_section
from .models import Article, Edition, Series
from .models.compiled import Compiled
from .page_names import unseen

MOST_CHOSEN = 6  # by hand
FILLED_TO = 4  # by tags and section, where less is chosen
NEXT = 2
MOST_TAGS = 8  # the first of a story's tags whose newest stories are looked at
MOST_PARTS = 200  # a longer series has no numbers
# Nobody paid for the place beside another story.
NEVER_BY_ITSELF = [Article.Label.SPONSORED]


@dataclass
class Part:
    """A story's place in a series: `number` of `total`, both None in one too long to count. Neighbours may be None."""

    series: Series
    number: int | None = None
    total: int | None = None
    previous: Edition | None = None
    following: Edition | None = None

    @property
    def neighbours(self) -> list[Edition]:
        return [edition for edition in (self.previous, self.following) if edition]


@dataclass
class Around:
    """What stands around a story: `part` of a series or None, `related` stories, and `next` ones of its section."""

    part: Part | None = None
    related: list[Edition] = field(default_factory=list)
    next: list[Edition] = field(default_factory=list)
    # Whether any of the related ones is about the same, rather than only from the same section.
    is_on_subject: bool = False


def around(edition: Edition, sections: list, at: datetime | None = None) -> Around:
    """Return what the page of an edition leads on to at `at` (aware; default now). Needs its section and the tree.

    Three queries: tags, the parts of a series where it has one, and all stories at once.
    """
    tags = tags_of(edition)
    series = next((tag.series for tag in tags if hasattr(tag, "series")), None)
    places = neighbours_in(series, edition, at) if series else None
    found = live_around(edition, tags, sections, places, at)
    by_pk = {other.pk: other for other in found}
    part = None
    if series:
        part = Part(series, places.number, places.total, by_pk.get(places.before), by_pk.get(places.after))
    return arranged(edition, part, found, own_section=edition.section_id)


def arranged(edition: Edition, part: Part | None, found: list[Edition], *, own_section) -> Around:
    """Give each story its one place: in the series, chosen by hand, next in the section, then on the subject."""
    used = {other.article_id for other in (part.neighbours if part else [])}

    def take(editions, most):
        once = {other.article_id: other for other in editions if other.article_id not in used}
        taken = list(once.values())[:most]
        used.update(other.article_id for other in taken)
        return taken

    by_story = {other.article_id: other for other in found}
    chosen = take([by_story[story] for story in edition.related if story in by_story], MOST_CHOSEN)
    free = [other for other in found if other.label not in NEVER_BY_ITSELF]
    older = [other for other in free if other.section_id == own_section and is_before(other, edition)]
    onward = take(older, NEXT)
    on_subject = sorted((other for other in free if shared(other, edition)), key=lambda other: -shared(other, edition))
    room = max(FILLED_TO - len(chosen), 0)
    alike = take(on_subject, room)
    rest = take(free, room - len(alike))
    return Around(part, [*chosen, *alike, *rest], onward, is_on_subject=bool(chosen or alike))


def shared(one: Edition, other: Edition) -> int:
    """Return how many tags two editions have in common. No query."""
    return len({tag["slug"] for tag in one.tag_links} & {tag["slug"] for tag in other.tag_links})


def is_before(one: Edition, other: Edition) -> bool:
    return one.published_at < other.published_at


def live_around(edition: Edition, tags: list, sections: list, places, at: datetime | None) -> list[Edition]:
    """Return all that may stand around a story at `at`, the latest first. One query, none where there is nothing."""
    lists = {
        "tags": [tag.pk for tag in tags[:MOST_TAGS]],
        "chosen": edition.related[:MOST_CHOSEN],
        "parts": places.pks if places else [],
        "family": [],
        "own": [],
    }
    if edition.section_id is not None:
        top = find_section(sections, pk=edition.section.parent_id or edition.section_id)
        lists |= {"family": list(family(top)) if top else [edition.section_id], "own": [edition.section_id]}
    if not any(lists.values()):
        return []
    values = {f"{kind}_{place}": pk for kind, pks in lists.items() for place, pk in enumerate(pks)}
    # A story that is only looked at, before it is stored, has no number: none is 0.
    values |= {"at": at or timezone.now(), "story": edition.article_id or 0}
    values |= {"before": edition.published_at} if lists["own"] else {}
    return asked_with(*map(len, lists.values()))(**values)


@lru_cache(maxsize=512)
def asked_with(tags: int, chosen: int, parts: int, family: int, own: int) -> Compiled:
    """Return the query of live_around() for so many numbers of each kind. Every reader of a story asks it."""
    lengths = {"tags": tags, "chosen": chosen, "parts": parts, "family": family, "own": own}
    names = {kind: [f"{kind}_{place}" for place in range(length)] for kind, length in lengths.items()}
    examples = {name: -place for place, name in enumerate(chain(["story"], *names.values()), start=1)}
    examples |= {"at": datetime(1, 1, 2, tzinfo=UTC)} | ({"before": datetime(2, 1, 2, tzinfo=UTC)} if own else {})

    def build(at, story, before=None, **values):
        lists = {kind: [values[name] for name in names[kind]] for kind in names}
        slices = slices_around(Edition.objects.live(at), before, **lists)
        return Edition.objects.live(at).in_any(slices).besides(story).for_card().newest()

    return Compiled(build, **examples)


def slices_around(live, before: datetime | None, *, tags, chosen, parts, family, own) -> list:
    """Return sliced querysets of all that may stand around a story, each of which walks the newest end of an index."""
    elsewhere = live.without_labels(NEVER_BY_ITSELF)
    # As many more as may be taken for another place already.
    enough = FILLED_TO + NEXT + 3
    slices = [elsewhere.newest_about(tag)[:enough] for tag in tags]
    slices += [live.of_stories(chosen)[: len(chosen)]] if chosen else []
    slices += [live.numbered(parts)[: len(parts)]] if parts else []
    slices += [elsewhere.in_sections(family).newest()[:enough]] if family else []
    if own:
        slices.append(elsewhere.in_sections(own).published_before(before).newest()[: NEXT + MOST_CHOSEN + 2])
    return slices


@dataclass
class Places:
    """Where an edition stands among the parts of a series: ids of the editions `before` and `after` it, or None."""

    number: int | None
    total: int | None
    before: int | None
    after: int | None

    @property
    def pks(self) -> list[int]:
        return [pk for pk in (self.before, self.after) if pk]


def neighbours_in(series: Series, edition: Edition, at=None) -> Places:
    """Return where an edition, live or only looked at, stands among the live parts of a series. One query."""
    parts = Edition.objects.live(at).newest_about(series.tag_id).besides(edition.article_id)
    newest = list(parts.values_list("published_at", "pk")[:MOST_PARTS])
    own = (edition.published_at, edition.pk or float("inf"))
    before, after = [part for part in newest if part < own], [part for part in newest if part > own]
    is_counted = len(newest) < MOST_PARTS
    return Places(
        number=len(before) + 1 if is_counted else None,
        total=len(newest) + 1 if is_counted else None,
        before=before[0][1] if before else None,
        after=after[-1][1] if after else None,
    )


def tags_of(edition: Edition) -> list[Tag]:
    """Return the tags of an edition, each with its series. One query, or none."""
    if not edition.tag_links:
        return []
    # An edition that is only looked at, before it is stored, has no rows of tags yet.
    slugs = [tag["slug"] for tag in edition.tag_links]
    tags = edition.tags if edition.pk else Tag.objects.filter(slug__in=slugs)
    return list(tags.select_related("series").order_by("name"))


def names_around(edition: Edition) -> list[str]:
    """Return what a page depends on that shows stories around this one. Needs section and its parent."""
    sections = [edition.section, edition.section.parent] if edition.section_id else []
    return [
        *(f"section:{section.slug}" for section in sections if section),
        *(f"tag:{tag['slug']}" for tag in edition.tag_links if tag["slug"]),
        *map(unseen, edition.related),
    ]

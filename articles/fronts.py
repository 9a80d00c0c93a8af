"""What stands where on the home page and on a section's front: what editors put there, then the newest."""

from collections import Counter
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from .frame import family
from .listing import Page
from .models import Article, Author, BreakingNews, Edition, Placement, Slot
from .models.placement import HOME

NEWEST = 24  # the stories that home's top and Latest are chosen from
LEAD_CANDIDATES = 6  # the lead is the newest of these that has a photo
SECOND = 4
LATEST = 8
ROW = 5
LEFT_FOR_A_ROW = 3  # Latest takes the newest of a section while as many remain for its row
OPINION_ROW = 4
OWN_ROW = 3  # what a row that editors began is filled up to
# How many stories a slot shows at once. What does not fit goes on to the next one.
ROOM = {Slot.LEAD: 1, Slot.SECOND: SECOND, Slot.ROW: ROW, Slot.LIST: LATEST}
NOT_FOR_THE_TOP = {Article.Label.OPINION, Article.Label.SPONSORED}


@dataclass
class Row:
    """Stories side by side on a front. `kind` is led (the first one large), cards (all alike) or opinion."""

    section: object
    editions: list
    kind: str


@dataclass
class ByHand:
    """What editors put on a front, of what readers see at a moment: editions with their `placement`, by slot.

    Those in `repeated` may stand elsewhere on the front, too.
    """

    slots: dict[str, list[Edition]] = field(default_factory=lambda: {slot: [] for slot in ROOM})
    repeated: set[Edition] = field(default_factory=set)

    @property
    def editions(self) -> list[Edition]:
        return [edition for slot in self.slots.values() for edition in slot]

    def taken(self, *shown: Edition) -> set[Edition]:
        """What can't be shown again once these are."""
        return {*shown, *self.editions} - self.repeated

    def promote(self) -> Edition | None:
        """Take the foremost story out of its slot and return it; None where there is none."""
        return next((slot.pop(0) for slot in self.slots.values() if slot), None)


@dataclass
class Home:
    lead: Edition | None = None
    second: list = field(default_factory=list)
    latest: list = field(default_factory=list)
    row: Row | None = None
    rows: list[Row] = field(default_factory=list)

    @property
    def editions(self) -> list:
        """Everything on the page; what an editor wants there twice, twice."""
        top = [self.lead, *self.second] if self.lead else []
        return [*top, *(self.row.editions if self.row else []), *self.latest, *self.in_rows]

    @property
    def in_rows(self) -> list:
        return [edition for row in self.rows for edition in row.editions]


def placements_on(section, at=None) -> list[Placement]:
    """Return what editors put on the front of a section (None: home) for the moment `at`, in order. One query."""
    return list(Placement.objects.on(section).live(at).in_order().for_front())


def by_hand(placements: list[Placement], editions: list[Edition]) -> ByHand:
    """Put each placement's story into its slot. One that is not among `editions`, which are live, stands nowhere.

    A story that was placed twice stands there once, unless one of the two is told to repeat it.
    """
    hand = ByHand()
    stories = {edition.article_id: edition for edition in editions}
    told: dict[int, bool] = {}
    for placement in placements:
        edition, before = stories.get(placement.article_id), told.get(placement.article_id)
        if edition is None or (before is False and not placement.may_repeat):
            continue
        told[placement.article_id] = bool(before) or placement.may_repeat
        edition = copy(edition)
        edition.placement = placement
        hand.slots[placement.slot].append(edition)
        if told[placement.article_id]:
            hand.repeated.add(edition)
    hand.slots = hand_on(hand.slots)
    return hand


def hand_on(slots: dict[str, list]) -> dict[str, list]:
    """Keep in each slot what it has room for; the rest begins the next one. A row that nobody asked for stays out."""
    kept, over = {}, []
    for slot, room in ROOM.items():
        if slot == Slot.ROW and not slots[slot]:
            kept[slot] = []
            continue
        wanted = [*over, *slots[slot]]
        kept[slot], over = wanted[:room], wanted[room:]
    return kept


def besides(editions: list[Edition], taken) -> list[Edition]:
    taken = set(taken)
    return [edition for edition in editions if edition not in taken]


def home(sections: list, at=None, *, placements: list[Placement] | None = None) -> Home:
    """Compose the home page as readers see it at `at` (aware; default now). At most three queries.

    `placements` are tried in the place of those stored. No story stands there twice, unless an editor wishes it.
    """
    placements = placements_on(None, at) if placements is None else placements
    editions = read_home(sections, placements, at)
    front, hand, newest = Home(), by_hand(placements, editions), editions[:NEWEST]
    if not editions:
        return front
    fresh = besides(newest, hand.editions)
    front.lead, front.second = top_of(hand, fresh)
    front.row = own_row(hand, besides(fresh, [front.lead, *front.second]))
    taken = hand.taken(front.lead, *front.second, *(front.row.editions if front.row else []))
    front.latest = latest(hand, besides(newest, taken), besides(editions, taken), sections)
    front.rows = rows(sections, besides(editions, {*taken, *front.latest} - hand.repeated))
    show_photos_of_home(front)
    return front


def top_of(hand: ByHand, newest: list[Edition]) -> tuple[Edition, list[Edition]]:
    """Return home's lead and second rank: what was put there, filled up with the newest news."""
    news = [edition for edition in newest if edition.label not in NOT_FOR_THE_TOP] or newest
    lead = next(iter(hand.slots[Slot.LEAD]), None) or lead_of(news[:LEAD_CANDIDATES]) or hand.promote()
    second = hand.slots[Slot.SECOND]
    rest = besides(news, [lead])[: SECOND - len(second)]
    return lead, [*second, *rest] if second else led_by_picture(rest)


def lead_of(editions: list[Edition]) -> Edition | None:
    """The first one that has a photo, else the first."""
    return next(iter(led_by_picture(editions)), None)


def own_row(hand: ByHand, newest: list[Edition]) -> Row | None:
    """Return the row that editors began, filled up with the newest; None where they began none."""
    chosen = hand.slots[Slot.ROW]
    if not chosen:
        return None
    editions = [*chosen, *newest[: max(0, OWN_ROW - len(chosen))]]
    return Row(None, editions, "cards" if len(editions) < ROW else "led")


def latest(hand: ByHand, newest: list, rest: list, sections: list) -> list[Edition]:
    """Return home's list: what was put there, then the newest whose section keeps enough of `rest` for its row."""
    found = list(hand.slots[Slot.LIST])
    top = {member: section.pk for section in sections for member in family(section)}
    left = Counter(top.get(edition.section_id) for edition in rest)
    for edition in besides(newest, found):
        desk = top.get(edition.section_id)
        if len(found) < LATEST and left[desk] > LEFT_FOR_A_ROW:
            found.append(edition)
            left[desk] -= 1
    return found


def rows(sections: list, editions: list[Edition]) -> list[Row]:
    found: list[Row] = []
    for section in sections:
        own = set(family(section))
        rest = [edition for edition in editions if edition.section_id in own][:ROW]
        if rest:
            found.append(make_row(section, rest, is_plain=len(found) % 2 == 1))
    return found


def show_photos_of_home(front: Home) -> None:
    """Set `has_picture` and `portrait` where the page shows them. One query, or none."""
    own = places_for_pictures(front.row) if front.row else []
    in_rows = [edition for row in front.rows for edition in places_for_pictures(row)]
    second = [edition for edition in front.second if edition.card_photo][:2]
    show_pictures_once([front.lead, *second, *own, *in_rows])
    add_portraits([edition for row in front.rows if row.kind == "opinion" for edition in row.editions])


@dataclass
class SectionFront:
    """A page of a section: on the first one a `row` and perhaps an `own_row`, below them the stories `listed`."""

    section: object
    page: Page
    row: Row | None
    own_row: Row | None
    listed: list
    heading: str

    @property
    def editions(self) -> list:
        rows = filter(None, [self.row, self.own_row])
        return [*(edition for row in rows for edition in row.editions), *self.listed]


def newest_in(section, at=None):
    """What readers see at `at` of a section of the tree and of its subsections, with id and date alone. To be cut."""
    return Edition.objects.live(at).newest_in(family(section))


def section_front(section, page: Page, at=None, *, placements: list[Placement] | None = None) -> SectionFront:
    """Compose a section's front from a page of newest_in(). `at` is aware (default now). At most three queries.

    `placements` are tried in the place of those stored. They count on the first page alone.
    """
    if page.number > 1:
        placements = []
    placements = placements_on(section, at) if placements is None else placements
    hand = by_hand(placements, stories_of(placements, at))
    row = own = None
    if page.number == 1 and (page.editions or hand.editions):
        fresh = besides(page.editions, hand.editions)
        row = top_row(section, hand, fresh)
        own = own_row(hand, besides(fresh, row.editions))
        show_pictures_once([*places_for_pictures(row), *(places_for_pictures(own) if own else [])])
    shown = [edition for each in (row, own) if each for edition in each.editions]
    listed = hand.slots[Slot.LIST]
    front = SectionFront(
        section,
        page,
        row,
        own,
        listed=[*listed, *besides(page.editions, {*hand.taken(*shown), *listed})],
        heading=heading_of(row, at) if row else "",
    )
    add_portraits([edition for edition in front.editions if edition.label == Article.Label.OPINION])
    return front


def names_of_fronts_with(stories: set[int]) -> set[str]:
    """Return the names of fronts, whatever their section, where editors put these stories (ids) or a link to one.

    Four queries at most.
    """
    fronts = Placement.objects.standing().of_stories(stories).with_front()
    found = {front_name(placement.front.section) for placement in fronts}
    news = BreakingNews.objects.on_fronts()
    return found | {"breaking"} if news and news.hangs_on(stories) else found


def front_name(section) -> str:
    """Return the name of what editors put on the front of a section (None: home)."""
    return f"front:{section.slug if section else HOME}"


def stories_of(placements: list[Placement], at=None) -> list[Edition]:
    """Return what readers see at `at` of the stories placed. One query, none for no placements."""
    ids = [placement.article_id for placement in placements]
    return list(Edition.objects.live(at).of_stories(ids).for_card()) if ids else []


def top_row(section, hand: ByHand, newest: list[Edition]) -> Row:
    """Return a section's lead and second rank as one row: what was put there, filled up with the newest."""
    lead, second = hand.slots[Slot.LEAD], hand.slots[Slot.SECOND]
    if not lead and not second:
        return make_row(section, newest[:ROW] or [hand.promote()])
    rest = newest[: ROW - len(lead) - len(second)]
    lead = lead or [lead_of(rest) or second.pop(0)]
    editions = [*lead, *second, *besides(rest, lead)]
    if any(edition.label != Article.Label.OPINION for edition in editions):
        return Row(section, editions, "led")
    # What was put there goes on to the list; the newest that are left out come there by themselves.
    over = [edition for edition in editions[OPINION_ROW:] if edition.placement]
    hand.slots[Slot.LIST] = [*over, *hand.slots[Slot.LIST]]
    return Row(section, editions[:OPINION_ROW], "opinion")


def heading_of(row: Row, at=None) -> str:
    if any(edition.placement for edition in row.editions):
        return gettext("Top stories")
    is_of_today = all(is_same_day(edition.published_at, at) for edition in row.editions)
    return gettext("Today") if is_of_today else pgettext("stories", "Newest")


def faces_on(editions: list[Edition]) -> set[str]:
    """Return the slugs of those whose portrait stands, or would stand, beside these stories of a front."""
    opinions = [edition for edition in editions if hasattr(edition, "portrait")]
    return {credit["slug"] for edition in opinions for credit in edition.credits}


def next_change(section, at=None) -> datetime | None:
    """Return when the front of a section of the tree (None: home) next looks different by itself, or None.

    That is when a placement, breaking news, or an edition that may stand there or is linked there begins or ends.
    Eight small queries at most.
    """
    at = at or timezone.now()
    editions = Edition.objects.all()
    if section is not None:
        placed = Placement.objects.on(section).standing(at).values("article")
        news = BreakingNews.objects.on_fronts(at)
        editions = editions.in_sections_or_of(family(section), placed)
        if news:
            editions |= Edition.objects.of_stories(news.stories) | Edition.objects.numbered(news.listed.values("pk"))
    ones = [Placement.objects.on(section), BreakingNews.objects.all(), editions]
    edges = [
        rows.filter(**{f"{end}__gt": at}).order_by().aggregate(next=Min(end))["next"]
        for rows in ones
        for end in ("live_from", "live_until")
    ]
    return min(filter(None, edges), default=None)


def is_same_day(moment, at=None) -> bool:
    """Whether both (aware; `at` default now) lie on one day of the newsroom's calendar."""
    return timezone.localdate(moment) == timezone.localdate(at)


def read_home(sections: list, placements: list[Placement], at=None) -> list[Edition]:
    """Return the newest live editions, enough of each section, and those placed, the latest first. One query."""
    live = Edition.objects.live(at)
    # What stands above may take the newest of a section away, and a full row has to be left.
    enough = ROW + sum(ROOM.values())
    slices = [live.newest()[:NEWEST]] + [live.in_sections(family(top)).newest()[:enough] for top in sections]
    slices.append(live.of_stories([placement.article_id for placement in placements]))
    return list(live.in_any(slices).for_card().newest())


def make_row(section, editions: list, *, is_plain: bool = False) -> Row:
    """Return a row of 5 led by a story with a photo, or of 3 or 4 side by side; opinion stands apart."""
    if all(edition.label == Article.Label.OPINION for edition in editions):
        return Row(section, editions[:OPINION_ROW], "opinion")
    pictured = [edition for edition in editions if edition.card_photo]
    plain = [edition for edition in editions if not edition.card_photo]
    if is_plain and len(editions) >= 3:
        return Row(section, [*pictured, *plain][: 3 if pictured else 4], "cards")
    return Row(section, led_by_picture(editions), "led")


def led_by_picture(editions: list[Edition]) -> list[Edition]:
    """Move the first story that has a photo to the front; the others keep their order."""
    first = next((edition for edition in editions if edition.card_photo), None)
    return sorted(editions, key=lambda edition: edition != first)


def places_for_pictures(row: Row) -> list[Edition]:
    return {"led": row.editions[:1], "cards": row.editions, "opinion": []}[row.kind]


def show_pictures_once(editions: list, *, but: Edition | None = None) -> None:
    """Set `has_picture` on the stories that show theirs: no photo stands on a page twice, nor that of `but`."""
    shown = {None, but.lead_photo_id if but else None}
    for edition in editions:
        edition.has_picture = edition.card_photo_id not in shown
        shown.add(edition.card_photo_id)


def add_portraits(editions: list) -> None:
    """Set `portrait` on each edition: the Photo of its first author who has one, else None. One query, or none."""
    slugs = {credit["slug"] for edition in editions for credit in edition.credits}
    authors = {author.slug: author.photo for author in Author.objects.with_photo().filter(slug__in=slugs)}
    for edition in editions:
        found = (authors.get(credit["slug"]) for credit in edition.credits)
        edition.portrait = next(filter(None, found), None)

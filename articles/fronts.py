"""What stands where on the home page and on a section's front."""

from dataclasses import dataclass, field

from django.utils import timezone

from .frame import family
from .listing import Page
from .models import Article, Author, Edition

NEWEST = 24  # the stories that home's top and Latest are chosen from
LEAD_CANDIDATES = 6  # the lead is the newest of these that has a photo
SECOND = 4
LATEST = 8
ROW = 5
NOT_FOR_THE_TOP = {Article.Label.OPINION, Article.Label.SPONSORED}


@dataclass
class Row:
    """A section's stories on a front. `kind` is led (the first one large), cards (side by side) or opinion."""

    section: object
    editions: list
    kind: str


@dataclass
class Home:
    lead: Edition | None = None
    second: list = field(default_factory=list)
    latest: list = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    @property
    def editions(self) -> list:
        """Every story on the page, once."""
        top = [self.lead, *self.second] if self.lead else []
        everything = [*top, *self.latest, *(edition for row in self.rows for edition in row.editions)]
        return list({edition.pk: edition for edition in everything}.values())


def home(sections: list, at=None) -> Home:
    """Compose the home page as readers see it at `at` (aware; default now). At most two queries.

    Lead, second rank and the sections' rows never show a story twice; Latest may repeat a row's.
    """
    editions = read_home(sections, at)
    newest = editions[:NEWEST]
    front = Home()
    if not editions:
        return front
    top = [edition for edition in newest if edition.label not in NOT_FOR_THE_TOP] or newest
    front.lead = next((edition for edition in top[:LEAD_CANDIDATES] if edition.lead_photo), top[0])
    front.second = led_by_picture([edition for edition in top if edition != front.lead][:SECOND])
    used = {front.lead, *front.second}
    front.latest = [edition for edition in newest if edition not in used][:LATEST]
    for section in sections:
        own = set(family(section))
        rest = [edition for edition in editions if edition.section_id in own and edition not in used][:ROW]
        if rest:
            front.rows.append(make_row(section, rest, is_plain=len(front.rows) % 2 == 1))
    in_rows = [edition for row in front.rows for edition in places_for_pictures(row)]
    show_pictures_once([front.lead, *[edition for edition in front.second if edition.lead_photo][:2], *in_rows])
    add_portraits([edition for row in front.rows if row.kind == "opinion" for edition in row.editions])
    return front


@dataclass
class SectionFront:
    """A page of a section: on the first one a `row` on top, below it the stories `listed`."""

    section: object
    page: Page
    row: Row | None
    listed: list
    is_all_today: bool

    @property
    def editions(self) -> list:
        return self.page.editions


def live_in(section, at=None):
    """The editions of a section of the tree and of its subsections that readers see at `at`, as a queryset."""
    return Edition.objects.live(at).in_sections(family(section))


def newest_in(section, at=None):
    """Those of live_in() in the order of lists, with id and date alone. To be cut, no more."""
    return Edition.objects.live(at).newest_in(family(section))


def section_front(section, page: Page, at=None) -> SectionFront:
    """Compose a section's front from a page of newest_in(). `at` is aware (default now). One query for opinion."""
    row = None
    if page.number == 1 and page.editions:
        row = make_row(section, page.editions[:ROW])
        show_pictures_once(places_for_pictures(row))
    add_portraits([edition for edition in page.editions if edition.label == Article.Label.OPINION])
    return SectionFront(
        section,
        page,
        row,
        listed=page.editions[len(row.editions) :] if row else page.editions,
        is_all_today=bool(row) and all(is_same_day(edition.published_at, at) for edition in row.editions),
    )


def is_same_day(moment, at=None) -> bool:
    """Whether both (aware; `at` default now) lie on one day of the newsroom's calendar."""
    return timezone.localdate(moment) == timezone.localdate(at)


def read_home(sections: list, at=None) -> list[Edition]:
    """Return the newest live editions of the whole site and enough of each section, the latest first. One query."""
    live = Edition.objects.live(at)
    # The top may take the newest of a section away, and a full row has to be left.
    enough = ROW + SECOND + 1
    slices = [live.newest()[:NEWEST]] + [live.in_sections(family(top)).newest()[:enough] for top in sections]
    return list(live.in_any(slices).for_card().newest())


def make_row(section, editions: list, *, is_plain: bool = False) -> Row:
    """Return a row of 5 led by a story with a photo, or of 3 or 4 side by side; opinion stands apart."""
    if all(edition.label == Article.Label.OPINION for edition in editions):
        return Row(section, editions[:4], "opinion")
    pictured = [edition for edition in editions if edition.lead_photo]
    plain = [edition for edition in editions if not edition.lead_photo]
    if is_plain and len(editions) >= 3:
        return Row(section, [*pictured, *plain][: 3 if pictured else 4], "cards")
    return Row(section, led_by_picture(editions), "led")


def led_by_picture(editions: list[Edition]) -> list[Edition]:
    """Move the first story that has a photo to the front; the others keep their order."""
    first = next((edition for edition in editions if edition.lead_photo), None)
    return sorted(editions, key=lambda edition: edition != first)


def places_for_pictures(row: Row) -> list[Edition]:
    return {"led": row.editions[:1], "cards": row.editions, "opinion": []}[row.kind]


def show_pictures_once(editions: list, *, but: Edition | None = None) -> None:
    """Set `has_picture` on the stories that show theirs: no photo stands on a page twice, nor that of `but`."""
    shown = {None, but.lead_photo_id if but else None}
    for edition in editions:
        edition.has_picture = edition.lead_photo_id not in shown
        shown.add(edition.lead_photo_id)


def add_portraits(editions: list) -> None:
    """Set `portrait` on each edition: the Photo of its first author who has one, else None. One query, or none."""
    slugs = {credit["slug"] for edition in editions for credit in edition.credits}
    authors = {author.slug: author.photo for author in Author.objects.with_photo().filter(slug__in=slugs)}
    for edition in editions:
        found = (authors.get(credit["slug"]) for credit in edition.credits)
        edition.portrait = next(filter(None, found), None)

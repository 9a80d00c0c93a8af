"""The only writer of editions: publish(), reschedule(), set_end(), withdraw() and cancel().

Editions of one story never overlap. Each function takes the story's row lock first, so two people who act on one story
do so one after the other. At most one edition of a story lies in the future: publishing again takes its place.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from . import audit, body, page_names
from .clock import wall_time
from .fronts import names_of_fronts_with
from .language import speaking_to_readers
from .models import Article, Edition, Photo, Revision, Section
from .models.article import COPY_MARK
from .models.byline import printed_byline
from .search import index

SMALLEST_STEP = timedelta(microseconds=1)


class NotPublishable(Exception):
    """What is missing before the story can be published: `problems`, {field name: [sentences]}."""

    def __init__(self, problems: dict[str, list[str]]):
        self.problems = problems
        super().__init__(" ".join(sentence for sentences in problems.values() for sentence in sentences))


class NotLive(Exception):
    """The story is neither on the site nor scheduled."""


class NothingScheduled(Exception):
    """Nothing of the story lies in the future."""


class MovedMeanwhile(Exception):
    """Somebody moved it since it was looked at: `now` is when it stands now (aware), None when nowhere."""

    def __init__(self, now: datetime | None):
        self.now = now
        super().__init__("Somebody moved it meanwhile.")


class NothingNew(Exception):
    """Readers already see exactly this: `edition`."""

    def __init__(self, edition):
        self.edition = edition
        super().__init__("Readers already see exactly this.")


def problems(article: Article, *, names: int | None = None) -> dict[str, list[str]]:
    """Return what publishing needs and the story lacks, {field name: [sentences to an editor]}; {} when it is ready.

    `names` is how many bylines are typed where they are not stored yet. Runs at most three queries.
    """
    found: dict[str, list[str]] = {}
    if not article.headline.strip():
        found["headline"] = ["Write a headline."]
    elif article.headline.startswith(COPY_MARK):
        found["headline"] = [f"This is a copy. Write its own headline, without “{COPY_MARK}”."]
    if article.section_id is None:
        found["section"] = ["Choose a section."]
    if not body.plain_text(article.body).strip():
        found["body"] = ["Write the story. There is no text yet."]
    if not (article.bylines.exists() if names is None else names):
        found["bylines"] = ["Name at least one author."]
    if article.lead_photo and article.lead_photo.missing:
        found["lead_photo"] = [lacks("The lead photo", article.lead_photo)]
    photos = body.photos_of(body.parse(article.body))
    in_body = [lacks(f"The photo “{photo}”", photo) for photo in photos.values() if photo.missing]
    if in_body:
        found["body"] = found.get("body", []) + in_body
    return found


def lacks(what: str, photo: Photo) -> str:
    return f"{what} has no {' and no '.join(photo.missing)}. Open the photo and write it."


def embargo_problems(article: Article, at: datetime | None = None) -> dict[str, list[str]]:
    """Return what keeps the story off the site at `at` (aware; default now), in the shape of problems(). No query."""
    if not article.is_embargoed(at):
        return {}
    end = timezone.localtime(article.embargo_until)
    words = f"{date_format(end, 'l j F Y')} at {wall_time(end)}"
    return {
        "embargo_until": [f"It is under embargo until {words}. Schedule it for then or later, or lift the embargo."]
    }


@transaction.atomic
def publish(
    article: Article,
    *,
    by,
    at: datetime | None = None,
    until: datetime | None = None,
    is_minor: bool = False,
) -> Edition:
    """Make the working copy as saved an edition that begins at `at` (aware; default now), and return it.

    What was scheduled is replaced. The edition ends at `until`, else where the one before it would have ended.
    A minor edition keeps the date that readers see as the last change.
    Raises NotPublishable when something is missing or the embargo lasts longer, NothingNew when readers already see
    exactly this at `at`, and ValueError when `until` is not after `at`, `at` lies before what was already public, or
    the story is spiked.
    """
    article = locked(article)
    if article.spiked_at:
        raise ValueError("It is spiked. Bring it back first.")
    now = timezone.now()
    before = article.editions.begun(now).order_by("-live_from").first()
    at = at or (max(now, before.live_from + SMALLEST_STEP) if before else now)
    if missing := problems(article) | embargo_problems(article, at):
        raise NotPublishable(missing)
    if before and at <= before.live_from:
        raise ValueError("An edition can't begin before one that was already public.")
    if until is not None and until <= at:
        raise ValueError("The end has to come after the beginning.")
    published_at = before.published_at if before else at
    until = make_room(article, before, now=now, at=at, until=until, published_at=published_at)
    # Review is over for what an editor sends out, and it is in nobody's hands. A draft that is cancelled is one again.
    stage = Article.Stage.DRAFT if article.stage == Article.Stage.DRAFT else Article.Stage.READY
    Article.objects.filter(pk=article.pk).update(slug=article.slug, stage=stage, assigned_to=None)
    revision = article.record(by=by, kind=Revision.Kind.PUBLISH, at=min(at, now))
    edition = write_edition(
        article,
        revision,
        by=by,
        at=at,
        until=until,
        published_at=published_at,
        updated_at=before.updated_at if before and is_minor else at,
        is_minor=is_minor,
    )
    record_edition(edition, by=by, now=now)
    tell_of(before, edition)
    return edition


def record_edition(edition: Edition, *, by, now: datetime) -> None:
    """Write into the audit trail that the edition was published, or scheduled when it begins after `now`."""
    deed = audit.Deed.SCHEDULE if edition.live_from > now else audit.Deed.PUBLISH
    details = {"edition": edition.number, "live_from": edition.live_from, "live_until": edition.live_until}
    if edition.is_minor:
        details["minor"] = True
    audit.record(deed, by=by, article=edition.article, about=edition.headline, **details)


def make_room(article: Article, before: Edition | None, *, now, at, until, published_at) -> datetime | None:
    """Drop what was scheduled, end the edition `before` at `at` if it is live then, and give the story a free slug.

    Returns when the new edition ends: `until`, else where the one it follows would have ended; None for never.
    Raises NothingNew when readers already see exactly this at `at`, and ValueError when nothing is left between
    `at` and the end.
    """
    dropped = article.editions.scheduled(now).exists()
    end = drop_scheduled(article, now)
    article.slug = free_slug(article, published_at)
    if before:
        before.refresh_from_db()
        if before.is_live(at):
            if not dropped and until is None and before.content_hash == article.digest():
                raise NothingNew(before)
            end = before.live_until
            Edition.objects.filter(pk=before.pk).update(live_until=at)
    until = until or end
    if until is not None and until <= at:
        raise ValueError("The story is set to end before that moment. Choose a later end.")
    return until


@transaction.atomic
def reschedule(article: Article, *, by, at: datetime, seen: datetime | None = None) -> Edition:
    """Move what is scheduled to `at` (aware), its text untouched, and return it.

    The edition before it lasts until then. With `seen`, when it was to begin as the person saw it, nothing moves if
    that has changed. Raises NothingScheduled, MovedMeanwhile, NotPublishable for an embargo that lasts longer, and
    ValueError with a sentence for a moment that can't be.
    """
    article = locked(article)
    now = timezone.now()
    scheduled = article.editions.scheduled(now).select_related("section").order_by("-live_from").first()
    if scheduled is None:
        raise NothingScheduled
    if seen is not None and seen != scheduled.live_from:
        raise MovedMeanwhile(scheduled.live_from)
    if at <= now:
        raise ValueError("That moment is past. Choose one to come.")
    if embargoed := embargo_problems(article, at):
        raise NotPublishable(embargoed)
    if scheduled.live_until is not None and scheduled.live_until <= at:
        raise ValueError("It is set to leave the site before that. Choose an earlier moment, or a later end.")
    was = scheduled.live_from
    move(article, scheduled, to=at, now=now)
    audit.record(audit.Deed.SCHEDULE, by=by, article=article, was=was, at=at)
    tell_of(scheduled)
    return scheduled


def move(article: Article, scheduled: Edition, *, to: datetime, now: datetime) -> None:
    """Let an edition that has not begun begin at `to`, and the one it follows end there. At no time do they overlap."""
    was = scheduled.live_from
    before = article.editions.begun(now).order_by("-live_from").first()
    follows = before is not None and before.live_until == was
    if before and not follows and before.is_live(to):
        raise ValueError("The version before is on the site until after that. Choose a later moment.")
    if before is None:
        scheduled.published_at = scheduled.updated_at = to
        scheduled.path = path_on_another_day(article, scheduled)
    elif not scheduled.is_minor:
        scheduled.updated_at = to
    own = Edition.objects.filter(pk=before.pk) if follows else Edition.objects.none()
    own.update(live_until=min(was, to))
    scheduled.live_from = to
    scheduled.save(update_fields=["live_from", "published_at", "updated_at", "path"])
    for listed in (scheduled.tagged, scheduled.credited):
        listed.update(published_at=scheduled.published_at)
    own.update(live_until=to)


def path_on_another_day(article: Article, scheduled: Edition) -> str:
    """Return the address for the day it moves to; ValueError when another story has that one."""
    Section.objects.select_for_update(no_key=True).get(pk=scheduled.section_id)
    day = timezone.localtime(scheduled.published_at)
    path = f"/{scheduled.section.slug}/{day:%Y/%m/%d}/{scheduled.slug}/"
    if Edition.objects.filter(path=path).exclude(article=article).exists():
        raise ValueError("Another story has its address on that day. Change the address, then schedule it again.")
    return path


@transaction.atomic
def set_end(article: Article, *, by, until: datetime | None) -> Edition:
    """Let the story leave the site at `until` (aware), or never for None. Returns the edition that ends.

    That is the one scheduled, else the one that is live. Raises NotLive when there is neither, and ValueError with a
    sentence when `until` is past or not after the beginning.
    """
    article = locked(article)
    now = timezone.now()
    edition = article.editions.standing(now).order_by("-live_from").first()
    if edition is None:
        raise NotLive
    if until is not None and until <= now:
        raise ValueError("That moment is past. Choose one to come, or withdraw the story now.")
    if until is not None and until <= edition.live_from:
        raise ValueError("A version is to go live after that. Choose a later end, or cancel what is scheduled.")
    was, edition.live_until = edition.live_until, until
    edition.save(update_fields=["live_until"])
    deed = audit.Deed.CANCEL if until is None else audit.Deed.SCHEDULE
    audit.record(deed, by=by, article=article, ended=was, ends=until)
    tell_of(edition)
    return edition


@transaction.atomic
def withdraw(article: Article, *, by, at: datetime | None = None) -> Edition:
    """End what readers see at `at` (aware; default now) and drop what was to follow. Returns the edition that ends.

    Raises NotLive when no edition is public at `at`, and ValueError when `at` lies in the past.
    """
    article = locked(article)
    now = timezone.now()
    at = at or now
    if at < now:
        raise ValueError("A story can't be withdrawn in the past.")
    edition = article.editions.live(at).first()
    if edition is None:
        raise NotLive
    if edition.live_from == at:
        at += SMALLEST_STEP
    article.editions.filter(live_from__gt=edition.live_from, live_from__gte=at).delete()
    Edition.objects.filter(pk=edition.pk).update(live_until=at)
    edition.live_until = at
    audit.record(audit.Deed.WITHDRAW, by=by, article=article, edition=edition.number, live_until=at)
    tell_of(edition)
    return edition


@transaction.atomic
def cancel(article: Article, *, by) -> None:
    """Take back what is scheduled: an edition that has not begun, else the end of the one that is live.

    Raises NothingScheduled when nothing lies in the future.
    """
    article = locked(article)
    now = timezone.now()
    if coming := article.editions.scheduled(now).order_by("live_from").first():
        drop_scheduled(article, now)
        details = {"edition": coming.number, "live_from": coming.live_from}
    elif ending := article.editions.live(now).exclude(live_until=None).first():
        Edition.objects.filter(pk=ending.pk).update(live_until=None)
        details = {"edition": ending.number, "live_until": ending.live_until}
    else:
        raise NothingScheduled
    tell_of(coming or ending)
    audit.record(audit.Deed.CANCEL, by=by, article=article, **details)


def tell_of(*editions: Edition | None) -> None:
    """Let everything follow what became of these editions: the search index now, pages once this is committed.

    Needs the row of their story locked.
    """
    editions = list(filter(None, editions))
    stories = {edition.article_id for edition in editions}
    index.follow(*stories)
    found = {page_names.unseen(story) for story in stories} | names_of_fronts_with(stories)
    for edition in editions:
        found |= {f"article:{edition.article_id}", "front:home", "archive"}
        found |= {f"section:{section.slug}" for section in (edition.section, edition.section.parent) if section}
        found |= {f"author:{credit['slug']}" for credit in edition.credits}
        found |= {f"tag:{tag['slug']}" for tag in edition.tag_links}
    page_names.changed(*found)


def locked(article: Article) -> Article:
    """Return the story as it is in the database, its row locked until the transaction ends."""
    return Article.objects.select_for_update(of=("self",)).select_related("section", "lead_photo").get(pk=article.pk)


def drop_scheduled(article: Article, now: datetime) -> datetime | None:
    """Delete the editions that have not begun, give the one before them their end, and return that end."""
    scheduled = list(article.editions.scheduled(now).order_by("live_from"))
    if not scheduled:
        return None
    end = scheduled[-1].live_until
    article.editions.scheduled(now).delete()
    # The edition before ended where the scheduled one began; now it goes on as long as that one would have.
    article.editions.filter(live_until=scheduled[0].live_from).update(live_until=end)
    return end


def write_edition(article, revision, *, by, at, until, published_at, updated_at, is_minor) -> Edition:
    tags, bylines = list(article.tags.all()), list(article.bylines.select_related("author"))
    with speaking_to_readers():
        seen = what_readers_see(article, bylines=bylines, tags=tags)
    edition = Edition.objects.create(
        article=article,
        number=article.editions.count() + 1,
        revision=revision,
        live_from=at,
        live_until=until,
        published_at=published_at,
        updated_at=updated_at,
        is_minor=is_minor,
        published_by=by,
        path=path_for(article, published_at, article.slug),
        **seen,
    )
    date = {"published_at": published_at}
    edition.authors.set({byline.author_id for byline in bylines}, through_defaults=date)
    edition.tags.set(tags, through_defaults=date)
    return edition


def what_readers_see(article: Article, *, bylines: list, tags: list) -> dict:
    """Return the fields of an edition that come from the working copy, with these bylines and tags, in their order.

    Our own words in them are in the language spoken now, which is to be that for readers.
    """
    credits = [{"name": byline.author.name, "slug": byline.author.slug, "role": byline.role} for byline in bylines]
    photo = article.lead_photo
    # Sorted here, since a database sorts by rules of its own and tags that are only typed lie in none.
    tags = sorted(tags, key=lambda tag: (tag.name.casefold(), tag.name))
    return {
        "lead_caption": article.lead_caption_shown,
        "lead_credit": photo.credit if photo else "",
        "lead_alt_text": photo.alt if photo else "",
        "byline_text": printed_byline(credits)[:500],
        "credits": credits,
        "tag_links": [{"name": tag.name, "slug": tag.slug} for tag in tags],
        "body_html": body.render(article.body),
        "body_text": body.plain_text(article.body),
        "word_count": body.word_count(article.body),
        **{name: getattr(article, name) for name in COPIED_FIELDS},
    }


def draft_edition(article: Article, *, bylines: list | None = None, tags: list | None = None) -> Edition:
    """Return the edition that publishing the working copy now would make. It is never stored. At most seven queries.

    `bylines` and `tags` stand for those of the story where it has not been saved with them; they need no row.
    """
    now = timezone.now()
    before = article.editions.begun(now).order_by("-live_from").first()
    published_at = before.published_at if before else now
    if bylines is None:
        bylines = list(article.bylines.select_related("author"))
    if tags is None:
        tags = list(article.tags.all())
    return Edition(
        article=article,
        number=0,
        live_from=now,
        published_at=published_at,
        updated_at=now if before else published_at,
        path=path_for(article, published_at, untaken_slug(article, published_at)),
        **what_readers_see(article, bylines=bylines, tags=tags),
    )


COPIED_FIELDS = [
    "headline",
    "kicker",
    "deck",
    "slug",
    "label",
    "dateline",
    "related",
    "section_id",
    "lead_photo_id",
    "front_headline",
    "search_title",
    "search_description",
    "canonical_url",
    "noindex",
    "content_hash",
]


def path_for(article: Article, published_at: datetime, slug: str) -> str:
    """Return the address of a story first public at that moment. A story without a section has none yet: “/”."""
    if article.section is None:
        return "/"
    day = timezone.localtime(published_at)
    return f"/{article.section.slug}/{day:%Y/%m/%d}/{slug}/"


def free_slug(article: Article, published_at: datetime) -> str:
    """Return the story's slug, with a number behind it when another story has the address.

    Holds the section until the transaction ends: of two stories that want one address, the second sees the first.
    """
    Section.objects.select_for_update(no_key=True).get(pk=article.section_id)
    return untaken_slug(article, published_at)


def untaken_slug(article: Article, published_at: datetime) -> str:
    """Return the slug that free_slug() would find now, without holding anything."""
    slug = base = article.make_slug()
    number = 2
    while Edition.objects.filter(path=path_for(article, published_at, slug)).exclude(article=article).exists():
        slug, number = f"{base[:110]}-{number}", number + 1
    return slug

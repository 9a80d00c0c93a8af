"""What is in the search index: the editions that readers see or will see. Publishing calls follow().

Results are always joined to live editions, so an edition that begins or ends by itself needs no writing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from ..models import Article, Author, Edition, Masthead, SearchEntry
from .databases import database
from .languages import language_name
from .words import LONGEST_WORD, words_of

BATCH = 200
SHORTEST_KNOWN_WORD = 3
SERIAL_BITS = 20


@dataclass(frozen=True)
class Row:
    """An edition as the index takes it. `marks` is what results are filtered by: s12 a section, a5 an author."""

    place: int
    edition: int
    article: int
    language: str
    headline: str
    deck: str
    names: str
    body: str
    marks: tuple[str, ...]


def place_of(published_at: datetime, serial: int) -> int:
    """Return the id of an entry: the second of first publication, then the low bits of the edition's id.

    So the newest stories are found by walking ids, and a stretch of time is a stretch of ids.
    """
    return int(published_at.timestamp()) << SERIAL_BITS | serial % (1 << SERIAL_BITS)


def row_of(edition: Edition, language: str) -> Row:
    names = [credit["name"] for credit in edition.credits] + [tag["name"] for tag in edition.tag_links]
    return Row(
        place=place_of(edition.published_at, edition.pk),
        edition=edition.pk,
        article=edition.article_id,
        language=language,
        headline=edition.headline,
        deck=edition.deck,
        # A full stop between them, so that no row of words goes over from one into the next.
        names=". ".join(filter(None, [edition.kicker, edition.dateline, edition.section.name, *names])),
        body=edition.body_text,
        marks=(f"s{edition.section_id}", *sorted({f"a{author.pk}" for author in edition.authors.all()})),
    )


@transaction.atomic
def follow(*articles: int) -> int:
    """Bring the index in line with the editions of these stories (ids), whose rows the caller has locked.

    Returns how many editions are in it now. At most ten queries for any number of stories.
    """
    database().remove(list(SearchEntry.objects.filter(article__in=articles).values_list("pk", flat=True)))
    editions = (
        Edition.objects.standing()
        .filter(article__in=articles)
        .select_related("section")
        .defer("body_html")
        .prefetch_related(Prefetch("authors", Author.objects.only("pk")))
    )
    language = current_language()
    rows = [row_of(edition, language) for edition in editions]
    if rows:
        database().add(rows)
        learn_words(rows)
    return len(rows)


def current_language() -> str:
    """The name of the masthead's language, as the index keeps it. One query."""
    return language_name(Masthead.objects.current().language)


def learn_words(rows: list[Row]) -> None:
    """Remember the words of headlines, decks and names for “did you mean”."""
    found = {word.casefold() for row in rows for word in words_of(f"{row.headline}. {row.deck}. {row.names}")}
    # In order, so that two who publish at once never wait for each other's words crosswise.
    kept = sorted(word for word in found if SHORTEST_KNOWN_WORD <= len(word) <= LONGEST_WORD)
    # Known ones are left to the unique index to refuse: asked for many, PostgreSQL goes by the one of trigrams.
    if kept:
        database().add_words(kept)


def rebuild() -> Iterator[tuple[int, int]]:
    """Write the index of every story anew, batch by batch; yield (stories done, editions in the index) after each."""
    stories = Article.objects.filter(pk__in=Edition.objects.values("article"))
    yield from write_batches(stories)


def write_batches(stories: QuerySet) -> Iterator[tuple[int, int]]:
    done = kept = last = 0
    while batch := list(stories.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        kept += follow_locked(batch)
        done, last = done + len(batch), batch[-1]
        yield done, kept


@transaction.atomic
def follow_locked(stories: Iterable[int]) -> int:
    """Lock these stories' rows, in order, and let the index follow."""
    list(Article.objects.select_for_update(of=("self",)).filter(pk__in=stories).order_by("pk").values_list("pk"))
    return follow(*stories)


def catch_up(most: int = 1000) -> int:
    """Put right what the index has of too much, too little or in another language. Returns the number of stories.

    Needed after an upgrade, after the masthead's language was changed, and for editions that ended by themselves.
    """
    missing = Edition.objects.standing().filter(search_entry=None).values("article")
    ended = SearchEntry.objects.filter(edition__live_until__lte=timezone.now()).values("article")
    foreign = SearchEntry.objects.in_another_language(current_language()).values("article")
    stories = {pk for some in (missing, ended, foreign) for [pk] in some.values_list("article")[:most]}
    batches = sorted(stories)[:most]
    for start in range(0, len(batches), BATCH):
        follow_locked(batches[start : start + BATCH])
    return len(batches)

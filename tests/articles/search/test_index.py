"""The index follows the editions, and can be written anew."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from articles.models import Edition, Masthead, SearchEntry
from articles.publishing import publish, withdraw
from articles.search import Wanted, find, suggest
from articles.search.databases import database
from articles.search.index import catch_up, place_of
from tests.factories import make_article

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def words_kept():
    """How many editions the full text itself holds, whatever the entries say."""
    if connection.vendor == "postgresql":
        return SearchEntry.objects.exclude(words=None).count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM articles_searchtext")
        return cursor.fetchone()[0]


def entries():
    return set(SearchEntry.objects.values_list("edition", flat=True))


def test_entries_are_those_that_readers_see_or_will_see():
    article = make_article(headline="Wall")
    first = publish(article, by=None, at=NOON)
    assert entries() == {first.pk}

    article.headline = "Wall moves"
    article.save()
    article.record(by=None)
    second = publish(article, by=None, at=timezone.now() + timedelta(hours=1))
    assert entries() == {first.pk, second.pk}

    withdraw(article, by=None)
    assert entries() == set()
    assert words_kept() == 0


def test_places_are_in_the_order_of_publication():
    moments = [datetime(1890, 1, 1, tzinfo=UTC), NOON, NOON + timedelta(seconds=1)]

    places = [place_of(moment, serial) for moment, serial in zip(moments, (99, 98, 97), strict=True)]

    assert places == sorted(places)
    assert place_of(NOON, 0) <= place_of(NOON, 5) <= place_of(NOON, -1) < place_of(NOON + timedelta(seconds=1), 0)


def test_rebuilding_writes_what_was_lost_and_changes_nothing_else(capsys):
    live = publish(make_article(headline="Wall"), by=None, at=NOON)
    coming = publish(make_article(headline="Ferry"), by=None, at=timezone.now() + timedelta(hours=1))
    gone = publish(make_article(headline="Crane"), by=None, at=NOON)
    Edition.objects.filter(pk=gone.pk).update(live_until=NOON + timedelta(hours=1))
    before = list(SearchEntry.objects.filter(edition=live).values_list("pk", "language"))
    database().remove(list(SearchEntry.objects.filter(edition=live).values_list("pk", flat=True)))
    assert find(Wanted(text="wall")) == []

    for _ in range(2):
        call_command("rebuild_search")

        assert entries() == {live.pk, coming.pk}
        assert words_kept() == 2
        assert find(Wanted(text="wall")) == [live.pk]
        assert [story.pk for story in suggest("wal")] == [live.pk]
        assert list(SearchEntry.objects.filter(edition=live).values_list("pk", "language")) == before
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "3 stories done",
        "The index holds 2 editions that readers see or will see.",
    ]


def test_rebuilding_goes_batch_by_batch(monkeypatch, capsys):
    from articles.search import index

    monkeypatch.setattr(index, "BATCH", 2)
    for number in range(5):
        publish(make_article(headline=f"Wall {number}"), by=None, at=NOON)

    call_command("rebuild_search")

    assert [line for line in capsys.readouterr().out.splitlines() if "done" in line] == [
        "2 stories done",
        "4 stories done",
        "5 stories done",
    ]
    assert len(find(Wanted(text="wall"))) == 5


def test_the_sweep_puts_right_what_ended_is_missing_or_in_another_language():
    live = publish(make_article(headline="Wall"), by=None, at=NOON)
    ended = publish(make_article(headline="Crane"), by=None, at=NOON)
    lost = publish(make_article(headline="Ferry"), by=None, at=NOON)
    Edition.objects.filter(pk=ended.pk).update(live_until=NOON + timedelta(hours=1))
    database().remove(list(SearchEntry.objects.filter(edition=lost).values_list("pk", flat=True)))

    assert catch_up() == 2
    assert entries() == {live.pk, lost.pk}
    assert catch_up() == 0

    Masthead(language="de-AT").save()
    assert catch_up() == 2
    assert set(SearchEntry.objects.values_list("language", flat=True)) == {"german"}
    assert catch_up() == 0

"""A PostgreSQL without the extensions, or that forbids them, searches on."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from articles.models import Masthead
from articles.publishing import publish
from articles.search import Wanted, did_you_mean, find, setup
from tests.factories import make_article

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_an_extension_that_is_not_there_is_named_in_a_sentence(monkeypatch, capsys):
    monkeypatch.setitem(setup.NEEDED_FOR, "no_such_extension", "does more")

    assert setup.extend(connection, "no_such_extension") is False
    assert capsys.readouterr().err.startswith(
        "Search works without the PostgreSQL extension no_such_extension, but with it does more. To have it, run "
        "“CREATE EXTENSION no_such_extension” in this database as its superuser, then “manage.py rebuild_search”. ("
    )


def test_an_extension_that_is_forbidden_is_named_in_a_sentence(monkeypatch, capsys):
    monkeypatch.setitem(setup.NEEDED_FOR, "hstore", "does more")
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE newsroom_plain")
        cursor.execute("SET ROLE newsroom_plain")
        try:
            assert setup.extend(connection, "hstore") is False
        finally:
            cursor.execute("RESET ROLE")
    assert "ermission denied" in capsys.readouterr().err


def test_without_extensions_stories_are_found_and_spelling_is_offered(monkeypatch):
    with connection.cursor() as cursor:
        for name in setup.CONFIGURATIONS:
            cursor.execute(f"DROP TEXT SEARCH CONFIGURATION {setup.configuration(name)}")
        cursor.execute("DROP EXTENSION pg_trgm CASCADE")
    monkeypatch.setattr(setup, "extend", lambda connection, name: False)
    setup.prepare(connection)
    edition = publish(make_article(headline="Herrings in the café"), by=None, at=NOON)

    assert find(Wanted(text="herring")) == find(Wanted(text="café")) == [edition.pk]
    assert find(Wanted(text="cafe")) == []
    assert did_you_mean(Wanted(text="herrigns")) == "herrings"


@pytest.mark.parametrize("language", ["en", "de", "fr", "ru", "ar", "sv", "xx", "zh-Hans", ""])
def test_every_language_has_a_reader(language):
    Masthead(language=language).save()
    edition = publish(make_article(headline="Wall 12"), by=None, at=NOON)

    assert find(Wanted(text="wall")) == [edition.pk]


def test_forms_of_german_and_arabic_words_are_folded():
    Masthead(language="de").save()
    german = publish(make_article(headline="Die Häfen des Nordens"), by=None, at=NOON)
    assert find(Wanted(text="hafens")) == [german.pk]

    Masthead(language="ar").save()
    arabic = publish(make_article(headline="الميناء القديم"), by=None, at=NOON)
    assert find(Wanted(text="ميناء")) == [arabic.pk]

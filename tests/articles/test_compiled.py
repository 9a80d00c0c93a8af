"""Compiled: the rows of the queryset for whatever values, in one query, from any thread."""

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from articles import publishing
from articles.models import Article, Edition, Masthead
from articles.models.compiled import Compiled
from comments.models import HouseRules
from tests.factories import make_article, make_editor, make_section

THEN = datetime(1970, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def on_the_site(at, article):
    return Edition.objects.live(at).for_discussion().filter(article__id=article)


@pytest.fixture
def ask():
    return Compiled(on_the_site, at=THEN, article=-1)


def published(**fields):
    article = make_article(**fields)
    publishing.publish(article, by=make_editor(), at=NOW, until=NOW + timedelta(hours=1))
    return article


@pytest.fixture
def hurried():
    """Threads take turns after every few steps."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.fixture
def story(db):
    return published(section=make_section(parent=make_section(name="News")))


@pytest.mark.parametrize("minutes", [-1, 0, 59, 60, 61])
def test_rows_are_those_of_the_queryset_at_every_moment(ask, story, minutes):
    at = NOW + timedelta(minutes=minutes)
    assert ask(at=at, article=story.pk) == list(on_the_site(at, story.pk))
    assert bool(ask(at=at, article=story.pk)) == (0 <= minutes < 60)


def test_the_values_of_one_asking_are_not_those_of_the_next(ask, story):
    other = published()
    found = [ask(at=NOW, article=pk) for pk in (story.pk, other.pk, 0, story.pk)]
    assert [[row.article_id for row in rows] for rows in found] == [[story.pk], [other.pk], [], [story.pk]]


def test_one_query_gives_all_that_is_joined(ask, story, django_assert_num_queries):
    ask(at=NOW, article=0)
    with django_assert_num_queries(1):
        row = ask(at=NOW, article=story.pk)[0]
        assert (row.headline, row.section.parent.comments_policy) == (story.headline, "open")
        assert row.article.comments_policy == story.comments_policy
    assert row.get_deferred_fields() == on_the_site(NOW, story.pk)[0].get_deferred_fields()
    assert row.live_from == NOW


@pytest.mark.parametrize("number", [2**63, -(2**80)])
def test_a_number_beyond_every_column_finds_nothing(ask, story, number):
    assert ask(at=NOW, article=number) == []


def test_compiled_once(ask, story, monkeypatch):
    ask(at=NOW, article=0)
    monkeypatch.setattr(ask, "build", None)
    assert ask(at=NOW, article=story.pk)


@pytest.mark.parametrize("examples", [{"at": THEN, "article": None}, {"at": THEN, "article": THEN}])
@pytest.mark.django_db
def test_examples_that_cannot_be_told_apart_are_refused(examples):
    build = lambda at, article: Article.objects.filter(created_at=at, pk=article if article == -1 else 5)  # noqa: E731
    with pytest.raises(ValueError, match="don't match"):
        Compiled(build, **examples)(at=NOW, article=1)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_threads_get_their_own_rows(ask, hurried):
    stories = [published() for _ in range(4)]

    def mine(pk):
        try:
            return {row.article_id for _ in range(100) for row in ask(at=NOW, article=pk)} == {pk}
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(mine, [article.pk for article in stories]))


@pytest.mark.parametrize("model", [Masthead, HouseRules])
@pytest.mark.django_db
def test_the_one_row_or_its_defaults(model, django_assert_num_queries):
    model.objects.all().delete()
    with django_assert_num_queries(1):
        assert model.objects.current().pk is None
    row = model.objects.create()
    assert model.objects.current() == row

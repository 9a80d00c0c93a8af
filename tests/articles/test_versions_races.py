"""Going back to a version while somebody saves or publishes, on two connections."""

import pytest
from django.db import transaction

from articles.models import Article
from articles.publishing import locked, publish
from articles.versions import NothingDifferent, restore
from tests.articles.test_publishing_races import at_once
from tests.factories import make_article, make_editor

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def story_with_two_versions():
    article = make_article(headline="First", slug="wall")
    first = article.revisions.get()
    article.headline = "Second"
    article.save()
    article.record(by=None)
    return article, first


@pytest.mark.parametrize("attempt", range(4))
def test_restore_and_publish_at_once_leave_an_edition_that_is_one_of_the_two(attempt):
    (article, first), editor = story_with_two_versions(), make_editor()

    results = at_once(lambda: restore(article, first, by=editor), lambda: publish(article, by=editor))

    assert not [result for result in results if isinstance(result, Exception)]
    edition = article.editions.get()
    assert edition.headline == edition.revision.data["headline"] in ("First", "Second")
    article.refresh_from_db()
    assert article.headline == "First"
    assert article.content_hash == article.digest()


@pytest.mark.parametrize("attempt", range(4))
def test_restore_and_save_at_once_lose_no_text(attempt):
    (article, first), editor = story_with_two_versions(), make_editor()

    def save():
        with transaction.atomic():
            mine = locked(article)
            mine.deck = "Typed meanwhile."
            mine.save()
            mine.record(by=editor)

    results = at_once(lambda: restore(article, first, by=editor), save)

    assert not [result for result in results if isinstance(result, Exception)]
    data = [revision.data for revision in article.revisions.all()]
    assert any(row["deck"] == "Typed meanwhile." for row in data)
    assert any(row["headline"] == "Second" for row in data)
    now = Article.objects.get(pk=article.pk)
    assert now.version == 4 and now.content_hash == now.digest()


@pytest.mark.parametrize("attempt", range(4))
def test_two_people_restoring_one_version_restore_it_once(attempt):
    (article, first), editor = story_with_two_versions(), make_editor()

    results = at_once(*[lambda: restore(article, first, by=editor)] * 2)

    assert [type(result) for result in results if isinstance(result, Exception)] == [NothingDifferent]
    assert article.revisions.count() == 3

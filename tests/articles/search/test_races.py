"""The index under two writers at once."""

import pytest

from articles.models import Edition, SearchEntry, SearchWord
from articles.publishing import publish, withdraw
from articles.search import Wanted, find
from articles.search.index import rebuild
from tests.articles.test_publishing_races import at_once
from tests.factories import make_article

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def entries():
    return set(SearchEntry.objects.values_list("edition", flat=True))


def standing():
    return set(Edition.objects.standing().values_list("pk", flat=True))


@pytest.mark.parametrize("attempt", range(4))
def test_rebuilding_while_stories_come_and_go_leaves_what_readers_see(attempt):
    stories = [make_article(headline=f"Herring {number}") for number in range(8)]
    for story in stories[:4]:
        publish(story, by=None)

    results = at_once(
        lambda: list(rebuild()),
        *[lambda story=story: withdraw(story, by=None) for story in stories[:4]],
        *[lambda story=story: publish(story, by=None) for story in stories[4:]],
    )

    assert [result for result in results if isinstance(result, Exception)] == []
    assert entries() == standing()
    assert set(find(Wanted(text="herring"))) == standing()


@pytest.mark.parametrize("attempt", range(4))
def test_many_who_publish_the_same_new_words_wait_for_each_other_and_all_succeed(attempt):
    words = ["alpha beta gamma delta", "delta gamma beta alpha", "beta delta alpha gamma"]
    stories = [make_article(headline=headline) for headline in words]

    results = at_once(*[lambda story=story: publish(story, by=None) for story in stories])

    assert [type(result) for result in results] == [Edition] * 3
    assert SearchWord.objects.filter(word__in=words[0].split()).count() == 4

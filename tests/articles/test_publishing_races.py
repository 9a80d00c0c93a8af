"""Two people, two connections: what PostgreSQL's locks and constraints make of them."""

import threading
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.utils import timezone

from articles.models import Article, Edition
from articles.publishing import NothingNew, NotLive, publish, withdraw
from tests.factories import make_article, make_editor, make_section

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def at_once(*actions):
    """Run each action on a thread and a connection of its own, all let go at the same moment; return what they gave."""
    gate = threading.Barrier(len(actions))
    results = [None] * len(actions)

    def run(place, action):
        try:
            connection.ensure_connection()
            gate.wait()
            results[place] = action()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def assert_one_consistent_row(article):
    editions = list(article.editions.order_by("live_from"))
    assert [edition.number for edition in editions] == list(range(1, len(editions) + 1))
    for before, after in pairwise(editions):
        assert before.live_until is not None and before.live_until <= after.live_from
    assert len({edition.published_at for edition in editions}) == 1


@pytest.mark.parametrize("attempt", range(5))
def test_two_people_publishing_one_story_leave_one_edition(attempt):
    article, one, two = make_article(), make_editor(), make_editor()

    results = at_once(lambda: publish(article, by=one), lambda: publish(article, by=two))

    assert {type(result) for result in results} == {Edition, NothingNew}
    assert article.editions.count() == 1
    assert Edition.objects.live().count() == 1


@pytest.mark.parametrize("attempt", range(5))
def test_many_people_scheduling_one_story_leave_one_scheduled_edition(attempt):
    article, editor = make_article(), make_editor()
    publish(article, by=editor)
    Article.objects.filter(pk=article.pk).update(headline="Second")
    moment = timezone.now() + timedelta(hours=1)

    at_once(*[lambda n=n: publish(article, by=editor, at=moment + timedelta(minutes=n)) for n in range(6)])

    assert article.editions.count() == 2
    assert Edition.objects.scheduled().count() == 1
    assert_one_consistent_row(article)


@pytest.mark.parametrize("attempt", range(5))
def test_publishing_and_withdrawing_at_once_is_one_after_the_other(attempt):
    article, editor = make_article(), make_editor()
    publish(article, by=editor)
    Article.objects.filter(pk=article.pk).update(headline="Second")

    results = at_once(lambda: publish(article, by=editor), lambda: withdraw(article, by=editor))

    assert not [result for result in results if isinstance(result, Exception) and not isinstance(result, NotLive)]
    assert_one_consistent_row(article)
    assert Edition.objects.live().count() <= 1


@pytest.mark.parametrize("attempt", range(5))
def test_two_stories_that_want_one_address_get_two(attempt):
    section, editor = make_section(slug="harbour"), make_editor()
    stories = [make_article(section=section, slug="gale-by-dusk") for _ in range(2)]

    results = at_once(*[lambda story=story: publish(story, by=editor) for story in stories])

    assert [type(result) for result in results] == [Edition, Edition]
    assert sorted(edition.slug for edition in results) == ["gale-by-dusk", "gale-by-dusk-2"]

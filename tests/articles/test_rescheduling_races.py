"""Two people who move, publish or take back one story at once: one after the other, and nothing overlaps."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from articles import agenda, publishing
from articles.models import Article, Edition
from tests.articles.test_publishing_races import assert_one_consistent_row, at_once
from tests.factories import make_article, make_editor

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
HOUR = timedelta(hours=1)


def live_with_a_change(editor):
    article = make_article()
    publishing.publish(article, by=editor)
    Article.objects.filter(pk=article.pk).update(headline="Second")
    return article, publishing.publish(article, by=editor, at=timezone.now() + HOUR).live_from


@pytest.mark.parametrize("attempt", range(5))
def test_two_moves_of_one_schedule_leave_the_first(attempt):
    editor = make_editor()
    article, seen = live_with_a_change(editor)

    results = at_once(
        *[lambda n=n: publishing.reschedule(article, by=editor, at=seen + n * HOUR, seen=seen) for n in (1, 2)]
    )

    assert {type(result) for result in results} == {Edition, publishing.MovedMeanwhile}
    assert_one_consistent_row(article)


@pytest.mark.parametrize("attempt", range(5))
def test_moving_and_publishing_at_once(attempt):
    editor = make_editor()
    article, seen = live_with_a_change(editor)

    results = at_once(
        lambda: publishing.reschedule(article, by=editor, at=seen + HOUR, seen=seen),
        lambda: publishing.publish(article, by=editor),
    )

    refused = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(error, publishing.NothingScheduled) for error in refused)
    assert_one_consistent_row(article)
    assert Edition.objects.live().get().headline == "Second"
    assert not Edition.objects.scheduled().exists()


@pytest.mark.parametrize("attempt", range(5))
def test_moving_and_taking_back_at_once(attempt):
    editor = make_editor()
    article, seen = live_with_a_change(editor)

    at_once(
        lambda: publishing.reschedule(article, by=editor, at=seen + HOUR, seen=seen),
        lambda: publishing.cancel(article, by=editor),
    )

    assert not Edition.objects.scheduled().exists()
    assert Edition.objects.live().get().live_until is None


@pytest.mark.parametrize("attempt", range(5))
def test_two_moves_of_one_plan_leave_the_first(attempt):
    editor, at = make_editor(), timezone.now()
    story = make_article(planned_for=at)

    results = at_once(*[lambda n=n: agenda.move_plan(story, by=editor, to=at + n * HOUR, seen=at) for n in (1, 2)])

    assert {type(result) for result in results} == {Article, publishing.MovedMeanwhile}


@pytest.mark.parametrize("attempt", range(5))
def test_embargo_set_while_another_publishes_is_either_too_late_or_holds(attempt):
    editor, article = make_editor(), make_article()

    def set_embargo():
        with transaction.atomic():
            story = publishing.locked(article)
            was_public = story.editions.exists()
            story.embargo_until = timezone.now() + HOUR
            story.save(update_fields=["embargo_until"])
        return was_public

    was_public, published = at_once(set_embargo, lambda: publishing.publish(article, by=editor))

    assert isinstance(published, Edition) == was_public
    assert Edition.objects.exists() == was_public

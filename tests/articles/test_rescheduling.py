"""Moving what is scheduled, the end of a story, and the embargo."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles.models import Article, AuditEntry, Edition
from articles.publishing import (
    MovedMeanwhile,
    NothingScheduled,
    NotLive,
    NotPublishable,
    publish,
    reschedule,
    set_end,
)
from tests.factories import make_article, make_editor

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def intervals(article):
    return [(e.live_from, e.live_until) for e in article.editions.order_by("live_from")]


def write_on(article, headline):
    Article.objects.filter(pk=article.pk).update(headline=headline)


def test_rescheduling_moves_the_moment_and_not_the_text():
    article, editor = make_article(headline="As scheduled"), make_editor()
    before = publish(article, by=editor, at=NOON + HOUR)
    write_on(article, "Written since")

    after = reschedule(article, by=editor, at=NOON + 2 * DAY, seen=before.live_from)

    kept = Edition.objects.get()
    assert (kept.pk, kept.headline, kept.revision_id, kept.number) == (before.pk, "As scheduled", before.revision_id, 1)
    assert (kept.live_from, kept.published_at, kept.updated_at) == (NOON + 2 * DAY,) * 3
    assert kept.path == f"/{article.section.slug}/2026/03/03/as-scheduled/" == after.path
    entry = AuditEntry.objects.get(details__was=before.live_from.isoformat())
    assert (entry.deed, entry.by, entry.details["at"]) == ("schedule", editor, after.live_from.isoformat())


@pytest.mark.parametrize("to", [NOON + HOUR, NOON + 3 * DAY])
def test_change_to_a_live_story_moves_with_the_end_of_the_version_before(to):
    article, editor = make_article(), make_editor()
    first = publish(article, by=editor, at=NOON - HOUR)
    write_on(article, "Second")
    publish(article, by=editor, at=NOON + DAY)

    moved = reschedule(article, by=editor, at=to)

    assert intervals(article) == [(NOON - HOUR, to), (to, None)]
    assert (moved.published_at, moved.updated_at, moved.path) == (first.published_at, to, first.path)


def test_rescheduling_what_somebody_moved_meanwhile_changes_nothing():
    article, editor = make_article(), make_editor()
    seen = publish(article, by=editor, at=NOON + HOUR).live_from
    reschedule(article, by=editor, at=NOON + DAY)

    with pytest.raises(MovedMeanwhile) as caught:
        reschedule(article, by=editor, at=NOON + 2 * DAY, seen=seen)

    assert caught.value.now == NOON + DAY
    assert intervals(article) == [(NOON + DAY, None)]


@pytest.mark.parametrize("to", [NOON, NOON - HOUR, NOON + 2 * DAY, NOON + 3 * DAY])
def test_rescheduling_to_the_past_or_past_the_end_is_refused(to):
    article, editor = make_article(), make_editor()
    publish(article, by=editor, at=NOON + HOUR, until=NOON + 2 * DAY)

    with pytest.raises(ValueError):
        reschedule(article, by=editor, at=to)

    assert intervals(article) == [(NOON + HOUR, NOON + 2 * DAY)]


def test_rescheduling_into_the_time_of_the_version_before_is_refused():
    article, editor = make_article(), make_editor()
    publish(article, by=editor, until=NOON + HOUR)
    write_on(article, "Second")
    publish(article, by=editor, at=NOON + DAY)

    with pytest.raises(ValueError):
        reschedule(article, by=editor, at=NOON + HOUR / 2)

    assert intervals(article) == [(NOON, NOON + HOUR), (NOON + DAY, None)]


def test_rescheduling_to_a_day_where_another_story_has_the_address_is_refused():
    editor = make_editor()
    one = make_article(slug="gale")
    publish(one, by=editor, at=NOON + DAY)
    other = make_article(slug="gale", section=one.section)
    publish(other, by=editor, at=NOON + 2 * DAY)

    with pytest.raises(ValueError, match="Another story has its address"):
        reschedule(other, by=editor, at=NOON + DAY)


def test_rescheduling_nothing_is_refused():
    with pytest.raises(NothingScheduled):
        reschedule(make_article(), by=make_editor(), at=NOON + DAY)


# Embargo


def test_embargo_keeps_a_story_off_the_site_until_its_moment():
    article, editor = make_article(embargo_until=NOON + DAY), make_editor()

    for at in (None, NOON + DAY - timedelta(microseconds=1)):
        with pytest.raises(NotPublishable) as caught:
            publish(article, by=editor, at=at)
        assert caught.value.problems == {
            "embargo_until": [
                "It is under embargo until Monday 2 March 2026 at 12:00. "
                "Schedule it for then or later, or lift the embargo."
            ]
        }
    assert not Edition.objects.exists()

    assert publish(article, by=editor, at=NOON + DAY).live_from == NOON + DAY


def test_embargo_holds_against_rescheduling_too():
    article, editor = make_article(embargo_until=NOON + DAY), make_editor()
    publish(article, by=editor, at=NOON + 2 * DAY)

    with pytest.raises(NotPublishable):
        reschedule(article, by=editor, at=NOON + HOUR)

    assert intervals(article) == [(NOON + 2 * DAY, None)]


def test_embargo_leaves_alone_what_is_live():
    article, editor = make_article(), make_editor()
    live = publish(article, by=editor)

    Article.objects.filter(pk=article.pk).update(embargo_until=NOON + DAY, headline="Second")

    assert list(Edition.objects.live()) == [live]
    with pytest.raises(NotPublishable):
        publish(article, by=editor)


def test_embargo_that_is_over_blocks_nothing():
    publish(make_article(embargo_until=NOON), by=make_editor())

    assert Edition.objects.live().count() == 1


# The end


def test_end_of_a_live_story_is_set_changed_and_cleared():
    article, editor = make_article(), make_editor()
    publish(article, by=editor)

    for until in (NOON + HOUR, NOON + DAY, None):
        assert set_end(article, by=editor, until=until).live_until == until
        assert (article.leaves_at(), intervals(article)) == (until, [(NOON, until)])


def test_end_counts_for_the_version_to_come():
    article, editor = make_article(), make_editor()
    publish(article, by=editor)
    write_on(article, "Second")
    publish(article, by=editor, at=NOON + DAY)

    set_end(article, by=editor, until=NOON + 2 * DAY)

    assert intervals(article) == [(NOON, NOON + DAY), (NOON + DAY, NOON + 2 * DAY)]
    with pytest.raises(ValueError):
        set_end(article, by=editor, until=NOON + HOUR)


def test_end_in_the_past_or_of_a_draft_is_refused():
    article, editor = make_article(), make_editor()
    with pytest.raises(NotLive):
        set_end(article, by=editor, until=NOON + HOUR)
    publish(article, by=editor)

    with pytest.raises(ValueError):
        set_end(article, by=editor, until=NOON)

    assert intervals(article) == [(NOON, None)]
    assert timezone.now() == NOON

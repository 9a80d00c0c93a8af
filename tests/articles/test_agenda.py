from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import agenda
from articles.life import spike
from articles.models import Article, AuditEntry
from articles.publishing import MovedMeanwhile, publish, withdraw
from tests.factories import make_article, make_editor, make_section

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def told(**words):
    entries = agenda.between(NOON - 5 * DAY, NOON + 5 * DAY, **words)
    return [(entry.kind, entry.word, entry.headline, entry.at) for entry in entries]


def test_calendar_tells_plans_schedules_publications_ends_and_embargoes():
    editor = make_editor()
    make_article(headline="Plan", planned_for=NOON + HOUR)
    publish(make_article(headline="Soon"), by=editor, at=NOON + 2 * HOUR, until=NOON + 3 * DAY)
    live = make_article(headline="Live")
    publish(live, by=editor, at=NOON - DAY)
    Article.objects.filter(pk=live.pk).update(headline="Live, changed")
    publish(live, by=editor, at=NOON + 3 * HOUR)
    gone = make_article(headline="Gone")
    publish(gone, by=editor, at=NOON - 2 * DAY)
    withdraw(gone, by=editor)
    make_article(headline="Kept back", embargo_until=NOON + 4 * HOUR)

    assert told() == [
        ("published", "Published", "Gone", NOON - 2 * DAY),
        ("published", "Published", "Live", NOON - DAY),
        ("ends", "Left the site", "Gone", NOON),
        ("planned", "Planned, draft", "Plan", NOON + HOUR),
        ("scheduled", "Scheduled", "Soon", NOON + 2 * HOUR),
        ("scheduled", "Change scheduled", "Live, changed", NOON + 3 * HOUR),
        ("embargo", "Embargo ends", "Kept back", NOON + 4 * HOUR),
        ("ends", "Leaves the site", "Soon", NOON + 3 * DAY),
    ]


def test_minor_change_is_told_only_while_it_is_to_come():
    editor, story = make_editor(), make_article(headline="One")
    publish(story, by=editor, at=NOON - DAY)
    Article.objects.filter(pk=story.pk).update(headline="Two")
    publish(story, by=editor, at=NOON + HOUR, is_minor=True)

    assert [row[2] for row in told()] == ["One", "Two"]
    assert [row[2] for row in told(at=NOON + DAY)] == ["One"]


def test_spiked_and_scheduled_plans_do_not_show():
    make_article(planned_for=NOON + HOUR, embargo_until=NOON + HOUR, spiked_at=NOON)
    publish(make_article(headline="Now scheduled", planned_for=NOON + HOUR), by=make_editor(), at=NOON + 2 * HOUR)

    assert [row[0] for row in told()] == ["scheduled"]


def test_section_stands_for_its_subsections_and_kinds_for_themselves():
    above = make_section()
    below = make_section(parent=above)
    make_article(headline="In", section=below, planned_for=NOON)
    make_article(headline="Out", planned_for=NOON)
    publish(make_article(headline="Live", section=above), by=make_editor())

    assert [row[2] for row in told(section=above)] == ["In", "Live"]
    assert [row[2] for row in told(section=above, kind="planned")] == ["In"]
    assert [row[2] for row in told(kind="published")] == ["Live"]


@pytest.mark.parametrize("zone", ["Europe/London", "America/Los_Angeles"])
def test_busy_day_is_cut_and_says_how_many_more(zone):
    with timezone.override(zone):
        for minute in range(8):
            make_article(headline=str(minute), planned_for=NOON + minute * timedelta(minutes=1))
        make_article(headline="Tomorrow", planned_for=NOON + DAY)

        entries = agenda.between(NOON - DAY, NOON + 3 * DAY, a_day=3)

    assert [(entry.headline, entry.rest) for entry in entries] == [("0", 7), ("1", 6), ("2", 5), ("Tomorrow", 0)]


@pytest.mark.parametrize("rows", [1, 3, 60])
def test_calendar_is_asked_for_in_five_queries(rows):
    editor = make_editor()
    for _ in range(rows):
        make_article(planned_for=NOON + HOUR, embargo_until=NOON + DAY, assigned_to=editor)
        publish(make_article(assigned_to=editor), by=editor, until=NOON + DAY)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        entries = agenda.between(NOON - DAY, NOON + 2 * DAY)

    assert len(queries) == 5
    assert len(entries) == 4 * min(rows, 50)


def test_plan_is_moved_with_a_revision_and_an_entry_in_the_trail():
    editor, story = make_editor(), make_article(planned_for=NOON)

    moved = agenda.move_plan(story, by=editor, to=NOON + DAY, seen=NOON)

    assert moved.planned_for == NOON + DAY
    assert moved.revisions.first().data["desk"]["planned_for"] == (NOON + DAY).isoformat()
    assert AuditEntry.objects.get().deed == "plan"


def test_plan_of_a_story_spiked_meanwhile_stays():
    editor, story = make_editor(), make_article(planned_for=NOON)
    spike(story, by=editor)

    with pytest.raises(ValueError, match="spiked"):
        agenda.move_plan(story, by=editor, to=NOON + DAY, seen=NOON)

    assert Article.objects.get().planned_for == NOON


def test_plan_that_somebody_moved_or_published_meanwhile_stays():
    editor, story = make_editor(), make_article(planned_for=NOON)
    with pytest.raises(MovedMeanwhile):
        agenda.move_plan(story, by=editor, to=NOON + DAY, seen=NOON - HOUR)
    publish(story, by=editor)

    with pytest.raises(MovedMeanwhile):
        agenda.move_plan(story, by=editor, to=NOON + DAY, seen=NOON)

    assert Article.objects.get().planned_for == NOON

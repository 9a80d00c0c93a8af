from datetime import UTC, datetime, timedelta

import pytest

from articles.models import Edition
from articles.publishing import publish
from comments.models import HouseRules
from comments.opening import opening_of
from tests.factories import make_article, make_editor

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def edition(**fields):
    return publish(make_article(**fields), by=make_editor(), at=NOON)


@pytest.mark.parametrize(
    ("mode", "is_open", "words"),
    [
        ("hold_all", True, "Each one is read by an editor before it appears."),
        ("hold_newcomers", True, "Most are read by an editor before they appear."),
        ("publish_first", True, "Editors read them, some only after they appear."),
        ("closed", False, ""),
    ],
)
def test_a_page_says_when_comments_are_seen(db, mode, is_open, words):
    HouseRules(mode=mode).save()

    opening = opening_of(edition(), NOON)

    assert (opening.is_open, opening.when_seen, opening.ended_at) == (is_open, words, None)


def test_comments_close_by_themselves_at_their_moment_and_not_before(db):
    HouseRules(close_after_days=14).save()
    story, ends = edition(), NOON + timedelta(days=14)

    before, after = opening_of(story, ends - timedelta(seconds=1)), opening_of(story, ends)

    assert (before.is_open, before.closes_at, before.ended_at) == (True, ends, None)
    assert (after.is_open, after.when_seen, after.ended_at) == (False, "", ends)


def test_a_story_that_stays_open_names_no_end(db):
    HouseRules(close_after_days=14).save()

    opening = opening_of(edition(comments_stay_open=True), NOON + timedelta(days=99))

    assert (opening.is_open, opening.closes_at) == (True, None)


def test_it_takes_one_query(db, django_assert_num_queries):
    story = Edition.objects.for_story().get(pk=edition().pk)

    with django_assert_num_queries(1):
        opening_of(story)

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from articles import clock
from articles.admin.article_form import MomentField


@pytest.mark.parametrize(
    ("zone", "typed", "sentence"),
    [
        ("Europe/London", "2027-03-28T01:30", "On 28 March 2027 the clocks go from 01:00 to 02:00, so 01:30"),
        ("America/New_York", "2027-03-14T02:30", "On 14 March 2027 the clocks go from 02:00 to 03:00, so 02:30"),
        ("America/Havana", "2027-03-14T00:10", "On 14 March 2027 the clocks go from 00:00 to 01:00, so 00:10"),
    ],
)
def test_time_that_the_clocks_skip_is_refused_in_a_sentence(zone, typed, sentence, time_machine):
    time_machine.move_to(datetime(2026, 6, 1, 12, tzinfo=UTC))
    with timezone.override(zone), pytest.raises(ValidationError) as caught:
        MomentField().clean(typed)

    assert caught.value.messages == [f"{sentence} does not exist. Choose another time."]


@pytest.mark.parametrize(
    ("zone", "typed", "first"),
    [
        ("Europe/London", "2026-10-25T01:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("America/New_York", "2026-11-01T01:30", datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
    ],
)
def test_time_that_comes_twice_means_the_first_and_says_so(zone, typed, first):
    with timezone.override(zone):
        at = MomentField().clean(typed)

        assert at == first
        assert clock.twice_in_words(at) == "01:30 comes twice that night; the first one is meant."
        assert clock.wall_time(at) == f"01:30 {'BST' if 'London' in zone else 'EDT'}"


def test_ordinary_time_is_read_by_the_newsroom_s_clock_without_a_word():
    with timezone.override("America/New_York"):
        at = MomentField().clean("2026-07-01T09:00")

        assert at == datetime(2026, 7, 1, 13, tzinfo=UTC)
        assert (clock.twice_in_words(at), clock.wall_time(at)) == ("", "09:00")


@pytest.mark.parametrize("typed", ["soon", "\x00", "2026-02-30T10:00", "0001-01-01T00:00", "9999-12-31T23:59"])
def test_what_is_no_moment_is_answered(typed):
    with pytest.raises(ValidationError):
        MomentField().clean(typed)

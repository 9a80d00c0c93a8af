"""The template filters of readers' pages."""

from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace

import pytest

from articles.templatetags import readers

NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "printed"),
    [
        (datetime(2026, 11, 22, 14, 58, tzinfo=UTC), "14:58"),
        (datetime(2026, 11, 22, 0, 0, tzinfo=UTC), "00:00"),
        (datetime(2026, 11, 21, 23, 59, tzinfo=UTC), "21 Nov"),
        (datetime(2025, 11, 22, 14, 58, tzinfo=UTC), "22 Nov 2025"),
    ],
)
def test_list_time_is_short(moment, printed):
    assert readers.list_time(moment, NOW) == printed


def test_list_time_is_local(settings):
    settings.TIME_ZONE = "Asia/Tokyo"

    assert readers.list_time(datetime(2026, 11, 22, 14, 58, tzinfo=UTC), NOW) == "22 Nov"
    assert readers.list_time(datetime(2026, 11, 22, 15, 0, tzinfo=UTC), NOW) == "00:00"


def test_machine_time_is_utc_without_fractions():
    moment = datetime(2026, 3, 1, 13, 0, 5, 999999, tzinfo=timezone(timedelta(hours=1)))

    assert readers.machine_time(moment) == "2026-03-01T12:00:05Z"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Marit Olsund", "MO"), ("Marit Anna Olsund", "MO"), ("Marit", "M"), ("", ""), ("Åse øst", "ÅØ")],
)
def test_initials(name, letters):
    assert readers.initials(name) == letters


@pytest.mark.parametrize(
    ("language", "way"),
    [
        *[("en", "ltr"), ("ar", "rtl"), ("ar-EG", "rtl"), ("HE", "rtl"), ("", "ltr")],
        ("ku", "ltr"),
        ("ku-Arab", "rtl"),
        ("ckb-IQ", "rtl"),
        ("az-Arab-IR", "rtl"),
        ("ur-Latn", "ltr"),
        ("pa_Arab", "rtl"),
    ],
)
def test_direction(language, way):
    assert readers.direction(language) == way


@pytest.mark.parametrize(
    ("x", "y", "classes"),
    [(0.5, 0.5, ""), (0.1, 0.5, "focus-start"), (0.9, 0.1, "focus-end focus-top"), (0.5, 0.8, "focus-bottom")],
)
def test_focus_keeps_the_subject_in_sight(x, y, classes):
    assert readers.focus(SimpleNamespace(focal_x=x, focal_y=y)) == classes

from datetime import UTC, date, datetime, timedelta

import pytest

from articles.views.machines import half_a_year_on

ADDRESS = "/.well-known/security.txt"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def contacts(settings):
    settings.SECURITY_CONTACT = ["mailto:security@courier.example", "https://courier.example/security?a=1&b=2"]


def fields(text):
    return [tuple(line.split(": ", 1)) for line in text.splitlines() if line]


def test_it_says_whom_to_tell_and_until_when(client, time_machine):
    time_machine.move_to(NOON, tick=False)

    response = client.get(ADDRESS)

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert fields(response.content.decode()) == [
        ("Contact", "mailto:security@courier.example"),
        ("Contact", "https://courier.example/security?a=1&b=2"),
        ("Expires", "2026-09-01T00:00:00Z"),
        ("Canonical", "http://127.0.0.1:8000/.well-known/security.txt"),
    ]


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2026, 3, 31), date(2026, 9, 1)),
        (date(2026, 7, 1), date(2027, 1, 1)),
        (date(2026, 12, 31), date(2027, 6, 1)),
    ],
)
def test_it_always_lasts_for_five_months_and_never_a_year(day, end):
    assert half_a_year_on(day) == end
    assert timedelta(days=150) < end - day < timedelta(days=365)


def test_without_anybody_to_tell_there_is_none(client, db, settings):
    settings.SECURITY_CONTACT = []

    assert client.get(ADDRESS).status_code == 404


def test_it_can_be_kept_and_asks_no_database(client):
    response = client.get(ADDRESS)

    assert client.get(ADDRESS, headers={"if-none-match": response["ETag"]}).status_code == 304

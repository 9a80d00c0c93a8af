from datetime import UTC, date, datetime, timedelta

import pytest

from articles.calendar import month_after, years_and_months
from articles.publishing import publish
from tests.factories import make_article, make_comment, make_photo

pytestmark = pytest.mark.django_db


def live_story(*moment, **fields):
    return publish(make_article(**fields), by=None, at=datetime(*moment, tzinfo=UTC))


def test_archive_links_the_months_from_the_first_story_to_the_last(client):
    live_story(2025, 11, 30, 12)
    live_story(2026, 2, 1, 12)

    years = client.get("/archive/").context["years"]

    assert years == [(2026, [date(2026, 1, 1), date(2026, 2, 1)]), (2025, [date(2025, 11, 1), date(2025, 12, 1)])]


def test_empty_archive_says_so(client):
    assert "No stories yet" in client.get("/archive/").content.decode()


def test_month_lists_its_stories_and_the_days_that_have_some(client):
    before = live_story(2026, 2, 28, 23, 59)
    first, last = live_story(2026, 3, 1, 0, 0), live_story(2026, 3, 31, 23, 59)
    after = live_story(2026, 4, 1, 0, 0)

    context = client.get("/archive/2026/03/").context

    assert context["editions"] == [last, first]
    assert context["days"] == [date(2026, 3, 1), date(2026, 3, 31)]
    assert (context["earlier"], context["later"]) == (before.published_at.date(), after.published_at.date())


def test_day_lists_its_stories(client):
    live_story(2026, 2, 28, 23, 59)
    early, late = live_story(2026, 3, 1, 0, 0), live_story(2026, 3, 1, 23, 59)
    live_story(2026, 3, 2, 0, 0)

    assert client.get("/archive/2026/03/01/").context["editions"] == [late, early]


def test_days_are_those_of_the_newsrooms_time_zone(client, settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    edition = live_story(2026, 2, 28, 16)

    assert edition.path.split("/")[2:5] == ["2026", "03", "01"]
    assert client.get("/archive/2026/03/01/").context["editions"] == [edition]
    assert client.get("/archive/2026/03/").context["days"] == [date(2026, 3, 1)]
    assert client.get("/archive/2026/02/28/").status_code == 404


def test_month_and_day_without_stories_are_found_only_between_first_and_last(client):
    live_story(2026, 1, 5, 12)
    live_story(2026, 3, 5, 12)

    codes = {
        address: client.get(f"/archive/{address}/").status_code
        for address in ("2025/12", "2026/01", "2026/02", "2026/03", "2026/04", "2026/01/04", "2026/01/06", "2026/03/06")
    }

    assert codes == {
        "2025/12": 404,
        "2026/01": 200,
        "2026/02": 200,
        "2026/03": 200,
        "2026/04": 404,
        "2026/01/04": 404,
        "2026/01/06": 200,
        "2026/03/06": 404,
    }


@pytest.mark.parametrize(
    "date",
    [
        "2026/13",
        "2026/00",
        "2026/02/30",
        "2026/13/45",
        "0000/01",
        "0001/01/01",
        "9999/12/31",
        "٢٠٢٦/03",
        "%00/01",
        "2026/3",
    ],
)
def test_dates_that_can_not_be_are_not_found(client, date):
    live_story(2026, 3, 1, 12)

    assert client.get(f"/archive/{date}/").status_code == 404


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/London"])
def test_first_and_last_dates_answer_in_every_time_zone(client, settings, zone):
    settings.TIME_ZONE = zone
    live_story(2026, 3, 1, 12)

    assert {client.get(f"/archive/{day}/").status_code for day in ("1000/01/01", "2999/12/31")} == {404}


def test_withdrawn_and_scheduled_stories_are_not_in_the_archive(client):
    live_story(2026, 3, 1, 12)
    publish(make_article(), by=None, at=datetime.now(UTC) + timedelta(days=400))

    assert len(client.get("/archive/").context["years"]) == 1
    assert client.get("/archive/2026/03/").context["later"] is None


@pytest.mark.parametrize(("day", "following"), [((2026, 1, 31), (2026, 2, 1)), ((2026, 12, 15), (2027, 1, 1))])
def test_month_after(day, following):
    assert month_after(date(*day)) == date(*following)


def test_one_month_is_one_year():
    assert years_and_months(date(2026, 3, 9), date(2026, 3, 9)) == [(2026, [date(2026, 3, 1)])]


@pytest.mark.parametrize(
    ("address", "queries"), [("/archive/", 4), ("/archive/2026/03/", 7), ("/archive/2026/03/01/", 6)]
)
def test_archive_runs_the_same_queries_for_1_and_3_rows(client, django_assert_num_queries, address, queries):
    live_story(2026, 3, 1, 12)
    with django_assert_num_queries(queries):
        client.get(address)

    for hour in (13, 14):
        make_comment(live_story(2026, 3, 1, hour, lead_photo=make_photo()).article, state="approved")

    with django_assert_num_queries(queries):
        client.get(address)

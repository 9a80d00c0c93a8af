from datetime import UTC, date, datetime, timedelta

import pytest

from articles.calendar import midnight, month_after, years_and_months
from articles.publishing import publish, withdraw
from tests.factories import make_article, make_comment, make_photo

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"


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
        "0999",
        "9999",
        "2999",
        "20266",
        "٢٠٢٦",
        "2026/%ff",
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
    withdraw(live_story(2025, 3, 1, 12).article, by=None)
    publish(make_article(), by=None, at=datetime.now(UTC) + timedelta(days=400))

    assert len(client.get("/archive/").context["years"]) == 1
    assert client.get("/archive/2026/03/").context["later"] is None


@pytest.mark.parametrize(("day", "following"), [((2026, 1, 31), (2026, 2, 1)), ((2026, 12, 15), (2027, 1, 1))])
def test_month_after(day, following):
    assert month_after(date(*day)) == date(*following)


def test_one_month_is_one_year():
    assert years_and_months(date(2026, 3, 9), date(2026, 3, 9)) == [(2026, [date(2026, 3, 1)])]


@pytest.mark.parametrize(
    ("address", "queries"),
    [("/archive/", 5), ("/archive/2026/", 8), ("/archive/2026/03/", 8), ("/archive/2026/03/01/", 7)],
)
def test_archive_runs_the_same_queries_for_1_3_and_20_rows(client, django_assert_num_queries, address, queries):
    live_story(2026, 3, 1, 12)
    with django_assert_num_queries(queries):
        client.get(address)

    for rows in ([780, 840], range(60, 77)):
        for minutes in rows:
            moment = (2026, 3, 1, minutes // 60, minutes % 60)
            make_comment(live_story(*moment, lead_photo=make_photo()).article, state="approved")
        with django_assert_num_queries(queries):
            client.get(address)


def test_year_lists_its_stories_the_months_that_have_some_and_the_years_beside_it(client):
    before = live_story(2023, 12, 31, 23, 59)
    first, last = live_story(2025, 1, 1, 0, 0), live_story(2025, 12, 31, 23, 59)
    after = live_story(2026, 1, 1, 0, 0)

    response = client.get("/archive/2025/")
    text = response.content.decode()

    assert response.context["editions"] == [last, first]
    assert response.context["months"] == [date(2025, 1, 1), date(2025, 12, 1)]
    assert (response.context["earlier"], response.context["later"]) == (
        before.published_at.date(),
        after.published_at.date(),
    )
    assert '<a class="more" href="/archive/2023/" rel="prev">Earlier: 2023</a>' in text
    assert '<a class="more" href="/archive/2026/" rel="next">Later: 2026</a>' in text


def test_year_without_stories_is_not_found_and_not_linked(client):
    live_story(2024, 5, 1, 12)
    live_story(2026, 5, 1, 12)
    withdrawn = live_story(2025, 5, 1, 12)
    assert client.get("/archive/2025/").status_code == 200
    withdraw(withdrawn.article, by=None)

    assert {year: client.get(f"/archive/{year}/").status_code for year in (2023, 2024, 2025, 2026, 2027)} == {
        2023: 404,
        2024: 200,
        2025: 404,
        2026: 200,
        2027: 404,
    }
    assert [year for year, _ in client.get("/archive/").context["years"]] == [2026, 2024]


BOTH_SIDES = ["2025", "2025/12", "2025/12/31", "2026", "2026/01", "2026/01/01"]


def test_years_months_and_days_begin_at_midnight_in_the_newsrooms_time_zone(client, settings):
    settings.TIME_ZONE = "America/New_York"
    old, new = live_story(2026, 1, 1, 4, 59), live_story(2026, 1, 1, 5, 0)

    found = {place: client.get(f"/archive/{place}/").context["editions"] for place in BOTH_SIDES}

    assert found == {place: [old if place.startswith("2025") else new] for place in BOTH_SIDES}
    assert client.get("/archive/2026/").context["months"] == [date(2026, 1, 1)]


@pytest.mark.parametrize(("day", "hours"), [((2026, 3, 29), 23), ((2026, 10, 25), 25)])
def test_a_day_is_whole_when_the_clocks_change(client, settings, day, hours):
    settings.TIME_ZONE = "Europe/Berlin"
    begin = midnight(date(*day)).astimezone(UTC)
    moments = [begin + timedelta(hours=hour, seconds=second) for hour, second in ((0, -1), (0, 0), (hours, -1))]
    before, first, last = [publish(make_article(), by=None, at=moment) for moment in moments]
    publish(make_article(), by=None, at=begin + timedelta(hours=hours))

    assert client.get(f"/archive/{date(*day):%Y/%m/%d}/").context["editions"] == [last, first]
    assert client.get(f"/archive/{date(*day) - timedelta(days=1):%Y/%m/%d}/").context["editions"] == [before]


def test_leap_day_is_a_day_and_its_neighbours_know_it(client):
    before, leap, _ = [live_story(2024, month, day, 12) for month, day in ((2, 28), (2, 29), (3, 1))]

    assert client.get("/archive/2024/02/29/").context["editions"] == [leap]
    assert client.get("/archive/2024/02/28/").context["later"] == date(2024, 2, 29)
    assert client.get("/archive/2024/03/01/").context["earlier"] == date(2024, 2, 29)
    assert client.get("/archive/2024/02/").context["editions"] == [leap, before]
    assert client.get("/archive/2025/02/29/").status_code == 404


@pytest.mark.parametrize("place", ["2026", "2026/03", "2026/03/01"])
def test_more_than_twenty_stories_are_paged_in_order(client, place):
    stories = [live_story(2026, 3, 1, 12, number) for number in range(41)][::-1]

    pages = [client.get(f"/archive/{place}/?page={number}") for number in (1, 2, 3, 4)]

    assert [page.status_code for page in pages] == [200, 200, 200, 404]
    assert [page.context["editions"] for page in pages[:3]] == [stories[:20], stories[20:40], stories[40:]]
    canonical = [f'<link rel="canonical" href="{SITE}/archive/{place}/{query}">' for query in ("", "?page=2")]
    assert canonical[0] in pages[0].content.decode() and canonical[1] in pages[1].content.decode()
    assert canonical[0] in client.get(f"/archive/{place}/?page=1").content.decode()


def test_days_and_years_to_come_are_not_found(client):
    live_story(2026, 3, 1, 12)
    coming = datetime.now(UTC) + timedelta(days=400)
    publish(make_article(), by=None, at=coming)

    assert {client.get(f"/archive/{coming:{form}}/").status_code for form in ("%Y", "%Y/%m", "%Y/%m/%d")} == {404}


@pytest.mark.parametrize("place", ["2026", "2026/03", "2026/03/01"])
@pytest.mark.parametrize(
    ("query", "status"),
    [("page=x", 404), ("page=0", 404), ("page=51", 404), ("page=%00", 404), ("page=%ff", 404), ("page[]=1", 200)],
)
def test_odd_pages_are_answered_in_the_archive(client, place, query, status):
    live_story(2026, 3, 1, 12)

    assert client.get(f"/archive/{place}/?{query}").status_code == status

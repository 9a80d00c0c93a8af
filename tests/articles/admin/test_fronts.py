"""The fronts at a moment to come, at the desk."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.publishing import publish, withdraw
from tests.factories import make_article, make_editor, make_moderator, make_section

pytestmark = pytest.mark.django_db
FRONTS = "/admin/articles/article/fronts/"
PAGE = "/admin/articles/article/fronts/page/"
MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def editor(client):
    user = make_editor()
    client.force_login(user)
    return user


def at(moment):
    return {"at": moment.isoformat()}


def headlines(response) -> set[str]:
    html = response.content.decode()
    return set(re.findall(r"(?:Live|Coming|Ending|Draft|Back) story", html))


def newsroom(editor):
    """A story live now, one from 18:00, one until 17:00, one withdrawn and one that is a draft, in one section."""
    city = make_section(name="City", slug="city")
    make = {
        name: make_article(headline=f"{name} story", section=city)
        for name in ("Live", "Coming", "Ending", "Draft", "Back")
    }
    publish(make["Live"], by=editor, at=MORNING - timedelta(hours=1))
    publish(make["Coming"], by=editor, at=MORNING + timedelta(hours=9))
    publish(make["Ending"], by=editor, at=MORNING - timedelta(hours=2), until=MORNING + timedelta(hours=8))
    publish(make["Back"], by=editor, at=MORNING - timedelta(hours=3))
    withdraw(make["Back"], by=editor)
    # A change that nobody has published shows on no front, whenever.
    make["Live"].headline = "Live story, Draft story"
    make["Live"].save()
    return city


@pytest.mark.parametrize("front", ["home", "city"])
def test_front_shows_what_readers_will_see_then(client, editor, front):
    with time_machine.travel(MORNING, tick=False):
        newsroom(editor)

        def shown(moment):
            return headlines(client.get(PAGE, {"front": front, **at(moment)}))

        assert shown(MORNING) == {"Live story", "Ending story"}
        assert shown(MORNING + timedelta(hours=9, seconds=-1)) == {"Live story"}
        assert shown(MORNING + timedelta(hours=9)) == {"Live story", "Coming story"}


@pytest.mark.parametrize(("front", "address"), [("home", "/"), ("city", "/city/")])
def test_front_at_a_moment_is_the_page_that_readers_get_then(client, editor, front, address):
    moment = MORNING + timedelta(days=1, hours=3)
    with time_machine.travel(MORNING, tick=False) as clock:
        newsroom(editor)
        ahead = client.get(PAGE, {"front": front, **at(moment)}).content.decode()
        clock.move_to(moment)
        readers = client.get(address).content.decode()

    without_address = re.compile(r'<link rel="canonical"[^>]*>')
    assert "Tuesday 3 March 2026" in ahead
    assert without_address.sub("", ahead) == without_address.sub("", readers)


def test_today_is_the_day_of_the_moment(client, editor):
    with time_machine.travel(MORNING, tick=False):
        newsroom(editor)

        today = client.get(PAGE, {"front": "city", **at(MORNING)}).content.decode()
        tomorrow = client.get(PAGE, {"front": "city", **at(MORNING + timedelta(days=1))}).content.decode()

    assert '<h2 class="log-head" id="newest-title">Today</h2>' in today
    assert '<h2 class="log-head" id="newest-title">Newest</h2>' in tomorrow


@pytest.mark.parametrize(
    ("moment", "utc"),
    [
        ("2026-07-01T18:00", datetime(2026, 7, 1, 17, tzinfo=UTC)),
        ("2026-12-01T18:00", datetime(2026, 12, 1, 18, tzinfo=UTC)),
        ("2026-07-01T18:00:00+02:00", datetime(2026, 7, 1, 16, tzinfo=UTC)),
    ],
)
def test_moment_is_in_the_newsrooms_time(client, editor, settings, moment, utc):
    settings.TIME_ZONE = "Europe/London"
    with time_machine.travel(datetime(2026, 3, 2, 9, tzinfo=UTC), tick=False), timezone.override("Europe/London"):
        publish(make_article(headline="Coming story"), by=editor, at=utc)

        assert headlines(client.get(PAGE, {"at": moment})) == {"Coming story"}
        before = (utc - timedelta(seconds=1)).isoformat()
        assert headlines(client.get(PAGE, {"at": before})) == set()


@pytest.mark.parametrize(
    "query",
    [
        {"at": "tomorrow"},
        {"at": "\x00"},
        {"at": "9999-12-31T23:59"},
        {"at": "x" * 3000},
        {"front": "nowhere"},
        {"front": "\x00"},
        {"front": "🐟"},
    ],
)
def test_wrong_question_gets_a_sentence(client, editor, query):
    page, desk = client.get(PAGE, query), client.get(FRONTS, query)

    assert page.status_code == 400
    assert re.search(r'<p class="deck">[^<]+</p>', page.content.decode())
    assert desk.status_code == 200
    assert 'class="wrongness"' in desk.content.decode()
    assert "<iframe" not in desk.content.decode()


def test_hour_that_the_clocks_skip_gets_a_sentence(client, editor, settings):
    settings.TIME_ZONE = "Europe/London"
    with timezone.override("Europe/London"):
        assert client.get(PAGE, {"at": "2026-03-29T01:30"}).status_code == 400
        assert client.get(FRONTS, {"at": "2026-03-29T01:30"}).status_code == 200


def test_next_moments_are_offered_with_their_headlines(client, editor):
    with time_machine.travel(MORNING, tick=False):
        for hours in (9, 30, 9, 80, 100):
            publish(make_article(headline=f"In {hours} hours"), by=editor, at=MORNING + timedelta(hours=hours))

        page = unescape(client.get(FRONTS).content.decode())

    offered = re.findall(
        r'<a class="button small" href="([^"]*)"[^>]*>([^<]*)</a>(?: <span class="quiet">([^<]*))?', page
    )
    assert [(words, stories) for _, words, stories in offered] == [
        ("Now", ""),
        ("In an hour", ""),
        ("Tomorrow 06:00", ""),
        ("Today 18:00", "In 9 hours and 1 more"),
        ("Tomorrow 15:00", "In 30 hours"),
        ("Thu 5 Mar, 17:00", "In 80 hours"),
    ]
    assert all(client.get(FRONTS + address).status_code == 200 for address, *_ in offered)


def test_desk_page_takes_the_same_queries_for_one_and_three_scheduled_stories(client, editor):
    counts = []
    for number in (1, 2):
        for _ in range(number):
            publish(make_article(), by=editor, at=timezone.now() + timedelta(days=number))
        with CaptureQueriesContext(connection) as queries:
            client.get(FRONTS)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_frame_is_kept_by_nobody_and_found_by_nobody(client, editor):
    response = client.get(PAGE)

    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]


def test_rail_marks_the_fronts_alone(client, editor):
    page = client.get(FRONTS).content.decode()

    assert re.findall(r'aria-current="page" title="([^"]+)"', page) == ["Fronts"]
    page = client.get("/admin/articles/article/").content.decode()
    assert re.findall(r'aria-current="page" title="([^"]+)"', page) == ["Stories"]


def test_moderators_see_no_front_to_come(client):
    client.force_login(make_moderator())

    assert client.get(FRONTS).status_code == 403
    assert client.get(PAGE).status_code == 403


@pytest.mark.parametrize("address", ["/", "/city/"])
def test_public_pages_know_no_other_moment_than_now(client, editor, address):
    with time_machine.travel(MORNING, tick=False):
        newsroom(editor)
        client.logout()
        plain = client.get(address)
        asked = client.get(address, at(MORNING + timedelta(hours=10)))

    assert asked.content == plain.content
    assert headlines(asked) == {"Live story", "Ending story"}


def test_front_of_now_holds_what_went_live_a_moment_ago(client, editor):
    with time_machine.travel(MORNING + timedelta(seconds=50), tick=False):
        publish(make_article(headline="Live story"), by=editor)
        frame = re.search(r'<iframe[^>]* src="([^"]+)"', client.get(FRONTS).content.decode())[1]

        assert headlines(client.get(unescape(frame))) == {"Live story"}

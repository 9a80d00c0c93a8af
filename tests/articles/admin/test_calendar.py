"""The calendar page and moving what stands in it, at the level of HTTP."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from articles.models import Article, CalendarAddress, Edition
from articles.publishing import publish, reschedule
from tests.factories import make_article, make_editor, make_photo_editor, make_reporter, make_section

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 11, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PAGE = "/admin/articles/article/calendar/"


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def editor(client):
    user = make_editor()
    client.force_login(user)
    return user


def move(client, article, kind, seen, to, **more):
    data = {"kind": kind, "seen": seen.isoformat(), "to": to} | more
    return client.post(f"/admin/articles/article/{article.pk}/move/", data, follow=True)


def said(response) -> str:
    moved = response.context["moved"]
    return " ".join(
        [moved["words"] if moved else "", *(str(message) for message in response.context["messages"])]
    ).strip()


@pytest.mark.parametrize("view", ["month", "week", "list"])
def test_each_view_shows_the_story_where_it_stands(client, editor, view):
    story = make_article(headline="Budget", planned_for=NOON + HOUR)

    page = client.get(PAGE, {"view": view}).content.decode()

    assert f'id="planned-{story.pk}"' in page
    assert ">13:00</time>" in page
    assert 'data-day="2026-03-11"' in page


@pytest.mark.parametrize("view", ["month", "week", "list"])
@pytest.mark.parametrize("rows", [1, 3, 30])
def test_page_takes_the_same_queries_for_any_number_of_stories(client, view, rows):
    client.force_login(make_editor())
    for _ in range(rows):
        make_article(planned_for=NOON + HOUR)
        publish(make_article(), by=make_editor(), at=NOON + HOUR)

    with CaptureQueriesContext(connection) as queries:
        assert client.get(PAGE, {"view": view}).status_code == 200

    assert len(queries) <= 15


@pytest.mark.parametrize(
    "query",
    ["view=\x00", "on=0001-01-01", "on=9999-12-31", "on=soon", "section=\x00", "section=none", "kind=x", "view=year"],
)
def test_odd_address_shows_the_month(client, editor, query):
    assert client.get(f"{PAGE}?{query}").status_code == 200


@pytest.mark.parametrize(
    ("zone", "on", "view", "words"),
    [
        ("Europe/London", "2026-03-29", "week", "No such hour"),
        ("America/New_York", "2026-03-08", "week", "No such hour"),
        ("Europe/London", "2026-03-28", "list", ">02:30</time>"),
        ("America/New_York", "2026-11-01", "week", ">01:30 EST</time>"),
    ],
)
def test_days_when_clocks_change_stand_right(client, editor, zone, on, view, words, settings):
    settings.TIME_ZONE = zone
    publish(make_article(), by=editor, at=datetime(2026, 3, 29, 1, 30, tzinfo=UTC))
    publish(make_article(), by=editor, at=datetime(2026, 11, 1, 6, 30, tzinfo=UTC))

    assert words in client.get(PAGE, {"view": view, "on": on}).content.decode()


def test_moving_a_plan_can_be_undone(client, editor):
    story = make_article(planned_for=NOON)

    page = move(client, story, "planned", NOON, "2026-03-13T09:00", back="view=week&on=2026-03-11")

    assert page.redirect_chain[0][0] == f"{PAGE}?view=week&on=2026-03-11"
    assert said(page) == f"“{story}” is moved: planned for Friday 13 March, 09:00."
    undo = page.context["moved"]
    move(client, story, undo["kind"], datetime.fromisoformat(undo["seen"]), undo["to"])
    assert Article.objects.get().planned_for == NOON


def test_moving_what_is_scheduled_keeps_its_text(client, editor):
    story = make_article(headline="As scheduled")
    publish(story, by=editor, at=NOON + HOUR)
    Article.objects.update(headline="Written since")

    move(client, story, "scheduled", NOON + HOUR, "2026-03-14T18:00")

    assert Edition.objects.values_list("headline", "live_from").get() == ("As scheduled", NOON + 3 * DAY + 6 * HOUR)


def test_what_somebody_moved_meanwhile_is_told_and_stays(client, editor):
    story = make_article()
    publish(story, by=editor, at=NOON + HOUR)
    reschedule(story, by=editor, at=NOON + DAY)

    page = move(client, story, "scheduled", NOON + HOUR, "2026-03-14T18:00")

    assert "Somebody moved it meanwhile. It stands on Thursday 12 March at 12:00 now." in said(page)
    assert Edition.objects.get().live_from == NOON + DAY


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        ("2026-03-01T10:00", "That moment is past."),
        ("", "Give a day and a time to move it to."),
        ("\x00", "This is not a day and a time."),
        ("2026-03-11T13:30", "It is under embargo until"),
    ],
)
def test_move_that_can_not_be_is_told_and_changes_nothing(client, editor, to, sentence):
    story = make_article(embargo_until=NOON + 2 * HOUR)
    publish(story, by=editor, at=NOON + DAY)

    page = move(client, story, "scheduled", NOON + DAY, to)

    assert sentence in said(page)
    assert Edition.objects.get().live_from == NOON + DAY


def test_skipped_hour_is_refused_on_moving(client, editor, settings):
    settings.TIME_ZONE = "Europe/London"
    story = make_article(planned_for=NOON)

    page = move(client, story, "planned", NOON, "2026-03-29T01:30")

    assert "On 29 March the clocks go from 01:00 to 02:00, so 01:30 does not exist." in said(page)


def test_reporter_moves_own_plans_and_nothing_scheduled(client):
    reporter = make_reporter()
    own, other = make_article(created_by=reporter, planned_for=NOON), make_article(planned_for=NOON)
    scheduled = make_article(created_by=reporter)
    publish(scheduled, by=make_editor(), at=NOON + HOUR)
    client.force_login(reporter)

    assert move(client, own, "planned", NOON, "2026-03-12T10:00").status_code == 200
    assert move(client, other, "planned", NOON, "2026-03-12T10:00").status_code == 403
    assert move(client, scheduled, "scheduled", NOON + HOUR, "2026-03-12T10:00").status_code == 403
    assert client.get(PAGE).context["movable"] == {f"planned-{own.pk}"}


def test_published_story_can_not_be_dragged(client, editor):
    publish(make_article(), by=editor)

    assert 'draggable="true"' not in client.get(PAGE).content.decode()


def test_new_story_of_a_day_is_planned_for_it(client, editor):
    section = make_section()
    page = client.get(PAGE, {"section": section.slug}).content.decode()
    address = f"/admin/articles/article/add/?planned_for=2026-03-12T09%3A00&amp;section={section.pk}"

    assert address in page
    form = client.get(address.replace("&amp;", "&")).context["adminform"].form
    assert form["planned_for"].value() == "2026-03-12T09:00"


# The feed


@pytest.fixture
def feed(client, editor):
    client.post(f"{PAGE}address/")
    return CalendarAddress.objects.get(user=editor).get_absolute_url()


def events_of(response):
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def test_feed_tells_moments_in_utc_and_no_text(client, editor, feed, settings):
    settings.TIME_ZONE = "America/New_York"
    odd = "Fish, chips; 🐟 and\\more " + "very " * 30 + "long"
    story = make_article(headline=odd, body="<p>Secret text.</p>", planned_for=datetime(2026, 11, 1, 6, 30, tzinfo=UTC))
    publish(make_article(headline="Out"), by=editor, at=NOON + HOUR)
    client.logout()

    response = client.get(feed)

    first, second = events_of(response)
    assert (str(first["SUMMARY"]), first.decoded("DTSTART")) == ("Scheduled: Out", NOON + HOUR)
    assert str(second["SUMMARY"]) == f"Planned, draft: {odd}"
    assert second.decoded("DTSTART") == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert str(second["URL"]).endswith(f"/admin/articles/article/{story.pk}/change/")
    assert b"Secret text" not in response.content
    assert max(len(line) for line in response.content.split(b"\r\n")) <= 75
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert not response.cookies


def test_event_keeps_its_name_when_it_moves_and_when_it_is_published(client, editor, feed, time_machine):
    story = make_article()
    publish(story, by=editor, at=NOON + HOUR)
    before = events_of(client.get(feed))[0]
    reschedule(story, by=editor, at=NOON + DAY)
    moved = events_of(client.get(feed))[0]
    time_machine.move_to(NOON + 2 * DAY, tick=False)
    out = events_of(client.get(feed))[0]

    assert before["UID"] == moved["UID"] == out["UID"]
    assert moved["SEQUENCE"] > before["SEQUENCE"]
    assert str(out["SUMMARY"]).startswith("Published: ")


def test_every_other_token_is_one_same_404(client, editor, feed):
    unknown = client.get("/feeds/desk/" + "x" * 43 + ".ics")
    client.post(f"{PAGE}address/")
    answers = [client.get(feed), client.get("/feeds/desk/%00.ics"), client.get("/feeds/desk/é.ics")]
    now = CalendarAddress.objects.get().get_absolute_url()
    assert client.get(now).status_code == 200
    editor.is_active = False
    editor.save()
    answers.append(client.get(now))
    editor.is_active = True
    editor.save()
    editor.groups.clear()
    answers.append(client.get(now))

    assert {(answer.status_code, answer.content) for answer in answers} == {(404, unknown.content)}


def test_feed_stops_when_its_owner_says_so(client, editor, feed):
    client.post(f"{PAGE}address/", {"end": "on"})

    assert client.get(feed).status_code == 404
    assert not CalendarAddress.objects.exists()


def test_photo_editor_subscribes_too_and_sees_only_the_own_address(client, feed):
    client.force_login(make_photo_editor())

    assert feed not in client.get(PAGE).content.decode()
    assert timezone.now() == NOON

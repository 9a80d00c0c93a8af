"""Arranging a front at the desk, as forms are sent; and its preview at a moment."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import AuditEntry, Front, Placement
from articles.publishing import publish
from tests.articles.test_placements import place
from tests.factories import make_article, make_editor, make_photo, make_section
from tests.page_forms import fields_of

pytestmark = pytest.mark.django_db
HOME = "/admin/articles/front/home/"
MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def editor(client):
    user = make_editor(first_name="Amara", last_name="Osei")
    client.force_login(user)
    return user


def live_story(**fields):
    article = make_article(**fields)
    publish(article, by=None, at=timezone.now() - timedelta(hours=1))
    return article


def lines(*rows, seen=0, base="", button="_save", **more):
    """The form as a page sends it; each row is fields of one story."""
    data = {"seen": seen, "base": base, button: "1", "placed-TOTAL_FORMS": len(rows), "placed-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        fields = {"slot": "lead", "position": 10 * (number + 1)} | row
        data |= {f"placed-{number}-{name}": value for name, value in fields.items()}
    return data | more


def form_of(response, form_id) -> dict:
    return {name: values[0] for name, values in fields_of(response, form_id).items()}


def opened(client, address=HOME) -> dict:
    """The form of the page as a browser would send it back."""
    return form_of(client.get(address), "front_form")


def placed():
    return list(Placement.objects.in_order().values_list("article", "slot", "headline"))


def text(response) -> str:
    return response.content.decode()


def test_arrangement_is_stored_and_readers_see_it(client, editor):
    old = live_story(headline="Old")
    live_story(headline="Fresh")

    response = client.post(HOME, lines({"article": old.pk, "headline": "  Old, \n told anew "}), follow=True)

    assert "Saved. Readers see it now." in text(response)
    assert placed() == [(old.pk, "lead", "Old, told anew")]
    page = text(client.get("/"))
    assert page.index("Old, told anew") < page.index("Fresh")
    assert AuditEntry.objects.get(deed="front").by == editor


def test_places_are_told_by_number_without_a_script(client, editor):
    one, two, three = live_story(), live_story(), live_story()

    client.post(
        HOME,
        lines(
            {"article": one.pk, "slot": "second", "position": 30},
            {"article": two.pk, "slot": "second", "position": 20},
            {"article": three.pk, "slot": "lead", "position": 90},
        ),
    )

    assert [row[0] for row in placed()] == [three.pk, two.pk, one.pk]


def test_a_story_is_put_there_and_taken_off_without_a_script(client, editor):
    story, other = live_story(headline="Harbour fair"), live_story(headline="Regatta")
    place(story, "second", since=timezone.now() - timedelta(hours=1), headline="Typed before")
    page = client.post(HOME, opened(client) | {"_add": f"{other.pk}:lead"})

    assert page.status_code == 200
    assert len(placed()) == 1
    form = form_of(page, "front_form")
    assert (form["placed-0-headline"], form["placed-1-article"], form["placed-1-slot"]) == (
        "Typed before",
        str(other.pk),
        "lead",
    )

    client.post(HOME, form | {"_save": "1", "placed-0-DELETE": "on"})

    assert placed() == [(other.pk, "lead", "")]


@pytest.mark.parametrize(
    "keys", [("7", "new2", ""), ("new6", "", "new6"), ("", "", "new0"), ("7", "7", "7"), ("", "new1", "new0")]
)
def test_no_story_is_lost_whatever_the_cards_are_called(client, editor, keys):
    stories = [live_story() for _ in keys]

    client.post(HOME, lines(*({"article": story.pk, "key": key} for story, key in zip(stories, keys, strict=True))))

    assert [row[0] for row in placed()] == [story.pk for story in stories]


@pytest.mark.parametrize("wanted", ["", "x", "1", "1:nowhere", "99999999999999999999999:lead", "0:lead", "1:lead:x"])
def test_made_up_button_adds_nothing(client, editor, wanted):
    response = client.post(HOME, lines(button="_show", _add=wanted))

    assert response.status_code == 200
    assert "data-placed " not in text(response)


def test_saving_the_page_as_it_is_changes_nothing(client, editor):
    since = timezone.now() - timedelta(hours=1, seconds=7)
    place(live_story(), "lead", since=since, live_until=since + timedelta(hours=9), photo=make_photo())
    before = list(Placement.objects.values())

    response = client.post(HOME, opened(client) | {"_save": "1"}, follow=True)

    assert "Nothing has changed." in text(response)
    assert list(Placement.objects.values()) == before


WRONG = [
    ({"article": 10**9}, "This story is deleted"),
    ({"article": 10**30}, "Ensure this value"),
    ({"article": "x\x00"}, "Enter a whole number"),
    ({"article": ""}, "required"),
    ({"slot": "nowhere"}, "Choose a slot"),
    ({"slot": ""}, "Choose a slot"),
    ({"position": "1e9"}, "Write a whole number"),
    ({"position": 10**30}, "Write a smaller number"),
    ({"headline": "x" * 201}, "201 characters are too many"),
    ({"headline": "a\x00b"}, "can’t be stored"),
    ({"photo": 10**9}, "not in the library"),
    ({"photo": 10**30}, "Ensure this value"),
    ({"photo": "<b>"}, "Enter a whole number"),
    ({"live_from": "soon"}, "This is not a day and a time"),
    ({"live_from": "2030-01-02T10:00", "live_until": "2030-01-01T10:00"}, "It would end before it begins"),
    ({"live_from": "2030-01-02T10:00", "live_until": "2030-01-02T10:00"}, "It would end before it begins"),
    ({"live_until": "2020-01-01T10:00"}, "That end is past"),
    ({"live_until": "9999-12-31T23:59"}, "out of reach"),
]


@pytest.mark.parametrize(("wrong", "sentence"), WRONG)
def test_what_is_wrong_is_said_and_nothing_lost(client, editor, wrong, sentence):
    story = live_story()

    response = client.post(HOME, lines({"article": story.pk, "headline": "Typed"} | wrong))

    assert response.status_code == 422
    assert sentence in text(response)
    assert placed() == []
    if "headline" not in wrong:
        assert 'value="Typed"' in text(response)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"placed-TOTAL_FORMS": "x", "placed-INITIAL_FORMS": "0"},
        {"placed-TOTAL_FORMS": str(10**30), "placed-INITIAL_FORMS": "0"},
        {"placed-TOTAL_FORMS": "-1", "placed-INITIAL_FORMS": "0"},
        {"placed-TOTAL_FORMS": "1", "placed-INITIAL_FORMS": "0", "seen": "9" * 50, "base": "{\x00"},
    ],
)
def test_a_form_in_parts_is_answered(client, editor, data):
    response = client.post(HOME, data | {"_save": "1"})

    assert response.status_code in (302, 422)
    assert placed() == []


def test_photo_that_can_not_go_out_is_refused(client, editor):
    photo = make_photo(alt_text="")

    response = client.post(HOME, lines({"article": live_story().pk, "photo": photo.pk}))

    assert "This photo has no alt text yet" in text(response)


def test_what_is_taken_off_can_not_be_wrong(client, editor):
    client.post(HOME, lines({"article": 10**9, "live_from": "soon", "DELETE": "on"}))

    assert placed() == []
    assert client.get(HOME).status_code == 200


@pytest.mark.parametrize("name", ["nothing", "%00", "x" * 3000, "home%2F..", "%ff"])
@pytest.mark.parametrize("page", ["", "stories/", "card/", "preview/"])
def test_unknown_front_is_not_found(client, editor, name, page):
    assert client.get(f"/admin/articles/front/{name}/{page}").status_code == 404


@pytest.mark.parametrize("story", ["", "x", "0", "9" * 15, "9" * 40, "-1", "%00"])
def test_card_of_no_story_is_not_found(client, editor, story):
    assert client.get(f"{HOME}card/?article={story}").status_code == 404


@pytest.mark.parametrize("words", ["", "%00", "x" * 3000, '"', "%", "harbour " * 20])
def test_any_words_are_searched(client, editor, words):
    live_story(headline="Harbour fair")

    assert client.get(f"{HOME}stories/?q={words}").status_code == 200


def test_stories_to_choose_are_the_newest_and_found_by_words(client, editor):
    live_story(headline="Harbour fair")
    make_article(headline="Draft of a fair")

    assert "Draft of a fair" not in text(client.get(f"{HOME}stories/"))
    assert "Harbour fair" in text(client.get(f"{HOME}stories/"))
    assert "Draft of a fair" in text(client.get(f"{HOME}stories/?q=draft+fair"))


def test_two_editors_lose_nothing(client, editor):
    one, two = live_story(headline="One"), live_story(headline="Two")
    since = timezone.now() - timedelta(hours=1)
    place(one, "lead", since=since)
    mine = opened(client)
    theirs = opened(client)
    client.post(HOME, theirs | {"_add": f"{two.pk}:second"})
    client.post(HOME, form_of(client.post(HOME, theirs | {"_add": f"{two.pk}:second"}), "front_form") | {"_save": "1"})

    response = client.post(HOME, mine | {"placed-0-headline": "Mine", "_save": "1"}, follow=True)

    assert "together with what somebody else changed" in text(response)
    assert placed() == [(one.pk, "lead", "Mine"), (two.pk, "second", "")]


def test_collision_shows_both_and_saving_again_decides(client, editor):
    story = live_story(headline="One")
    place(story, "lead", since=timezone.now() - timedelta(hours=1))
    mine = opened(client)
    client.post(HOME, mine | {"placed-0-headline": "Theirs", "_save": "1"})

    response = client.post(HOME, mine | {"placed-0-headline": "Mine", "_save": "1"})

    assert response.status_code == 409
    assert "Amara Osei arranged this front, too" in text(response)
    assert placed() == [(story.pk, "lead", "Theirs")]
    again = form_of(response, "front_form")
    assert again["placed-0-headline"] == "Mine"
    assert "Theirs" in text(response)

    client.post(HOME, again | {"_save": "1", "take": again_key(again)})
    assert placed() == [(story.pk, "lead", "Theirs")]

    client.post(HOME, again | {"_save": "1"})
    assert placed() == [(story.pk, "lead", "Mine")]


@pytest.mark.parametrize("meanwhile", ["nobody", "somebody"])
def test_a_page_left_open_past_the_end_of_a_line_is_saved(client, editor, meanwhile):
    with time_machine.travel(MORNING, tick=False) as clock:
        ending, staying = live_story(), live_story()
        place(ending, "lead", since=MORNING, live_until=MORNING + timedelta(minutes=30))
        place(staying, "second", since=MORNING)
        mine = opened(client)
        clock.move_to(MORNING + timedelta(hours=1))
        if meanwhile == "somebody":
            client.post(HOME, opened(client) | {"placed-0-may_repeat": "on", "_save": "1"})
            assert placed() == [(staying.pk, "second", "")]

        shown = client.post(f"{HOME}preview/", mine)
        response = client.post(HOME, mine | {"placed-1-headline": "Mine", "_save": "1"})

    assert (shown.status_code, response.status_code) == (200, 302)
    assert placed() == [(staying.pk, "second", "Mine")]


def test_an_end_that_is_moved_into_the_past_is_refused(client, editor):
    place(
        live_story(), "lead", since=timezone.now() - timedelta(hours=9), live_until=timezone.now() + timedelta(hours=1)
    )

    response = client.post(HOME, opened(client) | {"placed-0-live_until": "2026-01-01T10:00", "_save": "1"})

    assert response.status_code == 422


def again_key(form) -> str:
    return json.loads(form["base"])[0]["key"]


@pytest.mark.parametrize(("front", "address"), [("home", "/"), ("city", "/city/")])
def test_preview_shows_the_front_at_its_moment_and_nobody_keeps_it(client, editor, front, address):
    with time_machine.travel(MORNING, tick=False):
        city = make_section(slug="city")
        live_story(headline="Live", section=city)
        coming = make_article(headline="Coming", section=city)
        publish(coming, by=None, at=MORNING + timedelta(hours=9))
        place(coming, "lead", section=city if front == "city" else None, since=MORNING, headline="Placed")

        pages = {
            at: client.get(f"/admin/articles/front/{front}/preview/", {"at": at})
            for at in ("2026-03-02T17:59", "2026-03-02T18:00")
        }

    early, late = pages.values()
    assert "Placed" not in text(early) and "Placed" in text(late)
    assert "As readers will see it on" in text(late)
    assert "no-store" in late["Cache-Control"]
    assert late["X-Robots-Tag"] == "noindex"
    assert "Cache-Tag" not in late


def test_preview_shows_what_is_not_saved_and_stores_nothing(client, editor):
    story = live_story()

    response = client.post(f"{HOME}preview/", lines({"article": story.pk, "headline": "Not saved"}, at=""))

    assert "Not saved" in text(response)
    assert not Front.objects.exists()


@pytest.mark.parametrize("at", ["soon", "10^30", "9" * 40, "\x00", "9999-12-31T23:59", "2026-03-29T01:30"])
def test_preview_of_no_moment_says_so(client, editor, settings, at):
    settings.TIME_ZONE = "Europe/London"

    response = client.get(f"{HOME}preview/", {"at": at})

    assert response.status_code == 400
    assert "No front to show" in text(response)


@pytest.mark.parametrize("address", [HOME, "/admin/articles/front/harbour/"])
def test_page_runs_the_same_queries_for_1_3_and_20_placements(client, editor, address):
    section = make_section(slug="harbour")
    stories = [live_story(section=section) for _ in range(25)]
    counts = []
    for number in range(20):
        for front in (None, section):
            place(stories[number], "list", section=front, since=timezone.now(), photo=make_photo())
        if number in (0, 2, 19):
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))

    assert len(set(counts)) == 1
    assert counts[0] <= 22


def test_list_runs_the_same_queries_for_1_and_20_fronts(client, editor, django_assert_num_queries):
    make_section()
    with CaptureQueriesContext(connection) as queries:
        client.get("/admin/articles/front/")
    for _ in range(20):
        section = make_section()
        place(make_article(section=section), "lead", section=section, since=timezone.now())

    with django_assert_num_queries(len(queries)):
        page = text(client.get("/admin/articles/front/"))

    assert page.count("1 story by hand") == 20


def test_photo_of_a_front_is_in_use(client, editor):
    photo = make_photo()
    place(live_story(), "lead", photo=photo)

    response = client.post(f"/admin/articles/photo/{photo.pk}/delete/", {"post": "yes"}, follow=True)

    assert "the front Home" in text(response)
    assert Placement.objects.get().photo == photo


def test_section_may_not_be_called_as_home_is(client, editor):
    response = client.post("/admin/articles/section/add/", {"name": "Home", "slug": "home", "position": 0})

    assert "is the address of another page" in text(response)

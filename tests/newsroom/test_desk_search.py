"""Search over everything the desk may see."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from taggit.models import Tag

from articles import life
from articles.models import Note
from articles.publishing import publish
from articles.snippets import pieces, snippet
from tests.factories import (
    make_article,
    make_author,
    make_comment,
    make_editor,
    make_moderator,
    make_photo,
    make_photo_editor,
    make_reporter,
    make_section,
)

SEARCH = "/admin/search/"


def one_of_everything():
    story = make_article(headline="Quokka on the quay", authors=[make_author(name="Quentin Quokka", slug="quentin")])
    spiked = make_article(headline="Quokka spiked")
    life.spike(spiked, by=make_editor())
    make_photo(caption="A quokka on a wall.")
    make_section(name="Quokkas", slug="zoo")
    Tag.objects.create(name="Quokka", slug="quokka")
    live = make_article()
    publish(live, by=make_editor())
    make_comment(live, body="I saw the quokka too.", author_email="hidden@example.org")
    return story


def groups(client, words="quokka"):
    return {group["name"]: group for group in client.get(SEARCH, {"q": words}).context["groups"]}


@pytest.mark.parametrize(
    ("make", "names"),
    [
        (make_editor, ["Stories", "Photos", "Comments", "Authors", "Sections", "Tags", "Spiked stories"]),
        (make_reporter, ["Stories", "Photos", "Authors", "Sections", "Spiked stories"]),
        (make_photo_editor, ["Stories", "Photos", "Authors", "Sections", "Spiked stories"]),
        (make_moderator, ["Comments"]),
    ],
)
def test_everybody_finds_what_they_may_open_and_nothing_else(db, client, make, names):
    one_of_everything()
    client.force_login(make())

    found = groups(client)

    assert list(found) == names
    for group in found.values():
        assert client.get(group["all"]).context["cl"].result_count == int(group["count"])


def test_moderator_is_told_no_headline_of_a_draft(db, client):
    one_of_everything()
    client.force_login(make_moderator())

    page = client.get(SEARCH, {"q": "quokka"}).content.decode()

    assert "I saw the" in page
    assert "on the quay" not in page and "Quentin" not in page


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"deck": "A quokka."}, "Deck"),
        ({"kicker": "Quokka"}, "Kicker"),
        ({"body": "<p>Some words and a <em>quok</em>ka.</p><p>A quokka again.</p>"}, "Text"),
        ({"tags": ["quokka"]}, "Tags"),
        ({"editor_note": "Which quokka?"}, "Note for the desk"),
        ({"slug": "quokka"}, "Address"),
    ],
)
def test_working_copy_is_found_by_all_that_is_written_of_it(db, client, fields, place):
    client.force_login(make_reporter())
    story = make_article(**fields)

    [row] = groups(client)["Stories"]["rows"]

    assert (row["story"], row["place"]) == (story, place)
    assert [part.lower() for part, hit in row["context"] if hit] == ["quokka"] * len(
        [1 for _, hit in row["context"] if hit]
    )


def test_story_is_found_by_a_note(db, client):
    client.force_login(make_reporter())
    Note.objects.create(article=make_article(), text="The quokka is not confirmed.")

    assert groups(client)["Stories"]["rows"][0]["place"] == "Note"


def test_words_are_marked_and_everything_else_is_text(db, client):
    client.force_login(make_reporter())
    make_article(headline='<script>"quokka"</script> & Sons')

    page = client.get(SEARCH, {"q": "quokka"}).content.decode()

    assert "&lt;script&gt;&quot;<mark>quokka</mark>&quot;&lt;/script&gt; &amp; Sons" in page
    assert "<script>&quot;" not in page and '<script>"' not in page


def test_numbers_stop_at_99(db, client):
    client.force_login(make_reporter())
    section = make_section()
    for number in range(101):
        make_article(headline=f"Quokka {number}", section=section, authors=[])

    assert groups(client)["Stories"]["count"] == "99+"
    assert len(groups(client)["Stories"]["rows"]) == 5


@pytest.mark.parametrize(
    "words",
    ["", " ", "\x00", "%", "_", '"', "'", "\\", "🐟", "x" * 3000, "a " * 500, "(((", "[", "\ud7ff", "<b>", "*+?"],
)
def test_odd_words_are_answered(db, client, words):
    one_of_everything()
    client.force_login(make_editor())

    assert client.get(SEARCH, {"q": words}).status_code == 200


def test_percent_and_underscore_are_letters(db, client):
    client.force_login(make_editor())
    make_article(headline="Tax up by 4% again")
    make_article(headline="Tax down")

    assert groups(client, "%")["Stories"]["count"] == "1"
    assert groups(client, "_") == {}


def test_search_runs_the_same_queries_for_1_and_3_rows(db, client):
    client.force_login(make_editor())

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(SEARCH, {"q": "quokka"}).status_code == 200
        return len(captured)

    one_of_everything()
    client.get(SEARCH)
    one = queries()
    for _ in range(2):
        make_article(headline="Quokka", tags=["quokka"], lead_photo=make_photo(caption="Quokka."))
        make_comment(body="Quokka!")

    assert queries() == one
    assert one <= 32


def test_top_bar_leads_here_for_everybody(db, client):
    for person in (make_moderator(), make_reporter()):
        client.force_login(person)
        page = unescape(client.get("/admin/").content.decode())
        assert re.search(r'<form class="topsearch"[^>]*action="/admin/search/"', page)


def test_snippet_shows_whole_words_around_the_first_hit():
    text = "one two three four five six seven eight nine ten harbour eleven twelve thirteen fourteen"

    assert snippet(text, "HARBOUR", length=40) == [
        ("… nine ten ", False),
        ("harbour", True),
        (" eleven twelve thirteen …", False),
    ]
    assert snippet(text, "gull") == []
    assert pieces("", "a") == []

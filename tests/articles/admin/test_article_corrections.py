from datetime import UTC, datetime, timedelta

import pytest

from articles.models import AuditEntry, Correction
from articles.publishing import publish, withdraw
from tests.factories import make_article, make_editor, make_reporter

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture
def editor(client):
    editor = make_editor(first_name="Marit", last_name="Olsund")
    client.force_login(editor)
    return editor


@pytest.fixture
def story(editor):
    story = make_article()
    publish(story, by=editor)
    return story


def page_of(article):
    return f"/admin/articles/article/{article.pk}/change/"


def post(client, article, **fields):
    typed = {"kind": "correction", "text": "It was ten."} | fields
    data = {f"correction-{name}": value for name, value in typed.items()}
    return client.post(f"/admin/articles/article/{article.pk}/corrections/", data, follow=True)


def test_correction_is_added_and_shown_in_the_card(client, editor, story):
    response = post(client, story, kind="clarification", at_top="on")

    assert response.redirect_chain == [(f"{page_of(story)}#corrections", 302)]
    correction = Correction.objects.get()
    assert (correction.article, correction.kind, correction.text) == (story, "clarification", "It was ten.")
    assert (correction.at_top, correction.live_from, correction.made_by) == (True, NOON, editor)
    text = response.content.decode()
    assert "Clarification added. Readers see it now" in text
    assert "At the top, by Marit Olsund" in text
    assert AuditEntry.objects.newest().first().deed == "correct"


def test_correction_to_come_says_when(client, editor, story):
    response = post(client, story, live_from="2026-03-01T13:00")

    assert Correction.objects.get().live_from == NOON + HOUR
    assert "Correction added. Readers see it at 13:00." in response.content.decode()
    assert "Not seen yet" in response.content.decode()


def test_correction_of_a_withdrawn_story_says_that_nobody_sees_it(client, editor, story, time_machine):
    time_machine.move_to(NOON + HOUR, tick=False)
    withdraw(story, by=editor)

    assert "Readers see it when the story is on the site again." in post(client, story).content.decode()
    assert not Correction.objects.live().exists()


def test_story_that_was_never_public_has_no_card_and_takes_none(client, editor):
    draft = make_article()

    assert 'id="corrections"' not in client.get(page_of(draft)).content.decode()
    assert "No reader has seen this story yet" in post(client, draft).content.decode()
    assert not Correction.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text": ""}, "Write what was wrong, and what is right."),
        ({"text": "  \n "}, "Write what was wrong, and what is right."),
        ({"text": "a\x00b"}, "can’t be stored"),
        ({"text": "x" * 2001}, "2001 characters are too many: at most 2000 fit."),
        ({"text": "🐟" * 16_384}, "16384 characters are too many"),
        ({"kind": "mistake"}, "Choose the kind from the list."),
        ({"kind": "\x00"}, "Choose the kind from the list."),
        ({"live_from": "2026-03-01T11:00"}, "is past"),
        ({"live_from": "soon"}, "This is not a day and a time."),
        ({"live_from": "9999-12-31T23:59"}, "out of reach"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_was_refused_is_told_and_its_words_are_still_in_the_card(client, editor, story, wrong, sentence):
    text = post(client, story, **wrong).content.decode()

    assert not Correction.objects.exists()
    assert text.count(sentence) >= 2
    assert wrong.get("text", "It was ten.").strip() in text


def test_double_click_makes_one_correction(client, editor, story):
    post(client, story)

    assert "exactly these words" in post(client, story).content.decode()
    assert Correction.objects.count() == 1


def test_correction_is_taken_back_with_its_words_in_the_audit_trail(client, editor, story):
    post(client, story)
    address = f"/admin/articles/article/{story.pk}/corrections/{Correction.objects.get().pk}/take-back/"

    response = client.post(address, follow=True)

    assert "The correction is taken back." in response.content.decode()
    assert not Correction.objects.exists()
    assert AuditEntry.objects.newest().first().details["text"] == "It was ten."
    assert client.post(address).status_code == 404


def test_reporter_neither_adds_nor_sees_the_form(client, story):
    reporter = make_reporter()
    own = make_article(created_by=reporter)
    client.force_login(reporter)

    assert post(client, story).status_code == 403
    assert post(client, own).status_code == 403
    assert "correction_form" not in client.get(page_of(own)).content.decode()


@pytest.mark.parametrize("pk", ["0", "9" * 18, "9" * 40])
def test_made_up_story_and_correction_are_answered(client, editor, story, pk):
    assert client.post(f"/admin/articles/article/{pk}/corrections/").status_code == 404
    assert client.post(f"/admin/articles/article/{story.pk}/corrections/{pk}/take-back/").status_code == 404


def test_page_runs_as_many_queries_for_three_corrections_as_for_one(client, editor, story, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    story.corrections.create(text="One.", made_by=make_editor())
    client.get(page_of(story))
    with CaptureQueriesContext(connection) as one:
        client.get(page_of(story))
    for text in ("Two.", "Three."):
        story.corrections.create(text=text, made_by=make_editor())
    with django_assert_num_queries(len(one)):
        client.get(page_of(story))


# Minor or not: whoever publishes a change says it


def test_publish_box_asks_what_kind_of_change_it_is(client, editor, story):
    text = client.get(page_of(story)).content.decode()

    assert "What kind of change is it?" in text
    assert 'type="radio" name="is_minor" value="" id="id_is_minor_0" checked' in text
    assert 'type="radio" name="is_minor" value="on" id="id_is_minor_1"' in text

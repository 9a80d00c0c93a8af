from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import audit
from articles.models import AuditEntry
from articles.publishing import publish
from articles.timeline import MOST_AUTOSAVES, TimelineForm, page
from articles.versions import name_version
from tests.factories import make_article, make_editor

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def story():
    return make_article(headline="Wall", slug="wall")


def save(article, minute, *, kind="save", by=None, **fields):
    for name, value in fields.items():
        setattr(article, name, value)
    article.save()
    return article.record(by=by, kind=kind, at=NOON + minute * MINUTE)


def read_through(article, rows):
    """Every page of the history, the latest first."""
    pages, cursor = [], None
    while True:
        found = page(article, before=cursor, rows=rows)
        pages.append(found.events)
        if not found.older:
            return pages
        form = TimelineForm({"before": found.older})
        assert form.is_valid()
        cursor = form.cleaned_data["before"]
        assert cursor and len(pages) < 50


def test_everything_stands_in_one_order_with_what_changed(story, time_machine):
    editor = make_editor()
    save(story, 1, headline="Quay", by=editor)
    AuditEntry.objects.create(
        deed="give_back",
        by_name="Ann",
        article=story,
        about="x",
        at=NOON + 2 * MINUTE,
        details={"note": "Ring Pell."},
    )
    save(story, 3, kind="conflict", deck="Theirs")
    save(story, 4, deck="Mine")
    time_machine.move_to(NOON + 4 * MINUTE, tick=False)
    edition = publish(story, by=editor, at=NOON + 5 * MINUTE)

    events = page(story).events

    assert [(event.kind, event.words) for event in events] == [
        ("edition", ""),
        ("deed", "Scheduled"),
        ("save", "changed the deck"),
        ("conflict", "Text kept from two people’s changes"),
        ("deed", "Gave back"),
        ("save", "changed the headline"),
        ("save", "began the story"),
    ]
    assert events[0].is_to_come and events[0].revision == edition.revision_id
    assert events[4].notes == ["Ring Pell."]


def test_autosaves_are_folded_between_the_others(story):
    marta = make_editor()
    for minute in range(1, 5):
        # Apart, as they are when each took out words of the one before.
        story.revisions.create(kind="autosave", by=marta, at=NOON + minute * MINUTE, data=story.snapshot())
    save(story, 5)
    save(story, 6, kind="autosave")

    events = page(story).events

    assert [(event.kind, len(event.autosaves)) for event in events] == [
        ("autosaves", 1),
        ("save", 0),
        ("autosaves", 4),
        ("save", 0),
    ]
    assert (events[2].began_at, events[2].at, events[2].authors) == (NOON + MINUTE, NOON + 4 * MINUTE, [marta])


def test_edition_tells_what_it_changed_for_readers(story, time_machine):
    publish(story, by=None)
    time_machine.move_to(NOON + 9 * MINUTE, tick=False)
    save(story, 9, headline="Quay", body="<p>Other.</p>")
    publish(story, by=None)

    assert page(story).events[0].words == "the headline and the text"


def test_only_named_and_published(story):
    save(story, 1, deck="A")
    name_version(save(story, 2, deck="B"), "Before legal")
    save(story, 3, kind="autosave")
    audit.record("submit", by=None, article=story)
    publish(story, by=None)

    assert {(event.kind, event.name) for event in page(story, named_only=True).events} == {
        ("edition", ""),
        ("milestone", "Before legal"),
    }


def test_pages_lose_and_repeat_nothing_even_at_one_moment(story):
    for number in range(6):
        save(story, 1, deck=str(number))
        AuditEntry.objects.create(deed="submit", by_name="A", article=story, about="x", at=NOON + MINUTE)
        save(story, 1, kind="autosave")
        save(story, 2 + number, kind="autosave")
        save(story, 2 + number, deck=f"later {number}")
    publish(story, by=None, at=NOON + 30 * MINUTE)

    for rows in (1, 2, 3, 7, 50):
        pages = read_through(story, rows)
        seen = [(row.order, row.pk) for events in pages for event in events for row in event.autosaves or [event]]
        assert len(seen) == len(set(seen)) == 1 + 1 + 6 + 1 + 6 + 6 + 12, rows


def test_many_autosaves_end_a_page_and_go_on_in_the_next(story, monkeypatch):
    monkeypatch.setattr("articles.timeline.MOST_AUTOSAVES", 4)
    for number in range(11):
        save(story, number + 1, kind="autosave")

    pages = read_through(story, 50)

    assert [sum(len(event.autosaves) for event in events) for events in pages] == [4, 4, 3]
    assert pages[-1][-1].kind == "save"
    assert MOST_AUTOSAVES == 400


def test_history_runs_five_queries_whatever_it_holds(story):
    editor = make_editor()
    with CaptureQueriesContext(connection) as few:
        page(story)
    for number in range(1, 60):
        save(story, number, deck=str(number), by=editor)
        save(story, number, kind="autosave", by=editor)
    publish(story, by=editor)

    with CaptureQueriesContext(connection) as many:
        found = page(story)
        assert [event.who and event.who.username for event in found.events]

    assert (len(few), len(many)) == (5, 5)
    assert found.older


ODD = ["x", "1~2~3", "2026-03-01~0~1", "2026-03-01T12:00:00Z~0~-1", "\x00", "9" * 79]
ODD += ["9999-12-31T23:59:59+00:00~0~1"]


@pytest.mark.parametrize("typed", ODD)
def test_made_up_cursor_is_the_newest_page(typed):
    form = TimelineForm({"before": typed})
    form.is_valid()

    assert not form.cleaned_data.get("before")

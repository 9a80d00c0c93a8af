import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from articles import corrections, websub
from articles.models import Correction, Edition
from articles.publishing import publish, withdraw
from articles.story_feeds import FORMATS
from tests.articles.hub_server import hub as serving
from tests.factories import make_article, make_author, make_section

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def hub(settings):
    with serving() as server:
        settings.WEBSUB_HUB = server.url
        yield server


def wall(**fields):
    section = make_section(slug="dredging", parent=make_section(slug="harbour"))
    return make_article(section=section, authors=[make_author(slug="marit")], tags=["Sea wall"], **fields)


def feeds(*places):
    return sorted(f"{SITE}/feeds/{place}.{form}" for place in places for form in FORMATS)


OF_WALL = ["latest", "sections/dredging", "sections/harbour", "tags/sea-wall", "authors/marit"]


def told(hub):
    """The addresses that the hub was told of, and forget them."""
    assert [asked["hub.mode"] for asked in hub.asked] == [["publish"]] * len(hub.asked)
    found = sorted(address for asked in hub.asked for address in asked["hub.url"])
    hub.asked.clear()
    return found


def test_a_publication_is_told_once_with_every_feed_it_stands_in(hub):
    publish(wall(), by=None)

    assert websub.announce() == 1
    assert told(hub) == feeds(*OF_WALL)
    assert websub.announce() == 0
    assert told(hub) == []
    assert Edition.objects.filter(announced_at=None).count() == 0


def test_a_correction_is_told_with_the_corrections_and_its_storys_feeds(hub):
    story = wall()
    publish(story, by=None)
    websub.announce()
    told(hub)

    corrections.add(story, by=None, kind="correction", text="It was ten.")

    assert websub.announce() == 1
    assert told(hub) == feeds("corrections", *OF_WALL)
    assert websub.announce() == 0


def test_a_new_edition_is_told_again(hub):
    story = wall()
    publish(story, by=None)
    websub.announce()
    story.refresh_from_db()
    story.deck = "Changed."
    story.save()
    story.record(by=None)
    publish(story, by=None)

    assert websub.announce() == 1


def test_what_is_scheduled_is_told_by_the_sweep_after_its_minute(hub, at_noon, time_machine, capsys):
    story = wall()
    publish(story, by=None, at=NOON + HOUR)
    live = make_article()
    publish(live, by=None)
    corrections.add(live, by=None, kind="update", text="To come.", at=NOON + HOUR)
    websub.announce()
    before = told(hub)
    assert not any(part in address for address in before for part in ("dredging", "marit", "sea-wall", "corrections"))

    time_machine.move_to(NOON + HOUR, tick=False)
    call_command("sweep")

    assert "Hub: 2 told of" in capsys.readouterr().out
    assert set(feeds("corrections", *OF_WALL)) <= set(told(hub))
    call_command("sweep")
    assert "Hub: 0 told of" in capsys.readouterr().out


def test_what_was_taken_off_before_anybody_was_told_names_nothing(hub):
    story = wall()
    publish(story, by=None)
    withdraw(story, by=None)

    websub.announce()

    assert told(hub) == []
    assert websub.announce() == 0


def test_the_day_a_hub_is_set_old_stories_stay_untold(hub, at_noon, time_machine):
    publish(wall(), by=None)
    time_machine.move_to(NOON + timedelta(days=1), tick=False)

    assert websub.announce() == 0
    assert told(hub) == []


def test_more_feeds_than_a_request_holds_go_in_several(hub):
    publish(make_article(tags=[f"Tag {number}" for number in range(30)]), by=None)

    websub.announce()

    assert [len(asked["hub.url"]) for asked in hub.asked] == [50, 49]


def test_without_a_hub_nothing_is_told(settings, capsys):
    publish(wall(), by=None)

    assert websub.announce() == 0
    call_command("sweep")
    assert "Hub: none is set" in capsys.readouterr().out
    assert Edition.objects.filter(announced_at=None).count() == 1


@pytest.mark.parametrize("status", [302, 400, 500])
def test_what_a_hub_does_not_take_waits(settings, status):
    story = wall()
    publish(story, by=None)
    corrections.add(story, by=None, kind="correction", text="It was ten.")
    with serving(status=status) as server:
        settings.WEBSUB_HUB = server.url
        with pytest.raises(websub.HubRefused, match=str(status)):
            websub.announce()

    assert (
        Edition.objects.filter(announced_at=None).count() == Correction.objects.filter(announced_at=None).count() == 1
    )


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_sweep_says_what_a_hub_did_not_take_and_tries_again(settings, capsys):
    publish(wall(), by=None)
    with serving(status=500) as server:
        settings.WEBSUB_HUB = server.url
        with pytest.raises(CommandError, match="Not done: Hub"):
            call_command("sweep")
        assert "HubRefused: The hub answered 500." in capsys.readouterr().err

        server.status = 202
        call_command("sweep")

    assert "Hub: 1 told of" in capsys.readouterr().out


def test_a_hub_that_is_not_there_stops_no_publication(
    settings, django_capture_on_commit_callbacks, caplog, monkeypatch
):
    settings.WEBSUB_HUB = "http://127.0.0.1:9/"
    # Closing this thread's connection would end the test's transaction.
    monkeypatch.setattr(websub.connections, "close_all", lambda: None)
    with django_capture_on_commit_callbacks(execute=True):
        edition = publish(wall(), by=None)

    assert edition.is_live()
    assert websub.Announcer().round() is True
    assert "The hub could not be told" in caplog.text


@pytest.mark.parametrize(("deed", "queries"), [("publish", 4), ("correct", 5)])
def test_telling_takes_the_same_queries_for_1_and_3_stories(hub, django_assert_num_queries, deed, queries):
    def some(number):
        for _ in range(number):
            story = make_article()
            publish(story, by=None)
            if deed == "correct":
                corrections.add(story, by=None, kind="correction", text="It was ten.")

    for number in (1, 3):
        some(number)
        with django_assert_num_queries(queries):
            websub.announce()


class Counting(websub.Announcer):
    """An announcer that counts its rounds, so that no thread outlives a test with work in hand."""

    def __init__(self):
        super().__init__()
        self.gate = threading.Semaphore(0)

    def round(self):
        self.gate.release()
        return False


def test_publication_and_correction_wake_the_announcer_after_their_commit(
    monkeypatch, settings, django_capture_on_commit_callbacks
):
    settings.WEBSUB_HUB = "https://hub.example/"
    announcer = Counting()
    monkeypatch.setattr(websub, "announcer", announcer)
    story = wall()
    for deed in (
        lambda: publish(story, by=None),
        lambda: corrections.add(story, by=None, kind="correction", text="It was ten."),
    ):
        with django_capture_on_commit_callbacks(execute=True):
            deed()
            assert not announcer.gate.acquire(timeout=0.01)
        assert announcer.gate.acquire(timeout=5)
    assert announcer.thread.name == "websub"
    announcer.stop()


def test_only_the_web_servers_entry_has_an_announcer():
    assert websub.announcer is None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_hub_that_hangs_slows_no_publication_and_is_told_outside_its_transaction(monkeypatch, settings):
    announcer = websub.Announcer()
    monkeypatch.setattr(websub, "announcer", announcer)
    with serving(hangs=True) as server:
        settings.WEBSUB_HUB = server.url
        story = wall()
        began = time.monotonic()
        publish(story, by=None)
        assert time.monotonic() - began < 1
        assert server.heard.acquire(timeout=5)

        # The hub has not answered yet, and whoever wants the row finds it free.
        began = time.monotonic()
        withdraw(story, by=None, at=timezone.now() + HOUR)
        assert time.monotonic() - began < 1
        server.gate.set()
        for _ in range(100):
            if not Edition.objects.filter(announced_at=None).exists():
                break
            time.sleep(0.05)
        announcer.stop()

    assert not Edition.objects.filter(announced_at=None).exists()
    assert set(told(server)) == set(feeds(*OF_WALL))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_nothing_is_held_while_the_hub_is_asked(hub, monkeypatch):
    seen = []
    post = websub.post
    monkeypatch.setattr(websub, "post", lambda fields: (seen.append(connection.in_atomic_block), post(fields)))
    publish(wall(), by=None)

    websub.announce()

    assert seen == [False]

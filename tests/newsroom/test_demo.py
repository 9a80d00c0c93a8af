from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article, Author, Edition, Masthead, Photo, Section, Series
from articles.models.article import State
from articles.reads import most_read
from comments.models import Comment, Decision
from newsroom.demo.load import load

pytestmark = pytest.mark.django_db

EVENING = datetime(2026, 11, 22, 20, tzinfo=UTC)


@pytest.fixture
def demo(time_machine):
    time_machine.move_to(EVENING, tick=False)
    load(password="long-enough-42")


def in_state(state):
    return Article.objects.in_state(state).count()


def test_demo_has_stories_in_every_state(demo):
    counts = {state.value: in_state(state) for state in State}

    assert counts == {
        "draft": 3, "review": 1, "ready": 0, "scheduled": 2, "live": 35, "changed": 1, "withdrawn": 1, "spiked": 1,
    }  # fmt: skip
    assert sum(counts.values()) == Article.objects.count() == 44


def test_demo_has_the_paper_around_them(demo):
    assert Masthead.objects.get().name == "The Harbour Courier"
    assert Section.objects.filter(parent=None).count() == 6
    assert Author.objects.count() == 7
    assert set(Comment.objects.values_list("state", flat=True)) == {choice.value for choice in Comment.State}


def test_demo_photos_bring_their_words_in_the_file(demo):
    photo = Photo.objects.filter(is_decorative=False).first()

    assert Photo.objects.incomplete().count() == 0
    assert photo.metadata["said"]["caption"] == photo.caption
    assert photo.metadata["said"]["alt_text"] == photo.alt_text
    assert "byline" not in photo.metadata["said"] and "Courier" in photo.credit


def test_every_demo_comment_was_decided_by_somebody(demo):
    assert Comment.objects.filter(decisions=None).count() == 0
    assert Decision.objects.filter(verdict="approved", by=None).exclude(rule="staff").count() == 0


def test_demo_shows_a_story_that_was_updated(demo):
    edition = Edition.objects.live().get(slug="channel-works-stop")

    assert edition.number == 2
    assert edition.is_updated


def test_demo_shows_a_series_of_three_and_stories_chosen_by_hand(demo):
    parts = Edition.objects.live().about(Series.objects.get().tag)
    edition = Edition.objects.live().get(slug="channel-works-stop")

    assert parts.count() == 3
    assert len(edition.related) == 3
    assert Edition.objects.live().of_stories(edition.related).count() == 3


def test_demo_has_been_read(demo):
    read = most_read("day")

    assert [edition.slug for edition in read[:2]] == ["gale-by-dusk", "channel-works-stop"]
    assert len(read) == 10


def test_demo_refuses_a_newsroom_with_stories(demo):
    with pytest.raises(CommandError, match="stories already"):
        call_command("demo")


def test_demo_refuses_a_site_that_others_reach(settings):
    settings.SITE_HOST, settings.SITE_URL = "news.example", "https://news.example"

    with pytest.raises(CommandError, match=r"news\.example"):
        call_command("demo")

    assert not Article.objects.exists()


def test_demo_prints_the_accounts_and_the_password_chosen(monkeypatch, capsys):
    monkeypatch.setenv("DEMO_PASSWORD", "chosen-password-1")

    call_command("demo")

    printed = capsys.readouterr().out
    assert "editor, reporter, photo, moderator" in printed and "chosen-password-1" in printed

from datetime import UTC, datetime, timedelta

import pytest

from articles import page_names
from articles.models import Edition
from articles.publishing import publish
from comments.models import HouseRules
from comments.modes import closes_at, mode_of, takes_comments
from comments.templatetags.comments import comments_now
from tests.factories import make_article, make_editor, make_section

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def live(**fields):
    article = make_article(**fields)
    publish(article, by=make_editor(), at=NOON)
    return Edition.objects.for_story().get(article=article)


@pytest.mark.parametrize(
    ("story", "section", "above", "mode"),
    [
        ("open", "open", "open", "hold_newcomers"),
        ("open", "open", "closed", "closed"),
        ("open", "publish_first", "closed", "publish_first"),
        ("hold_all", "publish_first", "closed", "hold_all"),
        ("closed", "publish_first", "open", "closed"),
    ],
)
def test_the_nearest_that_says_something_counts(db, story, section, above, mode):
    parent = make_section(comments_policy=above)
    edition = live(section=make_section(parent=parent, comments_policy=section), comments_policy=story)
    house = HouseRules(mode="hold_newcomers")

    assert mode_of(edition, house) == mode
    assert takes_comments(edition, house, NOON) is (mode != "closed")


def test_a_story_closes_so_many_days_after_its_first_publication_and_not_before(db):
    edition, house = live(), HouseRules(close_after_days=14)

    closing = closes_at(edition, house)

    assert closing == NOON + timedelta(days=14)
    assert takes_comments(edition, house, closing - timedelta(seconds=1))
    assert not takes_comments(edition, house, closing)
    assert takes_comments(edition, HouseRules(), NOON + timedelta(days=9999))


def test_a_story_that_stays_open_stays_open(db):
    edition = live(comments_stay_open=True)

    assert takes_comments(edition, HouseRules(close_after_days=1), NOON + timedelta(days=9999))


def test_what_is_only_looked_at_has_no_day_to_close_on(db):
    assert closes_at(Edition(article=make_article()), HouseRules(close_after_days=1)) is None


def test_the_story_page_says_what_its_section_means_now(db):
    HouseRules(mode="hold_newcomers", close_after_days=14).save()

    assert comments_now(make_article()) == (
        "As in its section means now: hold newcomers. Comments close 14 days after publication."
    )
    assert comments_now(make_article(section=make_section(comments_policy="closed"))).startswith(
        "As in its section means now: closed."
    )
    assert comments_now("") == ""


def test_the_story_page_says_nothing_of_closing_where_comments_stay_open(db):
    HouseRules(mode="hold_newcomers", close_after_days=14).save()

    assert comments_now(make_article(comments_stay_open=True)) == "As in its section means now: hold newcomers."


def test_a_closed_story_shows_no_form_whatever_closed_it(client, db):
    edition = live()
    assert b"<form" in client.get(edition.path).content.split(b'id="comments"')[1]

    HouseRules(close_after_days=1).save()

    html = client.get(edition.path).content.decode().split('id="comments"')[1]
    assert "Comments on this story closed on " in html and "<form" not in html


@pytest.mark.parametrize(
    ("mode", "promise"),
    [
        ("hold_all", "Each one is read by an editor before it appears."),
        ("hold_newcomers", "Most are read by an editor before they appear."),
        ("publish_first", "Editors read them, some only after they appear."),
    ],
)
def test_readers_are_told_when_a_comment_is_read(client, db, mode, promise):
    HouseRules(mode=mode).save()

    assert promise in client.get(live().path).content.decode()


def test_closing_a_story_tells_whoever_keeps_its_page(db, monkeypatch, django_capture_on_commit_callbacks):
    story, told = make_article(), []
    monkeypatch.setattr(page_names, "LISTENERS", [told.append])

    with django_capture_on_commit_callbacks(execute=True):
        story.comments_policy = "closed"
        story.save()

    assert told == [{f"article:{story.pk}"}]

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from articles.publishing import publish, withdraw
from comments.mine import own_path as mine_path
from tests.factories import make_article, make_comment, make_editor

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def comment(db):
    article = make_article()
    publish(article, by=make_editor())
    return make_comment(article, body="Mine alone.", author_email="annika@example.org")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("pending", "Awaiting moderation"),
        ("approved", "Published"),
        ("rejected", "decided not to publish it"),
        ("spam", "taken for advertising"),
        ("withdrawn", "You took it back"),
    ],
)
def test_the_page_says_what_became_of_the_comment(comment, client, state, words):
    comment.decide(state, by=make_editor())

    html = client.get(mine_path(comment)).content.decode()

    assert words in html and "Mine alone." in html and "annika@example.org" not in html


def test_an_approved_comment_is_linked_at_its_place(comment, client):
    comment.approve(by=make_editor())

    assert f'#comment-{comment.pk}">the story</a>' in client.get(mine_path(comment)).content.decode()


def test_a_page_of_a_story_off_the_site_leads_nowhere(comment, client):
    path = comment.article.editions.get().path
    withdraw(comment.article, by=make_editor())

    html = client.get(mine_path(comment)).content.decode()

    assert "no longer on the site" in html and path not in html


def test_the_address_is_open_for_an_hour(comment, client):
    with time_machine.travel(NOON, tick=False):
        path = mine_path(comment)
    with time_machine.travel(NOON + timedelta(minutes=59), tick=False):
        assert client.get(path).status_code == 200
    with time_machine.travel(NOON + timedelta(minutes=61), tick=False):
        response = client.get(path)

    assert response.status_code == 404
    assert "This address is no longer open" in response.content.decode() and b"Mine alone" not in response.content


@pytest.mark.parametrize(
    "change", [lambda t: "x" + t, lambda t: t[:-1], lambda t: "1", lambda t: "%00", lambda t: "💥"]
)
def test_a_wrong_address_is_answered_kindly(comment, client, change):
    token = mine_path(comment).split("/")[-2]

    response = client.get(f"/comments/mine/{change(token)}/")

    assert response.status_code == 404 and "Nothing is lost" in response.content.decode()


def test_the_address_of_one_comment_opens_no_other(comment, client):
    other = make_comment(comment.article, body="Not yours.")

    assert b"Not yours." not in client.get(mine_path(comment)).content
    assert b"Mine alone." not in client.get(mine_path(other)).content


def test_a_reply_to_a_comment_taken_down_does_not_name_it(comment, client):
    parent = make_comment(comment.article, author_name="Nobody Now", state="rejected")
    reply = make_comment(comment.article, parent=parent)

    assert b"Nobody Now" not in client.get(mine_path(reply)).content


def test_the_page_is_kept_by_nobody(comment, client):
    response = client.get(mine_path(comment))

    assert response["Cache-Control"] == "private, no-store" and response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert not response.cookies and "Cookie" not in response.get("Vary", "")
    assert client.post(mine_path(comment)).status_code == 405

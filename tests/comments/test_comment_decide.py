"""The page that a link in a moderator's mail opens."""

import html
from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import AuditEntry, Notice
from articles.publishing import publish
from comments import link_views, verdict_links
from comments.models import Comment, Decision, InHand, Writer
from comments.moderation import decide
from tests.factories import make_article, make_comment, make_editor, make_moderator
from tests.tokens import without_tokens

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def marta(db):
    return make_moderator(first_name="Marta", last_name="Lind")


def held(article=None, **fields):
    comment = make_comment(article, **fields)
    decide(comment)
    return comment


def link(comment, user):
    latest = comment.decisions.order_by("-pk").values_list("pk", flat=True).first()
    return verdict_links.path_of(verdict_links.token_for(comment, user, latest))


def press(client, address, verdict="approved", headers=OURS, **fields):
    return client.post(address, {"verdict": verdict} | fields, headers=headers)


def state(comment):
    return Comment.objects.get(pk=comment.pk).state


def test_the_page_shows_what_a_decision_needs_and_asks(client, marta):
    story = make_article(headline="Harbour wall")
    publish(story, by=make_editor())
    parent = make_comment(story, author_name="Pete", body="What was said before.", state="approved")
    comment = held(
        story,
        parent=parent,
        author_name="Annika",
        body="See <b>https://example.org</b> https://example.net",
        author_email="a@b.example",
    )

    response = client.get(link(comment, marta) + "?as=rejected")

    text = response.content.decode()
    assert response.status_code == 200
    assert "Reject this comment?" in text and "You decide as Marta Lind." in text
    assert "Harbour wall" in text and "What was said before." in text and "Held: Has 2 links" in text
    assert "See &lt;b&gt;<mark>https://example.org&lt;/b&gt;</mark>" in text or "&lt;b&gt;" in text
    assert "a@b.example" not in text
    assert state(comment) == "pending"


def test_the_page_is_for_its_holder_alone(client, marta):
    response = client.get(link(held(), marta))

    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "same-origin"
    assert not response.cookies and "Cookie" not in response.get("Vary", "")


def test_looking_never_decides(client, marta):
    comment = held()
    address = link(comment, marta)

    for query in ("", "?as=approved", "?as=spam", "?verdict=approved", "?as=\x00", "?as=🐟"):
        assert client.get(address + query).status_code == 200
        assert client.head(address + query).status_code == 200
    assert client.put(address).status_code == client.delete(address).status_code == 405
    assert state(comment) == "pending" and Decision.objects.count() == 1


@pytest.mark.parametrize("verdict", ["approved", "rejected", "spam"])
def test_a_press_decides_as_that_moderator(client, marta, verdict):
    comment = held()
    address = link(comment, marta)

    response = press(client, address, verdict)

    assert (response.status_code, response.url) == (303, address)
    decision = comment.decisions.first()
    assert (decision.by, decision.verdict, decision.was) == (marta, verdict, "pending")
    entry = AuditEntry.objects.get()
    assert (entry.by, entry.details["comment"]) == (marta, comment.pk)
    assert "That is done" in client.get(address).content.decode()


def test_a_press_lets_go_of_the_comment_and_tells_its_writer_why_it_went(client, marta):
    comment = held(author_email="annika@example.org", report_count=1)
    comment.reports.create(reason="illegal")
    Writer.objects.create(email="annika@example.org", confirmed_at=timezone.now())
    InHand.objects.create(comment=comment, by=marta, until=timezone.now() + timedelta(seconds=30))

    press(client, link(comment, marta), "rejected")

    assert not InHand.objects.exists()
    assert Notice.objects.get().kind == f"verdict:{comment.pk}"


def test_a_link_works_once(client, marta):
    comment = held()
    address = link(comment, marta)
    press(client, address)

    response = press(client, address, "rejected")

    assert response.status_code == 409
    assert "Marta Lind approved this just now." in response.content.decode()
    assert state(comment) == "approved" and comment.decisions.count() == 2


@pytest.mark.parametrize("verdict", ["approved", "rejected", "withdrawn"])
def test_a_spent_link_shows_nobodys_words(client, marta, verdict):
    parent = make_comment(author_name="Zqpete", body="Zqbefore.", state="approved")
    comment = held(parent.article, parent=parent, author_name="Zqname", body="Zqwords.")
    address = link(comment, marta)
    assert client.get(address).content.decode().count("Zq") == 4
    comment.decide(verdict, by=marta if verdict != "withdrawn" else None)

    text = client.get(address).content.decode()

    assert "This link works no more." in text and "Zq" not in without_tokens(text)
    assert "Zq" not in without_tokens(press(client, address).content.decode())


def test_what_is_answered_is_shown_only_while_readers_see_it(client, marta):
    parent = make_comment(author_name="Zqpete", body="Zqbefore.", state="withdrawn")

    text = client.get(link(held(parent.article, parent=parent), marta)).content.decode()

    assert "In answer to a comment that is not on the site." in text and "Zq" not in without_tokens(text)


def test_a_right_lost_while_somebody_else_decides_is_not_found(rf, marta):
    comment = held()
    token = verdict_links.token_for(comment, marta, comment.decisions.get().pk)
    opened = verdict_links.find(token)
    comment.approve(by=make_moderator())
    marta.groups.clear()

    with pytest.raises(Http404):
        link_views.decide(rf.post("/", {"verdict": "approved"}, headers=OURS), opened, token)


def test_a_link_is_dead_once_anybody_decided_even_there_and_back(client, marta):
    comment, tomas = held(), make_moderator(first_name="Tomas", last_name="Berg")
    address = link(comment, marta)
    comment.approve(by=tomas)
    comment.hold(by=tomas)

    text = client.get(address).content.decode()
    response = press(client, address, "spam")

    assert "Tomas Berg held this just now." in text and '<form method="post"' not in text
    assert response.status_code == 409 and state(comment) == "pending"


def test_words_changed_since_the_page_was_opened_are_read_first(client, marta):
    comment = held()
    address = link(comment, marta)
    read = comment.fingerprint
    Comment.objects.filter(pk=comment.pk).update(body="Other words.", edited_at=timezone.now())

    response = press(client, address, seen_text=read)

    text = response.content.decode()
    assert response.status_code == 409 and "Other words." in text and "changed the words" in text
    mark = html.unescape(text.split('name="seen_text" value="')[1].split('"')[0])
    assert press(client, address, seen_text=mark).status_code == 303 and state(comment) == "approved"


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_a_press_from_elsewhere_decides_nothing(client, marta, headers):
    comment = held()

    assert press(client, link(comment, marta), headers=headers).status_code == 403
    assert state(comment) == "pending"


@pytest.mark.parametrize("verdict", ["", "pending", "withdrawn", "x\x00"])
def test_an_odd_verdict_decides_nothing(client, marta, verdict):
    comment = held()

    assert press(client, link(comment, marta), verdict).status_code == 422
    assert state(comment) == "pending"


def answers_404(client, address):
    plain = client.get("/no-such-page/").content
    for response in (client.get(address), client.head(address), press(client, address)):
        assert response.status_code == 404
    assert client.get(address).content == plain


def test_what_is_no_link_of_ours_is_not_found(client, marta):
    comment = held()
    token = verdict_links.token_for(comment, marta, comment.decisions.get().pk)
    foreign = signing.dumps([comment.pk, marta.pk, comment.decisions.get().pk], salt="comments.mine")

    for odd in (token[:-1], token[1:], token.swapcase(), foreign, "x", "🐟", "a" * 4000):
        answers_404(client, f"/comments/decide/{odd}/")
    assert state(comment) == "pending"


def test_a_link_ends_after_three_days(client, marta):
    comment = held()
    address = link(comment, marta)

    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        answers_404(client, address)
    with time_machine.travel(timezone.now() + timedelta(days=2, hours=23)):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("change", ["is_active", "is_staff", "groups", "gone"])
def test_a_link_ends_with_its_holders_right(client, marta, change):
    comment = held()
    address = link(comment, marta)

    if change == "groups":
        marta.groups.clear()
    elif change == "gone":
        marta.delete()
    else:
        setattr(marta, change, False)
        marta.save()

    answers_404(client, address)
    assert state(comment) == "pending"


def test_a_deleted_comment_is_not_found(client, marta):
    comment = make_comment()
    address = link(comment, marta)
    comment.delete()

    answers_404(client, address)


def test_whoever_is_logged_in_decides_nothing_in_their_own_name(marta):
    comment, client = held(), Client()
    client.force_login(make_editor())

    press(client, link(comment, marta))

    assert comment.decisions.first().by == marta


def test_the_page_takes_the_same_queries_for_one_and_three(client, marta):
    def queries(comment):
        address = link(comment, marta)
        with CaptureQueriesContext(connection) as context:
            client.get(address)
        return len(context)

    story = make_article()
    parent = make_comment(story, state="approved")
    one = queries(held(story, parent=parent))
    many = held(story, parent=held(story, parent=parent))
    for _ in range(2):
        many.approve(by=make_moderator())
        many.hold(by=make_moderator())

    assert queries(many) == one

"""The writer's own page: what it says, who can open it, and what can be done on it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from articles.publishing import publish, withdraw
from comments import mine, retention, writers
from comments.erasure import erase
from comments.mine import mailed_path, own_path
from comments.models import Comment, Decision, Mute, Writer
from tests.factories import make_article, make_comment, make_editor

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MANY_CHANGES = [
    lambda t: "x" + t,
    lambda t: t[:-1],
    lambda t: t[: len(t) // 2],
    lambda t: t.replace(":", "."),
    lambda t: t + ":" + t,
    lambda t: "1",
    lambda t: "%00",
    lambda t: "💥",
    lambda t: "x" * 5000,
]


@pytest.fixture
def comment(db):
    article = make_article()
    publish(article, by=make_editor())
    return make_comment(article, body="Mine alone.", author_email="annika@example.org")


def token_of(path):
    return path.split("/")[-2]


def words(**changes):
    return {"action": "edit", "body": "Mended.", "author_name": "Annika Ro", "author_website": ""} | changes


@pytest.mark.parametrize("path_of", [own_path, mailed_path])
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
def test_the_page_says_what_became_of_the_comment(comment, client, path_of, state, words):
    comment.decide(state, by=make_editor())

    html = client.get(path_of(comment)).content.decode()

    assert words in html and "Mine alone." in html and "annika@example.org" not in html


def test_the_page_says_why_as_the_newsroom_put_it(comment, client):
    comment.reject(by=make_editor(), message="It is not about the story.")
    assert "It is not about the story." in client.get(own_path(comment)).content.decode()

    comment.hold(by=make_editor())
    assert "It is not about the story." not in client.get(own_path(comment)).content.decode()


def test_an_approved_comment_is_linked_at_its_place(comment, client):
    comment.approve(by=make_editor())

    assert f'#comment-{comment.pk}">the story</a>' in client.get(own_path(comment)).content.decode()


def test_a_reply_cut_off_is_not_called_published(comment, client):
    comment.approve(by=make_editor())
    reply = make_comment(comment.article, parent=comment)
    reply.approve(by=make_editor())
    comment.reject(by=make_editor())

    html = client.get(own_path(Comment.objects.get(pk=reply.pk))).content.decode()

    assert "Not shown" in html and "no longer under the story" in html and "Published" not in html


def test_a_page_of_a_story_off_the_site_leads_nowhere(comment, client):
    path = comment.article.editions.get().path
    withdraw(comment.article, by=make_editor())

    html = client.get(own_path(comment)).content.decode()

    assert "no longer on the site" in html and path not in html


def test_the_address_after_posting_is_open_for_an_hour_and_the_mailed_one_for_good(comment, client):
    with time_machine.travel(NOON, tick=False):
        path, mailed = own_path(comment), mailed_path(comment)
    with time_machine.travel(NOON + timedelta(minutes=59), tick=False):
        assert client.get(path).status_code == 200
    with time_machine.travel(NOON + timedelta(minutes=61), tick=False):
        response = client.get(path)
    with time_machine.travel(NOON + timedelta(days=2000), tick=False):
        assert client.get(mailed).status_code == 200

    assert response.status_code == 404
    assert "This address is no longer open" in response.content.decode() and b"Mine alone" not in response.content


@pytest.mark.parametrize("path_of", [own_path, mailed_path])
@pytest.mark.parametrize("change", MANY_CHANGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_wrong_address_is_answered_kindly(comment, client, path_of, change, method):
    response = getattr(client, method)(f"/comments/mine/{change(token_of(path_of(comment)))}/", {"action": "withdraw"})

    assert response.status_code == 404 and "Nothing is lost" in response.content.decode()
    assert Comment.objects.get().state == "pending"


def test_one_kind_of_key_can_not_be_made_into_the_other(comment, client):
    """The hour's key with the mailed one's signature, and the other way round, opens nothing."""
    own, mailed = token_of(own_path(comment)).split(":"), token_of(mailed_path(comment)).split(":")

    for forged in (own[:2] + mailed[2:], mailed[:2] + own[2:], [own[0], mailed[1], own[2]]):
        if forged not in (own, mailed):
            assert client.get(f"/comments/mine/{':'.join(forged)}/").status_code == 404


def test_a_key_for_another_purpose_opens_nothing(comment, client):
    from comments.letters import mail_path

    writer = Writer.objects.kept("annika@example.org")

    assert client.get(f"/comments/mine/{token_of(mail_path(writer))}/").status_code == 404
    assert client.get(f"/comments/mail/{token_of(mailed_path(comment))}/").status_code == 404


@pytest.mark.parametrize("path_of", [own_path, mailed_path])
def test_the_address_of_a_comment_without_a_writer_opens_nothing(comment, client, path_of):
    Comment.objects.update(erased_at=NOON)

    assert client.get(path_of(comment)).status_code == 404
    assert client.post(path_of(comment), {"action": "withdraw"}).status_code == 404


@pytest.mark.parametrize("path_of", [own_path, mailed_path])
def test_the_address_of_one_comment_opens_no_other(comment, client, path_of):
    other = make_comment(comment.article, body="Not yours.", author_email="annika@example.org")

    assert b"Not yours." not in client.get(path_of(comment)).content
    assert b"Mine alone." not in client.get(path_of(other)).content


def test_a_reply_to_a_comment_taken_down_does_not_name_it(comment, client):
    parent = make_comment(comment.article, author_name="Nobody Now", state="rejected")
    reply = make_comment(comment.article, parent=parent)
    gone = make_comment(comment.article, author_name="Cut Off", parent=parent, state="approved")
    below = make_comment(comment.article, parent=gone)

    assert b"Nobody Now" not in client.get(own_path(reply)).content
    assert b"Cut Off" not in client.get(own_path(below)).content


@pytest.mark.parametrize("path_of", [own_path, mailed_path])
def test_the_page_is_kept_by_nobody_and_its_address_told_to_nobody(comment, client, path_of):
    for response in (client.get(path_of(comment)), client.post(path_of(comment), words())):
        assert response["Cache-Control"] == "private, no-store" and response["X-Robots-Tag"] == "noindex"
        assert response["Referrer-Policy"] == "strict-origin"
        assert not response.cookies and "Cookie" not in response.get("Vary", "")
    assert '<meta name="robots" content="noindex">' in client.get(path_of(comment)).content.decode()
    assert client.delete(path_of(comment)).status_code == 405


def test_the_page_takes_the_same_queries_in_a_long_conversation(comment, client, django_assert_max_num_queries):
    comment.approve(by=make_editor())
    Writer.objects.create(email="annika@example.org", confirmed_at=NOON, replies="daily")
    for _ in range(3):
        make_comment(comment.article, parent=comment).approve(by=make_editor())

    with django_assert_max_num_queries(7):
        client.get(mailed_path(comment))


def test_what_is_no_deed_changes_nothing(comment, client):
    for action in ("", "approve", "💥", "\x00"):
        assert client.post(mailed_path(comment), {"action": action}).status_code == 400
    assert client.get(mailed_path(comment) + "?done=%00&action=withdraw").status_code == 200

    assert (Comment.objects.get().state, Writer.objects.count(), Decision.objects.count()) == ("pending", 0, 0)


# Editing


def test_writer_edits_for_a_quarter_of_an_hour_and_it_is_read_again(comment, client):
    comment.approve(by=make_editor())

    response = client.post(own_path(comment), words(author_website="example.org"))

    comment.refresh_from_db()
    assert (response.status_code, response["Location"].endswith("?done=edited")) == (303, True)
    assert (comment.body, comment.author_name) == ("Mended.", "Annika Ro")
    assert comment.author_website == "https://example.org"
    assert (comment.state, comment.decided_at, comment.is_featured) == ("pending", None, False)
    assert comment.edited_at is not None
    assert "Your comment has its new words" in client.get(response["Location"]).content.decode()
    story = client.get(comment.article.editions.get().path).content
    assert b"Mine alone." not in story and b"Mended." not in story


def test_trail_tells_that_its_writer_edited_it_and_what_the_rules_say_of_the_new_words(comment, client):
    comment.approve(by=make_editor())

    client.post(own_path(comment), words(body="See https://example.org/ and https://example.net/ here."))

    rules, edited = comment.decisions.all()[:2]
    assert (edited.rule, edited.was, edited.verdict) == ("edited", "approved", "pending")
    assert edited.as_sentence(edited.at) == "The writer edited this just now."
    assert (rules.rule, rules.verdict) == ("links", "pending")


def test_edited_comment_that_is_approved_again_says_edited_to_readers(comment, client):
    comment.approve(by=make_editor())
    path = comment.article.editions.get().path
    assert b"edited" not in client.get(path).content
    client.post(own_path(comment), words())

    Comment.objects.get().approve(by=make_editor())

    page = client.get(path).content.decode()
    assert "Mended." in page and "edited" in page


def test_an_edit_publishes_nothing_even_where_a_rule_would(comment, monkeypatch):
    monkeypatch.setattr(mine, "decide", lambda comment, at: comment.approve(rule="proven", at=at))

    mine.edit(comment, body="Mended.", at=comment.created_at)

    comment.refresh_from_db()
    assert (comment.state, comment.decisions.first().rule) == ("pending", "edited")


def test_an_edit_that_a_rule_refuses_is_refused(comment, monkeypatch):
    monkeypatch.setattr(mine, "decide", lambda comment, at: comment.mark_spam(rule="banned_words", at=at))

    mine.edit(comment, body="Buy pills.", at=comment.created_at)

    assert Comment.objects.get().state == "spam"


def test_replies_go_with_the_words_they_answer(comment):
    comment.approve(by=make_editor())
    reply = make_comment(comment.article, parent=comment)
    reply.approve(by=make_editor())

    mine.edit(comment, body="Mended.", at=comment.created_at)

    assert list(Comment.objects.shown()) == []


def test_an_edit_that_changes_nothing_changes_nothing(comment, client):
    comment.approve(by=make_editor())
    same = words(body="Mine alone.", author_name=comment.author_name)

    response = client.post(own_path(comment), same)

    comment.refresh_from_db()
    assert response["Location"].endswith("?done=same")
    assert (comment.state, comment.edited_at, comment.decisions.count()) == ("approved", None, 1)


def test_an_edit_that_comes_too_late_gives_the_words_back(comment, client):
    comment.approve(by=make_editor())
    Comment.objects.update(created_at=comment.created_at - timedelta(minutes=15))
    typed = words(body="Typed for <b>long</b>.")

    page = client.get(mailed_path(comment)).content.decode()
    response = client.post(mailed_path(comment), typed)

    html = response.content.decode()
    assert response.status_code == 409
    assert "Typed for &lt;b&gt;long&lt;/b&gt;." in html and "came too late" in html
    assert "It could be changed until" in page and 'name="body"' not in page
    comment.refresh_from_db()
    assert (comment.state, comment.body) == ("approved", "Mine alone.")


@pytest.mark.parametrize("state", ["rejected", "spam", "withdrawn"])
def test_what_was_decided_against_can_not_be_edited_and_the_words_come_back(comment, client, state):
    comment.decide(state, rule="x")

    page = client.get(own_path(comment)).content.decode()
    response = client.post(own_path(comment), words(body="Once more."))

    assert 'name="body"' not in page
    assert response.status_code == 409 and "Once more." in response.content.decode()
    assert Comment.objects.get().body == "Mine alone."


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"body": " "}, "Write something here"),
        ({"body": "x" * 5001}, "5,001 characters"),
        ({"body": "a\x00b"}, "can’t be stored"),
        ({"author_name": ""}, "Give the name"),
        ({"author_name": "x" * 81}, "81 characters"),
        ({"author_website": "javascript:alert(1)"}, "not a web address"),
    ],
)
def test_an_edit_is_held_to_the_rules_of_the_form_and_keeps_what_was_typed(comment, client, changes, sentence):
    response = client.post(own_path(comment), words(**{"body": "Kept words."} | changes))

    html = response.content.decode()
    assert response.status_code == 422 and sentence in html and "All that you typed is still here" in html
    assert "body" in changes or "Kept words." in html
    assert (Comment.objects.get().body, Decision.objects.count()) == ("Mine alone.", 0)


def test_an_edit_changes_neither_address_nor_place(comment, client):
    parent = make_comment(comment.article)
    place = comment.place

    client.post(
        own_path(comment), words(author_email="other@example.org", parent=parent.pk, topic="x", state="approved")
    )

    comment.refresh_from_db()
    assert (comment.author_email, comment.parent, comment.place) == ("annika@example.org", None, place)
    assert (comment.state, comment.body) == ("pending", "Mended.")


@pytest.mark.parametrize("body", ["‮drow", "Z̸̢͑a̷l̶g̵o", "<script>alert(1)</script>", "💥" * 2000, "\r\nBcc: x@y.example"])
def test_odd_words_are_stored_as_typed(comment, client, body):
    assert client.post(own_path(comment), words(body=body)).status_code == 303
    assert Comment.objects.get().body == body.strip()
    assert b"<script>alert" not in client.get(own_path(comment)).content


# A moderator's verdict on other words


def test_verdict_on_the_old_words_does_not_let_the_new_ones_through(comment, client):
    moderator = make_editor()
    client.force_login(moderator)
    seen = comment.fingerprint
    mine.edit(comment, body="Something else.", at=comment.created_at)

    response = client.post(
        f"/admin/comments/comment/{comment.pk}/decide/",
        {"verdict": "approved", "seen": "pending", "seen_text": seen},
        headers={"accept": "application/json"},
    )

    assert response.status_code == 409
    assert "Its writer has changed the text" in response.json()["said"]
    assert Comment.objects.get().state == "pending"


def test_verdict_on_the_words_as_they_are_stands(comment, client):
    client.force_login(make_editor())
    mine.edit(comment, body="Something else.", at=comment.created_at)
    comment.refresh_from_db()

    page = client.get("/admin/comments/comment/queue/").content.decode()
    response = client.post(
        f"/admin/comments/comment/{comment.pk}/decide/",
        {"verdict": "approved", "seen": "pending", "seen_text": comment.fingerprint},
        headers={"accept": "application/json"},
    )

    assert f'name="seen_text" value="{comment.fingerprint}"' in page
    assert (response.status_code, Comment.objects.get().state) == (200, "approved")


def test_action_in_the_list_leaves_an_edited_comment_alone(comment, client):
    client.force_login(make_editor())
    seen = f"{comment.pk}:pending:{comment.fingerprint}"
    assert seen in client.get("/admin/comments/comment/").content.decode()
    mine.edit(comment, body="Something else.", at=comment.created_at)

    client.post("/admin/comments/comment/", {"action": "approve", "_selected_action": comment.pk, "seen": seen})

    assert Comment.objects.get().state == "pending"


# Withdrawing


@pytest.mark.parametrize("path_of", [own_path, mailed_path])
@pytest.mark.parametrize("state", ["pending", "approved", "rejected", "spam"])
def test_writer_withdraws_at_any_time_and_for_good(comment, client, path_of, state):
    comment.decide(state, by=make_editor())
    Comment.objects.update(created_at=comment.created_at - timedelta(days=400))

    assert "Withdraw this comment for good?" in client.get(path_of(comment)).content.decode()
    first = client.post(path_of(comment), {"action": "withdraw"})
    again = client.post(path_of(comment), {"action": "withdraw"})

    assert (first.status_code, again.status_code, Comment.objects.get().state) == (303, 303, "withdrawn")
    assert Decision.objects.filter(verdict="withdrawn").count() == 1
    page = client.get(first["Location"]).content.decode()
    assert "Your comment is withdrawn." in page and 'value="withdraw"' not in page


# Confirming, and the choice of mail


def test_opening_the_mailed_address_confirms_nothing(comment, client):
    for method in (client.get, client.head):
        assert method(mailed_path(comment)).status_code == 200

    assert Writer.objects.count() == 0


def test_mailed_key_confirms_the_address_with_no_mail_as_the_default(comment, client):
    page = client.get(mailed_path(comment)).content.decode()
    client.post(mailed_path(comment), {"action": "confirm", "replies": "never"})

    writer = Writer.objects.get()
    assert "Confirm my address" in page and 'value="never" checked' in page and "a…@example.org" in page
    assert (writer.email, writer.is_confirmed, writer.replies) == ("annika@example.org", True, "never")


def test_choice_of_mail_is_changed_and_the_first_confirmation_kept(comment, client):
    with time_machine.travel(NOON, tick=False):
        path = mailed_path(comment)
        client.post(path, {"action": "confirm", "replies": "at_once"})
    client.post(path, {"action": "confirm", "replies": "daily"})
    assert client.post(path, {"action": "confirm", "replies": "hourly"}).status_code == 422

    writer = Writer.objects.get()
    assert (writer.confirmed_at, writer.replies) == (NOON, "daily")


@pytest.mark.parametrize("path_of", [own_path, mailed_path])
def test_keys_open_nothing_once_the_address_was_taken_out_and_leave_nobody(comment, client, settings, path_of):
    settings.COMMENT_KEEP_EMAIL_DAYS = 365
    Comment.objects.update(state="approved", created_at=NOON - timedelta(days=400))
    path = path_of(comment)
    retention.apply(NOON)

    assert client.get(path).status_code == 404
    for action in ("confirm", "mute", "unmute", "edit", "withdraw"):
        assert client.post(path, words(action=action, replies="at_once")).status_code == 404
    assert Writer.objects.count() == 0 and Comment.objects.get().state == "approved"


@pytest.mark.parametrize(
    "deed",
    [lambda c: mine.choose_replies(c, "daily"), mine.mute_own, lambda c: mine.edit(c, author_name="Annika Ro")],
)
def test_what_was_erased_while_the_page_was_open_is_not_named_again(comment, deed):
    Comment.objects.update(created_at=timezone.now())
    comment.refresh_from_db()
    erase(comment.author_email)

    with pytest.raises(mine.NoKey):
        deed(comment)

    assert Writer.objects.count() == 0 and Comment.objects.get().author_name == "Anonymous"


@pytest.mark.parametrize("action", ["confirm", "mute", "unmute"])
def test_key_given_after_posting_proves_no_mailbox(comment, client, action):
    page = client.get(own_path(comment)).content.decode()
    response = client.post(own_path(comment), {"action": action, "replies": "at_once"})

    assert (response.status_code, Writer.objects.count(), Mute.objects.count()) == (400, 0, 0)
    assert "Confirm my address" not in page


def test_conversation_is_muted_and_heard_again(comment, client):
    reply = make_comment(comment.article, parent=comment, author_email="Annika@Example.org")
    Writer.objects.create(email="annika@example.org", confirmed_at=NOON, replies="at_once")
    path = mailed_path(reply)

    assert "Mute this conversation" in client.get(path).content.decode()
    client.post(path, {"action": "mute"})
    client.post(path, {"action": "mute"})
    assert Mute.objects.get().thread == comment
    assert "Hear of it again" in client.get(path).content.decode()
    client.post(path, {"action": "unmute"})
    assert Mute.objects.count() == 0


def test_masked_address_shows_no_more_than_its_owner_needs():
    assert mine.masked("annika.ro@example.org") == "a…@example.org"


def test_warnings_stand_on_the_page_that_the_mailed_key_opens_and_on_no_other(comment, client):
    marta = make_editor(username="marta")
    writers.note("annika@example.org", "A shipowner, they say.", by=marta, at=NOON)
    writers.warn("Annika@Example.org", "Keep to <b>the harbour</b>.", by=marta, at=NOON)
    writers.warn("annika@example.org", "No names, please.", by=marta, at=NOON + timedelta(days=1))
    writers.warn("bo@example.org", "Not for Annika.", by=marta, at=NOON)

    mailed = client.get(mailed_path(comment)).content.decode()
    own = client.get(own_path(comment)).content.decode()

    said = mailed.split('id="warnings-title"')[1].split("</section>")[0]
    assert said.index("No names, please.") < said.index("Keep to &lt;b&gt;the harbour&lt;/b&gt;.")
    assert "1 March 2026" in said and "2 March 2026" in said
    assert "shipowner" not in mailed and "Not for Annika" not in mailed and "Marta" not in mailed
    assert "warnings-title" not in own and "No names" not in own

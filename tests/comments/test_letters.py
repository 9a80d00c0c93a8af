"""Mail to readers: to whom, when, how often, and in whose words."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import notices
from articles.models import Masthead, Notice
from articles.publishing import publish, withdraw
from comments import letters, mine
from comments.mailboxes import mailbox_of
from comments.models import Comment, Mute, Writer
from tests.factories import make_article, make_comment, make_editor
from tests.tokens import without_tokens

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def story():
    Masthead(name="The Harbour Courier").save()
    article = make_article(headline="Ferry to run through the winter")
    publish(article, by=make_editor(), at=NOON - timedelta(days=1))
    return article


@pytest.fixture
def editor():
    return make_editor()


def make_writer(email, **fields):
    return Writer.objects.create(**({"email": email, "confirmed_at": NOON, "replies": "at_once"} | fields))


def make_answered(story, editor, replier="b@example.org", **fields):
    """Return a shown comment by a@example.org and a shown reply to it."""
    parent = make_comment(story, author_email="A@example.org", **fields)
    parent.approve(by=editor)
    reply = make_comment(story, parent=parent, author_email=replier, author_name="Zqname", body="Zqwords")
    reply.approve(by=editor)
    return parent, reply


def receipt_for(comment):
    return letters.write_receipt(comment, comment.article.editions.get())


def form(**changes):
    return {
        "body": "Zqbody http",
        "author_name": "Zqname\r\nBcc: x@example.org",
        "author_email": "new@example.org",
        "author_website": "",
        "topic": "",
    } | changes


def post(client, story, **changes):
    return client.post(
        f"/comments/{story.pk}/", form(**changes), headers={"sec-fetch-site": "same-origin"}, follow=True
    )


# The receipt


def test_receipt_holds_the_key_and_nothing_that_was_typed(client, story):
    post(client, story)

    comment, receipt = Comment.objects.get(), Notice.objects.get()
    assert (receipt.address, receipt.kind, receipt.subject) == (
        "new@example.org",
        "receipt",
        "Your comment at The Harbour Courier",
    )
    (link,) = [line for line in receipt.text.splitlines() if line.startswith("http")]
    page = client.get(link.removeprefix("http://127.0.0.1:8000"))
    assert link.startswith("http://127.0.0.1:8000/comments/mine/") and b"Confirm my address" in page.content
    assert "“Ferry to run through the winter”" in receipt.text and "Was this not you?" in receipt.text
    assert "Zq" not in without_tokens(receipt.text + receipt.subject + str(receipt.headers))
    assert mine.open_with(link.split("/")[-2]) == (comment, True)
    assert receipt.headers == {"Auto-Submitted": "auto-generated"}


def test_page_after_posting_says_where_the_link_went_and_never_the_address(client, story):
    response = post(client, story)

    html = response.content.decode()
    assert "is on its way to n…@example.org" in html and "new@example.org" not in html


def test_mail_is_wrapped_and_keeps_addresses_whole(client, story):
    story.headline = "A headline that goes on & on <for> “very” long, longer than any line of a mail should ever be"
    story.save()
    publish(story, by=make_editor())

    post(client, story)

    lines = Notice.objects.get().text.splitlines()
    assert [line for line in lines if len(line) > 72 and "://" not in line] == []
    assert "on & on <for> “very” long" in " ".join(lines)


def test_headline_with_line_breaks_puts_nothing_into_the_header(story, editor):
    make_answered(story, editor)
    make_writer("a@example.org")
    story.editions.update(headline="One\r\nBcc: all@example.org\x85two")

    letters.send_due_replies()
    notices.send_waiting()

    (sent,) = mail.outbox
    assert "\n" not in sent.subject and "Bcc" not in sent.message()


@pytest.mark.parametrize("changes", [{"topic": "x"}])
def test_trapped_comment_gets_no_receipt(client, story, changes):
    post(client, story, **changes)

    assert (Comment.objects.get().state, Notice.objects.count()) == ("spam", 0)


@pytest.mark.parametrize("state", ["rejected", "spam", "withdrawn"])
def test_refused_comment_gets_no_receipt(story, state):
    assert receipt_for(make_comment(story, state=state)) is None


def test_banned_writer_gets_no_receipt(story):
    make_writer("banned@example.org", banned_at=NOON)

    assert receipt_for(make_comment(story, author_email="Banned@example.org")) is None


def test_unconfirmed_address_gets_three_mails_a_day_and_the_page_says_so(client, story, settings):
    settings.COMMENT_FLOOD_SECONDS = settings.COMMENT_FLOOD_BURST = 0
    pages = [post(client, story, body=f"Words {n}", author_email="New@Example.org") for n in range(4)]

    assert Comment.objects.count() == 4
    assert Notice.objects.to_reader("new@example.org", "receipt").count() == 3
    assert "No link to this page was mailed this time" in pages[3].content.decode()
    assert "is on its way" in pages[2].content.decode()


def test_limit_is_of_one_day_and_of_all_that_forms_can_ask_for(story):
    with time_machine.travel(NOON, tick=False):
        for kind in ("receipt", "privacy", "receipt"):
            notices.write_to("new@example.org", kind=kind, subject="S", text="T")
        notices.write_to("new@example.org", kind="reply", subject="S", text="T")
    comment = make_comment(story, author_email="new@example.org")

    with time_machine.travel(NOON + timedelta(hours=24), tick=False):
        assert receipt_for(comment) is None
    with time_machine.travel(NOON + timedelta(hours=24, seconds=1), tick=False):
        assert receipt_for(comment) is not None


def test_confirmed_address_gets_twenty(story):
    make_writer("a@example.org")
    written = [receipt_for(make_comment(story, author_email="a@example.org")) for _ in range(21)]

    assert [bool(notice) for notice in written] == [True] * 20 + [False]


def test_addresses_with_a_plus_share_one_mailbox(story):
    def receipt(email):
        return bool(receipt_for(make_comment(story, author_email=email)))

    assert [receipt(f"victim+{n}@example.org") for n in range(4)] == [True, True, True, False]
    assert receipt("victim+1@example.com") and receipt("victi+m@example.org")
    assert mailbox_of("+odd@example.org") == "+odd@example.org"


# The verdict


def test_verdict_is_mailed_with_the_newsrooms_sentence_to_a_confirmed_address(story, editor):
    comment = make_comment(story, author_email="a@example.org", body="Zqwords", author_name="Zqname")
    make_writer("a@example.org", replies="never")
    decision = comment.reject(by=editor, message="It is not about the story.")

    notice = letters.tell_verdict(comment, decision)

    assert notice.subject == "Your comment at The Harbour Courier was not published"
    assert "It is not about the story." in notice.text and "/comments/mine/" in notice.text
    assert "Zq" not in without_tokens(notice.text) and notice.kind == f"verdict:{comment.pk}"


def test_verdict_of_yes_is_mailed(story, editor):
    comment = make_comment(story, author_email="a@example.org")
    make_writer("a@example.org")

    assert letters.tell_verdict(comment, comment.approve(by=editor)).subject.endswith("is published")


@pytest.mark.parametrize("fields", [None, {"confirmed_at": None}, {"banned_at": NOON}])
def test_verdict_is_mailed_to_nobody_else(story, editor, fields):
    comment = make_comment(story, author_email="a@example.org")
    if fields is not None:
        make_writer("a@example.org", **fields)

    assert letters.tell_verdict(comment, comment.reject(by=editor)) is None


# Replies


def test_reply_is_told_of_once_after_approval_and_carries_no_reader_s_word(story, editor):
    make_writer("a@example.org")
    parent = make_comment(story, author_email="A@example.org")
    parent.approve(by=editor)
    reply = make_comment(story, parent=parent, author_name="Zqname", body="Zqwords")
    assert letters.send_due_replies(NOON) == 0
    reply.approve(by=editor)

    assert (letters.send_due_replies(), letters.send_due_replies()) == (1, 0)

    notice = Notice.objects.get()
    reply.refresh_from_db()
    assert (notice.address, notice.kind) == ("a@example.org", "reply")
    assert notice.subject == "A reply to your comment on “Ferry to run through the winter”"
    assert f"{story.editions.get().path}comments/{reply.pk}/#comment-{reply.pk}" in notice.text
    assert "Zq" not in without_tokens(notice.text + notice.subject) and reply.told_at is not None
    assert notice.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert notice.headers["List-Unsubscribe"].startswith("<http://127.0.0.1:8000/comments/mail/")
    assert "a@example.org" not in notice.text + str(notice.headers)


@pytest.mark.parametrize("fields", [None, {"confirmed_at": None}, {"replies": "never"}, {"banned_at": NOON}], ids=str)
def test_who_is_not_to_be_told_is_not_and_never_will_be(story, editor, fields):
    _, reply = make_answered(story, editor)
    if fields is not None:
        make_writer("a@example.org", **fields)

    assert letters.send_due_replies(NOON) == 0

    reply.refresh_from_db()
    assert reply.told_at == NOON
    Writer.objects.update_or_create(
        email="a@example.org", defaults={"confirmed_at": NOON, "replies": "at_once", "banned_at": None}
    )
    assert letters.send_due_replies() == 0


def test_nobody_is_told_of_their_own_reply(story, editor):
    make_writer("a@example.org")
    make_answered(story, editor, replier="a@Example.org")

    assert letters.send_due_replies() == 0


def test_muted_conversation_is_silent_and_others_are_not(story, editor):
    writer = make_writer("a@example.org")
    parent, _ = make_answered(story, editor)
    Mute.objects.create(writer=writer, thread=parent)
    other, _ = make_answered(story, editor)

    assert letters.send_due_replies() == 1
    assert f"#comment-{other.replies.get().pk}" in Notice.objects.get().text


def test_erased_comment_s_writer_is_told_of_nothing(story, editor):
    make_writer("a@example.org")
    make_answered(story, editor, erased_at=NOON)

    assert letters.send_due_replies() == 0


@pytest.mark.parametrize("deed", ["reject", "withdraw", "hold"])
def test_reply_taken_down_before_the_mail_is_written_is_not_told_of(story, editor, deed):
    make_writer("a@example.org")
    _, reply = make_answered(story, editor)
    getattr(reply, deed)()

    assert letters.send_due_replies() == 0
    reply.refresh_from_db()
    assert reply.told_at is None


def test_reply_under_a_comment_taken_down_is_told_of_when_that_is_shown_again(story, editor):
    make_writer("a@example.org")
    parent, _ = make_answered(story, editor)
    parent.reject(by=editor)
    assert letters.send_due_replies() == 0

    parent.approve(by=editor)

    assert letters.send_due_replies() == 1


def test_story_off_the_site_sends_nobody_there(story, editor):
    make_writer("a@example.org")
    make_answered(story, editor)
    withdraw(story, by=editor)

    assert (letters.send_due_replies(), Notice.objects.count()) == (0, 0)


def test_edited_reply_approved_again_is_not_told_of_twice(story, editor):
    make_writer("a@example.org")
    _, reply = make_answered(story, editor)
    assert letters.send_due_replies() == 1

    mine.edit(reply, body="Mended.", at=reply.created_at)
    reply.approve(by=editor)

    assert letters.send_due_replies() == 0


def test_daily_mail_gathers_a_day_of_replies(story, editor):
    make_writer("a@example.org", replies="daily")
    make_answered(story, editor)
    assert letters.send_due_replies(NOON) == 1
    for _ in range(3):
        make_answered(story, editor)

    assert letters.send_due_replies(NOON + timedelta(hours=23)) == 0
    assert letters.send_due_replies(NOON + timedelta(hours=24)) == 1
    assert letters.send_due_replies(NOON + timedelta(hours=48)) == 0

    notice = Notice.objects.order_by("pk").last()
    assert notice.subject == "3 replies to your comments at The Harbour Courier"
    assert notice.text.count("#comment-") == 3
    assert "\n\n\n" not in notice.text


def test_approval_tells_in_passing_once_it_is_committed(story, editor, django_capture_on_commit_callbacks):
    make_writer("a@example.org")
    parent = make_comment(story, author_email="a@example.org")
    parent.approve(by=editor)
    reply = make_comment(story, parent=parent)

    with django_capture_on_commit_callbacks(execute=True):
        reply.approve(by=editor)
        assert mail.outbox == []

    assert [sent.to for sent in mail.outbox] == [["a@example.org"]]
    message = mail.outbox[0].message()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_replies_take_the_same_queries_for_one_and_for_three(story, editor):
    make_writer("a@example.org")
    counts = []
    for many in (1, 3):
        for _ in range(many):
            make_answered(story, editor)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            letters.send_due_replies()
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_everybody_is_reached_beyond_one_batch(story, editor, monkeypatch):
    monkeypatch.setattr(letters, "MANY", 2)
    make_writer("a@example.org", replies="daily", replies_sent_at=NOON)
    make_writer("c@example.org")
    for _ in range(5):
        make_answered(story, editor)
    parent, _ = make_answered(story, editor)
    Comment.objects.filter(pk=parent.pk).update(author_email="c@example.org")

    assert letters.send_due_replies(NOON + timedelta(hours=1)) == 1
    assert Notice.objects.get().address == "c@example.org"


# To stop it


@pytest.fixture
def stop(story):
    writer = make_writer("annika@example.org", replies="daily")
    thread = make_comment(story, state="approved")
    return letters.mail_path(writer, thread.pk)


def test_opening_the_address_stops_nothing_and_shows_no_address(client, stop):
    response = client.get(stop)

    html = response.content.decode()
    assert (response.status_code, Writer.objects.get().replies, Mute.objects.count()) == (200, "daily", 0)
    assert "a…@example.org" in html and "annika@example.org" not in html and "annika" not in stop
    assert response["Cache-Control"] == "private, no-store" and not response.cookies


def test_mail_programs_stop_it_with_one_click(stop):
    """RFC 8058: a POST without cookies or origin, answered without a redirect."""
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    response = client.post(stop, {"List-Unsubscribe": "One-Click"})

    assert (response.status_code, Writer.objects.get().replies) == (200, "never")
    assert client.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200


def test_button_stops_it(client, stop):
    response = client.post(stop, {"action": "stop"}, follow=True)

    assert "You get no more mail about replies." in response.content.decode()
    assert Writer.objects.get().replies == "never"


def test_conversation_alone_is_muted(client, stop):
    response = client.post(stop, {"action": "mute"}, follow=True)

    assert "hear nothing any more" in response.content.decode()
    assert (Writer.objects.get().replies, Mute.objects.count()) == ("daily", 1)


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: "x" + t, lambda t: "%00", lambda t: "💥", lambda t: "1"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_wrong_address_is_answered_kindly(client, stop, change, method):
    response = getattr(client, method)(f"/comments/mail/{change(stop.split('/')[-2])}/")

    assert response.status_code == 404 and "copy it whole" in response.content.decode()
    assert Writer.objects.get().replies == "daily"


def test_address_of_somebody_forgotten_is_answered_kindly(client, stop):
    Writer.objects.all().delete()

    assert client.post(stop).status_code == 404
    assert client.get(stop).status_code == 404

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Notice
from comments import digests
from comments.models import ModeratorMail
from comments.moderation import decide
from tests.factories import make_article, make_comment, make_moderator, make_reporter
from tests.tokens import without_tokens

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def marta(db):
    return make_moderator(first_name="Marta", email="marta@courier.example")


def mailed(user, often="hourly", **fields):
    return ModeratorMail.objects.create(user=user, often=often, **fields)


def held(article=None, **fields):
    comment = make_comment(article, created_at=NOON - HOUR, **fields)
    decide(comment)
    return comment


def text():
    return Notice.objects.get().text


def test_a_digest_holds_what_a_moderator_needs(marta):
    mailed(marta)
    story = make_article(headline="Harbour wall")
    parent = make_comment(story, author_name="Pete", body="What was said before.", state="approved")
    held(
        story,
        parent=parent,
        author_name="Annika Ro",
        body="See this:\nhttps://example.org/ https://example.net/",
        author_email="a@b.example",
    )

    assert digests.send_due(NOON) == 1

    notice = Notice.objects.get()
    assert notice.to == marta and notice.subject.startswith("1 comment waits: ")
    lines = text().splitlines()
    assert lines[0].startswith("1 comment is held. It has waited since ")
    assert lines[2:8] == [
        "1. Annika Ro on “Harbour wall”",
        "In answer to Pete:",
        "  | What was said before.",
        "  | See this:",
        "  | https://example.org/ https://example.net/",
        "Held: Has 2 links",
    ]
    assert [line.split(": ")[0] for line in lines[8:11]] == ["Approve", "Reject", "Spam"]
    assert re.fullmatch(r"Approve: http://127.0.0.1:8000/comments/decide/[\w:=-]+/\?as=approved", lines[8])
    assert "a@b.example" not in text()


@pytest.mark.parametrize("state", ["rejected", "withdrawn", "cut off"])
def test_what_is_not_on_the_site_is_not_quoted_as_answered(marta, state):
    mailed(marta)
    above = make_comment(state="rejected")
    fields = {"parent": above, "state": "approved"} if state == "cut off" else {"state": state}
    parent = make_comment(above.article, author_name="Zqpete", body="Zqwords.", **fields)
    held(parent.article, parent=parent)

    digests.send_due(NOON)

    assert "In answer to a comment that is not on the site." in text() and "Zq" not in without_tokens(text())


def test_nothing_is_sent_where_nothing_waits(marta):
    mail = mailed(marta)
    make_comment(state="approved")

    assert digests.send_due(NOON) == 0
    mail.refresh_from_db()
    assert mail.sent_at is None and not Notice.objects.exists()


@pytest.mark.parametrize(
    ("often", "passed", "count"),
    [
        ("hourly", timedelta(minutes=59), 0),
        ("hourly", HOUR, 1),
        ("daily", 23 * HOUR, 0),
        ("daily", 24 * HOUR, 1),
        ("never", 99 * HOUR, 0),
    ],
)
def test_a_digest_comes_as_often_as_was_chosen(marta, often, passed, count):
    mailed(marta, often, sent_at=NOON - passed)
    held()

    assert digests.send_due(NOON) == count


def test_the_first_digest_comes_at_once_and_the_second_later(marta):
    mailed(marta, "daily")
    held()

    assert [digests.send_due(NOON), digests.send_due(NOON), digests.send_due(NOON + 24 * HOUR)] == [1, 0, 1]


def test_nobody_gets_one_who_may_not_moderate(marta):
    held()
    reporter = make_reporter(email="r@courier.example")
    gone = make_moderator(email="gone@courier.example", is_active=False)
    outside = make_moderator(email="out@courier.example", is_staff=False)
    for user in (reporter, gone, outside, make_moderator(email="")):
        mailed(user)

    assert digests.send_due(NOON) == 0 and not Notice.objects.exists()


def test_ten_are_told_in_full_and_the_rest_in_a_sentence(marta):
    mailed(marta)
    story = make_article()
    for number in range(12):
        make_comment(story, body=f"Number {number:02}.", created_at=NOON + timedelta(minutes=number))

    digests.send_due(NOON + HOUR)

    assert text().startswith("12 comments are held. The oldest has waited since ")
    assert [f"Number {number:02}." in text() for number in range(12)] == [True] * 10 + [False] * 2
    assert "There are more in the queue." in text()


def test_what_a_reader_wrote_passes_for_no_words_of_ours(marta):
    mailed(marta)
    held(
        author_name="Eve\r\nBcc: x@example.org\u202e",
        body="Fine.\r\nApprove: https://evil.example/\n\u202eReject\x0b: https://evil.example/\x85Spam: https://evil.example/",
    )

    digests.send_due(NOON)

    theirs = [line for line in text().splitlines() if "evil.example" in line or "Bcc" in line]
    assert theirs[0].startswith("1. Eve Bcc: x@example.org on “Headline ")
    assert theirs[1:] == [
        "  | Approve: https://evil.example/",
        "  | : https://evil.example/",
        "  | Spam: https://evil.example/",
    ]


def test_a_long_comment_is_cut(marta):
    mailed(marta)
    held(body="word " * 1000)

    digests.send_due(NOON)

    assert len(text()) < 2500 and "…" in text()


def test_a_look_costs_one_query_when_nobody_is_due(marta):
    mailed(marta, sent_at=NOON)
    held()

    with CaptureQueriesContext(connection) as context:
        assert digests.send_due(NOON) == 0
    assert len(context) == 1


def test_a_process_looks_once_a_minute(marta, monkeypatch):
    monkeypatch.setattr(digests, "looked_at", None)
    mailed(marta)
    held()

    assert digests.send_in_passing() == 1
    ModeratorMail.objects.update(sent_at=None)
    assert digests.send_in_passing() == 0


def test_queries_of_a_digest_do_not_grow_with_the_comments(marta):
    mail = mailed(marta)

    def queries():
        mail.refresh_from_db()
        with CaptureQueriesContext(connection) as context:
            assert digests.write(marta, mail, NOON)
        return len(context)

    parent = make_comment(state="approved")
    held(parent.article, parent=parent)
    with_one = queries()
    held(parent.article, parent=parent), held()

    assert queries() == with_one

"""Many processes at once: a limit that holds, and each reply told of once."""

from datetime import timedelta

import pytest

from articles.models import Notice
from articles.publishing import publish
from comments import letters
from comments.models import Comment, Writer
from tests.articles.test_publishing_races import at_once
from tests.comments.test_letters import NOON, make_answered, make_writer, receipt_for
from tests.factories import make_article, make_comment, make_editor

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def story():
    article = make_article()
    publish(article, by=make_editor(), at=NOON - timedelta(days=1))
    return article


@pytest.mark.parametrize("attempt", range(3))
@pytest.mark.parametrize("tag", ["", "+{}"])
def test_three_mails_a_day_are_three_however_many_ask_at_once(story, attempt, tag):
    comments = [make_comment(story, author_email=f"new{tag.format(n)}@example.org") for n in range(8)]

    results = at_once(*[lambda comment=comment: receipt_for(comment) for comment in comments])

    assert sorted(type(result).__name__ for result in results) == ["NoneType"] * 5 + ["Notice"] * 3
    assert Notice.objects.count() == 3


@pytest.mark.parametrize("replies", ["at_once", "daily"])
@pytest.mark.parametrize("attempt", range(3))
def test_replies_are_told_of_once_by_many_processes(story, replies, attempt):
    # Written first, so that approving does not tell already.
    editor = make_editor()
    for _ in range(6):
        make_answered(story, editor)
    Comment.objects.update(told_at=None)
    make_writer("a@example.org", replies=replies)

    results = at_once(*[letters.send_due_replies] * 4)

    assert all(isinstance(result, int) for result in results), results
    told = "".join(Notice.objects.values_list("text", flat=True)).count("#comment-")
    assert told == 6
    assert not Comment.objects.shown().untold().exists()


@pytest.mark.parametrize("attempt", range(3))
def test_reply_rejected_meanwhile_and_mail_about_it_do_not_lock_each_other_out(story, attempt):
    editor = make_editor()
    pairs = [make_answered(story, editor) for _ in range(4)]
    Comment.objects.update(told_at=None)
    make_writer("a@example.org")
    parents = [Comment.objects.get(pk=parent.pk) for parent, _ in pairs]

    results = at_once(
        letters.send_due_replies,
        letters.send_due_replies,
        *[lambda parent=parent: parent.reject(by=editor) for parent in parents],
    )

    assert [result for result in results if isinstance(result, Exception)] == []


def test_stop_wins_over_a_mail_not_yet_written(story):
    editor = make_editor()
    make_answered(story, editor)
    Comment.objects.update(told_at=None)
    writer = make_writer("a@example.org")

    at_once(letters.send_due_replies, lambda: letters.stop(writer))

    make_answered(story, editor)
    assert Writer.objects.get().replies == "never"
    assert letters.send_due_replies(NOON) == 0

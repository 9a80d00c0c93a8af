"""The writer and a moderator, or the writer twice, at the same moment."""

import pytest

from comments import mine
from comments.models import AlreadyDecided, Comment, Decision
from tests.articles.test_publishing_races import at_once
from tests.factories import make_article, make_comment, make_moderator

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def fresh(comment):
    return Comment.objects.get(pk=comment.pk)


@pytest.mark.parametrize("attempt", range(6))
def test_verdict_on_the_old_words_never_publishes_the_new_ones(attempt):
    comment, moderator = make_comment(make_article(), body="Old words."), make_moderator()
    seen = comment.fingerprint

    edited, decided = at_once(
        lambda: mine.edit(fresh(comment), body="New words."),
        lambda: fresh(comment).approve(by=moderator, seen="pending", seen_text=seen),
    )

    after = fresh(comment)
    assert isinstance(edited, Decision)
    assert isinstance(decided, (Decision, AlreadyDecided))
    assert (after.body, after.state) == ("New words.", "pending")


@pytest.mark.parametrize("attempt", range(6))
def test_edit_against_withdrawal_leaves_it_withdrawn(attempt):
    comment = make_comment(make_article(), state="approved")

    edited, _ = at_once(
        lambda: mine.edit(fresh(comment), body="New words."),
        lambda: mine.withdraw(fresh(comment)),
    )

    assert isinstance(edited, (Decision, AlreadyDecided))
    assert fresh(comment).state == "withdrawn"


@pytest.mark.parametrize("attempt", range(3))
def test_withdrawn_twice_is_withdrawn_once(attempt):
    comment = make_comment(make_article(), state="approved")

    results = at_once(*[lambda: mine.withdraw(fresh(comment))] * 3)

    assert results == [None] * 3
    assert list(comment.decisions.values_list("verdict", flat=True)) == ["withdrawn"]


@pytest.mark.parametrize("attempt", range(3))
def test_edit_of_a_comment_and_verdict_on_its_reply_do_not_lock_each_other_out(attempt):
    root = make_comment(make_article(), state="approved")
    reply, moderator = make_comment(root.article, parent=root), make_moderator()

    results = at_once(
        lambda: mine.edit(fresh(root), body="New words."),
        lambda: fresh(reply).approve(by=moderator, seen="pending"),
    )

    assert [type(result) for result in results] == [Decision, Decision]
    assert list(Comment.objects.shown()) == []


def test_confirmed_twice_at_once_is_one_writer():
    comment = make_comment(make_article())

    results = at_once(*[lambda: mine.choose_replies(fresh(comment), "daily")] * 4)

    assert [result.replies for result in results] == ["daily"] * 4

"""Counts are those of what readers see, whoever changes a comment and however."""

import pytest
from django.db import IntegrityError, connection, transaction

from comments import counter
from comments.models import Comment, Decision, Discussion
from tests.factories import make_article, make_comment

pytestmark = pytest.mark.django_db


def count(article) -> int:
    return Discussion.objects.counts([article.pk]).get(article.pk, 0)


def test_only_what_readers_see_is_counted():
    article = make_article()
    for state in Comment.State.values:
        make_comment(article, state=state)

    assert count(article) == Comment.objects.on(article).shown().count() == 1


def test_a_bulk_update_and_a_deletion_are_counted_too():
    article, other = make_article(), make_article()
    comments = [make_comment(article) for _ in range(3)]
    make_comment(other, state="approved")

    Comment.objects.on(article).update(state="approved")
    assert (count(article), count(other)) == (3, 1)

    comments[0].delete()
    assert (count(article), count(other)) == (2, 1)


def test_a_thread_counts_its_replies_at_any_depth():
    root = make_comment(state="approved")
    reply = make_comment(root.article, parent=root, state="approved")
    deep = make_comment(root.article, parent=reply, state="approved")
    make_comment(root.article, parent=deep)

    root.refresh_from_db()
    assert root.reply_count == 2

    reply.reject()

    root.refresh_from_db()
    deep.refresh_from_db()
    assert (root.reply_count, deep.is_shown, count(root.article)) == (0, False, 1)


def test_a_reply_approved_under_a_comment_taken_down_stays_out_of_sight():
    root = make_comment(state="approved")
    middle = make_comment(root.article, parent=root, state="approved")
    held = make_comment(root.article, parent=middle)
    middle.reject()

    held.approve()

    assert list(Comment.objects.on(root.article).shown()) == [root]

    middle.approve()

    assert Comment.objects.on(root.article).shown().count() == count(root.article) == 3


def test_a_chain_of_a_thousand_goes_and_comes_back_at_once():
    root = parent = make_comment(state="approved")
    chain = []
    for _ in range(1_000):
        reply = Comment(article=root.article, parent=parent, author_name="R", author_email="r@b.example", body="B")
        reply.state = "approved"
        reply.save()
        chain.append(reply)
        parent = reply

    root.reject()
    assert count(root.article) == 0

    root.approve()
    assert count(root.article) == 1_001


def test_recount_finds_nothing_until_somebody_writes_past_the_counters():
    root = make_comment(state="approved")
    make_comment(root.article, parent=root, state="approved")
    assert counter.recount() == 0

    Discussion.objects.update(shown_count=7)
    Comment.objects.filter(pk=root.pk).update(reply_count=0)

    assert counter.recount() == 2
    assert counter.recount() == 0


def test_places_sort_a_conversation_each_before_its_replies():
    root = make_comment(state="approved")
    later = make_comment(root.article, state="approved")
    reply = make_comment(root.article, parent=root, state="approved")
    second = make_comment(root.article, parent=root, state="approved")
    under = make_comment(root.article, parent=reply, state="approved")

    assert list(Comment.objects.on(root.article).in_conversation()) == [root, reply, under, second, later]
    assert [comment.depth for comment in (root, reply, under)] == [0, 1, 2]


def test_decisions_are_neither_changed_nor_deleted():
    decision = make_comment().approve()

    with pytest.raises(TypeError):
        Decision.objects.all().delete()
    with pytest.raises(TypeError):
        Decision.objects.update(verdict="spam")
    if connection.vendor == "postgresql":
        with pytest.raises(IntegrityError), transaction.atomic():
            decision.delete()

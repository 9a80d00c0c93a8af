"""One reader, many connections at the same moment: the limit and the check for doubles hold."""

import pytest

from articles.publishing import publish
from comments.intake import AlreadySaid, TooFast, submit
from comments.models import Comment, Discussion, HouseRules
from tests.articles.test_publishing_races import at_once
from tests.factories import make_article, make_comment, make_editor, make_moderator

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def sending(article, address, email, body):
    comment = Comment(article=article, author_name="Annika", author_email=email, body=body)
    return lambda: submit(comment, address=address)


@pytest.mark.parametrize("attempt", range(3))
def test_one_address_gets_one_comment_through_at_a_time(settings, attempt):
    settings.COMMENT_FLOOD_SECONDS = 15
    article = make_article()

    results = at_once(*[sending(article, "203.0.113.7", f"r{n}@example.org", f"Words {n}") for n in range(6)])

    assert sorted(type(result).__name__ for result in results) == ["Comment"] + ["TooFast"] * 5
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_one_email_gets_one_comment_through_from_many_addresses(settings, attempt):
    settings.COMMENT_FLOOD_SECONDS = 15
    article = make_article()

    results = at_once(*[sending(article, f"203.0.113.{n}", "a@example.org", f"Words {n}") for n in range(6)])

    assert {type(result) for result in results} == {Comment, TooFast}
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_a_double_click_is_one_comment(settings, attempt):
    article = make_article()

    results = at_once(*[sending(article, "203.0.113.7", "a@example.org", "Once.") for _ in range(4)])

    assert {type(result) for result in results} == {Comment, AlreadySaid}
    assert Comment.objects.count() == 1


def test_readers_who_share_names_crosswise_do_not_lock_each_other_out(settings):
    article = make_article()
    pairs = [("203.0.113.7", "b@example.org"), ("203.0.113.8", "a@example.org")]

    results = at_once(*[sending(article, *pairs[n % 2], f"Words {n}") for n in range(8)])

    assert {type(result) for result in results} == {Comment}


@pytest.fixture
def open_story():
    """A story on which what nobody objects to appears at once."""
    HouseRules(mode="publish_first").save()
    article = make_article()
    publish(article, by=make_editor())
    return article


def replying(parent, number=1):
    comment = Comment(
        article=parent.article,
        parent=Comment.objects.get(pk=parent.pk),
        author_name="Annika",
        author_email=f"reader{number}@example.org",
        body=f"Reply {number}.",
    )
    return lambda: submit(comment, address=f"203.0.113.{number}")


@pytest.mark.parametrize("depth", [0, 1, 2])
@pytest.mark.parametrize("attempt", range(4))
def test_no_reply_shows_under_a_comment_rejected_at_the_same_moment(open_story, depth, attempt):
    moderator = make_moderator()
    parent = make_comment(open_story, state="approved")
    chain = [parent]
    for _ in range(depth):
        parent = make_comment(open_story, parent=parent, state="approved")
        chain.append(parent)
    rejected = chain[attempt % len(chain)]

    results = at_once(
        *[replying(parent, number) for number in range(1, 4)],
        lambda: Comment.objects.get(pk=rejected.pk).reject(by=moderator),
    )

    assert [result for result in results if isinstance(result, Exception)] == []
    below = set(Comment.objects.filter(author_name="Annika").values_list("state", "is_cut_off"))
    assert below == {("approved", True)}
    shown = Comment.objects.shown().count()
    assert Discussion.objects.counts([open_story.pk]).get(open_story.pk, 0) == shown == chain.index(rejected)


def test_replies_comments_and_verdicts_in_one_thread_do_not_lock_each_other_out(open_story):
    moderator = make_moderator()
    root = make_comment(open_story, state="approved")
    reply = make_comment(open_story, parent=root, state="approved")
    below = make_comment(open_story, parent=reply, state="approved")

    results = at_once(
        *[replying(parent, number) for number, parent in enumerate([root, reply, below] * 2, 1)],
        *[sending(open_story, f"198.51.100.{n}", f"reader{n}@example.org", f"Words {n}") for n in range(1, 4)],
        lambda: Comment.objects.get(pk=reply.pk).reject(by=moderator),
        lambda: Comment.objects.get(pk=below.pk).approve(by=moderator),
        lambda: Comment.objects.get(pk=root.pk).approve(by=moderator),
    )

    assert [result for result in results if isinstance(result, Exception)] == []
    shown = Comment.objects.shown()
    assert Discussion.objects.counts([open_story.pk])[open_story.pk] == shown.count()
    assert Comment.objects.get(pk=root.pk).reply_count == shown.in_thread(root).count()

"""One reader, many connections at the same moment: the limit and the check for doubles hold."""

import pytest

from comments.intake import AlreadySaid, TooFast, submit
from comments.models import Comment
from tests.articles.test_publishing_races import at_once
from tests.factories import make_article

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

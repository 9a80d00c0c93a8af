"""Many readers report the same comment at the same moment, and a moderator decides: the counter can't drift."""

import pytest

from articles.models import Notice
from comments.models import Comment, Report
from comments.reports import report
from tests.articles.test_publishing_races import at_once
from tests.factories import make_comment, make_moderator

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def reporting(comment, address, **said):
    return lambda: report(comment, address=address, **({"reason": "spam"} | said))


@pytest.fixture(autouse=True)
def quick(settings):
    settings.COMMENT_FLOOD_SECONDS = settings.COMMENT_FLOOD_BURST = 0


@pytest.mark.parametrize("attempt", range(3))
def test_every_address_is_counted_once(attempt):
    comment = make_comment(state="approved")

    results = at_once(*[reporting(comment, f"203.0.113.{number % 4}") for number in range(8)])

    assert {type(result) for result in results} == {Report}
    assert (Comment.objects.get().report_count, Report.objects.count()) == (4, 4)


@pytest.mark.parametrize("attempt", range(3))
def test_a_report_beside_a_verdict_is_answered_or_refused_or_stays_open(attempt):
    comment, moderator = make_comment(state="approved"), make_moderator()
    report(comment, reason="spam", address="203.0.113.200")

    def decide():
        return Comment.objects.get(pk=comment.pk).reject(by=moderator)

    results = at_once(*[reporting(comment, f"203.0.113.{number}") for number in range(4)], decide)

    assert {type(result).__name__ for result in results} <= {"Report", "DoesNotExist", "Decision"}
    assert Comment.objects.get().report_count == Report.objects.open().count() == 0


def test_one_mailbox_gets_three_mails_from_many_addresses_at_once():
    comment = make_comment(state="approved")
    said = {"reason": "illegal", "text": "Why.", "reporter_email": "dana@example.org", "is_in_good_faith": True}

    results = at_once(*[reporting(comment, f"203.0.113.{number}", **said) for number in range(8)])

    assert {type(result) for result in results} == {Report}
    assert Notice.objects.filter(kind="report").count() == 3


def test_reports_of_two_comments_crosswise_do_not_lock_each_other_out():
    one, two, moderator = make_comment(state="approved"), make_comment(state="approved"), make_moderator()
    said = {"reason": "illegal", "text": "Why.", "reporter_email": "dana@example.org", "is_in_good_faith": True}
    for comment in (one, two):
        report(comment, address="203.0.113.99", **said)

    results = at_once(
        reporting(one, "203.0.113.1", **said),
        reporting(two, "203.0.113.1", **said),
        lambda: Comment.objects.get(pk=one.pk).approve(by=moderator),
        lambda: Comment.objects.get(pk=two.pk).approve(by=moderator),
    )

    assert {type(result).__name__ for result in results} == {"Report", "Decision"}
    for comment in (one, two):
        comment.refresh_from_db()
        assert comment.report_count == comment.reports.open().count()

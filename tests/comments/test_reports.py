from datetime import UTC, datetime, timedelta

import pytest

from articles.models import Notice
from articles.publishing import publish, withdraw
from comments.models import Comment, Report
from comments.reports import TooManyReports, close_reports, report
from tests.factories import make_article, make_comment, make_editor, make_moderator

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ILLEGAL = {
    "reason": "illegal",
    "text": "zqtext: it names a witness.",
    "reporter_name": "Zqname Ek",
    "reporter_email": "Dana@example.org",
    "is_in_good_faith": True,
}


@pytest.fixture(autouse=True)
def quick(settings):
    settings.COMMENT_FLOOD_SECONDS = settings.COMMENT_FLOOD_BURST = 0


@pytest.fixture
def comment(db):
    article = make_article(headline="Harbour wall")
    publish(article, by=make_editor(), at=NOON - timedelta(days=1))
    return make_comment(article, body="zqbody", author_name="Zqwriter", state="approved")


def counted(comment):
    return Comment.objects.values_list("report_count", flat=True).get(pk=comment.pk)


def mails(kind="report"):
    """Receipts and outcomes, or the one kind named."""
    return list(Notice.objects.filter(kind__regex=f"^({kind}|outcome:[0-9]+)$").order_by("pk"))


def said_in(mail):
    """The text in one line, wherever it was wrapped."""
    return " ".join(mail.text.split())


def test_a_report_is_stored_and_counted(comment):
    found = report(comment, reason="spam", address="203.0.113.7", at=NOON)

    assert (found.comment, found.reason, found.at, found.closed_at) == (comment, "spam", NOON, None)
    assert "203.0.113.7" not in str(Report.objects.values().get()) and len(found.ip_hash) == 64
    assert counted(comment) == 1
    assert list(Comment.objects.reported()) == [comment]
    assert mails() == []


def test_one_address_counts_once_whatever_it_reports(comment):
    report(comment, reason="spam", address="203.0.113.7", at=NOON)
    report(comment, reason="abusive", text="And rude.", address="203.0.113.7", at=NOON)
    assert counted(comment) == 1

    report(comment, reason="spam", address="203.0.113.8", at=NOON)

    assert (counted(comment), Report.objects.count()) == (2, 3)


def test_the_same_report_again_is_the_first_one_over_midnight_too(comment):
    late = NOON.replace(hour=23, minute=59)
    first = report(comment, address="203.0.113.7", at=late, **ILLEGAL)

    again = report(comment, address="203.0.113.7", at=late + timedelta(minutes=2), **ILLEGAL)

    assert again == first and Report.objects.count() == 1 and len(mails()) == 1


def test_unknown_addresses_count_each(comment):
    report(comment, reason="spam", at=NOON)
    report(comment, reason="spam", text="Really.", at=NOON)

    assert counted(comment) == 2


@pytest.mark.parametrize("state", ["pending", "rejected", "spam", "withdrawn"])
def test_only_what_readers_see_is_reported(comment, state):
    hidden = make_comment(comment.article, state=state)

    with pytest.raises(Comment.DoesNotExist):
        report(hidden, reason="spam", at=NOON)

    assert not Report.objects.exists()


def test_a_reply_under_something_taken_down_is_not_reported(comment):
    reply = make_comment(comment.article, parent=comment, state="approved")
    comment.reject(by=make_moderator())

    with pytest.raises(Comment.DoesNotExist):
        report(reply, reason="spam", at=NOON)


def test_reports_too_fast_are_sent_back_with_the_time_to_wait(comment, settings):
    settings.COMMENT_FLOOD_SECONDS = 15
    other = make_comment(comment.article, state="approved")
    report(comment, reason="spam", address="203.0.113.7", at=NOON)

    with pytest.raises(TooManyReports) as refusal:
        report(other, reason="spam", address="203.0.113.7", at=NOON + timedelta(seconds=5))

    assert refusal.value.wait_seconds == 10
    report(other, reason="spam", address="203.0.113.8", at=NOON + timedelta(seconds=5))
    report(other, reason="spam", address="203.0.113.7", at=NOON + timedelta(seconds=15))


def test_five_in_ten_minutes_are_enough(comment, settings):
    settings.COMMENT_FLOOD_BURST = 5
    for minute in range(5):
        report(comment, reason="other", text=f"{minute}", address="203.0.113.7", at=NOON + timedelta(minutes=minute))

    with pytest.raises(TooManyReports) as refusal:
        report(comment, reason="spam", address="203.0.113.7", at=NOON + timedelta(minutes=5))

    assert refusal.value.wait_seconds == 300


@pytest.mark.parametrize("verdict", ["approved", "rejected", "spam"])
def test_a_moderators_verdict_answers_the_reports(comment, verdict):
    report(comment, reason="spam", address="203.0.113.7", at=NOON)
    moderator = make_moderator()
    comment.refresh_from_db()

    comment.decide(verdict, by=moderator, at=NOON + timedelta(hours=1))

    found = Report.objects.get()
    assert (found.closed_by, found.outcome, found.closed_at) == (moderator, verdict, NOON + timedelta(hours=1))
    assert (comment.report_count, counted(comment)) == (0, 0)


def test_what_a_rule_says_and_holding_again_answer_nothing(comment):
    report(comment, reason="spam", address="203.0.113.7", at=NOON)

    Comment.objects.get().hold(rule="links")
    Comment.objects.get().hold(by=make_moderator())

    assert Report.objects.open().count() == 1 and counted(comment) == 1


def test_a_comment_taken_back_leaves_no_open_report(comment):
    report(comment, address="203.0.113.7", at=NOON, **ILLEGAL)

    Comment.objects.get().withdraw()

    assert (Report.objects.get().outcome, counted(comment)) == ("withdrawn", 0)
    assert "its writer took it back" in said_in(mails()[-1])


def test_after_an_answer_the_same_reader_counts_anew(comment):
    report(comment, reason="spam", address="203.0.113.7", at=NOON)
    close_reports(comment, by=make_moderator(), outcome="approved", at=NOON)

    report(comment, reason="spam", address="203.0.113.7", at=NOON + timedelta(hours=1))

    assert counted(comment) == 1 and Report.objects.count() == 2


def test_who_reports_illegal_content_gets_a_receipt_and_the_decision(comment):
    found = report(comment, address="203.0.113.7", at=NOON, **ILLEGAL)
    comment.refresh_from_db()
    comment.reject(by=make_moderator(first_name="Zqmod"), at=NOON + timedelta(hours=1))

    receipt, decision = mails()
    path = comment.article.editions.get().path
    assert receipt.address == decision.address == "dana@example.org"
    assert receipt.subject == f"We have your report (no. {found.pk})"
    assert f"“Harbour wall”:\nhttp://127.0.0.1:8000{path}comments/{comment.pk}/#comment-{comment.pk}" in receipt.text
    assert decision.subject == f"What we decided about your report (no. {found.pk})"
    assert "The comment was taken down. A person decided this; no machine did." in said_in(decision)
    assert decision.not_before == NOON + timedelta(hours=1, seconds=70)
    for mail in (receipt, decision):
        assert "zq" not in (mail.subject + mail.text + str(mail.headers)).lower()


def test_without_an_address_nobody_is_written_to(comment):
    report(comment, reason="illegal", text="Abuse.", is_in_good_faith=True, address="203.0.113.7", at=NOON)
    close_reports(comment, by=make_moderator(), outcome="rejected", at=NOON)

    assert mails() == []


def test_one_address_gets_at_most_three_receipts_a_day_and_an_outcome_for_each(comment):
    for number in range(5):
        report(comment, address=f"203.0.113.{number}", **ILLEGAL)
    assert len(mails()) == 3

    close_reports(comment, by=make_moderator(), outcome="rejected")

    promised = {f"outcome:{found.pk}" for found in Report.objects.order_by("pk")[:3]}
    assert {mail.kind for mail in mails()} == {"report", *promised} and len(mails()) == 6
    Notice.objects.update(made_at=NOON - timedelta(days=900))
    report(comment, address="203.0.113.9", **ILLEGAL | {"reporter_email": "DANA@example.org"})
    assert len(mails()) == 7


def test_receipts_share_their_limit_with_other_mails_to_the_same_mailbox(comment):
    for kind in ("receipt", "privacy"):
        Notice.objects.create(address="dana+x@example.org", kind=kind, subject="x", text="x")

    for number in range(3):
        said = ILLEGAL | {"reporter_email": f"dana+{number}@example.org"}
        report(comment, address=f"203.0.113.{number}", **said)

    assert [mail.address for mail in mails()] == ["dana+0@example.org"]


def test_an_outcome_is_mailed_though_its_receipt_is_no_longer_kept(comment):
    report(comment, address="203.0.113.7", at=NOON, **ILLEGAL)
    Notice.objects.all().delete()

    close_reports(comment, by=make_moderator(), outcome="rejected", at=NOON + timedelta(days=31))

    assert len(mails()) == 1


def test_no_machine_answers_a_mail_about_a_report(comment):
    report(comment, address="203.0.113.7", at=NOON, **ILLEGAL)
    close_reports(comment, by=make_moderator(), outcome="rejected", at=NOON)

    assert [mail.headers for mail in mails()] == [{"Auto-Submitted": "auto-generated"}] * 2


@pytest.mark.parametrize("verdict", ["rejected", "pending"])
def test_another_verdict_within_the_minute_takes_the_place_of_the_first(comment, verdict):
    found = report(comment, address="203.0.113.7", at=NOON, **ILLEGAL)
    Comment.objects.get().approve(by=make_moderator(), at=NOON)

    Comment.objects.get().decide(verdict, by=make_moderator(), at=NOON + timedelta(seconds=30))

    outcomes = [said_in(mail) for mail in mails("none")]
    if verdict == "pending":
        assert (outcomes, counted(comment), Report.objects.open().get()) == ([], 1, found)
    else:
        assert len(outcomes) == 1 and "The comment was taken down." in outcomes[0]


def test_a_story_off_the_site_is_not_named(comment):
    report(comment, address="203.0.113.7", at=NOON, **ILLEGAL)
    path = comment.article.editions.get().path
    withdraw(comment.article, by=make_editor())

    close_reports(comment, by=make_moderator(), outcome="rejected")

    assert "a story that is no longer on the site" in mails()[-1].text and path not in mails()[-1].text


def test_the_writer_is_told_why_it_went_after_a_report_of_illegal_content(comment):
    report(comment, address="203.0.113.7", at=NOON, **ILLEGAL)

    decision = Comment.objects.get().reject(by=make_moderator())

    assert decision.message.startswith(
        "Your comment was taken down after a reader reported it to us as illegal content."
    )
    assert "no machine did" in decision.message and "zq" not in decision.message


@pytest.mark.parametrize(
    ("said", "verdict", "message", "told"),
    [
        (ILLEGAL, "approved", "", ""),
        ({"reason": "spam"}, "rejected", "", ""),
        ({"reason": "spam"}, "rejected", "It is advertising.", "It is advertising."),
    ],
)
def test_in_other_cases_the_writer_is_told_what_the_moderator_says(comment, said, verdict, message, told):
    report(comment, address="203.0.113.7", at=NOON, **said)

    assert Comment.objects.get().decide(verdict, by=make_moderator(), message=message).message == told


def test_a_moderators_words_stand_before_the_statement_of_reasons_and_not_in_its_place(comment):
    report(comment, address="203.0.113.7", at=NOON, **ILLEGAL)

    decision = Comment.objects.get().reject(by=make_moderator(), message="It names a witness.")

    assert decision.message.startswith("It names a witness.\n\nYour comment was taken down after a reader reported")


def test_a_verdict_without_reports_runs_no_query_for_them(comment, django_assert_max_num_queries):
    with django_assert_max_num_queries(40) as ran:
        comment.approve(by=make_moderator())

    assert not any("comments_report" in query["sql"] for query in ran.captured_queries)

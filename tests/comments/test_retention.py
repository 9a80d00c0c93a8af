from datetime import UTC, datetime, timedelta

import pytest

from articles import page_names
from articles.models import Notice
from articles.notices import write_to
from comments import digests, retention
from comments.addresses import address_hash
from comments.erasure import erase
from comments.models import AddressSalt, AlreadyDecided, Comment, ModeratorMail, Report, Writer
from comments.models.comment import ERASED_TEXT
from tests.articles.test_publishing_races import at_once
from tests.comments.test_addresses import everything_stored
from tests.factories import make_article, make_comment, make_moderator

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HASH = "f" * 64


def ago(days):
    return NOON - timedelta(days=days)


@pytest.mark.parametrize(("days", "kept"), [(29, HASH), (31, "")])
def test_network_addresses_go_after_thirty_days(db, days, kept):
    comment = make_comment(ip_hash=HASH, created_at=ago(days))
    report = Report.objects.create(comment=comment, reason="spam", ip_hash=HASH, at=ago(days))

    retention.apply(NOON)

    comment.refresh_from_db()
    report.refresh_from_db()
    assert (comment.ip_hash, report.ip_hash) == (kept, kept)


@pytest.mark.parametrize("verdict", ["rejected", "spam", "withdrawn"])
@pytest.mark.parametrize(("days", "is_erased"), [(89, False), (91, True)])
def test_refused_comments_lose_text_and_writer_after_ninety_days_and_keep_their_decisions(db, verdict, days, is_erased):
    comment = make_comment(body="Rude.", author_name="Annika", author_email="annika@example.org")
    comment.decide(verdict, at=ago(days), reasons=["It attacks a person"])

    retention.apply(NOON)

    comment.refresh_from_db()
    assert (comment.body == ERASED_TEXT) is is_erased and (comment.author_name == "Anonymous") is is_erased
    assert (comment.erased_at == NOON) is is_erased and comment.state == verdict
    assert comment.decisions.get().reasons == ["It attacks a person"]


def test_what_stands_or_waits_is_left_alone(db):
    approved, held = make_comment(created_at=ago(900)), make_comment(created_at=ago(900))
    approved.approve(at=ago(900))
    let_through = make_comment(created_at=ago(900))
    let_through.reject(at=ago(800))
    let_through.approve(at=ago(700))
    reported = make_comment(created_at=ago(900), report_count=1)
    reported.reject(at=ago(800))
    before = everything_stored()

    retention.apply(NOON)

    assert everything_stored() == before
    assert {row.pk for row in Comment.objects.filter(erased_at=None)} == {
        approved.pk,
        held.pk,
        let_through.pk,
        reported.pk,
    }


def test_who_erased_their_name_and_was_refused_later_loses_the_text_too(db):
    comment = make_comment(author_email="a@example.org", body="Rude.")
    erase("a@example.org", at=ago(200))
    comment.reject(at=ago(100))

    retention.apply(NOON)

    assert Comment.objects.get().body == ERASED_TEXT


def test_a_text_that_was_erased_can_not_be_approved(db):
    comment = make_comment(body="Rude.")
    comment.reject(at=ago(100))
    retention.apply(NOON)

    with pytest.raises(AlreadyDecided):
        comment.approve(by=make_moderator())

    assert Comment.objects.get().state == "rejected"


def test_addresses_of_standing_comments_are_kept_unless_a_setting_says_how_long(db, settings):
    comment = make_comment(author_name="Annika", author_email="a@example.org", created_at=ago(400))
    comment.approve(at=ago(400))

    retention.apply(NOON)
    assert Comment.objects.get().author_email == "a@example.org"

    settings.COMMENT_KEEP_EMAIL_DAYS = 365
    retention.apply(NOON)
    row = Comment.objects.get()
    assert (row.author_name, row.author_email) == ("Annika", f"erased-{row.pk}@erased.invalid")
    assert retention.apply(NOON)["addresses of old comments"] == 0


def test_pages_are_told_once_when_address_and_account_of_old_comments_go(
    db, settings, monkeypatch, django_capture_on_commit_callbacks
):
    settings.COMMENT_KEEP_EMAIL_DAYS = 365
    told = []
    comment = make_comment(state="approved", created_at=ago(400), user=make_moderator())
    monkeypatch.setattr(page_names, "LISTENERS", [told.append])

    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            retention.apply(NOON)

    assert told == [{"comments", f"comments:{comment.article_id}"}]


def test_what_is_kept_of_an_address_goes_when_no_comment_bears_it_any_more(db):
    make_comment(author_email="Here@example.org")
    for name in ("here", "gone", "new", "confirmed", "noted", "banned"):
        Writer.objects.create(email=f"{name}@example.org", made_at=ago(400), replies="daily", confirmed_at=ago(400))
    Writer.objects.filter(email="new@example.org").update(made_at=ago(89))
    Writer.objects.filter(email="confirmed@example.org").update(confirmed_at=ago(89))
    Writer.objects.filter(email="banned@example.org").update(banned_at=ago(400))
    Writer.objects.get(email="noted@example.org").entries.create(kind="note", text="Rude.", at=ago(89))
    Writer.objects.get(email="gone@example.org").entries.create(kind="note", text="Rude.", at=ago(91))

    assert retention.apply(NOON)["writers without comments"] == 1

    assert not Writer.objects.filter(email="gone@example.org").exists() and Writer.objects.count() == 5


@pytest.mark.parametrize(("closed_at", "name"), [(None, "Leo"), (ago(179), "Leo"), (ago(181), "")])
def test_reporters_are_forgotten_half_a_year_after_the_answer(db, closed_at, name):
    who = {"reporter_name": "Leo", "reporter_email": "leo@example.org"}
    Report.objects.create(comment=make_comment(), reason="illegal", text="A threat.", closed_at=closed_at, **who)

    retention.apply(NOON)

    report = Report.objects.get()
    assert (report.reporter_name, bool(report.reporter_email), report.text) == (name, bool(name), "A threat.")


def test_mails_to_readers_go_and_mails_to_the_desk_and_waiting_ones_stay(db):
    for subject, sent_at in {"old": ago(31), "new": ago(29), "waiting": None}.items():
        notice = write_to("a@example.org", kind="receipt", subject=subject, text="x")
        Notice.objects.filter(pk=notice.pk).update(made_at=sent_at or ago(40), sent_at=sent_at)
    Notice.objects.create(to=make_moderator(), subject="desk", text="x", made_at=ago(90), sent_at=ago(90))

    retention.apply(NOON)

    assert set(Notice.objects.values_list("subject", flat=True)) == {"new", "waiting", "desk"}


def test_digests_go_after_four_days_sent_or_not_and_other_mail_to_the_desk_stays(db):
    marta = make_moderator(email="marta@courier.example")
    ModeratorMail.objects.create(user=marta, often="hourly")
    make_comment(body="Rude words.")
    assert digests.send_due(NOON) == 1
    digest = Notice.objects.get()
    just_made = digest.subject
    rows = {"sent": (ago(5), ago(5)), "waiting": (ago(5), None), "new": (ago(3), ago(3))}
    for subject, (made_at, sent_at) in rows.items():
        digest.pk = None
        digest.subject, digest.made_at, digest.sent_at = subject, made_at, sent_at
        digest.save()
    Notice.objects.create(to=marta, subject="desk", text="x", made_at=ago(90), sent_at=ago(90))

    assert retention.apply(NOON)["digests to moderators"] == 2

    assert set(Notice.objects.values_list("subject", flat=True)) == {just_made, "new", "desk"}


def test_bans_of_erased_addresses_end_and_others_do_not(db):
    for email in ("gone@example.org", "here@example.org"):
        Writer.objects.create(email=email, banned_at=ago(731))
    erase("gone@example.org")

    retention.apply(NOON)

    assert [writer.email for writer in Writer.objects.all()] == ["here@example.org"]


def test_salts_of_periods_that_are_over_are_destroyed(db):
    address_hash("203.0.113.7", ago(31))

    retention.apply(NOON)

    assert not AddressSalt.objects.exists()


def test_much_is_done_in_steps_and_twice_does_nothing(db, monkeypatch):
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    article = make_article()
    for _ in range(5):
        make_comment(article, ip_hash=HASH, created_at=ago(40))

    assert retention.apply(NOON)["network addresses"] == 5
    assert set(retention.apply(NOON).values()) == {0}


def test_a_run_is_bounded(db, monkeypatch):
    monkeypatch.setattr(retention, "AT_ONCE", 1)
    monkeypatch.setattr(retention, "STEPS", 2)
    article = make_article()
    for _ in range(5):
        make_comment(article, ip_hash=HASH, created_at=ago(40))

    retention.apply(NOON)

    assert Comment.objects.exclude(ip_hash="").count() == 3


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_machines_and_a_moderator_at_once_do_not_wait_for_each_other(monkeypatch):
    monkeypatch.setattr(retention, "AT_ONCE", 5)
    article, moderator = make_article(), make_moderator()
    comments = [make_comment(article, ip_hash=HASH, created_at=ago(100)) for _ in range(30)]
    for comment in comments[:20]:
        comment.reject(at=ago(95))

    def decide():
        for comment in reversed(comments):
            comment.hold(by=moderator)

    results = at_once(lambda: retention.apply(NOON), lambda: retention.apply(NOON), decide)

    assert [result for result in results if isinstance(result, Exception)] == []
    retention.apply(NOON)
    assert not Comment.objects.exclude(ip_hash="").exists()

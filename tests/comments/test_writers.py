from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import AuditEntry, Notice
from comments import batches, erasure, retention, writers
from comments.models import Comment, Writer, WriterEntry
from tests.factories import make_article, make_comment, make_moderator

MAIL = "annika@example.org"


@pytest.fixture
def marta(db):
    return make_moderator(first_name="Marta", last_name="Lind", email="marta@courier.example")


DEEDS = {
    "note": lambda comment, by: writers.note(comment.author_email, "Who?", by=by, comment=comment),
    "warn": lambda comment, by: writers.warn(comment.author_email, "Who?", by=by, comment=comment),
    "ban": lambda comment, by: writers.ban(comment.author_email, "Who?", by=by, removes=True, comment=comment),
}


def by_annika(article=None, **fields):
    return make_comment(article, author_email="Annika@Example.org", **fields)


def states():
    return list(Comment.objects.order_by("pk").values_list("state", flat=True))


def test_a_profile_is_all_of_one_address_in_any_letters(marta):
    article = make_article()
    first = by_annika(article, author_name="Annika", state="approved", created_at=timezone.now() - timedelta(days=9))
    reported = make_comment(article, author_email=MAIL, author_name="A. Ro", state="rejected")
    by_annika(article, author_name="Annika"), by_annika(article, author_name="Annika", state="withdrawn")
    make_comment(article, state="approved")
    reported.reports.create(reason="abusive", text="Rude.")
    writers.note(MAIL, "Kind on the phone.", by=marta)

    known = writers.profile("ANNIKA@example.org")

    assert (known.record.approved, known.record.rejected, known.held, known.withdrawn) == (1, 1, 1, 1)
    assert (known.record.total, known.record.since, known.standing) == (4, first.created_at, 2)
    assert known.names == ["Annika", "A. Ro"]
    assert [entry.text for entry in known.entries] == ["Kind on the phone."]
    assert [report.text for report in known.reports] == ["Rude."]


def test_a_profile_names_who_else_wrote_from_there_within_thirty_days(marta):
    now = timezone.now()
    by_annika(ip_hash="home")
    near = [make_comment(author_email="pete@example.org", author_name="Pete", ip_hash="home") for _ in range(2)]
    make_comment(author_name="Long ago", ip_hash="home", created_at=now - timedelta(days=31))
    make_comment(author_name="Elsewhere", ip_hash="other"), make_comment(author_name="Unknown", ip_hash="")

    assert writers.profile(MAIL, now).neighbours == [{"name": "Pete", "count": 2, "comment": near[1].pk}]


def test_a_note_is_kept_of_the_writer_and_seen_with_all_their_comments(marta):
    comment, at = by_annika(), timezone.now()

    entry = writers.note("Annika@Example.org", "  Knows the harbour.\x00 ", by=marta, comment=comment, at=at)

    assert (entry.text, entry.kind, entry.by, entry.comment, entry.at) == (
        "Knows the harbour.", WriterEntry.Kind.NOTE, marta, comment, at,
    )  # fmt: skip
    assert entry.writer == Writer.objects.known(MAIL)


@pytest.mark.parametrize("text", ["", " \n ", "\x00", "x" * 4001])
def test_what_is_no_note_is_refused(marta, text):
    with pytest.raises(writers.Nothing, match="The note is"):
        writers.note(MAIL, text, by=marta)
    assert not Writer.objects.exists()


def by_erasure(comment, settings):
    erasure.erase(MAIL)


def by_retention(comment, settings):
    settings.COMMENT_KEEP_EMAIL_DAYS = 30
    Comment.objects.filter(pk=comment.pk).update(state="approved", created_at=timezone.now() - timedelta(days=31))
    assert retention.emails_of_old_comments(timezone.now()) == 1


@pytest.mark.parametrize("take_out", [by_erasure, by_retention])
@pytest.mark.parametrize("is_read_before", [True, False])
@pytest.mark.parametrize("deed", DEEDS)
def test_nobody_is_noted_warned_or_banned_whose_address_was_taken_out(marta, settings, take_out, is_read_before, deed):
    comment = by_annika()
    take_out(comment, settings)
    assert not Writer.objects.exists()
    if not is_read_before:
        comment.refresh_from_db()

    with pytest.raises(writers.Nothing, match="nobody left to note, warn or ban"):
        DEEDS[deed](comment, marta)
    assert not (Writer.objects.exists() or WriterEntry.objects.exists() or Notice.objects.exists())


def test_a_warning_is_mailed_to_a_confirmed_address_alone(marta):
    assert writers.warn(MAIL, "Please argue without names.", by=marta) is False
    assert Notice.objects.count() == 0
    Writer.objects.filter(email=MAIL).update(confirmed_at=timezone.now())

    assert writers.warn("Annika@Example.org", "Please argue without names.", by=marta) is True

    notice = Notice.objects.get()
    assert (notice.address, notice.kind) == (MAIL, "warning")
    assert notice.headers == {"Auto-Submitted": "auto-generated"}
    assert notice.subject.startswith("About your comments at")
    assert notice.text.startswith("Please argue without names.\n\nMarta Lind, for ")
    assert [entry.text for entry in writers.warnings_to(MAIL)] == ["Please argue without names."] * 2
    assert Writer.objects.get().warned_at


def test_a_ban_can_take_down_all_that_stands(marta):
    article = make_article()
    by_annika(article, state="approved"), by_annika(article), by_annika(article, state="spam")
    make_comment(article, state="approved")

    batches.carry_on(writers.ban(MAIL, "Threats.", by=marta, removes=True))

    assert states() == ["rejected", "rejected", "spam", "approved"]
    assert Writer.objects.get().is_banned
    entry = WriterEntry.objects.get()
    assert (entry.kind, entry.text, entry.by, entry.batch.done) == ("ban", "Threats.", marta, 2)
    assert article.discussion.shown_count == 1


def test_a_ban_may_leave_what_stands(marta):
    by_annika(state="approved")

    assert writers.ban(MAIL, "Threats.", by=marta, removes=False) is None
    assert states() == ["approved"]


def test_a_lifted_ban_gives_back_exactly_what_it_took_down(marta):
    article = make_article()
    before = by_annika(article, state="rejected")
    kept, again = by_annika(article, state="approved"), by_annika(article)
    batches.carry_on(writers.ban(MAIL, "Threats.", by=marta, removes=True))
    afterwards = by_annika(article, state="rejected")
    again.mark_spam(by=make_moderator())

    batches.carry_on(writers.lift_ban(MAIL, "They said sorry.", by=marta))

    assert states() == ["rejected", "approved", "spam", "rejected"]
    assert [before.pk, kept.pk, again.pk, afterwards.pk] == sorted(Comment.objects.values_list("pk", flat=True))
    assert not Writer.objects.get().is_banned
    assert list(WriterEntry.objects.values_list("kind", flat=True)) == ["unban", "ban"]


def test_a_second_ban_gives_back_what_the_second_took_down(marta):
    by_annika(state="approved")
    batches.carry_on(writers.ban(MAIL, "One.", by=marta, removes=True))
    batches.carry_on(writers.lift_ban(MAIL, "", by=marta))
    by_annika(state="approved")
    batches.carry_on(writers.ban(MAIL, "Two.", by=marta, removes=True))
    assert states() == ["rejected", "rejected"]

    batches.carry_on(writers.lift_ban(MAIL, "", by=marta))

    assert states() == ["approved", "approved"]


def test_a_lifted_ban_that_took_nothing_gives_back_nothing(marta):
    by_annika(state="rejected")
    writers.ban(MAIL, "Threats.", by=marta, removes=False)

    assert writers.lift_ban(MAIL, "", by=marta) is None
    assert states() == ["rejected"]


def test_nobody_is_banned_twice_or_freed_unbanned(marta):
    with pytest.raises(writers.Nothing):
        writers.lift_ban(MAIL, "", by=marta)
    writers.ban(MAIL, "Threats.", by=marta, removes=False)
    with pytest.raises(writers.Nothing):
        writers.ban(MAIL, "Threats.", by=marta, removes=True)

    assert WriterEntry.objects.count() == 1


def test_the_audit_trail_holds_no_address(marta):
    by_annika(state="approved")
    Writer.objects.create(email=MAIL, confirmed_at=timezone.now())

    writers.warn(MAIL, "Please.", by=marta)
    writers.ban(MAIL, "Threats.", by=marta, removes=True)
    writers.lift_ban(MAIL, "", by=marta)

    number = Writer.objects.get().pk
    abouts = list(AuditEntry.objects.order_by("pk").values_list("about", flat=True))
    assert abouts == [
        f"Warned a writer: writer {number}",
        f"Many comments: What writer {number} has left, with a ban",
        f"Banned a writer: writer {number}",
        f"Many comments: What writer {number} has left, with a ban",
        f"Lifted a ban: writer {number}",
    ]
    assert "annika" not in str(list(AuditEntry.objects.values())).lower()

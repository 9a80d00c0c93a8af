"""A moderator's verdict with all that follows, and taking it back within a minute."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Notice
from comments.models import AlreadyDecided, ChangedSince, Comment, Decision, InHand, Writer
from comments.models.together import Wish, decide_together
from comments.reports import report
from comments.verdicts import TooLate, give, undo
from tests.factories import make_comment, make_moderator

NOON = timezone.now().replace(microsecond=0)
ILLEGAL = {"reason": "illegal", "text": "Why.", "reporter_email": "dana@example.org", "is_in_good_faith": True}


@pytest.fixture(autouse=True)
def quick(settings):
    settings.COMMENT_FLOOD_SECONDS = settings.COMMENT_FLOOD_BURST = 0


@pytest.fixture
def marta(db):
    return make_moderator(first_name="Marta", last_name="Lind")


def reported(**fields):
    comment = make_comment(**fields)
    comment.reports.create(reason="abusive", at=NOON - timedelta(hours=1))
    Comment.objects.filter(pk=comment.pk).update(report_count=1)
    comment.refresh_from_db()
    return comment


def facts(comment):
    row = Comment.objects.get(pk=comment.pk)
    return row.state, row.decided_at, row.is_featured, row.needs_check, row.report_count, row.is_cut_off


def test_a_verdict_closes_what_was_reported_and_lets_go_of_the_comment(marta):
    comment = reported()
    InHand.objects.create(comment=comment, by=marta, until=NOON + timedelta(seconds=30))

    decision, _ = give(comment, "rejected", by=marta, seen="pending")

    report = comment.reports.get()
    assert (report.closed_by, report.outcome) == (marta, "rejected")
    assert facts(comment)[0] == "rejected" and facts(comment)[4] == 0
    assert (decision.by, decision.was) == (marta, "pending")
    assert not InHand.objects.exists()


def test_a_message_is_kept_and_mailed_once_it_can_not_be_taken_back_any_more(marta):
    told, untold = make_comment(author_email="annika@example.org"), make_comment()
    Writer.objects.create(email="annika@example.org", confirmed_at=NOON)

    decision, _ = give(told, "rejected", by=marta, seen="pending", message="It is advertising.")
    give(untold, "rejected", by=marta, seen="pending")

    assert decision.message == "It is advertising."
    letter = Notice.objects.get()
    assert letter.address == "annika@example.org" and "It is advertising." in letter.text
    assert not Notice.objects.due(decision.at + timedelta(seconds=65)).exists()
    assert Notice.objects.due(decision.at + timedelta(seconds=75)).get() == letter
    # A mail that waits is no sign of a server that fails.
    assert not Notice.objects.failing().exists()


@pytest.mark.parametrize("verdict", ["rejected", "spam"])
def test_the_statement_of_reasons_is_mailed_without_a_word_of_the_moderators(marta, verdict):
    comment = make_comment(author_email="annika@example.org", state="approved")
    Writer.objects.create(email="annika@example.org", confirmed_at=NOON)
    report(comment, address="203.0.113.7", **ILLEGAL)
    comment.refresh_from_db()

    give(comment, verdict, by=marta, seen="approved")

    text = Notice.objects.get(address="annika@example.org").text
    assert "after a reader reported it to us as illegal content" in " ".join(text.split())


def test_a_verdict_by_somebody_else_within_the_minute_takes_the_waiting_mail_back(marta):
    comment, other = (make_comment(author_email="annika@example.org") for _ in range(2))
    Writer.objects.create(email="annika@example.org", confirmed_at=NOON)
    give(comment, "rejected", by=marta, seen="pending", message="It is advertising.")
    give(other, "rejected", by=marta, seen="pending", message="It is rude.")

    give(comment, "approved", by=make_moderator(), seen="rejected")

    assert "It is rude." in Notice.objects.get().text


def test_a_verdict_on_many_takes_the_waiting_mail_back(marta):
    comment = make_comment(author_email="annika@example.org")
    Writer.objects.create(email="annika@example.org", confirmed_at=NOON)
    decision, _ = give(comment, "rejected", by=marta, seen="pending", message="It is advertising.")

    decide_together({comment.pk: Wish("approved", "rejected", decision.pk)}, by=make_moderator())

    assert not Notice.objects.exists()


def test_mail_that_went_out_stays_on_record_when_the_comment_is_decided_again(marta):
    comment = make_comment(author_email="annika@example.org")
    Writer.objects.create(email="annika@example.org", confirmed_at=NOON)
    give(comment, "rejected", by=marta, seen="pending", message="It is advertising.")
    Notice.objects.update(sent_at=NOON)

    give(comment, "approved", by=marta, seen="rejected")

    assert Notice.objects.exists()


def test_a_verdict_taken_back_takes_its_mail_back(marta):
    comment = make_comment(author_email="annika@example.org")
    Writer.objects.create(email="annika@example.org", confirmed_at=NOON)
    _, token = give(comment, "rejected", by=marta, seen="pending", message="It is advertising.")

    undo(token, by=marta)

    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"state": "approved", "is_featured": True, "decided_at": NOON - timedelta(days=2)},
        {"state": "approved", "needs_check": True, "decided_at": NOON - timedelta(days=2)},
        {"state": "spam", "decided_at": NOON - timedelta(days=2)},
    ],
)
@pytest.mark.parametrize("verdict", ["approved", "rejected", "spam"])
def test_taking_back_restores_all_that_was(marta, fields, verdict):
    comment = reported(**fields)
    before = facts(comment)

    _, token = give(comment, verdict, by=marta, seen=comment.state)
    assert facts(comment)[4] == 0
    undo(token, by=marta)

    assert facts(comment) == before
    report = comment.reports.get()
    assert (report.closed_at, report.closed_by, report.outcome) == (None, None, "")


def test_taking_back_shows_and_hides_what_answers(marta):
    comment = make_comment(state="approved")
    reply = make_comment(comment.article, parent=comment, state="approved")

    _, token = give(comment, "rejected", by=marta, seen="approved")
    assert not Comment.objects.shown().filter(pk=reply.pk).exists()
    undo(token, by=marta)

    assert Comment.objects.shown().filter(pk=reply.pk).exists()


def test_taking_back_leaves_open_what_was_reported_meanwhile(marta):
    comment = make_comment(state="approved", needs_check=True)
    _, token = give(comment, "approved", by=marta, seen="approved")
    for number in range(2):
        report(comment, address="203.0.113.7", **ILLEGAL | {"text": f"Reason {number}."})

    undo(token, by=marta)

    assert comment.reports.open().count() == 2
    # One reader counts once, however often they report.
    assert facts(comment) == ("approved", None, False, True, 1, False)
    assert not Notice.objects.filter(subject__startswith="What we decided").exists()


def test_taking_back_stops_the_mail_to_the_reader_who_reported(marta):
    comment, other = (make_comment(state="approved") for _ in range(2))
    for reported_one in (comment, other):
        report(reported_one, address="203.0.113.7", **ILLEGAL)
    comment.refresh_from_db()
    other.refresh_from_db()
    give(other, "approved", by=marta, seen="approved")
    decision, token = give(comment, "rejected", by=marta, seen="approved")
    outcomes = Notice.objects.filter(kind__startswith="outcome:")
    assert outcomes.count() == 2 and not outcomes.due(decision.at + timedelta(seconds=65)).exists()

    undo(token, by=marta)

    assert outcomes.get().kind == f"outcome:{other.reports.get().pk}"
    assert comment.reports.open().count() == 1 and facts(comment)[4] == 1


def test_the_latest_verdicts_are_taken_back_in_turn(marta):
    comment = make_comment()
    _, first = give(comment, "approved", by=marta, seen="pending", at=NOON)
    _, second = give(comment, "spam", by=marta, seen="approved", at=NOON + timedelta(seconds=1))

    undo(second, by=marta, at=NOON + timedelta(seconds=2))

    assert facts(comment)[0] == "approved"
    # The comment was decided three times by now: the first verdict is no longer the latest word.
    with pytest.raises(AlreadyDecided):
        undo(first, by=marta, at=NOON + timedelta(seconds=3))


def test_nothing_is_taken_back_that_somebody_decided_since(marta):
    comment = make_comment()
    _, token = give(comment, "approved", by=marta, seen="pending")
    give(comment, "spam", by=make_moderator(first_name="Ines", last_name=""), seen="approved")

    with pytest.raises(AlreadyDecided) as late:
        undo(token, by=marta)

    assert str(late.value) == "Ines marked this as spam just now."
    assert facts(comment)[0] == "spam"


def test_the_same_verdict_is_taken_back_once(marta):
    comment = make_comment()
    _, token = give(comment, "approved", by=marta, seen="pending")
    undo(token, by=marta)

    with pytest.raises(AlreadyDecided):
        undo(token, by=marta)
    assert Decision.objects.count() == 2


def test_after_the_minute_or_for_others_there_is_nothing_to_take_back(marta):
    comment = make_comment()
    _, token = give(comment, "approved", by=marta, seen="pending", at=NOON)

    undoable = NOON + timedelta(seconds=60)
    for by, at, words in (
        (marta, NOON + timedelta(seconds=71), token),
        (make_moderator(), undoable, token),
        (marta, undoable, token[:-1] + "x"),
        (marta, undoable, "\x00"),
    ):
        with pytest.raises(TooLate):
            undo(words, by=by, at=at)
    assert facts(comment)[0] == "approved"
    assert undo(token, by=marta, at=undoable).state == "pending"


def test_what_its_writer_changed_since_is_not_decided(marta):
    comment = make_comment()
    read = comment.fingerprint
    Comment.objects.filter(pk=comment.pk).update(body="Other words.", edited_at=NOON)

    with pytest.raises(ChangedSince) as changed:
        give(comment, "approved", by=marta, seen="pending", seen_text=read)

    assert changed.value.comment.body == "Other words."
    assert not comment.decisions.exists() and facts(comment)[0] == "pending"
    give(comment, "approved", by=marta, seen="pending", seen_text=changed.value.comment.fingerprint)
    assert facts(comment)[0] == "approved"


def test_a_pick_needs_readers_who_see_it(marta):
    parent = make_comment()
    reply, alone = make_comment(parent.article, parent=parent), make_comment()

    give(alone, "approved", by=marta, seen="pending", picks=True)
    give(reply, "approved", by=marta, seen="pending", picks=True)

    assert facts(alone)[:3:2] == ("approved", True)
    assert facts(reply)[:3:2] == ("approved", False)

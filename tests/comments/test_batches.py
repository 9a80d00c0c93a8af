from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import AuditEntry, Notice
from comments import batches
from comments.models import Batch, ChosenComment, Comment, Decision, Report, Writer
from tests.factories import make_article, make_comment, make_moderator

NOON = timezone.now().replace(microsecond=0)
HELD = Comment.objects.awaiting_moderation


@pytest.fixture
def marta(db):
    return make_moderator(first_name="Marta", last_name="Lind")


def states():
    return list(Comment.objects.order_by("pk").values_list("state", flat=True))


def begin(marta, verdict="approved", comments=None, **how):
    return batches.begin(HELD() if comments is None else comments, verdict=verdict, by=marta, words="Held", **how)


def numbers(batch):
    return batch.total, batch.done, batch.passed_over, batch.left


def test_a_look_counts_what_the_verdict_would_change(marta):
    article, other = make_article(), make_article()
    held = [make_comment(article), make_comment(other)]
    rejected = make_comment(article, state="rejected")
    make_comment(article, state="approved"), make_comment(article, state="withdrawn")

    found = batches.look(Comment.objects.all(), "approved")

    assert (found.total, found.has_more, found.shown, found.stories) == (3, False, 0, 2)
    assert found.states == {"pending": 2, "rejected": 1}
    assert found.examples == [*held, rejected] and found.up_to == rejected.pk
    assert batches.look(Comment.objects.all(), "rejected").shown == 1


def test_a_look_at_nothing_finds_nothing(db):
    found = batches.look(Comment.objects.all(), "approved")

    assert (found.total, found.up_to, found.examples, found.states) == (0, 0, [], {})


def test_more_than_the_most_is_said_and_the_oldest_are_taken(marta, monkeypatch):
    monkeypatch.setattr(batches, "MOST", 2)
    comments = [make_comment() for _ in range(3)]

    found = batches.look(Comment.objects.all(), "approved")
    batch = begin(marta, most=2)
    batches.carry_on(batch)

    assert (found.total, found.has_more, found.up_to) == (2, True, comments[1].pk)
    assert states() == ["approved", "approved", "pending"]


def test_a_batch_decides_in_steps_and_ends(marta, monkeypatch):
    monkeypatch.setattr(batches, "STEP", 2)
    article = make_article()
    for _ in range(5):
        make_comment(article)

    batch = begin(marta)
    progress = [numbers(batch)]
    while not batch.ended_at:
        batch = batches.step(batch)
        progress.append(numbers(batch))

    assert progress == [(5, 0, 0, 5), (5, 2, 0, 3), (5, 4, 0, 1), (5, 5, 0, 0)]
    assert states() == ["approved"] * 5 and article.discussion.shown_count == 5
    assert set(Decision.objects.values_list("by", "verdict", "was", "batch")) == {
        (marta.pk, "approved", "pending", batch.pk)
    }
    assert ChosenComment.objects.count() == 0


def test_a_batch_is_one_entry_in_the_audit_trail(marta):
    article = make_article()
    make_comment(article), make_comment(article)

    batches.carry_on(begin(marta, "spam"))

    entry = AuditEntry.objects.get()
    assert (entry.by, entry.about) == (marta, "Many comments: Held")
    assert entry.details == {"verdict": "Spam", "comments": 2, "batch": Batch.objects.get().pk}


def test_what_came_in_after_the_count_is_not_touched(marta):
    first = make_comment()
    counted_at = timezone.now()
    make_comment()

    batch = begin(marta, up_to=first.pk, counted_at=counted_at)
    make_comment()
    batches.carry_on(batch)

    assert states() == ["approved", "pending", "pending"]


def test_what_was_decided_or_edited_after_the_count_is_not_chosen(marta):
    decided, edited, there_and_back, stays = (make_comment() for _ in range(4))
    counted_at = timezone.now()
    decided.reject(by=marta)
    there_and_back.reject(by=marta)
    there_and_back.hold(by=marta)
    Comment.objects.filter(pk=edited.pk).update(edited_at=timezone.now())

    batch = begin(marta, counted_at=counted_at)
    batches.carry_on(batch)

    assert states() == ["rejected", "pending", "pending", "approved"]
    assert list(Decision.objects.filter(batch=batch).values_list("comment", flat=True)) == [stays.pk]


def test_what_somebody_decides_meanwhile_is_passed_over_and_counted(marta):
    first, _, gone = make_comment(), make_comment(), make_comment()
    batch = begin(marta)
    first.mark_spam(by=make_moderator())
    gone.delete()

    batch = batches.carry_on(batch)

    assert states() == ["spam", "approved"]
    assert numbers(batch) == (3, 1, 2, 0) and batch.ended_at


def test_what_is_so_already_or_withdrawn_is_not_chosen(marta):
    make_comment(state="approved"), make_comment(state="withdrawn"), make_comment()

    assert begin(marta, comments=Comment.objects.all()).total == 1


def test_a_batch_of_nothing_has_ended(marta):
    batch = begin(marta)

    assert batch.ended_at and batches.step(batch) == batch


def test_a_stopped_batch_leaves_the_rest(marta, monkeypatch):
    monkeypatch.setattr(batches, "STEP", 1)
    make_comment(), make_comment()
    batch = begin(marta)
    batches.step(batch)

    batch = batches.stop(batch)

    assert numbers(batches.step(batch)) == (2, 1, 0, 1)
    assert states() == ["approved", "pending"] and ChosenComment.objects.count() == 0


def test_undo_gives_each_its_state_back_unless_somebody_decided_since(marta):
    article = make_article()
    first, _, last = make_comment(article), make_comment(article, state="rejected"), make_comment(article)
    batch = batches.carry_on(begin(marta, comments=Comment.objects.all()))
    last.hold(by=make_moderator())
    first.mark_spam(by=make_moderator())

    undoing = batches.undo(batch, by=marta)
    assert batches.undo(batch, by=marta) == undoing
    undoing = batches.carry_on(undoing)

    assert states() == ["spam", "rejected", "pending"]
    assert numbers(undoing) == (3, 1, 2, 0) and undoing.undoes == batch
    assert article.discussion.shown_count == 0


def test_an_undone_batch_can_be_done_again(marta):
    make_comment(), make_comment(state="rejected")
    batch = batches.carry_on(begin(marta, "spam", Comment.objects.all()))

    undoing = batches.carry_on(batches.undo(batch, by=marta))
    assert states() == ["pending", "rejected"]
    batches.carry_on(batches.undo(undoing, by=marta))

    assert states() == ["spam", "spam"]


def test_undo_of_a_batch_at_work_stops_it_first(marta, monkeypatch):
    monkeypatch.setattr(batches, "STEP", 1)
    make_comment(), make_comment()
    batch = begin(marta)
    batches.step(batch)

    batches.carry_on(batches.undo(batch, by=marta))

    assert states() == ["pending", "pending"]
    assert Batch.objects.get(pk=batch.pk).ended_at


def test_writers_are_mailed_why_many_went_after_a_report_of_illegal_content(marta):
    comment, other = (make_comment(state="approved", author_email="a@example.org") for _ in range(2))
    Writer.objects.create(email="a@example.org", confirmed_at=NOON)
    comment.reports.create(reason="illegal")
    other.reports.create(reason="spam")
    Comment.objects.update(report_count=1)
    batch = begin(marta, "rejected", Comment.objects.all())

    batches.carry_on(batch)

    told = comment.decisions.get().message
    assert (
        told.startswith("Your comment was taken down after a reader reported it") and not other.decisions.get().message
    )
    letter = Notice.objects.get()
    assert letter.kind == f"verdict:{comment.pk}" and "(Article 21" in letter.text
    batches.carry_on(batches.undo(batch, by=marta))
    assert not Notice.objects.exists()


def test_a_batch_taken_back_opens_what_it_had_answered_and_nothing_else(marta):
    comment, other = make_comment(state="approved", report_count=1), make_comment(state="approved")
    comment.reports.create(reason="spam")
    older = other.reports.create(reason="spam", closed_at=NOON - timedelta(days=5), closed_by=marta, outcome="approved")
    batch = begin(marta, "spam", Comment.objects.all(), at=NOON)
    batches.carry_on(batch, at=NOON + timedelta(hours=1))

    undoing = batches.undo(batch, by=marta, at=NOON + timedelta(days=1))
    batches.carry_on(undoing, at=NOON + timedelta(days=1))

    assert states() == ["approved", "approved"]
    assert list(Report.objects.open()) == [comment.reports.get()] and older.closed_at
    assert list(Comment.objects.order_by("pk").values_list("report_count", flat=True)) == [1, 0]


def test_a_verdict_answers_for_what_readers_reported(marta):
    comment = make_comment(state="approved", report_count=1)
    comment.reports.create(reason="spam")

    batches.carry_on(begin(marta, "spam", Comment.objects.all()))

    report = comment.reports.get()
    assert (report.closed_by, report.outcome) == (marta, "spam")
    assert Comment.objects.get().report_count == 0


def test_the_sweep_goes_on_with_what_was_left(marta):
    now = timezone.now()
    make_comment()
    begin(marta, at=now)

    assert batches.go_on(now + timedelta(minutes=1)) == 0
    assert batches.go_on(now + timedelta(minutes=3)) == 1
    assert states() == ["approved"]


def test_the_sweep_does_not_decide_for_somebody_who_may_not_any_more(marta):
    make_comment()
    batch = begin(marta)
    marta.groups.clear()

    assert batches.go_on(timezone.now() + timedelta(hours=1)) == 0
    assert states() == ["pending"]
    marta.delete()
    assert batches.carry_on(Batch.objects.get(pk=batch.pk)).ended_at is None
    tomas = make_moderator()
    assert batches.carry_on(Batch.objects.get(pk=batch.pk), by=tomas).done == 1
    assert Decision.objects.get().by == tomas

"""Learning from this newsroom's decisions: whose, which, when, and what is kept of it."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from benchmarks.comments_corpus import corpus, write
from comments import classifier, training
from comments.classifier import suspicion_of
from comments.measuring import Example, learn
from comments.models import Batch, Comment, Decision, TrainedClassifier, WriterEntry
from comments.models.writer import Writer
from comments.training import FEWEST, Overtaken, TooFew, examples, keep, taught, train, train_if_due
from tests.factories import make_article, make_comment, make_moderator

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SPAM, REJECTED, APPROVED = Comment.State.SPAM, Comment.State.REJECTED, Comment.State.APPROVED


def decided(state, *, by=None, at=NOON, **fields):
    comment = make_comment(**fields)
    comment.decide(state, by=by, at=at, rule="" if by else "links")
    return comment


def teach(count=FEWEST, at=NOON, by=None):
    """Have `count` comments refused and `count` approved by a person, with few queries."""
    by, story = by or make_moderator(), make_article()
    for number in range(count):
        for state, words in [(SPAM, "cheap pills"), (APPROVED, "harbour wall")]:
            comment = make_comment(story, body=f"{words} number {'abcdefgh'[number % 8]}", state=state)
            Decision.objects.create(comment=comment, by=by, verdict=state, at=at)
    return by


def test_people_teach_and_rules_do_not(db):
    moderator = make_moderator()
    decided(SPAM, by=moderator, body="Cheap pills", author_email="Ann@Example.org")
    decided(REJECTED, by=moderator, body="Rat!", author_email="b@example.org")
    decided(APPROVED, by=moderator, body="Well said", author_email="c@example.org")
    decided(SPAM, body="Only a rule said so")
    make_comment(body="Nobody said anything")

    assert sorted(examples()) == [
        Example("Cheap pills", True, "ann@example.org"),
        Example("Rat!", True, "b@example.org"),
        Example("Well said", False, "c@example.org"),
    ]


def test_last_word_counts_and_what_was_put_back_teaches_nothing(db):
    moderator = make_moderator()
    changed = decided(SPAM, by=moderator, body="Changed")
    changed.approve(by=moderator, at=NOON + timedelta(minutes=1))
    undone = decided(SPAM, by=moderator, body="Undone")
    undone.hold(by=moderator, at=NOON + timedelta(minutes=1))
    ruled = decided(APPROVED, by=moderator, body="Ruled")
    ruled.hold(rule="edited", at=NOON + timedelta(minutes=1))

    assert sorted((each.text, each.refused) for each in examples()) == [("Changed", False), ("Ruled", False)]


def test_nothing_withdrawn_erased_or_edited_since_is_learned(db):
    moderator = make_moderator()
    decided(APPROVED, by=moderator, body="Taken back").withdraw(at=NOON)
    erased = decided(APPROVED, by=moderator, body="Erased")
    edited = decided(APPROVED, by=moderator, body="Edited after")
    before = decided(APPROVED, by=moderator, body="Edited before")
    Comment.objects.filter(pk=erased.pk).update(erased_at=NOON)
    Comment.objects.filter(pk=edited.pk).update(edited_at=NOON + timedelta(minutes=1))
    Comment.objects.filter(pk=before.pk).update(edited_at=NOON - timedelta(minutes=1))

    assert [each.text for each in examples()] == ["Edited before"]


def test_ban_judges_the_writer_and_not_the_words(db):
    moderator = make_moderator()
    batches = [Batch.objects.create(by=moderator, verdict=REJECTED, up_to=0) for _ in range(2)]
    writer = Writer.objects.kept("a@example.org")
    WriterEntry.objects.create(writer=writer, kind=WriterEntry.Kind.BAN, batch=batches[0], by=moderator)
    WriterEntry.objects.create(writer=writer, kind=WriterEntry.Kind.BAN, by=moderator)
    for batch, text in zip(batches, ["Harmless words of theirs", "One of many by filter"], strict=True):
        make_comment(body=text).decide(REJECTED, by=moderator, batch=batch, at=NOON)

    assert [each.text for each in examples()] == ["One of many by filter"]


def test_newest_are_learned_when_there_are_too_many(db, monkeypatch):
    monkeypatch.setattr(training, "MOST", 2)
    moderator = make_moderator()
    for minute, text in enumerate(["oldest", "middle", "newest"]):
        decided(APPROVED, by=moderator, body=text, at=NOON + timedelta(minutes=minute))

    assert [each.text for each in examples()] == ["newest", "middle"]


@pytest.mark.parametrize("count", [1, 3])
def test_examples_are_one_query(db, count, django_assert_num_queries):
    moderator = make_moderator()
    for _ in range(count):
        decided(SPAM, by=moderator)

    with django_assert_num_queries(1):
        assert len(examples()) == count


def test_too_few_are_said_to_be_so_and_nothing_is_stored(db):
    teach(FEWEST - 1)

    with pytest.raises(TooFew) as refusal:
        train()

    assert str(refusal.value) == (
        "There is too little to learn from: people have refused 49 comments and approved 49. 50 of each are needed."
    )
    assert TrainedClassifier.objects.count() == 0
    assert suspicion_of("cheap pills") is None
    assert taught() == (49, 49)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_was_learned_is_used_at_once():
    teach()
    assert suspicion_of("cheap pills") is None

    trained = train(at=NOON)

    assert (trained.examples, trained.refused, trained.at) == (100, 50, NOON)
    assert (trained.precision_percent, trained.recall_percent) == (100.0, 100.0)
    assert suspicion_of("CHEAP pills again").percent > 90
    assert suspicion_of("CHEAP pills again").words[:2] == ["CHEAP", "pills"]
    assert suspicion_of("The harbour wall").percent < 10


def test_only_the_newest_has_words(db, monkeypatch):
    monkeypatch.setattr(training, "KEPT", 2)
    teach()

    for day in range(3):
        train(at=NOON + timedelta(days=day))

    newest, older = TrainedClassifier.objects.all()
    assert newest.at == NOON + timedelta(days=2)
    assert newest.weights["words"]
    assert older.weights == {}
    assert set(older.measured) == {"folds", "groups", "by_percent", "average_precision", "calibration"}


def test_slower_of_two_trainings_changes_nothing(db):
    learned = learn([Example(*row) for row in corpus(200)])
    before = training.newest_id()
    kept = keep(learned, after=before)

    with pytest.raises(Overtaken):
        keep(learned, after=before)

    assert list(TrainedClassifier.objects.all()) == [kept]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_trainings_at_once_one_is_kept():
    from threading import Barrier, Thread

    learned = learn([Example(*row) for row in corpus(200)])
    together, overtaken = Barrier(2), []

    def run():
        try:
            together.wait(10)
            keep(learned, after=None)
        except Overtaken as late:
            overtaken.append(late)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert (TrainedClassifier.objects.count(), len(overtaken)) == (1, 1)


def test_training_is_due_with_a_day_and_fifty_decisions(db):
    moderator = make_moderator()
    assert train_if_due(NOON) is None
    teach(by=moderator, at=NOON - timedelta(hours=1))
    first = train_if_due(NOON)
    assert first is not None
    # A day has passed, and nothing was decided.
    assert train_if_due(NOON + timedelta(days=2)) is None

    teach(count=25, by=moderator, at=NOON + timedelta(hours=1))

    assert train_if_due(NOON + timedelta(hours=23)) is None
    assert train_if_due(NOON + timedelta(days=1)).examples == 150


def test_nothing_due_costs_next_to_nothing(db, django_assert_num_queries):
    teach(count=30)

    with django_assert_num_queries(3):
        assert train_if_due(NOON) is None


def say(*args, **options):
    out = StringIO()
    call_command("train_classifier", *args, stdout=out, **options)
    return out.getvalue()


def test_command_trains_and_prints_what_it_measured(db):
    teach()

    said = say()

    assert "100 comments, 50 of them refused (50.0 %)." in said
    assert "| 80 % | 50 | 1.000 | 1.000 | 1.000 |" in said
    assert "cheap (50 of 50)" in said
    assert "The classifier uses this from now on." in said
    assert TrainedClassifier.objects.count() == 1


def test_command_says_what_is_missing(db):
    with pytest.raises(CommandError, match="There is too little to learn from"):
        say()


def test_command_measures_a_file_and_stores_nothing_unless_told(db, tmp_path):
    path = tmp_path / "comments.csv"
    write(str(path), 400)

    said = say(data=str(path))

    assert "400 comments, " in said
    assert "Nothing was stored" in said
    assert TrainedClassifier.objects.count() == 0
    assert say(data=str(path)) == said
    say(data=str(path), keep=True)
    assert TrainedClassifier.objects.get().examples == 400


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "can't be read"),
        (b"\xff\xfe\x00", "can't be read"),
        (b"", "needs the columns text and refused"),
        (b"words,refused\nx,1\n", "needs the columns text and refused"),
        (b"text,refused\nx,1\ny,perhaps\n", "line 3: refused is 1 or 0, not “perhaps”"),
        (b"text,refused\nx\n", "line 2: refused is 1 or 0"),
        (b"text,refused\nx\x00y,1\n", "people have refused 1 comments and approved 0"),
    ],
)
def test_command_answers_odd_files_with_a_sentence(db, tmp_path, content, sentence):
    path = tmp_path / "odd.csv"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CommandError, match=sentence):
        say(data=str(path))


def test_forgetting_looks_again(db):
    assert suspicion_of("cheap") is None
    weights = {"format": 1, "slope": 1.0, "shift": 0.0, "words": {"cheap": 1.0}}
    TrainedClassifier.objects.create(examples=1, refused=1, weights=weights)

    classifier.forget()

    assert suspicion_of("cheap").percent == 73

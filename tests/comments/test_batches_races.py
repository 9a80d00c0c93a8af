"""Many hands at one batch, and batches at the same comments: all is decided exactly once, and nobody is stuck."""

import pytest

from comments import batches
from comments.counter import recount
from comments.models import Batch, Comment, Decision, Discussion
from tests.articles.test_publishing_races import at_once
from tests.factories import make_article, make_comment, make_moderator

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def to_its_end(batch, by=None):
    def carry_on():
        after = batches.carry_on(batch, by=by, seconds=60)
        while not after.ended_at:
            after = batches.carry_on(after, by=by, seconds=60)
        return after

    return carry_on


@pytest.mark.parametrize("attempt", range(3))
def test_two_pages_at_one_batch_decide_every_comment_once(monkeypatch, attempt):
    monkeypatch.setattr(batches, "STEP", 3)
    article = make_article()
    for _ in range(40):
        make_comment(article)
    batch = batches.begin(Comment.objects.all(), verdict="approved", by=make_moderator(), words="All")

    results = at_once(*[to_its_end(batch) for _ in range(4)])

    assert {type(result) for result in results} == {Batch}
    assert Decision.objects.count() == 40 == Decision.objects.values("comment").distinct().count()
    batch.refresh_from_db()
    assert (batch.done, batch.passed_over) == (40, 0)
    assert Discussion.objects.get().shown_count == 40


@pytest.mark.parametrize("attempt", range(4))
def test_batches_and_verdicts_in_the_same_threads_do_not_wait_in_a_circle(monkeypatch, attempt):
    monkeypatch.setattr(batches, "STEP", 4)
    marta, tomas, stories = make_moderator(), make_moderator(), [make_article() for _ in range(3)]
    comments = []
    for number in range(30):
        parent = comments[number - 7] if number % 5 == 2 and number > 10 else None
        story = parent.article if parent else stories[number % 3]
        comments.append(make_comment(story, parent=parent))
    whole = Comment.objects.all()
    work = [
        batches.begin(whole, verdict=verdict, by=by, words="All")
        for verdict, by in (("approved", marta), ("rejected", tomas), ("approved", tomas))
    ]

    def by_hand():
        for comment in reversed(comments):
            comment.mark_spam(by=marta)

    results = at_once(*[to_its_end(batch) for batch in work], by_hand)

    assert [type(result) for result in results] == [Batch] * 3 + [type(None)]
    assert recount() == 0
    done, passed_over = (sum(Batch.objects.values_list(name, flat=True)) for name in ("done", "passed_over"))
    assert done + passed_over == 90 and Decision.objects.exclude(batch=None).count() == done
    # Whatever was first: nobody's verdict was written over by a batch that did not know of it.
    assert set(Decision.objects.exclude(batch=None).values_list("was", flat=True)) <= {"pending"}


@pytest.mark.parametrize("attempt", range(4))
def test_batches_of_different_comments_on_the_same_stories_crosswise_do_not_wait_in_a_circle(attempt):
    stories, work = [make_article(), make_article()], []
    for name in ("one", "two"):
        for story in stories:
            for _ in range(60):
                make_comment(story, author_name=name)
        stories.reverse()
        chosen = Comment.objects.filter(author_name=name)
        work.append(batches.begin(chosen, verdict="approved", by=make_moderator(), words=name))

    results = at_once(*[to_its_end(batch) for batch in work])

    assert {type(result) for result in results} == {Batch}
    assert list(Discussion.objects.values_list("shown_count", flat=True)) == [120, 120]


@pytest.mark.parametrize("attempt", range(3))
def test_two_who_undo_at_once_make_one_undo(attempt):
    marta = make_moderator()
    make_comment()
    batch = batches.carry_on(batches.begin(Comment.objects.all(), verdict="spam", by=marta, words="All"))

    results = at_once(*[lambda: batches.undo(batch, by=marta)] * 3)

    assert len({result.pk for result in results}) == 1 and Batch.objects.count() == 2


def test_ten_thousand_take_well_under_a_minute(capsys):
    import time

    article = make_article()
    made = [
        Comment(article=article, author_name="A", author_email=f"a{n}@example.org", body="B") for n in range(10_000)
    ]
    for comment in made:
        comment.take_place()
    Comment.objects.bulk_create(made)
    began = time.monotonic()
    batch = batches.begin(Comment.objects.all(), verdict="approved", by=make_moderator(), words="All")
    chosen = time.monotonic() - began

    batches.carry_on(batch, seconds=120)

    took = time.monotonic() - began
    with capsys.disabled():
        print(f"\n10,000 comments: chosen in {chosen:.1f} s, decided in {took - chosen:.1f} s")
    assert Discussion.objects.get().shown_count == 10_000 and took < 60

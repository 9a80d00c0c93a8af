"""Deciding many at once ends as deciding one after the other does."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import page_names
from comments.counter import recount
from comments.models import Batch, Comment, Decision, Discussion, Wish, decide_together
from tests.factories import make_article, make_comment, make_moderator

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
OPEN = [Comment.State.PENDING, Comment.State.APPROVED, Comment.State.REJECTED, Comment.State.SPAM]


def conversation(seed: int) -> list[Comment]:
    """Two stories with forty comments that answer each other and stand in all states; the same for the same seed."""
    dice = random.Random(seed)
    stories, made = [make_article(), make_article()], []
    for number in range(40):
        story = dice.choice(stories)
        parents = [comment for comment in made if comment.article_id == story.pk]
        parent = dice.choice(parents) if parents and dice.random() < 0.7 else None
        state = dice.choice([*OPEN, Comment.State.APPROVED, Comment.State.APPROVED, Comment.State.WITHDRAWN])
        made.append(
            make_comment(
                story,
                parent=parent,
                state=state,
                is_featured=state == "approved" and dice.random() < 0.2,
                needs_check=dice.random() < 0.2,
                created_at=NOON + timedelta(minutes=number),
            )
        )
    return made


def picture(comments: list[Comment]) -> list:
    """Everything that a decision may change, without what differs between two conversations: ids and random places."""
    number = {comment.pk: place for place, comment in enumerate(comments)}
    fields = ["state", "decided_at", "is_featured", "is_cut_off", "needs_check", "reply_count"]
    rows = Comment.objects.filter(pk__in=number).order_by("pk").values_list(*fields)
    decisions = [
        (number[comment], *said)
        for comment, *said in Decision.objects.filter(comment__in=number)
        .order_by("comment", "pk")
        .values_list("comment", "by", "rule", "verdict", "was", "reasons", "message", "at")
    ]
    stories = dict.fromkeys(comment.article_id for comment in comments)
    shown = [Discussion.objects.filter(pk=pk, shown_count__gt=0).values_list("shown_count").first() for pk in stories]
    return [list(rows), decisions, shown]


def wishes(comments, verdict):
    known = Decision.objects.filter(comment__in=comments).latest_of_each()
    return {comment.pk: Wish(verdict, comment.state, known.get(comment.pk)) for comment in comments}


@pytest.mark.parametrize("seed", range(12))
def test_many_at_once_end_as_one_after_the_other(db, seed):
    marta, batch, dice = make_moderator(), Batch.objects.create(verdict="approved", up_to=0), random.Random(seed)
    one_by_one, together = conversation(seed), conversation(seed)
    chosen = [number for number, one in enumerate(together) if one.state != "withdrawn" and dice.random() < 0.6]
    verdicts = {number: dice.choice(OPEN) for number in chosen}

    for number in chosen:
        one_by_one[number].decide(verdicts[number], by=marta, reasons=["Why."], batch=batch, at=NOON)
    done = decide_together(
        {together[number].pk: Wish(verdicts[number], together[number].state, None) for number in chosen},
        by=marta, reasons=["Why."], batch=batch, at=NOON,
    )  # fmt: skip

    assert done == {together[number].pk: verdicts[number] for number in chosen}
    assert picture(together) == picture(one_by_one)
    assert recount() == 0


def test_what_somebody_decided_since_is_left_out(db):
    marta, tomas = make_moderator(), make_moderator()
    article = make_article()
    comments = [make_comment(article) for _ in range(4)]
    chosen = wishes(comments, "rejected")
    comments[0].approve(by=tomas)
    # There and back: the state is as it was, but somebody has said so.
    comments[1].approve(by=tomas)
    comments[1].hold(by=tomas)
    comments[2].withdraw()

    assert decide_together(chosen, by=marta) == {comments[3].pk: "rejected"}
    assert list(Comment.objects.order_by("pk").values_list("state", flat=True)) == [
        "approved",
        "pending",
        "withdrawn",
        "rejected",
    ]


def test_what_was_edited_since_is_left_out(db):
    article = make_article()
    before, after = make_comment(article, edited_at=NOON), make_comment(article, edited_at=NOON + timedelta(seconds=1))

    assert decide_together(wishes([before, after], "approved"), by=make_moderator(), since=NOON) == {
        before.pk: "approved"
    }


def test_pages_of_every_story_are_told_once(db, django_capture_on_commit_callbacks, monkeypatch):
    told = []
    monkeypatch.setattr(page_names, "LISTENERS", [told.append])
    stories = [make_article(), make_article()]
    comments = [make_comment(story) for story in stories for _ in range(3)]

    with django_capture_on_commit_callbacks(execute=True):
        decide_together(wishes(comments, "approved"), by=make_moderator())

    assert told == [{"comments"} | {f"comments:{story.pk}" for story in stories}]


def test_queries_do_not_grow_with_the_comments(db):
    marta = make_moderator()

    def queries(number):
        article = make_article()
        comments = [make_comment(article) for _ in range(number)]
        comments += [make_comment(article, parent=comments[0]) for _ in range(number)]
        chosen = wishes(comments, "approved")
        with CaptureQueriesContext(connection) as context:
            decide_together(chosen, by=marta)
        return len(context)

    assert queries(1) == queries(30)

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Exists

from articles.publishing import publish
from comments import verdict_links
from comments.erasure import comments_of
from comments.models import AlreadyDecided, Comment, Decision
from comments.records import decisions_of
from comments.training import examples
from tests.factories import make_article, make_comment, make_editor, make_moderator

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("verb", "state"), [("approve", "approved"), ("reject", "rejected"), ("mark_spam", "spam"), ("hold", "pending")]
)
def test_each_decision_is_recorded_with_who_when_and_why(db, verb, state):
    comment, marta = make_comment(), make_moderator()

    decision = getattr(comment, verb)(by=marta, reasons=["Because"], at=NOON)

    comment.refresh_from_db()
    assert (comment.state, comment.decided_at) == (state, None if state == "pending" else NOON)
    assert list(comment.decisions.all()) == [decision]
    assert (decision.by, decision.verdict, decision.reasons, decision.at) == (marta, state, ["Because"], NOON)


def test_a_decision_on_what_was_decided_since_changes_nothing(db):
    comment, marta = make_comment(), make_moderator(first_name="Marta", last_name="")
    mine = Comment.objects.get(pk=comment.pk)
    comment.approve(by=marta)

    with pytest.raises(AlreadyDecided, match="Marta approved this just now"):
        mine.reject(by=make_moderator(), seen="pending")

    comment.refresh_from_db()
    assert comment.state == "approved" and comment.decisions.count() == 1


@pytest.mark.parametrize(
    ("verdict", "passed", "sentence"),
    [
        ("approved", timedelta(seconds=70), "Marta approved this 1\xa0minute ago."),
        ("spam", timedelta(hours=2, minutes=5), "Marta marked this as spam 2\xa0hours ago."),
        ("pending", timedelta(seconds=3), "Marta held this just now."),
    ],
)
def test_a_decision_tells_itself(verdict, passed, sentence):
    decision = Decision(by=User(first_name="Marta"), verdict=verdict, at=NOON)

    assert decision.as_sentence(NOON + passed) == sentence


def test_a_decision_without_a_person_names_the_rule_or_nobody():
    assert Decision(rule="links", verdict="pending", at=NOON).as_sentence(NOON) == "A rule held this just now."
    assert Decision(verdict="approved", at=NOON).as_sentence(NOON) == "Somebody approved this just now."


def test_only_what_readers_see_can_be_an_editors_pick(db):
    held, approved = make_comment(), make_comment(state="approved")

    assert (held.pick(), approved.pick()) == (False, True)
    approved.reject()
    approved.refresh_from_db()
    assert approved.is_featured is False


def test_the_database_refuses_a_picked_comment_that_nobody_sees(db):
    with pytest.raises(IntegrityError):
        make_comment(is_featured=True)


def test_a_reply_belongs_to_the_story_of_what_it_answers(db):
    with pytest.raises(ValidationError):
        Comment(article=make_article(), parent=make_comment()).clean()


def test_a_writer_is_known_in_any_letters(db):
    comment = make_comment(author_email="Annika@Example.org")
    make_comment()

    assert list(Comment.objects.by_writer("aNNika@example.ORG")) == [comment]


def test_the_desk_names_a_story_as_readers_know_it(db):
    article = make_article(headline="As published")
    edition = publish(article, by=make_editor())
    article.headline = "Not yet published"
    article.save()
    make_comment(article)
    make_comment(make_article(headline="Draft"))

    comments = Comment.objects.for_desk().oldest_first()

    assert [(comment.story_headline, comment.story_path) for comment in comments] == [
        ("As published", edition.path),
        ("Draft", None),
    ]


def test_comment_its_writer_took_back_stays_so(db):
    comment = make_comment()
    comment.withdraw()

    with pytest.raises(AlreadyDecided, match="The writer withdrew this just now"):
        comment.approve(by=make_moderator())

    comment.refresh_from_db()
    assert comment.state == "withdrawn"


@pytest.mark.parametrize("later", [timedelta(0), timedelta(hours=1), -timedelta(hours=1)])
def test_the_latest_decision_is_the_one_made_last_whatever_its_moment(db, later):
    comment, marta = make_comment(author_email="annika@example.org"), make_moderator()
    first = comment.reject(by=marta, at=NOON)
    last = comment.approve(by=marta, at=NOON + later)

    assert comment.decisions.first() == last
    assert decisions_of([comment])[comment.pk] == [last, first]
    assert Comment.objects.annotate(latest=Decision.objects.latest_of("pk")).get().latest == last.pk
    assert Decision.objects.latest_of_each() == {comment.pk: last.pk}
    assert list(Decision.objects.exclude(Exists(Decision.objects.later()))) == [last]
    assert Decision.objects.first_by_people().get() == first
    link = verdict_links.find(verdict_links.token_for(comment, marta, last.pk))
    assert (link.decisions, link.is_spent) == ([last, first], False)
    assert [row["verdict"] for row in comments_of("annika@example.org")[0]["decisions"]] == ["Rejected", "Approved"]
    assert [example.refused for example in examples()] == [False]
    with pytest.raises(AlreadyDecided) as late:
        comment.reject(by=marta, seen="pending", at=NOON)
    assert late.value.decision == last

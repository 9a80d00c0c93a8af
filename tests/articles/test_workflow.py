"""From hand to hand: what each step sets, records and mails, and what it refuses."""

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction

from articles import workflow
from articles.models import Article, AuditEntry
from articles.publishing import cancel, publish, withdraw
from tests.articles.test_publishing_races import at_once
from tests.factories import make_article, make_author, make_editor, make_moderator, make_reporter

pytestmark = pytest.mark.django_db


def stored(story):
    return Article.objects.get(pk=story.pk)


def make_story(**fields):
    reporter = make_reporter(email="ines@courier.example", first_name="Ines")
    return reporter, make_article(headline="Harbour wall", created_by=reporter, **fields)


def test_submitting_tells_the_editors_and_leaves_it_with_nobody(django_capture_on_commit_callbacks):
    editor = make_editor(email="marit@courier.example")
    reporter, story = make_story()
    Article.objects.filter(pk=story.pk).update(assigned_to=reporter)

    with django_capture_on_commit_callbacks(execute=True):
        workflow.submit(story, by=reporter)

    assert (stored(story).stage, stored(story).assigned_to) == ("review", None)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([editor.email], "Ines sent “Harbour wall” to review")
    assert f"/admin/articles/article/{story.pk}/change/" in sent.body
    assert "Text of story" not in sent.body
    assert AuditEntry.objects.get().deed == "submit"


def test_giving_back_leaves_a_note_and_the_story_with_its_writer(django_capture_on_commit_callbacks):
    reporter, story = make_story(stage="review")
    editor = make_editor(first_name="Marit")

    with django_capture_on_commit_callbacks(execute=True):
        workflow.give_back(story, by=editor, note="Who paid for it?")

    assert (stored(story).stage, stored(story).assigned_to) == ("draft", reporter)
    assert story.notes.get().text == "Who paid for it?"
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([reporter.email], "Marit gave “Harbour wall” back")
    assert "Who paid for it?" in sent.body


def test_giving_back_goes_to_whoever_has_the_byline_first():
    _, story = make_story(stage="review")
    other = make_reporter()
    story.bylines.all().delete()
    story.bylines.create(author=make_author(user=other), position=0)

    workflow.give_back(story, by=make_editor())

    assert stored(story).assigned_to == other


@pytest.mark.parametrize(
    ("stage", "step"),
    [
        ("review", workflow.submit),
        ("draft", workflow.give_back),
        ("draft", workflow.approve),
        ("ready", workflow.approve),
        ("draft", workflow.take_back),
        ("ready", workflow.take_back),
    ],
)
def test_step_that_makes_no_sense_is_refused_in_words(stage, step):
    _, story = make_story(stage=stage)

    with pytest.raises(ValueError, match=r"\.$"):
        step(story, by=make_editor())

    assert stored(story).stage == stage
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("step", [workflow.submit, workflow.approve, workflow.give_back])
def test_published_and_spiked_stories_take_no_step(step):
    editor = make_editor()
    live = make_article(stage="review")
    publish(live, by=editor)
    spiked = make_article(stage="review", spiked_at=live.created_at)

    with pytest.raises(ValueError, match="published"):
        step(live, by=editor)
    with pytest.raises(ValueError, match="spiked"):
        step(spiked, by=editor)


def test_step_looks_at_the_story_as_it_is_and_not_as_it_was_loaded():
    _, story = make_story()
    early = stored(story)
    workflow.submit(story, by=make_editor())

    with pytest.raises(ValueError, match="already lies"):
        workflow.submit(early, by=make_editor())


def test_publishing_ends_review_and_takes_it_out_of_everybodys_hands():
    editor = make_editor()
    story = make_article(stage="review", assigned_to=editor)

    publish(story, by=editor)

    assert (stored(story).stage, stored(story).assigned_to) == ("ready", None)


def test_assigning_tells_the_person_and_lets_them_edit(django_capture_on_commit_callbacks):
    editor, other = make_editor(first_name="Marit"), make_reporter(email="ben@courier.example")
    _, story = make_story()
    assert not story.is_editable_by(other)

    with django_capture_on_commit_callbacks(execute=True):
        workflow.assign(story, to=other, by=editor)

    assert story.is_editable_by(other)
    assert [(sent.to, sent.subject) for sent in mail.outbox] == [([other.email], "Marit gave you “Harbour wall”")]
    assert AuditEntry.objects.get().details == {"to": other.username, "was": "nobody"}


def test_story_is_not_given_to_whoever_can_not_edit_or_to_a_second_taker():
    one, two = make_editor(), make_editor()
    _, story = make_story()
    with pytest.raises(ValueError, match="can’t edit"):
        workflow.assign(story, to=make_moderator(), by=one)
    workflow.assign(story, to=one, by=one, seen=None)

    with pytest.raises(ValueError, match="has it by now"):
        workflow.assign(story, to=two, by=two, seen=None)

    assert stored(story).assigned_to == one


def test_every_deed_on_editions_is_in_the_trail():
    editor, story = make_editor(), make_article()
    edition = publish(story, by=editor)
    Article.objects.filter(pk=story.pk).update(headline="Second")
    publish(stored(story), by=editor, at=edition.live_from.replace(year=2199), is_minor=True)
    cancel(story, by=editor)
    withdraw(story, by=editor)

    found = list(AuditEntry.objects.order_by("pk").values_list("deed", "by", "article", "details__edition"))

    assert found == [
        (deed, editor.pk, story.pk, number)
        for deed, number in [("publish", 1), ("schedule", 2), ("cancel", 2), ("withdraw", 1)]
    ]
    assert AuditEntry.objects.get(deed="schedule").details["minor"] is True


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("attempt", range(5))
def test_approving_and_giving_back_at_once_is_one_after_the_other(attempt):
    story, one, two = make_article(stage="review"), make_editor(), make_editor()

    at_once(lambda: workflow.approve(story, by=one), lambda: workflow.give_back(stored(story), by=two))

    deeds = list(AuditEntry.objects.order_by("pk").values_list("deed", flat=True))
    assert deeds in (["approve", "give_back"], ["give_back"])
    assert stored(story).stage == "draft"


@pytest.mark.postgres
def test_database_itself_keeps_the_trail():
    editor, story = make_editor(), make_article()
    workflow.submit(story, by=editor)
    entry = AuditEntry.objects.get()

    for sql in ("UPDATE articles_auditentry SET about = 'x'", "DELETE FROM articles_auditentry"):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    story.delete()
    editor.delete()

    entry = AuditEntry.objects.get(pk=entry.pk)
    assert (entry.article, entry.by, entry.deed) == (None, None, "submit")


def test_trail_is_not_changed_by_our_own_code():
    workflow.submit(make_article(), by=make_editor())
    entry = AuditEntry.objects.get()

    for deed in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(about=""),
    ):
        with pytest.raises(TypeError):
            deed()

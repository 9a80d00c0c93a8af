"""A story's beginning as a copy and its end: duplicating, spiking, bringing back, deleting for good."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import life, publishing
from articles.models import Article, AuditEntry, Note, Revision
from articles.models.article import State
from tests.articles.test_publishing_races import at_once
from tests.factories import make_article, make_author, make_editor, make_photo, make_reporter

STORIES = "/admin/articles/article/"


@pytest.fixture
def editor(db, client):
    editor = make_editor(first_name="Marit", last_name="Olsund")
    client.force_login(editor)
    return editor


def spiked(by, **fields):
    story = make_article(**fields)
    life.spike(story, by=by)
    return Article.objects.get(pk=story.pk)


# Duplicating


def test_copy_has_the_text_photo_byline_and_tags_and_nothing_that_was_planned(editor):
    author = make_author()
    story = make_article(
        headline="Harbour wall",
        deck="It rises.",
        slug="harbour-wall",
        canonical_url="https://example.org/wall",
        editor_note="Ask Ben.",
        stage="review",
        planned_for=timezone.now(),
        assigned_to=editor,
        lead_photo=make_photo(),
        authors=[author],
        tags=["harbour"],
    )
    Note.objects.create(article=story, by=editor, text="A note.")
    publishing.publish(story, by=editor)

    copy = life.duplicate(story, by=editor)

    copy = Article.objects.with_state().get(pk=copy.pk)
    same = {"deck", "body", "section_id", "lead_photo_id", "label", "bylines", "tags"}
    assert {name: copy.content()[name] for name in same} == {name: story.content()[name] for name in same}
    assert (copy.headline, copy.slug, copy.canonical_url, copy.editor_note) == ("[Copy] Harbour wall", "", "", "")
    assert (copy.state, copy.planned_for, copy.assigned_to, copy.created_by) == (State.DRAFT, None, None, editor)
    assert copy.notes.count() == 0
    assert [(row.kind, row.name, row.by) for row in copy.revisions.all()] == [
        (Revision.Kind.SAVE, "Copy of “Harbour wall”", editor)
    ]


def test_embargo_goes_with_the_text(editor):
    embargo = timezone.now() + timedelta(days=1)

    assert life.duplicate(make_article(embargo_until=embargo), by=editor).embargo_until == embargo
    assert life.duplicate(make_article(embargo_until=timezone.now()), by=editor).embargo_until is None


def test_copy_is_not_published_under_the_headline_that_says_so(editor):
    copy = life.duplicate(make_article(headline="Wall"), by=editor)

    with pytest.raises(publishing.NotPublishable) as refused:
        publishing.publish(copy, by=editor)

    assert refused.value.problems == {"headline": ["This is a copy. Write its own headline, without “[Copy]”."]}
    assert list(Article.objects.lacking("headline")) == [copy]


def test_copy_of_a_copy_is_marked_once_and_cut_to_what_fits(editor):
    copy = life.duplicate(make_article(headline="x" * 200), by=editor)

    assert life.duplicate(copy, by=editor).headline == copy.headline == f"[Copy] {'x' * 193}"


def test_reporter_duplicates_what_another_wrote(db, client):
    reporter, story = make_reporter(), make_article(headline="Wall")
    client.force_login(reporter)

    response = client.post(f"{STORIES}{story.pk}/duplicate/")

    copy = Article.objects.get(created_by=reporter)
    assert response.url == f"{STORIES}{copy.pk}/change/"
    assert client.get(response.url).status_code == 200
    assert copy.is_editable_by(reporter)


# Spiking


def test_spiked_story_is_whole_and_in_no_list_but_its_own(editor, client):
    story = make_article(headline="Gone")
    revisions = story.revisions.count()

    client.post(f"{STORIES}{story.pk}/delete/", {"post": "yes"})

    story.refresh_from_db()
    assert (story.spiked_by, story.revisions.count()) == (editor, revisions)
    rows = {
        state: client.get(STORIES, {"state": state}).context["cl"].result_count for state in ("", "draft", "spiked")
    }
    assert rows == {"": 0, "draft": 0, "spiked": 1}
    assert [entry.deed for entry in AuditEntry.objects.about_story(story)] == ["spike"]


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [
        (0, "Readers see it. Withdraw it first, then spike it."),
        (1, "It is scheduled. Take it back from the schedule first, then spike it."),
    ],
)
def test_what_readers_see_or_will_see_is_not_spiked(editor, client, hours, sentence):
    story = make_article()
    publishing.publish(story, by=editor, at=timezone.now() + timedelta(hours=hours) if hours else None)

    with pytest.raises(ValueError, match=sentence):
        life.spike(story, by=editor)
    assert sentence in client.get(f"{STORIES}{story.pk}/delete/").content.decode()
    client.post(f"{STORIES}{story.pk}/delete/", {"post": "yes"})
    assert not Article.objects.spiked().exists()


def test_withdrawn_story_is_spiked_and_brought_back_where_it_stood(editor):
    story = make_article()
    publishing.publish(story, by=editor)
    publishing.withdraw(story, by=editor)

    life.spike(story, by=editor)
    assert Article.objects.with_state().get().state == State.SPIKED

    life.bring_back(story, by=editor)
    assert Article.objects.with_state().get().state == State.WITHDRAWN
    assert [entry.deed for entry in AuditEntry.objects.about_story(story)][:2] == ["bring_back", "spike"]


def test_nothing_publishes_a_spiked_story(editor, client):
    story = spiked(editor)

    with pytest.raises(ValueError, match="It is spiked"):
        publishing.publish(story, by=editor)
    client.post(STORIES, {"action": "publish_stories", "index": 0, "_selected_action": story.pk, "confirmed": "yes"})
    assert not story.editions.exists()


def test_spiked_story_is_read_and_brought_back_from_its_page(editor, client):
    story = spiked(editor, headline="Gone")

    page = client.get(f"{STORIES}{story.pk}/change/").content.decode()
    assert "Spiked by Marit Olsund" in page
    assert "Bring back" in page
    assert 'id="article_form"' not in page

    client.post(f"{STORIES}{story.pk}/bring-back/")
    assert list(Article.objects.kept()) == [story]


def test_reporter_brings_back_own_story_and_no_other(db, client):
    reporter = make_reporter()
    own, other = spiked(reporter, created_by=reporter), spiked(reporter)
    client.force_login(reporter)

    assert client.post(f"{STORIES}{own.pk}/bring-back/").status_code == 302
    assert client.post(f"{STORIES}{other.pk}/bring-back/").status_code == 403
    assert list(Article.objects.kept()) == [own]


def test_nobody_edits_what_is_spiked(editor):
    story = spiked(editor)

    assert not story.is_editable_by(editor)
    assert list(Article.objects.editable_by(editor)) == []
    assert list(Article.objects.entrusted_to(editor)) == [story]


# Too late


@pytest.mark.parametrize("fate", ["spiked", "deleted"])
def test_whoever_saves_too_late_gets_back_what_they_typed(editor, client, fate):
    story = spiked(editor, headline="Gone")
    if fate == "deleted":
        life.delete_for_good(story, by=editor)
    typed = {"headline": "My new headline", "deck": "Mine.", "body": "<p>A <strong>lost</strong> paragraph.</p>"}

    response = client.post(f"{STORIES}{story.pk}/change/", typed | {"_save": "1"})

    page = response.content.decode()
    assert response.status_code == 409
    assert [words in page for words in ("My new headline", "Mine.", "<strong>lost</strong>")] == [True] * 3
    assert f"This story is {fate}" in page
    assert not Article.objects.filter(headline="My new headline").exists()


@pytest.mark.parametrize("words", ["\x00", "🐟" * 500, "x" * 70_000, "<script>alert(1)</script>"])
def test_odd_text_that_comes_too_late_is_answered(editor, client, words):
    story = spiked(editor)

    response = client.post(f"{STORIES}{story.pk}/change/", {"headline": words, "deck": words, "body": words})

    assert response.status_code == 409
    assert "<script>alert" not in response.content.decode()


# Deleting for good


def test_spiked_story_is_deleted_with_all_that_is_told_before(editor, client):
    story = spiked(editor, headline="Gone")
    Note.objects.create(article=story, by=editor, text="A note.")

    page = client.get(f"{STORIES}{story.pk}/delete/").content.decode()
    assert "Delete this story for good?" in page
    assert "<li>1 saved version</li><li>1 note</li>" in page

    client.post(f"{STORIES}{story.pk}/delete/", {"post": "for-good"})
    assert not Article.objects.exists()
    entry = AuditEntry.objects.newest().first()
    assert (entry.deed, entry.about, entry.details) == ("delete", "Gone", {"lost": "1 saved version, 1 note"})


def test_what_readers_once_saw_is_never_deleted(editor, client):
    story = make_article()
    publishing.publish(story, by=editor)
    publishing.withdraw(story, by=editor)
    life.spike(story, by=editor)

    assert "Readers have seen it" in client.get(f"{STORIES}{story.pk}/delete/").content.decode()
    client.post(f"{STORIES}{story.pk}/delete/", {"post": "for-good"})
    assert Article.objects.spiked().count() == 1


def test_reporter_deletes_nothing_for_good(db, client):
    reporter = make_reporter()
    story = spiked(reporter, created_by=reporter)
    client.force_login(reporter)

    assert client.get(f"{STORIES}{story.pk}/delete/").status_code == 403
    assert client.post(f"{STORIES}{story.pk}/delete/", {"post": "for-good"}).status_code == 403
    assert Article.objects.count() == 1


def test_answer_to_the_question_about_spiking_never_deletes(editor, client):
    story = spiked(editor)

    client.post(f"{STORIES}{story.pk}/delete/", {"post": "yes"})

    assert Article.objects.spiked().count() == 1


def test_kept_story_is_not_deleted_by_a_forged_answer(editor, client):
    story = make_article()

    client.post(f"{STORIES}{story.pk}/delete/", {"post": "for-good"})

    assert list(Article.objects.kept()) == [story]


# Two people at once


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("attempt", range(5))
def test_story_spiked_and_published_at_once_is_one_of_both(attempt):
    story, editor = make_article(), make_editor()

    at_once(lambda: life.spike(story, by=editor), lambda: publishing.publish(story, by=editor))

    assert Article.objects.spiked().exists() != story.editions.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("deed", ["spike", "delete"])
@pytest.mark.parametrize("attempt", range(3))
def test_save_that_meets_a_spike_or_a_deletion_is_stored_or_handed_back(deed, attempt, client):
    story, editor = make_article(headline="Before"), make_editor()
    client.force_login(editor)
    data = {"headline": "Typed", "section": story.section_id, "label": "news", "comments_policy": "open", "_save": "1"}
    data |= {"version": story.version, "bylines-TOTAL_FORMS": 0, "bylines-INITIAL_FORMS": 0}

    def drop():
        life.spike(story, by=editor)
        if deed == "delete":
            life.delete_for_good(story, by=editor)

    dropped, response = at_once(drop, lambda: client.post(f"{STORIES}{story.pk}/change/", data))

    assert dropped is None
    assert response.status_code in (302, 409)
    kept = Article.objects.filter(headline="Typed").exists()
    assert kept or response.status_code == 302 or "Typed" in response.content.decode()
    assert deed == "delete" or kept == (response.status_code == 302)

"""Which saved states become revisions of their own, and which go into the one before."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles.models import Article, Revision
from articles.models.revision import words_gone
from articles.publishing import publish
from tests.factories import make_article, make_editor

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
AUTOSAVE, SAVE = Revision.Kind.AUTOSAVE, Revision.Kind.SAVE


def state(article):
    return [(revision.kind, revision.data["body"]) for revision in article.revisions.order_by("pk")]


@pytest.fixture
def story():
    article = make_article(body="<p>It was.</p>")
    article.revisions.all().delete()
    return article


def autosave(article, body, *, by, at=NOON, kind=AUTOSAVE, name=""):
    article.body = f"<p>{body}</p>"
    article.save()
    return article.record(by=by, kind=kind, at=at, name=name)


def test_autosaves_of_one_person_go_into_one_revision(story):
    editor = make_editor()

    first = autosave(story, "The wall", by=editor)
    second = autosave(story, "The wall rises by two metres", by=editor, at=NOON + timedelta(minutes=9))

    assert first == second
    assert state(story) == [("autosave", "<p>The wall rises by two metres</p>")]
    assert story.revisions.get().at == NOON + timedelta(minutes=9)
    assert story.version == 3


def test_autosave_after_ten_minutes_is_one_of_its_own(story):
    editor = make_editor()
    autosave(story, "The wall", by=editor)

    autosave(story, "The wall rises", by=editor, at=NOON + timedelta(minutes=10, seconds=1))

    assert len(state(story)) == 2


def test_autosave_of_somebody_else_is_one_of_its_own(story):
    autosave(story, "The wall", by=make_editor())
    autosave(story, "The wall rises", by=make_editor())
    autosave(story, "The wall rises now", by=None)
    autosave(story, "The wall rises now too", by=None)

    assert len(state(story)) == 4


def test_more_than_five_words_taken_out_begin_a_new_revision(story):
    editor = make_editor()
    autosave(story, "one two three four five six seven", by=editor)

    autosave(story, "one two", by=editor)
    assert len(state(story)) == 1
    autosave(story, "one", by=editor)
    assert state(story) == [("autosave", "<p>one two</p>"), ("autosave", "<p>one</p>")]


def test_words_taken_out_bit_by_bit_are_counted_together(story):
    editor, words = make_editor(), [f"word{number}" for number in range(30)]
    autosave(story, " ".join(words), by=editor)

    for left in range(29, 0, -1):
        autosave(story, " ".join(words[:left]), by=editor)

    lengths = [len(body.split()) for _, body in state(story)]
    assert lengths[0] >= 25
    assert all(longer - shorter <= 6 for longer, shorter in itertools.pairwise(lengths))


def test_words_that_were_written_on_are_not_gone():
    before = {"headline": "The har wal", "body": "<p>ris</p>", "tags": ["sea"], "desk": {"editor_note": "Cal"}}
    after = {"headline": "The harbour wall", "body": "<p>rises</p>", "tags": ["sea"], "desk": {"editor_note": "Call"}}

    assert words_gone(before, after) == 0
    assert words_gone(after, before) == 4
    assert words_gone({"body": "<p>a a a</p>"}, {"body": "<p>a</p>"}) == 2


def test_save_of_what_was_autosaved_makes_that_the_save(story):
    editor = make_editor()
    autosave(story, "The wall rises", by=editor)

    autosave(story, "The wall rises", by=editor, kind=SAVE)

    assert state(story) == [("save", "<p>The wall rises</p>")]


def test_save_of_anything_else_or_by_anybody_else_is_one_of_its_own(story):
    editor = make_editor()
    autosave(story, "The wall rises", by=editor)
    autosave(story, "The wall rises", by=make_editor(), kind=SAVE)
    autosave(story, "The wall rises now", by=editor, kind=SAVE)
    autosave(story, "The wall rises now", by=editor, kind=SAVE)

    assert [kind for kind, _ in state(story)] == ["autosave", "save", "save", "save"]


def test_milestone_is_one_of_its_own(story):
    editor = make_editor()
    autosave(story, "The wall rises", by=editor)
    autosave(story, "The wall rises", by=editor, kind=Revision.Kind.MILESTONE, name="Before the lawyer")

    assert [kind for kind, _ in state(story)] == ["autosave", "milestone"]


def test_what_was_published_is_never_altered(story):
    editor = make_editor()
    autosave(story, "The wall rises", by=editor)
    edition = publish(story, by=editor)

    autosave(story, "The wall rises more", by=editor, at=edition.live_from)
    story.record(by=editor, at=edition.live_from)

    edition.revision.refresh_from_db()
    assert (edition.revision.kind, edition.revision.data["body"]) == ("publish", "<p>The wall rises</p>")


def test_what_is_kept_aside_goes_together_and_leaves_the_working_copy_alone(story):
    editor = make_editor()
    autosave(story, "Theirs", by=make_editor())
    version, data = story.version, story.snapshot()

    for words in ("Mine", "Mine goes", "Mine goes on"):
        story.keep_aside(data | {"body": f"<p>{words}</p>"}, by=editor, at=NOON)
        autosave(story, "Theirs", by=editor, at=NOON)

    assert state(story) == [
        ("autosave", "<p>Theirs</p>"),
        ("conflict", "<p>Mine goes on</p>"),
        ("autosave", "<p>Theirs</p>"),
    ]
    assert Article.objects.get().body == "<p>Theirs</p>"
    assert story.version == version + 3


WRITING = st.lists(
    st.tuples(st.sampled_from(["type", "delete", "replace", "move"]), st.integers(0, 40), st.integers(1, 12)),
    max_size=25,
)


class AnyRunOfWriting(TestCase):
    @given(WRITING)
    @settings(max_examples=60, deadline=None)
    def test_no_six_words_that_were_acknowledged_are_missing_from_the_revisions(self, deeds):
        article, editor = make_article(body=""), make_editor()
        text, number, acknowledged = [], 0, []
        for minute, (deed, place, length) in enumerate(deeds):
            new = [f"w{number + step}x" for step in range(length)]
            number += length
            if deed == "type":
                text[place:place] = new
            elif deed == "delete":
                del text[place : place + length]
            elif deed == "replace":
                text[place : place + length] = new
            else:
                text = text[place:] + text[:place]
            autosave(article, " ".join(text), by=editor, at=NOON + timedelta(minutes=minute))
            acknowledged.append(set(text))

        kept = [set(body.replace("<p>", "").replace("</p>", "").split()) for _, body in state(article)]

        for words in acknowledged:
            assert min(len(words - revision) for revision in kept) <= 5

"""What differs between two versions, naming one, and going back to one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, AuditEntry, Byline, Revision
from articles.publishing import publish
from articles.versions import NothingDifferent, SavedSince, between, look_ahead, name_present, name_version, restore
from tests.factories import make_article, make_author, make_editor, make_photo, make_section

pytestmark = pytest.mark.django_db


def rewrite(article, *, by=None, **fields):
    for name, value in fields.items():
        setattr(article, name, value)
    article.save()
    return article.record(by=by)


def shape(changes):
    return {change.name: change.shape for change in changes}


# What is different


def test_every_field_that_differs_is_told_in_the_order_of_the_page():
    article = make_article(headline="Wall", body="<p>One.</p>", tags=["sea"], lead_photo=make_photo())
    before = article.snapshot()
    article.bylines.create(author=make_author(name="Bo Ek"), role="photos", position=1)
    article.tags.set(["quay"])
    rewrite(
        article,
        headline="Quay",
        body="<p>Two.</p>",
        label="opinion",
        section=make_section(name="City"),
        lead_photo=make_photo(),
        noindex=True,
        editor_note="Ring Pell.",
        comments_policy="closed",
        comments_stay_open=True,
    )

    changes = between(before, article.snapshot())

    assert list(shape(changes).items()) == [
        ("headline", "words"),
        ("bylines", "rows"),
        ("lead_photo_id", "photo"),
        ("body", "body"),
        ("tags", "rows"),
        ("section_id", "choice"),
        ("label", "choice"),
        ("noindex", "choice"),
        ("editor_note", "words"),
        ("comments_policy", "choice"),
        ("comments_stay_open", "choice"),
    ]
    found = {change.name: change for change in changes}
    assert found["bylines"].rows[-1] == ("new", "Bo Ek (photos)")
    assert found["tags"].rows == [("gone", "sea"), ("new", "quay")]
    assert found["section_id"].after == "City"
    assert (found["label"].before, found["label"].after) == ("News", "Opinion")


def test_names_in_another_order_are_told_as_that():
    one, two = make_author(name="A"), make_author(name="B")
    before = {"bylines": [[one.pk, "words"], [two.pk, "words"]]}

    [change] = between(before, {"bylines": [[two.pk, "words"], [one.pk, "words"]]})

    assert change.note == "The same names in another order."
    assert (change.before, change.after) == ("By A and B", "By B and A")


def test_what_is_gone_is_named_as_gone():
    before = {"lead_photo_id": 99999, "section_id": 99999, "bylines": [[99999, "words"]]}

    changes = between(before, {"lead_photo_id": None, "section_id": None, "bylines": []})

    assert [change.before for change in changes if change.shape == "choice"] == ["a section that is gone"]
    [byline] = [change for change in changes if change.name == "bylines"]
    assert byline.rows == [("gone", "an author who is gone (words)")]
    [photo] = [change for change in changes if change.name == "lead_photo_id"]
    assert photo.before.photo is None and photo.before.caption == "A photo that is gone."


def test_older_data_tells_nothing_of_what_it_lacks():
    assert between({}, make_article().snapshot()) == []
    assert between({"headline": "A", "body": None}, {"headline": "A", "body": ""})[0].note


def test_one_moment_written_in_two_ways_is_the_same():
    one, two = "2026-03-01T12:00:00+00:00", "2026-03-01T13:00:00+01:00"

    assert between({"desk": {"planned_for": one}}, {"desk": {"planned_for": two}}) == []


def test_comparing_runs_at_most_three_queries():
    article = make_article(lead_photo=make_photo())
    before = article.snapshot()
    figures = "".join(f'<figure><img data-file="{make_photo().pk}"></figure>' for _ in range(3))
    rewrite(article, body=figures, lead_photo=make_photo(), section=make_section())
    after = article.snapshot() | {"bylines": [[make_author().pk, "words"] for _ in range(3)]}

    with CaptureQueriesContext(connection) as queries:
        between(before, after)

    assert len(queries) == 3


# Naming


def test_named_version_becomes_a_milestone_and_a_published_one_stays_what_it_is():
    article = make_article()
    edition = publish(article, by=None)

    assert name_version(article.revisions.get(kind="save"), "Before legal").kind == Revision.Kind.MILESTONE
    assert name_version(edition.revision, "As printed").kind == Revision.Kind.PUBLISH


def test_naming_the_present_names_its_newest_revision_and_makes_one_only_where_none_tells_it():
    article = make_article(headline="Wall")
    version = article.version

    assert name_present(article, "One", by=None) == article.revisions.get()
    Article.objects.filter(pk=article.pk).update(headline="Quay")
    named = name_present(article, "Two", by=None)

    assert (named.data["headline"], article.revisions.count()) == ("Quay", 2)
    article.refresh_from_db()
    assert article.version == version + 1


# Going back


def test_restore_brings_back_all_that_readers_would_see_and_no_desk_field():
    editor, photo = make_editor(), make_photo()
    author = make_author()
    article = make_article(
        headline="Wall", body="<p>One.</p>", tags=["sea"], lead_photo=photo, authors=[author], editor_note="First."
    )
    Byline.objects.create(article=article, author=make_author(), role="photos", position=1)
    first = article.record(by=editor)
    was = article.content()
    article.bylines.all().delete()
    article.tags.set(["quay", "pier"])
    rewrite(article, headline="Quay", body="<p>Two.</p>", lead_photo=None, editor_note="Second.", slug="x")
    version = article.version

    restored = restore(article, first, by=editor)

    article.refresh_from_db()
    assert article.content() == was
    assert article.editor_note == "Second."
    assert article.version == version + 1
    assert restored.left_out == []
    assert restored.revision.name.startswith("Restored the version of ")
    assert restored.revision.kind == Revision.Kind.SAVE
    assert article.content_hash == article.digest()
    entry = AuditEntry.objects.get(deed="restore")
    assert (entry.by, entry.article) == (editor, article)


def test_what_stood_there_is_kept_first_even_when_no_revision_told_it():
    article = make_article(headline="Wall")
    first = article.revisions.get()
    Article.objects.filter(pk=article.pk).update(headline="Only in the working copy")

    restore(article, first, by=make_editor())
    kept = [revision.data["headline"] for revision in article.revisions.order_by("pk")]

    assert kept == ["Wall", "Only in the working copy", "Wall"]


def test_restore_shows_readers_nothing_before_it_is_published(client):
    article = make_article(headline="Zqold")
    first = article.revisions.get()
    rewrite(article, headline="New")
    edition = publish(article, by=None)

    restore(article, first, by=make_editor())

    assert "Zqold" not in client.get(edition.path).content.decode()
    edition.refresh_from_db()
    assert edition.headline == "New" and article.editions.count() == 1


def test_restoring_what_stands_there_changes_nothing():
    article = make_article()
    before = article.version

    with pytest.raises(NothingDifferent):
        restore(article, article.revisions.get(), by=make_editor())

    article.refresh_from_db()
    assert (article.version, article.revisions.count()) == (before, 1)


def test_restore_asked_for_on_an_older_state_is_refused():
    article = make_article()
    first, seen = article.revisions.get(), article.version
    rewrite(article, headline="Saved by another")

    with pytest.raises(SavedSince):
        restore(article, first, by=make_editor(), version=seen)

    article.refresh_from_db()
    assert article.headline == "Saved by another"


def test_what_can_not_be_brought_back_is_said_and_the_present_stays():
    photo, in_text, section, author = make_photo(), make_photo(), make_section(), make_author()
    figure = f'<p>Words.</p><figure><img data-file="{in_text.pk}"><figcaption>The quay.</figcaption></figure>'
    article = make_article(section=section, lead_photo=photo, body=figure, authors=[author])
    first = article.revisions.get()
    article.bylines.all().delete()
    present = make_section()
    rewrite(article, section=present, lead_photo=None, body="<p>Now.</p>")
    for gone in (photo, in_text, section, author):
        gone.delete()

    changes, foreseen = look_ahead(article, first)
    restored = restore(article, first, by=make_editor())

    article.refresh_from_db()
    assert (article.section, article.lead_photo, article.bylines.count()) == (present, None, 0)
    assert article.body == "<p>Words.</p><p>The quay.</p>"
    assert len(restored.left_out) == 4 and foreseen == restored.left_out
    assert [change.name for change in changes] == ["body"]


def test_version_without_headline_and_section_keeps_the_present_ones():
    article = make_article(headline="Wall")
    data = article.content() | {"headline": "", "section_id": None, "deck": "D"}
    bare = article.revisions.create(kind="autosave", data=data, at=article.saved_at)

    restored = restore(article, bare, by=make_editor())

    article.refresh_from_db()
    assert (article.headline, article.deck) == ("Wall", "D") and article.section_id
    assert len(restored.left_out) == 2

"""Notes: whom an @ means, who gets mail, and that a note is resolved once."""

import pytest
from django.core import mail
from django.urls import reverse

from articles import notes
from tests.articles.test_publishing_races import at_once
from tests.factories import make_article, make_editor, make_moderator, make_photo_editor, make_reporter, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(django_capture_on_commit_callbacks):
    """Return write(text) that gives (who got mail, unknown words, blind words); the desk has a few people."""
    marit = make_editor(username="marit", first_name="Marit", last_name="Olsund", email="marit@courier.example")
    make_reporter(username="ines.c", first_name="Ines", last_name="Corrigan", email="ines@courier.example")
    make_photo_editor(username="noor", first_name="Noor", email="noor@courier.example")
    make_moderator(username="leif", first_name="Leif", email="leif@courier.example")
    make_reporter(username="ben1", first_name="Ben", email="ben1@courier.example")
    make_reporter(username="ben2", first_name="Ben", email="ben2@courier.example")
    make_reporter(username="gone", is_active=False, email="gone@courier.example")
    story = make_article()

    def write(text):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            written = notes.write(story, by=marit, text=text)
        return [sent.to[0].split("@")[0] for sent in mail.outbox], written.unknown, written.blind

    return write


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Nobody is meant.", ([], [], [])),
        ("@ines.c, look", (["ines"], [], [])),
        ("Ask @INES.", (["ines"], [], [])),
        ("@inescorrigan and @ines", (["ines"], [], [])),
        ("(@noor)", (["noor"], [], [])),
        ("@marit is myself", ([], [], [])),
        ("@ben could be two", ([], ["@ben"], [])),
        ("@nobody @gone", ([], ["@nobody", "@gone"], [])),
        ("@leif sees no story", ([], [], ["@leif"])),
        ("@moderators neither", ([], [], ["@moderators"])),
        ("@photo-editor", (["noor"], [], [])),
        ("@Photo_Editors", (["noor"], [], [])),
        ("@reporters", (["ines", "ben1", "ben2"], [], [])),
        ("write to ines.c@courier.example", ([], [], [])),
        ("@ @@ @. @\u202e 🐟@🐟", ([], [], [])),
    ],
)
def test_mention_means(desk, text, found):
    told, unknown, blind = desk(text)

    assert (sorted(told), unknown, blind) == (sorted(found[0]), found[1], found[2])


def test_mail_names_the_note_and_no_draft(desk):
    desk("@noor: a wider picture?")

    (sent,) = mail.outbox
    assert sent.subject.startswith("Marit Olsund mentioned you in “Headline")
    assert "a wider picture?" in sent.body and "#note-" in sent.body
    assert "Text of story" not in sent.body


def test_note_is_marked_up_in_pieces():
    assert notes.parts("Ask @ines. <b>") == [
        {"words": "Ask ", "is_mention": False},
        {"words": "@ines", "is_mention": True},
        {"words": ". <b>", "is_mention": False},
    ]


def test_note_is_written_resolved_and_opened_again_from_the_page(client):
    story, photo_editor = make_article(), make_photo_editor()
    client.force_login(photo_editor)
    page = reverse("admin:articles_article_change", args=[story.pk])

    response = client.post(reverse("admin:articles_article_notes", args=[story.pk]), {"text": "One\r\n<b>two</b>"})
    note = story.notes.get()
    assert response.url == f"{page}?note={note.pk}#note-{note.pk}"
    assert "One<br>&lt;b&gt;two&lt;/b&gt;" in client.get(page).content.decode()

    client.post(reverse("admin:articles_article_note_resolve", args=[story.pk, note.pk]))
    note.refresh_from_db()
    assert note.resolved_by == photo_editor
    client.post(reverse("admin:articles_article_note_reopen", args=[story.pk, note.pk]))
    note.refresh_from_db()
    assert note.resolved_at is None


def test_note_of_somebody_else_is_resolved_by_whoever_it_mentions_and_not_by_others(client):
    story = make_article()
    noor = make_photo_editor(username="noor")
    written = notes.write(story, by=make_editor(), text="@noor crop it").note
    address = reverse("admin:articles_article_note_resolve", args=[story.pk, written.pk])
    client.force_login(make_photo_editor())
    assert client.post(address).status_code == 403

    client.force_login(noor)
    assert client.post(address).status_code == 302

    written.refresh_from_db()
    assert written.resolved_by == noor


@pytest.mark.parametrize("text", ["", "   ", "a\x00b", "x" * 4001, "🐟" * 20000])
def test_note_that_is_refused_is_shown_again(client, text):
    story = make_article()
    client.force_login(make_editor())

    client.post(reverse("admin:articles_article_notes", args=[story.pk]), {"text": text})

    assert not story.notes.exists()
    page = client.get(reverse("admin:articles_article_change", args=[story.pk])).content.decode()
    assert text.replace("\x00", "").strip() in page


@pytest.mark.parametrize("number", ["0", "9" * 18, "9" * 40])
def test_made_up_story_or_note_is_not_found(client, number):
    story = make_article()
    client.force_login(make_editor())

    for address in (f"{number}/notes/", f"{story.pk}/notes/{number}/resolve/", f"{number}/assign/"):
        assert client.post(f"/admin/articles/article/{address}", {"text": "x"}).status_code == 404


def test_story_page_runs_as_many_queries_for_three_notes_as_for_one(client, django_assert_max_num_queries):
    story, editor = make_article(), make_editor()
    client.force_login(editor)
    address = reverse("admin:articles_article_change", args=[story.pk])

    def queries():
        with django_assert_max_num_queries(80) as counted:
            client.get(address)
        return len(counted)

    notes.write(story, by=make_editor(), text="@reporters one")
    few = queries()
    for _ in range(2):
        notes.write(story, by=make_editor(), text="@reporters more")

    assert queries() == few


def test_suggestions_are_people_who_see_stories(client):
    make_reporter(username="inga", first_name="Inga")
    make_moderator(username="ingo")
    make_user(username="ingrid")
    client.force_login(make_editor())

    answer = client.get("/admin/articles/article/mentions/", {"term": "ing\x00"}).json()

    assert answer == {"people": [{"handle": "inga", "name": "Inga"}]}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("attempt", range(5))
def test_of_two_people_who_resolve_one_note_one_is_told(attempt):
    one, two = make_editor(), make_editor()
    note = make_article().notes.create(text="Look")

    results = at_once(lambda: notes.resolve(note, by=one), lambda: notes.resolve(note, by=two))

    assert sorted(type(result).__name__ for result in results) == ["NoneType", "ValueError"]

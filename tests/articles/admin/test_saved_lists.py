"""Lists of stories that a person keeps under a name."""

import pytest

from articles.models import SavedList
from tests.articles.admin.test_lists import STORIES, said
from tests.factories import make_article, make_editor, make_moderator, make_reporter

KEEP = f"{STORIES}lists/keep/"


@pytest.fixture
def editor(db, client):
    editor = make_editor()
    client.force_login(editor)
    return editor


def test_list_is_kept_as_it_stands_less_what_the_list_does_not_know(editor, client):
    query = "state=draft&q=harbour&p=3&created_by__password=x&section="

    response = client.post(KEEP, {"name": "  Harbour   drafts ", "query": query})

    kept = SavedList.objects.get()
    assert (kept.user, kept.name, kept.query) == (editor, "Harbour drafts", "q=harbour&state=draft")
    assert response.url == f"{STORIES}?q=harbour&state=draft"


def test_kept_list_stands_above_the_list_and_on_the_front(editor, client):
    make_article()
    client.post(KEEP, {"name": "Drafts", "query": "state=draft"})

    page = client.get(f"{STORIES}?state=draft").content.decode()
    assert 'href="?state=draft" aria-current="page"' in page[page.index('aria-label="Your lists"') :]
    assert "Keep this list" not in page
    front = client.get("/admin/").content.decode()
    assert f'href="{STORIES}?state=draft"' in front[front.index("Your lists") :]


def test_same_name_takes_the_place_of_the_list_before(editor, client):
    client.post(KEEP, {"name": "Mine", "query": "state=draft"})
    client.post(KEEP, {"name": "Mine", "query": "state=live"})

    assert [kept.query for kept in SavedList.objects.all()] == ["state=live"]


def test_list_is_renamed_and_dropped_by_its_owner_alone(editor, client):
    kept = SavedList.objects.create(user=editor, name="Mine", query="state=draft")
    other = SavedList.objects.create(user=make_reporter(), name="Theirs", query="state=draft")

    client.post(f"{STORIES}lists/{kept.pk}/rename/", {"name": "My own"})
    assert client.post(f"{STORIES}lists/{other.pk}/rename/", {"name": "Stolen"}).status_code == 404
    assert client.post(f"{STORIES}lists/{other.pk}/drop/").status_code == 404
    assert sorted(SavedList.objects.values_list("name", flat=True)) == ["My own", "Theirs"]

    client.post(f"{STORIES}lists/{kept.pk}/drop/")
    assert list(SavedList.objects.all()) == [other]
    assert "Theirs" not in client.get(STORIES).content.decode()


def test_name_of_another_own_list_is_not_taken_by_renaming(editor, client):
    SavedList.objects.create(user=editor, name="One", query="state=draft")
    two = SavedList.objects.create(user=editor, name="Two", query="state=live")

    response = client.post(f"{STORIES}lists/{two.pk}/rename/", {"name": "One"})

    assert said(response) == ["You have a list called “One” already."]


def test_twenty_lists_are_enough(editor, client):
    for number in range(20):
        SavedList.objects.create(user=editor, name=str(number), query="state=draft")

    response = client.post(KEEP, {"name": "One more", "query": "state=live"})

    assert said(response) == ["You keep 20 lists already. Drop one first."]
    assert SavedList.objects.count() == 20


@pytest.mark.parametrize("name", ["", " ", "\x00", "x" * 61, "x" * 70_000])
@pytest.mark.parametrize(
    "query", ["", "state=draft", "\x00", "q=" + "🐟" * 300, "%ff=%00&" * 2000, "state=" + "x" * 9000]
)
def test_what_can_not_be_kept_is_said(editor, client, name, query):
    response = client.post(KEEP, {"name": name, "query": query})

    assert response.status_code == 302
    assert len(said(response)) == 1
    assert not SavedList.objects.exists()


def test_whole_list_needs_no_keeping(editor, client):
    response = client.post(KEEP, {"name": "All", "query": "p=2"})

    assert said(response) == ["This is the whole list. Choose a filter first, then keep it."]


def test_who_sees_no_story_keeps_no_list(db, client):
    client.force_login(make_moderator())

    assert client.post(KEEP, {"name": "Mine", "query": "state=draft"}).status_code == 403

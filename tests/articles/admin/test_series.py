"""Series at the desk: making one of a tag, what is refused, what deleting keeps."""

import pytest
from taggit.models import Tag

from articles.models import Series
from tests.factories import make_article, make_editor

pytestmark = pytest.mark.django_db
ADD = "/admin/articles/series/add/"


@pytest.fixture(autouse=True)
def editor(client):
    client.force_login(make_editor())


@pytest.fixture
def tag():
    make_article(tags=["Sea wall"])
    return Tag.objects.get()


def test_series_is_made_of_a_tag(client, tag):
    client.post(ADD, {"name": "The wall", "tag": tag.pk, "description": "Who knew."})

    series = Series.objects.get()
    assert (series.tag, series.name, series.description) == (tag, "The wall", "Who knew.")
    assert "/tags/sea-wall/" in client.get("/admin/articles/series/").content.decode()


def test_what_is_missing_is_said_in_sentences(client):
    text = client.post(ADD, {"name": "", "tag": ""}).content.decode()

    assert "Write the series’ name." in text
    assert "Choose the tag that its stories have." in text


@pytest.mark.parametrize("number", ["9" * 30, "x", "-1", "0", "1\x00"])
def test_made_up_tag_is_refused(client, number):
    response = client.post(ADD, {"name": "The wall", "tag": number})

    assert response.status_code == 200
    assert not Series.objects.exists()


def test_tag_makes_one_series(client, tag):
    Series.objects.create(tag=tag, name="The wall")

    assert "This tag is a series already." in client.post(ADD, {"name": "Again", "tag": tag.pk}).content.decode()


def test_tag_of_a_series_stays_until_the_series_is_deleted(client, tag):
    series = Series.objects.create(tag=tag, name="The wall")
    address = f"/admin/taggit/tag/{tag.pk}/delete/"

    assert "Delete the series first." in client.get(address).content.decode()
    client.post(address, {"post": "yes"})
    assert Tag.objects.exists()

    client.post(f"/admin/articles/series/{series.pk}/delete/", {"post": "yes"})
    client.post(address, {"post": "yes"})
    assert (Series.objects.exists(), Tag.objects.exists()) == (False, False)


@pytest.mark.parametrize("rows", [1, 3, 20])
def test_list_runs_the_same_queries_however_many_there_are(client, rows, django_assert_num_queries):
    for number in range(rows):
        tag = Tag.objects.create(name=f"Tag {number}", slug=f"tag-{number}")
        Series.objects.create(tag=tag, name=f"Series {number}")

    with django_assert_num_queries(7):
        client.get("/admin/articles/series/")

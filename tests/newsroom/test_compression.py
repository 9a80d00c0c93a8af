import gzip

import pytest

from articles.publishing import publish
from tests import surfaces
from tests.factories import make_article, make_comment, make_editor, make_photo

pytestmark = pytest.mark.django_db
ASKS = {"accept-encoding": "gzip"}


@pytest.fixture
def story():
    article = make_article(lead_photo=make_photo())
    make_comment(article, state="approved")
    return publish(article, by=make_editor())


def test_every_public_page_is_the_same_compressed_and_whole(client, story):
    for address in surfaces.every_address():
        whole, packed = client.get(address), client.get(address, headers=ASKS)

        if len(whole.content) < 200:
            continue
        assert (address, packed.headers.get("Content-Encoding")) == (address, "gzip")
        assert gzip.decompress(packed.content) == whole.content
        assert packed["ETag"] == f"W/{whole['ETag']}"
        assert {"Accept-Encoding"} == set(packed["Vary"].split(", ")) == set(whole["Vary"].split(", "))
        assert int(packed["Content-Length"]) == len(packed.content) < len(whole.content)


def test_a_compressed_page_is_the_same_bytes_each_time(client, story):
    assert client.get(story.path, headers=ASKS).content == client.get(story.path, headers=ASKS).content


def test_who_has_a_compressed_page_is_told_that_it_stands(client, story):
    tag = client.get(story.path, headers=ASKS)["ETag"]
    again = client.get(story.path, headers={**ASKS, "if-none-match": tag})

    assert (again.status_code, again.content, again["Vary"]) == (304, b"", "Accept-Encoding")


def test_a_question_for_the_headers_gets_those_of_the_compressed_page(client, story):
    packed, asked = client.get(story.path, headers=ASKS), client.head(story.path, headers=ASKS)

    assert asked.content == b""
    for name in ("Content-Encoding", "Content-Length", "ETag", "Vary"):
        assert asked[name] == packed[name]


def test_what_holds_tokens_is_sent_as_it_is(client, story):
    client.force_login(make_editor())
    desk = client.get("/admin/articles/article/", headers=ASKS)
    login = client.get("/admin/login/", headers=ASKS)

    assert b"csrfmiddlewaretoken" in desk.content
    assert "Content-Encoding" not in desk.headers
    assert "Content-Encoding" not in login.headers


def test_pictures_are_not_compressed_again(client, story):
    photo = client.get(f"/media/photos/{story.lead_photo.sha256}-{story.lead_photo.widths[0]}.jpg", headers=ASKS)

    assert photo["Content-Type"] == "image/jpeg"
    assert "Content-Encoding" not in photo.headers

import pytest

from tests.articles.provider_server import provider as serving
from tests.factories import make_editor

pytestmark = pytest.mark.django_db
ASK = "/admin/articles/article/embed/"


@pytest.fixture
def desk(client):
    client.force_login(make_editor())
    return client


def test_desk_learns_the_title(desk, settings):
    with serving() as server:
        settings.EMBED_ENDPOINTS = {"youtube": server.url}
        server.answer = {"title": "The wall", "author_name": "Board"}

        answer = desk.post(ASK, {"address": "https://youtu.be/abcdefghij_"})

    assert answer.status_code == 200
    assert answer.json() == {
        "address": "https://www.youtube.com/watch?v=abcdefghij_",
        "title": "The wall",
        "maker": "Board",
    }


@pytest.mark.parametrize("address", [None, "", "https://evil.example/", "\x00", "x" * 5000, "https://[", "‮"])
def test_other_addresses_are_refused_in_a_sentence(desk, settings, address):
    settings.EMBED_MASTODON_HOSTS = ["mastodon.example"]

    answer = desk.post(ASK, {} if address is None else {"address": address})

    assert answer.status_code == 422
    assert answer.json() == {
        "error": "Paste the address of a video on YouTube or Vimeo, or of a post on Bluesky, X or mastodon.example."
    }


def test_asking_is_no_page(desk):
    assert desk.get(ASK).status_code == 405

import socket

import pytest

from articles import providers
from tests.articles.provider_server import provider as serving

VIDEO = "https://www.youtube.com/watch?v=abcdefghij_"
POST = "https://x.com/ann/status/12"


@pytest.fixture
def provider(settings):
    with serving() as server:
        settings.EMBED_ENDPOINTS = {"youtube": server.url, "x": server.url}
        yield server


def test_title_and_maker_come_from_the_provider(provider):
    provider.answer = {"title": " The  wall\n", "author_name": "Harbour board", "html": "<iframe src=x>"}

    card = providers.card_at("https://youtu.be/abcdefghij_?si=tracked")

    assert (card.place.address, card.title, card.maker) == (VIDEO, "The wall", "Harbour board")
    assert provider.asked == [{"url": [VIDEO], "format": ["json"], "omit_script": ["1"], "dnt": ["1"]}]


def test_post_is_named_by_its_words(provider):
    provider.answer = {
        "author_name": "Ann",
        "html": "<blockquote><p>It <b>rose</b> &amp; fell.</p>&mdash; Ann<script>alert(1)</script></blockquote>",
    }

    card = providers.card_at(POST)

    assert (card.title, card.maker) == ("It rose & fell.", "Ann")


@pytest.mark.parametrize(
    "answer",
    [b"", b"no json", b"[]", b"null", b"\xff", b'{"title": 3, "author_name": {}}', b'{"title": ""}', b" " * 300_000],
)
def test_odd_answer_leaves_the_address(provider, answer):
    provider.answer = answer

    card = providers.card_at(VIDEO)

    assert (card.title, card.maker) == (VIDEO, "")


@pytest.mark.parametrize("status", [302, 401, 404, 500])
def test_refusal_leaves_the_address_and_is_followed_nowhere(provider, status):
    provider.status, provider.answer = status, {"title": "Not to be believed"}

    assert providers.card_at(VIDEO).title == VIDEO
    assert len(provider.asked) == 1


def test_provider_that_is_slow_is_not_waited_for(provider, monkeypatch):
    monkeypatch.setattr(providers, "WAIT_SECONDS", 0.2)
    provider.gate.clear()

    assert providers.card_at(VIDEO).title == VIDEO


def test_provider_that_answers_byte_by_byte_is_not_waited_for(provider, monkeypatch):
    """Each byte comes in time for the socket; it is the whole that takes too long."""
    monkeypatch.setattr(providers, "WAIT_SECONDS", 0.4)
    provider.answer, provider.drip = {"title": "Late"}, 0.1

    assert providers.card_at(VIDEO).title == VIDEO


def test_provider_that_is_away_leaves_the_address(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMBED_ENDPOINTS = {"youtube": f"http://127.0.0.1:{free.getsockname()[1]}/"}

        assert providers.card_at(VIDEO).title == VIDEO


def test_long_and_unstorable_words_are_cut(provider):
    provider.answer = b'{"title": "a\\u0000b\\ud83d' + b"x" * 500 + b'", "author_name": "' + b"y" * 500 + b'"}'

    card = providers.card_at(VIDEO)

    assert card.title == "ab" + "x" * 197 + "…"
    assert card.maker == "y" * 99 + "…"


@pytest.mark.parametrize("address", ["", "https://evil.example/", "http://127.0.0.1/@a/1", "file:///etc/passwd"])
def test_nobody_else_is_asked(provider, address):
    assert providers.card_at(address) is None
    assert provider.asked == []


def test_mastodon_is_asked_at_the_host_of_the_post(settings):
    settings.EMBED_MASTODON_HOSTS = ["mastodon.example"]
    place = providers.body.place_of("https://mastodon.example/@ann/12")

    assert providers.endpoint_of(place) == "https://mastodon.example/api/oembed"


def test_every_fixed_endpoint_is_https(settings):
    assert [url for url in settings.EMBED_ENDPOINTS.values() if not url.startswith("https://")] == []
    assert set(settings.EMBED_ENDPOINTS) == {"youtube", "vimeo", "bluesky", "x"}

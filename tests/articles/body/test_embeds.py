import pytest

from articles import body

YOUTUBE = "https://www.youtube.com/watch?v=abcdefghij_"
PLAYER = "https://www.youtube-nocookie.com/embed/abcdefghij_?autoplay=1"


@pytest.fixture(autouse=True)
def hosts(settings):
    settings.EMBED_MASTODON_HOSTS = ["mastodon.example"]


@pytest.mark.parametrize(
    ("typed", "address", "player"),
    [
        (YOUTUBE, YOUTUBE, PLAYER),
        ("http://m.youtube.com/watch?feature=share&v=abcdefghij_", YOUTUBE, PLAYER),
        ("https://youtu.be/abcdefghij_?si=tracked", YOUTUBE, PLAYER),
        ("https://youtu.be/abcdefghij_?t=90s", f"{YOUTUBE}&t=90", f"{PLAYER}&start=90"),
        ("https://www.youtube.com/shorts/abcdefghij_", YOUTUBE, PLAYER),
        ("https://www.youtube.com/live/abcdefghij_/", YOUTUBE, PLAYER),
        ("https://vimeo.com/1234", "https://vimeo.com/1234", "https://player.vimeo.com/video/1234?autoplay=1&dnt=1"),
        (
            "https://player.vimeo.com/video/1234?h=0ab1",
            "https://vimeo.com/1234/0ab1",
            "https://player.vimeo.com/video/1234?h=0ab1&autoplay=1&dnt=1",
        ),
        ("https://twitter.com/ann/status/12?s=20", "https://x.com/ann/status/12", ""),
        ("https://bsky.app/profile/ann.example/post/3abc", "https://bsky.app/profile/ann.example/post/3abc", ""),
        ("https://mastodon.example/@ann@b.example/12", "https://mastodon.example/@ann@b.example/12", ""),
    ],
)
def test_address_leads_to_a_video_or_post(typed, address, player):
    place = body.place_of(typed)

    assert (place.address, place.player) == (address, player)
    assert body.place_of(place.address) == place


@pytest.mark.parametrize(
    "address",
    [
        "",
        "youtube.com/watch?v=abcdefghij_",
        "https://youtube.com/watch?v=short",
        "https://youtube.com/watch?v=abcdefghij_%22onload",
        "https://youtube.com.evil.example/watch?v=abcdefghij_",
        "https://youtube.com@evil.example/watch?v=abcdefghij_",
        "https://user@youtube.com/watch?v=abcdefghij_",
        "https://youtube.com:8080/watch?v=abcdefghij_",
        "https://youtube.com:port/watch?v=abcdefghij_",
        "https://[youtube.com/watch?v=abcdefghij_",
        "javascript:alert(1)//youtu.be/abcdefghij_",
        "https://other.example/@ann/12",
        "https://x.com/ann",
        "https://bsky.app/profile/a/../b/post/1",
        "https://vimeo.com/１２３４",
        "https://127.0.0.1/@ann/12",
    ],
)
def test_any_other_address_is_none(address):
    assert body.place_of(address) is None


def test_card_of_the_editor_stays():
    html = f'<p>a</p><p class="embed"><a href="{YOUTUBE}">Wall &amp; sea</a><br>Harbour board</p>'

    assert body.clean(html) == html


@pytest.mark.parametrize(
    ("foreign", "ours"),
    [
        (
            "<p> https://youtu.be/abcdefghij_ </p>",
            f'<p class="embed"><a href="{YOUTUBE}">https://youtu.be/abcdefghij_</a></p>',
        ),
        (
            '<p><a href="https://youtu.be/abcdefghij_">https://youtu.be/abcdefghij_</a></p>',
            f'<p class="embed"><a href="{YOUTUBE}">https://youtu.be/abcdefghij_</a></p>',
        ),
        (
            '<p class="embed"><b><a href="https://youtu.be/abcdefghij_" title="x">Wall <i>now</i></a></b> by us</p>',
            f'<p class="embed"><a href="{YOUTUBE}">Wall now</a><br>by us</p>',
        ),
        (
            '<p class="embed"><a href="https://evil.example/">Wall</a><br>by us</p>',
            '<p><a href="https://evil.example/">Wall</a><br>by us</p>',
        ),
        (f'<p class="embed">Look: <a href="{YOUTUBE}">Wall</a></p>', f'<p>Look: <a href="{YOUTUBE}">Wall</a></p>'),
        (f'<p><a href="{YOUTUBE}">Wall</a></p>', f'<p><a href="{YOUTUBE}">Wall</a></p>'),
        ("<p>See https://youtu.be/abcdefghij_</p>", "<p>See https://youtu.be/abcdefghij_</p>"),
        (
            f'<ul><li><p class="embed"><a href="{YOUTUBE}">Wall</a></p></li></ul>',
            f'<ul><li><p><a href="{YOUTUBE}">Wall</a></p></li></ul>',
        ),
        ('<p class="embed"></p>', ""),
        ('<p class="embed">words</p>', "<p>words</p>"),
        (
            '<figure><iframe src="https://www.youtube.com/embed/abcdefghij_"></iframe><figcaption>W</figcaption></figure>',
            "<p>W</p>",
        ),
    ],
)
def test_what_becomes_a_card_and_what_stays_words(foreign, ours):
    assert body.clean(foreign) == ours
    assert body.clean(ours) == ours


def test_card_of_a_host_that_is_not_allowed_any_more_becomes_a_link(settings):
    html = '<p class="embed"><a href="https://mastodon.example/@ann/12">Ann wrote</a></p>'
    assert body.clean(html) == html

    settings.EMBED_MASTODON_HOSTS = []

    assert body.clean(html) == '<p><a href="https://mastodon.example/@ann/12">Ann wrote</a></p>'


def test_readers_get_a_link_that_loads_nothing():
    rendered = body.render(f'<p class="embed"><a href="{YOUTUBE}">Wall &lt;now&gt;</a><br>Board</p>')

    assert f'<p class="embed-title"><a href="{YOUTUBE}">Wall &lt;now&gt;</a></p>' in rendered
    assert f'<figure class="embed" data-player="{PLAYER}">' in rendered
    assert "src=" not in rendered and "<iframe" not in rendered
    assert body.player_hosts(rendered) == ["https://www.youtube-nocookie.com"]


def test_post_is_a_link_and_no_player():
    rendered = body.render("<p>https://x.com/ann/status/12</p>")

    assert '<a href="https://x.com/ann/status/12">x.com/ann/status/12</a>' in rendered
    assert "data-player" not in rendered and "<button" not in rendered
    assert body.player_hosts(rendered) == []


def test_words_that_look_like_a_player_ask_for_no_frame():
    assert body.player_hosts(body.render(f'<p>data-player="{PLAYER}"</p>')) == []

import pytest

from articles import body

SAID = "<p>“I have waited nine years for that,” said Astrid Kell. “I was looking the other way.”</p>"


def test_pull_quote_stays_between_paragraphs():
    html = '<p>a</p><blockquote class="pull"><p>We <em>found</em> two.</p><p>— Ed</p></blockquote><p>b</p>'

    assert body.clean(html) == html


@pytest.mark.parametrize(
    ("foreign", "ours"),
    [
        ('<blockquote class="pull other"><p>a</p></blockquote>', '<blockquote class="pull"><p>a</p></blockquote>'),
        ('<blockquote class="other"><p>a</p></blockquote>', "<blockquote><p>a</p></blockquote>"),
        (
            '<blockquote class="pull"><p>a</p><ul><li>b</li></ul></blockquote>',
            "<blockquote><p>a</p><ul><li><p>b</p></li></ul></blockquote>",
        ),
        ('<ul><li><blockquote class="pull">a</blockquote></ul>', "<ul><li><blockquote><p>a</p></blockquote></li></ul>"),
        (
            '<blockquote><blockquote class="pull">a</blockquote></blockquote>',
            "<blockquote><blockquote><p>a</p></blockquote></blockquote>",
        ),
    ],
)
def test_what_is_no_pull_quote_is_a_quote(foreign, ours):
    assert body.clean(foreign) == ours


def test_readers_see_it_large_with_its_source():
    rendered = body.render('<blockquote class="pull"><p>We found two.</p><p>— Ed Hale</p></blockquote>')

    assert rendered == '<blockquote class="pull"><p>We found two.</p><cite>Ed Hale</cite></blockquote>'


@pytest.mark.parametrize(
    ("quote", "is_hushed"),
    [
        ("<p>I was looking the other way</p>", True),
        ("<p>“I have waited nine years for that.”</p><p>— Astrid Kell</p>", True),
        ("<p>I waited nine years for that.</p>", False),
        ('<p><a href="https://example.org/">I was looking the other way</a></p>', False),
    ],
)
def test_screen_readers_hear_the_words_of_the_story_once(quote, is_hushed):
    rendered = body.render(f'{SAID}<blockquote class="pull">{quote}</blockquote>')

    assert ('<blockquote class="pull" aria-hidden="true">' in rendered) == is_hushed


def test_two_pull_quotes_with_the_same_words_do_not_hush_each_other():
    quote = '<blockquote class="pull"><p>Said nowhere else.</p></blockquote>'

    assert "aria-hidden" not in body.render(quote + quote)

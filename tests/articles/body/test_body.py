from collections import Counter
from html.parser import HTMLParser

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import body
from articles.models import Article
from tests.factories import make_article, make_photo

ALLOWED = {
    "p", "h2", "h3", "ul", "ol", "li", "blockquote", "strong", "em", "a", "br", "hr", "figure", "img", "figcaption",
    "table", "caption", "tbody", "tr", "th", "td",
}  # fmt: skip


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


def tags_of(html):
    parser = Tags()
    parser.feed(html)
    parser.close()
    return parser.seen


def test_what_the_editor_makes_stays():
    html = (
        "<h2>Why</h2><p>One <strong>bold</strong>, one <em>italic</em>,<br>a break.</p><h3>More</h3>"
        "<ul><li><p>first</p></li></ul><ol><li><p>second</p></li></ol><blockquote><p>said</p></blockquote><hr>"
        '<p><a href="https://example.org/">link</a> <a href="mailto:a@example.org">mail</a></p>'
    )

    assert body.clean(html) == html


@pytest.mark.parametrize(
    "dangerous",
    [
        "<script>alert(1)</script>",
        '<p onclick="alert(1)">text</p>',
        '<a href="javascript:alert(1)">text</a>',
        '<a href="data:text/html,x">text</a>',
        '<p style="position:fixed">text</p>',
        "<iframe src=https://example.org></iframe>",
        "<svg><script>alert(1)</script></svg>",
        '<figure class="anything"><img src="https://example.org/x.gif" data-file="1x"></figure>',
        '<img src=x onerror="alert(1)">',
        "<style>p{}</style>",
        "<form><input></form>",
        "<math><mtext></p></mtext></math><img src=x onerror=alert(1)>",
    ],
)
def test_what_the_editor_cannot_make_goes(dangerous):
    cleaned = body.clean(f"<p>before</p>{dangerous}<p>after</p>")

    for tag, attributes in tags_of(cleaned):
        assert tag in ALLOWED
        assert set(attributes) <= {"href", "title"}
        assert not attributes.get("href", "").startswith(("javascript", "data"))
    assert "before" in cleaned and "after" in cleaned and "alert" not in cleaned


@pytest.mark.parametrize(
    ("foreign", "ours"),
    [
        ("<h1>Title</h1>", "<h2>Title</h2>"),
        ("<H4 class=x>Small</H4>", "<h3>Small</h3>"),
        ("<p><b>bold</b> <i>slanted</i></p>", "<p><strong>bold</strong> <em>slanted</em></p>"),
        ("<div>Loose words</div>", "<p>Loose words</p>"),
        ("Loose <em>words</em><p>Block</p>", "<p>Loose <em>words</em></p><p>Block</p>"),
        ("<figure><blockquote><p>Said so.</p></blockquote></figure>", "<p>Said so.</p>"),
        ("<a href='/x'><h2>Linked</h2></a>", '<h2><a href="/x">Linked</a></h2>'),
        (
            "<b>one<p>two</p>three</b>",
            "<p><strong>one</strong></p><p><strong>two</strong></p><p><strong>three</strong></p>",
        ),
        ("<ul>loose<li>item</li></ul>", "<ul><li><p>loose</p></li><li><p>item</p></li></ul>"),
        ("<li>alone</li>", "<p>alone</p>"),
        ("<p>Nul\x00here</p>", "<p>Nulhere</p>"),
        ("<p></p>", ""),
        ("<p> </p><p><br></p>", ""),
    ],
)
def test_pastes_keep_words_and_structure(foreign, ours):
    assert body.clean(foreign) == ours


@pytest.mark.django_db
def test_only_photos_of_the_library_stay():
    photo = make_photo()
    known = f'<figure><img src="x" alt="Seen" data-file="{photo.pk}"><figcaption>Here.</figcaption></figure>'

    cleaned = body.clean(f'<p>a</p>{known}<figure><img data-file="999999"><figcaption>Gone.</figcaption></figure>')

    assert cleaned == (
        f'<p>a</p><figure><img src="{photo.rendition_url(1280)}" alt="Seen" data-file="{photo.pk}">'
        "<figcaption>Here.</figcaption></figure><p>Gone.</p>"
    )


@pytest.mark.parametrize("name", ["9" * 18, "9" * 5000, "²", "-1", " 1"])
def test_number_that_no_photo_can_have_leaves_the_words(db, name):
    make_photo()

    cleaned = body.clean(f'<p>a</p><figure><img data-file="{name}"><figcaption>Gone.</figcaption></figure>')

    assert cleaned == "<p>a</p><p>Gone.</p>"


@pytest.mark.django_db
def test_picture_in_a_paragraph_becomes_a_figure_of_its_own():
    photo = make_photo()

    cleaned = body.clean(f'<p>Words <img data-file="{photo.pk}"> go on.</p>')

    assert [tag for tag, _ in tags_of(cleaned)] == ["p", "figure", "img", "p"]
    assert body.plain_text(cleaned) == "Words\ngo on."


@pytest.mark.django_db
def test_body_saved_by_a_script_is_cleaned():
    article = make_article(body="<p onclick=x>Text</p><script>alert(1)</script>")

    assert Article.objects.get(pk=article.pk).body == "<p>Text</p>"


@pytest.mark.django_db
def test_body_written_past_save_is_still_cleaned_for_readers():
    article = make_article()
    Article.objects.filter(pk=article.pk).update(body="<p>Text<script>alert(1)</script></p>")
    article.refresh_from_db()

    assert body.render(article.body) == "<p>Text</p>"


def test_subheadings_get_ids_that_differ():
    assert body.render("<h2>Money &amp; time</h2><h3>Money time</h3><h2>!</h2>") == (
        '<h2 id="money-time"><a href="#money-time">Money &amp; time</a></h2>'
        '<h3 id="money-time-2"><a href="#money-time-2">Money time</a></h3>'
        '<h2 id="part"><a href="#part">!</a></h2>'
    )
    assert body.headings("<h2>Money</h2><p>x</p><h3>Time</h3>") == [("money", "Money"), ("time", "Time")]


def test_last_line_of_a_quote_with_a_dash_is_its_source():
    rendered = body.render("<blockquote><p>We found two.</p><p>— From the report</p></blockquote>")

    assert rendered == "<blockquote><p>We found two.</p><cite>From the report</cite></blockquote>"


@pytest.mark.django_db
def test_figure_carries_caption_and_credit():
    photo = make_photo(caption="The quay.", credit="Noor Vance", alt_text="A quay")

    rendered = body.render(f'<figure><img data-file="{photo.pk}" alt=""></figure>')

    assert '<figcaption class="caption">The quay. <span class="credit">Noor Vance</span></figcaption>' in rendered
    assert 'alt="A quay"' in rendered and f'width="{photo.width_px}"' in rendered


@pytest.mark.django_db
def test_caption_of_one_use_wins_over_the_photos():
    photo = make_photo(caption="The quay.")

    rendered = body.render(f'<figure><img data-file="{photo.pk}"><figcaption>A & B</figcaption></figure>')

    assert "A &amp; B" in rendered and "The quay." not in rendered


def test_plain_text_has_a_line_for_each_block():
    html = "<h2>Why</h2><p>One<br>two</p><ul><li><p>a</p></li><li>b</li></ul><blockquote><p>c</p></blockquote>"

    assert body.plain_text(html) == "Why\nOne\ntwo\na\nb\nc"
    assert body.word_count(html) == 6


@pytest.mark.parametrize("tag", ["blockquote", "ul><li", "div", "b", "figure", "table><tr><td"])
def test_absurd_nesting_keeps_the_words(tag):
    closing = "".join(f"</{name}>" for name in reversed(tag.split("><")))
    html = f"<{tag}>" * 3000 + "words" + closing * 3000

    assert body.plain_text(body.clean(html)) == "words"


PARTS = [
    "<p>",
    "</p>",
    "<h2>",
    "</h2>",
    "<b>",
    "</b>",
    "<em>",
    "</em>",
    "<ul>",
    "<li>",
    "</li>",
    "</ul>",
    "<blockquote>",
    "</blockquote>",
    "<blockquote.class=pull>",
    "<table>",
    "<table>",
    "</table>",
    "<caption>",
    "</caption>",
    "<thead>",
    "<tr>",
    "<tr>",
    "<th>",
    "<td>",
    "<td.colspan=3>",
    "<td.rowspan=2>",
    "</td>",
    "<p.class=embed>",
    "<a.href='https://youtu.be/abcdefghij_'>",
    "https://youtu.be/abcdefghij_",
    "<script>",
    "</script>",
    "<a.href='x'>",
    "</a>",
    "<figure>",
    "</figure>",
    "<img.src=x>",
    "<figcaption>",
    "</figcaption>",
    "<br>",
    "<hr>",
    "<div>",
    "</div>",
    "&amp;",
    "&lt;",
    "<",
    ">",
    "word",
]
markup = st.lists(st.sampled_from([part.replace(".", " ") for part in PARTS]) | st.text(max_size=5), max_size=25).map(
    "".join
)


@settings(max_examples=300, deadline=None)
@given(markup)
def test_cleaning_twice_is_cleaning_once_and_holds_nothing_foreign(html):
    cleaned = body.clean(html)

    assert body.clean(cleaned) == cleaned
    assert {tag for tag, _ in tags_of(cleaned)} <= ALLOWED
    assert {attributes["class"] for _, attributes in tags_of(cleaned) if "class" in attributes} <= {"pull", "embed"}
    # A card says more to readers than its words.
    if 'class="embed"' not in cleaned:
        assert body.plain_text(body.render(html)) == body.plain_text(cleaned)


def words_in(html):
    """Return every sign of a text that is no space, as often as it is there, without markup and what no reader sees."""
    return Counter("".join(nh3.clean(html.replace("\x00", ""), tags=set()).split()))


@settings(max_examples=300, deadline=None)
@given(markup)
def test_cleaning_loses_no_word(html):
    assert words_in(html) - words_in(body.clean(html)) == Counter()

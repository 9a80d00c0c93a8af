from articles import body
from tests.articles.body.test_embeds import YOUTUBE
from tests.articles.body.test_tables import table


def test_pull_quote_is_a_quote_elsewhere():
    html = '<p>It rose.</p><blockquote class="pull"><p>It rose.</p></blockquote>'

    assert body.portable(body.render(html)) == "<p>It rose.</p><blockquote><p>It rose.</p></blockquote>"


def test_table_is_a_table_elsewhere():
    rendered = body.render(table(["TOWN", "VOTES"], ["Vassholm", "4"], caption="Votes"))

    assert body.portable(rendered) == (
        '<table><caption>Votes</caption><thead><tr><th scope="col">TOWN</th><th scope="col">VOTES</th></tr></thead>'
        "<tbody><tr><td>Vassholm</td><td>4</td></tr></tbody></table>"
    )


def test_card_is_a_link_elsewhere():
    rendered = body.render(f'<p class="embed"><a href="{YOUTUBE}&amp;t=9">A &amp; b</a><br>Board</p>')

    assert body.portable(rendered) == f'<p><a href="{YOUTUBE}&amp;t=9">A &amp; b</a><br>Board, YouTube</p>'


def test_text_without_any_of_them_stays_as_it_is():
    html = body.render("<h2>Why &amp; how</h2><blockquote><p>Said &lt;so&gt;.</p></blockquote>")

    assert body.portable(html) == html

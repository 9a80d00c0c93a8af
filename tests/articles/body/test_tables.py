import pytest

from articles import body
from tests.factories import make_photo


def table(*rows, caption=""):
    """Return a table as the editor makes it; a word in capitals is a head."""
    title = f"<caption>{caption}</caption>" if caption else ""
    lines = "".join(f"<tr>{''.join(cell(word) for word in row)}</tr>" for row in rows)
    return f"<table>{title}<tbody>{lines}</tbody></table>"


def cell(word):
    tag = "th" if word.isupper() else "td"
    return f"<{tag}><p>{word}</p></{tag}>"


def test_table_that_the_editor_makes_stays():
    html = table(["TOWN", "VOTES"], ["Vassholm", "1,204"], ["Skerrow", ""], caption="The vote, town by town")

    assert body.clean(html) == html


@pytest.mark.parametrize(
    ("foreign", "ours"),
    [
        (
            "<table><thead><tr><td>A<td>B</thead><tr><td>c<td>d</table>",
            table(["A", "B"], ["c", "d"]),
        ),
        ("<table><tr><td colspan=2>a<td>b<tr><td>c<td>d<td>e</table>", table(["a", "", "b"], ["c", "d", "e"])),
        ("<table><tr><td rowspan=2>a<td>b<tr><td>c</table>", table(["a", "b"], ["", "c"])),
        (
            "<table><tr><td rowspan=2 colspan=2>a<td>b<tr><td>c<tr><td>d</table>",
            table(["a", "", "b"], ["", "", "c"], ["d", "", ""]),
        ),
        ("<table><tr><td>a<tr><td>b<td>c</table>", table(["a", ""], ["b", "c"])),
        ("<table><tr><td><h2>a</h2><ul><li>b<li>c</ul></table>", table(["a<br>b<br>c"])),
        ("<table><tr><td>a<table><tr><td>b<td>c</table></table>", table(["a<br>b<br>c"])),
        ("<table>loose<tr><td>a</table>", "<p>loose</p>" + table(["a"])),
        ("<table><caption>x <b>y</b></caption><tr><td>a</table>", table(["a"], caption="x y")),
        ("<table><caption>Alone</caption><tr><td></table>", "<p>Alone</p>"),
        ("<table><tr><td> <td></table>", ""),
        ("<figure><table><tr><td>a</table><figcaption>Ours</figcaption></figure>", table(["a"]) + "<p>Ours</p>"),
        ("<ul><li><table><caption>t</caption><tr><td>a<td>b</table></ul>", "<ul><li><p>t</p><p>a · b</p></li></ul>"),
        ("<blockquote><table><tr><td>a<td>b</table></blockquote>", "<blockquote><p>a · b</p></blockquote>"),
        (
            "<table><tr><td style='width:9em' onclick=x><p class=MsoNormal>a<o:p></o:p></p></table>",
            table(["a"]),
        ),
        ("<table><tr><td colspan=0 rowspan=x>a<td rowspan=65535>b</table>", table(["a", "b"])),
    ],
)
def test_foreign_tables_keep_words_and_places(foreign, ours):
    assert body.clean(foreign) == ours
    assert body.clean(ours) == ours


@pytest.mark.parametrize("depth", range(20, 26))
def test_table_too_deep_for_its_markup_keeps_its_words(depth):
    """At one depth its rows are dropped, and the words lie loose in the table itself."""
    quoted = "<blockquote>" * depth + "<table><caption>t</caption><tr><td>a<td>b</table>"

    assert sorted("".join(body.plain_text(body.clean(quoted)).split())) == sorted("tab" + "·" * (depth == 20))


def test_words_beyond_the_last_column_stand_in_it():
    words = [f"w{number}" for number in range(25)]

    cleaned = body.clean(f"<table><tr>{''.join(f'<td>{word}</td>' for word in words)}</tr></table>")

    assert cleaned.count("<td>") == 20
    assert "<td><p>w19<br>w20<br>w21<br>w22<br>w23<br>w24</p></td>" in cleaned
    assert body.plain_text(cleaned).split() == words


def test_rows_beyond_the_last_are_a_table_of_their_own():
    rows = "".join(f"<tr><td>w{number}</td></tr>" for number in range(450))

    cleaned = body.clean(f"<table><caption>All</caption>{rows}</table>")

    assert [part.count("<tr>") for part in cleaned.split("<table>")[1:]] == [200, 200, 50]
    assert cleaned.count("<caption>All</caption>") == 1
    assert body.plain_text(cleaned).split() == ["All", *(f"w{number}" for number in range(450))]
    assert body.clean(cleaned) == cleaned


def test_cell_that_claims_a_million_places_is_answered_at_once():
    cells = "<td colspan=9999 rowspan=9999>a</td>" * 3000

    cleaned = body.clean(f"<table><tr>{cells}</tr><tr>{cells}</tr></table>")

    assert cleaned.count("a") == 6000 + cleaned.count("ta")


@pytest.mark.django_db
def test_photo_in_a_cell_stands_behind_the_table():
    photo = make_photo()

    cleaned = body.clean(f'<table><tr><td>a <img data-file="{photo.pk}"> b</td></tr></table>')

    assert cleaned.startswith("<table><tbody><tr><td><p>a <br> b</p></td></tr></tbody></table><figure><img ")
    assert body.clean(cleaned) == cleaned


def test_readers_get_a_region_that_scrolls_with_heads_and_scopes():
    html = table(
        ["TOWN", "VOTES", ""], ["VASSHOLM", "1,204", "−3.5 %"], ["Skerrow", "", "0"], caption="The vote & more"
    )

    assert body.render(html) == (
        '<div class="table" role="region" tabindex="0" aria-label="The vote &amp; more"><table>'
        "<caption>The vote &amp; more</caption>"
        '<thead><tr><th scope="col">TOWN</th><th scope="col" class="number">VOTES</th><td class="number"></td></tr>'
        '</thead><tbody><tr><th scope="row">VASSHOLM</th><td class="number">1,204</td><td class="number">−3.5 %</td>'
        '</tr><tr><td>Skerrow</td><td class="number"></td><td class="number">0</td></tr></tbody></table></div>'
    )


def test_regions_of_one_page_have_names_that_differ():
    rendered = body.render(table(["a"]) + table(["b"]) + table(["c"], caption="Table"))

    assert [part.split('"')[0] for part in rendered.split('aria-label="')[1:]] == ["Table", "Table 2", "Table 3"]


def test_row_is_a_line_with_its_cells_apart():
    html = "<p>Before</p>" + table(["TOWN", "VOTES"], ["Vass holm", "1<br>2"], caption="The vote")

    assert body.plain_text(html) == "Before\nThe vote\nTOWN\tVOTES\nVass holm\t1 2"
    assert body.word_count(html) == 9


def test_name_before_empty_cells_heads_its_row():
    rendered = body.render(table(["NORTH", "", ""], ["a", "b", "c"]))

    assert "<thead>" not in rendered
    assert '<tr><th scope="row">NORTH</th><td></td><td></td></tr>' in rendered

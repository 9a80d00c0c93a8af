"""What a body may hold beside text, as it is written at the desk and read: pull quotes, tables, videos and posts."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from articles.models import Article, Masthead
from articles.publishing import publish
from tests.articles.provider_server import provider as serving
from tests.factories import make_article, make_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

VIDEO = "https://www.youtube.com/watch?v=abcdefghij_"
PLAYER = re.compile(r"^https://www\.youtube-nocookie\.com/embed/abcdefghij_\?")
WIDE = "".join(f"<td>Column {number}</td>" for number in range(12))
FULL = f"""<p>It rises by two metres, said Ann.</p>
<blockquote class="pull"><p>It rises by two metres</p><p>— Ann Hale</p></blockquote>
<table><caption>Tides</caption><tr><th>Day</th><th>Metres</th></tr><tr><th>Monday</th><td>4.2</td></tr></table>
<table><tr>{WIDE}</tr></table>
<p class="embed"><a href="{VIDEO}">The wall, filmed</a><br>Board</p><p>https://x.com/ann/status/12</p><p>The end.</p>"""
PASTE = """([kind, words]) => {
  const data = new DataTransfer();
  data.setData(kind, words);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.querySelector("[contenteditable].ProseMirror").dispatchEvent(event);
}"""


@pytest.fixture
def provider(settings):
    with serving() as server:
        settings.EMBED_ENDPOINTS = {"youtube": server.url, "x": server.url}
        server.answer = {"title": "The wall, filmed", "author_name": "Board"}
        yield server


def editor_of(page):
    return page.locator("[contenteditable].ProseMirror")


def open_empty_story(page):
    story = make_article(headline="The wall", body="<p>x</p>")
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    expect(editor_of(page)).to_be_visible()
    editor_of(page).click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Backspace")
    return story


def saved_body(page):
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    expect(editor_of(page)).to_be_visible()
    return Article.objects.get().body


# At the desk


def test_pull_quote_is_typed_by_its_key(open_browser):
    page = open_browser(make_editor())
    open_empty_story(page)

    page.keyboard.type("It rises.")
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+Shift+Q")
    page.keyboard.type("By two metres")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("From January.")

    expect(page.get_by_role("button", name="Pull quote (Alt+Shift+Q)")).to_be_visible()
    body = '<p>It rises.</p><blockquote class="pull"><p>By two metres</p></blockquote><p>From January.</p>'
    assert saved_body(page) == body
    expect(editor_of(page).locator("blockquote.pull")).to_have_text("By two metres")


def test_table_is_made_filled_and_changed_by_the_keyboard(open_browser):
    page = open_browser(make_editor())
    open_empty_story(page)

    page.keyboard.press("Alt+Shift+T")
    for word in ["Town", "Votes", "Share", "Vassholm", "1,204", "62 %", "Skerrow", "738", "38 %", "Hill", "0", "0 %"]:
        page.keyboard.type(word)
        page.keyboard.press("Tab")
    # The last Tab made a row, which goes again, and so does the column of shares.
    page.keyboard.press("Alt+Shift+Backspace")
    editor_of(page).get_by_text("62 %").click()
    page.keyboard.press("Alt+Shift+Delete")
    page.keyboard.press("Alt+Shift+C")
    page.get_by_label("What the table shows").fill("The vote, town by town")
    page.keyboard.press("Enter")
    expect(editor_of(page).locator("caption")).to_have_text("The vote, town by town")
    page.keyboard.press("Control+End")
    page.keyboard.type("All were counted.")

    assert saved_body(page) == (
        "<table><caption>The vote, town by town</caption><tbody>"
        "<tr><th><p>Town</p></th><th><p>Votes</p></th></tr><tr><td><p>Vassholm</p></td><td><p>1,204</p></td></tr>"
        "<tr><td><p>Skerrow</p></td><td><p>738</p></td></tr><tr><td><p>Hill</p></td><td><p>0</p></td></tr>"
        "</tbody></table><p>All were counted.</p>"
    )
    expect(editor_of(page).locator("caption")).to_have_text("The vote, town by town")


def test_buttons_for_a_table_come_with_the_caret_in_one(open_browser):
    page = open_browser(make_editor())
    open_empty_story(page)
    bar = page.locator(".prose-menubar")
    expect(bar.get_by_role("button", name="Row below")).to_be_hidden()

    bar.get_by_role("button", name="Table (Alt+Shift+T)").click()
    page.keyboard.type("Town")
    bar.get_by_role("button", name="Column after").click()
    bar.get_by_role("button", name="Row below").click()

    expect(editor_of(page).locator("tr")).to_have_count(4)
    expect(editor_of(page).locator("tr").first.locator("th")).to_have_count(4)
    page.get_by_role("button", name="Head column on or off").click()
    expect(editor_of(page).locator("tr").nth(1).locator("th")).to_have_count(1)
    bar.get_by_role("button", name="Remove the table").click()
    expect(editor_of(page).locator("table")).to_have_count(0)


def test_pasted_table_keeps_its_words_in_their_places(open_browser):
    page = open_browser(make_editor())
    open_empty_story(page)
    pasted = (
        '<meta charset="utf-8"><google-sheets-html-origin><style>td{border:1px}</style><table style="width:3em">'
        "<colgroup><col></colgroup><tbody>"
        '<tr><td colspan="2" style="font-weight:bold">Both</td><td>c</td></tr>'
        '<tr><td rowspan="2">tall</td><td>e</td><td>f</td></tr><tr><td>g</td><td>h</td></tr></tbody></table>'
    )

    page.evaluate(PASTE, ["text/html", pasted])
    expect(editor_of(page).locator("tr").first.locator("td")).to_have_count(3)

    rows = [["Both", "", "c"], ["tall", "e", "f"], ["", "g", "h"]]
    lines = "".join(f"<tr>{''.join(f'<td><p>{word}</p></td>' for word in row)}</tr>" for row in rows)
    assert re.sub("</?strong>", "", saved_body(page)) == f"<table><tbody>{lines}</tbody></table>"


def test_what_stands_in_a_pasted_cell_becomes_lines_of_it_and_headings_stay_headings(open_browser):
    page = open_browser(make_editor())
    open_empty_story(page)
    pasted = (
        '<h1 onclick="x()">The wall</h1><h4>Its foot</h4><table><tbody><tr><td>Before<ul><li>one</li><li><b>two</b>'
        "</li></ul>after</td><td><table><tr><td>in</td><td>out</td></tr></table></td></tr><tr><td>c</td><td>d</td></tr>"
        '</tbody></table><p onmouseover="x()">End.</p>'
    )

    page.evaluate(PASTE, ["text/html", pasted])
    expect(editor_of(page).locator("td")).to_have_count(4)

    assert saved_body(page) == (
        "<h2>The wall</h2><h3>Its foot</h3><table><tbody><tr>"
        "<td><p>Before<br>one<br><strong>two</strong><br>after</p></td><td><p>in out</p></td></tr>"
        "<tr><td><p>c</p></td><td><p>d</p></td></tr></tbody></table><p>End.</p>"
    )


def test_video_is_put_in_by_its_key_and_its_words_can_be_put_right(open_browser, provider):
    page = open_browser(make_editor())
    open_empty_story(page)
    page.keyboard.type("See it rise.")

    page.keyboard.press("Alt+Shift+E")
    page.get_by_label("Address of the video or post").fill("https://youtu.be/abcdefghij_")
    page.keyboard.press("Enter")
    card = editor_of(page).locator("p.embed")
    expect(card).to_contain_text("The wall, filmed")
    page.keyboard.type("From January.")
    card.dblclick()
    page.get_by_label("Words on the card").fill("The wall rises")
    page.keyboard.press("Enter")
    expect(card).to_contain_text("The wall rises")

    assert saved_body(page) == (
        f'<p>See it rise.</p><p class="embed"><a href="{VIDEO}">The wall rises</a><br>Board</p><p>From January.</p>'
    )
    assert len(provider.asked) == 1


def test_address_that_is_no_video_is_said_beside_its_field_and_the_text_stays(open_quiet_browser):
    page = open_quiet_browser(make_editor())
    open_empty_story(page)
    page.keyboard.type("It rises.")

    page.get_by_role("button", name="Video or post").click()
    page.get_by_label("Address of the video or post").fill("https://evil.example/video")
    page.get_by_role("button", name="Put it in").click()
    expect(page.get_by_role("alert")).to_contain_text("Paste the address of a video on YouTube or Vimeo")
    expect(page.get_by_label("Address of the video or post")).to_be_focused()
    page.keyboard.press("Escape")

    expect(editor_of(page)).to_be_focused()
    assert saved_body(page) == "<p>It rises.</p>"


def test_address_pasted_into_an_empty_paragraph_becomes_a_card(open_browser, provider):
    page = open_browser(make_editor())
    open_empty_story(page)

    page.evaluate(PASTE, ["text/plain", "https://youtu.be/abcdefghij_"])

    expect(editor_of(page).locator("p.embed")).to_contain_text("The wall, filmed")
    assert saved_body(page) == f'<p class="embed"><a href="{VIDEO}">The wall, filmed</a><br>Board</p>'


def test_provider_that_is_away_stops_no_card_and_no_saving(open_browser, provider):
    provider.status = 500
    page = open_browser(make_editor())
    open_empty_story(page)

    page.keyboard.press("Alt+Shift+E")
    page.get_by_label("Address of the video or post").fill(VIDEO)
    page.keyboard.press("Enter")
    expect(editor_of(page).locator("p.embed")).to_be_visible()

    assert saved_body(page) == f'<p class="embed"><a href="{VIDEO}">{VIDEO}</a></p>'


def test_story_with_all_of_them_is_opened_and_saved_unchanged(open_browser):
    page = open_browser(make_editor())
    story = make_article(headline="The wall", body=FULL)
    story.refresh_from_db()

    page.goto(f"/admin/articles/article/{story.pk}/change/")
    expect(editor_of(page)).to_be_visible()
    page.locator("#id_deck").fill("It rises.")

    assert saved_body(page) == story.body


# For readers


def published(**fields):
    return publish(make_article(headline="The wall", body=FULL, **fields), by=make_editor()).path


def test_reader_plays_a_video_and_nothing_is_asked_of_its_provider_before(open_browser):
    path = published()
    page = open_browser()
    asked = []
    page.on("request", lambda request: asked.append(request.url) if PLAYER.match(request.url) else None)
    page.route(PLAYER, lambda route: route.fulfill(content_type="text/html", body="<title>p</title>Playing"))
    page.goto(path, wait_until="networkidle")
    assert asked == []

    page.get_by_role("button", name="Play: The wall, filmed").press("Enter")

    expect(page.frame_locator(".embed iframe").locator("body")).to_have_text("Playing")
    assert page.evaluate("document.activeElement.title") == "The wall, filmed"
    assert len(asked) == 1
    # The address of the provider's own page is still to be had.
    expect(page.get_by_role("link", name="The wall, filmed")).to_have_attribute("href", VIDEO)


def test_click_on_the_card_plays_it_too_and_a_post_stays_a_link(open_browser):
    path = published()
    page = open_browser()
    page.route(PLAYER, lambda route: route.fulfill(content_type="text/html", body="Playing"))
    page.route("https://x.com/**", lambda route: route.fulfill(content_type="text/html", body="The post"))
    page.goto(path)

    page.get_by_role("link", name="The wall, filmed").click()
    expect(page.locator(".embed iframe")).to_be_visible()
    page.get_by_role("link", name="x.com/ann/status/12").click()

    expect(page).to_have_url("https://x.com/ann/status/12")


def test_card_is_a_link_without_javascript(open_browser):
    path = published()
    page = open_browser(java_script_enabled=False)
    page.route("https://www.youtube.com/**", lambda route: route.fulfill(content_type="text/html", body="The video"))
    page.goto(path)
    expect(page.get_by_role("button", name="Play: The wall, filmed")).to_be_hidden()

    page.get_by_role("link", name="The wall, filmed").click()

    expect(page).to_have_url(VIDEO)


@pytest.mark.parametrize("width", [320, 390])
def test_wide_table_scrolls_by_itself_and_by_the_keyboard(open_browser, width):
    path = published()
    # What the test waits for is evaluated, which the page's policy forbids.
    page = open_browser(width=width, bypass_csp=True)
    page.goto(path)
    table = page.get_by_role("region", name="Table")

    assert page.evaluate("document.documentElement.scrollWidth") == width
    table.focus()
    page.keyboard.press("ArrowRight")

    page.wait_for_function("document.querySelectorAll('.table')[1].scrollLeft > 0")
    expect(page.get_by_role("region", name="Tides").get_by_role("columnheader", name="Day")).to_be_visible()


def test_pull_quote_is_seen_and_not_heard_twice(open_browser):
    path = published()
    page = open_browser()
    page.goto(path)

    expect(page.locator(".pull")).to_be_visible()
    assert "It rises by two metres" not in page.locator(".body .pull").aria_snapshot()


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_on_the_story(open_browser, width, scheme, language):
    Masthead(name="The Courier", language=language).save()
    path = published()
    page = open_browser(width=width, color_scheme=scheme, bypass_csp=True)
    page.goto(path)

    found = Axe().run(page).response["violations"]

    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize(("width", "scheme"), [(1440, "dark"), (390, "light")])
def test_axe_finds_nothing_in_the_editor_and_its_dialog(open_browser, width, scheme):
    page = open_browser(make_editor(), width=width, color_scheme=scheme, bypass_csp=True)
    story = make_article(headline="The wall", body=FULL)
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    editor_of(page).locator("td").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert violations(page) == []

    page.keyboard.press("Alt+Shift+E")
    expect(page.get_by_role("dialog", name="Video or post")).to_be_visible()

    assert violations(page) == []


def violations(page):
    found = Axe().run(page).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]


def test_preview_at_the_desk_shows_and_plays_them(open_browser):
    page = open_browser(make_editor())
    page.route(PLAYER, lambda route: route.fulfill(content_type="text/html", body="Playing"))
    story = make_article(headline="The wall", body=FULL)
    page.goto(f"/admin/articles/article/{story.pk}/preview/")
    expect(page.get_by_role("region", name="Tides")).to_be_visible()

    page.get_by_role("button", name="Play: The wall, filmed").click()

    expect(page.frame_locator(".embed iframe").locator("body")).to_have_text("Playing")

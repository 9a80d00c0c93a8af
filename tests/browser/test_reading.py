"""A story as a reader keeps it: shared by the system, copied, printed, without scripts, by keyboard."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from taggit.models import Tag

from articles.models import Article, Masthead, Series
from articles.publishing import publish
from tests.factories import make_article, make_author, make_editor, make_photo, make_section

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def story():
    """The middle part of a series, with all that a page leads on to."""
    Masthead(name="The Courier").save()
    section = make_section(name="Harbour", slug="harbour")
    author = make_author(name="Marit Olsund", bio="Keeps a tide table.", role="Harbour editor")
    common = {"section": section, "authors": [author], "body": "<p>Nobody knows why it moves.</p>" * 40}
    older = [publish(make_article(headline=f"Older {number}", **common), by=None) for number in range(5)]
    first = publish(make_article(headline="It moves", tags=["Wall"], **common), by=None)
    Series.objects.create(tag=Tag.objects.get(), name="The wall")
    edition = publish(
        make_article(
            headline="It still moves",
            label="opinion",
            dateline="VASSHOLM, 21 November",
            tags=["Wall"],
            lead_photo=make_photo(caption="The wharf at dusk."),
            related=[older[0].article_id],
            **common,
        ),
        by=None,
    )
    publish(make_article(headline="It has moved", tags=["Wall"], **common), by=None)
    return edition, first


def test_link_is_copied_and_the_reader_is_told(open_browser, story, live_server):
    page = open_browser(permissions=["clipboard-read", "clipboard-write"])
    page.goto(story[0].path)

    page.get_by_role("button", name="Copy link").press("Enter")

    expect(page.locator(".share-said")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == live_server.url + story[0].path
    expect(page.get_by_role("link", name="Link to this story")).to_be_hidden()


def test_link_stands_there_where_nothing_can_be_copied(open_browser, story):
    page = open_browser()
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('not here'))")
    page.goto(story[0].path)

    page.get_by_role("button", name="Copy link").click()

    expect(page.locator(".share-said")).to_contain_text("Not copied")
    expect(page.get_by_role("link", name="Link to this story")).to_be_visible()


def test_system_shares_the_story_where_it_can_and_is_not_offered_elsewhere(open_browser, story, live_server):
    page = open_browser()
    page.add_init_script("delete Navigator.prototype.share")
    page.goto(story[0].path)
    expect(page.get_by_role("button", name="Copy link")).to_be_visible()
    expect(page.get_by_role("button", name="Share")).to_be_hidden()

    page = open_browser()
    page.add_init_script(
        "navigator.share = (said) => { window.shared = said; return Promise.reject(new Error('closed')) }"
    )
    page.goto(story[0].path)
    page.get_by_role("button", name="Share").click()

    assert page.evaluate("window.shared") == {"title": "It still moves", "url": live_server.url + story[0].path}


def test_without_scripts_there_is_a_link_and_no_dead_button(open_browser, story):
    page = open_browser(java_script_enabled=False)
    page.goto(story[0].path)

    expect(page.get_by_role("link", name="Link to this story")).to_have_attribute("href", story[0].path)
    expect(page.locator(".share button:visible")).to_have_count(0)


def test_reader_goes_through_a_series_by_its_links(open_browser, story):
    page = open_browser(width=320)
    page.goto(story[0].path)

    expect(page.locator(".part")).to_have_text("Part 2 of 3 of The wall")
    page.get_by_role("navigation", name="Series: The wall").get_by_role("link", name="Previous part It moves").click()
    expect(page.locator(".part")).to_have_text("Part 1 of 3 of The wall")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    page.get_by_role("link", name="The wall", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The wall")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_with_all_around_it_has_nothing_for_axe(open_browser, story, scheme):
    page = open_browser(color_scheme=scheme)
    page.goto(story[0].path)

    found = Axe().run(page, options={"resultTypes": ["violations"]})

    assert [violation["id"] for violation in found.response["violations"]] == []


def test_print_has_the_story_and_nothing_to_press(open_browser, story, live_server):
    page = open_browser(color_scheme="dark")
    page.goto(story[0].path)
    page.emulate_media(media="print", color_scheme="dark")

    for gone in (
        "nav:visible",
        "form:visible",
        "button:visible",
        ".related:visible",
        ".comments:visible",
        ".share:visible",
    ):
        expect(page.locator(gone)).to_have_count(0)
    for kept in (
        ".name",
        "h1",
        ".label-note",
        ".byline",
        ".dateline",
        ".part",
        "figcaption",
        ".author-box",
        ".on-paper",
    ):
        expect(page.locator(f"{kept}:visible").first).to_be_visible()
    expect(page.locator(".on-paper")).to_contain_text(story[0].path)
    style = page.evaluate(
        "['body', '.body > p', 'h1'].map((name) => getComputedStyle(document.querySelector(name)).color)"
        ".concat(getComputedStyle(document.documentElement).backgroundColor)"
    )
    assert style == ["rgb(0, 0, 0)"] * 3 + ["rgb(255, 255, 255)"]
    assert page.evaluate("getComputedStyle(document.querySelector('figure')).breakInside") == "avoid"


def test_story_is_printed_on_a_few_sheets(open_browser, story):
    page = open_browser()
    page.goto(story[0].path)
    page.wait_for_load_state("networkidle")

    sheets = page.pdf(format="A4", print_background=False)

    assert sheets.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", sheets)) in (2, 3)
    assert b"/Subtype /Image" in sheets or b"/Subtype/Image" in sheets


def test_related_stories_are_found_ordered_and_taken_out_by_keyboard(open_browser):
    one, two = make_article(headline="Ferry sails"), make_article(headline="Crane falls")
    story = make_article(headline="Wall moves")
    page = open_browser(make_editor())
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    card = page.locator("details", has=page.locator("#related-title"))
    card.locator("summary").click()

    for words in ("Ferry", "Crane"):
        card.locator(".select2-selection").press("Enter")
        page.keyboard.type(words)
        expect(page.locator(".select2-results__option")).to_have_count(1)
        expect(page.locator(".select2-results__option")).to_contain_text(words)
        page.keyboard.press("Enter")
    expect(card.locator("li")).to_have_count(2)
    card.locator("li").nth(1).get_by_role("button", name="Move up").press("Enter")
    expect(page.locator("#saved")).to_contain_text("Saved")
    expect(card.locator("[role=status]").first).to_contain_text("Crane falls")
    page.wait_for_timeout(2500)
    page.reload()
    expect(card.locator("li label")).to_contain_text(["Crane falls", "Ferry sails"])
    assert Article.objects.get(pk=story.pk).related == [two.pk, one.pk]

    card.locator("li").first.get_by_role("button", name="Take this story out").press("Enter")
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    expect(card.locator("li label")).to_contain_text(["Ferry sails"])
    assert Article.objects.get(pk=story.pk).related == [one.pk]

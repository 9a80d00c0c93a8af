"""The desk's front, kept lists, search, copies, spiking and many at once, as the people there do it."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from articles import life
from articles.models import Article
from tests.factories import make_article, make_author, make_comment, make_editor, make_reporter, make_section

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def violations(page):
    return [
        (found["id"], [node["html"] for node in found["nodes"]]) for found in Axe().run(page).response["violations"]
    ]


def test_number_on_the_front_leads_to_the_list_and_the_list_is_kept(open_browser):
    editor = make_editor()
    make_article(headline="Due and bare", stage="review", authors=[])
    make_article(headline="Whole", stage="review")
    page = open_browser(editor)
    page.goto("/admin/")
    expect(page.get_by_text("Name at least one author.")).to_be_visible()

    page.get_by_role("link", name="1 lacking something: show them in the list").click()

    expect(page.locator(".storyrow")).to_have_count(1)
    expect(page.locator(".storyrow h2")).to_have_text("Due and bare")
    page.get_by_text("Keep this list").click()
    page.get_by_label("Its name").fill("Bare")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Kept as “Bare”.")
    page.get_by_role("navigation", name="Newsroom").get_by_role("link", name="Desk").click()
    page.get_by_role("link", name="Bare", exact=True).click()
    expect(page.locator(".storyrow")).to_have_count(1)
    page.get_by_text("Change “Bare”").click()
    page.get_by_role("button", name="Drop this list").click()
    expect(page.locator(".toast")).to_contain_text("The list “Bare” is dropped.")
    assert editor.saved_lists.count() == 0


def test_slash_searches_everything(open_browser):
    make_article(headline="The pilot’s whistle", body="<p>Nobody heard the foghorn that night.</p>")
    make_comment(make_article(), body="I heard the foghorn.")
    page = open_browser(make_editor())
    page.goto("/admin/")

    page.keyboard.press("/")
    page.keyboard.type("foghorn")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Found for “foghorn”")).to_be_visible()
    expect(page.locator("mark")).to_have_text(["foghorn", "foghorn"])
    page.get_by_role("link", name="The pilot’s whistle").click()
    expect(page.locator("#id_headline")).to_have_value("The pilot’s whistle")


def test_story_is_duplicated_spiked_and_brought_back(open_browser):
    reporter = make_reporter()
    story = make_article(headline="Ferry to run", created_by=reporter)
    page = open_browser(reporter)
    page.goto(f"/admin/articles/article/{story.pk}/change/")

    page.get_by_role("button", name="Other ways to go on").click()
    page.get_by_role("button", name="Duplicate").click()
    expect(page.locator("#id_headline")).to_have_value("[Copy] Ferry to run")

    page.get_by_role("button", name="Other ways to go on").click()
    page.get_by_role("link", name="Spike this story…").click()
    page.get_by_role("button", name="Spike it").click()
    expect(page.locator(".toast")).to_contain_text("“[Copy] Ferry to run” is spiked.")
    expect(page.locator(".storyrow")).to_have_count(1)
    page.get_by_role("link", name=re.compile("^Spiked")).click()
    page.locator(".storyrow a").first.click()
    expect(page.locator(".standing .state")).to_have_text("Spiked")
    page.get_by_role("button", name="Bring back").click()
    expect(page.locator("#id_headline")).to_have_value("[Copy] Ferry to run")
    assert Article.objects.kept().count() == 2


def test_many_are_assigned_and_tagged_and_the_refusals_are_told(open_browser):
    editor = make_editor(first_name="Marit", last_name="Olsund")
    make_article(headline="Free")
    make_article(headline="Hers", assigned_to=editor)
    page = open_browser(editor)
    page.goto("/admin/articles/article/")

    page.get_by_label("Select all on this page").check()
    expect(page.get_by_role("group", name="With what is selected")).to_contain_text("2 selected")
    page.get_by_role("button", name="Assign…").click()
    page.get_by_label("Who has it now").select_option(label="Marit Olsund")
    page.get_by_role("button", name="Assign").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("1 story assigned to Marit Olsund, 1 not")
    expect(page.locator(".refused li")).to_contain_text(["Marit Olsund has it already."])
    page.get_by_role("link", name="Back to the list").click()
    page.get_by_label("Select Free").check()
    page.get_by_role("button", name="Tags…").click()
    page.get_by_label("Add").fill("Ferries")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("1 story tagged anew.")
    assert list(Article.objects.get(headline="Free").tags.names()) == ["Ferries"]


def test_last_words_in_a_story_spiked_meanwhile_are_saved(open_quiet_browser):
    editor = make_editor()
    story = make_article(headline="Before")
    page = open_quiet_browser(editor)
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    life.spike(story, by=editor)

    page.locator("#id_headline").fill("What I typed")
    page.keyboard.press("Control+s")

    expect(page.locator(".toast")).to_contain_text("What you wrote is saved in it.")
    story.refresh_from_db()
    assert story.headline == "What I typed"


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_barrier(open_browser, width, scheme):
    editor = make_editor()
    story = make_article(headline="Ferry", stage="review", authors=[], section=make_section(slug="harbour"))
    make_article(headline="Ferry two", authors=[make_author(name="Ferry Man")], tags=["ferry"])
    gone = make_article(headline="Ferry three")
    life.spike(gone, by=editor)
    editor.saved_lists.create(name="Ferries", query="q=ferry")
    page = open_browser(editor, width=width, color_scheme=scheme, bypass_csp=True)
    # axe looks for the sheets that desk.css imports beside the page, where they are not.
    page.route(re.compile(r"//[^/]+/admin/.*\.css"), lambda route: route.fulfill(body="", content_type="text/css"))
    paths = [
        "/admin/",
        "/admin/search/?q=ferry",
        "/admin/articles/article/?q=ferry",
        f"/admin/articles/article/{gone.pk}/change/",
        f"/admin/articles/article/{gone.pk}/delete/",
        f"/admin/articles/article/{story.pk}/delete/",
    ]

    for path in paths:
        page.goto(path)
        assert (path, violations(page)) == (path, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.goto("/admin/articles/article/")
    page.get_by_label("Select all on this page").check()
    assert violations(page) == []
    page.get_by_role("button", name="Tags…").click()
    expect(page.get_by_role("button", name="Change the tags")).to_be_visible()
    assert violations(page) == []

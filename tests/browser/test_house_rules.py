"""The house rules as a moderator keeps them: set, tried, saved, and what readers then meet."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from articles.publishing import publish
from comments.models import Comment, HouseRules
from tests.factories import make_article, make_editor, make_moderator, make_section

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
PAGE = "/admin/comments/houserules/"


def violations(page):
    # axe looks for the sheets that desk.css imports beside the page, where they are not.
    found = Axe().run(page, options={"preload": False, "resultTypes": ["violations"]}).response["violations"]
    return [(wrong["id"], [node["html"] for node in wrong["nodes"]]) for wrong in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_moderator_tries_a_list_before_saving_it(open_browser, scheme):
    page = open_browser(make_moderator(), color_scheme=scheme, bypass_csp=True)
    page.goto("/admin/")
    page.get_by_role("navigation", name="Newsroom").get_by_role("link", name="House rules").click()
    expect(page.get_by_role("heading", name="House rules", level=1)).to_be_visible()
    assert violations(page) == []

    page.get_by_label("Suspect words").fill("casino\n*poker*")
    page.locator("#id_try-body").fill("Win at the C.a.s.1.n.0 on x.com and y.com")
    page.get_by_role("button", name="Try it").click()

    expect(page.locator(".outcome")).to_contain_text("It would be held as suspect.")
    expect(page.locator(".rule.speaks h3")).to_have_text(["Suspect words", "Links", "Every comment"])
    expect(page.get_by_label("Suspect words")).to_have_value("casino\n*poker*")
    assert violations(page) == [] and not HouseRules.objects.exists() and not Comment.objects.exists()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".toast")).to_contain_text("The house rules are saved.")
    assert HouseRules.objects.get().suspect_words == "casino\n*poker*"
    expect(page.get_by_label("Hold all: each one is read before it appears")).to_be_disabled()


@pytest.mark.parametrize("width", [390, 1440])
def test_a_line_that_catches_everything_is_told_and_nothing_is_lost(open_quiet_browser, width):
    page = open_quiet_browser(make_editor(), width=width, bypass_csp=True)
    page.goto(PAGE)

    page.get_by_label("Banned words").fill("casino\n*")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("alert")).to_contain_text("“*” would catch every comment.")
    expect(page.get_by_label("Banned words")).to_have_value("casino\n*")
    assert violations(page) == [] and not HouseRules.objects.exists()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_modes_of_house_section_and_story_are_what_readers_meet(open_browser):
    editor = make_editor()
    section = make_section(name="Harbour")
    story = make_article(section=section, headline="Harbour wall")
    edition = publish(story, by=editor)
    page, reader = open_browser(editor), open_browser()
    page.goto(PAGE)
    page.get_by_label("Publish, then check").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".toast")).to_contain_text("saved")

    reader.goto(edition.path)
    reader.locator("#comment-form-body").fill("At once, please.")
    reader.locator("#comment-form-author_name").fill("Annika Ro")
    reader.locator("#comment-form-author_email").fill("annika@example.org")
    reader.get_by_role("button", name="comment").click()
    reader.goto(edition.path)
    expect(reader.locator("#comments")).to_contain_text("At once, please.")

    page.goto(f"/admin/articles/section/{section.pk}/change/")
    page.get_by_label("Comments").select_option(label="Closed: what is there stays, nothing new comes in")
    page.get_by_role("button", name="Save").click()
    reader.goto(edition.path)
    expect(reader.locator("#comments")).to_contain_text("Comments on this story are closed.")

    page.goto(f"/admin/articles/article/{story.pk}/change/")
    page.locator("summary", has_text="Comments").click()
    expect(page.get_by_text("As in its section means now: closed.")).to_be_visible()
    page.get_by_label("Hold newcomers: proven commenters appear at once").check()
    page.get_by_label("Don’t close by themselves").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).first.click()
    story.refresh_from_db()
    assert (story.comments_policy, story.comments_stay_open) == ("hold_newcomers", True)
    reader.goto(edition.path)
    expect(reader.locator("#comments")).to_contain_text("Most are read by an editor before they appear.")

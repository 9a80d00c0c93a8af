"""A story's history in Chromium: compared, named and restored by mouse and by keyboard; what readers are told."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from articles.models import Article, Masthead, Revision
from articles.publishing import publish
from tests.factories import make_article, make_editor, make_photo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def assert_accessible(page):
    # axe would fetch the sheets that desk.css imports from beside the page, where they are not.
    result = Axe().run(page, options={"preload": False, "resultTypes": ["violations"]})
    assert result.response["violations"] == [], result.generate_report()


def story_with_a_past(editor):
    article = make_article(
        headline="Wall moves", deck="A little.", slug="wall", body="<p>It moved.</p><p>Pell fears.</p>"
    )
    publish(article, by=editor)
    article.headline, article.lead_photo = "Wall falls", make_photo()
    article.body = "<h2>It moved.</h2><p>Pell fears more.</p>"
    article.save()
    article.record(by=editor)
    return article


def test_version_is_named_compared_and_restored(open_browser):
    editor = make_editor(first_name="Amara", last_name="Osei")
    article = story_with_a_past(editor)
    # axe adds styles of its own, which the page's policy would refuse.
    page = open_browser(editor, bypass_csp=True)
    page.goto(f"/admin/articles/article/{article.pk}/change/")

    page.get_by_role("link", name="See what readers would notice").click()
    expect(page.locator("#change-1 ins")).to_contain_text("falls")
    expect(page.locator("#change-3")).to_contain_text("was a paragraph")
    # The keys come with a script, which runs before the page counts as loaded.
    page.wait_for_load_state("load")
    page.keyboard.press("j")
    expect(page.locator("#change-1")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#change-2")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("#change-1")).to_be_focused()
    assert_accessible(page)

    page.get_by_role("link", name="History").click()
    now = page.locator(".event.is-now")
    now.get_by_text("Name this version").click()
    now.get_by_label("Name", exact=True).fill("Before legal")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("kept as “Before legal”")
    expect(page.locator(".version-name")).to_have_text("Before legal")
    assert Revision.objects.get(name="Before legal").kind == "milestone"
    assert_accessible(page)

    page.locator(".event.is-edition").get_by_label("From").check()
    page.locator(".event.is-milestone").get_by_label("To").check()
    page.get_by_role("button", name="Compare the two chosen").click()
    expect(page.get_by_role("heading", name="What is different")).to_be_visible()
    page.get_by_role("link", name="Restore the version").first.click()
    expect(page.locator("#change-1 ins")).to_contain_text("moves")
    assert_accessible(page)
    page.get_by_role("button", name="Restore it").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#id_headline")).to_have_value("Wall moves")
    expect(page.locator(".toast")).to_contain_text("Readers see nothing of it yet")
    assert Article.objects.get().headline == "Wall moves"


def test_version_is_named_from_the_story_page(open_browser):
    editor = make_editor()
    article = story_with_a_past(editor)
    page = open_browser(editor)
    page.goto(f"/admin/articles/article/{article.pk}/change/")

    card = page.locator("#history")
    card.get_by_text("Name this version").click()
    card.get_by_label("Name", exact=True).fill("Desk’s own")
    card.get_by_role("button", name="Keep it under this name").click()

    expect(page.locator("#history .version-name")).to_have_text("Desk’s own")


@pytest.mark.parametrize("width", [1440, 390])
def test_readers_are_told_what_changed(open_browser, width):
    Masthead(name="The Courier", shows_changes=True).save()
    article = story_with_a_past(None)
    edition = publish(article, by=None)
    page = open_browser(width=width, bypass_csp=True)
    page.goto(edition.path)

    page.get_by_role("link", name="What changed").click()

    expect(page.locator("ins").first).to_contain_text("falls")
    expect(page.locator("del").first).to_contain_text("moves")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)

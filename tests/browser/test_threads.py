"""Reading a long discussion in Chromium: folded replies, orders, pages and a comment's own address."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from articles.publishing import publish
from tests.comments.test_threads import fill
from tests.factories import make_article, make_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def story():
    article = make_article(headline="Wall moves")
    article.path = publish(article, by=make_editor()).path
    article.made = fill(article, [*[None] * 60, *[2] * 70])
    return article


def test_long_discussion_is_read_to_its_end(open_browser, story):
    page = open_browser()
    page.goto(story.path)

    expect(page.get_by_role("heading", name="130 comments")).to_be_visible()
    expect(page.locator(".thread .comment")).to_have_count(60)
    page.get_by_role("link", name="Show 60 more replies").click()
    expect(page.locator(".is-asked")).to_contain_text("Words 70.")
    expect(page.locator(".is-asked")).to_be_in_viewport()
    page.get_by_role("link", name="Later replies").click()
    expect(page.locator(".is-asked")).to_contain_text("Words 120.")
    page.get_by_role("link", name="All 130 comments").click()
    page.get_by_role("link", name="Newest first").click()
    expect(page.locator(".thread .comment").first).to_contain_text("Words 59.")
    page.get_by_role("link", name="Older threads").click()
    expect(page.locator(".thread > li").last).to_contain_text("Words 0.")
    page.get_by_role("link", name="Reply to N5", exact=True).click()
    expect(page.locator(".replying")).to_contain_text("Reply to N5")
    expect(page.locator(".thread > li").last).to_contain_text("Words 0.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_pages_of_comments_have_no_barrier_that_axe_finds(open_browser, story, width, scheme):
    page = open_browser(width=width, bypass_csp=True, color_scheme=scheme)
    for address in (story.path, f"{story.path}comments/?sort=replies", f"{story.path}comments/{story.made[70].pk}/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        small = (
            "[...document.querySelectorAll('.sorts a, .folded a, .more-threads a')].filter(a => a.offsetHeight < 44)"
        )
        assert page.evaluate(f"{small}.length") == 0
        assert Axe().run(page).response["violations"] == []

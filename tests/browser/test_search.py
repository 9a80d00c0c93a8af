"""Searching by keyboard alone, with and without the script."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from articles.models import Masthead
from articles.publishing import publish
from tests.factories import make_article, make_section

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def stories():
    section = make_section(name="Harbour", slug="harbour")
    return [
        publish(make_article(headline=headline, section=section, body=f"<p>{text}</p>"), by=None)
        for headline, text in [("Herring quota cut", "The herring is gone."), ("Herring three ways", "With onions.")]
    ]


def press_until(page, key, test, most=40):
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate(test):
            return
    raise AssertionError(f"{key} never led there")


def test_a_story_is_found_and_opened_by_keyboard_alone(open_browser, stories):
    page = open_browser()
    page.goto("/")

    press_until(page, "Tab", "document.activeElement.closest('.find') !== null")
    page.keyboard.type("herring")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=herring")

    assert page.locator("#list-title").inner_text() == "2 stories"
    press_until(page, "Tab", "document.activeElement.textContent.trim() === 'Herring quota cut'")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{stories[0].path}")
    assert page.locator("h1").inner_text() == "Herring quota cut"


def test_suggestions_are_chosen_by_keyboard_alone(open_browser, stories):
    page = open_browser(width=390)
    page.goto("/search/")
    press_until(page, "Tab", "document.activeElement.id === 'search-q'")
    box = page.get_by_role("combobox", name="Words")
    assert box.get_attribute("aria-expanded") == "false"

    page.keyboard.type("herr")
    options = page.get_by_role("listbox").get_by_role("option")
    options.nth(1).wait_for()
    assert options.all_inner_texts() == ["Herring three ways\nHarbour", "Herring quota cut\nHarbour"]
    assert box.get_attribute("aria-expanded") == "true"

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == options.nth(1).get_attribute("id")
    assert options.nth(1).get_attribute("aria-selected") == "true"
    assert page.evaluate("document.activeElement.id") == "search-q"
    page.keyboard.press("Escape")
    assert not page.get_by_role("listbox").is_visible()
    assert page.input_value("#search-q") == "herr"

    page.keyboard.press("ArrowDown")
    options.nth(1).wait_for()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{stories[0].path}")


def test_the_form_works_without_a_script(open_browser, stories):
    page = open_browser(width=390, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="Search", exact=True).first.click()

    page.fill("#search-q", "hering")
    page.press("#search-q", "Enter")
    page.get_by_role("link", name="herring", exact=True).click()

    assert page.locator(".stories mark").first.inner_text() == "Herring"


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark"), (320, "light")])
def test_search_is_accessible_in_every_state(open_browser, stories, width, scheme):
    page = open_browser(width=width, color_scheme=scheme, bypass_csp=True)

    for query in (
        "",
        "?q=herring",
        "?q=hering",
        "?q=herring&since=nonsense",
        "?q=herring&section=harbour&order=newest",
    ):
        page.goto(f"/search/{query}")
        if query == "?q=herring":
            page.focus("#search-q")
            page.keyboard.press("End")
            page.keyboard.type(" q")
            page.get_by_role("listbox").get_by_role("option").first.wait_for()
            page.keyboard.press("ArrowDown")
        found = Axe().run(page).response["violations"]
        assert [(query, rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), query


@pytest.mark.parametrize("language", ["en", "ar"])
def test_fields_for_days_stay_inside_the_form(open_browser, language):
    Masthead(language=language).save()
    page = open_browser(width=390)
    page.goto("/search/?since=2026-11-01")

    form = page.locator("form.search").last.bounding_box()
    for name in ("since", "until"):
        box = page.locator(f"#search-{name}").bounding_box()
        assert form["x"] <= box["x"]
        assert box["x"] + box["width"] <= form["x"] + form["width"]

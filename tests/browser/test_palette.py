"""Light or dark: as the system has it, or as the reader chose, from the first frame on and without a cookie."""

import time

import pytest
from playwright.sync_api import expect

from tests.factories import make_article, make_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

LIGHT, DARK = "rgb(251, 252, 250)", "rgb(15, 24, 30)"
# What stands behind the words in every frame that is painted, from the first one on.
WATCH = """
window.frames_seen = [];
const look = () => {
  if (document.body) frames_seen.push(getComputedStyle(document.documentElement).backgroundColor);
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""


@pytest.fixture
def story(transactional_db):
    from articles.publishing import publish

    return publish(make_article(body="<p>It moved.</p>" * 200), by=make_editor()).path


def choose(page, name):
    page.get_by_role("group", name="Colours").get_by_role("button", name=name).click()


def background(page):
    return page.evaluate("getComputedStyle(document.documentElement).backgroundColor")


def bars(page):
    """Return the colours that the browser may give its own frame now."""
    return page.evaluate(
        "[...document.querySelectorAll('meta[name=theme-color]')]"
        ".filter((bar) => matchMedia(bar.media).matches).map((bar) => bar.content)"
    )


def stored(page):
    return [page.evaluate("Object.entries(localStorage)"), page.context.cookies()]


@pytest.mark.parametrize(("scheme", "colour", "bar"), [("light", LIGHT, "#fbfcfa"), ("dark", DARK, "#0f181e")])
def test_a_page_follows_the_system_and_stores_nothing(open_browser, story, scheme, colour, bar):
    page = open_browser(color_scheme=scheme)
    page.goto(story)

    assert background(page) == colour
    assert bars(page) == [bar]
    assert stored(page) == [[], []]


@pytest.mark.parametrize(
    ("scheme", "name", "colour", "bar"), [("light", "Dark", DARK, "#0f181e"), ("dark", "Light", LIGHT, "#fbfcfa")]
)
def test_what_was_chosen_stands_from_the_first_frame_on(open_browser, story, scheme, name, colour, bar):
    # What the test waits for is evaluated, which the page's policy forbids.
    page = open_browser(color_scheme=scheme, bypass_csp=True)
    page.goto(story)
    choose(page, name)
    assert background(page) == colour
    page.add_init_script(WATCH)
    # A script that didn't hold up the first frame would come too late now.
    page.route("**/palette*.js", lambda route: (time.sleep(0.4), route.continue_()))

    page.goto("/")
    page.wait_for_function("frames_seen.length > 5")

    assert set(page.evaluate("frames_seen")) == {colour}
    assert bars(page) == [bar]
    assert page.get_by_role("button", name=name, exact=True).get_attribute("aria-pressed") == "true"
    assert stored(page) == [[["palette", name.lower()]], []]


def test_the_choice_is_taken_back_and_nothing_stays(open_browser, story):
    page = open_browser(color_scheme="light")
    page.goto(story)
    choose(page, "Dark")
    choose(page, "As the system")

    assert background(page) == LIGHT
    assert stored(page) == [[], []]
    page.emulate_media(color_scheme="dark")
    assert background(page) == DARK


def test_another_tab_follows(open_browser, story):
    page = open_browser(color_scheme="light")
    page.goto(story)
    other = page.context.new_page()
    other.goto("/")

    choose(other, "Dark")

    expect(page.locator("html")).to_have_css("background-color", DARK)


def test_a_dark_page_is_printed_on_white(open_browser, story):
    page = open_browser(color_scheme="dark")
    page.goto(story)
    choose(page, "Dark")
    page.emulate_media(media="print")

    assert background(page) == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('.body p')).color") == "rgb(0, 0, 0)"


def test_without_scripts_there_is_no_switch(open_browser, story):
    page = open_browser(color_scheme="dark", java_script_enabled=False)
    page.goto(story)

    assert page.locator("[data-palettes]").is_hidden()
    assert page.locator("[data-palettes]").count() == 1


def test_a_browser_that_stores_nothing_still_switches(open_browser, story):
    page = open_browser()
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })")
    page.goto(story)
    choose(page, "Dark")

    assert background(page) == DARK

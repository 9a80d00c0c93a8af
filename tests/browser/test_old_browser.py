"""A browser of four years ago: what it doesn't know is taken out of the stylesheet, and the pages still stand."""

import urllib.request

import pytest

from articles.models import Edition
from newsroom.demo.load import load
from tests import surfaces
from tests.old_browser import as_read_then

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def open_old_browser(open_browser, live_server):
    def open_window(**options):
        page = open_browser(**options)
        css = urllib.request.urlopen(f"{live_server.url}/static/newsroom/site.css").read().decode()
        page.route("**/site*.css", lambda route: route.fulfill(body=as_read_then(css), content_type="text/css"))
        return page

    return open_window


def look(page):
    return page.evaluate("""() => {
      const style = (name) => getComputedStyle(document.querySelector(name));
      return [style('html').backgroundColor, style('html').color, style('.waterline').borderBlockStartColor];
    }""")


@pytest.mark.parametrize("width", [1440, 390])
def test_every_kind_of_page_stands_in_an_old_browser(open_old_browser, width):
    load(password="long-enough-42")
    page = open_old_browser(width=width)
    kinds = [addresses()[0] for addresses in surfaces.SURFACES if surfaces.is_page(addresses()[0])]

    for address in kinds:
        page.goto(address)
        assert (address, look(page)) == (address, ["rgb(251, 252, 250)", "rgb(16, 32, 43)", "rgb(16, 32, 43)"])
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_a_story_has_its_columns_in_an_old_browser(open_old_browser):
    load(password="long-enough-42")
    page = open_old_browser()
    page.goto(Edition.objects.live().get(slug="channel-works-stop").path)
    caption, picture, words = (
        page.locator(name).first.bounding_box() for name in (".photo .caption", ".photo > img", ".body > p")
    )

    assert caption["x"] + caption["width"] <= picture["x"]
    assert picture["x"] == words["x"]
    assert 500 < words["width"] < 700


def test_fronts_and_lists_have_their_columns_in_an_old_browser(open_old_browser):
    load(password="long-enough-42")
    page = open_old_browser()
    page.goto("/")
    lead, log = page.locator(".lead").bounding_box(), page.locator(".latest-news").bounding_box()

    assert log["x"] + log["width"] <= lead["x"]
    assert 500 < lead["width"] < 1100

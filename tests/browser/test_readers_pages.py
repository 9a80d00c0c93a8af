"""The readers' pages in Chromium: accessible, of the window's width, and quiet."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from articles.models import Edition
from newsroom.demo.load import load
from tests import surfaces

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_every_kind_of_page_is_accessible_and_fits_the_window(open_browser, width, scheme):
    load(password="long-enough-42")
    long_story = Edition.objects.live().get(slug="channel-works-stop").path
    # A feed has nothing that axe could look at.
    one_of_each = [addresses()[0] for addresses in surfaces.SURFACES if surfaces.is_page(addresses()[0])]
    # axe adds styles of its own, which the pages' policy would refuse.
    page = open_browser(width=width, color_scheme=scheme, bypass_csp=True)

    for address in dict.fromkeys([*one_of_each, long_story, "/harbour/", "/opinion/", f"{long_story}?reply=1"]):
        page.goto(address)
        found = Axe().run(page).response["violations"]
        assert [(address, rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_pages_keep_to_their_policy(open_browser):
    load(password="long-enough-42")
    page = open_browser()

    for addresses in surfaces.SURFACES:
        # Chromium shows bare XML with styles of its own, which the policy refuses it.
        if addresses == surfaces.sitemaps:
            continue
        # open_browser fails the test for every violation and error that the browser reports.
        assert page.goto(addresses()[0]).status == 200

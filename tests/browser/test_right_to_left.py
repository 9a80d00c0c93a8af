"""An Arabic paper: pages run from the right, whatever script a word in them is in."""

import pytest
from playwright.sync_api import expect

from articles.models import Masthead
from articles.publishing import publish
from tests.factories import make_article, make_author, make_comment, make_editor, make_photo, make_section
from tests.surfaces import every_address, is_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

SIDES = """selector => {
  const box = document.querySelector(selector).getBoundingClientRect();
  return [box.left, box.right];
}"""


@pytest.fixture
def story(transactional_db):
    Masthead(name="رسالة المرفأ", tagline="منذ ١٨٧١", language="ar").save()
    harbour = make_section(name="المرفأ", slug="المرفأ")
    below = make_section(name="التجريف", slug="التجريف", parent=harbour)
    article = make_article(
        headline="جدار البحر يتحرك",
        kicker="Sea wall",
        deck="انزاح الجدار أحد عشر سنتيمترًا منذ آذار.",
        body="<p>صوّت مجلس المرفأ اليوم على وقف الأعمال.</p><p>“It leans,” said Anders Pell.</p>",
        section=below,
        authors=[make_author(name="ليلى حداد", slug="ليلى-حداد"), make_author(name="Tomas Quayle", slug="tomas")],
        lead_photo=make_photo(caption="رافعات المرفأ", credit="نور"),
        tags=["الجدار"],
    )
    edition = publish(article, by=None)
    make_comment(article, state="approved", body="من رأى هذا من قبل؟", author_name="سمير")
    return edition


def test_story_runs_from_the_right(open_browser, story):
    page = open_browser()
    page.goto(story.path)

    assert page.locator("html").get_attribute("dir") == "rtl"
    left, right = page.evaluate(SIDES, ".story-log")
    assert left > page.evaluate(SIDES, ".body > p")[1] - 1
    assert right <= 1440
    # From the right: the section, its part, the kicker.
    kickers = page.locator(".story-head .kicker")
    places = [kickers.get_by_role("link", name=name).bounding_box()["x"] for name in ("المرفأ", "التجريف")]
    kicker = kickers.locator("> span").last.bounding_box()["x"]
    assert places[0] > places[1] > kicker
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).letterSpacing") in ("normal", "0px")
    expect(page.locator("h1")).to_have_text("جدار البحر يتحرك")


def test_words_in_another_script_keep_their_own_direction(open_browser, story):
    page = open_browser()
    page.goto(story.path)

    start, end = page.evaluate(
        """() => {
            const text = document.querySelectorAll('.body p')[1].firstChild, range = document.createRange();
            const at = (from) => {
                range.setStart(text, from);
                range.setEnd(text, from + 1);
                return range.getBoundingClientRect().left;
            };
            return [at(0), at(text.length - 1)];
        }"""
    )

    # The full stop stands behind the last word, which in English is to its right.
    assert start < end


@pytest.mark.parametrize("width", [390, 1440])
def test_no_page_is_scrolled_sideways(open_quiet_browser, story, width):
    page = open_quiet_browser(width=width)
    for address in filter(is_page, every_address()):
        page.goto(address)

        assert (address, page.evaluate("document.documentElement.scrollWidth <= innerWidth")) == (address, True)
        assert page.evaluate("document.documentElement.dir") == "rtl"


def test_at_the_desk_a_text_is_written_from_the_side_of_its_script_in_the_papers_language(open_browser, story):
    page = open_browser(make_editor())
    page.goto(f"/admin/articles/article/{story.article_id}/change/")
    text = page.locator("[contenteditable].ProseMirror")
    expect(text).to_be_visible()

    assert text.get_attribute("lang") == "ar"
    arabic, english = text.locator("p").first, text.locator("p").last
    assert arabic.evaluate("each => getComputedStyle(each).direction") == "rtl"
    assert side_of(arabic) == "right"
    assert side_of(english) == "left"
    headline = page.locator("#id_headline")
    assert headline.evaluate("each => getComputedStyle(each).direction") == "rtl"
    assert page.locator("#id_slug").evaluate("each => getComputedStyle(each).direction") == "ltr"
    assert (page.locator("html").get_attribute("lang"), headline.get_attribute("lang")) == ("en-gb", "ar")


def side_of(paragraph) -> str:
    """The side of its box on which a paragraph of one line begins: that with less room beside the words."""
    return paragraph.evaluate("""each => {
      const words = document.createRange();
      words.selectNodeContents(each);
      const [line, box] = [words.getBoundingClientRect(), each.getBoundingClientRect()];
      return line.left - box.left > box.right - line.right ? "right" : "left";
    }""")

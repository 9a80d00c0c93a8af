"""Every kind of page for every reader: narrow, with large letters, by keyboard, in forced colours, without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string

from articles.models import Article, Edition, PreviewLink
from newsroom.demo.load import load
from tests import surfaces
from tests.factories import make_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

# What stands wider than the window, or is cut off where nobody can scroll.
TOO_WIDE = """() => {
  const found = document.documentElement.scrollWidth > innerWidth ? ['the page'] : [];
  for (const part of document.querySelectorAll('main *, footer *, header *')) {
    const style = getComputedStyle(part);
    const cut = ['hidden', 'clip'].includes(style.overflowX) && part.scrollWidth > part.clientWidth + 1;
    const unseen = style.clipPath === 'inset(50%)' || part.clientWidth < 2;
    // Cards are cut where their rules stick out on purpose.
    if (cut && !unseen && !part.matches('.cards, .unasked')) found.push(part.className || part.tagName);
  }
  return found;
}"""


@pytest.fixture
def kinds(transactional_db):
    """The demo newsroom: one address of every kind of page, with those that say no."""
    load(password="long-enough-42")
    draft = Article.objects.exclude(editions__in=Edition.objects.all()).first()
    PreviewLink.objects.create(article=draft, reader="Ole Berg", made_by=make_editor())
    long_story = Edition.objects.live().get(slug="channel-works-stop").path
    several = (surfaces.archive, surfaces.privacy, surfaces.search)
    found = [
        address
        for addresses in surfaces.SURFACES
        for address in (addresses() if addresses in several else addresses()[:1])
        if surfaces.is_page(address)
    ]
    # Of the archive's months and days the first of each are enough.
    found = [address for address in found if address.count("/") < 4 or not address.startswith("/archive/20")]
    gone = next(path for path in surfaces.refusals() if path.count("/") == 6)
    preview = PreviewLink.objects.open()[0].get_absolute_url()
    days = surfaces.archive()[1:2] + surfaces.archive()[-1:]
    more = [*days, long_story, f"{long_story}?reply=1", preview, "/no-such-page/", gone, "/broken/"]
    return list(dict.fromkeys([*found, *more]))


@pytest.fixture
def open_any(open_quiet_browser):
    """A window in which /broken/ answers as it does when nothing else works."""

    def open_window(**options):
        page = open_quiet_browser(**options)
        page.route("**/broken/", lambda route: route.fulfill(status=500, body=render_to_string("500.html")))
        return page

    return open_window


def with_large_letters(page, size_px):
    """As a reader has it who sets the browser's letters to this size."""
    session = page.context.new_cdp_session(page)
    session.send("Page.enable")
    session.send("Page.setFontSizes", {"fontSizes": {"standard": size_px, "fixed": size_px}})


@pytest.mark.parametrize(("width", "size_px"), [(320, 16), (1280, 32), (320, 32)])
def test_every_page_is_read_without_scrolling_sideways(open_any, kinds, width, size_px):
    page = open_any(width=width, java_script_enabled=False)
    with_large_letters(page, size_px)

    for address in kinds:
        page.goto(address)
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == f"{size_px}px"
        assert (address, page.evaluate(TOO_WIDE)) == (address, [])


# Beside axe's own rules those of WCAG 2.2 that it leaves out unless asked.
RULES = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}


def test_axe_finds_nothing_on_any_page(open_any, kinds):
    page = open_any(width=320, color_scheme="dark", reduced_motion="reduce", bypass_csp=True)

    for address in kinds:
        page.goto(address)
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(address, rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
        assert page.evaluate("document.getAnimations().length") == 0


# Where the focus is: its place in the page, and whether it can be seen.
FOCUSED = """() => {
  const all = [...document.querySelectorAll('*')];
  const part = document.activeElement;
  const box = part.getBoundingClientRect();
  const style = getComputedStyle(part);
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const within = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 1;
  return {place: all.indexOf(part), name: part.outerHTML.slice(0, 90), seen: outlined && within, tag: part.tagName};
}"""
# Of buttons that exclude each other one is a stop.
TO_REACH = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
  .filter((part) => part.tabIndex >= 0 && part.type !== 'hidden' && part.checkVisibility({visibilityProperty: true}))
  .filter((part) => part.type !== 'radio' || part === part.form.querySelector(`[type=radio][name=${part.name}]`))
  .length"""


@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_is_walked_by_keyboard_in_the_order_it_is_read(open_any, kinds, width):
    page = open_any(width=width, color_scheme="dark")

    for address in kinds:
        page.goto(address)
        steps = []
        while True:
            page.keyboard.press("Tab")
            focused = page.evaluate(FOCUSED)
            # After the last one comes the page itself, or the first one again.
            if focused["tag"] == "BODY" or (steps and focused["place"] == steps[0]["place"]):
                break
            # A date has a stop each for day, month and year.
            if not steps or focused["place"] != steps[-1]["place"]:
                steps.append(focused)
        places = [step["place"] for step in steps]
        assert (address, places) == (address, sorted(places))
        assert [(address, step["name"]) for step in steps if not step["seen"]] == []
        assert (address, len(steps)) == (address, page.evaluate(TO_REACH))


def test_the_first_key_leads_past_the_masthead(open_any, kinds):
    page = open_any()
    for address in kinds:
        if address == "/broken/":
            continue
        page.goto(address)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("!document.activeElement.closest('header.masthead')"), address


# In forced colours only lines and words are left: what a background or a shadow said has to be said by one of them.
UNMARKED = """() => {
  const lined = (part) => ['Top', 'Bottom', 'Left', 'Right'].some((side) => {
    const style = getComputedStyle(part);
    return style[`border${side}Style`] !== 'none' && parseFloat(style[`border${side}Width`]) > 0;
  });
  const asked = 'main button, main .button, main input:not([type=hidden]), main textarea, main select, ' +
    '[aria-current], [aria-pressed=true]';
  return [...document.querySelectorAll(asked)]
    .filter((part) => part.checkVisibility() && !part.closest('.unasked') && !lined(part))
    .filter((part) => !['checkbox', 'radio'].includes(part.type))
    .map((part) => part.outerHTML.slice(0, 90));
}"""


def test_forced_colours_leave_every_control_and_mark(open_any, kinds):
    page = open_any(forced_colors="active", color_scheme="dark")

    for address in kinds:
        page.goto(address)
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        assert (address, page.evaluate(UNMARKED)) == (address, [])

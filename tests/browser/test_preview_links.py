"""Preview links and corrections in Chromium, used as people use them."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from articles.models import Correction, PreviewAnswer, PreviewLink
from articles.publishing import publish
from tests.factories import make_article, make_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
PHONE = {"width": 390, "height": 844, "has_touch": True, "color_scheme": "dark"}


def wrongs_of(page):
    """What axe finds, by id. It injects styles, which the strict policy of a page refuses: those are not ours."""
    return [violation["id"] for violation in Axe().run(page).response["violations"]]


def open_story(open_browser, story, user=None):
    page = open_browser(user or make_editor())
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    return page


def make_link_at_the_desk(page, reader):
    card = page.locator("#links")
    if not card.get_attribute("open") and card.get_attribute("open") != "":
        card.locator("> summary").click()
    card.locator("summary", has_text="New link").click()
    card.get_by_label("Who it is for").fill(reader)
    card.get_by_role("button", name="Make the link").click()
    expect(page.locator("#toasts")).to_contain_text(f"The link for {reader} is made")
    return page.get_by_label(f"Address for {reader}").input_value()


def path_of(address):
    return re.sub("^https?://[^/]+", "", address)


def test_somebody_without_an_account_reads_the_draft_on_a_phone_and_answers(open_browser):
    story = make_article(headline="Harbour wall to rise", body="<p>By four metres.</p>")
    desk = open_story(open_browser, story)
    address = path_of(make_link_at_the_desk(desk, "Dana Ek"))

    phone = open_browser(**PHONE)
    phone.goto(address)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Harbour wall to rise")
    expect(phone.get_by_text("A draft of The Newsroom, shown to Dana Ek.")).to_be_visible()
    expect(phone.get_by_text("By four metres.")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    phone.get_by_role("link", name="Approve, or ask for changes").click()
    phone.get_by_label("Note").fill("It is three metres.")
    phone.get_by_role("button", name="Changes needed").click()
    expect(phone.get_by_role("status")).to_contain_text("You asked for changes to this version")
    assert phone.context.cookies() == []

    desk.reload()
    card = desk.locator("#links")
    expect(card).to_contain_text("Wants changes")
    expect(card).to_contain_text("It is three metres.")
    expect(card).to_contain_text("Opened once")

    story.refresh_from_db()
    story.body = "<p>By three metres.</p>"
    story.save()
    story.record(by=None)
    phone.reload()
    expect(phone.get_by_role("status")).to_contain_text("an earlier version")
    phone.get_by_role("button", name="Approve", exact=True).click()
    expect(phone.get_by_role("status")).to_contain_text("You approved this version")
    desk.reload()
    expect(card).to_contain_text("Approved")
    expect(card).to_contain_text("Of the version that is saved here.")
    assert PreviewAnswer.objects.count() == 2


def test_holder_answers_without_javascript(open_browser):
    link = make_article().preview_links.create(reader="Dana Ek")
    page = open_browser(java_script_enabled=False, **PHONE)
    page.goto(link.get_absolute_url())

    page.get_by_role("button", name="Approve", exact=True).click()

    expect(page.get_by_role("status")).to_contain_text("You approved this version")


def test_address_is_copied(open_browser):
    story = make_article()
    page = open_story(open_browser, story)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    address = make_link_at_the_desk(page, "Dana Ek")

    page.get_by_role("button", name="Copy the address for Dana Ek").click()

    expect(page.locator("#toasts")).to_contain_text("The address is copied.")
    assert page.evaluate("navigator.clipboard.readText()") == address


def test_enter_in_a_name_makes_a_link_and_revokes_none(open_browser):
    story = make_article()
    story.preview_links.create(reader="Dana Ek", made_by=make_editor())
    page = open_story(open_browser, story)
    page.locator("#links summary", has_text="New link").click()

    page.get_by_label("Who it is for").fill("Ottar Vane")
    page.keyboard.press("Enter")

    expect(page.locator("#toasts")).to_contain_text("The link for Ottar Vane is made")
    assert PreviewLink.objects.open().count() == 2


def test_last_day_is_asked_for_only_when_it_is_chosen(open_browser):
    page = open_story(open_browser, make_article())
    page.locator("#links > summary").click()
    page.locator("#links summary", has_text="New link").click()
    day = page.get_by_label("Last day")

    expect(day).to_be_hidden()
    page.get_by_label("How long it works").select_option("day")
    expect(day).to_be_visible()


def test_revoked_link_leads_nowhere(open_browser):
    story = make_article()
    link = story.preview_links.create(reader="Dana Ek", made_by=make_editor())
    desk = open_story(open_browser, story)
    reader = open_browser()
    reader.goto(link.get_absolute_url())

    desk.get_by_role("button", name="Revoke the link for Dana Ek").click()
    expect(desk.locator("#toasts")).to_contain_text("The link for Dana Ek is revoked.")

    # A missing page is an error in the console too, so it is asked for behind the window.
    assert reader.request.get(link.get_absolute_url()).status == 404
    assert reader.request.post(link.get_absolute_url(), form={"verdict": "approve"}).status == 404
    expect(desk.locator("#links")).to_contain_text("revoked")


def test_correction_is_added_at_the_desk_and_read_on_the_site(open_browser):
    story = make_article(headline="Harbour wall to rise")
    publish(story, by=None)
    desk = open_story(open_browser, story)
    card = desk.locator("#corrections")
    card.locator("> summary").click()
    card.locator("summary", has_text="Add a correction").click()
    card.get_by_label("What readers are told").fill("It rises by three metres, not four.")
    card.get_by_role("button", name="Show it to readers").click()
    expect(desk.locator("#toasts")).to_contain_text("Correction added.")

    reader = open_browser(**PHONE)
    reader.goto("/corrections/")
    expect(reader.get_by_text("It rises by three metres, not four.")).to_be_visible()
    reader.get_by_role("link", name="Harbour wall to rise").click()
    expect(reader).to_have_url(re.compile(r"/harbour-wall-to-rise/#correction-\d+$"))
    expect(reader.locator(".correction")).to_be_in_viewport()
    expect(reader.locator(".correction b")).to_have_text("Correction")
    assert reader.evaluate("document.documentElement.scrollWidth") == 390

    card.get_by_role("button", name="Take back the correction").click()
    expect(desk.locator("#toasts")).to_contain_text("The correction is taken back.")
    reader.reload()
    expect(reader.locator(".correction")).to_have_count(0)


def test_minor_change_is_said_in_the_publish_box(open_browser):
    story = make_article()
    first = publish(story, by=None)
    desk = open_story(open_browser, story)
    desk.locator("#id_deck").fill("By four metres.")
    desk.get_by_role("button", name="Other ways to go on").click()
    expect(desk.get_by_label("Readers are told it was updated")).to_be_checked()
    desk.get_by_label("A minor change: “Updated” stays as it is").check()
    desk.keyboard.press("Escape")

    desk.get_by_role("button", name=re.compile("^Update")).click()
    expect(desk.locator("#toasts")).to_contain_text("The live story is updated.")

    edition = story.editions.live().get()
    assert (edition.is_minor, edition.updated_at) == (True, first.updated_at)


@pytest.mark.parametrize("look", [{"width": 1440, "height": 900}, PHONE], ids=["desktop, light", "phone, dark"])
def test_pages_have_no_fault_that_axe_finds(open_browser, look):
    story = make_article()
    publish(story, by=None)
    for kind in Correction.Kind:
        story.corrections.create(kind=kind, text=f"{kind.label} in words.", at_top=kind == "update")
    draft = make_article()
    link = draft.preview_links.create(reader="Dana Ek", made_by=make_editor())
    link.answers.create(verdict="changes", note="No.")
    # The strict policy would refuse what axe injects.
    reader = open_browser(bypass_csp=True, **look)
    for address in (link.get_absolute_url(), "/corrections/", story.editions.live().get().path):
        reader.goto(address)
        assert (address, wrongs_of(reader)) == (address, [])
    # A colour on its way to another one is no fault.
    desk = open_browser(make_editor(), bypass_csp=True, reduced_motion="reduce", **look)
    for article in (story, draft):
        desk.goto(f"/admin/articles/article/{article.pk}/change/")
        desk.evaluate(
            "document.querySelectorAll('#links, #corrections, .newone').forEach((box) => { box.open = true; })"
        )
        assert (article, wrongs_of(desk)) == (article, [])

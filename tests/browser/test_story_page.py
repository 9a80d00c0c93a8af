"""The story page in Chromium, used as a person uses it: by typing, clicking and looking."""

import re
from contextlib import suppress

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, expect

from articles.models import Article, Edition
from tests.factories import make_article, make_author, make_editor, make_photo, make_section

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
ADD = "/admin/articles/article/add/"


def editor_of(page):
    return page.locator("[contenteditable].ProseMirror")


def tool(page, title):
    return page.locator(f".prose-menubar__button[title='{title}']")


def click_and_see_close(locator):
    """Click what closes its own window, which may be gone before Chromium has reported the click as done."""
    with locator.page.expect_event("close"), suppress(Error):
        locator.click()


def choose_author(page, name, row=0):
    page.locator(".byline:visible .select2-selection").nth(row).click()
    page.keyboard.type(name[:4])
    page.locator(".select2-results__option", has_text=name).click()


def test_story_is_written_with_everything_in_it_and_published(open_browser):
    make_section(name="City", slug="city")
    make_author(name="Ben Whitlock")
    lead = make_photo(caption="The quay at dusk.")
    figure = make_photo(caption="The wall in March.", alt_text="A wall", credit="Jonah Reyes")
    page = open_browser(make_editor())
    page.goto(ADD)
    expect(editor_of(page)).to_be_visible()

    expect(page.locator("#id_headline")).to_be_focused()
    page.keyboard.type("Harbour wall to rise")
    page.keyboard.press("Enter")
    page.keyboard.type("A third falls on ratepayers.")
    page.keyboard.press("Enter")
    expect(editor_of(page)).to_be_focused()
    page.keyboard.type("The council voted on Thursday.")
    page.keyboard.press("Enter")
    page.locator(".prose-menubar__dropdown").click()
    page.locator(".prose-menubar__option", has_text="Heading 2").click()
    page.keyboard.type("Who pays")
    page.keyboard.press("Enter")
    page.keyboard.type("Two thirds come from the ")
    page.keyboard.press("Control+b")
    page.keyboard.type("flood fund")
    page.keyboard.press("Control+b")
    page.keyboard.type(".")
    page.keyboard.press("Enter")
    tool(page, "blockquote").click()
    page.keyboard.type("I moved my mother out twice.")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("Read the report")
    page.keyboard.press("Control+Shift+ArrowLeft")
    tool(page, "insert link").click()
    page.locator("dialog[open] input").first.fill("https://council.example/report")
    page.locator("dialog[open] button[type=submit]").click()
    expect(editor_of(page).locator("a")).to_have_text("report")
    expect(editor_of(page)).to_be_focused()
    page.keyboard.type(" in full.", delay=30)
    page.keyboard.press("Enter")
    tool(page, "figure").click()
    with page.expect_popup() as opened:
        page.locator("dialog[open]").get_by_role("button", name="Choose from the library").click()
    library = opened.value
    library.get_by_role("searchbox").fill("March")
    library.keyboard.press("Enter")
    expect(library.locator("[data-pick]")).to_have_count(1)
    click_and_see_close(library.locator("[data-pick]"))
    expect(page.locator("dialog[open] [name=altText]")).to_have_value("A wall")
    expect(page.locator("dialog[open] [name=caption]")).to_have_value("The wall in March.")
    page.locator("dialog[open] button[type=submit]").click()

    page.locator("#id_section").select_option(label="City")
    page.get_by_role("searchbox", name="Tags").click()
    page.keyboard.type("harbour,")
    page.keyboard.type("Council,")
    choose_author(page, "Ben Whitlock")
    # By key: what is saved meanwhile moves the button a little.
    page.get_by_role("button", name="Choose a photo").press("Enter")
    page.locator("#library [type=search]").fill("dusk")
    expect(page.locator("#library [data-pick]")).to_have_count(1)
    page.locator("#library [data-pick]").click()
    expect(page.locator("[data-lead] img")).to_be_visible()
    page.get_by_role("button", name="Publish now").click()

    expect(page.locator(".toast")).to_contain_text("Published.")
    expect(page.locator("#saved")).to_contain_text("Saved")
    expect(page.locator(".standing .state")).to_have_text("Live")
    edition = Edition.objects.get()
    assert (edition.headline, edition.deck) == ("Harbour wall to rise", "A third falls on ratepayers.")
    assert (edition.byline_text, edition.lead_photo) == ("By Ben Whitlock", lead)
    assert [tag["name"] for tag in edition.tag_links] == ["Council", "harbour"]
    assert edition.article.body == (
        "<p>The council voted on Thursday.</p><h2>Who pays</h2>"
        "<p>Two thirds come from the <strong>flood fund</strong>.</p>"
        "<blockquote><p>I moved my mother out twice.</p></blockquote>"
        '<p>Read the <a href="https://council.example/report">report</a> in full.</p>'
        f'<figure><img src="{figure.rendition_url(1280)}" alt="A wall" data-file="{figure.pk}">'
        "<figcaption>The wall in March.</figcaption></figure>"
    )


def test_saved_mark_says_saved_only_of_what_the_server_has(open_browser):
    story = make_article(headline="The wall")
    page = open_browser(make_editor())
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    expect(page.locator("#saved")).to_contain_text("Saved")

    editor_of(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" And more.")
    expect(page.locator("#saved")).to_have_text("Saving…")

    with page.expect_navigation():
        page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_have_text("Saved just now")
    assert Article.objects.get().body.endswith("And more.</p>")


def test_leaving_with_unsaved_text_asks_first(open_browser):
    story = make_article()
    page = open_browser(make_editor())
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    page.locator("#id_headline").click()
    page.keyboard.type("x")
    asked = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.locator(".storybar .back").click()

    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert page.url.endswith("/change/")
    page.remove_listener("dialog", stay)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("about:blank")


def test_text_is_kept_when_the_session_ends_while_writing(open_browser):
    editor = make_editor()
    article = make_article(headline="Before")
    page = open_browser(editor)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    expect(editor_of(page)).to_be_visible()
    page.locator("#id_headline").fill("Typed while the session ended")
    page.context.clear_cookies()
    page.locator("[name=_save]").click()
    expect(page.locator("#saved")).to_contain_text("you are logged out")
    expect(page.locator("#id_headline")).to_have_value("Typed while the session ended")

    editor.set_password("harbour-light-42")
    editor.save()
    other = page.context.new_page()
    other.goto("/admin/login/")
    other.locator("#id_username").fill(editor.username)
    other.locator("#id_password").fill("harbour-light-42")
    other.keyboard.press("Enter")
    expect(other).to_have_url(re.compile("/admin/$"))
    page.locator("[name=_save]").click()
    expect(page.locator("#saved")).to_contain_text("Saved just now")
    assert Article.objects.get(pk=article.pk).headline == "Typed while the session ended"


def test_page_with_complaints_begins_at_their_summary_and_links_lead_into_the_fields(open_browser):
    story = make_article(headline="The wall", body="", authors=[])
    page = open_browser(make_editor())
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    expect(editor_of(page)).to_be_visible()

    page.get_by_role("button", name="Publish now").click()

    expect(page.locator("#problems")).to_be_focused()
    expect(page.locator("#problems")).to_contain_text("Saved as a draft. Not published yet: 2 things to put right")
    page.locator("#problems a", has_text="Text").click()
    expect(editor_of(page)).to_be_focused()
    page.keyboard.type("Words.")
    page.locator("#problems a", has_text="Byline").click()
    expect(page.locator(".byline:visible .select2-selection").first).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    assert Article.objects.get().body == "<p>Words.</p>"


def test_names_of_the_byline_are_put_in_order_by_the_keyboard(open_browser):
    story = make_article(authors=[make_author(name="Ben Whitlock"), make_author(name="Jonah Reyes")])
    make_author(name="Priya Nair")
    page = open_browser(make_editor())
    page.goto(f"/admin/articles/article/{story.pk}/change/")

    page.get_by_role("button", name="Move down").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Add a name").click()
    page.keyboard.press("Enter")
    page.keyboard.type("Priy")
    page.locator(".select2-results__option", has_text="Priya Nair").click()
    page.get_by_role("button", name="Take this name out").nth(1).click()
    with page.expect_navigation():
        page.keyboard.press("Control+s")

    assert [byline.author.name for byline in story.bylines.all()] == ["Jonah Reyes", "Priya Nair"]


def test_existing_tag_is_offered_before_a_new_one(open_browser):
    make_article(tags=["Harbour"])
    story = make_article()
    page = open_browser(make_editor())
    page.goto(f"/admin/articles/article/{story.pk}/change/")

    page.get_by_role("searchbox", name="Tags").click()
    page.keyboard.type("harb")

    expect(page.locator(".select2-results__option").first).to_have_text("Harbour")
    expect(page.locator(".select2-results__option").nth(1)).to_have_text("New tag: harb")


def test_story_is_saved_on_a_page_without_javascript(open_browser):
    section, author = make_section(name="City"), make_author(name="Ben Whitlock")
    page = open_browser(make_editor(), java_script_enabled=False)
    page.goto(ADD)

    page.locator("#id_headline").fill("By hand")
    page.locator("#id_body").fill("<p>Words.</p>")
    page.locator("#id_section").select_option(str(section.pk))
    page.locator("noscript [name=tags]").fill("harbour, council")
    page.locator("noscript [name=bylines-0-author]").select_option(str(author.pk))
    page.get_by_role("button", name="Publish now").click()

    edition = Edition.objects.get()
    assert (edition.headline, edition.byline_text) == ("By hand", "By Ben Whitlock")
    assert [tag["name"] for tag in edition.tag_links] == ["council", "harbour"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_page_has_no_accessibility_violation(open_browser, width, scheme):
    author = make_author(name="Ben Whitlock")
    story = make_article(tags=["harbour"], lead_photo=make_photo(), authors=[author, make_author()])
    bare = make_article(body="", authors=[])
    # axe adds styles of its own, which the page's policy would refuse.
    page = open_browser(make_editor(), width=width, color_scheme=scheme, bypass_csp=True)

    for address in (
        f"/admin/articles/article/{story.pk}/change/",
        f"/admin/articles/article/{bare.pk}/change/?tried=publish",
    ):
        page.goto(address)
        expect(editor_of(page)).to_be_visible()
        page.evaluate("document.querySelectorAll('details.card').forEach((card) => { card.open = true; })")
        page.wait_for_timeout(200)
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.get_by_role("button", name=re.compile("Other ways")).click()
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []


def test_headline_without_a_space_stays_within_a_phone(open_browser):
    make_article(headline="H" * 200)
    page = open_browser(make_editor(), width=390)
    page.goto("/admin/articles/article/")
    expect(page.get_by_role("link", name="HHHH").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_typing_on_after_a_link_keeps_the_linked_words(open_browser):
    story = make_article(body="<p>Read the report</p>")
    page = open_browser(make_editor())
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    editor_of(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Control+Shift+ArrowLeft")
    tool(page, "insert link").click()
    page.keyboard.type("https://council.example/report")
    page.keyboard.press("Enter")
    expect(editor_of(page)).to_be_focused()
    page.keyboard.type(" in full.")
    with page.expect_navigation():
        page.keyboard.press("Control+s")

    story.refresh_from_db()
    assert story.body == '<p>Read the <a href="https://council.example/report">report</a> in full.</p>'


def test_typing_on_after_a_figure_keeps_the_figure(open_browser):
    photo = make_photo(caption="The wall in March.", alt_text="A wall")
    story = make_article(body="<p>Read on.</p>")
    page = open_browser(make_editor())
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    editor_of(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    tool(page, "figure").click()
    with page.expect_popup() as opened:
        page.locator("dialog[open]").get_by_role("button", name="Choose from the library").click()
    click_and_see_close(opened.value.locator("[data-pick]"))
    expect(page.locator("dialog[open] [name=altText]")).to_have_value("A wall")
    page.locator("dialog[open] button[type=submit]").click()
    expect(editor_of(page)).to_be_focused()
    page.keyboard.type("More words.")
    with page.expect_navigation():
        page.keyboard.press("Control+s")

    story.refresh_from_db()
    assert f'data-file="{photo.pk}"' in story.body
    assert "More words." in story.body


def test_long_headline_is_seen_whole_on_a_phone(open_browser):
    story = make_article(
        headline="Board votes to stop the dredging of the outer channel after wall is seen to move " * 2
    )
    page = open_browser(make_editor(), width=390)

    page.goto(f"/admin/articles/article/{story.pk}/change/")

    expect(editor_of(page)).to_be_visible()
    hidden = page.locator("#id_headline").evaluate("field => field.scrollHeight - field.clientHeight")
    assert hidden <= 1

"""Readers comment, reply, look before they send and report, with and without JavaScript, on a phone and by key."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from articles.publishing import publish
from comments.models import Comment, Report
from tests.factories import make_article, make_comment, make_editor, make_moderator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def story(transactional_db, settings):
    settings.COMMENT_FLOOD_SECONDS = 0
    article = make_article(headline="Harbour wall")
    edition = publish(article, by=make_editor())
    first = make_comment(article, author_name="Annika Ro", body="Who paid?", state="approved")
    make_comment(article, author_name="مريم حداد", body="We did.", parent=first, state="approved")
    make_comment(article, author_name="Eskil Tarn", body="Nobody knows.", state="approved")
    return edition


def sign(page):
    page.get_by_label("Name").fill("Leonie Brandt")
    page.get_by_label("Email").fill("leonie@example.org")


def said():
    return Comment.objects.get(author_name="Leonie Brandt")


def test_a_reader_replies_in_place_by_key_and_looks_before_sending(open_browser, story):
    page = open_browser(width=390, height=844)
    page.goto(story.path)
    words = page.get_by_role("textbox", name="Comment")
    words.fill("Begun below")
    link = page.get_by_role("link", name="Reply to Annika Ro")

    link.focus()
    page.keyboard.press("Enter")

    expect(words).to_be_focused()
    expect(words).to_have_value("Begun below")
    expect(page.get_by_role("form", name="Leave a comment Reply to Annika Ro")).to_be_visible()
    under = page.locator("li", has_text="Who paid?").first.locator("> #comment-form")
    expect(under).to_have_count(1)

    # A key that is easily pressed takes no words away; an empty reply is given up by it.
    page.keyboard.press("Escape")
    expect(words).to_be_focused()
    expect(under).to_have_count(1)
    words.fill("")
    page.keyboard.press("Escape")
    expect(under).to_have_count(0)
    expect(link).to_be_focused()
    expect(page.get_by_text("Cancel reply")).to_be_hidden()

    # From one comment to the other and back with what was typed.
    link.click()
    page.keyboard.type("The town, twice.")
    page.get_by_role("link", name="Reply to Eskil Tarn").click()
    expect(page.locator("[data-answers] bdi")).to_have_text("Eskil Tarn")
    page.get_by_role("link", name="Cancel reply").click()
    link.click()
    expect(words).to_have_value("The town, twice.")
    sign(page)
    page.get_by_role("button", name="Preview").click()

    expect(page.get_by_role("heading", name="Preview: not sent yet")).to_be_in_viewport()
    expect(page.locator(".looked-at .comment")).to_contain_text("answers Annika Ro")
    expect(page.locator(".looked-at .comment")).to_contain_text("The town, twice.")
    assert not Comment.objects.filter(author_name="Leonie Brandt").exists()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.get_by_role("textbox", name="Comment").press("End")
    page.keyboard.type(" I saw it.")
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_text("Awaiting moderation")).to_be_visible()
    assert (said().body, said().parent.author_name) == ("The town, twice. I saw it.", "Annika Ro")
    assert page.context.cookies() == []

    page.goto(story.path)
    expect(page.get_by_role("textbox", name="Comment")).to_have_value("")


def test_what_is_typed_outlives_a_reload_and_a_way_back(open_browser, story):
    page = open_browser()
    page.goto(story.path)
    page.get_by_role("textbox", name="Comment").fill("Half a thought")

    page.goto("/")
    page.goto(story.path)
    expect(page.get_by_role("textbox", name="Comment")).to_have_value("Half a thought")

    # Somebody else's window has none of it.
    other = open_browser()
    other.goto(story.path)
    expect(other.get_by_role("textbox", name="Comment")).to_have_value("")


def test_a_reader_without_javascript_does_all_of_it_on_a_phone(open_quiet_browser, story):
    page = open_quiet_browser(width=390, height=844, java_script_enabled=False)
    page.goto(story.path)

    page.get_by_role("link", name="Reply to Annika Ro").click()
    expect(page.locator(".replying")).to_contain_text("Reply to Annika Ro")
    expect(page.locator(".answered")).to_have_text("Who paid?")
    page.get_by_role("link", name="Cancel reply").click()
    expect(page.locator(".answered")).to_have_count(0)
    page.get_by_role("link", name="Reply to مريم حداد").click()
    page.get_by_role("textbox", name="Comment").fill("So did I.")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("link", name="Name: Give the name")).to_be_in_viewport()
    sign(page)
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="Preview: not sent yet")).to_be_in_viewport()
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_text("Awaiting moderation")).to_be_visible()
    assert (said().body, said().parent.author_name) == ("So did I.", "مريم حداد")


def test_a_reader_reports_illegal_content_without_javascript(open_quiet_browser, story):
    page = open_quiet_browser(width=390, height=844, java_script_enabled=False)
    page.goto(story.path)

    page.get_by_role("link", name="Report the comment of Eskil Tarn").click()
    expect(page.get_by_role("group", name="Only for illegal content")).to_be_visible()
    page.get_by_label("Advertising or spam").check()
    expect(page.get_by_role("group", name="Only for illegal content")).to_be_hidden()
    page.get_by_label("Illegal content").check()
    page.get_by_role("button", name="Send report").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why it is illegal.")
    page.get_by_label("Why should it not stand?").fill("It names a witness.")
    page.get_by_label("Your name").fill("Dana Ek")
    page.get_by_label("Your email address").fill("dana@example.org")
    page.get_by_label("I believe in good faith").check()
    page.get_by_role("button", name="Send report").click()

    expect(page.get_by_role("heading", name="Thank you for your report")).to_be_visible()
    found = Report.objects.get()
    assert (found.comment.author_name, found.reason, found.reporter_name) == ("Eskil Tarn", "illegal", "Dana Ek")
    assert page.context.cookies() == []


def test_the_newsroom_answers_from_the_desk(open_browser, story):
    moderator = make_moderator(first_name="Marta", last_name="Lind", email="marta@example.org")
    desk = open_browser(moderator)
    desk.goto(f"/admin/comments/comment/{Comment.objects.get(body='Who paid?').pk}/change/")

    desk.get_by_role("link", name="Answer as Marta Lind").click()
    desk.get_by_role("textbox", name="Your answer").fill("The county did.")
    desk.get_by_role("button", name="Answer as Marta Lind").click()
    expect(desk.get_by_text("Your answer is published.")).to_be_visible()

    reader = open_browser()
    reader.goto(story.path)
    answer = reader.locator(".comment", has_text="The county did.")
    expect(answer.locator(".badge")).to_have_text("Staff")


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark"), (320, "light")])
def test_names_and_words_made_to_break_out_stay_in_their_box(open_browser, story, width, scheme):
    zalgo = "Z" + "\u0335\u0322\u031b\u0489" * 20
    make_comment(
        story.article,
        author_name=f"\u202e{zalgo[:70]}",
        body=f"{zalgo * 20}\n\u202eturned round \u2066 {'long' * 400}",
        state="approved",
    )
    page = open_browser(width=width, color_scheme=scheme, bypass_csp=True)
    page.goto(f"{story.path}?reply={Comment.objects.get(body='Who paid?').pk}")

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("link", name="Reply to Eskil Tarn").click()
    expect(page.get_by_role("textbox", name="Comment")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert Axe().run(page).response["violations"] == []

    page.get_by_role("link", name="Report the comment of Eskil Tarn").click()
    page.get_by_label("Illegal content").check()
    page.get_by_role("heading", name="Report a comment").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert Axe().run(page).response["violations"] == []

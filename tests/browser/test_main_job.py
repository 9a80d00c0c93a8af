"""The main job by the people who do it: an editor publishes, a reader comments, a moderator releases it."""

import pytest
from playwright.sync_api import expect

from comments.models import Comment, Decision
from tests.factories import (
    make_article,
    make_author,
    make_comment,
    make_editor,
    make_moderator,
    make_photo,
    make_section,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
PASSWORD = "long-enough-42"


def log_in(page, user):
    page.goto("/admin/")
    page.keyboard.type(user.username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Newsroom")).to_be_visible()


def write_and_publish(page):
    """Type a story with a sub-heading and a quote, file it, and publish it."""
    page.get_by_role("link", name="New story").click()
    body = page.locator("[contenteditable].ProseMirror")
    expect(page.locator("#id_headline")).to_be_focused()
    page.keyboard.type("Ferry to run through the winter")
    page.keyboard.press("Enter")
    page.keyboard.type("The islanders get their crossing.")
    page.keyboard.press("Enter")
    expect(body).to_be_focused()
    page.keyboard.type("The board voted for it on Monday.")
    page.keyboard.press("Enter")
    page.locator(".prose-menubar__dropdown").click()
    page.locator(".prose-menubar__option", has_text="Heading 2").click()
    page.keyboard.type("Who pays")
    page.keyboard.press("Enter")
    page.locator(".prose-menubar__button[title='blockquote']").click()
    page.keyboard.type("We all do, in the end.")
    page.keyboard.press("Enter")
    page.keyboard.type("— Eskil Tarn, skipper")
    page.locator("#id_section").select_option(label="Harbour")
    page.get_by_role("searchbox", name="Tags").click()
    page.keyboard.type("Ferries,")
    page.locator(".byline:visible .select2-selection").click()
    page.keyboard.type("Mari")
    page.locator(".select2-results__option", has_text="Marit Olsund").click()
    page.get_by_role("button", name="Choose a photo").click()
    page.locator("#library [data-pick]").click()
    page.get_by_role("button", name="Publish now").click()
    expect(page.locator(".toast")).to_contain_text("Published.")
    expect(page.locator(".standing .state")).to_have_text("Live")


def leave_comment(page, words):
    page.get_by_role("textbox", name="Comment").fill(words)
    page.get_by_label("Name").fill("Annika Ro")
    page.get_by_label("Email").fill("annika.ro@example.org")
    page.get_by_role("button", name="Post comment").click()


def test_story_goes_from_the_desk_to_readers_and_their_comment_back(open_browser):
    make_section(name="Harbour", slug="harbour")
    make_author(name="Marit Olsund")
    make_photo(caption="The ferry leaves.", credit="Noor Vance", alt_text="A lit ferry")
    moderator = make_moderator()

    desk = open_browser()
    log_in(desk, make_editor())
    write_and_publish(desk)

    # A reader on a phone, without JavaScript.
    reader = open_browser(width=390, height=844, java_script_enabled=False)
    reader.goto("/")
    reader.get_by_role("link", name="Ferry to run through the winter").first.click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Ferry to run through the winter")
    expect(reader.get_by_role("heading", name="Who pays")).to_be_visible()
    expect(reader.locator("blockquote cite")).to_have_text("Eskil Tarn, skipper")
    expect(reader.locator(".byline").first).to_contain_text("Marit Olsund")
    expect(reader.get_by_role("img", name="A lit ferry")).to_be_visible()
    expect(reader.locator("figcaption")).to_contain_text("The ferry leaves. Noor Vance")
    expect(reader.locator(".comment-form")).to_contain_text(
        "Your email address will not be published. Required fields are marked *"
    )
    story = reader.url
    leave_comment(reader, "Will there be soup?")
    expect(reader.get_by_text("Will there be soup?")).to_be_visible()
    expect(reader.get_by_text("Awaiting moderation")).to_be_visible()
    assert reader.context.cookies() == []

    other = open_browser()
    other.goto(story)
    expect(other.get_by_role("heading", name="Leave a comment")).to_be_visible()
    expect(other.get_by_text("Will there be soup?")).to_have_count(0)

    queue = open_browser()
    log_in(queue, moderator)
    queue.get_by_role("link", name="Comments").first.click()
    expect(queue.locator(".heldtext")).to_have_text("Will there be soup?")
    queue.goto("/admin/comments/comment/queue/")
    expect(queue.locator(".heldcard:visible")).to_contain_text("Will there be soup?")
    queue.keyboard.press("a")
    expect(queue.locator(".toast")).to_contain_text("Approved")
    expect(queue.get_by_text("Nobody waits for an answer")).to_be_visible()
    decision = Decision.objects.filter(verdict="approved").get()
    assert (decision.by, Comment.objects.get().state) == (moderator, "approved")

    other.reload()
    expect(other.locator(".comment")).to_contain_text("Will there be soup?")
    expect(other.get_by_role("heading", name="1 comment")).to_be_visible()
    assert "annika.ro@example.org" not in other.content()


def test_moderator_takes_a_verdict_back_by_key(open_browser):
    comment = make_comment(make_article(), author_name="Annika Ro")
    page = open_browser(make_moderator())
    page.goto("/admin/comments/comment/queue/")

    page.keyboard.press("r")
    expect(page.locator(".toast")).to_contain_text("Rejected")
    # The toast comes at once; the number comes with the server's answer.
    expect(page.locator('[data-count="rejected"]')).to_have_text("1")
    comment.refresh_from_db()
    assert comment.state == "rejected"

    page.keyboard.press("u")
    expect(page.locator(".heldcard:visible")).to_contain_text("Annika Ro")
    expect(page.locator(".toast")).to_contain_text("Taken back")
    expect(page.locator('[data-count="pending"]')).to_have_text("1")
    comment.refresh_from_db()
    assert comment.state == "pending"
    assert list(comment.decisions.order_by("at", "pk").values_list("verdict", flat=True)) == ["rejected", "pending"]

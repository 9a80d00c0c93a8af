"""A reader with their own comment: from the mail about it to its withdrawal, without cookies and without JavaScript."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from playwright.sync_api import expect

from articles.publishing import publish
from comments.letters import mail_path
from comments.mine import mailed_path, own_path
from comments.models import Comment, Writer
from tests.factories import make_article, make_comment, make_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
MAIL_LINK = re.compile(r"http://127\.0\.0\.1:8000(/\S+)")


@pytest.fixture
def story():
    article = make_article(headline="Ferry to run through the winter")
    return publish(article, by=make_editor())


def leave_comment(page, story, words, email):
    page.goto(story.path)
    page.get_by_role("textbox", name="Comment").fill(words)
    page.get_by_label("Name").fill("Annika Ro")
    page.get_by_label("Email").fill(email)
    page.get_by_role("button", name="Post comment").click()


# Answers that say no, 409 and 422, are complained of by the browser and belong to these tests.


def test_comment_is_confirmed_edited_and_withdrawn_by_the_mailed_link(open_quiet_browser, story, settings):
    settings.COMMENT_FLOOD_SECONDS = 0
    editor = make_editor()
    reader = open_quiet_browser(width=390, height=844, java_script_enabled=False)
    leave_comment(reader, story, "Will there be soup?", "annika.ro@example.org")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Thank you, Annika Ro")
    expect(reader.get_by_text("is on its way to a…@example.org")).to_be_visible()
    (receipt,) = mail.outbox
    assert receipt.to == ["annika.ro@example.org"] and "soup" not in receipt.body

    # The link in the mail, in another browser.
    reader = open_quiet_browser(width=390, height=844, java_script_enabled=False)
    reader.goto(MAIL_LINK.search(receipt.body)[1])
    expect(reader.get_by_text("Awaiting moderation")).to_be_visible()
    reader.get_by_label("At once").check()
    reader.get_by_role("button", name="Confirm my address").click()
    expect(reader.get_by_role("status")).to_contain_text("Your email address is confirmed")
    expect(reader.get_by_label("At once")).to_be_checked()

    Comment.objects.get().approve(by=editor)
    reader.reload()
    expect(reader.get_by_text("Published", exact=True)).to_be_visible()
    reader.get_by_text("Edit it").click()
    reader.get_by_role("textbox", name="Comment").fill(" ")
    reader.get_by_role("button", name="Save the changes").click()
    expect(reader.get_by_role("alert")).to_contain_text("Write something here")
    reader.get_by_role("textbox", name="Comment").fill("Will there be fish soup?")
    reader.get_by_role("button", name="Save the changes").click()
    expect(reader.get_by_role("status")).to_contain_text("new words")
    expect(reader.get_by_text("Awaiting moderation")).to_be_visible()

    other = open_quiet_browser()
    other.goto(story.path)
    expect(other.get_by_text("soup")).to_have_count(0)
    Comment.objects.get().approve(by=editor)
    other.reload()
    expect(other.locator(".comment")).to_contain_text("Will there be fish soup?")
    expect(other.locator(".comment-head")).to_contain_text("edited")

    # Somebody answers; the mail about it comes after approval and leads to the reply.
    reply = make_comment(story.article, parent=Comment.objects.get(), body="Fish soup on Fridays.")
    reply.approve(by=editor)
    told = mail.outbox[-1]
    assert told.subject == "A reply to your comment on “Ferry to run through the winter”" and "Fridays" not in told.body
    reader.goto(MAIL_LINK.search(told.body)[1])
    expect(reader.locator(f"#comment-{reply.pk}")).to_contain_text("Fish soup on Fridays.")
    reader.goto(MAIL_LINK.search(told.extra_headers["List-Unsubscribe"].strip("<>"))[1])
    reader.get_by_role("button", name="No more mail about replies").click()
    expect(reader.get_by_role("status")).to_contain_text("no more mail about replies")

    reader.goto(MAIL_LINK.search(receipt.body)[1])
    expect(reader.get_by_label("No mail")).to_be_checked()
    reader.get_by_text("Withdraw it").click()
    expect(reader.get_by_text("Withdraw this comment for good?")).to_be_visible()
    reader.get_by_role("button", name="Yes, withdraw my comment").click()
    expect(reader.get_by_role("status")).to_have_text("Your comment is withdrawn.")
    other.reload()
    expect(other.locator(".comment")).to_have_count(0)
    assert reader.context.cookies() == []


def test_words_that_come_too_late_are_given_back(open_quiet_browser, story):
    comment = make_comment(story.article, body="Will there be soup?")
    reader = open_quiet_browser(java_script_enabled=False)
    reader.goto(mailed_path(comment))
    reader.get_by_text("Edit it").click()
    reader.get_by_role("textbox", name="Comment").fill("Typed for a quarter of an hour.")
    Comment.objects.update(created_at=comment.created_at - timedelta(minutes=15))

    reader.get_by_role("button", name="Save the changes").click()

    expect(reader.get_by_role("alert")).to_contain_text("came too late")
    expect(reader.get_by_text("Typed for a quarter of an hour.")).to_be_visible()
    expect(reader.locator(".comment")).to_contain_text("Will there be soup?")


@pytest.mark.parametrize("look", [{"width": 390}, {"width": 320, "color_scheme": "dark"}, {"color_scheme": "light"}])
def test_pages_have_no_fault_that_axe_finds(open_browser, story, look):
    held = make_comment(story.article, author_email="a@example.org")
    refused = make_comment(story.article, author_email="a@example.org", state="rejected")
    late = make_comment(story.article, state="approved", created_at=held.created_at - timedelta(days=1))
    writer = Writer.objects.create(email="a@example.org", confirmed_at=held.created_at, replies="daily")
    # The strict policy would refuse what axe injects.
    page = open_browser(bypass_csp=True, **look)
    for path in (
        own_path(held),
        mailed_path(held),
        mailed_path(refused),
        mailed_path(late),
        f"{mailed_path(held)}?done=edited",
        mail_path(writer, late.pk),
    ):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details.own-deed').forEach((deed) => { deed.open = true; })")
        assert Axe().run(page).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        small = page.evaluate(
            """[...document.querySelectorAll("main :is(button, summary, .own-choices label)")]
            .map((it) => [it.innerText, it.getBoundingClientRect().height]).filter(([, height]) => height < 44)"""
        )
        assert small == []

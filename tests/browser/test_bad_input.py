"""Hundreds of scripts in names, words and websites, before a reader and before a moderator, in Chromium."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from articles.models import Notice
from articles.publishing import publish
from comments.models import Comment
from tests.comments.payloads import addresses_that_run, scripts
from tests.factories import make_article, make_comment, make_editor, make_moderator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_no_script_of_a_comment_runs_for_reader_or_moderator(open_browser, live_server):
    article = make_article(headline="Harbour wall")
    publish(article, by=make_editor())
    websites = [address[:200] for address in addresses_that_run() if "\x00" not in address]
    for number, script in enumerate(list(scripts())[::31]):
        words = {"author_name": script[:80], "author_website": websites[number % len(websites)]}
        make_comment(article, body=script, state="pending" if number % 8 == 0 else "approved", **words)
    path = article.editions.get().path
    dialogs, strangers = [], []

    def watched(page):
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: strangers.append(request.url) if elsewhere(request.url) else None)
        return page

    def elsewhere(url):
        return not url.startswith((live_server.url, "data:image/"))

    reader = watched(open_browser())
    reader.goto(path)
    expect(reader.locator(".comment").first).to_be_visible()
    assert reader.locator(".comment").count() >= 50
    reader.mouse.move(300, 500)
    reader.keyboard.press("Tab")
    moderator = watched(open_browser(make_moderator()))
    for page in (
        "/admin/comments/comment/queue/",
        "/admin/comments/comment/?state=pending",
        "/admin/comments/comment/",
    ):
        moderator.goto(f"/admin/comments/comment/{page}")
        expect(moderator.locator("h1").first).to_be_visible()
        moderator.mouse.move(400, 400)
        moderator.keyboard.press("Tab")
    held = Comment.objects.awaiting_moderation().first()
    moderator.goto(f"/admin/comments/comment/{held.pk}/change/")
    expect(moderator.get_by_role("button", name="Approve")).to_be_visible()
    for page in (reader, moderator):
        page.wait_for_timeout(300)
    assert (dialogs, strangers) == ([], [])


def test_a_reader_sees_saves_and_erases_what_is_kept(open_quiet_browser):
    article = make_article(headline="Harbour wall")
    publish(article, by=make_editor())
    comment = make_comment(article, author_name="Annika Ro", author_email="annika@example.org", body="The wall.")
    comment.approve(by=make_moderator())
    page = open_quiet_browser(java_script_enabled=False)
    page.goto(article.editions.get().path)
    page.get_by_role("link", name="What we keep of you").click()

    page.get_by_label("Your email address").fill("annika@")
    page.get_by_role("button", name="Mail me the link").click()
    expect(page.get_by_text("This is not a complete address.")).to_be_visible()
    page.get_by_label("Your email address").fill("annika@example.org")
    page.get_by_role("button", name="Mail me the link").click()
    expect(page.get_by_role("heading", name="Look into your mailbox")).to_be_visible()
    for _ in range(50):
        # The mail is written once the answer is out.
        if notice := Notice.objects.filter(kind="privacy").first():
            break
        page.wait_for_timeout(100)
    page.goto(next(line for line in notice.text.splitlines() if "/comments/privacy/" in line).partition("8000")[2])

    expect(page.get_by_text("1 comment, 1 of it to be seen on the site")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save everything").click()
    assert "The wall." in saved.value.path().read_text()
    page.get_by_role("link", name="Erase who I am").click()
    page.get_by_role("link", name="Keep everything as it is").click()
    page.get_by_role("link", name="Erase who I am").click()
    page.get_by_role("button", name="Erase who I am").click()
    expect(page.get_by_role("heading", name="It is erased")).to_be_visible()
    page.goto(article.editions.get().path)
    expect(page.locator(".comment")).to_contain_text("Anonymous")
    expect(page.locator(".comment")).to_contain_text("The wall.")
    assert "Annika" not in page.content()


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_found_on_the_pages_about_privacy(open_browser, width, scheme):
    page = open_browser(width=width, color_scheme=scheme)
    for path in ("/comments/privacy/", "/comments/privacy/asked/", "/comments/privacy/erased/"):
        page.goto(path)
        assert Axe().run(page).response["violations"] == []

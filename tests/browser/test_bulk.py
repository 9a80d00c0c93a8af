"""Many comments at once, a writer banned and forgiven, and a comment decided from a mail."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Notice
from comments import batches, digests, verdict_links, writers
from comments.models import Comment, Decision, ModeratorMail
from comments.moderation import decide
from tests.browser.test_desk import violations
from tests.factories import make_article, make_comment, make_moderator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
LIST = "/admin/comments/comment/"


def many(number, **fields):
    """Held comments on one story, made at once."""
    story, made = make_article(headline="Harbour wall"), []
    for place in range(number):
        words = {"author_name": "Ida", "author_email": f"ida{place}@example.org", "body": f"Words {place}."} | fields
        comment = Comment(article=story, **words)
        comment.take_place()
        made.append(comment)
    Comment.objects.bulk_create(made)


def test_hundreds_are_approved_with_progress_and_taken_back(open_browser, monkeypatch):
    monkeypatch.setattr(batches, "STEP", 50)
    monkeypatch.setattr(batches, "SECONDS", 0)
    many(450, body="The tide was out.")
    make_comment(body="Something else.")
    page = open_browser(make_moderator())
    page.goto(f"{LIST}?state=pending&q=tide")

    page.get_by_text("All 450 that match").click()
    page.get_by_role("link", name="Approve…").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Approve 450 comments?")
    expect(page.locator(".facts")).to_contain_text("Held, found by “tide”")
    page.get_by_role("button", name="Approve 450 comments").click()

    expect(page.get_by_role("progressbar")).to_have_attribute("max", "450")
    expect(page.get_by_text("Done just now.")).to_be_visible()
    expect(page.locator("[data-done]")).to_have_text("450")
    assert Comment.objects.approved().count() == 450 == Decision.objects.count()
    page.get_by_role("button", name="Take all of it back").click()
    expect(page.get_by_text("Done just now.")).to_be_visible()
    assert Comment.objects.awaiting_moderation().count() == 451


def test_a_batch_goes_on_by_hand_without_a_script(open_browser, monkeypatch):
    monkeypatch.setattr(batches, "STEP", 2)
    monkeypatch.setattr(batches, "SECONDS", 0)
    many(3)
    page = open_browser(make_moderator(), java_script_enabled=False)
    page.goto(f"{LIST}bulk/new/?verdict=spam")

    page.get_by_role("button", name="Mark as spam").click()
    expect(page.locator("[data-left]")).to_have_text("3")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("[data-left]")).to_have_text("1")
    page.goto(LIST)
    page.get_by_role("link", name="Go on with it").click()
    page.get_by_role("button", name="Go on").click()

    expect(page.get_by_text("Done just now.")).to_be_visible()
    assert Comment.objects.in_state("spam").count() == 3


def test_two_windows_at_one_batch_see_it_end(open_browser, monkeypatch):
    monkeypatch.setattr(batches, "STEP", 20)
    monkeypatch.setattr(batches, "SECONDS", 0)
    many(200)
    marta = make_moderator()
    batch = batches.begin(Comment.objects.all(), verdict="rejected", by=marta, words="All")
    pages = [open_browser(marta), open_browser(make_moderator())]

    for page in pages:
        page.goto(f"{LIST}bulk/{batch.pk}/")

    for page in pages:
        expect(page.get_by_text("Done just now.")).to_be_visible()
    assert Decision.objects.count() == 200


def test_a_writer_is_noted_banned_and_forgiven(open_quiet_browser):
    story = make_article()
    comment = make_comment(story, author_name="Jory", author_email="jory@example.org", state="approved")
    make_comment(story, author_email="Jory@example.org", body="Held words.")
    page = open_quiet_browser(make_moderator(first_name="Marta", last_name="Lind"))
    page.goto(f"{LIST}{comment.pk}/change/")

    page.get_by_role("link", name="All about this writer").click()
    assert "jory" not in page.url
    page.locator("summary", has_text="Note").click()
    page.get_by_label("Note").fill("Rang twice.")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator(".entries")).to_contain_text("Rang twice.")
    page.locator("summary", has_text="Ban").click()
    page.get_by_role("button", name="Ban", exact=True).click()
    expect(page.locator(".wrongness")).to_have_text("Write it down first.")
    page.get_by_label("Why").fill("Threats.")
    page.get_by_label("Take down all that stands").check()
    page.get_by_role("button", name="Ban").click()

    expect(page.get_by_text("Done just now.")).to_be_visible()
    assert set(Comment.objects.values_list("state", flat=True)) == {"rejected"}
    page.goto(f"{LIST}{comment.pk}/writer/")
    expect(page.locator(".pagehead")).to_contain_text("Banned just now")
    expect(page.locator(".entries")).to_contain_text("2 comments taken down")
    page.locator("summary", has_text="Lift the ban").click()
    page.get_by_role("button", name="Lift the ban").click()
    expect(page.get_by_text("Done just now.")).to_be_visible()
    assert sorted(Comment.objects.values_list("state", flat=True)) == ["approved", "pending"]


def test_a_comment_is_decided_from_a_mail_without_cookie_or_script(open_browser, live_server, settings):
    settings.SITE_URL = live_server.url
    marta = make_moderator(first_name="Marta", email="marta@courier.example")
    ModeratorMail.objects.create(user=marta, often="daily")
    comment = make_comment(body="The wall has moved before.")
    decide(comment)
    digests.send_due()
    reject = re.search(r"^Reject: (\S+)$", Notice.objects.get().text, re.M)[1]
    page = open_browser(java_script_enabled=False)

    page.goto(reject)
    expect(page.get_by_role("heading", level=1)).to_have_text("Reject this comment?")
    expect(page.locator(".comment")).to_contain_text("The wall has moved before.")
    assert Comment.objects.get().state == "pending"
    page.get_by_role("button", name="Reject").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("That is done")
    assert (Comment.objects.get().state, comment.decisions.first().by) == ("rejected", marta)
    page.goto(reject)
    expect(page.locator("main").get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize("width", [1440, 390, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_barrier(open_browser, width, scheme):
    marta, story = make_moderator(email="marta@courier.example"), make_article(headline="Harbour wall")
    comment = make_comment(story, author_email="jory@example.org", ip_hash="home", state="approved")
    held = make_comment(story, author_email="jory@example.org", parent=comment, body="W" * 300)
    make_comment(story, ip_hash="home", author_name="Morwenna")
    comment.reports.create(reason="abusive", text="Rude.")
    writers.warn("jory@example.org", "Please.", by=marta)
    batch = batches.carry_on(batches.begin(Comment.objects.all(), verdict="spam", by=marta, words="W" * 200))
    batches.carry_on(batches.undo(batch, by=marta))
    link = verdict_links.path_of(verdict_links.token_for(held, marta, held.decisions.first().pk))
    page = open_browser(marta, width=width, color_scheme=scheme, bypass_csp=True)
    # axe looks for the sheets that desk.css imports beside the page, where they are not.
    page.route(re.compile(r"//[^/]+/admin/.*\.css"), lambda route: route.fulfill(body="", content_type="text/css"))
    paths = ["", "bulk/", "bulk/new/?verdict=spam", f"bulk/{batch.pk}/", f"{comment.pk}/writer/", "mail/"]

    for path in [*(f"{LIST}{path}" for path in paths), link]:
        page.goto(path)
        assert (path, violations(page)) == (path, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.goto(f"{LIST}{comment.pk}/writer/")
    for details in page.locator(".deed summary").all():
        details.click()
    assert violations(page) == []

"""From hand to hand in Chromium: review, giving back with a note, mentions by keyboard, who has it, the audit trail."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from playwright.sync_api import expect

from articles import notes, workflow
from articles.models import Article, AuditEntry
from tests.factories import make_article, make_author, make_editor, make_photo_editor, make_reporter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_story_goes_to_review_and_comes_back_with_a_note(open_browser):
    reporter = make_reporter(first_name="Ines", email="ines@courier.example")
    editor = make_editor(first_name="Marit", email="marit@courier.example")
    author = make_author(user=reporter)
    story = make_article(headline="Harbour wall", authors=[author], created_by=reporter)
    page = open_browser(reporter)
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    page.get_by_role("button", name="Send to review").click()
    expect(page.locator(".steps [aria-current]")).to_contain_text("In review")
    assert [(sent.to, sent.subject) for sent in mail.outbox] == [
        (["marit@courier.example"], "Ines sent “Harbour wall” to review")
    ]

    desk = open_browser(editor)
    desk.goto(f"/admin/articles/article/{story.pk}/change/")
    desk.get_by_role("button", name="Take it").click()
    expect(desk.locator(".holder")).to_contain_text("You have it")
    desk.get_by_role("button", name="Other ways to go on").click()
    desk.get_by_label("What is to be done").fill("Who paid for it?")
    desk.get_by_role("button", name="Give back to the writer").click()
    expect(desk.locator(".steps [aria-current]")).to_contain_text("Draft")
    assert mail.outbox[-1].to == ["ines@courier.example"]
    assert "Who paid for it?" in mail.outbox[-1].body

    page.goto("/admin/")
    expect(page.locator("section:has(> #waits) .items")).to_contain_text("Marit gave it back: “Who paid for it?”")
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    expect(page.locator("#notes")).to_contain_text("Who paid for it?")
    expect(page.locator(".holder")).to_contain_text("You have it")
    assert Article.objects.get().stage == "draft"


def test_note_mentions_somebody_by_keyboard_and_is_resolved(open_browser):
    make_photo_editor(username="noor", first_name="Noor", email="noor@courier.example")
    story = make_article()
    page = open_browser(make_editor(first_name="Marit"))
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    page.locator("#notes > summary").press("Enter")
    page.locator("#id_note").press_sequentially("Wider crop, @no")
    expect(page.locator("#mention-list [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.type("please")
    expect(page.locator("#id_note")).to_have_value("Wider crop, @noor please")
    page.reload()
    expect(page.locator("#id_note")).to_have_value("Wider crop, @noor please")
    page.locator("#id_note").press("Control+Enter")

    expect(page.locator(".notelist .mention")).to_have_text("@noor")
    expect(page.locator("#id_note")).to_have_value("")
    assert [sent.to for sent in mail.outbox] == [["noor@courier.example"]]
    page.get_by_role("button", name="Resolve").click()
    expect(page.locator(".resolvednotes > summary")).to_have_text("1 resolved")
    assert story.notes.get().resolved_at


def test_story_is_handed_to_somebody(open_browser):
    other = make_reporter(first_name="Ben", email="ben@courier.example")
    story = make_article()
    page = open_browser(make_editor())
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    page.get_by_text("Hand it to somebody").click()
    page.locator("#id_to").select_option(label="Ben")
    page.get_by_role("button", name="Hand over").click()

    expect(page.locator(".holder")).to_contain_text("Ben has it")
    assert Article.objects.get().assigned_to == other
    assert [sent.to for sent in mail.outbox] == [["ben@courier.example"]]
    page.goto("/admin/articles/article/")
    expect(page.locator(".storyrow")).to_contain_text("Ben has it")
    assert story.audit_entries.get().deed == "assign"


def test_audit_trail_is_read_and_taken_along(open_browser):
    editor = make_editor(first_name="Marit")
    story = make_article(headline="Harbour wall")
    page = open_browser(editor)
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    page.get_by_role("button", name="Publish now").click()
    expect(page.locator(".toast")).to_contain_text("Published.")

    page.goto("/admin/")
    page.get_by_role("link", name="Audit trail").click()
    expect(page.locator(".trail li")).to_contain_text("Harbour wall")
    with page.expect_download() as download:
        page.get_by_role("link", name="Export as CSV").click()
    assert "Harbour wall" in download.value.path().read_text(encoding="utf-8-sig")
    assert AuditEntry.objects.get().deed == "publish"


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_cards_and_trail_are_accessible(open_browser, width, scheme):
    editor = make_editor(first_name="Marit")
    story = make_article(stage="review", assigned_to=editor, created_by=make_reporter())
    notes.write(story, by=editor, text="@reporters look")
    notes.resolve(notes.write(story, by=editor, text="Done").note, by=editor)
    workflow.approve(story, by=editor)
    # axe adds styles of its own, which the page's policy would refuse.
    page = open_browser(editor, width=width, color_scheme=scheme, bypass_csp=True)
    for address in (f"/admin/articles/article/{story.pk}/change/", "/admin/articles/auditentry/"):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details:not(.dropdown)').forEach((each) => { each.open = true; })")
        page.wait_for_timeout(300)
        # It would also fetch the sheets that ours imports, from an address that is the page's and not the sheet's.
        found = Axe().run(page, options={"preload": False, "resultTypes": ["violations"]}).response["violations"]
        assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

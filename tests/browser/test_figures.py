"""The classifier's page and the statistics, as a moderator reads and uses them."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from comments.models import Decision, Report
from comments.training import train
from tests.comments.test_training import teach
from tests.factories import make_article, make_comment, make_moderator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def violations(page):
    return [
        (found["id"], [node["html"] for node in found["nodes"]]) for found in Axe().run(page).response["violations"]
    ]


def test_moderator_trains_the_classifier_and_tries_it(open_browser):
    moderator = make_moderator()
    teach(by=moderator)
    page = open_browser(moderator)
    page.goto("/admin/comments/comment/classifier/")
    expect(page.get_by_text("It has not learned anything yet")).to_be_visible()

    page.get_by_role("button", name="Train it now").click()

    expect(page.locator(".toast")).to_contain_text("Trained on 100 decisions of this newsroom.")
    expect(page.locator(".telling li").first).to_have_text(
        "100 of 100 comments it warns of were refused by moderators."
    )
    page.get_by_label("A comment to try").fill("Cheap PILLS for everybody")
    page.get_by_role("button", name="What does it say?").click()
    expect(page.locator(".judgement")).to_contain_text("It would warn of this comment.")
    expect(page.locator(".judgement mark", has_text="PILLS")).to_be_visible()
    expect(page.get_by_label("A comment to try")).to_have_value("Cheap PILLS for everybody")


@pytest.mark.parametrize("width", [1440, 390])
def test_moderator_reads_the_statistics(open_browser, width):
    moderator = make_moderator(first_name="Leif", last_name="Aasen")
    came = timezone.now() - timedelta(days=20)
    story = make_article(headline="Harbour wall to rise")
    for number in range(1, 11):
        comment = make_comment(story, created_at=came, state="approved")
        decided = came + timedelta(minutes=number)
        Decision.objects.create(comment=comment, by=moderator, verdict="approved", at=decided)
    Report.objects.create(comment=comment, reason="spam", at=came)
    page = open_browser(moderator, width=width)
    page.goto("/admin/comments/comment/statistics/")
    expect(page.get_by_text("No comment came in these days.")).to_be_visible()

    page.get_by_role("link", name="30 days").click()

    expect(page.get_by_role("region", name="Moderators in figures").locator("tbody tr")).to_contain_text("Leif Aasen")
    expect(page.locator(".tiles.inner dd")).to_have_text(["5 min", "9 min", "10 min"])
    page.get_by_text("By day, in figures").click()
    expect(page.get_by_role("region", name="Comments by day").locator("tbody tr")).to_have_count(30)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.locator(".tiles a").nth(1).click()
    expect(page.locator(".storyrow")).to_have_count(10)


@pytest.mark.parametrize(("width", "scheme"), [(1440, "dark"), (390, "light")])
def test_axe_finds_nothing_on_both_pages(open_browser, width, scheme):
    moderator = make_moderator()
    page = open_browser(moderator, width=width, color_scheme=scheme, bypass_csp=True)
    page.goto("/admin/comments/comment/classifier/")
    assert violations(page) == []
    teach(by=moderator, at=timezone.now())
    Report.objects.create(comment=make_comment(), reason="spam")
    train()

    page.goto("/admin/comments/comment/classifier/")
    page.get_by_label("A comment to try").fill("Cheap pills by the harbour wall")
    page.get_by_role("button", name="What does it say?").click()
    expect(page.locator(".judgement")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width

    page.goto("/admin/comments/comment/statistics/")
    page.get_by_text("By hour, in figures").click()
    assert violations(page) == []

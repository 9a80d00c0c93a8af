"""Time at the desk in Chromium: scheduling, moving, embargo, the end, the calendar and its feed."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article, CalendarAddress, Edition
from articles.publishing import publish
from tests.factories import make_article, make_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
PAGE = "/admin/articles/article/calendar/"


def noon_in(days):
    return timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=days)


def typed(at):
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def open_menu(page):
    page.get_by_role("button", name="Other ways to go on").click()


def test_story_is_scheduled_moved_given_an_end_and_taken_back(open_browser):
    story = make_article(headline="Budget day")
    page = open_browser(make_editor())
    page.goto(f"/admin/articles/article/{story.pk}/change/")

    open_menu(page)
    page.get_by_label("Go live later").fill(typed(noon_in(2)))
    page.get_by_label("Takes it off the site at").fill(typed(noon_in(9)))
    page.get_by_role("button", name="Schedule", exact=True).click()
    expect(page.locator(".toast")).to_contain_text("Scheduled. Readers see it from")
    expect(page.locator(".statecard")).to_contain_text("Leaves the site")
    edition = Edition.objects.get()
    assert (edition.live_from, edition.live_until) == (noon_in(2), noon_in(9))

    page.locator("#id_headline").fill("Written since")
    open_menu(page)
    page.locator("#id_live_from").fill(typed(noon_in(3)))
    page.get_by_role("button", name="Move to that time").click()
    expect(page.locator(".toast")).to_contain_text("with the text it had")
    edition = Edition.objects.get()
    assert (edition.live_from, edition.headline) == (noon_in(3), "Budget day")

    open_menu(page)
    page.locator("#id_live_until").fill("")
    page.get_by_role("button", name="Change the end").click()
    expect(page.locator(".toast")).to_contain_text("It stays on the site")
    assert Edition.objects.get().live_until is None

    open_menu(page)
    page.get_by_role("button", name="Don’t send it out").click()
    expect(page.locator(".toast")).to_contain_text("taken back")
    assert not Edition.objects.exists()


def test_embargo_refuses_and_then_allows(open_browser):
    story = make_article()
    page = open_browser(make_editor())
    page.goto(f"/admin/articles/article/{story.pk}/change/")

    page.locator("#plan summary").click()
    page.get_by_label("Embargo until").fill(typed(noon_in(2)))
    page.get_by_role("button", name="Publish now").click()
    expect(page.locator("#problems")).to_contain_text("It is under embargo until")
    expect(page.locator(".storybar .flag")).to_have_text("Embargo")
    assert not Edition.objects.exists()

    open_menu(page)
    page.get_by_label("Go live later").fill(typed(noon_in(2)))
    page.get_by_role("button", name="Schedule", exact=True).click()
    expect(page.locator(".toast")).to_contain_text("Scheduled")
    assert Edition.objects.get().live_from == noon_in(2)


def test_plan_is_dragged_to_another_day_and_undone(open_browser):
    on = timezone.localdate().replace(day=10)
    at = noon_in(0).replace(day=10)
    story = make_article(headline="Harbour fair", planned_for=at)
    page = open_browser(make_editor())
    page.goto(PAGE)

    page.locator(f"#planned-{story.pk}").drag_to(page.locator(f"[data-day='{on.replace(day=12)}']"))
    expect(page.locator(".toast")).to_contain_text("“Harbour fair” is moved")
    assert Article.objects.get().planned_for == at.replace(day=12)

    page.get_by_role("button", name="Undo").click()
    expect(page.locator(f"[data-day='{on}'] .entry")).to_contain_text("Harbour fair")
    assert Article.objects.get().planned_for == at


def test_schedule_is_moved_by_keyboard_and_dragged_to_an_hour(open_browser):
    at = noon_in(1)
    story = make_article(headline="Budget day")
    publish(story, by=make_editor(), at=at)
    page = open_browser(make_editor(), height=2000)
    page.goto(f"{PAGE}?view=week&on={at:%Y-%m-%d}")

    page.locator(".mover").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".moving [name=to]")).to_be_focused()
    page.locator(".moving [name=to]").fill(typed(at.replace(hour=15)))
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("goes live")
    assert Edition.objects.get().live_from == at.replace(hour=15)

    page.locator(".entry").drag_to(page.locator(f"[data-day='{at:%Y-%m-%d}'][data-hour='09']"))
    expect(page.locator("[data-hour='09'] .entry")).to_contain_text("Budget day")
    assert Edition.objects.get().live_from == at.replace(hour=9)


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_calendar_in_its_three_views_is_accessible_and_fits(open_browser, width, scheme):
    editor = make_editor()
    make_article(planned_for=noon_in(0), embargo_until=noon_in(1), assigned_to=editor)
    publish(make_article(), by=editor, at=noon_in(1), until=noon_in(2))
    publish(make_article(headline="Live"), by=editor)
    page = open_browser(editor, width=width, color_scheme=scheme, bypass_csp=True)

    for view in ("month", "week", "list"):
        page.goto(f"{PAGE}?view={view}")
        wrong = Axe().run(page).response["violations"]
        assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in wrong] == []
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_phone_begins_with_the_list_and_keys_lead_on(open_browser):
    editor = make_editor()
    phone = open_browser(editor, width=390)
    phone.goto(PAGE)
    phone.wait_for_url("**view=list**")

    page = open_browser(editor)
    page.goto(f"{PAGE}?view=month&on=2026-03-10")
    page.keyboard.press("ArrowRight")
    expect(page.locator("h1")).to_contain_text("April 2026")
    page.keyboard.press("t")
    expect(page.locator("h1")).to_contain_text(f"{timezone.localdate():%B %Y}")


def test_feed_is_subscribed_to(open_browser):
    editor = make_editor()
    make_article(headline="Harbour fair", planned_for=noon_in(1))
    page = open_browser(editor)
    page.goto(PAGE)

    page.get_by_role("button", name="Subscribe").click()
    page.get_by_role("button", name="Make an address").click()
    expect(page.locator("#subscribe")).to_be_visible()
    address = page.locator("#feed_address").input_value()

    assert address.endswith(CalendarAddress.objects.get(user=editor).get_absolute_url())
    answer = open_browser().request.get(address)
    assert "Harbour fair" in answer.text()

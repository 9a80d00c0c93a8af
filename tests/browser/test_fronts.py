"""Fronts in Chromium: editors drag, press keys and type; readers see it."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import BreakingNews, Placement
from articles.publishing import publish
from tests.articles.test_placements import place
from tests.factories import make_article, make_editor, make_photo, make_section

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
HOME = "/admin/articles/front/home/"


def live_stories(number):
    section, now = make_section(name="City", slug="city"), timezone.now()
    stories = []
    for minutes in range(number):
        story = make_article(headline=f"Story {minutes}", section=section, lead_photo=make_photo())
        publish(story, by=None, at=now - timedelta(minutes=minutes + 1))
        stories.append(story)
    return stories


def card(page, headline):
    return page.locator(f"[data-placed][data-headline='{headline}']:not([hidden])")


def slot(page, name):
    return page.locator(f"[data-slot={name}]")


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".toast")).to_contain_text("Saved")


def test_story_is_dragged_to_the_lead_with_a_headline_of_its_own_and_readers_see_it(open_browser):
    stories = live_stories(9)
    page = open_browser(make_editor(), height=1400)
    page.goto(HOME)

    page.locator("[data-found] [data-headline='Story 7']").drag_to(slot(page, "lead"))
    expect(slot(page, "lead").locator("[data-placed] h3")).to_have_text("Story 7")
    expect(slot(page, "lead").locator("[data-itself]")).to_be_hidden()
    expect(page.get_by_text("Not saved yet")).to_be_visible()
    card(page, "Story 7").locator("summary").click()
    card(page, "Story 7").get_by_label("Headline on this front").fill("Seven leads")
    expect(card(page, "Story 7").locator("h3")).to_have_text("Seven leads")
    save(page)

    placement = Placement.objects.get()
    assert (placement.article, placement.slot, placement.headline) == (stories[7], "lead", "Seven leads")
    reader = open_browser()
    reader.goto("/")
    expect(reader.locator(".lead h2")).to_have_text("Seven leads")
    expect(reader.get_by_text("Story 7")).to_have_count(0)


def test_placed_story_is_dragged_to_another_slot(open_browser):
    stories = live_stories(9)
    place(stories[5], "lead", since=timezone.now())
    place(stories[6], "second", since=timezone.now())
    page = open_browser(make_editor(), height=1400)
    page.goto(HOME)

    card(page, "Story 5").locator("[data-drag]").drag_to(
        card(page, "Story 6").locator("[data-drag]"), target_position={"x": 90, "y": 4}
    )
    expect(slot(page, "second").locator("[data-placed] h3")).to_have_text(["Story 5", "Story 6"])
    save(page)

    assert [(row.article, row.slot) for row in Placement.objects.in_order()] == [
        (stories[5], "second"),
        (stories[6], "second"),
    ]


def test_stories_are_arranged_by_keyboard_alone(open_browser):
    live_stories(9)
    lighthouse = make_article(headline="Lighthouse")
    publish(lighthouse, by=None)
    page = open_browser(make_editor())
    page.goto(HOME)

    page.get_by_label("Search stories").focus()
    page.keyboard.type("lighth")
    expect(page.locator("[data-found] [data-story]")).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Move “Lighthouse”")).to_be_focused()
    expect(slot(page, "second").locator("[data-placed]")).to_have_count(1)
    page.keyboard.press("Home")
    expect(slot(page, "lead").locator("[data-placed]")).to_have_count(1)
    expect(page.locator("#said")).to_contain_text("“Lighthouse”: Lead, 1 of 1")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#said")).to_contain_text("“Lighthouse”: Second rank, 1 of 1")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#said")).to_contain_text("“Lighthouse”: Latest, 1 of 1")
    page.keyboard.press("Delete")
    expect(card(page, "Lighthouse")).to_have_count(0)
    page.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Move “Lighthouse”")).to_be_focused()
    page.keyboard.press("Home")
    page.get_by_role("button", name="Save", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Saved")

    assert [(row.article, row.slot) for row in Placement.objects.all()] == [(lighthouse, "lead")]


def test_two_editors_are_merged_and_asked_where_they_collide(open_quiet_browser):
    stories = live_stories(6)
    place(stories[4], "lead", since=timezone.now())
    one = open_quiet_browser(make_editor(first_name="Amara", last_name="Osei"))
    two = open_quiet_browser(make_editor())
    for page in (one, two):
        page.goto(HOME)

    one.locator("[data-found] [data-headline='Story 5']").get_by_role("button", name="Row").click()
    card(one, "Story 4").locator("summary").click()
    card(one, "Story 4").get_by_label("Headline on this front").fill("By Amara")
    save(one)
    card(two, "Story 4").locator("summary").click()
    card(two, "Story 4").get_by_label("Headline on this front").fill("Mine")
    two.get_by_role("button", name="Save", exact=True).click()

    expect(two.locator("#clashes")).to_contain_text("Amara Osei arranged this front, too")
    expect(two.locator("#clashes")).to_contain_text("By Amara")
    expect(slot(two, "row").locator("[data-placed] h3")).to_have_text("Story 5")
    expect(card(two, "Story 4").get_by_label("Headline on this front")).to_have_value("Mine")
    two.get_by_label("Take theirs").check()
    two.get_by_role("button", name="Save", exact=True).click()
    expect(two.locator(".toast")).to_contain_text("Nothing has changed.")

    assert [(row.headline, row.slot) for row in Placement.objects.in_order()] == [("By Amara", "lead"), ("", "row")]


def test_front_is_looked_at_before_it_is_saved(open_browser):
    live_stories(6)
    page = open_browser(make_editor())
    page.goto(HOME)
    page.locator("[data-found] [data-headline='Story 5']").get_by_role("button", name="Lead").click()
    expect(card(page, "Story 5")).to_have_count(1)

    page.locator("summary", has_text="Preview").click()
    with page.expect_popup() as popup:
        page.get_by_role("button", name="Now", exact=True).click()

    expect(popup.value.locator(".lead h2")).to_have_text("Story 5")
    expect(popup.value.locator(".seen-at")).to_contain_text("As readers will see it")
    assert not Placement.objects.exists()


def test_photo_is_chosen_for_the_front(open_browser):
    stories = live_stories(3)
    place(stories[1], "lead", since=timezone.now())
    photo = make_photo(caption="Another view", alt_text="Another view of it")
    page = open_browser(make_editor())
    page.goto(HOME)

    card(page, "Story 1").locator("summary").click()
    card(page, "Story 1").get_by_role("button", name="Another photo").click()
    page.get_by_role("button", name="Another view").click()
    save(page)

    assert Placement.objects.get().photo == photo
    reader = open_browser()
    reader.goto("/")
    expect(reader.locator(".lead img")).to_have_attribute("alt", "Another view of it")


def test_without_a_script_stories_are_placed_by_slot_and_number(open_browser):
    stories = live_stories(6)
    page = open_browser(make_editor(), java_script_enabled=False, width=390)
    page.goto(HOME)

    for story in (4, 5):
        page.locator(f"[data-found] [data-headline='Story {story}']").get_by_role("button", name="Second").click()
    card(page, "Story 5").get_by_label("Place").fill("5")
    card(page, "Story 4").get_by_label("Slot").select_option("lead")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator(".toast")).to_contain_text("Saved")
    assert [(row.article, row.slot) for row in Placement.objects.in_order()] == [
        (stories[4], "lead"),
        (stories[5], "second"),
    ]


@pytest.mark.parametrize("width", [1440, 820, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_fronts_are_accessible_and_fit(open_quiet_browser, width, scheme):
    stories = live_stories(8)
    now = timezone.now()
    for number, name in enumerate(("lead", "second", "row", "list")):
        place(stories[number + 2], name, since=now, live_until=now + timedelta(hours=number + 1))
    news = BreakingNews.objects.create(
        text="Ferries stop", link="/", live_from=now, live_until=now + timedelta(hours=1)
    )
    # Axe asks for imported sheets under addresses of its own making.
    page = open_quiet_browser(make_editor(), width=width, color_scheme=scheme, bypass_csp=True)

    for address in (
        HOME,
        "/admin/articles/front/",
        f"/admin/articles/breakingnews/{news.pk}/change/",
        "/",
        "/city/",
    ):
        page.goto(address)
        page.locator("details.own").evaluate_all("all => all.forEach((one) => { one.open = true; })")
        wrong = Axe().run(page).response["violations"]
        assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in wrong] == [], address
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_breaking_news_is_written_with_a_look_at_it(open_browser):
    live_stories(2)
    page = open_browser(make_editor())
    page.goto("/admin/articles/front/")
    page.get_by_role("link", name="Write breaking news").click()

    page.get_by_label("Text").fill("Ferries stop at six")
    expect(page.locator("[data-bar]")).to_have_text("Ferries stop at six")
    page.get_by_label("Until").fill(f"{timezone.localtime() + timedelta(hours=2):%Y-%m-%dT%H:%M}")
    save_button = page.get_by_role("button", name="Save", exact=True)
    save_button.click()
    expect(page.locator(".toast")).to_be_visible()

    reader = open_browser()
    reader.goto("/")
    expect(reader.get_by_role("status")).to_contain_text("Ferries stop at six")

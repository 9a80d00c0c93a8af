"""The moderators' queue as moderators use it: by key, two at a time, on a phone, without scripts."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from comments.models import Comment, Decision, HouseRules, WriterEntry
from comments.moderation import decide
from tests.factories import make_article, make_comment, make_moderator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

QUEUE = "/admin/comments/comment/queue/"
# The addresses that the page asks for more cards.
MORE = re.compile("after=")


def hold(number, article, **fields):
    at = timezone.now() - timedelta(hours=3) + timedelta(minutes=number)
    words = {"author_name": f"Reader {number:02}", "body": f"Held {number:02}."} | fields
    comment = make_comment(article, created_at=at, **words)
    decide(comment)
    return comment


def card(page):
    return page.locator(".heldcard:visible")


def state_of(comment):
    return Comment.objects.get(pk=comment.pk).state


def test_twenty_are_cleared_by_keys_alone(open_browser):
    article = make_article()
    held = [hold(number, article) for number in range(20)]
    marta = make_moderator(first_name="Marta", last_name="Lind")
    page = open_browser(marta)
    page.goto(QUEUE)
    expect(card(page)).to_contain_text("Held 00.")

    keys = "aarsarasauarrsaasfraas"
    page.keyboard.type(keys, delay=60)
    expect(page.get_by_text("Nobody waits for an answer")).to_be_visible()
    expect(page.locator('[data-count="pending"]')).to_have_text("0")

    # The ninth verdict was taken back, and another one given.
    wanted = {"a": "approved", "r": "rejected", "s": "spam", "f": "approved"}
    assert [state_of(comment) for comment in held] == [wanted[key] for key in keys.replace("au", "")]
    assert [comment.pk for comment in held if Comment.objects.get(pk=comment.pk).is_featured] == [held[15].pk]
    assert Decision.objects.filter(by=marta).count() == 22
    page.reload()
    expect(page.get_by_text("Nobody waits for an answer")).to_be_visible()


def test_verdicts_are_taken_back_one_after_the_other(open_browser):
    article = make_article()
    first, second, third = (hold(number, article) for number in range(3))
    page = open_browser(make_moderator())
    page.goto(QUEUE)

    page.keyboard.type("rs")
    expect(card(page)).to_contain_text("Held 02.")
    expect(page.locator('[data-count="pending"]')).to_have_text("1")
    page.keyboard.type("uu")

    expect(card(page)).to_contain_text("Held 00.")
    expect(page.locator('[data-count="pending"]')).to_have_text("3")
    assert [state_of(comment) for comment in (first, second, third)] == ["pending"] * 3
    page.keyboard.type("a")
    expect(card(page)).to_contain_text("Held 01.")
    expect(page.locator('[data-count="pending"]')).to_have_text("2")
    assert [state_of(comment) for comment in (first, second, third)] == ["approved", "pending", "pending"]


def test_keys_go_to_and_fro_and_a_note_is_kept(open_browser):
    article = make_article()
    first, second = hold(0, article), hold(1, article)
    page = open_browser(make_moderator(first_name="Marta", last_name="Lind"))
    page.goto(QUEUE)

    page.keyboard.press("j")
    expect(card(page)).to_contain_text("Held 01.")
    page.keyboard.press("k")
    expect(card(page)).to_contain_text("Held 00.")
    page.keyboard.press("n")
    page.keyboard.type("Argues well, often late at night.")
    page.keyboard.press("Control+Enter")

    expect(card(page)).to_contain_text("Moderators’ notes")
    expect(card(page).locator("[data-notes]")).to_contain_text("Argues well, often late at night.")
    expect(card(page).locator("[data-notes]")).to_contain_text("Marta Lind")
    entry = WriterEntry.objects.get()
    assert (entry.comment, entry.kind, entry.writer.email) == (first, "note", first.author_email)
    page.keyboard.press("?")
    expect(page.locator(".keys")).to_contain_text("Undo, for a minute each")
    assert state_of(first) == state_of(second) == "pending"


def test_rejecting_with_a_reason_tells_the_writer(open_browser):
    HouseRules(rejection_reasons="It is off the subject.\nIt is advertising.").save()
    comment = hold(0, make_article())
    page = open_browser(make_moderator())
    page.goto(QUEUE)

    page.keyboard.press("Shift+r")
    expect(card(page)).to_contain_text("the address isn’t confirmed")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.locator(".toast")).to_contain_text("Rejected: Reader 00.")
    expect(page.locator('[data-count="rejected"]')).to_have_text("1")
    assert comment.decisions.first().message == "It is advertising."


def test_two_moderators_get_different_comments_and_are_told_of_each_other(open_quiet_browser):
    article = make_article()
    first, second = hold(0, article), hold(1, article)
    marta = open_quiet_browser(make_moderator(first_name="Marta", last_name=""))
    ines = open_quiet_browser(make_moderator(first_name="Ines"))
    marta.goto(QUEUE)
    expect(card(marta)).to_contain_text("Held 00.")
    ines.goto(QUEUE)

    expect(card(ines)).to_contain_text("Held 01.")
    expect(ines.locator(".upnext")).to_contain_text("Marta has this one")
    ines.locator(".upnext a:visible").click()
    expect(card(ines)).to_contain_text("Marta has this one. Whoever decides first counts.")
    marta.keyboard.press("a")
    expect(marta.locator('[data-count="pending"]')).to_have_text("1")
    ines.keyboard.press("r")

    expect(ines.locator(".toast.warning")).to_contain_text("Marta approved this just now. It was left as it is.")
    assert (state_of(first), state_of(second)) == ("approved", "pending")


def test_what_its_writer_changed_meanwhile_comes_back_with_the_new_text(open_quiet_browser):
    comment = hold(0, make_article())
    page = open_quiet_browser(make_moderator())
    page.goto(QUEUE)
    expect(card(page)).to_contain_text("Held 00.")
    Comment.objects.filter(pk=comment.pk).update(body="Quite something else.", edited_at=timezone.now())

    page.keyboard.press("a")

    expect(page.locator(".toast.warning")).to_contain_text("changed the text since you read it")
    expect(card(page)).to_contain_text("Quite something else.")
    assert state_of(comment) == "pending"
    page.wait_for_timeout(500)
    page.keyboard.press("a")
    expect(page.locator('[data-count="pending"]')).to_have_text("0")
    assert state_of(comment) == "approved"


def test_words_to_the_writer_stay_when_the_text_was_changed_meanwhile(open_quiet_browser):
    comment = hold(0, make_article())
    page = open_quiet_browser(make_moderator())
    page.goto(QUEUE)
    expect(card(page)).to_contain_text("Held 00.")
    Comment.objects.filter(pk=comment.pk).update(body="Quite something else.", edited_at=timezone.now())

    page.wait_for_timeout(500)
    page.keyboard.press("Shift+r")
    card(page).get_by_label("in your own words").fill("It is off the subject.")
    card(page).get_by_role("button", name="Reject with this reason").click()

    expect(card(page)).to_contain_text("Quite something else.")
    card(page).locator("[data-reason] summary").click()
    expect(card(page).get_by_label("in your own words")).to_have_value("It is off the subject.")
    card(page).get_by_role("button", name="Reject with this reason").click()
    expect(page.locator('[data-count="rejected"]')).to_have_text("1")
    assert comment.decisions.first().message == "It is off the subject."


def test_when_the_server_is_away_a_comment_is_given_back(open_quiet_browser):
    comment = hold(0, make_article())
    page = open_quiet_browser(make_moderator())
    page.goto(QUEUE)
    page.wait_for_timeout(500)
    page.route("**/decide/", lambda route: route.abort())

    page.keyboard.press("a")

    expect(page.locator(".toast.warning")).to_contain_text("did not reach the server")
    expect(card(page)).to_contain_text("Held 00.")
    assert state_of(comment) == "pending"


def test_whoever_is_logged_out_meanwhile_is_told_and_led_back(open_quiet_browser):
    comment = hold(0, make_article())
    page = open_quiet_browser(make_moderator())
    page.goto(QUEUE)
    expect(card(page)).to_contain_text("Held 00.")
    page.context.clear_cookies(name="sessionid")

    page.keyboard.press("a")

    said = page.locator(".toast", has_text="You are logged out.")
    expect(said).to_contain_text("comment is as it was")
    expect(card(page)).to_contain_text("Held 00.")
    said.get_by_role("link", name="Log in").click()
    assert page.url.endswith("/admin/login/?next=%2Fadmin%2Fcomments%2Fcomment%2Fqueue%2F")
    assert state_of(comment) == "pending"


def test_that_no_more_can_be_fetched_is_not_that_nobody_waits(open_quiet_browser):
    comment = hold(0, make_article(), author_name="Sunniva B.")
    page = open_quiet_browser(make_moderator())
    page.goto(QUEUE)
    page.route(MORE, lambda route: route.abort())

    page.keyboard.press("a")

    expect(page.get_by_role("heading", name="No more could be fetched")).to_be_visible()
    expect(page.get_by_role("heading", name="Nobody waits for an answer")).to_be_hidden()
    expect(page.get_by_text("Approved: Sunniva B.", exact=True)).to_be_visible()
    page.unroute(MORE)
    page.get_by_role("link", name="Load the page again").click()
    expect(page.get_by_role("heading", name="Nobody waits for an answer")).to_be_visible()
    assert state_of(comment) == "approved"


def test_a_rejection_with_a_reason_asks_for_one_and_leaves_the_card(open_browser):
    comment = hold(0, make_article())
    page = open_browser(make_moderator())
    page.goto(QUEUE)
    expect(card(page)).to_contain_text("Held 00.")

    page.keyboard.press("Shift+R")
    page.get_by_role("button", name="Reject with this reason").click()

    expect(page.get_by_text("Choose a reason or write one.")).to_be_visible()
    expect(card(page)).to_contain_text("Held 00.")
    assert state_of(comment) == "pending"


def test_queue_works_without_scripts(open_browser):
    article = make_article()
    first, second, third = (hold(number, article) for number in range(3))
    page = open_browser(make_moderator(), java_script_enabled=False)
    page.goto(QUEUE)

    card(page).get_by_role("link", name="Later").click()
    expect(card(page)).to_contain_text("Held 01.")
    card(page).get_by_role("button", name="Reject", exact=False).first.click()
    expect(card(page)).to_contain_text("Held 02.")
    assert [state_of(comment) for comment in (first, second, third)] == ["pending", "rejected", "pending"]
    page.get_by_role("button", name="Undo").click()
    assert state_of(second) == "pending"
    expect(card(page)).to_contain_text("Held 02.")
    card(page).locator(".noting summary").click()
    card(page).get_by_label("About this writer").fill("Kind.")
    card(page).get_by_role("button", name="Keep the note").click()
    expect(card(page)).to_contain_text("Kind.")
    card(page).get_by_role("button", name="Approve as an editors’ pick").click()
    third.refresh_from_db()
    assert (third.state, third.is_featured) == ("approved", True)


@pytest.mark.parametrize("address", [QUEUE, f"{QUEUE}?state=all&filters=open", "/admin/comments/comment/?state=all"])
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")])
def test_pages_have_no_barrier_that_axe_finds_and_no_sideways_scroll(open_browser, address, width, scheme):
    article = make_article()
    parent = hold(0, article, author_email="a@example.org")
    reply = hold(1, article, parent=parent, author_email="a@example.org")
    hold(2, article, parent=reply)
    parent.reports.create(reason="abusive", text="Look at this.")
    Comment.objects.filter(pk=parent.pk).update(report_count=1, suspicion=91, is_suspect=True)
    page = open_browser(make_moderator(), width=width, color_scheme=scheme, bypass_csp=True)
    # axe looks for the sheets that desk.css imports beside the page, where they are not.
    page.route(re.compile(r"//[^/]+/admin/.*\.css"), lambda route: route.fulfill(body="", content_type="text/css"))
    page.goto(address)
    if address.startswith(QUEUE):
        page.keyboard.press("j")
        page.keyboard.press("j")

    found = Axe().run(page)

    assert [violation["id"] for violation in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width

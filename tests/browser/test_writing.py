"""Writing in Chromium on bad days and in company: nothing typed is lost, and nobody's text is written over."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article, Presence, Revision
from articles.publishing import publish
from tests.factories import make_article, make_author, make_editor, make_photo, make_reporter, make_section

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
ADD = "/admin/articles/article/add/"
AUTOSAVE = re.compile(r"/autosave/$")


def editor_of(page):
    return page.locator("[contenteditable].ProseMirror")


def saved(page):
    return page.locator("#saved")


def open_story(page, story):
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    expect(editor_of(page)).to_be_visible()
    return page


def write_at_the_end(page, words):
    editor_of(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def amara(**fields):
    return make_editor(first_name="Amara", last_name="Osei", **fields)


def marta(**fields):
    return make_editor(first_name="Marta", last_name="Olsund", **fields)


# Autosave


def test_text_is_on_the_server_three_seconds_after_typing_stops_and_is_there_when_it_is_opened_again(open_browser):
    story = make_article(headline="The wall", body="<p>It rises.</p>")
    editor = amara()
    page = open_story(open_browser(editor), story)

    write_at_the_end(page, " By two metres.")
    expect(saved(page)).to_have_text("Saving…")
    expect(saved(page)).to_have_text("Saved just now", timeout=3000)

    assert Article.objects.get().body == "<p>It rises. By two metres.</p>"
    newest = story.revisions.newest().first()
    assert (newest.kind, newest.by) == ("autosave", editor)
    page.reload()
    expect(editor_of(page)).to_have_text("It rises. By two metres.")


def test_whoever_types_without_a_pause_is_saved_every_few_seconds(open_browser):
    story = make_article(headline="The wall")
    page = open_browser(amara())
    page.clock.install()
    open_story(page, story)

    page.locator("#id_headline").click()
    with page.expect_response(AUTOSAVE):
        for _ in range(20):
            page.keyboard.type("x")
            page.clock.run_for(1000)

    expect(saved(page)).to_be_visible()
    assert "xx" in Article.objects.get().headline


def test_new_story_becomes_a_draft_with_its_first_autosave_and_the_caret_stays(open_browser):
    page = open_browser(amara())
    page.goto(ADD)
    expect(editor_of(page)).to_be_visible()

    page.locator("#id_headline").fill("Harbour wall")
    editor_of(page).click()
    page.keyboard.type("The council voted")
    expect(saved(page)).to_have_text("Saved just now", timeout=5000)
    story = Article.objects.get()
    expect(page).to_have_url(re.compile(f"/article/{story.pk}/change/$"))
    expect(page.locator(".standing .state")).to_have_text("Draft")
    page.keyboard.type(" on Thursday.")
    expect(saved(page)).to_have_text("Saving…")
    expect(saved(page)).to_have_text("Saved just now", timeout=5000)

    assert Article.objects.get().body == "<p>The council voted on Thursday.</p>"
    assert Revision.objects.count() == 1
    page.reload()
    expect(editor_of(page)).to_have_text("The council voted on Thursday.")


def test_everything_on_the_page_is_saved_by_itself(open_browser):
    section, author = make_section(name="City"), make_author(name="Ben Whitlock")
    photo = make_photo(caption="The quay at dusk.")
    page = open_browser(amara())
    page.goto(ADD)
    expect(editor_of(page)).to_be_visible()

    page.locator("#id_headline").fill("Harbour wall")
    page.locator("#id_section").select_option(str(section.pk))
    page.get_by_role("searchbox", name="Tags").click()
    page.keyboard.type("harbour,")
    page.locator(".byline:visible .select2-selection").first.click()
    page.keyboard.type("Ben")
    page.locator(".select2-results__option", has_text="Ben Whitlock").click()
    page.get_by_role("button", name="Choose a photo").click()
    page.locator("#library [data-pick]").click()
    expect(saved(page)).to_have_text("Saved just now", timeout=6000)

    story = Article.objects.get()
    assert (story.section, story.lead_photo, [*story.tags.names()]) == (section, photo, ["harbour"])
    assert [byline.author for byline in story.bylines.all()] == [author]


def test_field_that_can_not_be_stored_is_named_and_the_others_are_saved(open_browser):
    story = make_article(headline="Before", deck="Before")
    page = open_story(open_browser(amara()), story)

    page.locator("#id_headline").fill("x" * 201)
    page.locator("#id_deck").fill("After")

    expect(saved(page)).to_contain_text("Saved, except the headline: 201 characters are too many", timeout=5000)
    story.refresh_from_db()
    assert (story.headline, story.deck) == ("Before", "After")
    page.locator("#id_headline").fill("Shorter")
    expect(saved(page)).to_have_text("Saved just now", timeout=5000)


# Bad days


def test_server_stopped_while_typing_and_back(open_quiet_browser):
    story = make_article(headline="The wall", body="<p>It rises.</p>")
    page = open_story(open_quiet_browser(amara()), story)
    page.route(AUTOSAVE, lambda route: route.abort())

    write_at_the_end(page, " By two metres.")
    expect(saved(page)).to_have_text("Not saved, trying again", timeout=5000)
    page.keyboard.type(" From January.")
    page.unroute(AUTOSAVE)

    expect(saved(page)).to_have_text("Saved just now", timeout=10_000)
    assert Article.objects.get().body == "<p>It rises. By two metres. From January.</p>"


def test_answer_that_is_lost_makes_no_second_story_and_no_quarrel_with_oneself(open_quiet_browser):
    page = open_quiet_browser(amara())
    page.goto(ADD)
    expect(editor_of(page)).to_be_visible()
    lost = []

    def lose(route):
        lost.append(route.fetch())
        route.abort()

    page.route(AUTOSAVE, lose, times=1)
    page.locator("#id_headline").fill("Harbour wall")
    expect(saved(page)).to_have_text("Not saved, trying again", timeout=5000)
    page.locator("#id_headline").fill("Harbour wall to rise")

    expect(saved(page)).to_have_text("Saved just now", timeout=10_000)
    assert len(lost) == 1
    assert Article.objects.get().headline == "Harbour wall to rise"
    assert not Revision.objects.filter(kind="conflict").exists()


def test_network_gone_for_a_while(open_quiet_browser):
    story = make_article(headline="Before")
    page = open_story(open_quiet_browser(amara()), story)

    page.context.set_offline(True)
    page.locator("#id_headline").fill("Typed in the tunnel")
    expect(saved(page)).to_have_text("Not saved, trying again", timeout=5000)
    page.context.set_offline(False)

    expect(saved(page)).to_have_text("Saved just now", timeout=10_000)
    assert Article.objects.get().headline == "Typed in the tunnel"


def test_log_in_expired_and_saving_goes_on_after_a_new_one(open_quiet_browser):
    editor = amara()
    editor.set_password("harbour-light-42")
    editor.save()
    story = make_article(headline="Before")
    page = open_story(open_quiet_browser(editor), story)
    page.context.clear_cookies()

    page.locator("#id_headline").fill("Typed while logged out")
    expect(saved(page)).to_have_text("Not saved: you are logged out", timeout=5000)
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Log in").click()
    login = opened.value
    login.locator("#id_username").fill(editor.username)
    login.locator("#id_password").fill("harbour-light-42")
    login.keyboard.press("Enter")
    expect(login).to_have_url(re.compile("/admin/$"))

    expect(saved(page)).to_have_text("Saved just now", timeout=5000)
    expect(page.locator("#news")).to_be_empty()
    assert Article.objects.get().headline == "Typed while logged out"


def test_browser_killed_before_the_text_arrived_and_the_copy_is_offered_and_put_back(open_quiet_browser):
    editor, story = amara(), make_article(headline="The wall", body="<p>It rises by one metre.</p>")
    page = open_story(open_quiet_browser(editor), story)
    page.route(AUTOSAVE, lambda route: route.abort())
    editor_of(page).click()
    expect(editor_of(page)).to_be_focused()
    page.keyboard.press("Control+End")
    # The editor learns of the caret a moment after the key.
    page.wait_for_timeout(100)
    page.keyboard.press("Backspace")
    page.keyboard.type(" and a half.")
    page.locator("#id_headline").fill("The new wall")
    expect(saved(page)).to_have_text("Not saved, trying again", timeout=5000)
    page.wait_for_timeout(600)
    storage = page.context.storage_state()
    page.context.close()

    page = open_story(open_quiet_browser(editor, storage_state=storage), story)
    box = page.get_by_role("region", name="This browser kept text that was not saved")
    expect(box.locator("ins")).to_have_text(["new ", " and a half"])
    expect(editor_of(page)).to_have_text("It rises by one metre.")
    box.get_by_role("button", name="Put it back").click()

    expect(editor_of(page)).to_have_text("It rises by one metre and a half.")
    expect(saved(page)).to_have_text("Saved just now", timeout=5000)
    story.refresh_from_db()
    assert (story.headline, story.body) == ("The new wall", "<p>It rises by one metre and a half.</p>")
    page.reload()
    expect(editor_of(page)).to_be_visible()
    page.wait_for_timeout(500)
    expect(box).to_have_count(0)


def test_new_story_that_never_reached_the_server_is_offered_on_the_page_for_a_new_one(open_quiet_browser):
    editor, author = amara(), make_author(name="Ben Whitlock")
    page = open_quiet_browser(editor)
    page.goto(ADD)
    expect(editor_of(page)).to_be_visible()
    page.route(AUTOSAVE, lambda route: route.abort())
    page.locator("#id_headline").fill("Harbour wall")
    page.locator(".byline:visible .select2-selection").first.click()
    page.keyboard.type("Ben")
    page.locator(".select2-results__option", has_text="Ben Whitlock").click()
    write_at_the_end(page, "The council voted.")
    page.wait_for_timeout(700)
    storage = page.context.storage_state()
    page.context.close()

    page = open_quiet_browser(editor, storage_state=storage)
    page.goto(ADD)
    page.get_by_role("button", name="Put it back").click()
    expect(saved(page)).to_have_text("Saved just now", timeout=5000)

    story = Article.objects.get()
    assert (story.headline, story.body) == ("Harbour wall", "<p>The council voted.</p>")
    assert [byline.author for byline in story.bylines.all()] == [author]


OFFER = "This browser kept text that was not saved"


def begin_story(page):
    """Write a new story that can be saved, and not wait for it to be saved by itself."""
    page.goto(ADD)
    expect(editor_of(page)).to_be_visible()
    page.locator("#id_headline").fill("Harbour wall")
    page.locator("#id_section").select_option(label="City")
    write_at_the_end(page, "The council voted.")


def copies(page):
    return page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('kept:'))")


def open_new_page(page):
    """Open the page for a new story and wait for what it has to say of copies."""
    page.goto(ADD)
    expect(editor_of(page)).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)


def press_save(page):
    page.locator(".storyactions > [name=_save]").click()


def press_schedule(page):
    page.get_by_role("button", name="Other ways to go on").click()
    soon = timezone.localtime() + timedelta(days=1)
    page.locator("#id_live_from").fill(soon.strftime("%Y-%m-%dT%H:%M"))
    page.locator("[name=_schedule]").click()


@pytest.mark.parametrize("press", [press_save, press_schedule])
def test_new_story_that_was_saved_at_once_is_not_offered_again(open_browser, press):
    make_section(name="City")
    page = open_browser(amara())
    begin_story(page)
    press(page)
    expect(page).to_have_url(re.compile(r"/change/"))
    expect(editor_of(page)).to_have_text("The council voted.")
    page.wait_for_load_state("networkidle")

    open_new_page(page)

    expect(page.get_by_role("region", name=OFFER)).to_have_count(0)
    assert copies(page) == []
    assert Article.objects.get().body == "<p>The council voted.</p>"


def test_new_story_whose_save_was_refused_at_first_leaves_no_copy(open_browser):
    section = make_section(name="City")
    page = open_browser(amara())
    page.goto(ADD)
    expect(editor_of(page)).to_be_visible()
    write_at_the_end(page, "The council voted.")
    press_save(page)
    expect(page.locator("#problems")).to_be_focused()
    assert len(copies(page)) == 1
    page.locator("#id_headline").fill("Harbour wall")
    page.locator("#id_section").select_option(str(section.pk))
    expect(saved(page)).to_have_text("Saved just now", timeout=5000)
    assert copies(page) == []

    open_new_page(page)

    expect(page.get_by_role("region", name=OFFER)).to_have_count(0)


def test_save_whose_answer_is_lost_leaves_a_copy_that_is_gone_as_soon_as_the_server_says_it_has_it(open_quiet_browser):
    make_section(name="City")
    page = open_quiet_browser(amara())
    begin_story(page)

    def lose(route):
        route.fetch(max_redirects=0)
        route.fulfill(status=204)

    page.route("**/article/add/", lose, times=1)
    with page.expect_response(lambda response: response.status == 204):
        press_save(page)
    assert len(copies(page)) == 1

    open_new_page(page)

    expect(page.get_by_role("region", name=OFFER)).to_have_count(0)
    assert copies(page) == []
    assert Article.objects.get().headline == "Harbour wall"


def test_save_that_failed_leaves_a_copy_that_is_put_back_into_a_new_story(open_quiet_browser):
    make_section(name="City")
    page = open_quiet_browser(amara())
    begin_story(page)
    page.route("**/article/add/", lambda route: route.fulfill(status=503, body="Down"), times=1)
    press_save(page)
    expect(page.locator("body")).to_have_text("Down")

    page.goto(ADD)
    page.get_by_role("button", name="Put it back").click()
    expect(saved(page)).to_have_text("Saved just now", timeout=5000)

    assert Article.objects.get().body == "<p>The council voted.</p>"
    assert copies(page) == []


def test_another_window_s_new_story_stays_kept_while_this_one_s_is_saved(open_quiet_browser):
    make_section(name="City")
    page = open_quiet_browser(amara())
    other = page.context.new_page()
    other.route(AUTOSAVE, lambda route: route.abort())
    begin_story(other)
    other.locator("#id_headline").fill("Another story")
    expect(saved(other)).to_have_text("Not saved, trying again", timeout=5000)
    begin_story(page)
    press_save(page)
    expect(page).to_have_url(re.compile(r"/change/"))
    page.wait_for_load_state("networkidle")
    assert len(copies(page)) == 1
    other.close()

    page.goto(ADD)

    expect(page.get_by_role("region", name=OFFER)).to_contain_text("Another story")
    expect(page.get_by_role("button", name="Put it back")).to_be_visible()
    expect(page.get_by_role("link", name="Open that story")).to_be_hidden()


def test_what_was_typed_after_a_lost_answer_leads_to_the_story_and_makes_no_second_one(open_quiet_browser):
    make_section(name="City")
    editor = amara()
    page = open_quiet_browser(editor)
    answers = []

    def lose(route):
        if not answers:
            answers.append(route.fetch())
        route.abort()

    page.route(AUTOSAVE, lose)
    begin_story(page)
    expect(saved(page)).to_have_text("Not saved, trying again", timeout=5000)
    page.locator("#id_headline").fill("Harbour wall to rise")
    page.wait_for_timeout(700)
    storage = page.context.storage_state()
    page.context.close()

    page = open_quiet_browser(editor, storage_state=storage)
    page.goto(ADD)
    box = page.get_by_role("region", name=OFFER)
    expect(box.locator("ins")).to_have_text([" to rise"])
    expect(box.get_by_role("button", name="Put it back")).to_be_hidden()
    box.get_by_role("link", name="Open that story").click()
    expect(page).to_have_url(re.compile(r"/change/"))
    box.get_by_role("button", name="Put it back").click()
    expect(saved(page)).to_have_text("Saved just now", timeout=5000)

    assert Article.objects.get().headline == "Harbour wall to rise"
    assert copies(page) == []


def test_copy_can_be_thrown_away(open_quiet_browser):
    editor, story = amara(), make_article(headline="The wall")
    page = open_story(open_quiet_browser(editor), story)
    page.route(AUTOSAVE, lambda route: route.abort())
    page.locator("#id_headline").fill("The new wall")
    page.wait_for_timeout(700)
    storage = page.context.storage_state()
    page.context.close()
    page = open_story(open_quiet_browser(editor, storage_state=storage), story)

    page.get_by_role("button", name="Throw it away").click()
    page.reload()
    expect(editor_of(page)).to_be_visible()
    page.wait_for_timeout(500)

    expect(page.get_by_role("button", name="Put it back")).to_have_count(0)
    expect(page.locator("#id_headline")).to_have_value("The wall")


def test_closing_with_unsaved_text_warns_and_with_saved_text_does_not(open_quiet_browser):
    story = make_article()
    page = open_story(open_quiet_browser(amara()), story)
    asked = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.route(AUTOSAVE, lambda route: route.abort())
    page.locator("#id_headline").click()
    page.keyboard.type("x")
    page.locator(".storybar .back").click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]

    page.unroute(AUTOSAVE)
    expect(saved(page)).to_have_text("Saved just now", timeout=8000)
    page.locator(".storybar .back").click()
    expect(page).to_have_url(re.compile("/article/$"))
    assert asked == ["beforeunload"]


def test_story_deleted_meanwhile_can_be_saved_as_a_new_one(open_quiet_browser):
    story = make_article(headline="The wall", body="<p>It rises.</p>")
    page = open_story(open_quiet_browser(amara()), story)
    Article.objects.all().delete()

    write_at_the_end(page, " By two metres.")
    expect(page.locator("#news")).to_contain_text("was deleted by somebody else", timeout=5000)
    page.get_by_role("button", name="Save as a new story").click()

    expect(saved(page)).to_have_text("Saved just now", timeout=5000)
    again = Article.objects.get()
    assert (again.headline, again.body) == ("The wall", "<p>It rises. By two metres.</p>")
    expect(page).to_have_url(re.compile(f"/article/{again.pk}/change/$"))


def test_reporter_whose_story_is_published_meanwhile_is_told_and_keeps_the_text(open_quiet_browser):
    reporter = make_reporter()
    story = make_article(created_by=reporter, headline="The wall")
    page = open_story(open_quiet_browser(reporter), story)
    publish(story, by=marta())

    page.locator("#id_deck").fill("By two metres.")
    expect(page.locator("#news")).to_contain_text("it was published or scheduled", timeout=5000)

    expect(saved(page)).to_have_text("Not saved")
    expect(page.locator("#id_deck")).to_have_value("By two metres.")
    page.wait_for_timeout(600)
    assert Article.objects.get().deck == ""
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(ADD)
    expect(page.locator(".kept ins")).to_contain_text(["The wall"])
    expect(page.locator(".kept")).to_contain_text("By two metres.")


def test_another_form_of_the_page_leaves_only_with_the_text_saved(open_quiet_browser):
    story = make_article(headline="The wall")
    page = open_story(open_quiet_browser(amara()), story)
    page.route(AUTOSAVE, lambda route: route.abort())
    page.locator("#id_headline").fill("The new wall")
    page.get_by_role("button", name=re.compile("You: ")).click()

    page.get_by_role("button", name="Log out").click()
    expect(page.locator("#news")).to_contain_text("That was not sent")
    page.unroute(AUTOSAVE)
    expect(saved(page)).to_have_text("Saved just now", timeout=8000)
    page.locator("#id_headline").click()
    page.locator("#id_headline").fill("The newest wall")
    page.get_by_role("button", name=re.compile("You: ")).click()
    page.get_by_role("button", name="Log out").click()

    expect(page).to_have_url(re.compile("/admin/log"))
    assert Article.objects.get().headline == "The newest wall"


def test_address_with_a_card_opens_the_card_and_goes_there(open_browser):
    story = make_article()
    page = open_browser(amara(), width=390)

    page.goto(f"/admin/articles/article/{story.pk}/change/#history")

    expect(page.locator("#history")).to_have_attribute("open", "")
    expect(page.locator("#history > summary")).to_be_focused()


def test_page_goes_on_at_an_odd_hash(open_browser):
    story = make_article()
    page = open_browser(amara())

    page.goto(f"/admin/articles/article/{story.pk}/change/#%E0%A4%A")

    expect(editor_of(page)).to_be_visible()


def test_live_story_that_is_written_on_says_so_without_a_reload(open_browser):
    story = make_article(headline="The wall", body="<p>It rises.</p>")
    publish(story, by=None)
    page = open_story(open_browser(amara()), story)
    expect(page.locator(".statecard")).to_contain_text("Readers see exactly what is saved here")

    write_at_the_end(page, " By two metres.")

    expect(saved(page)).to_have_text("Saved just now", timeout=5000)
    expect(page.locator(".standing .state")).to_have_text("Live, edited")
    expect(page.locator(".statecard")).to_contain_text("with changes readers don’t see yet")


# Two people


def test_page_says_who_else_is_here_before_typing_starts_and_who_has_gone(open_browser):
    story, first = make_article(headline="The wall"), marta()
    theirs = open_story(open_browser(first), story)
    theirs.locator("#id_deck").fill("From January.")
    expect(saved(theirs)).to_have_text("Saved just now", timeout=5000)

    mine = open_story(open_browser(amara()), story)
    expect(mine.locator("#here_line")).to_contain_text("Marta Olsund has this story open and saved it")
    expect(mine.locator("#here")).to_contain_text("Marta Olsund is writing")
    theirs.close(run_before_unload=True)
    expect(mine.locator("#here")).not_to_contain_text("Marta", timeout=12_000)
    expect(mine.locator("#here_line")).to_be_hidden()


def test_who_only_reads_is_seen_and_learns_of_a_newer_version(open_browser):
    reporter = make_reporter(first_name="Ivo", last_name="Lind")
    story = make_article(headline="The wall")
    reading = open_browser(reporter)
    reading.goto(f"/admin/articles/article/{story.pk}/change/")
    expect(reading.locator("#here")).to_be_attached()
    reading.wait_for_timeout(300)

    page = open_story(open_browser(marta()), story)
    expect(page.locator("#here")).to_contain_text("Ivo Lind is reading this")
    page.locator("#id_headline").fill("The new wall")
    expect(saved(page)).to_have_text("Saved just now", timeout=5000)

    expect(reading.locator("#saved")).to_contain_text("Marta Olsund saved a newer version", timeout=12_000)


def test_changes_of_two_people_in_different_fields_come_together_while_both_write(open_browser):
    story = make_article(headline="The wall", deck="Old deck", body="<p>It rises.</p>", tags=["harbour"])
    author = make_author(name="Priya Nair")
    mine, theirs = open_story(open_browser(amara()), story), open_story(open_browser(marta()), story)

    theirs.locator("#id_deck").fill("By two metres.")
    theirs.get_by_role("searchbox", name="Tags").click()
    theirs.keyboard.type("council,")
    theirs.get_by_role("button", name="Add a name").click()
    theirs.keyboard.press("Enter")
    theirs.keyboard.type("Priy")
    theirs.locator(".select2-results__option", has_text="Priya Nair").click()
    write_at_the_end(theirs, " From January.")
    expect(saved(theirs)).to_have_text("Saved just now", timeout=5000)
    mine.locator("#id_headline").fill("The new wall")
    mine.locator("#id_headline").evaluate("field => field.setSelectionRange(4, 4)")
    expect(saved(mine)).to_have_text("Saved just now", timeout=5000)

    expect(mine.locator("#id_deck")).to_have_value("By two metres.")
    expect(editor_of(mine)).to_have_text("It rises. From January.")
    expect(mine.locator("#news")).to_contain_text("Marta Olsund changed the deck")
    expect(mine.locator(".byline:visible")).to_have_count(2)
    assert mine.locator("#id_headline").evaluate(
        "field => [document.activeElement === field, field.selectionStart]"
    ) == [
        True,
        4,
    ]
    mine.keyboard.type("grey ")
    expect(saved(mine)).to_have_text("Saved just now", timeout=5000)
    story.refresh_from_db()
    assert (story.headline, story.deck) == ("The grey new wall", "By two metres.")
    assert story.body == "<p>It rises. From January.</p>"
    assert sorted(story.tags.names()) == ["council", "harbour"]
    assert author in [byline.author for byline in story.bylines.all()]
    assert not story.revisions.filter(kind="conflict").exists()


def test_what_somebody_else_saves_comes_without_a_keystroke_of_mine(open_browser):
    story = make_article(headline="The wall")
    mine = open_story(open_browser(amara()), story)
    Article.objects.update(headline="Theirs")
    Article.objects.get().record(by=marta())

    expect(mine.locator("#id_headline")).to_have_value("Theirs", timeout=13_000)
    assert story.revisions.count() == 2


def test_field_that_both_changed_is_set_side_by_side_and_chosen(open_browser):
    story = make_article(headline="The wall", body="<p>It rises.</p><p>Slowly.</p>")
    mine, theirs = open_story(open_browser(amara()), story), open_story(open_browser(marta()), story)
    write_at_the_end(theirs, " By two metres.")
    expect(saved(theirs)).to_have_text("Saved just now", timeout=5000)

    write_at_the_end(mine, " By one metre.")
    expect(mine.locator("#news")).to_contain_text("Marta Olsund changed the text too", timeout=5000)
    expect(saved(mine)).to_have_text("Saved, except the text")
    assert Article.objects.get().body == "<p>It rises.</p><p>Slowly. By two metres.</p>"
    mine.get_by_role("button", name="Compare and choose").click()

    expect(mine.locator("#clashes")).to_be_focused()
    expect(mine.locator(".clash del")).to_have_text(["two metres"])
    expect(mine.locator(".clash ins")).to_have_text(["one metre"])
    assert story.revisions.get(kind="conflict").data["body"] == "<p>It rises.</p><p>Slowly. By one metre.</p>"
    mine.get_by_label("Take Marta Olsund’s").check()
    expect(editor_of(mine)).to_contain_text("By two metres.")
    write_at_the_end(mine, " Or one.")
    with mine.expect_navigation():
        mine.keyboard.press("Control+s")

    expect(mine.locator("#clashes")).to_have_count(0)
    story.refresh_from_db()
    assert story.body == "<p>It rises.</p><p>Slowly. By two metres. Or one.</p>"


def test_choosing_works_on_a_page_without_javascript(open_browser):
    story = make_article(headline="The wall", deck="Old")
    page = open_browser(amara(), java_script_enabled=False)
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    Article.objects.update(headline="Theirs", deck="New")
    Article.objects.get().record(by=marta())

    page.locator("#id_headline").fill("Mine")
    page.locator("[name=_publish]").click()
    expect(page.locator("#clashes")).to_contain_text("Not saved yet: 1 field changed by two people")
    assert not story.editions.exists()
    page.get_by_label("Take Marta Olsund’s").check()
    page.locator("[name=_save]").click()

    story.refresh_from_db()
    assert (story.headline, story.deck) == ("Theirs", "New")
    assert story.revisions.get(kind="conflict").data["headline"] == "Mine"


def test_another_window_of_one_s_own_is_named_as_such(open_browser):
    story, editor = make_article(headline="The wall"), amara()
    Presence.objects.create(article=story, user=editor, window="other", seen_at=timezone.now() + timedelta(seconds=60))

    page = open_story(open_browser(editor), story)

    expect(page.locator("#here_line")).to_have_text(re.compile("You have this story open in another window"))
    expect(page.locator("#here")).to_contain_text("You are reading this in another window")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_page_of_two_texts_has_no_accessibility_violation(open_browser, width, scheme):
    story = make_article(headline="The wall", body="<p>It rises by two metres.</p>")
    Presence.objects.create(article=story, user=marta(), window="w", seen_at=timezone.now() + timedelta(seconds=60))
    page = open_story(open_browser(amara(), width=width, color_scheme=scheme, bypass_csp=True), story)
    page.route(AUTOSAVE, lambda route: route.fulfill(status=200, json={"nothing": True, "errors": []}))
    Article.objects.update(headline="Theirs", body="<p>It rises by one metre.</p>")
    Article.objects.get().record(by=marta())
    page.locator("#id_headline").fill("Mine")
    write_at_the_end(page, " Soon.")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    expect(page.locator(".clash")).to_have_count(2)
    page.wait_for_timeout(300)

    found = Axe().run(page).response["violations"]

    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

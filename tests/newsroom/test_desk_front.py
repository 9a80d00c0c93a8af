import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import life, workflow
from articles.models import Article, Masthead, Note
from articles.publishing import publish, withdraw
from newsroom.desk_front import front, greeting
from tests.factories import (
    make_article,
    make_author,
    make_comment,
    make_editor,
    make_moderator,
    make_photo,
    make_photo_editor,
    make_reporter,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def headlines(stories):
    return [story.headline for story in stories]


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        (0, "Good evening"),
        (4, "Good morning"),
        (11, "Good morning"),
        (12, "Good afternoon"),
        (17, "Good afternoon"),
        (18, "Good evening"),
    ],
)
def test_greeting_follows_the_hour(hour, words):
    assert greeting(NOON.replace(hour=hour)) == words


def test_greeting_goes_by_the_clock_of_the_newsroom(db, settings):
    settings.TIME_ZONE = "Australia/Sydney"
    timezone.get_default_timezone.cache_clear()

    try:
        assert front(make_reporter(), NOON)["greeting"] == "Good evening"
    finally:
        settings.TIME_ZONE = "UTC"
        timezone.get_default_timezone.cache_clear()


def test_own_drafts_wait_with_a_reason(db):
    reporter = make_reporter()
    make_article(headline="Somebody else's")
    make_article(headline="Begun", created_by=reporter, body="", authors=[])
    make_article(headline="Half", created_by=reporter, body="<p>One two three.</p>")
    returned = make_article(headline="Returned", created_by=reporter, editor_note="Needs a second source.")

    waiting = front(reporter)["waiting"]

    assert {story.headline: story.reason for story in waiting} == {
        "Returned": "A note from the desk: “Needs a second source.”",
        "Half": "3 words, no deck, no lead photo yet.",
        "Begun": "A headline so far, and no text.",
    }
    assert returned in waiting


def test_story_with_ones_byline_is_ones_own(db):
    reporter = make_reporter()
    make_article(headline="By me", authors=[make_author(user=reporter)])

    assert headlines(front(reporter)["waiting"]) == ["By me"]


def test_live_story_with_unpublished_changes_waits(db):
    editor = make_editor()
    story = make_article(created_by=editor)
    publish(story, by=editor)
    Article.objects.filter(pk=story.pk).update(content_hash="x")

    assert [story.reason for story in front(editor)["waiting"]] == [
        "Live, with changes that readers have not seen yet."
    ]


def test_editors_see_every_story_in_review_and_reporters_their_own(db):
    editor, reporter = make_editor(), make_reporter()
    make_article(headline="Theirs", stage="review")
    make_article(headline="Mine", stage="review", created_by=reporter)

    assert headlines(front(editor)["in_review"]) == ["Theirs", "Mine"]
    assert headlines(front(reporter)["in_review"]) == ["Mine"]


def test_live_lately_leaves_out_drafts_scheduled_and_withdrawn(db):
    editor = make_editor()
    make_article()
    publish(make_article(headline="Later"), by=editor, at=timezone.now() + timedelta(hours=1))
    gone = make_article()
    publish(gone, by=editor)
    withdraw(gone, by=editor)
    live = make_article(headline="Live")
    publish(live, by=editor)
    make_comment(live, state="approved")
    make_comment(live)

    shown = front(editor)

    assert [(edition.headline, edition.comment_count) for edition in shown["live"]] == [("Live", 1)]
    assert headlines(shown["next_up"]) == ["Later"]


def test_held_comments_can_be_decided_where_they_stand(db, client):
    comment = make_comment(body="When does the wall rise?")
    make_comment(body="Approved already", state="approved")
    client.force_login(make_editor())

    page = client.get("/admin/").content.decode()

    assert "When does the wall rise?" in page
    assert "Approved already" not in page
    action = re.search(r'<form method="post" action="([^"]+)" data-decide>', page)[1]
    answer = client.post(action, {"verdict": "approved", "seen": "pending", "next": "/admin/"})
    assert answer.url == "/admin/"
    comment.refresh_from_db()
    assert comment.state == "approved"


def test_reporter_and_photo_editor_see_no_held_comment_and_no_count(db, client):
    make_comment(body="Unread words")

    for person in (make_reporter(), make_photo_editor()):
        client.force_login(person)
        page = client.get("/admin/").content.decode()
        assert "Unread words" not in page
        assert "Held comments" not in page
        assert '<span class="count">1' not in page[page.index('id="rail"') : page.index('id="main"')]


def test_moderator_sees_comments_and_no_stories(db, client):
    make_comment(make_article(headline="A draft of somebody"), body="Unread words")
    publish(make_article(headline="Next thing"), by=make_editor(), at=timezone.now() + timedelta(hours=1))
    client.force_login(make_moderator())

    page = client.get("/admin/").content.decode()

    assert "Unread words" in page
    assert [word in page for word in ("Next up", "Next thing", "Live lately", "Waits for you")] == [False] * 4


def test_photos_without_alt_text_are_those_one_may_describe(db):
    reporter = make_reporter()
    make_photo(alt_text="")
    own = make_photo(alt_text="", by=reporter)
    make_photo(alt_text="", is_decorative=True, by=reporter)

    assert front(reporter)["silent_photos"] == [own]
    assert front(make_photo_editor())["silent_count"] == "2"


def test_rail_shows_only_what_one_may_open(db, client):
    def rail(person):
        client.force_login(person)
        page = client.get("/admin/").content.decode()
        block = page[page.index('id="rail"') : page.index('id="main"')]
        return re.findall(r'<a href="[^"]+"[^>]* title="([^"]+)"', block)

    assert rail(make_reporter()) == ["Desk", "Stories", "Calendar", "Fronts", "Photos", "Sections", "Authors"]
    assert rail(make_moderator()) == ["Desk", "Comments", "House rules"]
    assert rail(make_photo_editor()) == ["Desk", "Stories", "Calendar", "Fronts", "Photos", "Sections", "Authors"]
    assert rail(make_editor()) == [
        "Desk",
        "Stories",
        "Calendar",
        "Fronts",
        "Photos",
        "Comments",
        "Sections",
        "Authors",
        "Tags",
        "Series",
        "Masthead",
        "House rules",
        "Audit trail",
    ]


def test_held_count_stops_at_99(db, client):
    story = make_article()
    for _ in range(101):
        make_comment(story)
    client.force_login(make_moderator())

    assert '<span class="count">99+' in client.get("/admin/").content.decode()


def test_desk_carries_the_publications_name_as_text(db, client):
    Masthead(name="The <b>Courier</b>").save()
    client.force_login(make_editor())

    page = client.get("/admin/").content.decode()

    assert "The <b>Courier</b>" not in page
    assert "The <b>Courier</b>" in unescape(page)


def test_front_runs_the_same_queries_for_1_and_3_rows(db, client):
    editor = make_editor()

    def add():
        make_article(created_by=editor)
        make_article(stage="review", lead_photo=make_photo())
        story = make_article(created_by=editor)
        publish(story, by=editor)
        Article.objects.filter(pk=story.pk).update(content_hash="x")
        publish(make_article(), by=editor, at=timezone.now() + timedelta(hours=1))
        make_comment(story)
        make_photo(alt_text="")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/admin/").status_code == 200
        return len(captured)

    client.force_login(editor)
    add()
    client.get("/admin/")
    one = queries()
    add()
    add()

    assert queries() == one
    assert one <= 40


def link_and_count(page):
    """Every number on the front that is a link, as (address, number)."""
    piles = re.findall(r'<a href="([^"]+)"><strong>(\d+)</strong>', page)
    heads = re.findall(r'<a class="count" href="([^"]+)"[^>]*>(?:<span data-held>)?(\d+)<', page)
    return [(unescape(url), int(number)) for url, number in piles + heads]


def stories_of_every_kind(reporter, editor):
    """Two of each thing that the front counts, half of them the reporter's own."""
    for by in (reporter, editor):
        own = make_article(headline=f"Draft of {by}", created_by=by, lead_photo=make_photo(alt_text="", by=by))
        note = Note.objects.create(article=own, by=editor, text=f"Ask the board, @{reporter}.")
        note.mentioned.add(reporter)
        make_article(stage="review", created_by=by, authors=[], assigned_to=reporter)
        returned = make_article(stage="review", created_by=by)
        workflow.give_back(returned, by=editor, note="Needs a second source.")
        live = make_article(created_by=by)
        publish(live, by=editor)
        live.deck = "New."
        live.save()
        live.record(by=by)
        publish(live, by=editor, at=timezone.now() + timedelta(hours=3))
        publish(make_article(created_by=by), by=editor, at=timezone.now() + timedelta(hours=1))
        spiked = make_article(headline="Spiked", stage="review", created_by=by, authors=[], assigned_to=by)
        life.spike(spiked, by=editor)
        make_comment(live)


@pytest.mark.parametrize("who", ["reporter", "editor", "photo", "moderator"])
def test_every_number_leads_to_a_list_of_just_so_many_rows(db, client, who):
    people = {
        "reporter": make_reporter(),
        "editor": make_editor(),
        "photo": make_photo_editor(),
        "moderator": make_moderator(),
    }
    stories_of_every_kind(people["reporter"], people["editor"])
    client.force_login(people[who])

    numbers = link_and_count(client.get("/admin/").content.decode())

    assert len(numbers) >= {"reporter": 8, "editor": 7, "photo": 4, "moderator": 1}[who]
    assert [(url, client.get(url).context["cl"].result_count) for url, _ in numbers] == numbers
    assert sum(number for _, number in numbers) > 0


def test_given_back_story_waits_with_the_note(db):
    reporter, editor = make_reporter(), make_editor(first_name="Marit", last_name="Olsund")
    # Stories and entries of the trail are numbered apart.
    make_article()
    make_article()
    story = make_article(stage="review", created_by=reporter)
    workflow.give_back(story, by=editor, note="Needs a second source.")

    assert [row.reason for row in front(reporter)["waiting"]] == ["Marit Olsund gave it back: “Needs a second source.”"]


def test_story_sent_in_again_is_not_given_back_any_more(db):
    reporter, editor = make_reporter(), make_editor()
    story = make_article(stage="review", created_by=reporter)
    workflow.give_back(story, by=editor, note="Needs a second source.")
    workflow.submit(Article.objects.get(pk=story.pk), by=reporter)

    assert front(reporter)["waiting"] == []


def test_note_that_mentions_one_waits_with_its_words_until_it_is_resolved(db):
    reporter, editor = make_reporter(), make_editor(first_name="Marit", last_name="Olsund")
    note = Note.objects.create(article=make_article(), by=editor, text="Is the figure right?")
    note.mentioned.add(reporter)

    assert [row.reason for row in front(reporter)["waiting"]] == ["Marit Olsund in a note: “Is the figure right?”"]

    Note.objects.update(resolved_at=timezone.now())
    assert front(reporter)["waiting"] == []


def test_what_a_due_story_lacks_is_said_in_words(db):
    make_article(headline="Later", body="", authors=[])
    make_article(headline="Due", stage="review", body="", authors=[], lead_photo=make_photo(alt_text=""))

    assert [(story.headline, story.problems) for story in front(make_editor())["lacking"]] == [
        (
            "Due",
            [
                "Write the story. There is no text yet.",
                "Name at least one author.",
                "The lead photo has no alt text. Open the photo and write it.",
            ],
        )
    ]


def test_where_nothing_is_lacking_nothing_is_said_of_it(db, client):
    client.force_login(make_editor())
    story = make_article(stage="review", authors=[])
    assert "Not ready to go out" in client.get("/admin/").content.decode()

    story.delete()

    assert "Not ready to go out" not in client.get("/admin/").content.decode()


def test_reporter_is_told_of_own_stories_that_lack_something_alone(db):
    reporter = make_reporter()
    make_article(stage="review", authors=[])
    own = make_article(stage="review", authors=[], created_by=reporter)

    assert front(reporter)["lacking"] == [own]


def test_review_tells_who_has_a_story_and_since_when_it_is_in(db, client):
    editor = make_editor(first_name="Marit", last_name="Olsund")
    story = make_article()
    workflow.submit(story, by=make_reporter())
    workflow.assign(story, to=editor, by=editor)
    client.force_login(editor)

    page = unescape(client.get("/admin/").content.decode())

    block = page[page.index('id="review"') : page.index('id="live"')]
    assert "<strong>Marit Olsund</strong> has it" in block
    assert "sent in" in block


def test_app_index_leads_to_the_front(db, client):
    client.force_login(make_editor())

    assert client.get("/admin/articles/").url == "/admin/"


# Coming in and going out


def test_wrong_password_is_answered_in_words(db, client):
    make_reporter(username="jonah")

    page = client.post("/admin/login/", {"username": "jonah", "password": "wrong"}).content.decode()

    assert "That name and password don&#x27;t belong together." in page
    assert 'value="jonah"' in page


def test_empty_login_says_what_is_missing_beside_each_field(db, client):
    form = client.post("/admin/login/", {}).context["form"]

    assert form.errors == {"username": ["Write your name."], "password": ["Write your password."]}


@pytest.mark.parametrize("name", ["a\x00b", "x" * 5000, "🐟"])
def test_odd_names_at_the_door_are_answered(db, client, name):
    assert client.post("/admin/login/", {"username": name, "password": name}).status_code == 200


def test_account_without_the_desk_is_told_so(db, client):
    client.force_login(make_reporter(username="reader", is_staff=False))

    page = client.get("/admin/", follow=True).content.decode()

    assert "You are logged in as reader, which does not open the desk." in page


def test_logging_out_says_goodbye(db, client):
    client.force_login(make_reporter())

    assert "You are logged out" in client.post("/admin/logout/").content.decode()


def test_password_is_changed(db, client):
    reporter = make_reporter()
    client.force_login(reporter)
    data = {"old_password": "long-enough-42", "new_password1": "gale-by-dusk-7", "new_password2": "gale-by-dusk-7"}

    response = client.post("/admin/password_change/", data, follow=True)

    assert "Your password is changed" in response.content.decode()
    reporter.refresh_from_db()
    assert reporter.check_password("gale-by-dusk-7")


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/", "/admin/auth/user/"])
def test_every_page_of_the_desk_has_its_own_policy(db, client, address):
    client.force_login(make_editor())

    policy = client.get(address, follow=True)["Content-Security-Policy"]

    assert "script-src 'self'" in policy and "style-src-attr 'unsafe-inline'" in policy
    assert "unsafe-eval" not in policy

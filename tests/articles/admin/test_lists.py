"""The desk's lists: what they show, find, count and refuse."""

from datetime import timedelta
from html import unescape

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from taggit.models import Tag

from articles.admin import lists
from articles.models import Article, Edition, Section
from articles.publishing import publish, withdraw
from tests.factories import (
    make_article,
    make_author,
    make_comment,
    make_editor,
    make_photo,
    make_photo_editor,
    make_reporter,
    make_section,
    make_user,
)

STORIES = "/admin/articles/article/"


@pytest.fixture
def editor(db, client):
    editor = make_editor()
    client.force_login(editor)
    return editor


def headlines(response):
    return [story.headline for story in response.context["cl"].result_list]


def act(client, action, *stories, address=STORIES, **data):
    """Post the action as the page that asks would, unless `confirmed` says otherwise."""
    chosen = {"action": action, "index": 0, ACTION_CHECKBOX_NAME: [story.pk for story in stories], "confirmed": "yes"}
    return client.post(address, chosen | data)


def summary(client, response):
    """What the page after a deed that was partly refused says: (verb, headlines done, {headline: reason})."""
    assert response.url == f"{STORIES}done/"
    context = client.get(response.url).context
    return (
        context["verb"],
        [headline for _, headline in context["done"]],
        {headline: reason for _, headline, reason in context["refused"]},
    )


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def stories_in_every_state(by):
    draft = make_article(headline="A draft", created_by=by)
    review = make_article(headline="In review", stage="review", created_by=by)
    scheduled = make_article(headline="Scheduled", created_by=by)
    publish(scheduled, by=by, at=timezone.now() + timedelta(hours=3))
    live, changed, withdrawn = (make_article(headline=word, created_by=by) for word in ("Live", "Changed", "Withdrawn"))
    for story in (live, changed, withdrawn):
        publish(story, by=by)
    changed.deck = "New."
    changed.save()
    changed.record(by=by)
    withdraw(withdrawn, by=by)
    return {
        "draft": draft,
        "review": review,
        "scheduled": scheduled,
        "live": live,
        "changed": changed,
        "withdrawn": withdrawn,
    }


# Rows, tabs and counts


def test_row_tells_headline_deck_section_authors_and_state(editor, client):
    make_article(
        headline="Harbour wall",
        deck="It rises.",
        section=make_section(name="Politics"),
        authors=[make_author(name="Ben Whitlock")],
    )

    page = unescape(client.get(STORIES).content.decode())

    row = page[page.index('class="storyrow"') :]
    assert [word in row for word in ("Harbour wall", "It rises.", "Politics", "Ben Whitlock", "Draft")] == [True] * 5


def test_row_shows_a_rendition_and_never_the_original(editor, client):
    photo = make_photo()
    make_article(lead_photo=photo)

    page = client.get(STORIES).content.decode()

    assert photo.rendition_url(320) in page
    assert photo.image.name not in page


@pytest.mark.parametrize("state", ["draft", "review", "scheduled", "live", "changed", "withdrawn"])
def test_tab_shows_the_stories_in_its_state(editor, client, state):
    stories = stories_in_every_state(editor)

    assert headlines(client.get(STORIES, {"state": state})) == [stories[state].headline]


def test_tabs_count_each_state(editor, client):
    stories_in_every_state(editor)

    tabs = client.get(STORIES).context["tabs"]

    assert [tab["count"] for tab in tabs] == ["6", "1", "1", "0", "1", "1", "1", "1", "0"]


def test_tab_stops_counting_at_99(editor, client):
    section = make_section()
    Article.objects.bulk_create(Article(headline=f"Story {number}", section=section) for number in range(101))

    assert [tab["count"] for tab in client.get(STORIES).context["tabs"]][:2] == ["99+", "99+"]


def test_list_never_counts_a_whole_table(editor, client):
    make_article()

    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(STORIES)

    counts = [query["sql"] for query in queries if "COUNT(*)" in query["sql"] and "articles_article" in query["sql"]]
    assert len(counts) >= 8
    assert [sql for sql in counts if "LIMIT" not in sql] == []


def test_list_goes_no_deeper_than_its_cap(editor, client, monkeypatch):
    monkeypatch.setattr(lists, "LIST_CAP", 3)
    for _ in range(5):
        make_article()

    assert client.get(STORIES).context["cl"].result_words == "3 or more stories"


@pytest.mark.parametrize(
    "address",
    [
        STORIES,
        "/admin/articles/photo/",
        "/admin/articles/section/",
        "/admin/articles/author/",
        "/admin/taggit/tag/",
    ],
)
def test_list_runs_the_same_queries_for_1_and_3_rows(editor, client, address):
    def add():
        author = make_author(photo=make_photo(by=editor))
        story = make_article(
            authors=[author, make_author()], tags=["harbour", f"tag {author.pk}"], lead_photo=make_photo(by=editor)
        )
        publish(story, by=editor)
        make_comment(story, state="approved")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    add()
    client.get(address)
    one = queries()
    add()
    add()

    assert queries() == one


def test_people_run_the_same_queries_for_1_and_3_rows(db, client):
    client.force_login(make_user(is_superuser=True))

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/admin/auth/user/").status_code == 200
        return len(captured)

    client.get("/admin/auth/user/")
    one = queries()
    make_reporter()
    make_photo_editor()

    assert queries() == one


# Filters and search


def test_filters_narrow_by_section_author_tag_and_kind(editor, client):
    make_article()
    author, section = make_author(slug="ben"), make_section(slug="politics")
    wanted = make_article(authors=[author], section=section, tags=["harbour"], label="opinion")

    for query in ({"section": "politics"}, {"author": "ben"}, {"tag": "harbour"}, {"label": "opinion"}):
        assert headlines(client.get(STORIES, query)) == [wanted.headline], query


def test_date_filter_tells_saved_from_published(editor, client):
    old, new = make_article(headline="Old"), make_article(headline="New")
    publish(new, by=editor)
    Article.objects.filter(pk=old.pk).update(saved_at=timezone.now() - timedelta(days=10))

    assert headlines(client.get(STORIES, {"date": "saved-today"})) == ["New"]
    assert headlines(client.get(STORIES, {"date": "published-today"})) == ["New"]
    assert headlines(client.get(STORIES, {"date": "saved-month"})) == ["New", "Old"]


def test_scheduled_story_is_not_yet_published(editor, client):
    publish(make_article(), by=editor, at=timezone.now() + timedelta(hours=1))

    assert headlines(client.get(STORIES, {"date": "published-month"})) == []


@pytest.mark.parametrize("words", ["harbour", "WALL rise", "metres", "granite", "whitlock wall"])
def test_search_finds_words_of_headline_deck_body_and_authors(editor, client, words):
    make_article(headline="Something else")
    make_article(
        headline="Harbour wall to rise",
        deck="By two metres.",
        body="<p>Of granite.</p>",
        authors=[make_author(name="Ben Whitlock"), make_author(name="Wanda Wall")],
    )

    assert headlines(client.get(STORIES, {"q": words})) == ["Harbour wall to rise"]


ODD = ["\x00", "a\x00b", '"', "'", "%", "\\", "x" * 5000, "🐟" * 300, "\ud7ff", "a " * 400, "<script>", "%ED%A0%80"]


@pytest.mark.parametrize("words", ODD)
@pytest.mark.parametrize(
    "address",
    [STORIES, "/admin/articles/photo/", "/admin/articles/author/", "/admin/articles/section/", "/admin/taggit/tag/"],
)
def test_odd_words_in_the_search_box_are_answered(editor, client, address, words):
    assert client.get(address, {"q": words}).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "state",
        "section",
        "author",
        "tag",
        "label",
        "date",
        "who",
        "lacks",
        "mine",
        "p",
        "o",
        "all",
        "gaps",
        "use",
        "by",
    ],
)
@pytest.mark.parametrize("value", ["\x00", "nonsense", "-1", "1e9", "9" * 30, "x" * 5000])
def test_odd_values_in_the_address_are_answered(editor, client, name, value):
    make_article()

    for address in (STORIES, "/admin/articles/photo/", "/admin/articles/section/"):
        assert client.get(address, {name: value}).status_code in (200, 302), address


def test_lookups_that_are_no_filter_of_ours_do_nothing(editor, client):
    make_article(created_by=editor)

    page = client.get(STORIES, {"created_by__password__startswith": "x", "headline__regex": "((a+)+)+$", "utm": "1"})

    assert len(headlines(page)) == 1


def test_page_far_beyond_the_last_goes_back_to_the_list(editor, client):
    section = make_section()
    Article.objects.bulk_create(Article(headline=f"Story {number}", section=section) for number in range(30))

    assert client.get(STORIES, {"p": 10**9}).status_code == 302
    assert len(headlines(client.get(STORIES, {"p": 2}))) == 5


# Bulk actions


def test_publishing_many_says_how_many_and_why_not_the_rest(editor, client):
    ready, empty = make_article(headline="Ready"), make_article(headline="Empty", body="", authors=[])

    response = act(client, "publish_stories", ready, empty)

    assert summary(client, response) == (
        "published",
        ["Ready"],
        {"Empty": "Write the story. There is no text yet. Name at least one author."},
    )
    assert [edition.article for edition in Edition.objects.live()] == [ready]


def test_publishing_what_readers_already_see_changes_nothing(editor, client):
    story = make_article(headline="Live")
    publish(story, by=editor)

    response = act(client, "publish_stories", story)

    assert summary(client, response) == ("published", [], {"Live": "Readers already see exactly this."})
    assert story.editions.count() == 1


def test_withdrawing_many_leaves_drafts_alone(editor, client):
    live, draft = make_article(headline="Live"), make_article(headline="Draft")
    publish(live, by=editor)

    response = act(client, "withdraw_stories", live, draft)

    assert summary(client, response) == ("withdrawn", ["Live"], {"Draft": "It is not on the site."})
    assert not Edition.objects.live().exists()


def test_sending_many_to_review(editor, client):
    draft, review = make_article(headline="Draft"), make_article(headline="Review", stage="review")

    response = act(client, "submit_stories", draft, review)

    assert summary(client, response) == ("sent to review", ["Draft"], {"Review": "It is in review already."})
    assert Article.objects.get(pk=draft.pk).stage == "review"


def test_spiking_asks_first_and_keeps_what_was_published(editor, client):
    draft, live = make_article(headline="Draft"), make_article(headline="Live")
    publish(live, by=editor)

    question = act(client, "spike_stories", draft, live, confirmed="")
    assert "Spike 2 stories?" in question.content.decode()
    assert Article.objects.kept().count() == 2

    response = act(client, "spike_stories", draft, live)
    assert summary(client, response) == (
        "spiked",
        ["Draft"],
        {"Live": "Readers see it. Withdraw it first, then spike it."},
    )
    assert list(Article.objects.kept()) == [live]
    assert Article.objects.count() == 2


def test_reporter_may_not_publish_by_a_forged_action(db, client):
    reporter = make_reporter()
    story = make_article(created_by=reporter)
    client.force_login(reporter)

    page = client.get(STORIES)
    act(client, "publish_stories", story)
    act(client, "withdraw_stories", story)

    assert "publish_stories" not in page.content.decode()
    assert not Edition.objects.exists()


def test_reporter_sends_and_spikes_only_own_stories(db, client):
    reporter = make_reporter()
    own, other = make_article(headline="Own", created_by=reporter), make_article(headline="Other")
    client.force_login(reporter)

    sent = act(client, "submit_stories", own, other)
    assert summary(client, sent) == ("sent to review", ["Own"], {"Other": "It is not yours to change."})

    spiked = act(client, "spike_stories", other)
    assert summary(client, spiked) == ("spiked", [], {"Other": "It is not yours to change."})
    assert Article.objects.get(pk=other.pk).stage == "draft"


def test_photo_editor_sees_stories_and_has_no_action_on_them(db, client):
    make_article()
    client.force_login(make_photo_editor())

    page = client.get(STORIES).content.decode()

    assert 'name="action"' not in page
    assert 'name="_selected_action"' not in page


@pytest.mark.parametrize("chosen", [["abc"], ["9" * 30], ["-1"], ["1", "\x00"], [""], ["٣"]])
def test_made_up_rows_are_answered(editor, client, chosen):
    data = {"action": "publish_stories", "index": 0, ACTION_CHECKBOX_NAME: chosen}

    assert client.post(STORIES, data).status_code in (200, 302)
    assert client.post(STORIES, data | {"confirmed": "yes"}).status_code == 302


def test_rows_that_were_not_ticked_are_never_acted_on(editor, client):
    ticked, other = make_article(), make_article()

    act(client, "publish_stories", ticked, select_across=1)

    assert [edition.article for edition in Edition.objects.live()] == [ticked]
    assert other.editions.count() == 0


# Sections, authors, tags, masthead


def test_section_is_made_and_what_is_missing_is_said_at_once(editor, client):
    response = client.post(
        "/admin/articles/section/add/", {"name": "", "slug": "", "position": "", "description": "Kept"}
    )

    assert response.context["adminform"].form.errors == {
        "name": ["Write the section's name."],
        "slug": ["Write its address: small letters and hyphens."],
        "position": ["Write a number. 0 comes first."],
    }
    assert "Kept" in response.content.decode()

    client.post("/admin/articles/section/add/", {"name": "Sport", "slug": "sport", "position": "0"})
    assert Section.objects.get().name == "Sport"


def test_sections_are_listed_as_the_navigation_prints_them(editor, client):
    sport = Section.objects.create(name="Sport", slug="sport", position=2)
    harbour = Section.objects.create(name="Harbour", slug="harbour", position=1)
    Section.objects.create(name="Rowing", slug="rowing", position=1, parent=sport)
    Section.objects.create(name="Ferries", slug="ferries", position=2, parent=harbour)

    listed = client.get("/admin/articles/section/").context["cl"].result_list

    assert [section.name for section in listed] == ["Harbour", "Ferries", "Sport", "Rowing"]


@pytest.mark.parametrize("name", ["name", "slug", "description"])
def test_nul_in_a_section_is_answered_beside_the_field(editor, client, name):
    data = {"name": "Sport", "slug": "sport", "position": 0, "description": "All of it"} | {name: "a\x00b"}

    assert list(client.post("/admin/articles/section/add/", data).context["adminform"].form.errors) == [name]


def test_section_with_stories_stays_and_says_why(editor, client):
    section = make_section(name="Sport")
    make_article(section=section)

    page = client.post(f"/admin/articles/section/{section.pk}/delete/", {"post": "yes"}).content.decode()

    assert "Stories lie in Sport. Move them to another section first." in page
    assert Section.objects.filter(pk=section.pk).exists()


def test_section_that_stories_were_published_in_stays(editor, client):
    section = make_section(name="Sport")
    story = make_article(section=section)
    publish(story, by=editor)
    Article.objects.filter(pk=story.pk).update(section=make_section())

    page = client.get(f"/admin/articles/section/{section.pk}/delete/").content.decode()

    assert "Stories were published in Sport." in page


def test_section_with_subsections_stays(editor, client):
    section = make_section(name="Sport")
    make_section(parent=section)

    assert "Sport has subsections." in client.get(f"/admin/articles/section/{section.pk}/delete/").content.decode()


def test_empty_section_is_deleted(editor, client):
    section = make_section()

    assert client.post(f"/admin/articles/section/{section.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Section.objects.exists()


def test_author_in_a_byline_stays_and_says_why(editor, client):
    author = make_author(name="Ben Whitlock")
    make_article(authors=[author])

    page = client.get(f"/admin/articles/author/{author.pk}/delete/").content.decode()

    assert "Stories have Ben Whitlock in their bylines." in page


def test_tag_list_counts_stories_and_leads_to_them(editor, client):
    make_article(tags=["harbour"])
    make_article(tags=["harbour"])

    page = client.get("/admin/taggit/tag/").content.decode()

    assert '<a href="/admin/articles/article/?tag=harbour">2</a>' in page


def test_tag_that_differs_only_in_case_is_refused(editor, client):
    Tag.objects.create(name="Harbour", slug="harbour")

    response = client.post("/admin/taggit/tag/add/", {"name": "harbour", "slug": ""})

    assert response.context["adminform"].form.errors == {"name": ["This tag is there already."]}


def test_masthead_leads_straight_to_its_form_and_is_never_added_twice(editor, client):
    assert client.get("/admin/articles/masthead/").url == "/admin/articles/masthead/add/"
    client.post("/admin/articles/masthead/add/", {"name": "The Courier", "language": "en"})

    assert client.get("/admin/articles/masthead/").url == "/admin/articles/masthead/1/change/"
    assert client.get("/admin/articles/masthead/add/").status_code == 403
    assert client.get("/admin/articles/masthead/1/delete/").status_code == 403
    assert "The Courier" in client.get("/admin/").content.decode()

"""Checks and preview of what is typed and not stored."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from taggit.models import Tag

from articles.models import Article, Byline, Edition
from articles.publishing import publish
from tests.articles.admin.test_article_page import ADD, page_of, send, text_of
from tests.factories import (
    make_article,
    make_author,
    make_comment,
    make_editor,
    make_moderator,
    make_photo,
    make_photo_editor,
    make_reporter,
    make_section,
)
from tests.page_forms import fields_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NEW = "/admin/articles/article/look/"


@pytest.fixture
def editor(client):
    user = make_editor()
    client.force_login(user)
    return user


def look_at(article):
    return f"/admin/articles/article/{article.pk}/look/"


def typed_on(client, address, **changes):
    """Return what the page's form would send, with these fields changed as a person would."""
    fields = fields_of(client.get(address), "article_form")
    return fields | {
        name.replace("bylines_", "bylines-", 1).replace("__", "-"): value for name, value in changes.items()
    }


def look(client, article=None, *, page=True, **changes):
    """Return (words of the checks still open, the page) for the story's form with these changes typed."""
    address = page_of(article) if article else ADD
    fields = typed_on(client, address, **changes)
    response = client.post((look_at(article) if article else NEW) + ("?page=1" if page else ""), fields)
    assert response.status_code == 200
    answer = response.json()
    return re.findall(r"<a [^>]*>([^<]*)</a>", answer["checks"]), answer["page"]


def main_of(page: str) -> str:
    return re.search(r"<main.*</main>", page, re.DOTALL)[0]


def uncounted(page: str) -> str:
    """Return a page without the address that counts reads: a story that is only looked at has none."""
    return re.sub(r' data-read="/read/\d+/"', "", page)


def everything_stored() -> dict:
    """Every row of every table, as values."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_models(include_auto_created=True)
    }


def rich_story(**fields):
    section = make_section(slug="city")
    people = [make_author(name="Ben Whitlock"), make_author(name="Jonah Reyes")]
    photo, figure = make_photo(), make_photo(caption="The wall.")
    body = (
        "<p>The council <strong>voted</strong> on Thursday.</p><h2>Who pays</h2>"
        "<blockquote><p>I moved out.</p><p>— Anders Pell</p></blockquote>"
        f'<figure><img src="x" alt="" data-file="{figure.pk}"><figcaption>In March.</figcaption></figure>'
        '<ul><li><p>One</p></li></ul><p>Read <a href="https://x.example/report">the report</a>.</p>'
    )
    return make_article(
        section=section, authors=people, tags=["Harbour", "council"], lead_photo=photo, body=body, deck="A.", **fields
    )


def test_page_looked_at_is_the_page_that_publishing_makes(client, editor):
    others = make_section(slug="county")
    neighbour = make_article(section=others)
    # Its address is taken by another story, so that publishing puts a number behind it.
    namesake = make_article(section=others, headline="Wall to rise")
    with time_machine.travel(NOON, tick=False):
        publish(neighbour, by=editor)
        publish(namesake, by=editor)
        story = rich_story()
        third = make_author(name="Priya Nair")
        Tag.objects.create(name="Sea defence", slug="sea-defence")
        changes = {
            "kicker": "Harbour",
            "headline": "Wall to rise",
            "deck": "By two  metres, from January & on.",
            "body": story.body.replace("Thursday", "Friday").replace("Who pays", "Who pays <em>for it</em>"),
            "section": others.pk,
            "label": "analysis",
            "dateline": "VASSHOLM, 2 March",
            "lead_caption": "The quay, at dusk.",
            "tags": ["harbour", "Zebra crossing", "sea defence", "Ålesund"],
            "bylines_2__author": third.pk,
            "bylines_2__role": "photos",
            "bylines_0__position": "1",
            "bylines_1__position": "0",
            "bylines_2__position": "2",
        }
        page = uncounted(look(client, story, **changes)[1])
        assert Edition.objects.count() == 2

        send(client, page_of(story), "_publish", **changes)
        live = uncounted(client.get(Edition.objects.get(article=story).path).content.decode())

    assert "By Jonah Reyes and Ben Whitlock. Photos by Priya Nair" in Edition.objects.get(article=story).byline_text
    assert Edition.objects.get(article=story).path.endswith("/wall-to-rise-2/")
    assert main_of(page) == main_of(live)
    # Outside of <main> too: title, description, the address for search engines.
    assert page == live


def test_page_of_a_live_story_looked_at_equals_the_page_after_the_update(client, editor):
    with time_machine.travel(NOON, tick=False) as clock:
        story = rich_story()
        publish(story, by=editor)
        make_comment(story, state="approved", body="Well said.")
        clock.move_to(NOON + timedelta(hours=2))
        page = uncounted(look(client, story, headline="The wall will rise")[1])
        send(client, page_of(story), "_publish", headline="The wall will rise")
        live = uncounted(client.get(Edition.objects.live().get().path).content.decode())

    assert "Updated" in main_of(page)
    assert "Well said." in main_of(page)
    assert main_of(page) == main_of(live)


@pytest.mark.parametrize("is_new", [True, False])
def test_looking_stores_nothing(client, editor, is_new):
    story = rich_story()
    fields = typed_on(client, ADD if is_new else page_of(story), headline="Other", tags=["Brand new"], body="<p>X</p>")
    before = everything_stored()

    response = client.post((NEW if is_new else look_at(story)) + "?page=1", fields)

    assert "Brand new" in response.json()["page"]
    assert everything_stored() == before


def test_checks_follow_what_is_typed(client, editor):
    story = make_article(headline="The wall", authors=[])

    first, page = look(client, story, page=False)
    then, _ = look(
        client,
        story,
        page=False,
        headline="x" * 104,
        body=f"<p>Read <a href='https://x.example'>here</a>.</p><p>{'word ' * 154}</p>",
        bylines_0__author=make_author().pk,
    )

    assert page is None
    assert first[0] == "Name an author"
    assert "Name an author" not in then
    assert "The headline has 104 characters; search engines cut after about 90" in then
    assert "A link says only “here”; say where it leads" in then
    assert any("has 154 words" in words for words in then)


def test_link_of_a_check_names_the_very_paragraph(client, editor):
    story = make_article()
    fields = typed_on(client, page_of(story), body=f"<p>One.</p><p>{'word ' * 154}</p>")

    checks = client.post(look_at(story), fields).json()["checks"]

    assert 'data-kind="p" data-place="1"' in checks


def test_new_story_without_anything_is_looked_at(client, editor):
    checks, page = look(client)

    assert checks[:4] == ["Write a headline", "Write the story", "Choose a section", "Name an author"]
    assert '<main id="main">' in page
    assert client.get("/admin/articles/article/preview/").status_code == 200


def test_autosaved_story_without_headline_and_section_is_looked_at(client, editor):
    story = make_article(headline="", section=None, authors=[], body="")

    _, page = look(client, story)

    assert client.get(f"/admin/articles/article/{story.pk}/preview/").status_code == 200
    assert 'href=""' not in main_of(page)


def test_what_cannot_be_stored_is_shown_as_typed_or_as_it_was(client, editor):
    story = make_article(headline="Before", slug="before", label="analysis")
    long_headline = "An endless headline " * 20

    _, page = look(
        client,
        story,
        headline=long_headline,
        dateline="a\x00b",
        slug="not a slug!",
        label="made up",
        tags=["x" * 80, "fine"],
        bylines_0__role="made up",
        bylines_0__position="-1",
        canonical_url="nonsense",
    )

    assert f'<h1 class="headline">{long_headline.strip()}</h1>' in page
    assert '<p><span class="place">ab</span>' in page
    assert "Analysis" in page
    assert ">fine</a>" in page
    assert "x" * 80 not in page
    assert "/before/" in page


@pytest.mark.parametrize(
    "name",
    [
        "headline",
        "deck",
        "body",
        "tags",
        "lead_caption",
        "slug",
        "section",
        "lead_photo",
        "version",
        "bylines-0-author",
        "bylines-TOTAL_FORMS",
        "planned_for",
    ],
)
@pytest.mark.parametrize(
    "value",
    ["", "\x00", "🐟" * 300, "x" * 65536, "-1", "9" * 40, "<p><img data-file='9'><a href='javascript:x'>here</a>"],
)
def test_odd_input_is_answered(client, editor, name, value):
    story = make_article()
    fields = typed_on(client, page_of(story)) | {name: value}

    for address in (NEW, look_at(story)):
        assert client.post(f"{address}?page=1", fields).status_code == 200


def test_form_that_is_not_there_is_answered(client, editor):
    story = make_article()

    for address in (NEW, look_at(story)):
        assert client.post(f"{address}?page=1", {}).status_code == 200


def test_section_taken_away_is_missed_at_once(client, editor):
    checks, _ = look(client, make_article(), section="")

    assert "Choose a section" in checks


def test_looking_is_a_post(client, editor):
    story = make_article()

    assert client.get(NEW).status_code == 405
    assert client.get(look_at(story)).status_code == 405


def test_story_that_is_gone_is_not_found(client, editor):
    assert client.post("/admin/articles/article/77/look/", {}).status_code == 404
    assert client.post(f"/admin/articles/article/{'9' * 30}/look/", {}).status_code == 404


@pytest.mark.parametrize("make", [make_moderator, make_photo_editor])
def test_who_may_not_write_looks_at_nothing(client, make):
    story = make_article()
    client.force_login(make())

    assert client.post(NEW, {}).status_code == 403
    assert client.post(look_at(story), {}).status_code == 403


def test_reporter_looks_at_own_unpublished_stories_alone(client):
    reporter = make_reporter()
    own, other, published = make_article(created_by=reporter), make_article(), make_article(created_by=reporter)
    publish(published, by=make_editor())
    client.force_login(reporter)

    assert [client.post(look_at(story), {}).status_code for story in (own, other, published)] == [200, 403, 403]


def test_queries_are_the_same_for_one_and_three_names_tags_and_figures(client, editor):
    counts = []
    for number in (1, 3):
        people = [make_author() for _ in range(number)]
        figures = "".join(f'<figure><img src="x" alt="" data-file="{make_photo().pk}"></figure>' for _ in range(number))
        story = make_article(authors=people, body=f"<p>A.</p>{figures}", tags=[f"old {n}" for n in range(number)])
        fields = typed_on(
            client, page_of(story), tags=[f"old {n}" for n in range(number)] + [f"new {n}" for n in range(number)]
        )
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.post(f"{look_at(story)}?page=1", fields).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert counts[0] <= 40


def test_page_may_stand_in_a_frame_of_ours_and_sends_nothing(client, editor):
    response = client.get(f"/admin/articles/article/{make_article().pk}/preview/")

    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]
    policy = response["Content-Security-Policy"]
    assert {part.strip() for part in policy.split(";") if part.strip()} == {
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'none'",
        "frame-src https://www.youtube-nocookie.com https://player.vimeo.com",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    }


def test_story_page_prints_the_words_and_the_checks_before_any_script_runs(client, editor):
    story = make_article(body=f"<p>{'word ' * 460}</p>")

    text = text_of(client.get(page_of(story)))

    assert "460 words, 2 min to read" in text
    assert "Before it goes out" in text
    assert "No deck yet" in text


def test_order_and_removal_of_names_are_followed(client, editor):
    story = make_article(authors=[make_author(name="Ben Whitlock"), make_author(name="Jonah Reyes")])

    _, page = look(client, story, bylines_0__DELETE="on")

    assert "Jonah Reyes" in main_of(page)
    assert "Ben Whitlock" not in main_of(page)
    assert Byline.objects.count() == 2
    assert Article.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_looking_needs_no_transaction_and_locks_no_row(client):
    client.force_login(make_editor())
    story = make_article(lead_photo=make_photo())

    with CaptureQueriesContext(connection) as queries:
        _, page = look(client, story)

    assert page
    assert [query["sql"] for query in queries if "FOR " in query["sql"] and "UPDATE" in query["sql"]] == []

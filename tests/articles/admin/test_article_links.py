from datetime import UTC, datetime, timedelta

import pytest

from articles import preview_links
from articles.models import AuditEntry, PreviewLink
from articles.publishing import publish
from tests.factories import make_article, make_editor, make_photo_editor, make_reporter

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def at_noon(time_machine, settings):
    settings.TIME_ZONE = "Europe/Oslo"
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture
def editor(client):
    editor = make_editor(first_name="Marit", last_name="Olsund")
    client.force_login(editor)
    return editor


def page_of(article):
    return f"/admin/articles/article/{article.pk}/change/"


def post(client, article, **fields):
    typed = {"reader": "Dana Ek", "lasts": "7", "ends_on_publication": "on"} | fields
    data = {f"link-{name}": value for name, value in typed.items()}
    return client.post(f"/admin/articles/article/{article.pk}/links/", data)


def card(client, article):
    text = client.get(page_of(article)).content.decode()
    return text.partition('id="links"')[2].partition("</aside>")[0]


def test_link_is_made_and_shown_with_its_address(client, editor):
    story = make_article()

    response = post(client, story)

    assert (response.status_code, response.url) == (302, f"{page_of(story)}#links")
    link = PreviewLink.objects.get()
    assert (link.article, link.reader, link.made_by) == (story, "Dana Ek", editor)
    assert (link.expires_at, link.ends_on_publication) == (NOON + 7 * DAY, True)
    text = card(client, story)
    assert f'value="http://127.0.0.1:8000{link.get_absolute_url()}" readonly' in text
    assert "8 March, 13:00" in text
    assert "Not opened yet" in text
    assert "1 open" in text


@pytest.mark.parametrize("days", [1, 3, 7, 14, 30])
def test_link_lasts_as_many_days_as_were_chosen(client, editor, days):
    post(client, make_article(), lasts=str(days))

    assert PreviewLink.objects.get().expires_at == NOON + days * DAY


@pytest.mark.parametrize(
    ("day", "end"),
    [("2026-03-05", datetime(2026, 3, 5, 23, tzinfo=UTC)), ("2026-03-29", datetime(2026, 3, 29, 22, tzinfo=UTC))],
    ids=["winter time", "the day the clock changes"],
)
def test_link_lasts_to_the_end_of_a_day_of_the_newsrooms_own(client, editor, day, end):
    post(client, make_article(), lasts="day", last_day=day)

    assert PreviewLink.objects.get().expires_at == end


def test_link_may_go_on_after_publication(client, editor):
    story = make_article()
    client.post(f"/admin/articles/article/{story.pk}/links/", {"link-reader": "Dana Ek", "link-lasts": "7"})

    assert PreviewLink.objects.get().ends_on_publication is False
    assert "Goes on after publication" in card(client, story)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"reader": ""}, "Write who the link is for."),
        ({"reader": " \n "}, "Write who the link is for."),
        ({"reader": "a\x00b"}, "can’t be stored"),
        ({"reader": "x" * 121}, "121 characters are too many: at most 120 fit."),
        ({"reader": "🐟" * 65_536}, "65536 characters are too many"),
        ({"lasts": ""}, "Choose from the list how long it works."),
        ({"lasts": "8"}, "Choose from the list how long it works."),
        ({"lasts": "day"}, "Give the last day"),
        ({"lasts": "day", "last_day": "2026-02-28"}, "Choose a day from today on, within a year."),
        ({"lasts": "day", "last_day": "9999-12-31"}, "Choose a day from today on, within a year."),
        ({"lasts": "day", "last_day": "soon"}, "This is not a day."),
        ({"lasts": "7", "last_day": "\x00"}, "This is not a day."),
    ],
    ids=str,
)
def test_what_was_refused_is_told_and_still_in_the_card(client, editor, wrong, sentence):
    story = make_article()

    response = post(client, story, **wrong)

    assert response.status_code == 302
    assert not PreviewLink.objects.exists()
    page = client.get(page_of(story)).content.decode()
    assert page.count(sentence) >= 2
    if "reader" not in wrong:
        assert 'value="Dana Ek"' in page
    assert sentence not in client.get(page_of(story)).content.decode()


def test_refused_form_comes_back_on_its_own_story_only(client, editor):
    story, other = make_article(), make_article()
    post(client, story, lasts="day")

    assert 'value="Dana Ek"' not in card(client, other)
    assert 'value="Dana Ek"' in card(client, story)


def test_card_shows_openings_answers_and_how_links_ended(client, editor, time_machine):
    story = make_article()
    opened = story.preview_links.create(reader="Opener", made_by=editor)
    client.get(opened.get_absolute_url())
    time_machine.move_to(NOON + timedelta(minutes=5), tick=False)
    client.get(opened.get_absolute_url())
    revoked = story.preview_links.create(reader="Revoked", made_by=editor)
    preview_links.revoke(revoked, by=editor)
    story.preview_links.create(reader="Late", made_at=NOON - DAY, expires_at=NOON)
    opened.answers.create(verdict="changes", note="Not <b>that</b>.", revision=story.revisions.first())

    text = card(client, story)

    assert "Opened 2 times, last" in text
    assert "Wants changes" in text
    assert "Of the version that is saved here." in text
    assert "Not &lt;b&gt;that&lt;/b&gt;." in text
    assert "revoked <time" in text
    assert "expired <time" in text
    assert text.count("data-copy") == 1


def test_answer_to_an_earlier_version_is_told_so(client, editor, time_machine):
    story = make_article()
    link = story.preview_links.create(reader="Dana Ek", made_by=editor)
    link.answers.create(verdict="approve", revision=story.revisions.first())
    link.answers.model.objects.update(at=NOON)
    time_machine.move_to(NOON + DAY, tick=False)
    story.body = "<p>Another text.</p>"
    story.save()
    story.record(by=editor)

    text = card(client, story)

    assert "Approved" in text
    assert "Of an earlier version: the story has changed since." in text


def test_link_that_ended_with_publication_says_so(client, editor):
    story = make_article()
    story.preview_links.create(reader="Dana Ek", made_by=editor)
    publish(story, by=editor)

    text = card(client, story)

    assert "ended: published" in text
    assert "data-copy" not in text


def test_link_is_revoked(client, editor):
    story = make_article()
    link = story.preview_links.create(reader="Dana Ek", made_by=editor)
    address = f"/admin/articles/article/{story.pk}/links/{link.pk}/revoke/"

    response = client.post(address, follow=True)

    assert "The link for Dana Ek is revoked." in response.content.decode()
    assert not PreviewLink.objects.open().exists()
    assert AuditEntry.objects.get().deed == "revoke"
    assert "was revoked before" in client.post(address, follow=True).content.decode()


def test_link_is_revoked_under_its_own_story_only(client, editor):
    link = make_article().preview_links.create(reader="Dana Ek")

    assert client.post(f"/admin/articles/article/{make_article().pk}/links/{link.pk}/revoke/").status_code == 404
    assert PreviewLink.objects.open().exists()


@pytest.mark.parametrize("pk", ["0", "9" * 18, "9" * 40])
def test_made_up_story_and_link_are_answered(client, editor, pk):
    story = make_article()

    assert client.post(f"/admin/articles/article/{pk}/links/").status_code == 404
    assert client.post(f"/admin/articles/article/{story.pk}/links/{pk}/revoke/").status_code == 404


def test_get_makes_no_link(client, editor):
    assert client.get(f"/admin/articles/article/{make_article().pk}/links/").status_code == 405


def test_reporter_makes_links_to_own_stories_until_they_are_public(client):
    reporter = make_reporter()
    story = make_article(created_by=reporter)
    client.force_login(reporter)

    assert post(client, story).status_code == 302
    assert post(client, make_article()).status_code == 403
    publish(story, by=None)
    assert post(client, story).status_code == 403
    assert PreviewLink.objects.count() == 1


def test_photo_editor_reads_the_story_and_sees_no_link(client):
    story = make_article()
    link = story.preview_links.create(reader="Dana Ek")
    client.force_login(make_photo_editor())

    response = client.get(page_of(story))

    assert response.status_code == 200
    assert link.token not in response.content.decode()
    assert post(client, story).status_code == 403


def test_page_runs_as_many_queries_for_three_links_as_for_one(client, editor, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    story = make_article()

    def add():
        link = story.preview_links.create(reader="Dana Ek", made_by=make_editor())
        link.openings.create()
        link.answers.create(verdict="approve", revision=story.revisions.first())

    add()
    client.get(page_of(story))
    with CaptureQueriesContext(connection) as one:
        client.get(page_of(story))
    add()
    add()
    with django_assert_num_queries(len(one)):
        client.get(page_of(story))

"""The public page that tells what changed in a story."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Masthead
from articles.publishing import cancel, publish, withdraw
from tests.factories import make_article, make_author, make_photo, make_section

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture
def shown():
    Masthead(name="The Courier", shows_changes=True).save()


@pytest.fixture
def again(at_noon):
    """Return a function that changes a story and publishes it an hour later."""
    hours = 0

    def change(article, *, tags=None, minor=False, at=None, **fields):
        nonlocal hours
        hours += 1
        at_noon.move_to(NOON + hours * HOUR, tick=False)
        article.refresh_from_db()
        for name, value in fields.items():
            setattr(article, name, value)
        article.save()
        if tags is not None:
            article.tags.set(tags)
        article.record(by=None)
        return publish(article, by=None, is_minor=minor, at=at)

    return change


def page(client, edition):
    response = client.get(f"{edition.path}changes/")
    assert response.status_code == 200
    return response.content.decode()


def words_of(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html.split("<main")[1].split("</main")[0]).split())


def test_page_tells_everything_that_readers_saw_change(client, shown, again):
    article = make_article(
        headline="Wall moves",
        slug="wall",
        deck="A little.",
        body="<p>It moved.</p>",
        lead_photo=make_photo(),
        tags=["Sea"],
    )
    publish(article, by=None)
    photo = make_photo(caption="The quay.", credit="Noor Vance")
    edition = again(
        article,
        headline="Wall falls",
        deck="A lot.",
        kicker="Harbour",
        body="<p>It fell.</p>",
        lead_photo=photo,
        tags=["Quay"],
        label="analysis",
        section=make_section(name="City"),
    )

    html = page(client, edition)
    text = words_of(html)

    assert "Wall [taken out: moves ] [put in: falls ]" in text
    assert "It [taken out: moved ] [put in: fell ] ." in text
    assert "The quay. Noor Vance" in text and photo.src in html
    assert "Taken out: Sea" in text and "Added: Quay" in text
    assert "Was: News → now: Analysis" in text
    assert "now: City" in text
    assert "1 Mar 2026, 13:00" in text and "1 Mar 2026, 12:00" in text
    assert "Published as “Wall moves”" in text


def test_minor_change_is_marked(client, shown, again):
    article = make_article(slug="wall", body="<p>Teh wall.</p>")
    publish(article, by=None)

    assert "Minor" in words_of(page(client, again(article, body="<p>The wall.</p>", minor=True)))
    assert words_of(page(client, again(article, body="<p>The old wall.</p>"))).count("Minor") == 1


def test_change_of_the_byline_is_told_as_printed(client, shown, again):
    article = make_article(slug="wall", authors=[make_author(name="Ann Low")])
    publish(article, by=None)
    article.bylines.create(author=make_author(name="Bo Ek"), role="photos", position=1)

    assert "By Ann Low [put in: . Photos by Bo Ek. ]" in words_of(page(client, again(article)))


def test_page_is_only_there_when_the_masthead_says_so(client, again):
    article = make_article(slug="wall")
    publish(article, by=None)
    edition = again(article, deck="New.")

    assert client.get(f"{edition.path}changes/").status_code == 404
    assert "changes/" not in client.get(edition.path).content.decode()
    Masthead(shows_changes=True).save()
    assert client.get(f"{edition.path}changes/").status_code == 200
    assert f'href="{edition.path}changes/"' in client.get(edition.path).content.decode()


def test_story_links_the_page_from_its_second_edition_on(client, shown, again):
    article = make_article(slug="wall")
    edition = publish(article, by=None)

    assert "What changed" not in client.get(edition.path).content.decode()
    assert "Nothing has changed" in page(client, edition)
    again(article, deck="New.")
    assert "What changed" in client.get(edition.path).content.decode()


def test_nothing_of_what_is_scheduled_or_in_work_is_told(client, shown, again, at_noon):
    article = make_article(slug="wall", headline="Wall")
    publish(article, by=None)
    edition = again(article, headline="Quay")
    again(article, headline="Zqscheduled", at=NOON + 9 * HOUR)
    article.headline = article.deck = "Zqworking"
    article.save()
    article.record(by=None, name="zqname")

    html = page(client, edition)
    assert "zq" not in html.lower() and "Quay" in html

    at_noon.move_to(NOON + 9 * HOUR, tick=False)
    assert "Zqscheduled" in page(client, edition)
    cancel_nothing = make_article(headline="Zqnever")
    publish(cancel_nothing, by=None, at=NOON + 20 * HOUR)
    cancel(cancel_nothing, by=None)
    assert client.get(f"/{cancel_nothing.section.slug}/2026/03/02/zqnever/changes/").status_code == 404


def test_what_was_taken_off_the_site_is_not_shown_again_when_the_story_returns(client, shown, again, at_noon):
    article = make_article(slug="wall", headline="Zqlibel", body="<p>Zqlibel.</p>")
    publish(article, by=None)
    at_noon.move_to(NOON + HOUR / 2, tick=False)
    withdraw(article, by=None)

    edition = again(article, headline="Wall", body="<p>Nothing.</p>")

    assert "zq" not in page(client, edition).lower()
    assert "What changed" not in client.get(edition.path).content.decode()
    later = again(article, headline="Old wall")
    assert "zq" not in page(client, later).lower() and "Old" in page(client, later)


def test_withdrawn_story_is_gone_and_a_scheduled_one_not_there(client, shown, again, at_noon):
    article = make_article(slug="wall")
    edition = publish(article, by=None)
    again(article, deck="New.")
    at_noon.move_to(NOON + 2 * HOUR, tick=False)
    withdraw(article, by=None)
    to_come = publish(make_article(slug="pier"), by=None, at=NOON + 40 * HOUR)

    assert client.get(f"{edition.path}changes/").status_code == 410
    assert client.get(f"{to_come.path}changes/").status_code == 404


def test_address_of_an_earlier_slug_sends_on(client, shown, again):
    article = make_article(slug="wall")
    old = publish(article, by=None)
    new = again(article, slug="old-wall")

    response = client.get(f"{old.path}changes/")

    assert (response.status_code, response["Location"]) == (301, f"{new.path}changes/")


def test_edition_with_nothing_different_is_not_listed(client, shown, again, at_noon):
    article = make_article(slug="wall")
    publish(article, by=None)
    again(article, search_title="For machines")

    assert "Nothing has changed since" in page(client, article.editions.first())


def test_page_runs_as_many_queries_for_six_editions_as_for_two(client, shown, again):
    article = make_article(slug="wall", lead_photo=make_photo(), tags=["One"])
    publish(article, by=None)
    edition = again(article, headline="Two", section=make_section(slug="two"))
    with CaptureQueriesContext(connection) as queries:
        page(client, edition)
    for number in range(3, 7):
        latest = again(article, headline=f"Number {number}", lead_photo=make_photo(), section=make_section())

    with CaptureQueriesContext(connection) as more:
        assert "Number" in page(client, latest)

    # masthead, the live edition, those before it, sections
    assert (len(queries), len(more)) == (4, 4)


@pytest.mark.parametrize("tail", ["changes/?x=1", "changes/%00", "changes/🐟/", "changes/changes/"])
def test_odd_address_is_answered(client, shown, tail):
    edition = publish(make_article(slug="wall"), by=None)

    assert client.get(edition.path + tail).status_code in (200, 404)

"""The search page and its suggestions."""

from datetime import UTC, datetime, timedelta

import pytest

from articles.publishing import publish
from tests.factories import make_article, make_author, make_comment, make_section

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def live_story(minutes_ago=0, **fields):
    return publish(make_article(**fields), by=None, at=NOON - timedelta(minutes=minutes_ago))


def test_hits_stand_with_their_words_marked(client):
    edition = live_story(headline="<b>Wall</b> & sea", body="<p>The wall &lt;script&gt; moves.</p>", deck="A deck.")

    response = client.get("/search/?q=wall")
    text = response.content.decode()

    assert response.context["editions"] == [edition]
    assert "&lt;b&gt;<mark>Wall</mark>&lt;/b&gt; &amp; sea" in text
    assert '<p class="passage">The <mark>wall</mark> &lt;script&gt; moves.' in text
    assert '<h2 class="log-head" id="list-title">1 story</h2>' in text
    assert '<meta name="robots" content="noindex">' in text
    assert "A deck." not in text


def test_deck_stands_in_where_the_text_has_none_of_the_words(client):
    live_story(headline="Wall moves", body="<p>Nobody knows.</p>", deck="By eleven centimetres.")

    assert '<p class="deck">By eleven centimetres.</p>' in client.get("/search/?q=wall").content.decode()


def test_page_without_words_says_how_to_search_and_may_be_indexed(client):
    text = client.get("/search/").content.decode()

    assert "How to search" in text
    assert "noindex" not in text
    assert '<link rel="canonical" href="http://127.0.0.1:8000/search/">' in text


def test_page_without_hits_offers_another_spelling_and_keeps_the_section(client):
    live_story(headline="Herring quota", section=make_section(slug="harbour"))

    text = client.get("/search/?q=hering&section=harbour").content.decode()

    assert 'Did you mean <a href="?q=herring&amp;section=harbour">herring</a>?' in text
    assert '<a href="?q=hering">Search without them</a>' in text


def test_limits_are_kept_from_page_to_page(client):
    section = make_section(name="Harbour", slug="harbour")
    author = make_author(name="Marit Olsund", slug="marit")
    for number in range(21):
        live_story(number, headline=f"Wall {number}", section=section, authors=[author])
    live_story(headline="Wall elsewhere")

    first = client.get("/search/?q=wall&section=harbour&author=marit&since=2026-01-01&order=newest&x=1")
    text = first.content.decode()

    assert len(first.context["editions"]) == 20
    more = "?q=wall&amp;section=harbour&amp;author=marit&amp;since=2026-01-01&amp;order=newest"
    assert f'<a href="{more}&amp;page=2" rel="next">More</a>' in text
    assert '<option value="harbour" selected>Harbour</option>' in text
    assert '<option value="marit" selected>Marit Olsund</option>' in text
    assert 'value="2026-01-01"' in text
    second = client.get(more.replace("&amp;", "&").replace("?", "/search/?") + "&page=2")
    assert [edition.headline for edition in second.context["editions"]] == ["Wall 20"]
    assert f'<a href="{more}" rel="prev">Back</a>' in second.content.decode()


def test_a_section_is_searched_with_its_subsections(client):
    top = make_section(slug="harbour")
    edition = live_story(headline="Wall", section=make_section(parent=top))

    assert client.get("/search/?q=wall&section=harbour").context["editions"] == [edition]


@pytest.mark.parametrize("page", ["2", "51", "0", "x", "-1"])
def test_pages_that_do_not_exist_are_not_found(client, page):
    live_story(headline="Wall")

    assert client.get(f"/search/?q=wall&page={page}").status_code == 404
    assert client.get(f"/search/?page={page}").status_code == 404


def test_limits_that_readers_do_not_know_are_not_found(client):
    live_story(headline="Wall")
    make_article(authors=[make_author(name="Newcomer", slug="newcomer")])

    for limit in ("section=nothing", "author=nobody", "author=newcomer"):
        response = client.get(f"/search/?q=wall&{limit}")

        assert response.status_code == 404
        assert "Newcomer" not in response.content.decode()


@pytest.mark.parametrize(
    "day", ["2026-02-30", "yesterday", "0001-01-01", "9999-12-31", "2026-1-1T00:00", "%FF", "9" * 99]
)
def test_a_day_that_does_not_exist_is_answered_with_a_sentence(client, day):
    live_story(headline="Wall")

    response = client.get(f"/search/?q=wall&since={day}&until={day}")

    assert response.status_code == 200
    assert response.content.decode().count("That is no day of the calendar. Write it as 2026-11-24.") == 2
    assert response.context["editions"] == []


def test_a_from_after_the_until_is_told_beside_its_field_which_keeps_it(client):
    live_story(headline="Wall")

    response = client.get("/search/?q=wall&since=2026-11-05&until=2026-11-04")
    page = response.content.decode()

    assert 'value="2026-11-05" aria-invalid="true" aria-describedby="since-wrong">' in page
    assert '<span class="error" id="since-wrong">This day lies after the day under “Until”.</span>' in page
    assert 'value="2026-11-04">' in page
    assert "Put the dates right and search again." in page
    assert 'id="since-wrong"' not in client.get("/search/?q=wall&since=2026-11-04&until=2026-11-04").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "q=%00", "q=%FF%FE", "q=%ED%A0%80", "q[]=wall", "q[$ne]=1", "q=wall&q=", f"q={'x' * 3000}", f"q={'%22' * 3000}",
        "q=NEAR(", "q=%22", "q=AND", "q=wall%20OR", "q=%3Cscript%3E", "q=a&section=%00", "q=a&author=%00",
        "q=a&since=%00", "q=a&order=%00",
    ],
)  # fmt: skip
def test_whatever_is_asked_gets_a_page(client, query):
    live_story(headline="Wall")

    for address in ("/search/", "/search/suggestions/"):
        response = client.get(f"{address}?{query}")

        assert response.status_code == 200
        assert "<script>" not in response.content.decode()


def test_suggestions_are_json(client):
    edition = live_story(headline="Wall & sea", section=make_section(name="Harbour"))

    response = client.get("/search/suggestions/?q=wal")

    assert response["Content-Type"] == "application/json"
    assert response.json() == {"suggestions": [{"headline": "Wall & sea", "section": "Harbour", "path": edition.path}]}


@pytest.mark.parametrize("address", ["/search/?q=wall", "/search/suggestions/?q=wal"])
def test_one_hit_and_three_take_the_same_queries(client, django_assert_max_num_queries, address):
    counts = []
    for hits in (1, 2):
        for _ in range(hits):
            make_comment(live_story(headline="Wall").article, state="approved")
        with django_assert_max_num_queries(16) as queries:
            client.get(address)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_every_page_leads_to_the_search(client):
    text = client.get("/").content.decode()

    assert '<form class="find" action="/search/" role="search">' in text
    assert '<a class="find-link" href="/search/">Search</a>' in text

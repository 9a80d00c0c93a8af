from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest

from articles import corrections, sitemaps
from articles.models import Article, Masthead
from articles.publishing import publish, withdraw
from tests.factories import make_article, make_author, make_section
from tests.sitemap_rules import (
    MAP,
    NEWS,
    addresses_in,
    faults_of_index,
    faults_of_news,
    faults_of_sitemap,
)

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


def story(**fields):
    article = make_article(**fields)
    publish(article, by=None)
    return article


def got(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    return response.content


def listed(client, address):
    return [text.removeprefix(SITE) for text in addresses_in(got(client, address))]


def path_of(article):
    return article.editions.live().get().path


# The index and its slices


def test_index_leads_to_pages_and_to_each_slice_that_has_a_story(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "SLICE", 10)
    section = make_section()
    for pk in (3, 41, 42):
        publish(make_article(pk=pk, section=section), by=None)
    make_article(pk=55, section=section, headline="A draft")

    assert faults_of_index(got(client, "/sitemap.xml"), SITE) == []
    assert listed(client, "/sitemap.xml") == [
        "/sitemaps/pages.xml",
        "/sitemaps/stories-0.xml",
        "/sitemaps/stories-4.xml",
    ]
    assert [len(listed(client, f"/sitemaps/stories-{number}.xml")) for number in (0, 4)] == [1, 2]
    assert [client.get(f"/sitemaps/stories-{number}.xml").status_code for number in (1, 5)] == [404, 404]


def test_every_story_is_in_the_slice_of_its_number_whatever_becomes_of_the_others(client, monkeypatch, time_machine):
    monkeypatch.setattr(sitemaps, "SLICE", 10)
    section = make_section()
    stories = [make_article(pk=pk, section=section) for pk in (18, 19, 20)]
    for article in stories:
        publish(article, by=None)
    before = listed(client, "/sitemaps/stories-2.xml")
    time_machine.move_to(NOON + SECOND, tick=False)
    withdraw(stories[0], by=None)

    assert listed(client, "/sitemaps/stories-1.xml") == [path_of(stories[1])]
    assert listed(client, "/sitemaps/stories-2.xml") == before == [path_of(stories[2])]


def test_a_slice_keeps_the_rules_and_fits_whatever_its_addresses_are(client):
    section = make_section(slug="ハ" * 60)
    story(section=section, slug="港" * 110)
    story(section=section, slug="a'b-ø")
    story(section=make_section(slug="𠀀" * 60), slug="𠀀" * 120)

    content = got(client, "/sitemaps/stories-0.xml")

    assert faults_of_sitemap(content, SITE) == []
    # The third address is longer than the protocol allows, so search engines find it by links alone.
    assert len(addresses_in(content)) == 2
    assert sitemaps.SLICE <= 50_000 and sitemaps.SLICE * (sitemaps.LONGEST + 100) < 50 * 1024 * 1024


def test_last_change_is_the_one_readers_should_know_of_corrections_included(client, time_machine):
    first, second = story(), story()
    time_machine.move_to(NOON + HOUR, tick=False)
    corrections.add(second, by=None, kind="correction", text="It was ten.")
    corrections.add(second, by=None, kind="correction", text="To come.", at=NOON + 3 * HOUR)

    rows = ElementTree.fromstring(got(client, "/sitemaps/stories-0.xml"))
    changed = {row.findtext(f"{MAP}loc").removeprefix(SITE): row.findtext(f"{MAP}lastmod") for row in rows}

    assert changed == {path_of(first): "2026-03-03T12:00:00Z", path_of(second): "2026-03-03T13:00:00Z"}


def hide_from_search_engines(time_machine):
    """Make stories that are in no sitemap, each for a reason of its own."""
    make_article(headline="zq draft", slug="zq-draft")
    publish(make_article(slug="zq-scheduled"), by=None, at=NOON + HOUR)
    withdrawn = story(slug="zq-withdrawn")
    time_machine.move_to(NOON + SECOND, tick=False)
    withdraw(withdrawn, by=None)
    story(slug="zq-hidden", noindex=True)
    story(slug="zq-elsewhere", canonical_url="https://elsewhere.example/wall")


@pytest.mark.parametrize("address", ["/sitemaps/stories-0.xml", "/news-sitemap.xml"])
def test_only_what_search_engines_are_to_find_is_listed(client, time_machine, address):
    hide_from_search_engines(time_machine)
    shown = story(slug="shown")

    assert listed(client, address) == [path_of(shown)]


def test_what_is_scheduled_is_listed_from_its_minute_on(client, time_machine):
    article = make_article(slug="later")
    publish(article, by=None, at=NOON + HOUR)
    assert listed(client, "/sitemap.xml") == ["/sitemaps/pages.xml"]
    assert client.get("/sitemaps/stories-0.xml").status_code == 404
    assert listed(client, "/news-sitemap.xml") == []

    time_machine.move_to(NOON + HOUR, tick=False)

    assert listed(client, "/sitemap.xml") == ["/sitemaps/pages.xml", "/sitemaps/stories-0.xml"]
    assert listed(client, "/news-sitemap.xml") == [path_of(article)]


def test_pages_are_the_fronts_and_authors_with_a_story_out(client):
    top = make_section(slug="harbour", position=1)
    below = make_section(slug="dredging", parent=top)
    make_section(slug="town", position=2)
    story(section=below, authors=[make_author(slug="marit")])
    make_article(section=below, authors=[make_author(slug="zq-newcomer")])

    assert faults_of_sitemap(got(client, "/sitemaps/pages.xml"), SITE) == []
    assert listed(client, "/sitemaps/pages.xml") == [
        "/",
        "/harbour/",
        "/dredging/",
        "/town/",
        "/archive/",
        "/most-read/",
        "/corrections/",
        "/authors/marit/",
    ]


@pytest.mark.parametrize(
    ("address", "queries"),
    [("/sitemap.xml", 2), ("/sitemaps/pages.xml", 2), ("/sitemaps/stories-0.xml", 2), ("/news-sitemap.xml", 2)],
)
def test_sitemap_runs_the_same_queries_for_1_and_3_stories(client, django_assert_num_queries, address, queries):
    story()
    with django_assert_num_queries(queries):
        client.get(address)
    story()
    corrections.add(story(), by=None, kind="correction", text="It was ten.")
    with django_assert_num_queries(queries):
        client.get(address)


@pytest.mark.parametrize("number", ["00", "01", "-1", "9" * 10, "9" * 400, "x", "²", "1%00", ""])
def test_slices_that_no_number_names_are_404(client, number):
    story()

    assert client.get(f"/sitemaps/stories-{number}.xml").status_code == 404


def test_the_largest_number_is_404_and_no_error(client):
    story()

    assert client.get(f"/sitemaps/stories-{'9' * 9}.xml").status_code == 404


# News


def test_news_keeps_googles_rules(client, time_machine):
    Masthead(name="The Courier (Vassholm)", language="en-GB").save()
    for number in range(3):
        time_machine.move_to(NOON + number * HOUR, tick=False)
        story(headline=f"Wall <moves> & more {number}", slug=f"wall-{number}")

    content = got(client, "/news-sitemap.xml")

    assert faults_of_news(content, SITE, now=NOON + 2 * HOUR, name="The Courier") == []
    rows = ElementTree.fromstring(content)
    assert [row.findtext(f"{NEWS}news/{NEWS}title") for row in rows] == [
        f"Wall <moves> & more {number}" for number in (2, 1, 0)
    ]
    assert rows[0].findtext(f"{NEWS}news/{NEWS}publication/{NEWS}language") == "en"
    assert rows[0].findtext(f"{NEWS}news/{NEWS}publication_date") == "2026-03-03T14:00:00Z"


def test_news_lasts_for_48_hours(client, time_machine):
    article = story()
    time_machine.move_to(NOON + 48 * HOUR, tick=False)
    assert listed(client, "/news-sitemap.xml") == [path_of(article)]

    time_machine.move_to(NOON + 48 * HOUR + SECOND, tick=False)

    assert listed(client, "/news-sitemap.xml") == []


def test_a_correction_or_a_change_brings_no_old_story_back(client, time_machine):
    article = story()
    time_machine.move_to(NOON + 49 * HOUR, tick=False)
    corrections.add(article, by=None, kind="correction", text="It was ten.")
    article.refresh_from_db()
    article.deck = "Changed."
    article.save()
    article.record(by=None)
    publish(article, by=None)

    assert listed(client, "/news-sitemap.xml") == []


def test_satire_and_what_was_paid_for_is_no_news(client):
    for label in Article.Label:
        story(label=label, slug=label)

    assert sorted(path.split("/")[-2] for path in listed(client, "/news-sitemap.xml")) == sorted(
        set(Article.Label) - {"satire", "sponsored"}
    )
    assert len(listed(client, "/sitemaps/stories-0.xml")) == len(Article.Label)


def test_news_has_at_most_a_thousand(client, monkeypatch):
    assert sitemaps.MOST_NEWS == 1000
    monkeypatch.setattr(sitemaps, "MOST_NEWS", 2)
    paths = [path_of(story()) for _ in range(3)]

    assert listed(client, "/news-sitemap.xml") == paths[:0:-1]


@pytest.mark.parametrize(
    ("language", "code"),
    [("en", "en"), ("de-AT", "de"), ("PT_br", "pt"), ("zh", "zh-cn"), ("zh-Hant-HK", "zh-tw"), ("zh-TW", "zh-tw")],
)
def test_language_is_the_code_that_google_reads(language, code):
    assert sitemaps.publication_language(Masthead(language=language)) == code


@pytest.mark.parametrize(("name", "said"), [("A (b) C", "A C"), ("(All)", "(All)"), ("The Courier", "The Courier")])
def test_name_goes_without_what_is_in_parentheses(name, said):
    assert sitemaps.publication_name(Masthead(name=name)) == said


def test_odd_characters_leave_the_news_well_formed(client):
    story(headline="bell \x07 & \ufffe ]]> </title>")

    assert faults_of_news(got(client, "/news-sitemap.xml"), SITE, now=NOON, name="The Newsroom") == []


# The checkers themselves


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        ("<url><lastmod>2026-03-03</lastmod><loc>http://127.0.0.1:8000/a/</loc></url>", "order"),
        ("<url><loc>http://other.example/a/</loc></url>", "loc"),
        ("<url><loc>http://127.0.0.1:8000/ø/</loc></url>", "loc"),
        ("<url><loc>http://127.0.0.1:8000/a/</loc><lastmod>3 March</lastmod></url>", "lastmod"),
        ("", "0 entries"),
        ("<url><loc>http://127.0.0.1:8000/a/</loc></url>" * 2, "an address twice"),
    ],
)
def test_checker_of_sitemaps_finds_faults(inside, fault):
    start = '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'

    assert [found.startswith(fault) for found in faults_of_sitemap(f"{start}{inside}</urlset>".encode(), SITE)] == [
        True
    ]

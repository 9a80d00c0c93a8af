import json
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import urlsplit
from xml.etree import ElementTree

import html5lib
import pytest

from articles.models import Masthead
from articles.publishing import publish, withdraw
from tests.factories import make_article, make_author, make_photo, make_section

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture
def wall():
    Masthead(name="The Courier", language="nb").save()
    story = make_article(
        headline="Wall <moves>",
        deck="By eleven & more.",
        section=make_section(slug="harbour"),
        authors=[make_author(name="Marit Olsund")],
        lead_photo=make_photo(),
        slug="wall",
    )
    publish(story, by=None)
    return story


PATH = "/harbour/2026/03/01/wall/"


def asked(client, url=SITE + PATH, **query):
    return client.get("/oembed", {"url": url} | query)


def test_story_is_a_card_of_words_and_a_link(client, wall):
    response = asked(client)
    facts = json.loads(response.content)
    html = facts.pop("html")

    assert response["Content-Type"] == "application/json"
    assert facts == {
        "version": "1.0",
        "type": "rich",
        "title": "Wall <moves>",
        "author_name": "Marit Olsund",
        "provider_name": "The Courier",
        "provider_url": f"{SITE}/",
        "cache_age": 3600,
        "width": 600,
        "height": 200,
        "thumbnail_url": SITE + wall.lead_photo.rendition_url(600),
        "thumbnail_width": 600,
        "thumbnail_height": 400,
    }
    card = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(html)
    assert {element.tag for element in card.iter()} == {"DOCUMENT_FRAGMENT", "blockquote", "p", "a", "strong", "time"}
    assert card.find("blockquote").attrib == {"cite": SITE + PATH, "lang": "nb", "dir": "ltr"}
    assert card.find(".//a").get("href") == SITE + PATH
    assert " ".join("".join(card.itertext()).split()) == "Wall <moves> By eleven & more. The Courier, 1 Mar 2026"


def test_xml_says_the_same(client, wall):
    response = asked(client, format="xml")
    root = ElementTree.fromstring(response.content)

    assert response["Content-Type"] == "text/xml; charset=utf-8"
    assert root.tag == "oembed"
    assert {part.tag: part.text for part in root} == {
        name: str(value) for name, value in json.loads(asked(client).content).items()
    }


@pytest.mark.parametrize("size", [{"maxwidth": 320}, {"maxheight": 213}, {"maxwidth": 400, "maxheight": 300}])
def test_neither_card_nor_thumbnail_is_larger_than_asked(client, wall, size):
    facts = json.loads(asked(client, **size).content)

    for what in ("", "thumbnail_"):
        assert facts[f"{what}width"] <= size.get("maxwidth", 600)
        assert facts[f"{what}height"] <= size.get("maxheight", 2000)
    assert facts["thumbnail_width"] == 320


def test_where_no_thumbnail_fits_there_is_none(client, wall):
    assert not [name for name in json.loads(asked(client, maxwidth=100).content) if name.startswith("thumbnail")]


@pytest.mark.parametrize("form", ["yaml", "JSON", "json\x00", "jsonp"])
def test_other_forms_are_501(client, wall, form, caplog):
    response = asked(client, format=form)

    assert (response.status_code, response["Content-Type"]) == (501, "text/plain; charset=utf-8")
    assert caplog.records == []


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        SITE,
        f"{SITE}/",
        f"{SITE}/harbour/",
        f"{SITE}/harbour/2026/03/01/none/",
        f"https://elsewhere.example{PATH}",
        f"http://127.0.0.1:9000{PATH}",
        f"http://user@127.0.0.1:8000{PATH}",
        f"javascript:{SITE}{PATH}",
        f"ftp://127.0.0.1:8000{PATH}",
        f"//127.0.0.1:8000{PATH}",
        PATH,
        f"{SITE}/harbour/2026/03/01/wall%00/",
        f"{SITE}/harbour/2026/03/01/%ff/",
        f"{SITE}{PATH}\x00",
        f"{SITE}/{'x' * 3000}/",
        "http://[",
    ],
)
def test_anything_but_a_live_story_of_this_site_is_404(client, wall, url):
    for form in ("json", "xml"):
        assert asked(client, url, format=form).status_code == 404


@pytest.mark.parametrize("query", ["", "url[]=x"])
def test_odd_questions_are_404(client, wall, query):
    assert client.get(f"/oembed?{query}").status_code == 404


@pytest.mark.parametrize("size", ["maxwidth=abc", "maxwidth=-1", "maxheight=0", "maxheight=1e9", "maxwidth=100001"])
@pytest.mark.parametrize("url", [f"{SITE}{PATH}", f"{SITE}/none/", ""])
def test_odd_sizes_are_400_whatever_there_is(client, wall, size, url, caplog):
    response = client.get(f"/oembed?url={url}&{size}")

    assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
    sentence = "maxwidth and maxheight are whole numbers of pixels, from 1 to 100000.\n"
    assert response.content.decode() == sentence
    assert caplog.records == []


@pytest.mark.parametrize("url", [f"{SITE}{PATH}?utm=1#top", f"https://127.0.0.1:8000{PATH}"])
def test_what_stands_around_the_path_does_not_matter(client, wall, url):
    assert asked(client, url).status_code == 200


def test_story_in_any_script_is_found_by_its_encoded_address(client):
    publish(make_article(section=make_section(slug="港"), slug="ølhavn"), by=None)

    response = asked(client, f"{SITE}/%E6%B8%AF/2026/03/01/%C3%B8lhavn/")

    assert response.status_code == 200


def test_old_address_of_a_story_answers_with_its_new_one(client, time_machine, wall):
    time_machine.move_to(NOON + HOUR, tick=False)
    wall.slug, wall.headline = "moved", "Wall moved"
    wall.save()
    wall.record(by=None)
    publish(wall, by=None)

    facts = json.loads(asked(client).content)

    assert facts["title"] == "Wall moved"
    assert f'href="{SITE}/harbour/2026/03/01/moved/"' in facts["html"]


def test_draft_scheduled_and_withdrawn_stories_are_404(client, time_machine, wall):
    harbour = wall.section
    make_article(headline="zq", section=harbour, slug="draft")
    publish(make_article(headline="zq", section=harbour, slug="later"), by=None, at=NOON + HOUR)
    time_machine.move_to(NOON + timedelta(seconds=1), tick=False)
    withdraw(wall, by=None)

    for slug in ("draft", "later", "wall"):
        response = asked(client, f"{SITE}/harbour/2026/03/01/{slug}/")
        assert (response.status_code, "zq" in response.content.decode()) == (404, False)
    time_machine.move_to(NOON + HOUR, tick=False)
    assert asked(client, f"{SITE}/harbour/2026/03/01/later/").status_code == 200


def test_it_takes_two_queries_and_can_be_kept_and_read_from_anywhere(client, wall, django_assert_num_queries):
    with django_assert_num_queries(2):
        response = asked(client)

    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Tag"] == f"article:{wall.pk},masthead"
    assert client.get("/oembed", {"url": SITE + PATH}, headers={"if-none-match": response["ETag"]}).status_code == 304


def test_story_page_says_where_its_card_is(client, wall):
    head = client.get(PATH).content.decode().partition("</head>")[0]

    for form in ("json", "xml"):
        [link] = [line for line in head.splitlines() if f"{form}+oembed" in line]
        address = urlsplit(unescape(link.partition('href="')[2].partition('"')[0]))
        assert f"{address.scheme}://{address.netloc}" == SITE
        assert client.get(f"{address.path}?{address.query}").status_code == 200

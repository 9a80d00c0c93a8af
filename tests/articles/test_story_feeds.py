import json
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from articles import corrections
from articles.models import Author, Masthead
from articles.publishing import publish, withdraw
from articles.story_feeds import FORMATS, addresses_with
from tests.factories import make_article, make_author, make_comment, make_photo, make_section
from tests.feed_rules import ATOM, CONTENT, DC, MEDIA, SLASH, faults_of

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
HUB = "https://hub.example/"


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture
def wall():
    """A live story with all that an item can say."""
    Masthead(name="The Courier & Co", language="de", description="From the harbour.").save()
    section = make_section(name="Harbour", slug="harbour", description="Ships and walls.")
    below = make_section(name="Dredging", slug="dredging", parent=section)
    writers = [make_author(name="Marit Olsund", slug="marit-olsund"), make_author(name="Noor Vance", slug="noor-vance")]
    story = make_article(
        headline="Wall <moves> & more",
        deck="By <eleven> & counting.",
        body=f'<h2>Why</h2><p>See <a href="/archive/">all</a>.</p><figure><img data-file="{make_photo().pk}"></figure>',
        section=below,
        authors=writers,
        tags=["Sea wall"],
        lead_photo=make_photo(caption="The wall.", credit="Noor Vance / Courier"),
        dateline="VASSHOLM",
        slug="wall",
    )
    publish(story, by=None)
    return story


PLACES = ["latest", "sections/harbour", "sections/dredging", "tags/sea-wall", "authors/marit-olsund"]
EVERY = [f"/feeds/{place}.{form}" for place in PLACES for form in FORMATS]


def got(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response


def headlines(client, address):
    return [item["title"] for item in json.loads(got(client, address).content)["items"]]


def item_of(client, address="/feeds/latest.rss"):
    return ElementTree.fromstring(got(client, address).content).find("channel/item")


# The published rules


@pytest.mark.parametrize("hub", ["", HUB])
@pytest.mark.parametrize("full", [True, False])
@pytest.mark.parametrize("address", EVERY)
def test_every_feed_keeps_the_rules_of_its_form(client, settings, wall, address, full, hub):
    settings.WEBSUB_HUB = hub
    Masthead.objects.update(feeds_full_text=full)
    corrections.add(wall, by=None, kind="correction", text="It was <ten>.")
    publish(make_article(section=wall.section, authors=[Author.objects.first()], tags=["Sea wall"]), by=None)
    make_comment(wall, state="approved")

    assert faults_of(got(client, address), SITE + address) == []


@pytest.mark.parametrize("form", FORMATS)
def test_a_feed_without_stories_keeps_the_rules_and_stays_the_same(client, time_machine, form):
    address = f"/feeds/latest.{form}"
    empty = got(client, address)

    assert faults_of(empty, SITE + address) == []
    time_machine.move_to(NOON + HOUR, tick=False)
    assert client.get(address, headers={"if-none-match": empty["ETag"]}).status_code == 304


@pytest.mark.parametrize("text", ["bell \x07 and \x1b", "\ufffe", "🐟 " * 60, "]]> &amp; </title>"], ids=repr)
@pytest.mark.parametrize("form", FORMATS)
def test_odd_characters_break_no_feed(client, form, text):
    tag = text.strip()[:40]
    story = make_article(headline=f"A {text} Z"[:200], deck=text[:300], authors=[make_author(name=f"B {text}"[:100])])
    publish(story, by=None)
    story.corrections.create(text=f"{tag} was wrong", live_from=NOON)

    address = f"/feeds/latest.{form}"
    assert faults_of(got(client, address), SITE + address) == []


# What an item says


def test_rss_item_has_text_writers_picture_and_comments(client, wall):
    make_comment(wall, state="approved")
    make_comment(wall, state="pending")
    photo, address = wall.lead_photo, f"{SITE}/dredging/2026/03/01/wall/"

    item = item_of(client)

    assert item.findtext("title") == "Wall <moves> & more"
    assert item.findtext("link") == address
    assert item.findtext("description") == "By &lt;eleven&gt; &amp; counting."
    assert item.findtext("pubDate") == "Sun, 01 Mar 2026 12:00:00 +0000"
    assert (item.find("guid").attrib, item.findtext("guid")) == (
        {"isPermaLink": "false"},
        f"{SITE}/#story-{wall.pk}",
    )
    assert [category.text for category in item.findall("category")] == ["Dredging", "Sea wall"]
    assert [creator.text for creator in item.findall(f"{DC}creator")] == ["Marit Olsund", "Noor Vance"]
    assert item.findtext("comments") == f"{address}#comments"
    assert item.findtext(f"{SLASH}comments") == "1"
    media = item.find(f"{MEDIA}content")
    assert media.attrib == {
        "url": SITE + photo.rendition_url(1280),
        "medium": "image",
        "type": "image/jpeg",
        "width": "600",
        "height": "400",
    }
    assert media.findtext(f"{MEDIA}credit") == "Noor Vance / Courier"
    assert media.findtext(f"{MEDIA}description") == "The wall."


def test_whole_text_has_the_lead_photo_and_whole_addresses(client, wall):
    html = item_of(client).findtext(f"{CONTENT}encoded")

    assert html.startswith(f'<figure><img src="{SITE}{wall.lead_photo.rendition_url(1280)}" width="600" height="400"')
    assert f'<h2 id="why"><a href="{SITE}/dredging/2026/03/01/wall/#why">Why</a></h2>' in html
    assert f'<p>See <a href="{SITE}/archive/">all</a>.</p>' in html
    assert "<p>VASSHOLM</p>" in html
    for gone in ("srcset", "sizes", "loading", 'src="/', 'href="/', 'href="#'):
        assert gone not in html


def test_tables_pull_quotes_and_cards_are_plain_ones_in_a_feed(client):
    card = '<p class="embed"><a href="https://www.youtube.com/watch?v=abcdefghij_">Ebb</a><br>Board</p>'
    quote = '<p>It rose.</p><blockquote class="pull"><p>It rose.</p></blockquote>'
    publish(make_article(body=f"{quote}{card}<table><tr><td>4</td></tr></table>"), by=None)

    html = item_of(client).findtext(f"{CONTENT}encoded")

    link = '<a href="https://www.youtube.com/watch?v=abcdefghij_">Ebb</a>'
    plain = f"<p>{link}<br>Board, YouTube</p><table><tbody><tr><td>4</td></tr></tbody></table>"
    assert f"<p>It rose.</p><blockquote><p>It rose.</p></blockquote>{plain}" in html
    assert "class=" not in html and "aria-hidden" not in html


def test_addresses_of_other_sites_stay_as_they_are(client):
    body = '<p><a href="https://a.example/?x=1&amp;y=%22">a</a> <a href="mailto:d@a.example">m</a> ="/no/link"</p>'
    publish(make_article(body=body), by=None)

    html = item_of(client).findtext(f"{CONTENT}encoded")

    assert '<a href="https://a.example/?x=1&amp;y=%22">a</a>' in html
    assert '<a href="mailto:d@a.example">m</a> ="/no/link"' in html


def test_summary_feed_has_the_deck_and_no_text(client, wall):
    Masthead.objects.update(feeds_full_text=False)

    assert item_of(client).find(f"{CONTENT}encoded") is None
    entry = ElementTree.fromstring(got(client, "/feeds/latest.atom").content).find(f"{ATOM}entry")
    assert (entry.find(f"{ATOM}content"), entry.findtext(f"{ATOM}summary")) == (
        None,
        "By &lt;eleven&gt; &amp; counting.",
    )
    [item] = json.loads(got(client, "/feeds/latest.json").content)["items"]
    assert (item["summary"], item["content_html"]) == ("By <eleven> & counting.", "By &lt;eleven&gt; &amp; counting.")


def test_story_without_a_deck_is_summed_up_by_its_beginning(client):
    publish(make_article(body=f"<p>{'word ' * 100}</p><p>More.</p>"), by=None)

    summary = item_of(client).findtext("description")

    assert summary.startswith("word word") and summary.endswith("word…")
    assert 290 < len(summary) <= 301


def test_atom_names_each_writer_with_their_page(client, wall):
    entry = ElementTree.fromstring(got(client, "/feeds/latest.atom").content).find(f"{ATOM}entry")

    assert [author.findtext(f"{ATOM}uri") for author in entry.findall(f"{ATOM}author")] == [
        f"{SITE}/authors/marit-olsund/",
        f"{SITE}/authors/noor-vance/",
    ]
    assert entry.find(f"{ATOM}content").get("type") == "html"


def test_json_feed_says_what_the_others_say(client, wall):
    feed = json.loads(got(client, "/feeds/sections/harbour.json").content)
    [item] = feed.pop("items")
    html = item.pop("content_html")

    assert html == item_of(client).findtext(f"{CONTENT}encoded")
    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Courier & Co: Harbour",
        "home_page_url": f"{SITE}/harbour/",
        "feed_url": f"{SITE}/feeds/sections/harbour.json",
        "description": "Ships and walls.",
        "language": "de",
        "authors": [{"name": "The Courier & Co"}],
    }
    assert item == {
        "id": f"{SITE}/#story-{wall.pk}",
        "url": f"{SITE}/dredging/2026/03/01/wall/",
        "title": "Wall <moves> & more",
        "summary": "By <eleven> & counting.",
        "image": SITE + wall.lead_photo.rendition_url(1280),
        "date_published": "2026-03-01T12:00:00+00:00",
        "date_modified": "2026-03-01T12:00:00+00:00",
        "authors": [
            {"name": "Marit Olsund", "url": f"{SITE}/authors/marit-olsund/"},
            {"name": "Noor Vance", "url": f"{SITE}/authors/noor-vance/"},
        ],
        "tags": ["Dredging", "Sea wall"],
    }


def test_a_correction_stands_in_the_text_and_moves_its_date(client, time_machine, wall):
    time_machine.move_to(NOON + HOUR, tick=False)
    Masthead.objects.update(language="en")
    corrections.add(wall, by=None, kind="correction", text="It was ten.")
    corrections.add(wall, by=None, kind="retraction", text="All of it.")
    corrections.add(wall, by=None, kind="update", text="To come.", at=NOON + 2 * HOUR)

    [item] = json.loads(got(client, "/feeds/latest.json").content)["items"]

    assert item["content_html"].startswith("<p><strong>Retraction, 1 Mar 2026:</strong> All of it.</p>")
    assert item["content_html"].endswith("<p><strong>Correction, 1 Mar 2026:</strong> It was ten.</p>")
    assert "To come" not in item["content_html"]
    assert (item["date_published"], item["date_modified"]) == ("2026-03-01T12:00:00+00:00", "2026-03-01T13:00:00+00:00")


def test_a_story_that_moves_keeps_its_name(client, time_machine, wall):
    before = item_of(client)
    time_machine.move_to(NOON + HOUR, tick=False)
    wall.slug, wall.deck = "another", "Changed."
    wall.save()
    wall.record(by=None)
    publish(wall, by=None)

    after = item_of(client)

    assert before.findtext("link") != after.findtext("link")
    assert before.findtext("guid") == after.findtext("guid")


# Which stories


def test_feeds_have_the_stories_of_their_pages_the_newest_first(client, time_machine, wall):
    top = make_section(slug="town")
    for number, section in enumerate([wall.section.parent, top, wall.section], 1):
        time_machine.move_to(NOON + number * HOUR, tick=False)
        publish(make_article(headline=f"Number {number}", section=section, tags=["Sea wall"][: number % 2]), by=None)

    assert headlines(client, "/feeds/latest.json")[:3] == ["Number 3", "Number 2", "Number 1"]
    assert headlines(client, "/feeds/sections/harbour.json") == ["Number 3", "Number 1", "Wall <moves> & more"]
    assert headlines(client, "/feeds/sections/dredging.json") == ["Number 3", "Wall <moves> & more"]
    assert headlines(client, "/feeds/tags/sea-wall.json") == ["Number 3", "Number 1", "Wall <moves> & more"]
    assert headlines(client, "/feeds/authors/noor-vance.json") == ["Wall <moves> & more"]


@pytest.mark.parametrize(("full", "most"), [(True, 20), (False, 50)])
def test_whole_texts_are_twenty_and_summaries_fifty(client, full, most):
    Masthead(feeds_full_text=full).save()
    section = make_section()
    for _ in range(51):
        publish(make_article(section=section), by=None)

    assert len(headlines(client, "/feeds/latest.json")) == most


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_is_in_a_feed_before_or_after_it_is_public(client, time_machine, form):
    section, author = make_section(slug="harbour"), make_author(slug="marit")
    common = {"section": section, "authors": [author], "tags": ["Fish"]}
    make_article(headline="zqdraft", **common)
    publish(make_article(headline="zqscheduled", **common), by=None, at=NOON + HOUR)
    gone = make_article(headline="zqwithdrawn", **common)
    publish(gone, by=None)
    time_machine.move_to(NOON + timedelta(minutes=1), tick=False)
    withdraw(gone, by=None)
    publish(make_article(headline="Shown", **common), by=None)
    places = [f"/feeds/{place}.{form}" for place in ("latest", "sections/harbour", "tags/fish", "authors/marit")]

    for address in places:
        text = got(client, address).content.decode()
        assert "Shown" in text and "zq" not in text
    time_machine.move_to(NOON + HOUR, tick=False)
    assert all("zqscheduled" in got(client, address).content.decode() for address in places)


def test_feeds_of_what_is_not_there_are_404(client, wall):
    make_article(headline="Draft", tags=["Draft tag"], authors=[make_author(slug="newcomer")])

    for address in (
        "/feeds/sections/none.rss",
        "/feeds/tags/none.atom",
        "/feeds/tags/draft-tag.rss",
        "/feeds/authors/none.json",
        "/feeds/authors/newcomer.json",
        "/feeds/latest.xml",
        "/feeds/latest",
        "/feeds/tags/%00.rss",
        f"/feeds/tags/{'x' * 3000}.rss",
    ):
        assert (address, client.get(address).status_code) == (address, 404)


# How it is asked for


@pytest.mark.parametrize(
    ("place", "queries"), [("latest", 5), ("sections/harbour", 6), ("tags/sea-wall", 6), ("authors/marit-olsund", 6)]
)
@pytest.mark.parametrize("full", [True, False])
def test_feed_runs_the_same_queries_for_1_and_3_stories(client, wall, django_assert_num_queries, place, queries, full):
    Masthead.objects.update(feeds_full_text=full)
    for form in FORMATS:
        with django_assert_num_queries(queries):
            client.get(f"/feeds/{place}.{form}")
    for _ in range(2):
        story = make_article(section=wall.section, authors=[Author.objects.get(slug="marit-olsund")], tags=["Sea wall"])
        publish(story, by=None)
        corrections.add(story, by=None, kind="correction", text="It was ten.")
    for form in FORMATS:
        with django_assert_num_queries(queries):
            client.get(f"/feeds/{place}.{form}")


@pytest.mark.parametrize("address", EVERY)
def test_feed_is_sent_again_only_when_something_in_it_changed(client, time_machine, wall, address):
    first = got(client, address)
    time_machine.move_to(NOON + HOUR, tick=False)

    assert "Last-Modified" not in first
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    corrections.add(wall, by=None, kind="correction", text="It was ten.")
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_feed_names_what_it_depends_on(client, wall):
    assert got(client, "/feeds/latest.rss")["Cache-Tag"] == f"archive,authors,comments:{wall.pk},corrections,masthead"
    assert "section:harbour" in got(client, "/feeds/sections/harbour.rss")["Cache-Tag"].split(",")
    assert "tag:sea-wall" in got(client, "/feeds/tags/sea-wall.rss")["Cache-Tag"].split(",")


@pytest.mark.parametrize("address", [*EVERY, *(f"/feeds/corrections.{form}" for form in FORMATS)])
def test_hub_is_announced_in_the_feed_and_its_headers(client, settings, wall, address):
    assert HUB not in got(client, address).content.decode()
    settings.WEBSUB_HUB = HUB

    response = got(client, address)

    assert response["Link"] == f'<{HUB}>; rel="hub", <{SITE}{address}>; rel="self"'
    assert response.content.decode().count(HUB) == 1


def test_feeds_of_comments_announce_no_hub_since_it_is_not_told_of_them(client, settings):
    settings.WEBSUB_HUB = HUB

    response = got(client, "/feeds/comments.atom")

    assert "Link" not in response and HUB not in response.content.decode()


def test_every_feed_a_story_stands_in_is_known(wall):
    edition = wall.editions.live().select_related("section__parent").get()

    assert sorted(addresses_with(edition)) == sorted(SITE + address for address in [*EVERY, *AUTHOR_TWO])


AUTHOR_TWO = [f"/feeds/authors/noor-vance.{form}" for form in FORMATS]


# Where readers find them


@pytest.mark.parametrize(
    ("page", "place"),
    [
        ("/", "latest"),
        ("/harbour/", "sections/harbour"),
        ("/tags/sea-wall/", "tags/sea-wall"),
        ("/authors/marit-olsund/", "authors/marit-olsund"),
        ("/corrections/", "corrections"),
    ],
)
def test_page_announces_its_own_feeds_in_its_head(client, wall, page, place):
    head = got(client, page).content.decode().partition("</head>")[0]

    for form, kind in (("rss", "rss+xml"), ("atom", "atom+xml"), ("json", "feed+json")):
        assert f'<link rel="alternate" type="application/{kind}"' in head
        assert f'href="/feeds/{place}.{form}">' in head
    assert head.count("/feeds/") == 3


def test_addresses_are_those_of_the_design():
    assert reverse("articles:latest_rss") == "/feeds/latest.rss"
    assert reverse("articles:section_atom", args=["harbour"]) == "/feeds/sections/harbour.atom"
    assert reverse("articles:author_json", args=["marit"]) == "/feeds/authors/marit.json"
    assert reverse("articles:tag_rss", args=["Ølhavn"]) == "/feeds/tags/%C3%98lhavn.rss"

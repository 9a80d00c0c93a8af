import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO

import pytest
from PIL import Image

from articles.models import Article, Masthead
from articles.publishing import publish
from tests.factories import make_article, make_author, make_comment, make_photo, make_section

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)


@pytest.fixture(autouse=True)
def at_noon(time_machine, settings):
    settings.TIME_ZONE = "Europe/Oslo"
    time_machine.move_to(NOON, tick=False)
    return time_machine


def all_data_of(client, address):
    """{type: what is said of it} on a page. A page says no more than one thing of a type."""
    said = [json.loads(script) for script in SCRIPT.findall(client.get(address).content.decode())]
    found = {facts["@type"]: facts for facts in said}
    assert len(found) == len(said)
    return found


def data_of(client, article):
    [facts] = [facts for kind, facts in all_data_of(client, path_of(article)).items() if kind.endswith("Article")]
    return facts


def path_of(article):
    return article.editions.live().get().path


def test_story_is_described_in_the_words_of_schema_org(client):
    Masthead(name="The Courier", language="nb").save()
    photo = make_photo()
    story = make_article(
        headline="Wall moves",
        deck="By eleven.",
        section=make_section(name="Harbour", slug="harbour"),
        authors=[make_author(name="Marit Olsund", slug="marit-olsund")],
        lead_photo=photo,
        slug="wall",
    )
    publish(story, by=None)

    address = "http://127.0.0.1:8000/harbour/2026/07/01/wall/"
    assert data_of(client, story) == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": f"{address}#main",
        "headline": "Wall moves",
        "description": "By eleven.",
        "url": address,
        "mainEntityOfPage": {"@type": "WebPage", "@id": address},
        "datePublished": "2026-07-01T14:00:00+02:00",
        "dateModified": "2026-07-01T14:00:00+02:00",
        "author": [
            {"@type": "Person", "name": "Marit Olsund", "url": "http://127.0.0.1:8000/authors/marit-olsund/"},
        ],
        "publisher": {
            "@type": "NewsMediaOrganization",
            "@id": "http://127.0.0.1:8000/#organization",
            "name": "The Courier",
            "url": "http://127.0.0.1:8000/",
            "logo": "http://127.0.0.1:8000/static/newsroom/mark.svg",
        },
        "articleSection": "Harbour",
        "inLanguage": "nb",
        "image": [
            {
                "@type": "ImageObject",
                "url": f"http://127.0.0.1:8000{photo.rendition_url(1280)}",
                "width": 600,
                "height": 400,
                "caption": photo.caption,
                "creditText": photo.credit,
            }
        ],
    }


def test_corrections_are_told_with_kind_text_and_date(client, time_machine):
    story = make_article()
    edition = publish(story, by=None)
    time_machine.move_to(NOON + 2 * HOUR, tick=False)
    shown = story.corrections.create(kind="clarification", text="It was ten.", live_from=NOON + HOUR)
    story.corrections.create(text="To come.", live_from=NOON + 3 * HOUR)

    data = data_of(client, story)

    assert data["correction"] == [
        {
            "@type": "CorrectionComment",
            "name": "Clarification",
            "text": "It was ten.",
            "datePublished": "2026-07-01T15:00:00+02:00",
            "url": f"http://127.0.0.1:8000{edition.path}#correction-{shown.pk}",
        }
    ]
    assert data["dateModified"] == "2026-07-01T15:00:00+02:00"


def test_canonical_address_is_the_storys_own(client):
    story = make_article(canonical_url="https://elsewhere.example/wall")
    publish(story, by=None)

    assert data_of(client, story)["url"] == "https://elsewhere.example/wall"


@pytest.mark.parametrize(
    "headline", ["</script><script>alert(1)</script>", "<!-- <script>", 'Quote " and \\ slash', "a & b 🐟 \u2028"]
)
def test_no_headline_breaks_out_of_its_script(client, headline):
    story = make_article(headline=headline)
    publish(story, by=None)

    text = client.get(story.editions.live().get().path).content.decode()

    assert data_of(client, story)["headline"] == headline
    # Its own and the way to it; those of the palette, of the story and of the form under it.
    assert text.count("<script") == text.count("</script>") == 5


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("news", "NewsArticle"),
        ("analysis", "AnalysisNewsArticle"),
        ("opinion", "OpinionNewsArticle"),
        ("feature", "NewsArticle"),
        ("interview", "NewsArticle"),
        ("review", "ReviewNewsArticle"),
        ("obituary", "NewsArticle"),
        ("satire", "SatiricalArticle"),
        ("sponsored", "AdvertiserContentArticle"),
    ],
)
def test_kind_follows_the_label_for_the_story_and_for_its_comments(client, label, kind):
    story = make_article(label=label)
    publish(story, by=None)
    make_comment(story, state="approved")

    said = [json.loads(script) for script in SCRIPT.findall(client.get(path_of(story)).content.decode())]

    assert [facts["@type"] for facts in said] == [kind, "BreadcrumbList", kind]
    assert said[0]["@id"] == said[2]["@id"]


def test_every_label_has_a_kind_that_is_tested():
    assert len(Article.Label) == 9


def crumbs(client, address):
    steps = all_data_of(client, address)["BreadcrumbList"]["itemListElement"]
    assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
    return [(step["name"], step["item"].removeprefix("http://127.0.0.1:8000")) for step in steps]


def test_the_way_to_a_page_leads_from_home_through_its_sections(client):
    Masthead(name="The Courier").save()
    top = make_section(name="Harbour", slug="harbour")
    story = make_article(
        headline="Wall moves", slug="wall", section=make_section(name="Dredging", slug="dredging", parent=top)
    )
    publish(story, by=None)

    way = [("The Courier", "/"), ("Harbour", "/harbour/"), ("Dredging", "/dredging/")]
    assert crumbs(client, "/harbour/") == way[:2]
    assert crumbs(client, "/dredging/") == way
    assert crumbs(client, path_of(story)) == [*way, ("Wall moves", "/dredging/2026/07/01/wall/")]


def test_home_tells_of_the_publication_with_the_pages_on_how_it_works(client):
    Masthead(
        name="The Courier",
        tagline="Of the harbour",
        description="What happens by the sea.",
        language="nb",
        policies="We correct <mistakes>.",
        corrections_policy="https://courier.example/corrections",
        ethics_policy="https://courier.example/ethics",
        ownership="https://courier.example/owners",
    ).save()

    assert all_data_of(client, "/")["WebSite"] == {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "@id": "http://127.0.0.1:8000/#website",
        "name": "The Courier",
        "url": "http://127.0.0.1:8000/",
        "inLanguage": "nb",
        "publisher": {
            "@type": "NewsMediaOrganization",
            "@id": "http://127.0.0.1:8000/#organization",
            "name": "The Courier",
            "url": "http://127.0.0.1:8000/",
            "logo": "http://127.0.0.1:8000/static/newsroom/mark.svg",
            "slogan": "Of the harbour",
            "description": "What happens by the sea.",
            "publishingPrinciples": {"@type": "CreativeWork", "text": "We correct <mistakes>."},
            "correctionsPolicy": "https://courier.example/corrections",
            "ethicsPolicy": "https://courier.example/ethics",
            "ownershipFundingInfo": "https://courier.example/owners",
        },
    }


# How a page looks when it is shared

META = re.compile(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">')


def shared(client, address):
    """{name: [values]} of what the head says to other sites."""
    found = {}
    for name, value in META.findall(client.get(address).content.decode().partition("</head>")[0]):
        found.setdefault(name, []).append(unescape(value))
    return {name: values for name, values in found.items() if name.partition(":")[0] in ("og", "article", "twitter")}


def test_story_is_shared_with_its_picture_and_its_size(client):
    Masthead(name="The Courier", description="From the harbour.").save()
    photo = make_photo(alt_text="A wall & a crane.")
    story = make_article(
        headline="Wall <moves>",
        deck='By "eleven".',
        section=make_section(name="Harbour", slug="harbour"),
        authors=[make_author(name="Marit Olsund", slug="marit-olsund")],
        tags=["Sea wall", "Crane"],
        lead_photo=photo,
        slug="wall",
    )
    publish(story, by=None)

    assert shared(client, path_of(story)) == {
        "og:type": ["article"],
        "og:site_name": ["The Courier"],
        "og:title": ["Wall <moves>"],
        "og:description": ['By "eleven".'],
        "og:url": ["http://127.0.0.1:8000/harbour/2026/07/01/wall/"],
        "og:image": [f"http://127.0.0.1:8000{photo.rendition_url(1280)}"],
        "og:image:type": ["image/jpeg"],
        "og:image:width": ["600"],
        "og:image:height": ["400"],
        "og:image:alt": ["A wall & a crane."],
        "article:published_time": ["2026-07-01T12:00:00Z"],
        "article:modified_time": ["2026-07-01T12:00:00Z"],
        "article:section": ["Harbour"],
        "article:author": ["http://127.0.0.1:8000/authors/marit-olsund/"],
        "article:tag": ["Crane", "Sea wall"],
        "twitter:card": ["summary_large_image"],
    }
    _, width_px, height_px = photo.rendition(1280)
    with Image.open(BytesIO(b"".join(client.get(photo.rendition_url(1280)).streaming_content))) as picture:
        assert picture.size == (width_px, height_px)


def test_story_without_a_photo_is_shared_by_its_words(client):
    story = make_article(search_title="For search", search_description="In a sentence.")
    publish(story, by=None)

    found = shared(client, path_of(story))

    assert (found["og:title"], found["og:description"]) == (["For search"], ["In a sentence."])
    assert (found["twitter:card"], "og:image" in found) == (["summary"], False)


@pytest.mark.parametrize("address", ["/", "/harbour/", "/tags/fish/", "/authors/marit/"])
def test_fronts_and_lists_are_shared_by_name_and_address(client, address):
    section = make_section(name="Harbour", slug="harbour")
    publish(make_article(section=section, tags=["Fish"], authors=[make_author(slug="marit")]), by=None)

    found = shared(client, f"{address}?page=1")

    assert found["og:url"] == [f"http://127.0.0.1:8000{address}"]
    assert found["og:title"][0] and found["twitter:card"] == ["summary"]


@pytest.mark.parametrize(("hidden", "robots"), [(True, ["noindex"]), (False, ["max-image-preview:large"])])
def test_search_engines_may_show_large_pictures_of_what_is_not_hidden_from_them(client, hidden, robots):
    story = make_article(noindex=hidden)
    publish(story, by=None)

    assert re.findall(r'<meta name="robots" content="([^"]*)">', client.get(path_of(story)).content.decode()) == robots

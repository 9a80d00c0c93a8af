import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from articles.models import Masthead
from articles.publishing import publish
from tests.factories import make_article, make_author, make_photo, make_section

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)


@pytest.fixture(autouse=True)
def at_noon(time_machine, settings):
    settings.TIME_ZONE = "Europe/Oslo"
    time_machine.move_to(NOON, tick=False)
    return time_machine


def data_of(client, article):
    [script] = SCRIPT.findall(client.get(article.editions.live().get().path).content.decode())
    return json.loads(script)


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
        "publisher": {"@type": "NewsMediaOrganization", "name": "The Courier", "url": "http://127.0.0.1:8000/"},
        "articleSection": "Harbour",
        "inLanguage": "nb",
        "image": [f"http://127.0.0.1:8000{photo.src}"],
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
    # Its own, and that of the form under it.
    assert text.count("<script") == text.count("</script>") == 2

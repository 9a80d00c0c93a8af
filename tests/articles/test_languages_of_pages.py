"""The site's own pages in German and in Arabic."""

from datetime import UTC, datetime, timedelta

import html5lib
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from articles.agenda import Kind, writers
from articles.models import Edition, Masthead
from articles.oembed import card
from articles.publishing import NotPublishable, publish
from tests import surfaces
from tests.factories import make_article, make_author, make_editor, make_photo, make_section

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CARDS = "<p>Niemand weiß es.</p><p>https://youtu.be/abcdefghij_</p><table><tr><td>1</td><td>2</td></tr></table>"


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def speak(language):
    masthead = Masthead.objects.current()
    masthead.name, masthead.language, masthead.shows_changes = "Hafenbote", language, True
    masthead.save()


@pytest.fixture
def story():
    """A story in German, with what has words of ours in it, published at a desk that speaks English."""
    speak("de")
    names = [make_author(name=name) for name in ("Ines Kallas", "Ole Berg", "Marit Olsund")]
    story = make_article(
        headline="Die Mauer",
        section=make_section(name="Hafen", slug="hafen"),
        body=CARDS,
        authors=names,
        tags=["Mauer"],
        lead_photo=make_photo(),
        slug="mauer",
    )
    story.bylines.create(author=names[0], role="photos", position=3)
    assert translation.get_language() == "en-gb"
    publish(story, by=make_editor(), at=NOON - timedelta(days=4))
    story.corrections.create(kind="correction", text="Es waren elf.", live_from=NOON - timedelta(days=1))
    return story


def page(client, address) -> str:
    return client.get(address).content.decode()


def text_of(html: str) -> str:
    return " ".join("".join(html5lib.parse(html, namespaceHTMLElements=False).itertext()).split())


def test_a_story_that_an_english_desk_publishes_has_the_papers_words_in_its_text(story):
    edition = story.editions.get()

    assert edition.byline_text == "Von Ines Kallas, Ole Berg und Marit Olsund. Fotos: Ines Kallas."
    assert 'aria-label="Tabelle"' in edition.body_html
    assert "Von YouTube wird nichts geladen, bevor Sie es abspielen." in edition.body_html
    assert "Abspielen</button>" in edition.body_html


def test_what_the_desk_is_told_of_a_publication_is_in_its_own_language(story):
    story.embargo_until = NOON + timedelta(days=2)
    story.save()

    with pytest.raises(NotPublishable) as refused:
        publish(story, by=make_editor())

    assert "until Tuesday 3 March 2026" in str(refused.value)


def test_another_language_of_the_masthead_is_no_change_of_a_story(client, story):
    speak("en")
    Edition.objects.update(byline_text="By somebody, as another language had it")
    story.deck = "Neu."
    story.save()
    story.record(by=None)
    edition = publish(story, by=None)

    said = text_of(page(client, f"{edition.path}changes/"))

    assert "Neu." in said and "Byline" not in said


def test_the_desks_calendar_names_writers_alone(story):
    [event] = [writers(edition, Kind.PUBLISHED) for edition in story.editions.all()]

    assert event == "Ines Kallas, Ole Berg and Marit Olsund"


@pytest.mark.parametrize(
    ("label", "title"),
    [
        ("news", "Die Mauer"),
        ("feature", "Die Mauer"),
        ("sponsored", "Anzeige: Die Mauer"),
        ("opinion", "Meinung: Die Mauer"),
    ],
)
def test_what_is_no_report_is_called_so_wherever_its_headline_goes(client, story, label, title):
    Edition.objects.update(label=label)
    address = f"http://127.0.0.1:8000{story.editions.get().path}"

    feed = client.get("/feeds/latest.json").json()
    shown = client.get("/oembed", {"url": address}).json()

    assert feed["items"][0]["title"] == shown["title"] == title
    assert f">{title}</strong>" in shown["html"]
    assert f'og:title" content="{title}"' in page(client, story.editions.get().path)
    assert [hit["headline"] for hit in client.get("/search/suggestions/?q=mauer").json()["suggestions"]] == [title]


def test_a_label_stands_in_the_list_of_the_latest(client, story):
    section = make_section(name="Stadt", slug="stadt")
    for number in range(12):
        other = make_article(headline=f"Stadt {number}", section=section, slug=f"stadt-{number}", label="sponsored")
        publish(other, by=None, at=NOON - timedelta(hours=1 + number))

    latest = page(client, "/").partition('class="latest"')[2].partition("</ol>")[0]

    assert latest.count("<li>") == latest.count('<span class="label label-sponsored">Anzeige</span>') > 2


@pytest.mark.parametrize("code", ["de", "de-AT", "zh-Hant-TW", "ar", "es-419", "yue"])
def test_a_language_is_a_code(client, code):
    masthead = Masthead(language=code)
    masthead.full_clean()
    masthead.save()

    assert page(client, "/").partition("<html ")[2].startswith(f'lang="{code}"')


@pytest.mark.parametrize("code", ["klingonisch!!", "de_AT", 'x" onload=', "d", "de-", "deutsch", "de-AT-x\n"])
def test_what_is_no_code_of_a_language_is_refused_in_a_sentence(code):
    with pytest.raises(ValidationError) as refused:
        Masthead(language=code).full_clean()

    assert "Write the language as a code" in str(refused.value.message_dict["language"])


def test_a_story_in_german(client, story):
    said = text_of(page(client, story.editions.get().path))

    assert "Von Ines Kallas, Ole Berg und Marit Olsund. Fotos: Ines Kallas." in said
    assert "Veröffentlicht am 25. Februar 2026, 12:00 Uhr" in said
    assert "1 Min. Lesezeit" in said
    assert "Korrektur 28. Februar 2026, 12:00 Uhr" in said
    assert "Sonntag, 1. März 2026" in said


def test_a_story_in_arabic(client, story):
    speak("ar")
    said = text_of(page(client, story.editions.get().path))

    assert "بقلم Ines Kallas وOle Berg وMarit Olsund. تصوير: Ines Kallas." in said
    assert "نُشر في 25 فبراير 2026، 12:00" in said
    assert "دقيقة واحدة للقراءة" in said
    assert "الأحد 1 مارس 2026" in said


@pytest.mark.parametrize(
    ("language", "today", "this_year", "before"),
    [
        ("de", "07:00 Uhr", "25. Feb.", "24. Dez. 2025"),
        ("ar", "07:00", "25 فبراير", "24 ديسمبر 2025"),
        ("en", "07:00", "25 Feb", "24 Dec 2025"),
    ],
)
def test_short_times_in_lists(client, language, today, this_year, before):
    section, author = make_section(slug="hafen"), make_author(slug="ines")
    for moment in (NOON.replace(hour=7), NOON - timedelta(days=4), datetime(2025, 12, 24, 12, tzinfo=UTC)):
        publish(make_article(section=section, authors=[author]), by=make_editor(), at=moment)
    speak(language)
    tree = html5lib.parse(page(client, "/authors/ines/"), namespaceHTMLElements=False)

    times = [time.text for time in tree.iter("time")]
    assert times[1:] == [today, this_year, before]


def test_feeds_of_a_german_paper(client, story):
    rss, corrections = page(client, "/feeds/latest.rss"), page(client, "/feeds/corrections.rss")

    assert "<description>Das Neueste aus Hafenbote.</description>" in rss
    assert "Korrektur, 28. Feb. 2026:" in rss
    assert "<language>de</language>" in rss
    assert "<title>Hafenbote: Korrekturen</title>" in corrections
    assert "<title>Korrektur: Die Mauer</title>" in corrections


def test_a_card_elsewhere_names_the_writers_in_the_papers_language(story):
    with translation.override("de"):
        facts = card(story.editions.get(), Masthead.objects.current(), max_width_px=None, max_height_px=None)

    assert facts["author_name"] == "Ines Kallas, Ole Berg und Marit Olsund"
    assert "25. Feb. 2026" in facts["html"]


@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_strict_parser_takes_every_page(client, story, language):
    speak(language)
    addresses = [address for address in surfaces.every_address() if surfaces.is_page(address)]
    for address in [*addresses, "/no-such-page/"]:
        parser = html5lib.HTMLParser(strict=True)
        tree = parser.parse(page(client, address))
        assert tree.get("lang") == language


def test_another_language_costs_no_query(client, story):
    publish(make_article(headline="Ebbe", section=story.section), by=make_editor(), at=NOON)
    addresses = ["/", "/hafen/", story.editions.get().path, "/search/", "/archive/", "/corrections/"]
    addresses += [
        f"{story.editions.get().path}changes/",
        "/feeds/latest.rss",
        "/search/suggestions/?q=mau",
        "/tags/mauer/",
    ]
    counts = {}
    for language in ("en", "de", "ar"):
        speak(language)
        counts[language] = [queries_of(client, address) for address in addresses]

    assert counts["de"] == counts["ar"] == counts["en"]
    assert max(counts["en"]) <= 14


def queries_of(client, address) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_what_a_story_is_to_be_looks_the_same_before_and_after(client, story):
    """The preview at the desk says what the published page will say."""
    client.force_login(make_editor())
    story.body += "<p>https://vimeo.com/1234</p>"
    story.save()
    seen = text_of(page(client, f"/admin/articles/article/{story.pk}/preview/"))

    assert "Von Vimeo wird nichts geladen, bevor Sie es abspielen." in seen
    assert "Min. Lesezeit" in seen
    assert translation.get_language() == "en-gb"


def test_suggestions_are_counted_in_the_papers_language(client, story):
    assert 'data-counted="|1 Artikel|2 Artikel|' in page(client, "/search/")
    speak("ar")
    assert 'data-counted="|مقال واحد|مقالان|3 مقالات|' in page(client, "/search/")
    speak("en")
    assert 'data-counted="|1 story|2 stories|3 stories|' in page(client, "/search/")


def test_what_was_published_in_another_language_stays(story):
    speak("en")
    assert Edition.objects.get().byline_text.startswith("Von ")

"""Addresses in ten scripts, from the desk to the sitemap."""

import unicodedata
from urllib.parse import quote

import pytest
from taggit.models import Tag

from articles.models import Author, Section
from articles.publishing import publish
from articles.slugs import slugify
from tests.factories import make_article, make_author, make_editor, make_section
from tests.sitemap_rules import addresses_in

SCRIPTS = {
    "Arabic": ("البحر هادئ اليوم", "البحر-هادئ-اليوم"),
    "Hebrew": ("הים שקט היום", "הים-שקט-היום"),
    "Hindi": ("समुद्र आज शान्त है", "समुद्र-आज-शान्त-है"),
    "Bengali": ("সমুদ্র আজ শান্ত", "সমুদ্র-আজ-শান্ত"),
    "Tamil": ("கடல் இன்று அமைதி", "கடல்-இன்று-அமைதி"),
    "Thai": ("ทะเลสงบวันนี้", "ทะเลสงบวันนี้"),
    "Russian": ("Море сегодня спокойно", "море-сегодня-спокойно"),
    "Greek": ("Η θάλασσα ήρεμη", "η-θάλασσα-ήρεμη"),
    "Chinese": ("今天大海很平静", "今天大海很平静"),
    "Korean": ("바다가 고요하다", "바다가-고요하다"),
}
NAMES = list(SCRIPTS.values())


@pytest.mark.parametrize(("text", "slug"), NAMES, ids=list(SCRIPTS))
def test_an_address_keeps_every_letter_and_its_marks(text, slug):
    assert slugify(text) == unicodedata.normalize("NFC", slug)
    assert slugify(unicodedata.normalize("NFD", text)) == slugify(text)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("  “Wall”, it’s said – moves! ", "wall-its-said-moves"),
        ("İstanbul", "istanbul"),
        ("ＡＢＣ 100 %", "abc-100"),
        ("…!?", ""),
        ("___", ""),
        ("\u0301", ""),
        ("Harbour ❤\ufe0f wall", "harbour-wall"),
        ("a\x00b/c", "abc"),
    ],
)
def test_what_is_neither_letter_nor_number_stays_out(text, slug):
    assert slugify(text) == slug


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "slug"), NAMES, ids=list(SCRIPTS))
def test_a_story_is_found_at_its_address_in_any_script(client, settings, text, slug):
    slug = unicodedata.normalize("NFC", slug)
    section, author = make_section(name=text, slug=slug), make_author(name=text, slug=slug)
    edition = publish(make_article(headline=text, section=section, authors=[author], tags=[text]), by=make_editor())

    page = client.get(edition.path)
    whole = settings.SITE_URL + quote(edition.path)
    assert edition.path.endswith(f"/{slug}/")
    assert page.status_code == 200
    assert f'<link rel="canonical" href="{whole}">' in page.content.decode()
    assert whole in addresses_in(client.get("/sitemaps/stories-0.xml").content)
    assert whole in client.get("/feeds/latest.rss").content.decode()
    assert Tag.objects.get().slug == slug
    pages = (
        f"/{slug}/",
        f"/authors/{slug}/",
        f"/tags/{slug}/",
        f"/feeds/tags/{slug}.rss",
        f"/feeds/sections/{slug}.atom",
    )
    assert [client.get(quote(address)).status_code for address in pages] == [200] * len(pages)


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "slug"), NAMES, ids=list(SCRIPTS))
def test_the_desk_takes_an_address_in_any_script(client, text, slug):
    client.force_login(make_editor(is_superuser=True))
    typed = unicodedata.normalize("NFD", slug)

    client.post("/admin/articles/section/add/", {"name": text, "slug": typed, "position": 1})
    client.post("/admin/articles/author/add/", {"name": text, "slug": typed})
    client.post("/admin/taggit/tag/add/", {"name": text, "slug": typed})

    found = [Section.objects.get().slug, Author.objects.get().slug, Tag.objects.get().slug]
    assert found == [unicodedata.normalize("NFC", slug)] * 3


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["a b", "a/b", "a.b", "a?b", "a\u200bb", "<b>"])
def test_the_desk_refuses_what_is_no_address_in_a_sentence(client, slug):
    client.force_login(make_editor(is_superuser=True))

    answer = client.post("/admin/articles/section/add/", {"name": "A", "slug": slug, "position": 1})

    assert "Use letters of any script, numbers, hyphens and underscores only." in answer.content.decode()
    assert not Section.objects.exists()


def test_two_tags_of_one_address_get_two(db):
    first, second = (Tag.objects.create(name=name) for name in ("Hafen!", "Hafen?"))

    assert [first.slug, second.slug] == ["hafen", "hafen_1"]

"""Addresses that are made while a name is typed."""

import unicodedata

import pytest
from django.templatetags.static import static

from articles.models import Author, Section
from articles.slugs import slugify
from tests.articles.test_slugs import SCRIPTS
from tests.factories import make_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

SECTION, AUTHOR, TAG = "/admin/articles/section/add/", "/admin/articles/author/add/", "/admin/taggit/tag/add/"
RULE = "async ([module, names]) => { const { slugify } = await import(module); return names.map(slugify); }"
ODD = [
    "",
    " ",
    "…!?",
    "___",
    "-a_",
    "a\x1cb\x85c\ufeffd",
    "İstanbul",
    "ΟΔΟΣ",
    "ＡＢＣ 100 %",
    "\u0301",
    "❤\ufe0f a\U000e0101",
]
# Every sign that Python knows, between two letters; lone halves of pairs are none.
SIGNS = [f"a{chr(code)}B" for code in range(0x30000) if unicodedata.category(chr(code)) not in ("Cn", "Cs")]


@pytest.fixture
def desk(open_browser):
    return open_browser(make_editor(is_superuser=True))


def test_rule_of_the_page_is_that_of_the_server(desk):
    texts = [text for text, _ in SCRIPTS.values()]
    names = [*texts, *(unicodedata.normalize("NFD", text) for text in texts), *ODD, *SIGNS]
    desk.goto(SECTION)

    made = desk.evaluate(RULE, [static("newsroom/slugs.js"), names])

    assert {name: slug for name, slug in zip(names, made, strict=True) if slug != slugify(name)} == {}


@pytest.mark.parametrize("address", [SECTION, AUTHOR, TAG])
def test_address_is_made_while_the_name_is_typed(desk, address):
    desk.goto(address)
    name, slug = desk.get_by_label("Name", exact=False).first, desk.locator("#id_slug")

    for text, _ in SCRIPTS.values():
        name.fill("")
        name.press_sequentially(text)
        assert slug.input_value() == slugify(text)


def test_address_written_by_hand_stays_and_emptied_is_made_again(desk):
    desk.goto(SECTION)
    desk.locator("#id_name").press_sequentially("Hafen")
    desk.keyboard.press("Tab")
    desk.keyboard.type("kai")
    desk.locator("#id_name").fill("Hafen und Meer")
    assert desk.locator("#id_slug").input_value() == "kai"

    desk.locator("#id_slug").fill("")
    desk.locator("#id_name").fill("Das Meer!")

    assert desk.locator("#id_slug").input_value() == "das-meer"


def test_long_name_is_cut_to_what_the_address_holds_and_saved(desk):
    desk.goto(AUTHOR)
    desk.locator("#id_name").fill("समुद्र " * 20)
    made = desk.locator("#id_slug").input_value()

    desk.get_by_role("button", name="Save").click()

    longest = Author._meta.get_field("slug").max_length
    assert len(made) <= longest and not made.endswith("-")
    assert slugify("समुद्र " * 20).startswith(made)
    assert Author.objects.get().slug == made


def test_address_of_a_section_that_is_there_is_left_alone(desk):
    Section.objects.create(name="Hafen", slug="kai", position=1)
    desk.goto(f"/admin/articles/section/{Section.objects.get().pk}/change/")

    desk.locator("#id_name").fill("Meer")

    assert desk.locator("#id_slug").input_value() == "kai"

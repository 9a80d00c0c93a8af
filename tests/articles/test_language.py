import pytest
from django.test import override_settings
from django.utils import translation
from django.utils.translation import gettext

from articles.language import language_of, speaking_to_readers
from articles.models import Masthead
from comments import letters

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("masthead", "catalogue"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("DE_ch", "de"),
        ("ar-Arab-EG", "ar"),
        ("en", "en-gb"),
        ("en-US", "en-gb"),
        ("fo", "en-gb"),
        ("", "en-gb"),
        ("../de", "en-gb"),
        ("-", "en-gb"),
    ],
)
def test_the_nearest_catalogue_to_a_mastheads_language_is_taken(masthead, catalogue):
    assert language_of(Masthead(language=masthead)) == catalogue


def test_a_page_is_in_the_mastheads_language_and_the_next_request_starts_anew(client):
    Masthead(language="de").save()
    assert "Seite nicht gefunden" in client.get("/nowhere/").content.decode()
    assert translation.get_language() == "en-gb"
    assert "Log in" in client.get("/admin/login/").content.decode()
    Masthead(language="en").save()
    assert "Page not found" in client.get("/nowhere/").content.decode()


@override_settings(LANGUAGE_CODE="fr")
def test_an_english_paper_with_a_french_desk_stays_english(client):
    Masthead(language="en").save()
    assert "Page not found" in client.get("/nowhere/").content.decode()


def test_a_mail_is_in_the_mastheads_language_whoever_has_it_sent():
    Masthead(language="de").save()
    with translation.override("en-gb"):
        subject, _ = letters.compose("privacy", link="https://news.example/x", hours=1)
    assert subject.startswith("Was ")


def test_words_for_readers_made_at_the_desk_are_theirs():
    Masthead(language="de").save()
    with speaking_to_readers():
        assert gettext("Page not found") == "Seite nicht gefunden"
    assert gettext("Page not found") == "Page not found"

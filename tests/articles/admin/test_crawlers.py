import pytest
from django.contrib.messages import get_messages

from articles.models import AuditEntry, Masthead
from tests.factories import make_editor
from tests.page_forms import fields_of

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/articles/masthead/crawlers/"


@pytest.fixture
def editor(client):
    editor = make_editor()
    client.force_login(editor)
    return editor


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def ticked(client):
    return {name for name in fields_of(client.get(ADDRESS), "crawlers_form") if name.startswith("allows_")}


def test_page_shows_each_purpose_with_its_crawlers_and_the_file(editor, client):
    page = client.get(ADDRESS).content.decode()

    assert "Train models" in page and "GPTBot" in page
    assert "User-agent: ClaudeBot\n" in page
    assert ticked(client) == {"allows_ai_search", "allows_ai_answers"}


def test_what_is_ticked_is_what_crawlers_are_told_from_then_on(editor, client):
    Masthead(name="The Courier").save()

    response = client.post(ADDRESS, {"allows_ai_training": "on"})

    assert (response.status_code, response.url) == (302, ADDRESS)
    assert said(response) == ["Saved. Crawlers see it the next time they ask for robots.txt."]
    assert ticked(client) == {"allows_ai_training"}
    assert "# Train models: allowed" in client.get("/robots.txt").content.decode()
    assert AuditEntry.objects.get().by == editor


def test_saving_it_as_it_was_leaves_no_trace(editor, client):
    response = client.post(ADDRESS, {"allows_ai_search": "on", "allows_ai_answers": "on"})

    assert said(response) == ["Nothing has changed."]
    assert not AuditEntry.objects.exists() and not Masthead.objects.exists()


@pytest.mark.parametrize("value", ["\x00", "[]", "x" * 3000, "²"])
def test_odd_ticks_are_ticks(editor, client, value):
    assert client.post(ADDRESS, {"allows_ai_training": value}).status_code == 302


def test_other_methods_are_refused(editor, client):
    assert client.put(ADDRESS).status_code == 405


def test_masthead_leads_to_the_page_and_its_own_form_leaves_it_alone(editor, client):
    Masthead(name="The Courier", allows_ai_training=True).save()
    address = "/admin/articles/masthead/1/change/"
    page = client.get(address)
    assert f'href="{ADDRESS}"' in page.content.decode()

    client.post(address, fields_of(page, "masthead_form") | {"ethics_policy": "https://courier.example/ethics"})

    masthead = Masthead.objects.get()
    assert (masthead.allows_ai_training, masthead.ethics_policy) == (True, "https://courier.example/ethics")
    entry = AuditEntry.objects.get()
    assert (entry.deed, entry.details) == ("masthead", {"changed": ["rules you work by"]})

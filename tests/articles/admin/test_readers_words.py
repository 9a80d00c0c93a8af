"""What is written for readers is marked with the paper's language, and runs by its own script."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.utils import timezone

from articles.models import BreakingNews, Masthead
from articles.publishing import publish
from tests.factories import make_article, make_author, make_editor, make_photo, make_section, make_user

pytestmark = pytest.mark.django_db
DESK = "/admin/"


class Marked(HTMLParser):
    """{name of a field: whether it says Arabic and finds its own direction}"""

    def __init__(self, page):
        super().__init__()
        self.fields = {}
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in ("input", "textarea", "select") and attrs.get("type") != "hidden" and attrs.get("name"):
            marks = attrs.get("lang"), attrs.get("dir")
            self.fields.setdefault(attrs["name"], set()).add(marks)


@pytest.fixture
def arabic(client):
    Masthead(name="رسالة المرفأ", language="ar").save()
    client.force_login(make_user(is_superuser=True))


def marked(client, address) -> set[str]:
    """The names of the fields at an address that are in the paper's language; none of them is in another, too."""
    found = Marked(client.get(DESK + address).content.decode()).fields
    assert all(marks == {("ar", "auto")} or not {"ar", "auto"} & set().union(*marks) for marks in found.values())
    return {name for name, marks in found.items() if marks == {("ar", "auto")}}


def test_a_storys_fields_for_readers_are_in_the_papers_language_and_the_desks_own_are_not(client, arabic):
    story = make_article()
    publish(story, by=None)
    words = {"kicker", "headline", "deck", "body", "tags", "dateline", "lead_caption", "front_headline"}
    words |= {"search_title", "search_description"}

    assert marked(client, "articles/article/add/") == words
    assert marked(client, f"articles/article/{story.pk}/change/") == words | {"correction-text"}


def test_so_are_those_of_everything_else_that_readers_see(client, arabic):
    photo, author, section = make_photo(), make_author(), make_section()
    now = timezone.now()
    news = BreakingNews.objects.create(text="x", live_from=now, live_until=now + timedelta(hours=1))

    photo_words = {"alt_text", "caption", "credit", "extended_description", "place", "creator", "source", "copyright"}
    assert marked(client, f"articles/photo/{photo.pk}/change/") == photo_words
    assert marked(client, f"articles/author/{author.pk}/change/") == {"name", "role", "bio"}
    assert marked(client, f"articles/section/{section.pk}/change/") == {"name", "description"}
    assert marked(client, f"articles/breakingnews/{news.pk}/change/") == {"text"}
    assert marked(client, "articles/series/add/") == {"name", "description"}
    assert marked(client, "taggit/tag/add/") == {"name"}
    assert marked(client, f"articles/front/home/card/?article={make_article().pk}") == {"placed-__prefix__-headline"}
    assert {"name", "tagline", "contact"} <= marked(client, f"articles/masthead/{Masthead.objects.get().pk}/change/")


def test_a_field_sent_back_with_an_error_keeps_its_marks(client, arabic):
    sent = {"placed-TOTAL_FORMS": 1, "placed-INITIAL_FORMS": 0, "placed-0-headline": "x" * 300, "_save": "1"}
    page = client.post(
        f"{DESK}articles/front/home/", sent | {"placed-0-article": make_article().pk, "placed-0-slot": "lead"}
    )

    assert Marked(page.content.decode()).fields["placed-0-headline"] == {("ar", "auto")}


def test_one_request_says_nothing_of_the_next_ones_language(client):
    client.force_login(make_editor())
    paper = Masthead(name="Bote", language="de")
    paper.save()
    assert 'lang="de"' in client.get(f"{DESK}articles/article/add/").content.decode()

    Masthead.objects.update(language="ar")

    page = client.get(f"{DESK}articles/article/add/").content.decode()
    assert 'lang="ar"' in page
    assert 'lang="de"' not in page

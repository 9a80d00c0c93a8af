"""Breaking news at the desk."""

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from articles import page_names
from articles.models import AuditEntry, BreakingNews
from articles.publishing import publish
from tests.factories import make_article, make_editor, make_section
from tests.page_forms import fields_of

pytestmark = pytest.mark.django_db
ADD = "/admin/articles/breakingnews/add/"


@pytest.fixture
def editor(client):
    user = make_editor()
    client.force_login(user)
    return user


def typed(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def form_of(response, form_id) -> dict:
    return {name: values[0] for name, values in fields_of(response, form_id).items()}


def fields(**more):
    now = timezone.now()
    return {
        "text": "Ferries stop at six",
        "link": "",
        "live_from": typed(now),
        "live_until": typed(now + timedelta(hours=2)),
    } | more


def test_breaking_news_goes_on_the_fronts_and_is_told(client, editor, django_capture_on_commit_callbacks):
    told = []
    page_names.LISTENERS.append(told.append)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            client.post(ADD, fields(text=" Ferries  stop "))
    finally:
        page_names.LISTENERS.remove(told.append)

    assert BreakingNews.objects.get().text == "Ferries stop"
    assert {"breaking"} in told
    assert AuditEntry.objects.get().get_deed_display() == "Changed breaking news"
    assert "Ferries stop" in client.get("/").content.decode()


def test_links_are_stored_as_paths_and_https_addresses(client, editor, settings):
    settings.SITE_URL = "https://paper.test"
    make_section(slug="порт")
    story = publish(make_article(), by=None)
    links = {
        "/": "/",
        "/%D0%BF%D0%BE%D1%80%D1%82/": "/порт/",
        story.path: story.path,
        settings.SITE_URL + story.path: story.path,
        settings.SITE_URL: "/",
        "https://PAPER.test" + story.path: story.path,
        "http://paper.test:80/": "/",
        story.path + "changes/": story.path + "changes/",
        story.path + "comments/": story.path + "comments/",
        "/most-read/week/": "/most-read/week/",
        "https://coastguard.example/now?x=1": "https://coastguard.example/now?x=1",
    }

    for link in links:
        client.post(ADD, fields(link=link))

    assert list(BreakingNews.objects.order_by("pk").values_list("link", flat=True)) == list(links.values())


@pytest.mark.parametrize(
    "link",
    [
        *("//evil.example/", "/\\evil.example/", "http://evil.example/", "javascript:alert(1)", "data:text/html,x"),
        *("ftp://x", "https://", "https://[", "x", "/a b/", "/%2Fevil.example/", "/no/such/page/at/all/"),
        *("/admin/", "/?q=1", "/#x", "/" + "x" * 400, "/\x00/", "/%00/", "/%E2%80%AE/"),
    ],
)
def test_other_links_are_refused(client, editor, link):
    response = client.post(ADD, fields(link=link))

    assert response.status_code == 200
    assert "wrongness" in response.content.decode()
    assert not BreakingNews.objects.exists()


PRIVATE = [
    *("/preview/abc/", "/feeds/desk/abc.ics", "/comments/mine/abc/", "/comments/privacy/", "/admin/", "/admin/login/"),
    *("/admin/articles/article/1/change/", "/feeds/latest.rss", "/robots.txt", "/read/1/", "/livez", "/oembed"),
]


@pytest.mark.parametrize("site", ["", "https://paper.test", "https://PAPER.test", "HTTPS://paper.test.:443"])
@pytest.mark.parametrize("path", PRIVATE)
def test_an_address_that_is_not_for_every_reader_is_refused_with_a_sentence(client, editor, settings, site, path):
    settings.SITE_URL = "https://paper.test"

    response = client.post(ADD, fields(link=site + path))

    assert "is no page for all readers" in response.content.decode()
    assert not BreakingNews.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text": ""}, "Write what happened"),
        ({"text": "x" * 161}, "160"),
        ({"live_until": ""}, "Write when it goes"),
        ({"live_from": "soon"}, "This is not a day and a time"),
        ({"live_from": "2030-01-01T10:00", "live_until": "2030-01-01T10:00"}, "It would go before it comes"),
        ({"live_until": "9" * 40}, "This is not a day and a time"),
    ],
)
def test_what_is_wrong_is_said(client, editor, wrong, sentence):
    response = client.post(ADD, fields(**wrong))

    assert sentence in response.content.decode()
    assert not BreakingNews.objects.exists()


def test_nobody_writes_over_anothers_change(client, editor):
    client.post(ADD, fields())
    address = f"/admin/articles/breakingnews/{BreakingNews.objects.get().pk}/change/"
    mine = form_of(client.get(address), "breakingnews_form")
    client.post(address, mine | {"text": "Theirs"})

    response = client.post(address, mine | {"text": "Mine"})

    assert "Somebody else changed it meanwhile" in response.content.decode()
    assert BreakingNews.objects.get().text == "Theirs"


def test_it_is_ended_by_a_new_end(client, editor):
    client.post(ADD, fields(live_from="2026-01-01T10:00"))
    news = BreakingNews.objects.get()
    address = f"/admin/articles/breakingnews/{news.pk}/change/"

    client.post(address, form_of(client.get(address), "breakingnews_form") | {"live_until": "2026-01-01T11:00"})

    assert not BreakingNews.objects.live().exists()


def test_list_says_which_of_several_readers_see(client, editor):
    now = timezone.now()
    for text, start, end in (("Ended", -9, -5), ("Older", -4, 4), ("Newer", -2, 2), ("Later", 3, 6)):
        moments = {"live_from": now + timedelta(hours=start), "live_until": now + timedelta(hours=end)}
        BreakingNews.objects.create(text=text, **moments)

    page = client.get("/admin/articles/breakingnews/").content.decode()

    rows = re.findall(r'field-text.*?<a [^>]*>([^<]+)</a>.*?field-standing">([^<]+)<', page, re.DOTALL)
    assert dict(rows) == {
        "Ended": "Ended",
        "Older": "Under a newer one",
        "Newer": "On the fronts",
        "Later": "To come",
    }


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("/gone/", "no section has this address."),
        ("/authors/gone/", "no author of a live story has this address."),
        ("/tags/gone/", "no tag of a live story has this address."),
        ("/sport/2026/01/01/gone/", "nothing that readers see is at this address."),
    ],
)
def test_desk_says_why_a_link_does_not_show(client, editor, link, why):
    saved = client.post(ADD, fields(link=link), follow=True).content.decode()
    page = client.get(f"/admin/articles/breakingnews/{BreakingNews.objects.get().pk}/change/").content.decode()
    fronts = client.get("/admin/articles/front/").content.decode()

    assert "On the fronts, without its link" in saved
    assert [f"Its link does not show: {why}" in text for text in (saved, page, fronts)] == [True] * 3


@pytest.mark.parametrize("link", ["", "/", "/harbour/", "https://coastguard.example/"])
def test_desk_says_nothing_of_a_link_that_shows(client, editor, link):
    make_section(slug="harbour")
    saved = client.post(ADD, fields(link=link), follow=True).content.decode()
    page = client.get(f"/admin/articles/breakingnews/{BreakingNews.objects.get().pk}/change/").content.decode()

    assert "link does not show" not in saved + page + client.get("/admin/articles/front/").content.decode()
    assert "without its link" not in saved


def test_list_says_the_time_by_24_hours(client, editor):
    start = timezone.make_aware(datetime(2026, 11, 28, 23, 28))
    BreakingNews.objects.create(text="Late", live_from=start, live_until=start + timedelta(hours=1))

    page = client.get("/admin/articles/breakingnews/").content.decode()

    assert '<td class="field-begins">28 Nov 2026, 23:28</td><td class="field-ends">29 Nov 2026, 00:28</td>' in page

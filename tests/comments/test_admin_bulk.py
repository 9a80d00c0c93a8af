import html
import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import AuditEntry
from comments import batches
from comments.models import Batch, ChosenComment, Comment
from tests.factories import make_article, make_comment, make_moderator, make_section

LIST = "/admin/comments/comment/"
NEW = LIST + "bulk/new/"


@pytest.fixture
def marta(client, db):
    marta = make_moderator(first_name="Marta", last_name="Lind")
    client.force_login(marta)
    return marta


def page_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def asked(client, query):
    """Open the page that asks, and return what its form would send."""
    text = client.get(f"{NEW}?{query}").content.decode()
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text)
    return {name: html.unescape(value) for name, value in fields if name != "csrfmiddlewaretoken"}


def states():
    return list(Comment.objects.order_by("pk").values_list("state", flat=True))


def test_the_list_offers_a_verdict_for_all_that_match(client, marta):
    make_comment(body="A ferry late.")

    text = client.get(f"{LIST}?state=pending&q=ferry&_popup=1").content.decode()

    assert f'href="{NEW}?verdict=approved&amp;q=ferry&amp;state=pending"' in text
    assert "All 1 that match" in text


def test_it_asks_with_the_count_and_what_it_is_in_words(client, marta):
    harbour = make_section(name="Harbour", slug="harbour")
    story = make_article(section=harbour)
    for number in range(5):
        make_comment(story, body=f"Ferry number {number}.")
    make_comment(story, body="Ferry too.", state="rejected")
    make_comment(body="A ferry elsewhere.")

    text = page_of(client, f"{NEW}?verdict=approved&state=pending&section=harbour&since=week&q=ferry")

    assert "<h1>Approve 5 comments?</h1>" in text
    assert "Held, section: Harbour, since: Last 7 days, found by “ferry”" in text
    assert "5 held, on 1 story" in text
    assert [f"Ferry number {number}." in text for number in range(5)] == [True] * 3 + [False] * 2
    assert states() == ["pending"] * 5 + ["rejected", "pending"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("story=ferry", "Story: ferry"),
        ("tag=harbours", "Tag: harbours"),
        ("author=marit", "Story by: marit"),
        ("writer=annika", "Writer: annika"),
        ("state=pending&story=ferry&writer=annika", "Held, story: ferry, writer: annika"),
        ("state=all&since=ages", "All comments"),
        ("state=everything", "All comments"),
    ],
)
def test_every_filter_is_said_before_and_kept_in_words(client, marta, query, words):
    make_comment(author_name="Annika")

    text = page_of(client, f"{NEW}?verdict=spam&{query}")
    client.post(NEW, {"verdict": "spam", "query": query})

    assert words in text
    assert Batch.objects.get().words == words
    assert AuditEntry.objects.get().about == f"Many comments: {words}"


def test_it_warns_when_readers_see_some_of_them(client, marta):
    parent = make_comment(state="rejected")
    make_comment(state="approved"), make_comment(parent.article, parent=parent, state="approved")
    make_comment(), make_comment(state="withdrawn")

    assert "Readers see 1 of them now." in page_of(client, f"{NEW}?verdict=spam")
    assert "Readers see 1 of" not in page_of(client, f"{NEW}?verdict=spam&state=pending")


def test_more_than_fit_are_said(client, marta, monkeypatch):
    monkeypatch.setattr(batches, "MOST", 2)
    for _ in range(3):
        make_comment()

    text = page_of(client, f"{NEW}?verdict=spam")

    assert "More than 2 match. The 2 oldest are taken now" in text and "Mark as spam 2 comments?" in text


def test_yes_begins_a_batch_of_what_was_counted(client, marta):
    make_comment(body="Ferry."), make_comment(body="Ferry.", state="approved"), make_comment(body="Tide.")
    form = asked(client, "verdict=spam&q=ferry")
    make_comment(body="Ferry, later.")

    response = client.post(NEW, form)

    batch = Batch.objects.get()
    assert response.url == f"{LIST}bulk/{batch.pk}/"
    assert (batch.by, batch.verdict, batch.total, batch.words) == (marta, "spam", 2, "Found by “ferry”")
    assert states() == ["pending", "approved", "pending", "pending"]
    assert client.post(f"{LIST}bulk/{batch.pk}/step/").url == response.url
    assert states() == ["spam", "spam", "pending", "pending"]


def test_an_address_searched_for_is_not_written_down(client, marta):
    make_comment(author_email="annika@example.org"), make_comment()
    form = asked(client, "verdict=rejected&q=annika%40example.org")

    client.post(NEW, form)

    batch = Batch.objects.get()
    assert (batch.total, batch.words, batch.query) == (1, "Found by an e-mail address", "")
    assert "annika" not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("writer", "Held, by one writer"),
        ("story", "Held, story: an e-mail address"),
        ("tag", "Held, tag: an e-mail address"),
    ],
)
def test_an_address_in_any_filter_is_not_written_down(client, marta, name, words):
    make_comment(author_email="annika@example.org")

    client.post(NEW, {"verdict": "rejected", "query": f"state=pending&{name}=annika%40example.org"})

    batch = Batch.objects.get()
    assert (batch.words, batch.query, batch.total) == (words, "", 1 if name == "writer" else 0)
    assert "annika" not in str(list(AuditEntry.objects.values()))


def test_a_script_is_told_how_far_it_is(client, marta, monkeypatch):
    monkeypatch.setattr(batches, "STEP", 2)
    monkeypatch.setattr(batches, "SECONDS", 0)
    for _ in range(3):
        make_comment()
    batch = batches.begin(Comment.objects.all(), verdict="approved", by=marta, words="All")
    address, script = f"{LIST}bulk/{batch.pk}/step/", {"Accept": "application/json"}

    first, second = (client.post(address, headers=script).json() for _ in range(2))

    assert first == {"total": 3, "done": 2, "passed_over": 0, "left": 1, "ended": False}
    assert second == {"total": 3, "done": 3, "passed_over": 0, "left": 0, "ended": True}


def test_another_moderator_goes_on_stops_and_takes_back(client, marta):
    make_comment(), make_comment()
    batch = batches.begin(Comment.objects.all(), verdict="approved", by=make_moderator(), words="All of them")

    assert f"{LIST}bulk/{batch.pk}/" in page_of(client, LIST)
    assert "Go on" in page_of(client, f"{LIST}bulk/{batch.pk}/")
    client.post(f"{LIST}bulk/{batch.pk}/step/")
    assert "Take all of it back" in page_of(client, f"{LIST}bulk/{batch.pk}/")
    undoing = client.post(f"{LIST}bulk/{batch.pk}/undo/").url
    assert "Take back: 2 comments" in page_of(client, undoing)
    client.post(f"{undoing}step/")

    assert states() == ["pending", "pending"]
    assert "It was taken back" in page_of(client, f"{LIST}bulk/{batch.pk}/")
    assert "All of them" in page_of(client, f"{LIST}bulk/")


def test_a_stopped_batch_says_what_it_left(client, marta):
    make_comment()
    batch = batches.begin(Comment.objects.all(), verdict="approved", by=marta, words="All")

    client.post(f"{LIST}bulk/{batch.pk}/stop/")

    assert states() == ["pending"] and ChosenComment.objects.count() == 0
    assert "Left as they were" in page_of(client, f"{LIST}bulk/{batch.pk}/")


@pytest.mark.parametrize(
    "odd",
    [
        {"verdict": "withdrawn"},
        {"verdict": ""},
        {"verdict": "spam", "up_to": "9" * 40},
        {"verdict": "spam", "up_to": "x"},
        {"verdict": "spam", "counted_at": "2026-01-01"},
        {"verdict": "spam", "counted_at": "0001-01-01T00:00:00+23:59"},
        {"verdict": "spam", "counted_at": "1999-12-31T23:59:59+00:00"},
        {"verdict": "spam", "counted_at": "9999-12-31T23:59:59-23:59"},
        {"verdict": "spam", "counted_at": "\x00"},
        {"verdict": "spam", "query": "x" * 5000},
    ],
)
def test_odd_forms_begin_nothing(client, marta, odd):
    make_comment()

    response = client.post(NEW, odd)

    assert response.url == LIST and not Batch.objects.exists()
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "That is not a verdict on a list. Nothing was changed."
    ]


@pytest.mark.parametrize(
    "query", ["q=%00", "section=%00", "since=x", "p=999", "e=1", "article__pk=1", "state=🐟", "o=x"]
)
def test_odd_filters_are_answered(client, marta, query):
    make_comment()

    assert client.get(f"{NEW}?verdict=spam&{query}").status_code == 200
    assert client.post(NEW, {"verdict": "spam", "query": query}).status_code == 302


@pytest.mark.parametrize("address", ["bulk/0/", "bulk/" + "9" * 40 + "/"])
def test_a_made_up_batch_is_not_found(client, marta, address):
    assert client.get(LIST + address).status_code == 404
    assert client.post(f"{LIST}{address}step/").status_code == 404


def test_steps_are_posted(client, marta):
    batch = batches.begin(Comment.objects.all(), verdict="approved", by=marta, words="All")

    assert [client.get(f"{LIST}bulk/{batch.pk}/{deed}/").status_code for deed in ("step", "stop", "undo")] == [405] * 3


def test_pages_take_the_same_queries_for_one_and_three(client, marta):
    def queries():
        counts = []
        for address in (f"{NEW}?verdict=rejected&state=pending", LIST + "bulk/", batch):
            with CaptureQueriesContext(connection) as context:
                page_of(client, address)
            counts.append(len(context))
        return counts

    def add():
        make_comment()
        begun = batches.begin(Comment.objects.all(), verdict="approved", by=make_moderator(), words="All")
        return f"{LIST}bulk/{begun.pk}/"

    batch = add()
    with_one = queries()
    add(), add()

    assert queries() == with_one
    assert max(with_one) <= 16


def test_since_is_the_moment_of_the_count(client, marta):
    old = make_comment(created_at=timezone.now() - timedelta(days=2))
    new = make_comment()

    client.post(NEW, asked(client, "verdict=spam&since=day"))

    assert list(ChosenComment.objects.values_list("comment", flat=True)) == [new.pk] != [old.pk]

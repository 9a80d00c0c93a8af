"""Counting what is read: what counts, what a process keeps in mind, and how it is written down."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError
from django.test import RequestFactory
from django.utils import timezone

from articles import page_names, reads
from articles.models import ReadCount
from articles.publishing import publish, withdraw
from articles.reads import Noted, Writer, forget_old, hour_of, is_robot
from tests.factories import make_article

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PHONE = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36"
)
HERE = {"Sec-Fetch-Site": "same-origin", "User-Agent": PHONE}


@pytest.fixture(autouse=True)
def noted(monkeypatch):
    """A process that has noted nothing yet."""
    monkeypatch.setattr(reads, "noted", Noted())
    return reads.noted


def send(client, article, **headers):
    return client.post(f"/read/{article}/", headers=HERE | headers, REMOTE_ADDR="192.0.2.1")


def counted():
    return dict(ReadCount.objects.values_list("article", "count"))


def test_a_read_is_noted_without_a_query_and_written_later(client, db, django_assert_num_queries, noted):
    article = publish(make_article(), by=None).article

    with django_assert_num_queries(0):
        response = send(client, article.pk)

    assert (response.status_code, response.content, response.cookies) == (204, b"", {})
    assert response["Cache-Control"] == "no-store" and "Cookie" not in response.get("Vary", "")
    assert counted() == {}
    assert noted.write() == 1
    assert counted() == {article.pk: 1}


@pytest.mark.parametrize("number", [1, 3, 20])
def test_any_number_of_stories_is_written_by_one_statement(db, django_assert_num_queries, noted, number):
    articles = [publish(make_article(), by=None).article for _ in range(number)]
    for article in articles:
        noted.note(article.pk, "192.0.2.1")
        noted.note(article.pk, "192.0.2.2")

    # Which of them readers see, then all counts.
    with django_assert_num_queries(2):
        assert noted.write() == 2 * number
    with django_assert_num_queries(0):
        assert noted.write() == 0
    assert counted() == {article.pk: 2 for article in articles}


def test_counts_of_an_hour_are_added_up_and_hours_stand_apart(db, noted):
    article = publish(make_article(), by=None, at=NOON).article
    moments = [NOON, NOON + timedelta(minutes=59, seconds=59), NOON + timedelta(hours=1)]
    for number, moment in enumerate(moments):
        noted.note(article.pk, f"192.0.2.{number}", moment)
        noted.write(moment)

    assert list(ReadCount.objects.order_by("hour").values_list("hour", "count")) == [
        (NOON, 2),
        (NOON + timedelta(hours=1), 1),
    ]


def test_hours_are_the_same_everywhere(settings):
    settings.TIME_ZONE = "Asia/Kolkata"

    assert hour_of(timezone.localtime(NOON + timedelta(minutes=40))) == NOON


def test_one_reader_counts_once_an_hour_for_a_story(noted):
    assert noted.note(1, "192.0.2.1", NOON)
    assert not noted.note(1, "192.0.2.1", NOON + timedelta(minutes=59))
    assert noted.note(2, "192.0.2.1", NOON)
    assert noted.note(1, "192.0.2.2", NOON)
    assert noted.note(1, "192.0.2.1", NOON + timedelta(hours=1))


def test_one_reader_is_one_household(client, db, noted):
    for address in ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"):
        client.post("/read/7/", headers=HERE, REMOTE_ADDR=address)

    assert sum(noted.waiting.values()) == 2


def test_readers_that_can_not_be_told_apart_all_count(noted):
    assert [noted.note(1, "", NOON), noted.note(1, "", NOON)] == [True, True]


def test_nothing_kept_in_mind_names_a_reader_and_it_is_gone_with_the_hour(noted):
    noted.note(1, "192.0.2.1", NOON)
    key = noted.key

    assert "192.0.2.1" not in repr([noted.waiting, noted.known, noted.of_readers])
    noted.note(2, "192.0.2.2", NOON + timedelta(hours=1))
    assert len(noted.known) == 1 and noted.key != key
    assert [field.name for field in ReadCount._meta.get_fields()] == ["id", "article", "hour", "count"]


def test_one_reader_who_sends_without_end_counts_for_an_hour_of_reading(noted):
    assert sum(noted.note(number, "192.0.2.1", NOON) for number in range(1000)) == reads.MOST_OF_ONE_READER


def test_a_flood_takes_no_more_memory_than_is_set_aside(noted, monkeypatch):
    monkeypatch.setattr(reads, "MOST_KNOWN", 100)
    monkeypatch.setattr(reads, "MOST_STORIES", 40)
    for number in range(1000):
        noted.note(number, f"10.0.{number // 200}.{number % 200}", NOON)

    assert len(noted.waiting) == 40
    assert len(noted.known) <= 100 and len(noted.of_readers) <= 100
    # Stories that are counted already still are.
    assert noted.note(0, "192.0.2.1", NOON)
    assert not noted.note(5000, "192.0.2.1", NOON)


@pytest.mark.parametrize("state", ["draft", "scheduled", "withdrawn", "none", "beyond"])
def test_what_readers_do_not_see_gets_the_same_answer_and_counts_nothing(client, db, noted, state):
    live = publish(make_article(), by=None).article
    article = make_article()
    if state == "scheduled":
        publish(article, by=None, at=timezone.now() + timedelta(hours=1))
    if state == "withdrawn":
        publish(article, by=None)
        withdraw(article, by=None)
    number = {"none": article.pk + 1000, "beyond": 2**63}.get(state, article.pk)

    answers = [send(client, live.pk), send(client, number)]

    assert [(answer.status_code, dict(answer.headers)) for answer in answers[:1]] * 2 == [
        (answer.status_code, dict(answer.headers)) for answer in answers
    ]
    assert noted.write() == 1
    assert counted() == {live.pk: 1}


@pytest.mark.parametrize("number", ["x", "-1", "", "1.5", "%00", "%ff", "9" * 5000])
def test_what_is_no_number_is_not_found(client, db, number):
    assert client.post(f"/read/{number}/", headers=HERE).status_code == 404


def test_only_a_post_is_a_read(client, db, noted):
    assert client.get("/read/1/", headers=HERE).status_code == 405
    assert not noted.waiting


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"User-Agent": ""},
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
    ],
)
def test_other_sites_and_machines_do_not_count(client, db, noted, headers):
    assert send(client, 1, **headers).status_code == 204
    assert not noted.waiting


def test_where_a_browser_does_not_say_more_its_origin_has_to_be_ours(client, db, noted):
    for origin in ("https://evil.example", "null", "http://testserver"):
        client.post("/read/1/", headers={"User-Agent": PHONE, "Origin": origin}, REMOTE_ADDR="192.0.2.1")
    client.post("/read/2/", headers={"User-Agent": PHONE})

    assert [article for article, _ in noted.waiting] == [1]


@pytest.mark.parametrize(
    ("agent", "is_one"),
    [
        (PHONE, False),
        ("Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36", False),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.0 Safari/605.1.15", False),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", False),
        ("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/120.0", True),
        ("GPTBot/1.2", True),
        ("Mozilla/5.0 (compatible; bingbot/2.0)", True),
        ("Mozilla/5.0 (compatible; Baiduspider/2.0)", True),
        ("facebookexternalhit/1.1", True),
        ("curl/8.5.0", True),
        ("python-requests/2.32", True),
        ("", True),
    ],
)
def test_robots_are_known_by_their_names(agent, is_one):
    assert is_robot(RequestFactory().post("/read/1/", headers={"User-Agent": agent})) is is_one


def test_what_can_not_be_written_waits(db, noted, monkeypatch):
    article = publish(make_article(), by=None).article
    noted.note(article.pk, "192.0.2.1")

    def broken(*args):
        raise DatabaseError("The disk is full")

    with monkeypatch.context() as day:
        day.setattr(ReadCount.objects, "add", broken)
        with pytest.raises(DatabaseError):
            noted.write()
    noted.note(article.pk, "192.0.2.2")

    assert noted.write() == 2
    assert counted() == {article.pk: 2}


def test_pages_are_told_when_counts_change_and_not_otherwise(
    db, noted, monkeypatch, django_capture_on_commit_callbacks
):
    told = []
    monkeypatch.setattr(page_names, "LISTENERS", [told.append])
    noted.note(12345, "192.0.2.1")
    with django_capture_on_commit_callbacks(execute=True):
        noted.write()
    assert told == []

    noted.note(publish(make_article(), by=None).article.pk, "192.0.2.1")
    with django_capture_on_commit_callbacks(execute=True):
        noted.write()

    assert {"most-read"} in told


def test_old_counts_are_deleted_and_those_of_a_list_are_not(db):
    article = make_article()
    kept, old = hour_of(NOON - timedelta(days=7, hours=1)), hour_of(NOON - timedelta(days=8, hours=1))
    ReadCount.objects.add({(article.pk, kept): 1, (article.pk, old): 1})

    assert forget_old(NOON) == 1
    assert list(ReadCount.objects.values_list("hour", flat=True)) == [kept]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_web_process_writes_in_a_thread_of_its_own_and_what_is_left_when_it_ends(monkeypatch, noted):
    articles = [publish(make_article(), by=None).article for _ in range(2)]
    monkeypatch.setattr(Writer, "seconds_gathering", 0.01)
    writer = Writer()
    monkeypatch.setattr(reads, "writer", writer)

    reads.note(articles[0].pk, "192.0.2.1")
    for _ in range(200):
        if counted():
            break
        time.sleep(0.05)
    assert counted() == {articles[0].pk: 1}

    noted.note(articles[1].pk, "192.0.2.1")
    writer.stop()

    assert counted() == {article.pk: 1 for article in articles}
    assert not writer.thread.is_alive()

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing
from django.db import connection

from articles.models import Notice
from articles.notices import write_to
from articles.publishing import publish
from comments import erasure
from comments.erasure import address_of, erase, holdings, send_link, trace_of
from comments.intake import submit
from comments.models import Batch, Comment, Discussion, Mute, Report, SavedQueue, Writer, WriterEntry
from comments.models.comment import ERASED_TEXT
from comments.models.writer import sealed
from tests.articles.test_publishing_races import at_once
from tests.comments.test_addresses import everything_stored
from tests.factories import make_article, make_comment, make_editor, make_moderator

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANNIKA = "annika@example.org"


@pytest.fixture
def annika(db):
    """Everything that can be kept of an address, some of it in other letters. Returns her approved comment."""
    moderator = make_moderator(first_name="Marta", last_name="Zqvist")
    article = make_article(headline="Harbour wall")
    publish(article, by=moderator)
    words = {"author_name": "Annika Zqro", "author_website": "https://zqannika.example/", "ip_hash": "f" * 64}
    comment = make_comment(article, author_email="Annika@Example.org", user=moderator, body="The wall.", **words)
    comment.approve(by=moderator)
    reply = make_comment(article, parent=comment, author_email="leo@example.org", body="Which wall?")
    reply.approve(by=moderator)
    refused = make_comment(article, author_email=ANNIKA, body="Rude words.", **words)
    refused.reject(by=moderator, reasons=["It attacks a person"], message="Please stay with the story.")
    writer = Writer.objects.kept(ANNIKA)
    Writer.objects.filter(pk=writer.pk).update(confirmed_at=NOON, replies="daily")
    Mute.objects.create(writer=writer, thread=comment)
    WriterEntry.objects.create(writer=writer, kind="note", text="Knows the harbour.", by=moderator)
    other = make_comment(article, state="approved")
    details = {"reason": "illegal", "text": "It is a threat.", "reporter_name": "Annika Zqro", "ip_hash": "f" * 64}
    Report.objects.create(comment=other, reporter_email="ANNIKA@example.org", **details)
    write_to(ANNIKA, kind="receipt", subject="Your comment", text="It has arrived.")
    SavedQueue.objects.create(user=moderator, name="Hers", query="q=annika%40example.org")
    batch = {"verdict": "rejected", "query": "q=annika@example.org", "words": "by annika@example.org", "ended_at": NOON}
    Batch.objects.create(by=moderator, up_to=1, **batch)
    return comment


def test_all_that_is_kept_is_told_without_the_address_or_a_moderators_name(annika):
    told = json.loads(json.dumps(holdings(ANNIKA), default=str))

    assert [comment["text"] for comment in told["comments"]] == ["The wall.", "Rude words."]
    decision = told["comments"][1]["decisions"][0]
    assert (decision["verdict"], decision["by"], decision["reasons"]) == (
        "Rejected",
        "a moderator",
        ["It attacks a person"],
    )
    assert decision["told"] == "Please stay with the story."
    assert told["reports"][0]["text"] == "It is a threat."
    assert told["settings"]["mail about replies"] == "Once a day, together"
    assert told["muted threads"][0]["thread"] == annika.pk
    assert told["notes by moderators"][0]["text"] == "Knows the harbour."
    assert told["mails"][0]["subject"] == "Your comment"
    text = json.dumps(told).lower()
    assert "annika@example.org" not in text and "zqvist" not in text and "marta" not in text and "f" * 64 not in text
    assert "which wall" not in text


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_told_takes_the_same_queries_for_any_number(db, django_assert_num_queries, count):
    for _ in range(count):
        make_comment(author_email=ANNIKA).reject(by=make_moderator())

    with django_assert_num_queries(5):
        assert len(holdings(ANNIKA)["comments"]) == count


def test_who_wrote_is_erased_and_what_they_wrote_stays(annika):
    assert erase(ANNIKA, at=NOON) is True

    annika.refresh_from_db()
    assert (annika.author_name, annika.author_website, annika.user, annika.ip_hash) == ("Anonymous", "", None, "")
    assert (annika.body, annika.state, annika.erased_at) == ("The wall.", "approved", NOON)
    assert Discussion.objects.get(pk=annika.article_id).shown_count == 3
    assert not Writer.objects.exists() and not WriterEntry.objects.exists() and not Mute.objects.exists()
    report = Report.objects.get()
    assert (report.reporter_name, report.reporter_email, report.ip_hash, report.text) == ("", "", "", "It is a threat.")
    assert not Notice.objects.exists() and not SavedQueue.objects.exists()
    assert list(Batch.objects.values_list("query", "words")) == [("", "")]


def test_afterwards_no_table_holds_the_address_or_the_name(annika):
    kept = [row for row in everything_stored() if "annika" in row.lower()]
    assert len(kept) > 6

    erase(ANNIKA)

    assert [row for row in everything_stored() if "annika" in row.lower() or "zqro" in row.lower()] == []


def test_erased_comments_are_joined_by_nothing(annika):
    erase(ANNIKA)

    emails = set(Comment.objects.exclude(erased_at=None).values_list("author_email", flat=True))
    assert len(emails) == 2 and all(email.endswith("@erased.invalid") for email in emails)


def test_with_the_text_comments_are_withdrawn_and_their_replies_go_out_of_sight(annika, client):
    path = annika.article.editions.get().path
    assert b"Which wall?" in client.get(path).content

    assert erase(ANNIKA, with_text=True, at=NOON) is True

    assert {row.body for row in Comment.objects.exclude(erased_at=None)} == {ERASED_TEXT}
    annika.refresh_from_db()
    assert (annika.state, annika.decided_at) == ("withdrawn", NOON)
    decision = annika.decisions.get(verdict="withdrawn")
    assert (decision.rule, decision.was, decision.by) == ("writer", "approved", None)
    page = client.get(path).content
    assert b"Which wall?" not in page and b"The wall." not in page and ERASED_TEXT.encode() not in page
    assert Discussion.objects.get(pk=annika.article_id).shown_count == 1
    assert Report.objects.get().text == ""
    assert Comment.objects.get(author_email="leo@example.org").is_cut_off


@pytest.mark.parametrize("state", ["pending", "approved", "rejected"])
def test_with_the_text_open_reports_are_answered_and_their_reporter_told(annika, mailoutbox, state):
    Comment.objects.filter(pk=annika.pk).update(state=state, report_count=1)
    wanted = {"reason": "illegal", "reporter_name": "Leo", "reporter_email": "leo@example.org"}
    # So long ago that its receipt is not kept any more.
    report = Report.objects.create(comment=annika, at=NOON - timedelta(days=40), **wanted)

    erase(ANNIKA, with_text=True, at=NOON)

    report.refresh_from_db()
    assert (report.closed_at, report.closed_by, report.outcome) == (NOON, None, "withdrawn")
    assert not Comment.objects.reported().exists()
    assert "its writer took it back" in Notice.objects.to_reader("leo@example.org", f"outcome:{report.pk}").get().text


def test_without_the_text_a_reported_comment_stays_in_its_queue(annika):
    Comment.objects.filter(pk=annika.pk).update(report_count=1)
    Report.objects.create(comment=annika, reason="spam")

    erase(ANNIKA, at=NOON)

    assert list(Comment.objects.reported()) == [annika]


def test_a_reply_under_a_reply_goes_and_what_stands_beside_it_stays(annika):
    root = make_comment(annika.article, state="approved", author_email="root@example.org")
    mine = make_comment(annika.article, state="approved", parent=root, author_email=ANNIKA)
    below = make_comment(annika.article, state="approved", parent=mine)
    deeper = make_comment(annika.article, state="approved", parent=below)
    beside = make_comment(annika.article, state="approved", parent=root)

    erase(ANNIKA, with_text=True)

    shown = set(Comment.objects.shown().values_list("pk", flat=True))
    assert {root.pk, beside.pk} <= shown and not {mine.pk, below.pk, deeper.pk} & shown
    root.refresh_from_db()
    assert root.reply_count == 1


def test_erasing_twice_changes_nothing_more(annika):
    erase(ANNIKA, with_text=True)
    before = everything_stored()

    erase(ANNIKA, with_text=True)
    erase(ANNIKA)

    assert everything_stored() == before


def test_nobody_else_is_touched_and_no_address_erases_nothing(annika):
    Report.objects.create(comment=annika, reason="other")
    before = everything_stored()

    assert erase("", with_text=True) and erase("nnika@example.org") and erase("erased-1@erased.invalid")

    assert everything_stored() == before


def test_a_ban_outlives_erasure_as_a_hash_that_only_the_key_reads(annika, settings):
    WriterEntry.objects.create(writer=Writer.objects.get(), kind="ban", text="Threats.")
    Writer.objects.update(banned_at=NOON)

    erase(ANNIKA)

    row = Writer.objects.get()
    assert (row.email, row.banned_at, row.confirmed_at, row.replies) == (sealed(ANNIKA), NOON, None, "never")
    assert not WriterEntry.objects.exists()
    assert Writer.objects.known("Annika@example.org").is_banned
    assert not Writer.objects.known("leo@example.org").is_banned
    assert trace_of(ANNIKA) == ("", 0, "")
    kept = Writer.objects.kept(ANNIKA)
    assert (kept.pk, Writer.objects.get().email, kept.is_banned) == (row.pk, ANNIKA, True)
    erase(ANNIKA)
    settings.SECRET_KEY = "another key that is long enough to be one"
    assert not Writer.objects.known(ANNIKA).is_banned


def test_it_stops_when_time_is_up_and_goes_on_where_it_stopped(annika, monkeypatch):
    monkeypatch.setattr(erasure, "AT_ONCE", 1)

    assert erase(ANNIKA, seconds=0) is False
    assert Comment.objects.by_writer(ANNIKA).count() == 1
    assert erase(ANNIKA) is True
    assert trace_of(ANNIKA) == ("", 0, "")


def test_two_thousand_comments_of_one_chain_are_erased(db):
    article, rows, parent = make_article(), [], None
    for number in range(2_000):
        row = Comment(pk=number + 1, article=article, author_name="A", author_email=ANNIKA, body=f"{number}.")
        row.parent, row.state = parent, "approved"
        row.take_place()
        parent = row
        rows.append(row)
    Comment.objects.bulk_create(rows, batch_size=500)

    assert erase(ANNIKA, with_text=True) is True

    assert Comment.objects.filter(body=ERASED_TEXT, state="withdrawn").count() == 2_000
    assert Discussion.objects.get().shown_count == 0


# The link


def test_a_link_is_mailed_to_the_address_as_stored_and_does_not_name_it(annika, mailoutbox):
    assert send_link("ANNIKA@example.org") is True

    notice = Notice.objects.to_reader(ANNIKA, "privacy").get()
    link = next(line for line in notice.text.splitlines() if "/comments/privacy/" in line)
    token = link.split("/")[-2]
    assert address_of(token) == "Annika@Example.org" or address_of(token) == ANNIKA
    assert "annika" not in signing.b64_decode(token.split(":")[0].encode()).decode().lower()
    assert mailoutbox == []


def test_nothing_is_mailed_to_an_address_that_is_not_known(annika):
    assert send_link("stranger@example.org") is False
    assert not Notice.objects.filter(address="stranger@example.org").exists()


def test_an_address_known_only_by_a_report_gets_a_link(db):
    Report.objects.create(comment=make_comment(), reason="illegal", reporter_email="R@example.org")

    assert send_link("r@example.org") is True


def test_three_links_a_day_and_no_more(annika):
    Writer.objects.update(confirmed_at=None)
    Notice.objects.all().delete()

    sent = [send_link(ANNIKA) for _ in range(4)]

    assert sent == [True, True, True, False]
    Notice.objects.filter(kind="privacy").update(made_at=NOON)
    assert send_link(ANNIKA) is True


def test_a_link_that_is_wrong_or_used_up_has_no_address(annika):
    good = signing.dumps(["c", annika.pk], salt=erasure.SALT)

    assert address_of(good) == "Annika@Example.org"
    for bad in ("x", good[:-1], f"{good}x", "é" * 50, "\x00", ":::", "c" * 10_000):
        assert address_of(bad) == ""
    assert address_of(signing.dumps(annika.pk, salt="comments.mine")) == ""
    erase(ANNIKA)
    assert address_of(good) == ""


# Two at once


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("with_text", [False, True])
def test_erasing_posting_and_deciding_at_once_lose_nothing_and_leave_counts_right(settings, with_text):
    settings.COMMENT_FLOOD_SECONDS = settings.COMMENT_FLOOD_BURST = 0
    article, moderator = make_article(), make_moderator()
    publish(article, by=make_editor())
    roots = [make_comment(article, author_email=ANNIKA) for _ in range(12)]
    replies = [make_comment(article, parent=root, author_email="leo@example.org") for root in roots]
    for comment in (*roots[:6], *replies[:6]):
        comment.approve(by=moderator)

    def post(number):
        words = {"author_name": "Annika", "author_email": ANNIKA, "body": f"New {number}."}
        return submit(Comment(article=article, **words), address="203.0.113.7")

    def decide():
        for comment in (*reversed(roots), *replies):
            try:
                comment.approve()
            except Exception as error:
                if type(error).__name__ != "AlreadyDecided":
                    raise

    acts = [lambda: erase(ANNIKA, with_text=with_text)] * 2
    results = at_once(*acts, decide, *[lambda number=number: post(number) for number in range(4)])

    assert [result for result in results if isinstance(result, Exception)] == []
    assert (
        Comment.objects.filter(body__startswith="New ").count()
        + Comment.objects.filter(erased_at__isnull=False)
        .exclude(pk__in=[comment.pk for comment in roots])
        .exclude(body__startswith="New ")
        .count()
        == 4
    )
    assert not Comment.objects.filter(pk__in=[comment.pk for comment in roots]).exclude(author_name="Anonymous")
    assert Discussion.objects.get(pk=article.pk).shown_count == Comment.objects.shown().count()
    for reply in Comment.objects.exclude(parent=None).select_related("parent"):
        assert reply.is_cut_off == (not reply.parent.is_shown)
    assert connection.vendor == "postgresql"

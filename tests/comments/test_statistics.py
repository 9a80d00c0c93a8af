"""The figures, reckoned by hand, and the page that shows them."""

import csv
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.models import Comment, Decision, Report
from comments.statistics import PersonTally, ReportTally, RuleTally, Tally, Waits, beginning, statistics
from comments.templatetags.figures import in_hundred, wait
from tests.factories import make_article, make_comment, make_editor, make_moderator

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
PAGE = "/admin/comments/comment/statistics/"
State = Comment.State


def minutes(number):
    return timedelta(minutes=number)


TEN, HOUR = minutes(10), minutes(60)


def made(state=State.PENDING, ago=HOUR, story=None, **fields):
    return make_comment(story, state=state, created_at=NOON - ago, **fields)


def decided(comment, verdict, *, by=None, rule="", after=TEN):
    Decision.objects.create(comment=comment, by=by, rule=rule, verdict=verdict, at=comment.created_at + after)
    Comment.objects.filter(pk=comment.pk).update(state=verdict)
    return comment


def test_nothing_is_counted_where_nothing_is(db):
    figures = statistics(7, NOON)

    assert figures.whole == Tally("")
    assert (figures.waiting, figures.oldest, figures.waits) == ("0", None, Waits())
    assert (figures.rules, figures.people, figures.reports, figures.by_story) == ([], [], [], [])
    assert [day.name for day in figures.by_day] == [date(2026, 3, day) for day in range(4, 11)]
    assert [hour.name for hour in figures.by_hour] == list(range(24))


def test_comments_are_counted_by_what_became_of_them(db):
    for state in [State.APPROVED, State.APPROVED, State.REJECTED, State.SPAM, State.PENDING, State.WITHDRAWN]:
        made(state)
    made(State.APPROVED, timedelta(days=7))
    made(State.APPROVED, -minutes(1))

    figures = statistics(7, NOON)

    assert figures.whole == Tally("", received=6, approved=2, rejected=1, spam=1, held=1, withdrawn=1)
    assert figures.by_day[-1] == figures.whole._replace(name=date(2026, 3, 10))
    assert figures.by_hour[11] == figures.whole._replace(name=11)


def test_days_and_hours_are_those_of_the_site(db, settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    with timezone.override("Pacific/Auckland"):
        made(ago=minutes(0))

        figures = statistics(7, NOON)

    # Noon in Greenwich is an hour after midnight there.
    assert figures.by_day[-1] == Tally(date(2026, 3, 11), received=1, held=1)
    assert figures.by_hour[1].received == 1


def test_period_begins_at_midnight(db):
    assert beginning(7, NOON) == datetime(2026, 3, 4, tzinfo=UTC)
    made(ago=NOON - datetime(2026, 3, 4, tzinfo=UTC))
    made(ago=NOON - datetime(2026, 3, 4, tzinfo=UTC) + timedelta(microseconds=1))

    assert statistics(7, NOON).whole.received == 1


def test_waiting_are_all_that_are_held_and_the_oldest_of_them(db):
    made(ago=timedelta(days=200))
    made()
    made(State.APPROVED, timedelta(days=300))

    figures = statistics(7, NOON)

    assert (figures.waiting, figures.oldest) == ("2", NOON - timedelta(days=200))


def test_waiting_are_counted_to_ninety_nine_and_no_further(db):
    story = make_article()
    Comment.objects.bulk_create(
        Comment(article=story, body="Held.", author_email="a@example.org", created_at=NOON - minutes(number))
        for number in range(99)
    )
    assert statistics(7, NOON).waiting == "99"
    made(story=story, ago=minutes(200))

    with CaptureQueriesContext(connection) as context:
        figures = statistics(7, NOON)

    assert (figures.waiting, figures.oldest) == ("99+", NOON - minutes(200))
    held = [query["sql"] for query in context if "LIMIT 100" in query["sql"]]
    assert len(held) == 1


def test_wait_is_from_arrival_to_the_first_decision_by_a_person(db):
    moderator = make_moderator()
    comment = decided(made(), State.PENDING, rule="every_comment", after=minutes(0))
    decided(comment, State.APPROVED, by=moderator, after=minutes(12))
    decided(comment, State.REJECTED, by=moderator, after=minutes(40))
    decided(made(), State.SPAM, rule="trap", after=minutes(0))
    made()

    assert statistics(7, NOON).waits == Waits(1, minutes(12), minutes(12), minutes(12))


def test_waits_by_nearest_rank(db):
    moderator = make_moderator()
    story = make_article()
    for number in range(1, 21):
        decided(made(story=story), State.APPROVED, by=moderator, after=minutes(number))

    assert statistics(7, NOON).waits == Waits(20, minutes(10), minutes(18), minutes(20))


def test_rules_are_judged_by_what_became_of_what_they_held(db):
    moderator = make_moderator()
    for verdict in [State.APPROVED, State.APPROVED, State.SPAM]:
        comment = decided(made(), State.PENDING, rule="links", after=minutes(0))
        decided(comment, verdict, by=moderator)
    decided(made(), State.PENDING, rule="links")
    decided(made(), State.SPAM, rule="trap")
    decided(made(), State.WITHDRAWN, rule="writer")
    decided(made(), State.PENDING, rule="edited")

    assert statistics(7, NOON).rules == [RuleTally("links", 4, 2, 1, 1), RuleTally("trap", 1, 0, 1, 0)]
    names = [RuleTally(rule, 1, 0, 0, 0).name for rule in ("every_comment", "capitals", "publish_first", "no_longer")]
    assert names == ["Every comment", "Shouting", "Publish, then check", "No longer"]


def test_people_are_counted_with_what_was_undone(db):
    leif = make_moderator(first_name="Leif", last_name="Aasen")
    marit = make_editor(username="marit")
    for verdict in [State.APPROVED, State.REJECTED, State.SPAM]:
        decided(made(), verdict, by=leif)
    undone = decided(made(), State.APPROVED, by=leif)
    decided(undone, State.PENDING, by=leif, after=minutes(11))
    overruled = decided(made(), State.REJECTED, by=leif)
    decided(overruled, State.APPROVED, by=marit, after=minutes(11))
    confirmed = decided(made(), State.SPAM, by=leif)
    decided(confirmed, State.SPAM, by=marit, after=minutes(11))

    assert statistics(7, NOON).people == [
        PersonTally("Leif Aasen", 6, 2, 2, 2, 2),
        PersonTally("marit", 2, 1, 0, 1, 0),
    ]


def test_reports_are_counted_by_reason_with_what_came_of_them(db):
    def report(reason, at=NOON - HOUR, **fields):
        Report.objects.create(comment=made(), reason=reason, at=at, **fields)

    report("spam", closed_at=NOON - minutes(30), outcome=State.SPAM)
    report("spam", closed_at=NOON - minutes(50), outcome=State.APPROVED)
    report("spam")
    report("illegal", closed_at=NOON, outcome=State.REJECTED)
    report("illegal", at=NOON - timedelta(days=9), closed_at=NOON, outcome=State.REJECTED)

    figures = statistics(7, NOON)

    assert figures.reports == [ReportTally("Advertising or spam", 3, 2, 1), ReportTally("Illegal content", 1, 1, 1)]
    assert figures.report_waits == Waits(3, minutes(30), minutes(60), minutes(60))


def test_busiest_stories_come_first_and_are_ten(db):
    quiet, busy = make_article(), make_article(headline="Harbour wall")
    for story in [quiet, busy, busy]:
        made(State.APPROVED, story=story)
    for _ in range(10):
        made()

    stories = statistics(7, NOON).by_story

    assert stories[0] == Tally((busy.pk, "Harbour wall"), received=2, approved=2)
    assert len(stories) == 10


@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_the_same_queries_for_one_and_three(db, client, count, django_assert_num_queries):
    moderator = make_moderator()
    client.force_login(moderator)
    now = timezone.now()
    for _ in range(count):
        comment = make_comment()
        Decision.objects.create(comment=comment, by=make_editor(), verdict=State.APPROVED, at=now)
        Decision.objects.create(comment=comment, rule=f"rule{comment.pk}", verdict=State.PENDING, at=now)
        Report.objects.create(comment=comment, reason="spam", closed_at=now)

    # Thirteen are the figures, the others the session, the account and the desk's frame.
    with django_assert_num_queries(16):
        client.get(PAGE)


@time_machine.travel(NOON, tick=False)
def test_page_shows_the_period_that_is_asked_for(db, client):
    client.force_login(make_moderator())
    made(State.APPROVED, timedelta(days=20))

    assert client.get(PAGE).context["figures"].whole.received == 0
    assert client.get(PAGE, {"days": 30}).context["figures"].whole.received == 1
    for odd in ("", "8", "-1", "9" * 40, "\x00", "30.0"):
        assert client.get(PAGE, {"days": odd}).context["figures"].days == 7


@time_machine.travel(NOON, tick=False)
def test_bars_are_as_high_as_what_they_stand_for(db, client):
    client.force_login(make_moderator())
    for state in [State.APPROVED, State.APPROVED, State.SPAM, State.PENDING]:
        made(state)
    made(State.APPROVED, timedelta(days=1))

    days = client.get(PAGE).context["days"]

    assert days[-1].parts == [("approved", 50, 50), ("refused", 25, 25), ("others", 0, 25)]
    assert days[-2].parts == [("approved", 75, 25)]
    assert days[-1].words == "10 March: 4 received, 2 approved, 1 refused"


def test_page_names_nobody_who_writes_and_shows_no_markup(db, client):
    client.force_login(make_moderator())
    make_comment(make_article(headline="<b>Wall</b>"), author_email="secret@example.org", author_name="Secret")

    for address in (PAGE, f"{PAGE}figures.csv"):
        said = client.get(address).content.decode()
        assert "ecret" not in said
    assert "<b>Wall" not in client.get(PAGE).content.decode()


@time_machine.travel(NOON, tick=False)
def test_csv_has_every_figure_on_a_line(db, client):
    client.force_login(make_moderator())
    story = make_article(headline='=HYPERLINK("x")')
    decided(made(story=story), State.APPROVED, by=make_editor(username="marit"), after=minutes(2))

    response = client.get(f"{PAGE}figures.csv", {"days": 30})

    assert response.headers["Content-Disposition"] == 'attachment; filename="comments-30-days-to-2026-03-10.csv"'
    rows = [tuple(row) for row in csv.reader(StringIO(response.content.decode("utf-8-sig")))]
    assert rows[0] == ("About", "Which", "What", "Number")
    assert {
        ("day", "2026-03-10", "approved", "1"),
        ("hour", "11", "received", "1"),
        ("all days", "", "received", "1"),
        ("story", '\'=HYPERLINK("x")', "approved", "1"),
        ("now", "", "waiting", "0"),
        ("wait for a person", "seconds", "median", "120"),
        ("moderator", "marit", "decided", "1"),
    } <= set(rows)


def test_only_reading_is_answered(db, client):
    client.force_login(make_moderator())

    assert client.post(PAGE).status_code == 405
    assert client.post(f"{PAGE}figures.csv").status_code == 405


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (59.4, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (12_000, "3 h 20 min"),
        (86_400, "1 d"),
        (187_200, "2 d 4 h"),
        (-5, "0 s"),
    ],
)
def test_wait_in_words(seconds, words):
    assert wait(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("share", "words"), [(None, "–"), (0, "0"), (0.001, "1"), (0.8312, "83"), (0.999, "99"), (1, "100")]
)
def test_share_in_hundred_is_never_rounded_to_all_or_nothing(share, words):
    assert in_hundred(share) == words

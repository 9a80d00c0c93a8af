"""Which comments stand in which queue, in what order, and what narrows them."""

from datetime import timedelta
from itertools import product

import pytest
from django.http import QueryDict
from django.utils import timezone

from articles.counts import capped, capped_each
from comments.models import Comment
from comments.queues import FILTERS, QUEUES, Place, from_place, in_order, narrowed, typed_in
from comments.records import attach_record, with_records
from tests.factories import make_article, make_author, make_comment, make_moderator, make_section

NOW = timezone.now()


def standing(key, **typed):
    queue = QUEUES[key]
    return [comment.body for comment in in_order(queue.narrow(narrowed(Comment.objects.all(), typed)), queue)]


@pytest.fixture
def talk(db):
    """One comment of every kind, each an hour younger than the one before."""
    article = make_article()
    kinds = {
        "held": {},
        "suspect": {"is_suspect": True},
        "approved": {"state": "approved"},
        "reported": {"state": "approved", "report_count": 1},
        "unchecked": {"state": "approved", "needs_check": True},
        "rejected": {"state": "rejected", "is_suspect": True, "needs_check": True},
        "spam": {"state": "spam"},
        "much reported": {"report_count": 3},
        "withdrawn": {"state": "withdrawn"},
    }
    for hours, (body, fields) in enumerate(kinds.items()):
        make_comment(article, body=body, created_at=NOW - timedelta(hours=20 - hours), **fields)


@pytest.mark.parametrize(
    ("key", "bodies"),
    [
        ("pending", ["held", "suspect", "much reported"]),
        ("suspect", ["suspect"]),
        ("reported", ["much reported", "reported"]),
        ("unchecked", ["unchecked"]),
        ("approved", ["unchecked", "reported", "approved"]),
        ("rejected", ["rejected"]),
        ("spam", ["spam"]),
        ("withdrawn", ["withdrawn"]),
    ],
)
def test_each_queue_holds_its_own_in_its_order(talk, key, bodies):
    assert standing(key) == bodies


def test_all_is_everything_the_newest_first(talk):
    assert standing("all")[0] == "withdrawn" and len(standing("all")) == 9


@pytest.mark.parametrize("key", QUEUES)
def test_going_on_from_place_to_place_meets_everything_once(talk, key):
    article, queue = make_article(), QUEUES[key]
    for fields in ({"report_count": 1}, {"is_suspect": True}, {"state": "approved", "needs_check": True}):
        for _ in range(3):
            # Of the very same moment.
            make_comment(article, created_at=NOW - timedelta(hours=3), **fields)
    rows = in_order(queue.narrow(Comment.objects.all()), queue)

    met, place = [], None
    while page := list((from_place(rows, queue, place) if place else rows)[:2]):
        met += page
        place = Place.read(str(Place.of(page[-1])))

    assert met == list(rows)
    assert [from_place(rows, queue, Place.of(row), itself=True).first() for row in rows] == list(rows)


@pytest.mark.parametrize(
    "text", ["", "1", "1.2", "a.b.c", "1.2.3.4", "-1.2.3", "1.9" * 20, "1.999999999999999999.3", "٣.٣.٣"]
)
def test_what_is_no_place_is_none(text):
    assert Place.read(text) is None


@pytest.fixture
def two_stories(db):
    section = make_section(slug="harbour")
    below = make_section(slug="quay", parent=section)
    author = make_author(name="Dana Ek", slug="dana-ek")
    wall = make_article(headline="Harbour wall", section=below, authors=[author], tags=["Floods"])
    make_comment(wall, body="Wanted.", author_name="Annika Ro", author_email="Annika@example.org")
    make_comment(body="Other.", created_at=NOW - timedelta(days=40))
    return wall


@pytest.mark.parametrize(
    "typed",
    [
        {"section": "quay"},
        {"section": "harbour"},
        {"tag": "floods"},
        {"tag": "FLOODS"},
        {"story": "wall harbour"},
        {"author": "dana-ek"},
        {"author": "dana"},
        {"writer": "annika@EXAMPLE.org"},
        {"writer": "ro annika"},
        {"since": "week"},
        {"q": "wanted"},
        {"q": "annika@example"},
        {"q": "harbour", "section": "quay", "since": "day"},
    ],
)
def test_filters_narrow_and_go_together(two_stories, typed):
    assert standing("pending", **typed) == ["Wanted."]
    assert standing("spam", **typed) == []


def test_a_story_is_found_by_its_number(two_stories):
    assert standing("all", story=str(two_stories.pk)) == ["Wanted."]


@pytest.mark.parametrize(
    ("name", "value"), product([*FILTERS, "q"], ["x", "0", "9" * 40, "%", "@", "’", "🐟" * 50, "'"])
)
def test_odd_values_find_what_they_find(two_stories, name, value):
    for key in QUEUES:
        standing(key, **{name: value})


def test_an_address_is_read_without_nul_and_nothing_empty():
    query = QueryDict("state=spam&section=&q=%00a%00&story= 12 &odd=1&p=3")

    assert typed_in(query) == {"state": "spam", "q": "a", "story": "12"}


def test_several_counts_take_one_query(talk, django_assert_num_queries):
    every = [queue.narrow(Comment.objects.all()) for queue in QUEUES.values()]

    with django_assert_num_queries(1):
        numbers = capped_each(every, cap=5)

    assert numbers == [capped(queryset, cap=5) for queryset in every]
    assert numbers[4] == "5+"
    assert capped_each([]) == []


def test_latest_of_each_writer_are_five_others_in_any_case_of_letters(db, django_assert_num_queries):
    annika = [make_comment(author_email=email) for email in ["annika@example.org", "Annika@example.org"] * 4]
    bo = make_comment(author_email="bo@example.org")
    make_comment(author_email="else@example.org")
    asked = Comment.objects.filter(pk__in=[annika[0].pk, annika[7].pk, bo.pk]).for_desk()

    with django_assert_num_queries(1):
        found = list(with_records(asked).order_by("pk"))
        for comment in found:
            attach_record(comment)

    assert [comment.record.latest for comment in found] == [annika[:2:-1], annika[6:1:-1], []]
    assert [comment.record.total for comment in found] == [8, 8, 1]


def test_what_came_as_a_row_of_json_is_what_the_database_holds(db):
    comment, marta = make_comment(), make_moderator(first_name="Marta")
    comment.hold(rule="links", reasons=["It has “two” links", "\\ and more"], at=NOW - timedelta(hours=1))
    comment.decide("approved", by=marta, at=NOW)
    asked = [Comment.objects.filter(pk=comment.pk), Comment.objects.filter(pk=make_comment().pk)]

    [found], [undecided] = (with_records(comments.for_desk()) for comments in asked)
    for either in (found, undecided):
        attach_record(either)

    assert (found.decision.at, found.decision.verdict, found.decision.decided_by) == (NOW, "approved", "Marta")
    assert (undecided.decision, undecided.reasons) == (None, [])
    comment.hold(rule="links", reasons=["It has “two” links", "\\ and more"], at=NOW + timedelta(hours=1))
    [found] = with_records(Comment.objects.filter(pk=comment.pk).for_desk())
    attach_record(found)
    assert found.reasons == ["It has “two” links", "\\ and more"]
    assert (found.decision.by, found.decision.decided_by) == (None, "A rule")

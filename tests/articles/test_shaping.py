"""Writing a front, and what becomes of what two editors arrange at once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from articles import page_names
from articles.models import AuditEntry, Front, Placement
from articles.shaping import MOST, ChangedMeanwhile, Line, base_of, lines_of, merge, read_base, shape, write_base
from tests.factories import make_article, make_editor, make_photo, make_section

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def line(key, slot="list", **fields):
    return Line(key, **({"article": int(key.strip("abcnew") or 90), "slot": slot, "live_from": NOON} | fields))


WAS = [line("1", "lead"), line("2", "second"), line("3", "second"), line("4"), line("5")]


def merged(mine, theirs, was=WAS, **words):
    found = merge(base_of(was), mine, theirs, **words)
    return [(row.key, row.slot) for row in found.lines], [clash.key for clash in found.clashes]


def places(lines):
    return [(row.key, row.slot) for row in lines]


def test_what_one_of_two_changed_stands():
    mine = [replace(WAS[0], headline="Mine"), *WAS[1:]]
    theirs = [*WAS[:4], replace(WAS[4], live_until=NOON + HOUR)]

    found = merge(base_of(WAS), mine, theirs)

    assert found.clashes == []
    assert found.lines == [mine[0], *WAS[1:4], theirs[4]]


def test_two_fields_of_one_line_merge():
    mine, theirs = [replace(WAS[0], headline="Mine")], [replace(WAS[0], may_repeat=True)]

    found = merge(base_of(WAS[:1]), mine, theirs)

    assert (found.lines, found.clashes) == ([replace(WAS[0], headline="Mine", may_repeat=True)], [])


def test_one_field_changed_by_both_is_asked_about_and_mine_stands_meanwhile():
    mine, theirs = [replace(WAS[0], headline="Mine")], [replace(WAS[0], headline="Theirs")]

    found = merge(base_of(WAS[:1]), mine, theirs)

    assert found.lines == mine
    assert [(clash.key, clash.names) for clash in found.clashes] == [("1", ["headline"])]


def test_theirs_is_taken_where_i_say_so():
    mine, theirs = [replace(WAS[0], headline="Mine")], [replace(WAS[0], headline="Theirs")]

    found = merge(base_of(WAS[:1]), mine, theirs, take={"1"})

    assert (found.lines, found.clashes) == (theirs, [])


def test_what_both_added_and_took_off_stands_and_is_gone():
    mine = [*WAS[:2], line("new1", "second", article=7), *WAS[2:4]]
    theirs = [line("9", "lead"), *WAS[:1], *WAS[2:]]

    assert merged(mine, theirs) == (
        [("9", "lead"), ("1", "lead"), ("new1", "second"), ("3", "second"), ("4", "list")],
        [],
    )


def test_moves_in_two_slots_merge():
    mine = [WAS[0], WAS[2], WAS[1], *WAS[3:]]
    theirs = [*WAS[:3], WAS[4], WAS[3]]

    assert merged(mine, theirs) == (places([WAS[0], WAS[2], WAS[1], WAS[4], WAS[3]]), [])


def test_two_orders_of_one_slot_are_asked_about():
    was = [line("1"), line("2"), line("3")]
    mine, theirs = [was[1], was[0], was[2]], [was[0], was[2], was[1]]

    assert merged(mine, theirs, was) == (places(mine), ["list"])
    assert merged(mine, theirs, was, take={"list"}) == (places(theirs), [])


def test_a_story_moved_into_a_slot_stands_where_its_mover_put_it():
    mine = [WAS[0], WAS[1], replace(WAS[4], slot="second"), *WAS[2:4]]
    theirs = [*WAS[:3], WAS[3], line("8"), WAS[4]]

    assert merged(mine, theirs) == (
        [("1", "lead"), ("2", "second"), ("5", "second"), ("3", "second"), ("4", "list"), ("8", "list")],
        [],
    )


def test_taken_off_by_one_and_changed_by_the_other_is_asked_about():
    changed = [replace(WAS[0], headline="Changed"), *WAS[1:]]

    assert merged(WAS[1:], changed) == (places(WAS[1:]), ["1"])
    assert merged(changed, WAS[1:]) == (places(changed), ["1"])
    assert merged(WAS[1:], changed, take={"1"}) == (places(changed), [])
    assert merged(changed, WAS[1:], take={"1"}) == (places(WAS[1:]), [])


def test_a_story_that_both_put_there_stands_once():
    mine = [*WAS, line("new5", article=70)]
    theirs = [*WAS, line("8", article=70)]

    assert merged(mine, theirs) == (places(theirs), [])


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", "7", '[1, null, "x", [], {}]', '[{"key": 1}]', "[" * 50_000, "x" * 200_000),
        '[{"key": "1", "slot": "lead", "marks": []}]',
    ],
)
def test_what_is_no_base_is_an_empty_one(text):
    assert read_base(text) == []


def test_base_survives_the_page():
    assert read_base(write_base(WAS)) == base_of(WAS)


# With the database


@pytest.fixture
def stories(db):
    return [make_article(headline=f"Story {number}") for number in range(4)]


def new(story, slot="list", key="new0", **fields):
    return Line(key, story.pk, slot, **({"live_from": NOON} | fields))


def shaped(lines, *, seen=0, base=(), at=NOON, section=None, **words):
    return shape(section, lines, seen=seen, base=list(base), by=words.pop("by", None), at=at, **words)


def stored(section=None):
    return lines_of(Placement.objects.on(section).in_order())


def test_shape_stores_the_order_and_says_so(stories, django_capture_on_commit_callbacks):
    told, editor = [], make_editor(first_name="Amara", last_name="Osei")
    page_names.LISTENERS.append(told.append)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            front = shaped([new(stories[0], "lead"), new(stories[1], key="new1", headline="H")], by=editor)
    finally:
        page_names.LISTENERS.remove(told.append)

    assert [(row.article, row.slot, row.headline) for row in stored()] == [
        (stories[0].pk, "lead", ""),
        (stories[1].pk, "list", "H"),
    ]
    assert (front.version, front.shaped_by, front.shaped_at) == (1, editor, NOON)
    assert {"front:home"} in told
    entry = AuditEntry.objects.get()
    assert (entry.get_deed_display(), entry.about) == ("Arranged a front", "Front: Home")
    assert entry.details == {"placed": ["Story 0", "Story 1"]}


def test_a_line_keeps_its_row_when_it_moves(stories):
    shaped([new(stories[0]), new(stories[1], key="new1")])
    one, two = stored()

    shaped([two, replace(one, headline="Second now")], seen=1)

    assert stored() == [two, replace(one, headline="Second now")]


def test_nothing_changed_makes_no_version(stories):
    shaped([new(stories[0])])

    front = shaped(stored(), seen=1)

    assert (front.version, AuditEntry.objects.count()) == (1, 1)


def test_what_has_ended_leaves_the_front(stories):
    shaped([new(stories[0], live_until=NOON + HOUR), new(stories[1], key="new1")])

    shaped(stored(), seen=1, at=NOON + HOUR)

    assert [row.article for row in stored()] == [stories[1].pk]


def test_late_arrangement_is_merged_with_what_was_stored_meanwhile(stories):
    shaped([new(stories[0], "lead")])
    opened = stored()
    shaped([*opened, new(stories[1], key="new1")], seen=1)

    front = shaped([replace(opened[0], headline="Mine")], seen=1, base=base_of(opened))

    assert front.version == 3
    assert [(row.article, row.headline) for row in stored()] == [(stories[0].pk, "Mine"), (stories[1].pk, "")]


def test_collision_stores_nothing(stories):
    shaped([new(stories[0], "lead")])
    opened = stored()
    shaped([replace(opened[0], headline="Theirs")], seen=1)

    with pytest.raises(ChangedMeanwhile) as late:
        shaped([replace(opened[0], headline="Mine")], seen=1, base=base_of(opened))

    assert late.value.front.version == 2
    assert [row.headline for row in stored()] == ["Theirs"]


def test_each_front_is_its_own(stories):
    section = make_section(slug="harbour")

    shaped([new(stories[0])])
    shaped([new(stories[1])], section=section)

    assert [row.article for row in stored()] == [stories[0].pk]
    assert [row.article for row in stored(section)] == [stories[1].pk]
    assert Front.objects.count() == 2


def test_what_was_deleted_meanwhile_is_left_out(stories):
    photo = make_photo()
    lines = [new(stories[0], photo=photo.pk), new(stories[1], key="new1")]
    stories[1].delete()
    photo.delete()

    shaped(lines)

    assert [(row.article, row.photo) for row in stored()] == [(stories[0].pk, None)]


def test_too_many_are_refused_in_a_sentence(stories):
    lines = [new(stories[0], key=f"new{number}", may_repeat=True) for number in range(MOST + 1)]

    with pytest.raises(ValueError, match="61 stories are too many"):
        shaped(lines)

    assert stored() == []


def test_shape_runs_the_same_queries_for_3_and_20_lines(stories, django_assert_num_queries):
    photo = make_photo()
    shaped([new(stories[0], photo=photo.pk)])
    for number in (3, 20):
        lines = [new(stories[n % 4], key=f"new{n}", may_repeat=True, photo=photo.pk) for n in range(number)]
        front = Front.objects.get()
        with django_assert_num_queries(15):
            shaped(lines, seen=front.version)

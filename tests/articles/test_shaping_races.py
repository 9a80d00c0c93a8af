"""Two editors who arrange one front at once, on two connections: nothing of either is lost."""

from dataclasses import replace

import pytest
from django.utils import timezone

from articles.life import delete_for_good
from articles.models import AuditEntry, Front, Placement
from articles.shaping import ChangedMeanwhile, Line, base_of, lines_of, shape
from tests.articles.test_publishing_races import at_once
from tests.factories import make_article, make_editor

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def opened():
    return lines_of(Placement.objects.on(None).in_order())


def saving(editor, lines, seen, base):
    return lambda: shape(None, lines, seen=seen, base=base_of(base), by=editor)


@pytest.mark.parametrize("attempt", range(5))
def test_first_arrangements_of_a_front_are_both_kept(attempt):
    one, two, now = make_editor(), make_editor(), timezone.now()
    stories = [make_article(), make_article()]
    lines = [Line("new0", story.pk, "list", now) for story in stories]

    results = at_once(saving(one, lines[:1], 0, []), saving(two, lines[1:], 0, []))

    assert {type(result) for result in results} == {Front}
    assert {row.article for row in opened()} == {story.pk for story in stories}
    assert (Front.objects.get().version, AuditEntry.objects.count()) == (2, 2)


@pytest.mark.parametrize("attempt", range(5))
def test_changes_of_different_stories_are_merged(attempt):
    one, two, now = make_editor(), make_editor(), timezone.now()
    shape(None, [Line(f"new{n}", make_article().pk, "list", now) for n in range(3)], seen=0, base=[], by=one)
    lines = opened()
    mine = [replace(lines[0], headline="Mine"), lines[1], lines[2]]
    theirs = [lines[0], replace(lines[2], headline="Theirs"), lines[1]]

    results = at_once(saving(one, mine, 1, lines), saving(two, theirs, 1, lines))

    assert {type(result) for result in results} == {Front}
    assert [(row.key, row.headline) for row in opened()] == [
        (lines[0].key, "Mine"),
        (lines[2].key, "Theirs"),
        (lines[1].key, ""),
    ]


@pytest.mark.parametrize("attempt", range(5))
def test_changes_of_one_headline_leave_the_first_and_ask_the_second(attempt):
    one, two, now = make_editor(), make_editor(), timezone.now()
    shape(None, [Line("new0", make_article().pk, "lead", now)], seen=0, base=[], by=one)
    lines = opened()

    results = at_once(
        *(saving(editor, [replace(lines[0], headline=word)], 1, lines) for editor, word in ((one, "A"), (two, "B")))
    )

    assert {type(result) for result in results} == {Front, ChangedMeanwhile}
    winner = ["A", "B"][[type(result) for result in results].index(Front)]
    assert [row.headline for row in opened()] == [winner]


@pytest.mark.parametrize("attempt", range(5))
def test_a_story_deleted_while_it_is_placed_leaves_no_error(attempt):
    editor, now = make_editor(), timezone.now()
    story = make_article(spiked_at=now)

    results = at_once(
        saving(editor, [Line("new0", story.pk, "lead", now)], 0, []), lambda: delete_for_good(story, by=editor)
    )

    assert not any(isinstance(result, Exception) for result in results)
    assert opened() == []

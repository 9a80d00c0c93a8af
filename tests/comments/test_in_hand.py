"""Who has which comment before them, and what two moderators at once make of it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from comments.in_hand import claim, clear_away, holder, let_go, take_over
from comments.models import AlreadyDecided, Comment, Decision, InHand
from comments.verdicts import give, undo
from tests.articles.test_publishing_races import at_once
from tests.factories import make_article, make_comment, make_moderator

NOON = timezone.now()
QUEUE = "/admin/comments/comment/queue/"
races = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def later(seconds):
    return NOON + timedelta(seconds=seconds)


def test_a_comment_is_in_one_hand_until_thirty_seconds_after_the_last_sign(db):
    comment, marta, ines = make_comment(), make_moderator(), make_moderator()

    assert claim(comment.pk, by=marta, at=NOON) is True
    assert claim(comment.pk, by=ines, at=later(29)) is False
    assert claim(comment.pk, by=marta, at=later(20)) is True
    assert claim(comment.pk, by=ines, at=later(49)) is False
    assert claim(comment.pk, by=ines, at=later(50)) is True
    assert InHand.objects.get().by == ines


def test_it_can_be_taken_over_and_let_go(db):
    comment, marta, ines = make_comment(), make_moderator(), make_moderator()
    claim(comment.pk, by=marta, at=NOON)

    let_go(comment.pk, by=ines)
    assert InHand.objects.get().by == marta
    take_over(comment.pk, by=ines, at=NOON)
    assert InHand.objects.get().by == ines
    let_go(comment.pk, by=ines)
    assert not InHand.objects.exists()


def test_holder_is_somebody_else_whose_time_is_not_over(db):
    marta, ines = make_moderator(), make_moderator()
    claim(make_comment().pk, by=marta, at=NOON)
    comment = Comment.objects.for_desk().get()

    assert holder(comment, but=ines, at=later(29)) == marta
    assert holder(comment, but=marta, at=NOON) is None
    assert holder(comment, but=ines, at=later(30)) is None
    clear_away(later(29))
    assert InHand.objects.exists()
    clear_away(later(30))
    assert not InHand.objects.exists()


def opening(user):
    """The id of the one card that the page shows; the test client's contexts would mix those of all threads."""
    client = Client()
    client.force_login(user)

    def opened():
        cards = re.findall(r'<article class="heldcard"[^>]*>', client.get(QUEUE).content.decode())
        [shown] = [card for card in cards if not card.endswith(" hidden>")]
        return int(re.search(r'data-comment="(\d+)"', shown)[1])

    return opened


class TestRaces:
    pytestmark = races

    @pytest.mark.parametrize("attempt", range(3))
    def test_two_who_ask_at_once_get_different_comments(self, attempt):
        article = make_article()
        for _ in range(4):
            make_comment(article)

        opened = at_once(opening(make_moderator()), opening(make_moderator()), opening(make_moderator()))

        assert len(set(opened)) == 3 and all(isinstance(pk, int) for pk in opened)
        assert InHand.objects.count() == 3

    @pytest.mark.parametrize("attempt", range(3))
    def test_of_two_verdicts_at_once_one_counts_and_the_other_is_told(self, attempt):
        comment, marta, ines = make_comment(), make_moderator(), make_moderator()
        verdicts = {marta: "approved", ines: "spam"}

        def deciding(user):
            mine = Comment.objects.get(pk=comment.pk)
            return lambda: give(mine, verdicts[user], by=user, seen="pending")

        results = at_once(deciding(marta), deciding(ines))

        assert {type(result) for result in results} == {tuple, AlreadyDecided}
        decision = Decision.objects.get()
        comment.refresh_from_db()
        assert comment.state == decision.verdict == verdicts[decision.by]
        refused = next(result for result in results if isinstance(result, AlreadyDecided))
        assert refused.decision == decision

    @pytest.mark.parametrize("attempt", range(3))
    def test_taking_back_and_another_verdict_at_once_leave_one_word(self, attempt):
        comment, marta, ines = make_comment(), make_moderator(), make_moderator()
        _, token = give(comment, "approved", by=marta, seen="pending")
        theirs = Comment.objects.get(pk=comment.pk)

        results = at_once(lambda: undo(token, by=marta), lambda: give(theirs, "rejected", by=ines, seen="approved"))

        assert sorted(type(result) is AlreadyDecided for result in results) == [False, True]
        comment.refresh_from_db()
        assert comment.state in ("pending", "rejected")
        assert comment.decisions.first().verdict == comment.state

"""How the rules are asked, and what they say together."""

import pytest

from comments.models import Comment
from comments.moderation import RULES, Facts, Opinion, Rule, decide, judge
from comments.refusals import Closed, Refused
from tests.factories import make_article, make_comment


def rule(name, verdict=None, reason="", **more):
    """A rule that always says the same; without a verdict and without more, nothing."""
    state = Comment.State(verdict) if verdict else None
    opinion = Opinion(state, reason, **more) if verdict or more else None
    return Rule(name, name, "", (), lambda facts: opinion)


def unsaved(**fields):
    defaults = {"author_name": "Annika", "author_email": "annika@example.org", "body": "Fine words."}
    return Comment(**({"article": make_article()} | defaults | fields))


@pytest.mark.parametrize("verdict", ["approved", "rejected", "spam"])
def test_the_first_verdict_ends_the_matter(db, verdict):
    rules = [rule("silent"), rule("sure", verdict, "Surely"), rule("late", "rejected", "Too late")]
    comment = make_comment()

    decision = decide(comment, rules=rules)

    assert (comment.state, decision.rule, decision.reasons) == (verdict, "sure", ["Surely"])


@pytest.mark.parametrize("verdict", ["rejected", "spam"])
def test_what_one_rule_holds_another_may_refuse(db, verdict):
    comment = make_comment()

    decision = decide(comment, rules=[rule("cautious", "pending", "Maybe"), rule("sure", verdict, "Surely")])

    assert (comment.state, decision.rule, decision.reasons) == (verdict, "sure", ["Surely"])


def test_what_one_rule_holds_no_later_one_approves(db):
    comment = make_comment()

    decision = decide(comment, rules=[rule("cautious", "pending", "Maybe"), rule("sure", "approved", "Surely")])

    assert (comment.state, decision.rule, decision.reasons) == ("pending", "cautious", ["Maybe"])


def test_a_held_comment_bears_the_reasons_of_all_rules(db):
    decision = decide(make_comment(), rules=[rule("one", "pending", "One"), rule("two", "pending", "Two")])

    assert (decision.rule, decision.reasons) == ("one", ["One", "Two"])


def test_what_no_rule_speaks_of_is_held(db):
    decision = decide(make_comment(), rules=[rule("silent")])

    assert (decision.verdict, decision.rule) == ("pending", "every_comment") and decision.reasons


def test_a_suspicion_sorts_without_deciding(db):
    comment = make_comment()

    decide(comment, rules=[rule("learned", suspicion=40), rule("every_comment", "pending", "Read first")])

    comment.refresh_from_db()
    assert (comment.state, comment.suspicion, comment.is_suspect) == ("pending", 40, False)


def test_what_is_suspect_is_marked_so_while_it_is_held(db):
    held, refused = make_comment(), make_comment()
    suspect = rule("suspect", "pending", "Odd", is_suspect=True, suspicion=90)

    decide(held, rules=[suspect])
    decide(refused, rules=[suspect, rule("sure", "rejected", "Surely")])

    for comment, expected in ((held, ("pending", 90, True)), (refused, ("rejected", 90, False))):
        comment.refresh_from_db()
        assert (comment.state, comment.suspicion, comment.is_suspect) == expected


def test_a_refused_comment_is_not_stored(db):
    comment = unsaved()

    with pytest.raises(Refused) as refusal:
        decide(comment, rules=[rule("never", refusal=Closed())])

    assert refusal.value.status == 403 and not Comment.objects.exists()


def test_a_comment_being_taken_in_is_stored_with_its_decision(db, django_assert_num_queries):
    comment = unsaved()

    with django_assert_num_queries(2):
        decision = decide(comment, rules=[rule("sure", "approved", "Surely", needs_check=True)])

    stored = Comment.objects.get()
    assert (stored.state, stored.needs_check, stored.decided_at) == ("approved", True, decision.at)
    assert stored.is_shown and stored.decisions.get().was == ""


def test_a_stored_comment_is_decided_again(db):
    comment = make_comment(state="approved")

    decision = decide(comment, rules=[rule("cautious", "pending", "Maybe")])

    comment.refresh_from_db()
    assert (comment.state, decision.was) == ("pending", "approved")


def test_judging_stores_nothing(db):
    comment = unsaved()

    verdict = judge(Facts(comment))

    assert (verdict.state, verdict.rule) == ("pending", "every_comment")
    assert comment.pk is None and not Comment.objects.exists()


def test_every_rule_tells_what_it_is():
    names = [rule.name for rule in RULES]

    assert len(names) == len(set(names)) and all(len(name) <= 40 for name in names)
    assert all(rule.label and rule.does.endswith(".") for rule in RULES)

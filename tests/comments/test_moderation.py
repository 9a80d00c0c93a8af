import pytest

from comments.models import Comment
from comments.moderation import Opinion, decide
from tests.factories import make_comment


def rule(name, verdict, reason):
    def opinion(comment):
        return Opinion(Comment.State(verdict), reason) if verdict else None

    opinion.__name__ = name
    return opinion


@pytest.mark.parametrize(
    ("body", "reasons"),
    [
        ("Plain.", ["Every comment is read before it appears"]),
        ("See https://example.org/ here", ["Has a link"]),
        ("www.example.org HTTP://example.org", ["Has 2 links"]),
        ("Swww. no link", ["Every comment is read before it appears"]),
    ],
)
def test_every_comment_is_held_with_a_reason(db, body, reasons):
    comment = make_comment(body=body)

    decision = decide(comment)

    assert (comment.state, decision.verdict, decision.by, decision.reasons) == ("pending", "pending", None, reasons)


def test_a_trapped_comment_is_spam(db):
    comment = make_comment()
    comment.is_trapped = True

    decision = decide(comment)

    assert (comment.state, decision.rule) == ("spam", "trap") and comment.decided_at == decision.at


@pytest.mark.parametrize("verdict", ["approved", "rejected", "spam"])
def test_the_first_verdict_that_is_more_than_holding_ends_the_matter(db, verdict):
    rules = [rule("silent", None, ""), rule("cautious", "pending", "Maybe"), rule("sure", verdict, "Surely")]
    comment = make_comment()

    decision = decide(comment, rules=[*rules, rule("late", "rejected", "Too late")])

    assert (comment.state, decision.rule, decision.reasons) == (verdict, "sure", ["Surely"])


def test_a_held_comment_bears_the_reasons_of_all_rules(db):
    decision = decide(make_comment(), rules=[rule("one", "pending", "One"), rule("two", "pending", "Two")])

    assert (decision.rule, decision.reasons) == ("one", ["One", "Two"])

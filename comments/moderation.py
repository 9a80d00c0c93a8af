"""What becomes of a comment when it comes in: rules in order, each with a reason that a moderator can read."""

import re
from collections.abc import Callable
from typing import NamedTuple

from .models import Comment, Decision

LINK = re.compile(r"(?:https?://|\bwww\.)[^\s<]*", re.IGNORECASE)


class Opinion(NamedTuple):
    """What one rule says of a comment: a state and the reason, a sentence to a moderator."""

    verdict: Comment.State
    reason: str


def trap(comment: Comment) -> Opinion | None:
    if comment.is_trapped:
        return Opinion(Comment.State.SPAM, "Filled in a field that people don’t see")
    return None


def links(comment: Comment) -> Opinion | None:
    count = len(LINK.findall(comment.body))
    if count:
        return Opinion(Comment.State.PENDING, "Has a link" if count == 1 else f"Has {count} links")
    return None


Rule = Callable[[Comment], Opinion | None]
RULES: list[Rule] = [trap, links]
EVERY_COMMENT = "Every comment is read before it appears"


def decide(comment: Comment, *, rules: list[Rule] = RULES, at=None) -> Decision:
    """Ask the rules in order, act on the first verdict that is more than holding, else hold; return the Decision.

    A held comment bears the reasons of all rules that would hold it. What no rule speaks of is held, too.
    """
    reasons, holding = [], ""
    for rule in rules:
        opinion = rule(comment)
        if opinion is None:
            continue
        if opinion.verdict != Comment.State.PENDING:
            return comment.decide(opinion.verdict, rule=rule.__name__, reasons=[opinion.reason], at=at)
        holding = holding or rule.__name__
        reasons.append(opinion.reason)
    return comment.hold(rule=holding or "every_comment", reasons=reasons or [EVERY_COMMENT], at=at)

"""What becomes of a comment: the rules in their order, and what they say together."""

from dataclasses import dataclass, field

from django.db import transaction

from articles import page_names

from .facts import Facts
from .models import Comment, Decision
from .rules import APPROVED, OF_THE_MODE, PENDING, RULES, Opinion, Rule

__all__ = ["RULES", "Facts", "Opinion", "Rule", "Verdict", "decide", "judge", "opinions"]

HELD = "Nothing else decided, so it is read first"


@dataclass
class Verdict:
    """What all rules together say."""

    state: Comment.State = PENDING
    rule: str = ""
    reasons: list[str] = field(default_factory=list)
    is_suspect: bool = False
    suspicion: int | None = None
    needs_check: bool = False


def judge(facts: Facts, *, rules: list[Rule] = RULES) -> Verdict:
    """Ask the rules in order. The first that rejects, marks as spam or approves ends the matter, but nothing is
    approved that a rule before it holds. A held comment bears the reasons of all rules that hold it.

    Stores nothing. Raises Refused when a comment being taken in is not to be.
    """
    verdict = Verdict()
    for rule in rules:
        opinion = rule.ask(facts)
        if opinion is None:
            continue
        if opinion.refusal:
            raise opinion.refusal
        verdict.suspicion = verdict.suspicion if opinion.suspicion is None else opinion.suspicion
        verdict.is_suspect |= opinion.is_suspect
        if opinion.verdict == PENDING:
            add_reason(verdict, rule, opinion)
        elif opinion.verdict and not (opinion.verdict == APPROVED and verdict.rule):
            verdict.state, verdict.rule, verdict.reasons = opinion.verdict, rule.name, [opinion.reason]
            verdict.is_suspect, verdict.needs_check = False, opinion.needs_check
            return verdict
    if not verdict.rule:
        verdict.rule, verdict.reasons = "every_comment", [HELD]
    return verdict


def opinions(facts: Facts, *, rules: list[Rule] = RULES) -> list[tuple[str, Opinion | None]]:
    """Return what each rule would say by itself, by its name. Stores nothing."""
    return [(rule.name, rule.ask(facts)) for rule in rules]


def add_reason(verdict: Verdict, rule: Rule, opinion: Opinion) -> None:
    if not verdict.rule:
        verdict.rule = rule.name
    elif rule.name in OF_THE_MODE:
        return
    verdict.reasons.append(opinion.reason)


def decide(comment: Comment, *, rules: list[Rule] = RULES, facts: Facts | None = None, at=None) -> Decision:
    """Let the rules decide a comment, stored or not, and return the Decision. One not stored yet is stored with it.

    Raises Refused for one that is not to be stored. Call it in a transaction that holds the comment's thread.
    """
    facts = facts or (Facts(comment, at=at) if at else Facts(comment))
    verdict = judge(facts, rules=rules)
    if not facts.is_new:
        return decide_again(comment, verdict, at)
    comment.state, comment.suspicion = verdict.state, verdict.suspicion
    comment.is_suspect, comment.needs_check = verdict.is_suspect, verdict.needs_check
    comment.decided_at = None if verdict.state == PENDING else facts.at
    comment.save()
    if comment.is_shown:
        page_names.changed("comments", f"comments:{comment.article_id}")
    return Decision.objects.create(
        comment=comment, rule=verdict.rule, verdict=verdict.state, reasons=verdict.reasons, at=facts.at
    )


@transaction.atomic
def decide_again(comment: Comment, verdict: Verdict, at) -> Decision:
    decision = comment.decide(verdict.state, rule=verdict.rule, reasons=verdict.reasons, at=at)
    comment.suspicion, comment.is_suspect, comment.needs_check = (
        verdict.suspicion,
        verdict.is_suspect,
        verdict.needs_check,
    )
    comment.save(update_fields=["suspicion", "is_suspect", "needs_check"])
    return decision

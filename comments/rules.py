"""The rules that every comment is held against: each with a name, a setting and a reason that a moderator can read."""

from collections.abc import Callable
from typing import NamedTuple

from . import classifier as learned
from . import likeness
from .akismet import Answer
from .akismet import is_on as akismet_is_on
from .facts import Facts
from .links import count_links
from .models import Comment, Mode
from .refusals import AlreadySaid, Closed, Refused, TooFast
from .words import word_list

APPROVED, PENDING = Comment.State.APPROVED, Comment.State.PENDING
REJECTED, SPAM = Comment.State.REJECTED, Comment.State.SPAM
WORDS_TOLD = 3


class Opinion(NamedTuple):
    """What one rule says of a comment: a state (None: no verdict) and the reason, a sentence to a moderator.

    `refusal` says that it is not to be taken in at all. `suspicion` is in percent.
    """

    verdict: Comment.State | None
    reason: str
    refusal: Refused | None = None
    is_suspect: bool = False
    suspicion: int | None = None
    needs_check: bool = False


class Rule(NamedTuple):
    """`name` stands in the decision; `label` and `does` tell a moderator; `settings` are fields of the house rules."""

    name: str
    label: str
    does: str
    settings: tuple[str, ...]
    ask: Callable[[Facts], Opinion | None]


def rule(label: str, does: str, *settings: str) -> Callable:
    return lambda ask: Rule(ask.__name__, label, does, settings, ask)


@rule("Closed story", "Sends back what comes in where comments are closed.")
def closed(facts: Facts) -> Opinion | None:
    if facts.is_new and not facts.is_open:
        return Opinion(None, "The story takes no comments", refusal=Closed())
    return None


@rule("Said already", "Sends back what the same writer has said in the same words in the same place.")
def duplicate(facts: Facts) -> Opinion | None:
    if facts.is_new and facts.past.said:
        return Opinion(None, "The same writer has said exactly this here", refusal=AlreadySaid())
    return None


@rule("Too fast", "Sends back what comes too soon after the one before, by email and by network address.")
def flood(facts: Facts) -> Opinion | None:
    if facts.is_new and not facts.is_by_staff and facts.wait_seconds:
        return Opinion(None, "Too soon after the one before", refusal=TooFast(facts.wait_seconds))
    return None


@rule("Staff", "Publishes what those who decide comments write under their own account.")
def staff(facts: Facts) -> Opinion | None:
    if facts.is_by_staff:
        return Opinion(APPROVED, "By somebody who decides comments")
    return None


@rule("Trap", "Marks as spam what fills in a field that people don’t see.")
def trap(facts: Facts) -> Opinion | None:
    if facts.comment.is_trapped:
        return Opinion(SPAM, "Filled in a field that people don’t see")
    return None


@rule("Banned writer", "Rejects what a banned writer sends.")
def banned(facts: Facts) -> Opinion | None:
    if facts.writer.is_banned:
        return Opinion(REJECTED, "Its writer is banned")
    return None


@rule("Banned words", "Rejects a comment with a word of this list.", "banned_words")
def banned_words(facts: Facts) -> Opinion | None:
    if found := found_of(facts.house.banned_words, facts.comment):
        return Opinion(REJECTED, f"Has a banned word: {found}")
    return None


@rule("Akismet", "Asks Akismet, where the site has a key for it. Spam goes to spam; no answer holds.")
def akismet(facts: Facts) -> Opinion | None:
    if not akismet_is_on():
        return None
    return {
        None: Opinion(PENDING, "Akismet was not asked about it"),
        Answer.FINE: None,
        Answer.SPAM: Opinion(SPAM, "Akismet takes it for spam"),
        Answer.WORST: Opinion(SPAM, "Akismet takes it for spam, and is sure"),
        Answer.LATE: Opinion(PENDING, "Akismet did not answer in time"),
        Answer.ODD: Opinion(PENDING, "Akismet gave no answer that makes sense"),
    }[facts.answer]


@rule("Suspect words", "Holds as suspect what has a word of this list.", "suspect_words")
def suspect_words(facts: Facts) -> Opinion | None:
    if found := found_of(facts.house.suspect_words, facts.comment):
        return Opinion(PENDING, f"Has a suspect word: {found}", is_suspect=True)
    return None


@rule("Links", "Holds a comment with this many links or more.", "links_held")
def links(facts: Facts) -> Opinion | None:
    limit = facts.house.links_held
    count = count_links(facts.comment.body) + count_links(facts.comment.author_name) if limit else 0
    if limit and count >= limit:
        return Opinion(PENDING, "Has a link" if count == 1 else f"Has {count} links")
    return None


@rule("Near doubles", "Holds what was said before in almost the same words.", "holds_near_doubles")
def near_double(facts: Facts) -> Opinion | None:
    body = facts.comment.body
    if facts.house.holds_near_doubles and likeness.pieces(body) and likeness.nearly_said(body, facts.others):
        return Opinion(PENDING, "Almost the same was said before")
    return None


@rule("Shouting", "Holds a longer comment that is mostly in capitals.", "holds_capitals")
def capitals(facts: Facts) -> Opinion | None:
    if facts.house.holds_capitals and likeness.is_loud(facts.comment.body):
        return Opinion(PENDING, "Mostly in capitals")
    return None


@rule("Repetition", "Holds the same letter or word again and again.", "holds_repetition")
def repetition(facts: Facts) -> Opinion | None:
    if facts.house.holds_repetition and likeness.repeats(facts.comment.body):
        return Opinion(PENDING, "The same letter or word again and again")
    return None


@rule(
    "Classifier",
    "Holds as suspect what is like the comments that moderators refused. Never rejects.",
    "uses_classifier",
    "classifier_percent",
)
def classifier(facts: Facts) -> Opinion | None:
    found = learned.suspicion_of(facts.comment.body) if facts.house.uses_classifier else None
    if found is None:
        return None
    percent, _ = found
    if percent < facts.house.classifier_percent:
        return Opinion(None, f"Not likely to be unwelcome: {percent} %", suspicion=percent)
    # No word of the comment: a decision outlasts the text. See classifier.weighing().
    return Opinion(PENDING, f"Like what moderators refused before: {percent} %", is_suspect=True, suspicion=percent)


@rule(
    "Proven commenter",
    "Publishes what a proven commenter writes, where newcomers are held.",
    "proven_after",
    "proven_under_percent",
)
def proven(facts: Facts) -> Opinion | None:
    if facts.mode == Mode.HOLD_NEWCOMERS and not why_unproven(facts):
        return Opinion(APPROVED, "By a proven commenter")
    return None


@rule("Publish, then check", "Publishes what nothing above holds, where that is the mode.")
def publish_first(facts: Facts) -> Opinion | None:
    if facts.mode == Mode.PUBLISH_FIRST:
        return Opinion(APPROVED, "Appears first, is read afterwards", needs_check=True)
    return None


@rule("Newcomer", "Holds what a newcomer writes, where newcomers are held.")
def newcomer(facts: Facts) -> Opinion | None:
    if facts.mode == Mode.HOLD_NEWCOMERS:
        return Opinion(PENDING, why_unproven(facts) or "Held for another reason")
    return None


@rule("Every comment", "Holds what nothing above decides.")
def every_comment(facts: Facts) -> Opinion | None:
    if facts.mode in (Mode.HOLD_ALL, Mode.CLOSED):
        return Opinion(PENDING, "Every comment is read before it appears")
    return None


def why_unproven(facts: Facts) -> str:
    """Return in words why this comment is not by a proven commenter as far as anybody can tell, or "".

    Whoever knows a name and an address can write under them. So the comment must also come from where as many as are
    asked for came from that a moderator, or this rule, approved.
    """
    if not facts.writer.is_confirmed:
        return "By a newcomer: the email address is not confirmed"
    wanted = max(1, facts.house.proven_after)
    approved, refused = facts.record["approved"], facts.record["refused"]
    if approved < wanted:
        return f"By a newcomer: {approved or 'none'} of {wanted} approved"
    if 100 * refused >= facts.house.proven_under_percent * (approved + refused) and refused:
        return f"{refused} of {approved + refused} of its writer were refused in 90 days"
    if facts.record["here"] < wanted:
        return "From somewhere its writer is not known to be"
    return ""


def found_of(listed: str, comment: Comment) -> str:
    """Return the entries of a list that a comment has, in quotes, or ""."""
    if not listed:
        return ""
    found = word_list(listed).found_in(comment.body, comment.author_name, comment.author_website)
    more = f" and {len(found) - WORDS_TOLD} more" if len(found) > WORDS_TOLD else ""
    return ", ".join(f"“{entry}”" for entry in found[:WORDS_TOLD]) + more


# In the order in which they are asked. What refuses comes first, so that nothing is stored for it.
RULES: list[Rule] = [
    closed,
    duplicate,
    flood,
    staff,
    trap,
    banned,
    banned_words,
    akismet,
    suspect_words,
    links,
    near_double,
    capitals,
    repetition,
    classifier,
    proven,
    publish_first,
    newcomer,
    every_comment,
]
LABELS = {rule.name: rule.label for rule in RULES}
# What only says which mode is on: of no interest where something in the comment itself is a reason.
OF_THE_MODE = frozenset([newcomer.name, every_comment.name])

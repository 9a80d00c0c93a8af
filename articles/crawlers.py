"""What crawlers are asked to do, by what they come for: https://www.rfc-editor.org/rfc/rfc9309"""

from dataclasses import dataclass

from django.db import transaction

from . import audit
from .models import Masthead

# For everybody: the desk, and addresses that are keys or forms. Search stays open, so that its page can be looked at.
KEEP_OUT = ["/admin/", "/comments/", "/feeds/desk/", "/preview/"]


@dataclass(frozen=True)
class Purpose:
    """What AI crawlers come for. `setting` is the masthead's field, `names` are those that crawlers go by."""

    setting: str
    label: str
    does: str
    names: tuple[str, ...]


PURPOSES = [
    Purpose(
        "allows_ai_training",
        "Train models",
        "They copy stories to build models from. What was copied stays in the model; readers are not sent to you.",
        (
            "AI2Bot",
            "Amazonbot",
            "anthropic-ai",
            "Applebot-Extended",
            "Bytespider",
            "CCBot",
            "ClaudeBot",
            "cohere-training-data-crawler",
            "Diffbot",
            "Google-Extended",
            "GPTBot",
            "meta-externalagent",
        ),
    ),
    Purpose(
        "allows_ai_search",
        "List stories in AI search",
        "They keep an index, quote a few lines in an answer and link to the story.",
        ("Claude-SearchBot", "OAI-SearchBot", "PerplexityBot", "YouBot"),
    ),
    Purpose(
        "allows_ai_answers",
        "Fetch a story somebody asks for",
        "They read one story at the moment a person asks their assistant about it.",
        (
            "ChatGPT-User",
            "Claude-User",
            "DuckAssistBot",
            "meta-externalfetcher",
            "MistralAI-User",
            "Perplexity-User",
        ),
    ),
]


@dataclass(frozen=True)
class Group:
    """A group of robots.txt: to whom it speaks, what they leave alone, and a line for people."""

    comment: str
    names: list[str]
    keep_out: list[str]


def groups(masthead: Masthead) -> list[Group]:
    """Return the groups of robots.txt.

    A crawler obeys the group with its name and no other, so each group repeats what holds for all.
    """
    found = [Group("For everybody", ["*"], KEEP_OUT)]
    for purpose in PURPOSES:
        is_allowed = getattr(masthead, purpose.setting)
        word = "allowed" if is_allowed else "refused"
        own = [] if is_allowed else ["/"]
        found.append(Group(f"{purpose.label}: {word}", list(purpose.names), [*own, *KEEP_OUT]))
    return found


@transaction.atomic
def allow(allowed: dict[str, bool], *, by) -> list[Purpose]:
    """Set what AI crawlers may, {setting: yes or no}, and return the purposes for which that changed."""
    masthead = Masthead.objects.current()
    changed = [purpose for purpose in PURPOSES if getattr(masthead, purpose.setting) != allowed[purpose.setting]]
    if not changed:
        return []
    for purpose in changed:
        setattr(masthead, purpose.setting, allowed[purpose.setting])
    Masthead.objects.get_or_create(pk=1)
    # Only these: what somebody else saves meanwhile in the masthead's own form stays.
    masthead.save(update_fields=[purpose.setting for purpose in changed])
    words = {purpose.label: "allowed" if allowed[purpose.setting] else "refused" for purpose in changed}
    audit.record(audit.Deed.MASTHEAD, by=by, about="AI crawlers", **words)
    return changed

"""Putting a story under another section or other tags from outside its page: move(), tag(), untag().

Each writes the working copy and keeps a revision, so that the version rises and a page that somebody has open notices.
The caller holds the story's row lock. Raises ValueError with a sentence to an editor when nothing is to be done.
"""

from .models import Article, Section

MOST_TAGS = 30


def move(article: Article, section: Section, *, by) -> None:
    """Put the story into this section. Readers see it there with the next edition."""
    if article.section_id == section.pk:
        raise ValueError(f"It is in {section} already.")
    article.section = section
    article.save(update_fields=["section"])
    article.record(by=by)


def tag(article: Article, *, add: list[str], take_out: list[str] = (), by) -> None:
    """Add and take out tags by name, whatever their case."""
    before = {name.lower(): name for name in article.tags.names()}
    after = before | {name.lower(): name for name in add if name.lower() not in before}
    for name in take_out:
        after.pop(name.lower(), None)
    if set(after) == set(before):
        raise ValueError("Its tags are so already.")
    if len(after) > MOST_TAGS:
        raise ValueError(f"It would have {len(after)} tags: at most {MOST_TAGS} fit.")
    article.tags.set(after.values())
    article.record(by=by)

"""When a comment on a story is seen: the story's own rule, else its section's, else the house's; and when it closes."""

from datetime import datetime, timedelta

from django.utils import timezone

from articles.models import Edition, Section

from .models import HouseRules, Mode


def mode_of(edition: Edition, house: HouseRules) -> Mode:
    """Return the mode that somebody chose for this story, its section or the house. Needs article, section, parent.

    Where a story or section says “open”, the next above it is asked.
    """
    if edition.article.comments_policy in Mode.values:
        return Mode(edition.article.comments_policy)
    # A draft that is looked at may have none yet.
    return mode_in(edition.section if edition.section_id else None, house)


def mode_in(section: Section | None, house: HouseRules) -> Mode:
    """Return the mode of stories in this section that have none of their own. Needs its parent."""
    for place in (section, section.parent if section else None):
        if place is not None and place.comments_policy in Mode.values:
            return Mode(place.comments_policy)
    return Mode(house.mode)


def closes_at(edition: Edition, house: HouseRules) -> datetime | None:
    """Return when the story stops taking comments by itself (aware); None for never. Needs the edition's article."""
    # A story that is only looked at, before its first publication, has no day to count from.
    if not house.close_after_days or edition.article.comments_stay_open or not edition.published_at:
        return None
    return edition.published_at + timedelta(days=house.close_after_days)


def takes_comments(edition: Edition, house: HouseRules, at: datetime | None = None) -> bool:
    """Whether readers may comment on this story at `at` (aware; default now). Needs its article and sections."""
    if mode_of(edition, house) == Mode.CLOSED:
        return False
    closing = closes_at(edition, house)
    return closing is None or (at or timezone.now()) < closing

"""How many comments wait, for every page of the desk: counted once a request, with what else that page counts."""

from articles.counts import capped_each

from .models import Comment


def held_count(request) -> str:
    """Return the capped number of held comments. One query, none where count_with_held() has run."""
    if not hasattr(request, "held_count"):
        count_with_held(request, {})
    return request.held_count


def count_with_held(request, asked: dict) -> dict[str, str]:
    """Return {key: capped number} for querysets, and count what is held in the same query for the frame of the page."""
    numbers = capped_each([Comment.objects.awaiting_moderation(), *asked.values()])
    request.held_count = numbers[0]
    return dict(zip(asked, numbers[1:], strict=True))

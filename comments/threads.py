"""The comments of a story in the order of a conversation, for a page that nests them without recursion."""

from collections.abc import Iterable
from dataclasses import dataclass

from .models import Comment

DEEPEST = 3


@dataclass
class Remark:
    """A comment at its place in the thread, with the tags that the page opens before it and closes after it."""

    comment: Comment
    depth: int
    answers: Comment | None = None
    opens: bool = False
    closes: str = ""
    has_replies: bool = False


def arrange(comments: Iterable[Comment]) -> list[Remark]:
    """Return the comments (given oldest first) as remarks, each before its replies, `depth` from 0 to 3.

    What answers a remark at depth 3 stands at depth 3, too, and names in `answers` whom it answers. Runs no query.
    """
    comments = list(comments)
    known = {comment.pk: comment for comment in comments}
    replies: dict[int | None, list[Comment]] = {}
    for comment in comments:
        replies.setdefault(comment.parent_id if comment.parent_id in known else None, []).append(comment)
    thread = []
    waiting = [(comment, 0) for comment in reversed(replies.get(None, []))]
    while waiting:
        comment, generation = waiting.pop()
        parent = known.get(comment.parent_id)
        thread.append(
            Remark(
                comment,
                depth=min(generation, DEEPEST),
                answers=parent if generation > DEEPEST else None,
            )
        )
        waiting += [(reply, generation + 1) for reply in reversed(replies.get(comment.pk, []))]
    return with_tags(thread)


def with_tags(thread: list[Remark]) -> list[Remark]:
    """Note on each remark whether it opens a list, and how many lists end with it (one letter each in `closes`)."""
    for remark, after in zip(thread, [*thread, None][1:], strict=True):
        next_depth = after.depth if after else 0
        remark.has_replies = next_depth > remark.depth
        remark.closes = "x" * (remark.depth - next_depth)
        if after:
            after.opens = remark.has_replies
    return thread

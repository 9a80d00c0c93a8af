"""Queues that a moderator keeps under a name."""

from articles.admin import saved_list

from ..models import SavedQueue

QUEUES_KEPT = saved_list.Shelf(
    model=SavedQueue,
    route="queues",
    names="comments_comment_queue",
    page="admin:comments_comment_queue",
    found_at="beside the other queues",
    rows="comments",
)


def urls(desk):
    return saved_list.urls(desk, QUEUES_KEPT)

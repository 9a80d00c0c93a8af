"""The queue: one held comment at a time."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.urls import path

from articles.counts import capped

from ..models import Comment
from ..records import attach_records

CARDS = 20


def urls(desk):
    view = desk.admin_site.admin_view(partial(queue_show, desk))
    return [path("queue/", view, name="comments_comment_queue")]


def queue_show(desk, request):
    if not desk.has_view_permission(request):
        raise PermissionDenied
    held = Comment.objects.awaiting_moderation()
    found = starting_at(request.GET.get("at", ""), held.for_desk().oldest_first())
    for comment, after in zip(found, [*found, None][1:], strict=True):
        comment.later = after.pk if after else ""
    cards = found[:CARDS]
    attach_records(cards)
    context = {
        "title": "Held comments",
        "held": cards,
        "held_count": capped(held),
        "is_moderator": desk.has_change_permission(request),
    }
    return desk.page(request, "admin/comments/comment/queue.html", context)


def starting_at(pk, held):
    """Return up to CARDS + 1 held comments from the one with this id (as text) on, or from the oldest on."""
    first = Comment.objects.filter(pk=int(pk)).first() if pk.isascii() and pk.isdecimal() and len(pk) < 19 else None
    rest = list(held.from_on(first)[: CARDS + 1]) if first else []
    return rest or list(held[: CARDS + 1])

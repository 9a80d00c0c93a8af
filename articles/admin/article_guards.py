"""The story that an address of the desk names, for whoever may read, change or publish it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from ..models import Article


def story_to_read(desk, request, article_id: int) -> Article:
    """Return the story with its state. Raises PermissionDenied, or Http404 to who may see stories."""
    if not desk.has_view_permission(request):
        raise PermissionDenied
    article = desk.get_object(request, str(article_id))
    if article is None:
        raise Http404
    if not desk.has_view_permission(request, article):
        raise PermissionDenied
    return article


def story_to_edit(desk, request, article_id: int) -> Article:
    """As story_to_read(), for whoever may change it."""
    article = story_to_read(desk, request, article_id)
    if not desk.has_change_permission(request, article):
        raise PermissionDenied
    return article


def story_to_publish(desk, request, article_id: int) -> Article:
    """As story_to_edit(), for whoever may publish."""
    if not desk.may_publish(request):
        raise PermissionDenied
    return story_to_edit(desk, request, article_id)

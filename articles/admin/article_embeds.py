"""A video or post for the text of a story: which provider's it is, and what that says of it."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import path
from django.views.decorators.http import require_POST

from .. import providers
from .article_preview import bound

UNKNOWN = "Paste the address of a video on YouTube or Vimeo, or of a post on {}."


def urls(desk) -> list:
    view = desk.admin_site.admin_view(require_POST(bound(embed_view, desk)))
    return [path("embed/", view, name="articles_article_embed")]


def story_context(request, article) -> dict:
    return {}


def embed_view(request, desk):
    """{address, title, maker} of the card at the posted address; 422 with {error} where there can be none."""
    if not desk.has_add_permission(request):
        raise PermissionDenied
    card = providers.card_at(request.POST.get("address", ""))
    if card is None:
        return JsonResponse({"error": UNKNOWN.format(places_of_posts())}, status=422)
    return JsonResponse({"address": card.place.address, "title": card.title, "maker": card.maker})


def places_of_posts() -> str:
    *others, last = ["Bluesky", "X", *settings.EMBED_MASTODON_HOSTS]
    return f"{', '.join(others)} or {last}"

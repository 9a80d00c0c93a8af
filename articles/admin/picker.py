"""The photo library as something to choose from: a window for figures in a body, a dialog for lead photos."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from ..models import Photo
from .lists import CappedPaginator

PAGE_SIZE = 24


def picker_urls(model_admin) -> list:
    """Return the address of the picker, to stand before the other addresses of the photos' ModelAdmin."""
    view = model_admin.admin_site.admin_view(require_safe(photo_picker))
    return [path("picker/", view, name="articles_photo_picker")]


def photo_picker(request):
    """Photos, the newest first, found by `q`. With `fragment` only those, else a page that hands one to its opener."""
    if not request.user.has_perm("articles.view_photo"):
        raise PermissionDenied
    words = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    photos = Photo.objects.containing(words).newest().defer("metadata")
    page = CappedPaginator(photos, PAGE_SIZE).get_page(page_number(request))
    context = {"page": page, "q": words, "editor": function_number(request)}
    name = "_photos" if "fragment" in request.GET else "picker"
    return render(request, f"admin/articles/photo/{name}.html", context)


def page_number(request) -> int:
    """Return `page` as a number, 1 where it is none. The paginator answers one that is too high with the last page."""
    value = request.GET.get("page", "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 1


def function_number(request) -> str:
    """Return the number under which the editor that opened the window waits for a photo, or "". It may be negative."""
    value = request.GET.get("CKEditorFuncNum", "")
    return value if value.lstrip("-").isdecimal() and value.isascii() and len(value) < 12 else ""

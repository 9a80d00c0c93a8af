"""Lists that a person keeps under a name: filters, search and tab as they stand in the address."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from .. import saved_lists
from ..models import SavedList


@dataclass(frozen=True)
class Shelf:
    """Where lists of one kind are kept: their model, the names of their addresses, and what is said of them."""

    model: Any
    route: str
    names: str
    # The page that a kept query belongs to.
    page: str
    found_at: str
    rows: str


STORIES = Shelf(
    model=SavedList,
    route="lists",
    names="articles_article_list",
    page="admin:articles_article_changelist",
    found_at="above this list and on the front",
    rows="stories",
)


class ListForm(forms.Form):
    name = forms.CharField(required=False)
    query = forms.CharField(required=False, max_length=4000)


def urls(desk, shelf: Shelf = STORIES) -> list:
    def address(route, view, name):
        def guarded(request, **kwargs):
            if not desk.has_view_permission(request):
                raise PermissionDenied
            return view(desk, shelf, request, **kwargs)

        guarded_page = desk.admin_site.admin_view(require_POST(guarded))
        return path(f"{shelf.route}/{route}", guarded_page, name=f"{shelf.names}_{name}")

    return [
        address("keep/", keep_view, "keep"),
        address("<int:pk>/rename/", rename_view, "rename"),
        address("<int:pk>/drop/", drop_view, "drop"),
    ]


def known_to(desk) -> set[str]:
    """Return the words that may stand in the address of a list."""
    return {"q", *(spec.parameter_name for spec in desk.list_filter)}


def rows_for(user, query: str = "", shelf: Shelf = STORIES) -> list[dict]:
    """Return the lists that this user keeps as {pk, name, query, is_chosen}, by name. One query."""
    return [
        {"pk": kept.pk, "name": kept.name, "query": kept.query, "is_chosen": bool(query) and kept.query == query}
        for kept in shelf.model.objects.filter(user=user)
    ]


def list_at(shelf: Shelf, query: str):
    return redirect(f"{reverse(shelf.page)}{'?' if query else ''}{query}")


def keep_view(desk, shelf, request):
    form = ListForm(request.POST)
    form.is_valid()
    query = saved_lists.cleaned(form.cleaned_data.get("query", ""), known_to(desk))
    try:
        name = form.cleaned_data.get("name", "")
        kept = saved_lists.keep(user=request.user, name=name, query=query, model=shelf.model)
    except ValueError as error:
        desk.message_user(request, str(error), messages.ERROR)
    else:
        desk.message_user(request, f"Kept as “{kept}”. You find it {shelf.found_at}.", messages.SUCCESS)
    return list_at(shelf, query)


def rename_view(desk, shelf, request, pk):
    kept = get_object_or_404(shelf.model, pk=pk, user=request.user)
    form = ListForm(request.POST)
    form.is_valid()
    try:
        saved_lists.rename(kept, form.cleaned_data.get("name", ""))
    except ValueError as error:
        desk.message_user(request, str(error), messages.ERROR)
    else:
        noun = saved_lists.noun_of(shelf.model)
        desk.message_user(request, f"The {noun} has its new name.", messages.SUCCESS)
    return list_at(shelf, kept.query)


def drop_view(desk, shelf, request, pk):
    kept = get_object_or_404(shelf.model, pk=pk, user=request.user)
    kept.delete()
    noun = saved_lists.noun_of(shelf.model)
    desk.message_user(request, f"The {noun} “{kept}” is dropped. Its {shelf.rows} stay.", messages.SUCCESS)
    return list_at(shelf, kept.query)

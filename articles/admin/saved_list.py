"""Lists of stories that a person keeps under a name: filters, search and tab as they stand in the address."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from .. import saved_lists


class ListForm(forms.Form):
    name = forms.CharField(required=False)
    query = forms.CharField(required=False, max_length=4000)


def urls(desk) -> list:
    def address(route, view, name):
        def guarded(request, **kwargs):
            if not desk.has_view_permission(request):
                raise PermissionDenied
            return view(desk, request, **kwargs)

        return path(route, desk.admin_site.admin_view(require_POST(guarded)), name=f"articles_article_{name}")

    return [
        address("lists/keep/", keep_view, "list_keep"),
        address("lists/<int:pk>/rename/", rename_view, "list_rename"),
        address("lists/<int:pk>/drop/", drop_view, "list_drop"),
    ]


def known_to(desk) -> set[str]:
    """Return the words that may stand in the address of the story list."""
    return {"q", *(spec.parameter_name for spec in desk.list_filter)}


def rows_for(user, query: str = "") -> list[dict]:
    """Return the lists that this user keeps as {pk, name, query, is_chosen}, by name. One query."""
    return [
        {"pk": kept.pk, "name": kept.name, "query": kept.query, "is_chosen": bool(query) and kept.query == query}
        for kept in user.saved_lists.all()
    ]


def list_at(query: str):
    return redirect(f"{reverse('admin:articles_article_changelist')}{'?' if query else ''}{query}")


def keep_view(desk, request):
    form = ListForm(request.POST)
    form.is_valid()
    query = saved_lists.cleaned(form.cleaned_data.get("query", ""), known_to(desk))
    try:
        kept = saved_lists.keep(user=request.user, name=form.cleaned_data.get("name", ""), query=query)
    except ValueError as error:
        desk.message_user(request, str(error), messages.ERROR)
    else:
        desk.message_user(request, f"Kept as “{kept}”. You find it above this list and on the front.", messages.SUCCESS)
    return list_at(query)


def rename_view(desk, request, pk):
    kept = get_object_or_404(request.user.saved_lists, pk=pk)
    form = ListForm(request.POST)
    form.is_valid()
    try:
        saved_lists.rename(kept, form.cleaned_data.get("name", ""))
    except ValueError as error:
        desk.message_user(request, str(error), messages.ERROR)
    else:
        desk.message_user(request, "The list has its new name.", messages.SUCCESS)
    return list_at(kept.query)


def drop_view(desk, request, pk):
    kept = get_object_or_404(request.user.saved_lists, pk=pk)
    kept.delete()
    desk.message_user(request, f"The list “{kept}” is dropped. Its stories stay.", messages.SUCCESS)
    return list_at(kept.query)

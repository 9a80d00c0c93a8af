from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import reverse

from ..frame import masthead_of
from ..models import Masthead
from .lists import DeskAdmin


@admin.register(Masthead)
class MastheadAdmin(DeskAdmin):
    """One row: its list leads straight to the form, and it is neither added twice nor deleted."""

    fields = [
        "name",
        "tagline",
        "language",
        "description",
        "contact",
        "policies",
        "copyright",
        "shows_changes",
        "links_commenters",
    ]
    missing_words = {
        "name": "Write the publication's name.",
        "language": "Write the language as a code, such as en.",
    }
    sentences = ["description"]
    actions = None

    def has_add_permission(self, request):
        return super().has_add_permission(request) and masthead_of(request).pk is None

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_or_change_permission(request):
            return super().changelist_view(request, extra_context)
        row = Masthead.objects.first()
        if row is None and not self.has_add_permission(request):
            return super().changelist_view(request, extra_context)
        name, args = ("change", [row.pk]) if row else ("add", [])
        return HttpResponseRedirect(reverse(f"admin:articles_masthead_{name}", args=args))

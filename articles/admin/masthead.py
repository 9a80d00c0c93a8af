from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse

from .. import audit, crawlers
from ..frame import masthead_of
from ..models import Masthead
from .lists import DeskAdmin


class CrawlersForm(forms.Form):
    """A tick for each purpose that AI crawlers come for."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for purpose in crawlers.PURPOSES:
            self.fields[purpose.setting] = forms.BooleanField(
                required=False, label=purpose.label, help_text=purpose.does
            )


@admin.register(Masthead)
class MastheadAdmin(DeskAdmin):
    """One row: its list leads straight to the form, and it is neither added twice nor deleted."""

    fieldsets = [
        (None, {"fields": ["name", "tagline", "language", "description", "contact", "policies", "copyright"]}),
        ("For readers", {"fields": ["shows_changes", "links_commenters", "feeds_full_text"]}),
        (
            "Pages on how you work",
            {
                "description": "Search engines are told of these, and so by whose rules a story was made.",
                "fields": [
                    "corrections_policy",
                    "ethics_policy",
                    "fact_checking_policy",
                    "sources_policy",
                    "ownership",
                ],
            },
        ),
    ]
    missing_words = {
        "name": "Write the publication's name.",
        "language": "Write the language as a code, such as en.",
    }
    sentences = ["description"]
    for_readers = ["name", "tagline", "description", "contact", "policies", "copyright"]
    actions = None

    def has_add_permission(self, request):
        return super().has_add_permission(request) and masthead_of(request).pk is None

    def has_delete_permission(self, request, obj=None):
        return False

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        names = [str(form.fields[name].label).lower() for name in form.changed_data]
        if names:
            audit.record(audit.Deed.MASTHEAD, by=request.user, about=obj.name, changed=names)

    def get_urls(self):
        view = self.admin_site.admin_view(self.crawlers_view)
        return [path("crawlers/", view, name="articles_masthead_crawlers"), *super().get_urls()]

    def crawlers_view(self, request):
        """What AI crawlers may, by purpose, with the robots.txt that comes of it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self.crawlers_saved(request, CrawlersForm(request.POST))
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        masthead = Masthead.objects.current()
        form = CrawlersForm(
            initial={purpose.setting: getattr(masthead, purpose.setting) for purpose in crawlers.PURPOSES}
        )
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": "AI crawlers",
            "rows": [(form[purpose.setting], purpose) for purpose in crawlers.PURPOSES],
            "robots": render_to_string("articles/robots.txt", {"groups": crawlers.groups(masthead)}),
        }
        return TemplateResponse(request, "admin/articles/masthead/crawlers.html", context)

    def crawlers_saved(self, request, form):
        # Every answer is a form of ticks: none can be wrong.
        form.is_valid()
        changed = crawlers.allow(form.cleaned_data, by=request.user)
        words = "Saved. Crawlers see it the next time they ask for robots.txt." if changed else "Nothing has changed."
        self.message_user(request, words, messages.SUCCESS if changed else messages.INFO)
        return HttpResponseRedirect(reverse("admin:articles_masthead_crawlers"))

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_or_change_permission(request):
            return super().changelist_view(request, extra_context)
        row = Masthead.objects.first()
        if row is None and not self.has_add_permission(request):
            return super().changelist_view(request, extra_context)
        name, args = ("change", [row.pk]) if row else ("add", [])
        return HttpResponseRedirect(reverse(f"admin:articles_masthead_{name}", args=args))

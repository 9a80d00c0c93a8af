"""The audit trail: read, searched, filtered, and taken along as a file. Nobody writes it here."""

import csv
import json
from datetime import timedelta

from django.contrib import admin
from django.contrib.admin.views.main import IncorrectLookupParameters
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from .. import audit
from ..models import Article, AuditEntry
from .lists import DeskAdmin, DeskFilter

COLUMNS = ["When", "Who", "What", "About", "Story", "Details"]
# A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
AT_ONCE = 500


class DeedFilter(DeskFilter):
    title = "deed"
    parameter_name = "deed"

    def lookups(self, request, model_admin):
        return AuditEntry.Deed.choices

    def chosen(self, queryset, value):
        return queryset.of_deeds(value)


class PersonFilter(DeskFilter):
    """The menu offers the accounts of the desk; any other works by its address."""

    title = "person"
    parameter_name = "person"
    longest = 200

    def lookups(self, request, model_admin):
        people = get_user_model().objects.filter(is_staff=True).order_by("first_name", "last_name", "username")
        rows = [(user.username, audit.name_of(user)) for user in people[: self.longest]]
        value = self.used_parameters.get(self.parameter_name, "").replace("\x00", "")
        return rows if not value or value in dict(rows) else [*rows, (value, value)]

    def chosen(self, queryset, value):
        return queryset.by_person(value)


class DateFilter(DeskFilter):
    title = "date"
    parameter_name = "since"
    spans = {
        "today": ("Today", 0),
        "week": ("Last 7 days", 6),
        "month": ("Last 30 days", 29),
        "year": ("Last year", 364),
    }

    def lookups(self, request, model_admin):
        return [(name, words) for name, (words, _) in self.spans.items()]

    def chosen(self, queryset, value):
        if value not in self.spans:
            return queryset
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        return queryset.since(midnight - timedelta(days=self.spans[value][1]))


class StoryFilter(DeskFilter):
    """One story by its number, as the links of the page have it. The menu offers no stories: there are too many."""

    title = "story"
    parameter_name = "story"

    def lookups(self, request, model_admin):
        number = self.number(self.used_parameters.get(self.parameter_name, ""))
        story = Article.objects.filter(pk=number).only("headline").first() if number else None
        return [(str(number), str(story))] if story else []

    def number(self, value) -> int:
        """Return the number typed, 0 for what is none."""
        return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else 0

    def chosen(self, queryset, value):
        return queryset.about_story(self.number(value))


@admin.register(AuditEntry)
class AuditEntryAdmin(DeskAdmin):
    list_display = ["at", "by_name", "deed", "about"]
    list_display_links = None
    sortable_by = []
    list_filter = [DeedFilter, PersonFilter, DateFilter, StoryFilter]
    search_fields = ["about", "by_name"]
    actions = None
    list_per_page = 50

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        desk = self.admin_site.admin_view
        return [
            path("", desk(require_safe(self.changelist_view)), name="articles_auditentry_changelist"),
            path("export.csv", desk(require_safe(self.csv_view)), name="articles_auditentry_csv"),
            path("export.jsonl", desk(require_safe(self.jsonl_view)), name="articles_auditentry_jsonl"),
        ]

    def changelist_view(self, request, extra_context=None):
        context = {"export_query": request.GET.urlencode()}
        response = super().changelist_view(request, context | (extra_context or {}))
        if changelist := getattr(response, "context_data", {}).get("cl"):
            for entry in changelist.result_list:
                entry.words = audit.details_in_words(entry)
        return response

    def entries(self, request):
        """Return every entry that the list's address asks for, not only those of its pages, the newest first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self.get_changelist_instance(request).queryset.iterator(chunk_size=AT_ONCE)

    def export(self, request, lines_of, content_type, ending):
        try:
            lines = lines_of(self.entries(request))
        except IncorrectLookupParameters:
            return redirect("admin:articles_auditentry_changelist")
        name = f"audit-trail-{timezone.localdate():%Y-%m-%d}.{ending}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Accel-Buffering": "no"}
        return StreamingHttpResponse(lines, content_type=content_type, headers=headers)

    def csv_view(self, request):
        return self.export(request, csv_lines, "text/csv; charset=utf-8", "csv")

    def jsonl_view(self, request):
        return self.export(request, json_lines, "application/jsonl; charset=utf-8", "jsonl")


class Line:
    """Where csv writes: what is written is the next line to send."""

    def write(self, text: str) -> str:
        return text


def csv_lines(entries):
    """Yield the entries as lines for a spreadsheet, which needs the mark at the beginning to read UTF-8."""
    writer = csv.writer(Line())
    yield "\ufeff" + writer.writerow(COLUMNS)
    for entry in entries:
        details = "; ".join(f"{label}: {words}" for label, words in audit.details_in_words(entry))
        when = timezone.localtime(entry.at).isoformat(sep=" ", timespec="seconds")
        story = address_of(entry) if entry.article_id else ""
        cells = [when, entry.by_name, entry.get_deed_display(), entry.about, story, details]
        yield writer.writerow([harmless(cell) for cell in cells])


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell


def json_lines(entries):
    """Yield one JSON object a line; moments are in UTC."""
    for entry in entries:
        row = {
            "id": entry.pk,
            "at": entry.at.isoformat(),
            "by": entry.by_name,
            "by_id": entry.by_id,
            "deed": entry.deed,
            "about": entry.about,
            "story": entry.article_id,
            "details": entry.details,
        }
        yield json.dumps(row, ensure_ascii=False) + "\n"


def address_of(entry: AuditEntry) -> str:
    return reverse("admin:articles_article_change", args=[entry.article_id])

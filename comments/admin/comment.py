from datetime import timedelta

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils import timezone

from articles.admin.lists import DeskAdmin, DeskFilter, RelatedFilter, TabFilter
from articles.models import Section

from ..models import AlreadyDecided, Comment, CommentQuerySet
from ..records import attach_records
from . import answers, bulk, classifier, queue, saved_queues, statistics, verdicts, writers
from .verdicts import DONE

# What moderators can do beside the list. Each part gives its addresses by urls(desk); `desk` is the CommentAdmin.
PARTS = [queue, verdicts, answers, saved_queues, bulk, writers, statistics, classifier]


def in_state(state):
    return lambda comments: comments.in_state(state)


class StateFilter(TabFilter):
    parameter_name = "state"


class SectionFilter(RelatedFilter):
    title = "section"
    parameter_name = "section"
    path = "article__section"

    def options(self):
        return Section.objects.in_order()

    every = options


class DateFilter(DeskFilter):
    title = "date"
    parameter_name = "since"
    days = {"day": 1, "week": 7, "month": 30}

    def lookups(self, request, model_admin):
        return [("day", "Last 24 hours"), ("week", "Last 7 days"), ("month", "Last 30 days")]

    def chosen(self, queryset, value):
        if value not in self.days:
            return queryset
        return queryset.since(timezone.now() - timedelta(days=self.days[value]))


@admin.register(Comment)
class CommentAdmin(DeskAdmin):
    """Comments are read and decided. Nobody adds, edits or deletes a reader's words."""

    list_display = ["body", "author_name", "state", "created_at"]
    list_filter = [StateFilter, SectionFilter, DateFilter]
    tabs = {"": ("All", CommentQuerySet.all)} | {
        state: (state.label.split()[0], in_state(state)) for state in Comment.State
    }
    search_fields = ["body", "author_name", "author_email", "article__headline"]
    search_help_text = "Words, names, e-mail addresses, headlines"
    actions = ["approve", "reject", "mark_spam"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        return [*(address for part in PARTS for address in part.urls(self)), *super().get_urls()]

    def get_queryset(self, request):
        return super().get_queryset(request).for_desk()

    # The list

    @admin.action(description="Approve", permissions=["change"])
    def approve(self, request, queryset):
        self.decide_all(request, queryset, Comment.State.APPROVED)

    @admin.action(description="Reject", permissions=["change"])
    def reject(self, request, queryset):
        self.decide_all(request, queryset, Comment.State.REJECTED)

    @admin.action(description="Mark as spam", permissions=["change"])
    def mark_spam(self, request, queryset):
        self.decide_all(request, queryset, Comment.State.SPAM)

    def decide_all(self, request, queryset, state):
        """Give each comment the verdict, unless somebody decided since the list was loaded, and say what was done."""
        seen = dict(word.split(":", 1) for word in request.POST.getlist("seen") if ":" in word)
        done, sentences = 0, []
        for comment in queryset:
            try:
                if comment.state != state or seen.get(str(comment.pk), state) != state:
                    comment.decide(state, by=request.user, seen=seen.get(str(comment.pk)))
                    done += 1
            except AlreadyDecided as late:
                sentences.append(f"{late.comment.author_name}: {late}")
        if done or not sentences:
            words = (
                f"{done} comment{'' if done == 1 else 's'} {DONE[state]}."
                if done
                else "Nothing to do: all were so already."
            )
            self.message_user(request, words, messages.SUCCESS if done else messages.INFO)
        for sentence in sentences:
            self.message_user(request, f"{sentence} Left as it is.", messages.WARNING)

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"is_moderator": self.has_change_permission(request)})

    # One comment

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The words, their writer and all decisions. Read-only: a verdict goes to decide_view."""
        comment = self.get_object(request, object_id)
        if comment is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, comment):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        attach_records([comment])
        context = {
            "title": f"Comment by {comment.author_name}",
            "comment": comment,
            "reports": comment.reports.select_related("closed_by"),
            "is_moderator": self.has_change_permission(request, comment),
        }
        return self.page(request, "admin/comments/comment/change_form.html", context)

    def page(self, request, template, context):
        return TemplateResponse(
            request, template, self.admin_site.each_context(request) | {"opts": self.opts} | context
        )

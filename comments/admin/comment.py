from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed
from django.template.response import TemplateResponse

from articles import saved_lists
from articles.admin.lists import DeskAdmin, DeskFilter, RelatedFilter, TabFilter
from articles.admin.saved_list import known_to
from articles.models import Section

from .. import queues
from ..cases import cases
from ..models import AlreadyDecided, Batch, Comment, HouseRules
from ..verdicts import give
from . import answers, bulk, classifier, mail, queue, saved_queues, statistics, verdicts, writers
from .queue_head import head_for
from .verdicts import DONE

# What moderators can do beside the list. Each part gives its addresses by urls(desk); `desk` is the CommentAdmin.
PARTS = [queue, verdicts, answers, saved_queues, bulk, writers, statistics, classifier, mail]


class QueueFilter(TabFilter):
    parameter_name = "state"


class SectionFilter(RelatedFilter):
    title = "section"
    parameter_name = "section"

    def options(self):
        return Section.objects.in_order()

    every = options

    def chosen(self, queryset, value):
        return queues.in_section(queryset, value)


class DateFilter(DeskFilter):
    title = "date"
    parameter_name = "since"

    def lookups(self, request, model_admin):
        return [(key, words) for key, (words, _) in queues.SPANS.items()]

    def chosen(self, queryset, value):
        return queues.lately(queryset, value)


class TypedFilter(DeskFilter):
    """A filter whose value is typed: it stands in the form above the list, and offers no menu."""

    def lookups(self, request, model_admin):
        return []

    def chosen(self, queryset, value):
        return queues.FILTERS[self.parameter_name](queryset, value.strip())


def typed_filter(name):
    return type(f"{name.capitalize()}Filter", (TypedFilter,), {"title": name, "parameter_name": name})


@admin.register(Comment)
class CommentAdmin(DeskAdmin):
    """Comments are read and decided. Nobody adds, edits or deletes a reader's words."""

    list_display = ["body", "author_name", "state", "created_at"]
    list_filter = [
        QueueFilter,
        SectionFilter,
        DateFilter,
        *(typed_filter(name) for name in ("tag", "story", "author", "writer")),
    ]
    tabs = {key: (queue.word, queue.narrow) for key, queue in queues.QUEUES.items()}
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
                was, _, text = seen.get(str(comment.pk), "").partition(":")
                if comment.state != state or (was or state) != state:
                    give(comment, state, by=request.user, seen=was or None, seen_text=text or None)
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

    def tab_rows(self, request):
        """None here: the head that the list shares with the queue counts for itself."""
        return []

    def changelist_view(self, request, extra_context=None):
        is_moderator = self.has_change_permission(request)
        context = {"is_moderator": is_moderator, "query": saved_lists.cleaned(request.GET.urlencode(), known_to(self))}
        if is_moderator:
            context |= {"unfinished": Batch.objects.unfinished()[:3], "whole_verdicts": list(bulk.VERBS.items())}
        if request.method == "GET" and self.has_view_permission(request):
            typed = queues.typed_in(request.GET)
            context |= head_for(self, request, typed, queues.queue_of(typed, queues.QUEUES["all"]))
        return super().changelist_view(request, context)

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
        found = Comment.objects.filter(pk=comment.pk)
        [comment] = cases(found, house=HouseRules.objects.current(), user=request.user)
        context = {
            "title": f"Comment by {comment.author_name}",
            "comment": comment,
            "decisions": comment.decisions.select_related("by"),
            "reports": comment.reports.select_related("closed_by"),
            "is_moderator": self.has_change_permission(request, comment),
        }
        return self.page(request, "admin/comments/comment/change_form.html", context)

    def page(self, request, template, context):
        return TemplateResponse(
            request, template, self.admin_site.each_context(request) | {"opts": self.opts} | context
        )

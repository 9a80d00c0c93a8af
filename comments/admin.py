from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from articles.admin.lists import DeskAdmin, DeskFilter, RelatedFilter, TabFilter
from articles.counts import capped
from articles.models import Section

from .models import AlreadyDecided, Comment, CommentQuerySet
from .records import attach_records

CARDS = 20

DONE = {
    Comment.State.APPROVED: "approved",
    Comment.State.REJECTED: "rejected",
    Comment.State.SPAM: "marked as spam",
    Comment.State.PENDING: "held again",
}


def in_state(state):
    return lambda comments: comments.in_state(state)


class VerdictForm(forms.Form):
    """A moderator's verdict: `seen` is the state of the comment on the page that the verdict was given on."""

    verdict = forms.ChoiceField(choices=[(state, word) for state, word in DONE.items()])
    seen = forms.ChoiceField(choices=Comment.State.choices, required=False)
    next = forms.CharField(required=False)

    def clean(self):
        # A verdict from a page that says nothing of the state was meant for a held comment.
        if not self.cleaned_data.get("seen"):
            held_again = self.cleaned_data.get("verdict") == Comment.State.PENDING
            self.cleaned_data["seen"] = None if held_again else Comment.State.PENDING
        return self.cleaned_data


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
        def wrap(view):
            return self.admin_site.admin_view(view)

        return [
            path("queue/", wrap(self.queue_view), name="comments_comment_queue"),
            path("<int:pk>/decide/", wrap(self.decide_view), name="comments_comment_decide"),
            path("<int:pk>/pick/", wrap(self.pick_view), name="comments_comment_pick"),
            *super().get_urls(),
        ]

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

    # One by one

    def queue_view(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        held = Comment.objects.awaiting_moderation()
        found = self.starting_at(request.GET.get("at", ""), held.for_desk().oldest_first())
        for comment, after in zip(found, [*found, None][1:], strict=True):
            comment.later = after.pk if after else ""
        cards = found[:CARDS]
        attach_records(cards)
        context = {
            "title": "Held comments",
            "held": cards,
            "held_count": capped(held),
            "is_moderator": self.has_change_permission(request),
        }
        return self.page(request, "admin/comments/comment/queue.html", context)

    def starting_at(self, pk, held):
        """Return up to CARDS + 1 held comments from the one with this id (as text) on, or from the oldest on."""
        first = Comment.objects.filter(pk=int(pk)).first() if pk.isascii() and pk.isdecimal() and len(pk) < 19 else None
        rest = list(held.from_on(first)[: CARDS + 1]) if first else []
        return rest or list(held[: CARDS + 1])

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
            "is_moderator": self.has_change_permission(request, comment),
        }
        return self.page(request, "admin/comments/comment/change_form.html", context)

    def decide_view(self, request, pk):
        """Take a verdict from a plain form (answered by a redirect) or from a script that accepts JSON."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        comment = get_object_or_404(Comment, pk=pk)
        form = VerdictForm(request.POST)
        if not form.is_valid():
            return self.answer(request, comment, "That is not a verdict. Nothing was changed.", status=400)
        verdict, seen = form.cleaned_data["verdict"], form.cleaned_data["seen"]
        try:
            comment.decide(verdict, by=request.user, seen=seen)
        except AlreadyDecided as late:
            return self.answer(request, late.comment, f"{late} It was left as it is.", status=409)
        return self.answer(request, comment, f"{comment.author_name}’s comment is {DONE[verdict]}.")

    def answer(self, request, comment, said, *, status=200):
        """Say what happened to a comment: as JSON to a script, else on the page that the form came from."""
        if "application/json" in request.headers.get("Accept", ""):
            held_count = capped(Comment.objects.awaiting_moderation())
            return JsonResponse({"state": comment.state, "said": said, "held": held_count}, status=status)
        self.message_user(request, said, messages.SUCCESS if status == 200 else messages.WARNING)
        return redirect(safe_next(request))

    def pick_view(self, request, pk):
        """Make a comment an editor's pick (`pick` = yes) or a comment like others."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        comment = get_object_or_404(Comment, pk=pk)
        if request.POST.get("pick") != "yes":
            comment.unpick()
            said = f"{comment.author_name}’s comment is no longer an editor’s pick."
        elif comment.pick():
            said = f"{comment.author_name}’s comment is an editor’s pick."
        else:
            return self.answer(request, comment, "Only a comment that readers see can be picked.", status=409)
        return self.answer(request, comment, said)

    def page(self, request, template, context):
        return TemplateResponse(
            request, template, self.admin_site.each_context(request) | {"opts": self.opts} | context
        )


def safe_next(request) -> str:
    """Return the desk's page that a form names in `next`, else the queue."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return target
    return reverse("admin:comments_comment_queue")

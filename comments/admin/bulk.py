"""One verdict on all comments that a filter finds: asked once with the count, then carried out with progress."""

from copy import copy
from datetime import datetime

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone

from articles import saved_lists
from articles.admin.saved_list import known_to

from .. import batches
from ..models import Batch, Comment, WriterEntry
from ..queues import QUEUES, SPANS, WORDS, typed_in
from .queue_head import shown_as
from .verdicts import DONE

VERBS = {
    Comment.State.APPROVED: "Approve",
    Comment.State.REJECTED: "Reject",
    Comment.State.SPAM: "Mark as spam",
    Comment.State.PENDING: "Hold again",
}
LATEST = 50


class WholeForm(forms.Form):
    """A verdict for the whole of a list. `query` is the list's, as its address has it."""

    verdict = forms.ChoiceField(choices=list(VERBS.items()))
    query = forms.CharField(required=False, max_length=4000, strip=False)
    up_to = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1)
    counted_at = forms.CharField(required=False, max_length=40)

    def clean_counted_at(self):
        try:
            moment = datetime.fromisoformat(self.cleaned_data["counted_at"] or timezone.now().isoformat())
        except ValueError:
            moment = None
        # The year is compared, since a moment near the end of the calendar can't be turned into UTC.
        if moment is None or timezone.is_naive(moment) or not 2000 <= moment.year < 9999:
            raise forms.ValidationError("That is no moment at which comments were counted.")
        return moment


def urls(desk):
    def address(route, view, name, methods=("GET", "HEAD")):
        def guarded(request, **kwargs):
            if not desk.has_change_permission(request):
                raise PermissionDenied
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            return view(desk, request, **kwargs)

        return path(f"bulk/{route}", desk.admin_site.admin_view(guarded), name=f"comments_comment_{name}")

    return [
        address("", batch_list, "batches"),
        address("new/", batch_new, "batch_new", ("GET", "HEAD", "POST")),
        address("<int:pk>/", batch_show, "batch"),
        address("<int:pk>/step/", batch_step, "batch_step", ("POST",)),
        address("<int:pk>/stop/", batch_stop, "batch_stop", ("POST",)),
        address("<int:pk>/undo/", batch_undo, "batch_undo", ("POST",)),
    ]


# Before


def batch_new(desk, request):
    """GET counts and asks; POST begins the batch with what was counted."""
    asked = {"verdict": request.GET.get("verdict", ""), "query": request.GET.urlencode()}
    form = WholeForm(request.POST if request.method == "POST" else asked)
    if not form.is_valid():
        desk.message_user(request, "That is not a verdict on a list. Nothing was changed.", messages.WARNING)
        return redirect("admin:comments_comment_changelist")
    query = saved_lists.cleaned(form.cleaned_data["query"], known_to(desk))
    try:
        listed = the_list(desk, request, query)
    except IncorrectLookupParameters:
        return redirect("admin:comments_comment_changelist")
    if request.method == "POST":
        return batch_begin(request, form.cleaned_data, listed, query)
    return ask(desk, request, form.cleaned_data["verdict"], listed, query)


def the_list(desk, request, query: str):
    """Return the change list that this query stands for, as the list's own page makes it."""
    asked = copy(request)
    asked.GET, asked.method = QueryDict(query), "GET"
    return desk.get_changelist_instance(asked)


def ask(desk, request, verdict, listed, query):
    counted_at = timezone.now()
    found = batches.look(listed.queryset, verdict)
    verb = VERBS[verdict]
    context = {
        "title": f"{verb}: {found.total:,} comment{'' if found.total == 1 else 's'}",
        "found": found,
        "states": [(Comment.State(state).label, count) for state, count in sorted(found.states.items())],
        "most": batches.MOST,
        "verb": verb,
        "verdict": verdict,
        "words": in_words(query, hides_addresses=False),
        "query": query,
        "counted_at": counted_at.isoformat(),
    }
    return desk.page(request, "admin/comments/comment/batch_new.html", context)


def in_words(query: str, *, hides_addresses=True) -> str:
    """Return what the filters of a list's query choose, in words. An e-mail address among them is not written down."""
    parts = []
    for name, value in typed_in(QueryDict(query)).items():
        is_hidden = hides_addresses and "@" in value
        parts.append(filter_hidden(name) if is_hidden else filter_in_words(name, value))
    words = ", ".join(filter(None, parts)) or "all comments"
    return words[0].upper() + words[1:]


def filter_in_words(name: str, value: str) -> str:
    """Return “tag: ferries” and the like; "" for what narrows nothing."""
    if name == "state":
        # The tabs speak for themselves.
        return QUEUES[value].word if value in QUEUES and value != "all" else ""
    if name == "since" and value not in SPANS:
        return ""
    return f"found by “{value}”" if name == "q" else f"{WORDS[name].lower()}: {shown_as(name, value)}"


def filter_hidden(name: str) -> str:
    words = {"state": "", "since": "", "q": "found by an e-mail address", "writer": "by one writer"}
    return words.get(name, f"{WORDS.get(name, '').lower()}: an e-mail address")


def batch_begin(request, said, listed, query):
    batch = batches.begin(
        listed.queryset,
        verdict=said["verdict"],
        by=request.user,
        words=in_words(query),
        query="" if names_address(query) else query,
        up_to=said["up_to"],
        counted_at=said["counted_at"],
    )
    return redirect("admin:comments_comment_batch", batch.pk)


def names_address(query: str) -> bool:
    return any("@" in value for value in QueryDict(query).values())


# While it goes on, and after


def batch_list(desk, request):
    rows = Batch.objects.select_related("by", "undoes")[:LATEST]
    return desk.page(request, "admin/comments/comment/batches.html", {"title": "Many at once", "batches": rows})


def batch_show(desk, request, pk):
    batch = get_object_or_404(Batch.objects.select_related("by", "undoes"), pk=pk)
    bans = WriterEntry.objects.filter(batch=batch.undoes or batch, kind=WriterEntry.Kind.BAN)
    ban = bans.select_related("comment").first()
    context = {
        "title": f"{VERBS.get(batch.verdict, 'Take back')}: {batch.total:,} comment{'' if batch.total == 1 else 's'}",
        "batch": batch,
        "ban": ban if ban and ban.comment and ban.comment.has_writer else None,
        "moved": batch.done + batch.passed_over,
        "done_word": DONE.get(batch.verdict, "as they were before"),
        "undone_by": batch.undone_by.first(),
    }
    return desk.page(request, "admin/comments/comment/batch.html", context)


def batch_step(desk, request, pk):
    """Carry on for a second or two: answered by where it stands, or for a plain form by the page."""
    batch = batches.carry_on(get_object_or_404(Batch, pk=pk), by=request.user)
    if "application/json" in request.headers.get("Accept", ""):
        numbers = {name: getattr(batch, name) for name in ("total", "done", "passed_over", "left")}
        return JsonResponse(numbers | {"ended": batch.ended_at is not None})
    return redirect("admin:comments_comment_batch", pk)


def batch_stop(desk, request, pk):
    batches.stop(get_object_or_404(Batch, pk=pk))
    return redirect("admin:comments_comment_batch", pk)


def batch_undo(desk, request, pk):
    batch = batches.undo(get_object_or_404(Batch, pk=pk), by=request.user)
    return redirect("admin:comments_comment_batch", batch.pk)

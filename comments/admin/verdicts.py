"""Verdicts on one comment: by a plain form, or by a script that accepts JSON."""

from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from articles.counts import capped

from ..models import AlreadyDecided, Comment

DONE = {
    Comment.State.APPROVED: "approved",
    Comment.State.REJECTED: "rejected",
    Comment.State.SPAM: "marked as spam",
    Comment.State.PENDING: "held again",
}


def urls(desk):
    def wrap(view):
        return desk.admin_site.admin_view(partial(view, desk))

    return [
        path("<int:pk>/decide/", wrap(comment_decide), name="comments_comment_decide"),
        path("<int:pk>/pick/", wrap(comment_pick), name="comments_comment_pick"),
    ]


class VerdictForm(forms.Form):
    """A moderator’s verdict. `seen`, `seen_text`: the comment’s state and fingerprint on the page it came from."""

    verdict = forms.ChoiceField(choices=[(state, word) for state, word in DONE.items()])
    seen = forms.ChoiceField(choices=Comment.State.choices, required=False)
    seen_text = forms.CharField(max_length=16, required=False)
    next = forms.CharField(required=False)

    def clean(self):
        # A verdict from a page that says nothing of the state was meant for a held comment.
        if not self.cleaned_data.get("seen"):
            held_again = self.cleaned_data.get("verdict") == Comment.State.PENDING
            self.cleaned_data["seen"] = None if held_again else Comment.State.PENDING
        return self.cleaned_data


def comment_decide(desk, request, pk):
    """Take a verdict from a plain form (answered by a redirect) or from a script that accepts JSON."""
    if not desk.has_change_permission(request):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    comment = get_object_or_404(Comment, pk=pk)
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return answer(desk, request, comment, "That is not a verdict. Nothing was changed.", status=400)
    verdict, said = form.cleaned_data["verdict"], form.cleaned_data
    try:
        comment.decide(verdict, by=request.user, seen=said["seen"], seen_text=said["seen_text"])
    except AlreadyDecided as late:
        return answer(desk, request, late.comment, f"{late} It was left as it is.", status=409)
    return answer(desk, request, comment, f"{comment.author_name}’s comment is {DONE[verdict]}.")


def answer(desk, request, comment, said, *, status=200):
    """Say what happened to a comment: as JSON to a script, else on the page that the form came from."""
    if "application/json" in request.headers.get("Accept", ""):
        held_count = capped(Comment.objects.awaiting_moderation())
        return JsonResponse({"state": comment.state, "said": said, "held": held_count}, status=status)
    desk.message_user(request, said, messages.SUCCESS if status == 200 else messages.WARNING)
    return redirect(safe_next(request))


def comment_pick(desk, request, pk):
    """Make a comment an editor's pick (`pick` = yes) or a comment like others."""
    if not desk.has_change_permission(request):
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
        return answer(desk, request, comment, "Only a comment that readers see can be picked.", status=409)
    return answer(desk, request, comment, said)


def safe_next(request) -> str:
    """Return the desk's page that a form names in `next`, else the queue."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return target
    return reverse("admin:comments_comment_queue")

"""Verdicts on one comment, by a plain form or by a script that accepts JSON; picks, notes, and taking back."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from .. import verdicts, writers
from ..models import AlreadyDecided, ChangedSince, Comment, WriterEntry
from .queue import counts

DONE = {
    Comment.State.APPROVED: "approved",
    Comment.State.REJECTED: "rejected",
    Comment.State.SPAM: "marked as spam",
    Comment.State.PENDING: "held again",
}
# So many verdicts by plain form can be taken back, one after the other.
KEPT = 10
# More than fits a note, so that whoever wrote too much can shorten it.
LONGEST_GIVEN_BACK = 2 * writers.LONGEST


def urls(desk):
    def address(route, view, name):
        def guarded(request, **kwargs):
            if not desk.has_change_permission(request):
                raise PermissionDenied
            return view(desk, request, **kwargs)

        return path(route, desk.admin_site.admin_view(require_POST(guarded)), name=f"comments_comment_{name}")

    return [
        address("<int:pk>/decide/", comment_decide, "decide"),
        address("<int:pk>/pick/", comment_pick, "pick"),
        address("<int:pk>/note/", comment_note, "note"),
        address("queue/undo/", verdict_undo, "undo"),
    ]


class VerdictForm(forms.Form):
    """A moderator’s verdict. `seen`, `seen_text`: the comment’s state and fingerprint on the page it came from.

    What is typed in `message` goes before the `reason` that was chosen. A form that `gives` a reason must have one.
    """

    verdict = forms.ChoiceField(choices=[("pick", "approved and picked"), *DONE.items()])
    seen = forms.ChoiceField(choices=Comment.State.choices, required=False)
    reason = forms.CharField(required=False, max_length=verdicts.LONGEST_MESSAGE)
    message = forms.CharField(required=False, max_length=verdicts.LONGEST_MESSAGE)
    seen_text = forms.CharField(max_length=16, required=False)
    gives = forms.CharField(required=False)
    next = forms.CharField(required=False)

    def clean(self):
        typed = self.cleaned_data
        # A verdict from a page that says nothing of the state was meant for a held comment.
        if not typed.get("seen"):
            typed["seen"] = None if typed.get("verdict") == Comment.State.PENDING else Comment.State.PENDING
        typed["picks"] = typed.get("verdict") == "pick"
        if typed["picks"]:
            typed["verdict"] = Comment.State.APPROVED
        if typed.get("verdict") != Comment.State.REJECTED:
            typed["message"] = typed["reason"] = ""
        elif typed.get("gives") and not (typed.get("message") or typed.get("reason") or self.errors):
            self.add_error("gives", "Choose a reason or write one. To reject without one, press Reject.")
        return typed


def comment_decide(desk, request, pk):
    """Take a verdict, from a plain form (answered by a redirect) or from a script that accepts JSON."""
    comment = get_object_or_404(Comment, pk=pk)
    form = VerdictForm(request.POST)
    if not form.is_valid():
        said = "That message is too long." if set(form.errors) <= {"message", "reason"} else "That is not a verdict."
        said = form.errors["gives"][0] if "gives" in form.errors else said
        return answer(desk, request, comment, f"{said} Nothing was changed.", status=400)
    typed = form.cleaned_data
    how = {"seen": typed["seen"], "seen_text": typed["seen_text"] or None, "picks": typed["picks"]}
    try:
        message = typed["message"] or typed["reason"]
        _, token = verdicts.give(comment, typed["verdict"], by=request.user, message=message, **how)
    except ChangedSince as changed:
        return answer(desk, request, changed.comment, str(changed), status=409, is_changed=True)
    except AlreadyDecided as late:
        return answer(desk, request, late.comment, f"{late} It was left as it is.", status=409)
    return answer(desk, request, comment, in_words(comment, typed), token=token)


def in_words(comment: Comment, typed: dict) -> str:
    said = f"{comment.author_name}’s comment is {DONE[comment.state]}."
    if not typed["picks"]:
        return said
    if comment.is_featured:
        return f"{comment.author_name}’s comment is approved, and an editors’ pick."
    return f"{said} It can’t be a pick: what it answers is not on the site."


def answer(desk, request, comment, said, *, status=200, token="", is_changed=False):
    """Say what happened to a comment: as JSON to a script, else on the page that the form came from."""
    # A script has kept what was typed, but for a card that it has closed because somebody else decided.
    if status != 200 and (not is_script(request) or (status == 409 and not is_changed)):
        said += words_given_back(request)
    if is_script(request):
        numbers = counts()
        told = {"state": comment.state, "said": said, "held": numbers["pending"], "counts": numbers, "undo": token}
        return JsonResponse(told | {"is_featured": comment.is_featured, "is_changed": is_changed}, status=status)
    if token:
        # Without the name: it stays in the session for as long as the account is logged in.
        kept = {"token": token, "said": f"The last comment is {DONE[comment.state]}.", "at": timezone.now().timestamp()}
        request.session["verdicts"] = [*request.session.get("verdicts", []), kept][-KEPT:]
    desk.message_user(request, said, messages.SUCCESS if status == 200 else messages.WARNING)
    if is_changed or status == 400:
        return redirect(f"{reverse('admin:comments_comment_queue')}?state={comment.state}&at={comment.pk}")
    return redirect(safe_next(request))


def words_given_back(request) -> str:
    """Return, as a further sentence, what somebody typed for the writer or noted that came to nothing; "" for none."""
    typed = (request.POST.get("message") or request.POST.get("text") or "").strip()
    return f" You wrote: “{typed[:LONGEST_GIVEN_BACK]}”" if typed else ""


def is_script(request) -> bool:
    return "application/json" in request.headers.get("Accept", "")


class UndoForm(forms.Form):
    token = forms.CharField(max_length=500)


def verdict_undo(desk, request):
    """Take back the verdict that a token stands for."""
    form = UndoForm(request.POST)
    token = form.cleaned_data["token"] if form.is_valid() else ""
    kept = request.session.get("verdicts")
    if kept and any(row["token"] == token for row in kept):
        request.session["verdicts"] = [row for row in kept if row["token"] != token]
    try:
        comment = verdicts.undo(token, by=request.user)
    except verdicts.TooLate as late:
        if is_script(request):
            return JsonResponse({"said": str(late)}, status=410)
        desk.message_user(request, str(late), messages.WARNING)
        return redirect(safe_next(request))
    except AlreadyDecided as late:
        return answer(desk, request, late.comment, f"{late} It was left as it is.", status=409)
    return answer(desk, request, comment, f"Taken back: {comment.author_name}’s comment is as it was.")


def comment_pick(desk, request, pk):
    """Make a comment an editors' pick (`pick` = yes) or a comment like others."""
    comment = get_object_or_404(Comment, pk=pk)
    if request.POST.get("pick") != "yes":
        comment.unpick()
        said = f"{comment.author_name}’s comment is no longer an editors’ pick."
    elif comment.pick():
        said = f"{comment.author_name}’s comment is an editors’ pick."
    else:
        return answer(desk, request, comment, "Only a comment that readers see can be picked.", status=409)
    return answer(desk, request, comment, said)


class NoteForm(forms.Form):
    text = forms.CharField(required=False)


def comment_note(desk, request, pk):
    """Note something about the writer of a comment, for moderators alone."""
    comment = get_object_or_404(Comment, pk=pk)
    form = NoteForm(request.POST)
    form.is_valid()
    try:
        note = writers.note(comment.author_email, form.cleaned_data.get("text", ""), by=request.user, comment=comment)
    except writers.Nothing as nothing:
        return answer(desk, request, comment, str(nothing), status=400)
    if not is_script(request):
        return answer(desk, request, comment, f"The note about {comment.author_name} is kept. Only moderators see it.")
    entries = WriterEntry.objects.filter(writer=note.writer_id).select_related("by")
    html = render_to_string("admin/comments/comment/_notes.html", {"entries": entries})
    return JsonResponse({"said": "Noted. Only moderators see it.", "html": html})


def safe_next(request) -> str:
    """Return the desk's page that a form names in `next`, else the queue."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return target
    return reverse("admin:comments_comment_queue")

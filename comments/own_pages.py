"""The pages for one reader alone: their own comment, and mail about replies. The token in the address is the authority.

No cookie, session or account is looked at, nor where a request comes from: what can't know the token can't forge a
request, and a mail program that stops mail with one click names no origin. Nothing is done by GET, since programs
that look mail through open every link.
"""

from functools import wraps

from django import forms
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.models import Edition

from . import letters, mine, writers
from .forms import CommentForm
from .models import AlreadyDecided, Comment, Mute, Writer
from .views import for_one_reader

EDITED_FIELDS = ("body", "author_name", "author_website")
DONE = {
    "edited": _("Your comment has its new words. An editor reads them before they appear."),
    "same": _("Nothing was different, so nothing was changed."),
    "withdrawn": _("Your comment is withdrawn."),
    "confirmed": _("Your email address is confirmed, and your choice is kept."),
    "muted": _("You will hear no more of this conversation."),
    "unmuted": _("You will hear of replies in this conversation again."),
    "stopped": _("You get no more mail about replies."),
}


def for_the_holder(view):
    """For whoever has the address, which is the key: it is told to no other site."""

    @csrf_exempt
    @for_one_reader
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        # With “no-referrer” the Origin of the forms would be null.
        response["Referrer-Policy"] = "strict-origin"
        return response

    return wrapped


class EditForm(CommentForm):
    """What a comment says, to be changed: the fields and rules of the form under a story, but for what stays."""

    def __init__(self, data=None, *, comment):
        super().__init__(data, article=comment.article)
        for name in set(self.fields) - set(EDITED_FIELDS):
            del self.fields[name]
        self.initial = {name: getattr(comment, name) for name in EDITED_FIELDS}
        self.auto_id = "edit-%s"

    @property
    def shown(self):
        """The fields in the order of the page."""
        return [self[name] for name in EDITED_FIELDS]

    @property
    def faulty(self):
        return [field for field in self.shown if field.errors]


class RepliesForm(forms.Form):
    """Whether and how often somebody wants to hear of replies."""

    replies = forms.ChoiceField(choices=Writer.Replies.choices, widget=forms.RadioSelect)


@for_the_holder
def comment_mine(request, token):
    """A comment for its writer: how it stands, and all that its writer can do with it."""
    try:
        return answer(request, *mine.open_with(token))
    except mine.NoKey:
        return render(request, "comments/comment_expired.html", status=404)


def answer(request, comment, is_mailed):
    """Show the page, or do what its button says. Raises NoKey when the comment's writer was erased meanwhile."""
    if request.method != "POST":
        return show(request, comment, is_mailed)
    deeds = {"edit": edit, "withdraw": withdraw}
    if is_mailed:
        deeds |= {"confirm": confirm, "mute": mute, "unmute": unmute}
    deed = deeds.get(request.POST.get("action", ""))
    return deed(request, comment, is_mailed) if deed else show(request, comment, is_mailed, status=400)


def done(request, word):
    response = HttpResponseRedirect(f"{request.path}?done={word}")
    response.status_code = 303
    return response


def edit(request, comment, is_mailed):
    form = EditForm(request.POST, comment=comment)
    if not mine.is_editable(comment):
        return show(request, comment, is_mailed, status=409, late=request.POST.get("body", ""))
    if not form.is_valid():
        return show(request, comment, is_mailed, status=422, form=form)
    try:
        decision = mine.edit(comment, **{name: form.cleaned_data[name] for name in EDITED_FIELDS})
    except (mine.TooLate, AlreadyDecided):
        comment.refresh_from_db()
        return show(request, comment, is_mailed, status=409, late=form.cleaned_data["body"])
    return done(request, "edited" if decision else "same")


def withdraw(request, comment, is_mailed):
    mine.withdraw(comment)
    return done(request, "withdrawn")


def confirm(request, comment, is_mailed):
    form = RepliesForm(request.POST)
    if not form.is_valid():
        return show(request, comment, is_mailed, status=422)
    mine.choose_replies(comment, form.cleaned_data["replies"])
    return done(request, "confirmed")


def mute(request, comment, is_mailed):
    mine.mute_own(comment)
    return done(request, "muted")


def unmute(request, comment, is_mailed):
    mine.unmute(Writer.objects.known(comment.author_email), comment.thread_id or comment.pk)
    return done(request, "unmuted")


def show(request, comment, is_mailed, *, status=200, form=None, late=None):
    """Return the page. `form` is one sent back with faults, `late` the words of an edit that came too late."""
    writer = Writer.objects.known(comment.author_email) if is_mailed else None
    context = {
        "comment": comment,
        "edition": Edition.objects.live().for_card().filter(article=comment.article_id).first(),
        "is_mailed": is_mailed,
        "done": DONE.get(request.GET.get("done", "")) if status == 200 else None,
        "form": form or (EditForm(comment=comment) if mine.is_editable(comment) else None),
        "late": late,
        "editable_until": mine.editable_until(comment),
        "message": message_to_writer(comment),
        "warnings": writers.warnings_to(writer.email) if writer and writer.warned_at else [],
        "address": mine.masked(comment.author_email),
        "has_receipt": not is_mailed and comment.state in letters.RECEIVES and letters.has_receipt(comment),
        "writer": writer,
        "choices": Writer.Replies.choices,
        "is_muted": is_mailed and is_muted(writer, comment),
        "is_withdrawn": comment.state == Comment.State.WITHDRAWN,
        "is_refused": comment.state in (Comment.State.REJECTED, Comment.State.SPAM),
    }
    return render(request, "comments/comment_mine.html", context, status=status)


def message_to_writer(comment) -> str:
    """Return what the newsroom says to the writer of the decision that stands; "" for nothing. One query."""
    decision = comment.decisions.first()
    return decision.message if decision and decision.verdict == comment.state else ""


def is_muted(writer, comment) -> bool:
    return bool(writer.pk) and Mute.objects.filter(writer=writer, thread=comment.thread_id or comment.pk).exists()


@for_the_holder
def mail_stop(request, token):
    """Stop mail about replies, or about one conversation. Mail programs post here by themselves (RFC 8058)."""
    try:
        writer, thread_id = letters.receiver_of(token)
    except letters.NoLetter:
        return render(request, "comments/mail_expired.html", status=404)
    word = request.GET.get("done", "")
    if request.method == "POST":
        word = stop_or_mute(request, writer, thread_id)
        # A mail program follows no redirect.
        if "List-Unsubscribe" not in request.POST:
            return done(request, word)
    context = {
        "writer": writer,
        "address": mine.masked(writer.email),
        "wants_none": writer.replies == Writer.Replies.NEVER,
        "thread_id": thread_id,
        "is_muted": bool(thread_id) and Mute.objects.filter(writer=writer, thread=thread_id).exists(),
        "done": DONE.get(word),
    }
    return render(request, "comments/mail_stop.html", context)


def stop_or_mute(request, writer, thread_id) -> str:
    """Do what the button says, and return the word for it. What names no button stops everything."""
    if request.POST.get("action") == "mute" and thread_id:
        mine.mute(writer, thread_id)
        return "muted"
    letters.stop(writer)
    return "stopped"

"""A writer's page: everything by one address, notes, warnings, ban. Its address names a comment, never the mailbox."""

from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from .. import writers
from ..models import Comment

PAGE = 25


class WordsForm(forms.Form):
    """What is written about or to a writer."""

    text = forms.CharField(
        max_length=writers.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={
            "required": "Write it down first.",
            "max_length": "%(show_value)d characters are too many: at most %(limit_value)d fit.",
        },
    )

    def __init__(self, *args, label, hint, is_required=True, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["text"]
        field.label, field.help_text, field.required = label, hint, is_required


class BanForm(WordsForm):
    removes = forms.BooleanField(label="Take down all that stands", required=False)


def note_form(data=None):
    hint = "Only moderators and editors read it."
    return WordsForm(data, auto_id="note_%s", label="Note", hint=hint)


def warn_form(data=None):
    hint = "The writer reads these words as they stand. Say what is to change."
    return WordsForm(data, auto_id="warn_%s", label="Warning", hint=hint)


def ban_form(data=None):
    return BanForm(data, auto_id="ban_%s", label="Why", hint="Only moderators and editors read it.")


def unban_form(data=None):
    hint = "Only moderators and editors read it."
    return WordsForm(data, auto_id="unban_%s", label="Why", hint=hint, is_required=False)


FORMS = {"note": note_form, "warn": warn_form, "ban": ban_form, "unban": unban_form}


def urls(desk):
    def address(route, view, name):
        def guarded(request, pk):
            if not desk.has_change_permission(request):
                raise PermissionDenied
            comment = get_object_or_404(Comment, pk=pk)
            if not comment.has_writer:
                desk.message_user(request, writers.NOBODY_LEFT, messages.WARNING)
                return redirect("admin:comments_comment_change", pk)
            return view(desk, request, comment)

        return path(f"<int:pk>/writer/{route}", desk.admin_site.admin_view(guarded), name=f"comments_comment_{name}")

    deeds = {"note": note, "warn": warn, "ban": ban, "unban": unban}
    return [
        address("", writer_show, "writer"),
        *(address(f"{deed}/", partial(writer_act, deed, act), f"writer_{deed}") for deed, act in deeds.items()),
    ]


def writer_show(desk, request, comment):
    return require_safe(lambda request: show(desk, request, comment, {}))(request)


def writer_act(deed, act, desk, request, comment):
    """Take one of the page's forms; what is wrong with it is said beside it, and all that was typed stays."""
    return require_POST(lambda request: take(deed, act, desk, request, comment))(request)


def take(deed, act, desk, request, comment):
    form = FORMS[deed](request.POST)
    if not form.is_valid():
        return show(desk, request, comment, {deed: form}, status=422)
    try:
        said, batch = act(request, comment, form.cleaned_data)
    except writers.Nothing as nothing:
        desk.message_user(request, str(nothing), messages.WARNING)
        return redirect("admin:comments_comment_writer", comment.pk)
    desk.message_user(request, said, messages.SUCCESS)
    if batch and not batch.ended_at:
        return redirect("admin:comments_comment_batch", batch.pk)
    return redirect("admin:comments_comment_writer", comment.pk)


def note(request, comment, typed):
    writers.note(comment.author_email, typed["text"], by=request.user, comment=comment)
    return "The note is kept.", None


def warn(request, comment, typed):
    if writers.warn(comment.author_email, typed["text"], by=request.user, comment=comment):
        return "The warning is on its way by mail, and stands on the writer’s own page.", None
    return (
        "The warning stands on the writer’s own page. No mail was sent: nobody has confirmed this address, "
        "so it may be a stranger’s."
    ), None


def ban(request, comment, typed):
    how = {"by": request.user, "removes": typed["removes"], "comment": comment}
    batch = writers.ban(comment.author_email, typed["text"], **how)
    return "The address is banned. What comes from it is rejected from now on.", batch


def unban(request, comment, typed):
    batch = writers.lift_ban(comment.author_email, typed["text"], by=request.user)
    return "The ban is lifted.", batch


def show(desk, request, comment, forms_sent, *, status=200):
    known = writers.profile(comment.author_email)
    rows = list(starting_before(request.GET.get("before", ""), Comment.objects.by_writer(comment.author_email)))
    context = {
        "title": f"Writer: {known.names[0] if known.names else comment.author_name}",
        "comment": comment,
        "known": known,
        "comments": rows[:PAGE],
        "older": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "is_first_page": not request.GET.get("before"),
    }
    context |= {f"{name}_form": forms_sent.get(name) or form() for name, form in FORMS.items()}
    response = desk.page(request, "admin/comments/comment/writer.html", context)
    response.status_code = status
    return response


def starting_before(pk, written):
    """Return up to PAGE + 1 of these comments, the newest first, from those before the one with this id (as text)."""
    last = Comment.objects.filter(pk=int(pk)).first() if pk.isascii() and pk.isdecimal() and len(pk) < 19 else None
    return (written.before(last) if last else written).for_desk().newest_first()[: PAGE + 1]

"""Notes on a story, who has it now, and its way from the writer to the editors and back."""

from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from .. import audit, notes, workflow
from ..models import Article, Note
from ..people import who_may
from .article_form import NO_NUL
from .article_guards import story_to_edit

MOST_RESOLVED = 20
MOST_PEOPLE = 300


def urls(desk) -> list:
    def address(route, view, name, only=require_POST):
        return path(route, desk.admin_site.admin_view(only(partial(view, desk))), name=f"articles_article_{name}")

    return [
        address("mentions/", mentions_view, "mentions", require_safe),
        address("<int:article_id>/assign/", assign_view, "assign"),
        address("<int:article_id>/notes/", write_view, "notes"),
        address("<int:article_id>/notes/<int:note_id>/resolve/", resolve_view, "note_resolve"),
        address("<int:article_id>/notes/<int:note_id>/reopen/", reopen_view, "note_reopen"),
    ]


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, user):
        return audit.name_of(user)


class AssignForm(forms.Form):
    """Who is to have the story. `take`: whoever asks. `seen`: the id of who had it on the page that was looked at."""

    to = PersonField(
        None,
        required=False,
        empty_label="Nobody",
        label="Hand it to",
        error_messages={"invalid_choice": "That person can’t edit stories, so the story was left where it was."},
    )
    take = forms.BooleanField(required=False)
    seen = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def __init__(self, *args, article, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = who_may("articles.change_article")
        self.initial = {"to": article.assigned_to_id, "seen": article.assigned_to_id}
        for name in ("to", "seen"):
            self.fields[name].widget.attrs["form"] = "assign_form"


class NoteForm(forms.Form):
    text = forms.CharField(
        max_length=4000,
        label="Write a note",
        error_messages={
            "required": "The note has no words yet.",
            "max_length": "The note has %(show_value)d characters. At most %(limit_value)d fit.",
        },
        widget=forms.Textarea(attrs={"rows": 2, "form": "note_form", "id": "id_note", "autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].validators = [
            validator for validator in self.fields["text"].validators if "null" not in getattr(validator, "code", "")
        ] + [NO_NUL]

    def clean_text(self):
        return self.cleaned_data["text"].replace("\r\n", "\n")


def story_context(request, article) -> dict:
    """Return the workflow and notes cards' context: at most eight queries, whatever the number of notes."""
    if article is None:
        return {}
    user, may_edit = request.user, article.is_editable_by(request.user) if is_editing(request) else False
    written = list(article.notes.for_card())
    for note in written:
        note.may_settle = notes.may_settle(user, note, edits=may_edit)
        note.parts = notes.parts(note.text)
    kept = request.session.pop(kept_under(article), None)
    return {
        "steps": steps(article),
        "assign_form": AssignForm(article=article) if may_edit else None,
        "open_notes": [note for note in written if note.resolved_at is None],
        "resolved_notes": [note for note in written if note.resolved_at][-MOST_RESOLVED:][::-1],
        "note_form": NoteForm(initial={"text": kept} if kept else None),
        "note_refused": bool(kept),
    }


def is_editing(request) -> bool:
    return request.user.has_perm("articles.change_article")


def steps(article: Article) -> list[dict]:
    """Return the stages as {word, is_here, is_past, since, by}; none for a story that review has done with.

    Needs with_state(). One query.
    """
    if article.state not in Article.Stage.values:
        return []
    came, here = workflow.came_there(article), Article.Stage.values.index(article.stage)
    return [
        {
            "word": word,
            "is_here": place == here,
            "is_past": place < here,
            "since": came.at if came else article.created_at,
            "by": (came.by_name if came else "") if place == here else "",
        }
        for place, word in enumerate(Article.Stage.labels)
    ]


def kept_under(article) -> str:
    """The name under which a session keeps a note that was refused, until the page shows it again."""
    return f"note-{article.pk}"


def story_of(desk, request, article_id) -> Article:
    """Return a story this user may see; 403 and 404 otherwise."""
    if not desk.has_view_permission(request):
        raise PermissionDenied
    article = Article.objects.filter(pk=article_id).first() if article_id < 2**63 else None
    if article is None:
        raise Http404
    return article


def note_of(desk, request, article_id, note_id) -> tuple[Article, Note]:
    """Return the story and one of its notes that this user may resolve and open again; 403 and 404 otherwise."""
    article = story_of(desk, request, article_id)
    note = article.notes.filter(pk=note_id).first() if note_id < 2**63 else None
    if note is None:
        raise Http404
    if not notes.may_settle(request.user, note, edits=desk.has_change_permission(request, article)):
        raise PermissionDenied
    return article, note


def back(article, anchor: str, query: str = ""):
    return redirect(f"{reverse('admin:articles_article_change', args=[article.pk])}{query}#{anchor}")


@transaction.atomic
def assign_view(desk, request, article_id):
    article = story_to_edit(desk, request, article_id)
    form = AssignForm(request.POST, article=article)
    if not form.is_valid():
        desk.message_user(request, " ".join(form.errors.get("to", ["That did not work. Try again."])), messages.ERROR)
        return back(article, "workflow")
    to = request.user if form.cleaned_data["take"] else form.cleaned_data["to"]
    try:
        is_new = workflow.assign(article, to=to, by=request.user, seen=form.cleaned_data["seen"])
    except ValueError as error:
        desk.message_user(request, str(error), messages.ERROR)
        return back(article, "workflow")
    who = "You have" if to == request.user else f"{audit.name_of(to)} has" if to else "Nobody has"
    desk.message_user(request, f"{who} it now." if is_new else f"{who} it already.", messages.SUCCESS)
    # Who hands on what was theirs by that alone may only read it from now on.
    return back(article, "workflow")


def write_view(desk, request, article_id):
    article = story_of(desk, request, article_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        # Kept, so that no word is lost: the page shows it again in its field.
        request.session[kept_under(article)] = request.POST.get("text", "").replace("\x00", "")[:70_000]
        desk.message_user(request, " ".join(form.errors["text"]), messages.ERROR)
        return back(article, "notes")
    written = notes.write(article, by=request.user, text=form.cleaned_data["text"])
    desk.message_user(request, said(written, request.user), messages.WARNING if missed(written) else messages.SUCCESS)
    return back(article, f"note-{written.note.pk}", f"?note={written.note.pk}")


def missed(written: notes.Written) -> bool:
    return bool(written.unknown or written.blind)


def said(written: notes.Written, by) -> str:
    """Return in a sentence who gets the note by mail, and whom its writer meant in vain."""
    told = [audit.name_of(user) for user in written.note.mentioned.all() if user != by and user.email]
    sentences = [f"Noted. {in_a_row(told)} {'gets' if len(told) == 1 else 'get'} a mail." if told else "Noted."]
    if written.unknown:
        sentences.append(f"Nobody at the desk is called {in_a_row(written.unknown)}.")
    if written.blind:
        sentences.append(f"{in_a_row(written.blind)} can’t see stories, so no mail went there.")
    return " ".join(sentences)


def in_a_row(words: list[str]) -> str:
    """Return “A”, “A and B” or “A, B and 3 others”."""
    if len(words) > 3:
        return f"{', '.join(words[:2])} and {len(words) - 2} others"
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def resolve_view(desk, request, article_id, note_id):
    return settle(desk, request, article_id, note_id, notes.resolve, "Resolved.")


def reopen_view(desk, request, article_id, note_id):
    return settle(desk, request, article_id, note_id, notes.reopen, "The note is open again.")


def settle(desk, request, article_id, note_id, deed, words):
    article, note = note_of(desk, request, article_id, note_id)
    try:
        deed(note, by=request.user)
    except ValueError as error:
        desk.message_user(request, str(error), messages.WARNING)
    else:
        desk.message_user(request, words, messages.SUCCESS)
    return back(article, "notes")


def mentions_view(desk, request):
    """Whom an @ with these letters behind it may mean, for the note that is being typed."""
    if not desk.has_view_permission(request):
        raise PermissionDenied
    return JsonResponse({"people": notes.suggestions(request.GET.get("term", ""))})

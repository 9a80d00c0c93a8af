from functools import wraps

from django import forms
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from .. import preview_links
from ..models import PreviewAnswer, Revision
from ..publishing import draft_edition
from .public import for_readers, with_frames
from .stories import story_context


class AnswerForm(forms.Form):
    """What the holder of a link says, and of which version: a revision of the story, and its content hash then."""

    verdict = forms.ChoiceField(
        choices=PreviewAnswer.Verdict.choices,
        error_messages={
            "required": gettext_lazy("Choose “Approve” or “Changes needed”."),
            "invalid_choice": gettext_lazy("Choose “Approve” or “Changes needed”."),
        },
    )
    note = forms.CharField(
        max_length=4000,
        required=False,
        widget=forms.Textarea,
        error_messages={
            "max_length": gettext_lazy("%(show_value)d characters are too many: at most %(limit_value)d fit.")
        },
    )
    revision = forms.ModelChoiceField(
        Revision.objects.none(),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("This page was too old. Read the story below, then answer.")},
    )
    seen = forms.RegexField(r"\A[0-9a-f]{64}\Z", required=False)

    def __init__(self, *args, article, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["revision"].queryset = article.revisions.defer("data")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("verdict") == PreviewAnswer.Verdict.CHANGES and not cleaned.get("note") and not self.errors:
            self.add_error("note", gettext("Say what should change."))
        return cleaned


def for_the_holder(view):
    """The answer is for whoever has the link: kept by no cache and no search engine, its address told to nobody."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        # The address is the key. With "no-referrer" the Origin of the form's post would be null.
        response["Referrer-Policy"] = "strict-origin"
        return response

    return wrapped


@csrf_exempt  # The token in the address is the authority; no cookie and no account is looked at.
@for_the_holder
@require_http_methods(["GET", "HEAD", "POST"])
@for_readers
def preview_show(request, token):
    """A draft, for whoever holds the link. What is no open link gets the site's own 404, whatever the reason."""
    try:
        link = preview_links.find(token)
        if request.method == "POST":
            return take_answer(request, link)
        if request.method == "GET":
            preview_links.opened(link)
    except preview_links.Ended as error:
        raise Http404 from error
    return show(request, link, AnswerForm(article=link.article))


def take_answer(request, link):
    form = AnswerForm(request.POST, article=link.article)
    if not form.is_valid():
        return show(request, link, form, status=422)
    said = form.cleaned_data
    try:
        preview_links.answer(
            link, verdict=said["verdict"], note=said["note"], revision=said["revision"], seen_hash=said["seen"]
        )
    except preview_links.TooManyAnswers:
        return show(request, link, form, status=429)
    response = HttpResponseRedirect(f"{link.get_absolute_url()}#answer")
    response.status_code = 303
    return response


def show(request, link, form, *, status=200):
    edition = draft_edition(link.article)
    answers = list(link.answers.select_related("revision")[:1])
    context = story_context(edition) | {
        "link": link,
        "form": form,
        "faulty": [field for field in form if field.errors],
        "version": preview_links.version_of(link.article),
        "last_answer": answers[0] if answers else None,
        "answered_this": bool(answers) and preview_links.is_of(link.article, answers[0]),
        "may_answer": link.answers.count() < preview_links.MOST_ANSWERS,
    }
    response = render(request, "articles/preview_show.html", context, status=status)
    return with_frames(response, context["players"])

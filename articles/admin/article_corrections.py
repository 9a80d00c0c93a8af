"""Corrections, written from the story page."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from .. import corrections
from ..models import Correction
from . import refused_forms
from .article_form import PAST, MomentField, in_words, speak_plainly
from .article_guards import story_to_publish
from .readers_words import write_for_readers


class CorrectionForm(forms.ModelForm):
    prefix = "correction"

    live_from = MomentField(required=False, label="When", help_text="Empty: now.")

    class Meta:
        model = Correction
        fields = ["kind", "text", "at_top", "live_from"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}
        error_messages = {
            "kind": {"invalid_choice": "Choose the kind from the list.", "required": "Choose the kind."},
            "text": {"required": "Write what was wrong, and what is right."},
        }
        labels = {"text": "What readers are told", "at_top": "At the top of the story"}
        help_texts = {"text": "Say what was wrong and what is right.", "at_top": "A retraction always stands there."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            speak_plainly(field)
            field.widget.attrs.pop("maxlength", None)
            field.widget.attrs["form"] = "correction_form"

    def clean_live_from(self):
        moment = self.cleaned_data["live_from"]
        if moment is not None and moment <= timezone.now():
            raise forms.ValidationError(f"{PAST.format(in_words(moment))} or none to show it now.")
        return moment


def urls(desk) -> list:
    def guarded(view):
        return desk.admin_site.admin_view(require_POST(transaction.atomic(view)))

    def add(request, article_id):
        article = story_to_publish(desk, request, article_id)
        form = CorrectionForm(request.POST)
        if not form.is_valid():
            refused_forms.keep(request, form, article)
            desk.message_user(request, f"There is no new correction. {refused_forms.first_error(form)}", messages.ERROR)
            return back(article)
        said = form.cleaned_data
        try:
            correction = corrections.add(
                article,
                by=request.user,
                kind=said["kind"],
                text=said["text"],
                at_top=said["at_top"],
                at=said["live_from"],
            )
        except ValueError as error:
            refused_forms.keep(request, form, article)
            desk.message_user(request, str(error), messages.ERROR)
        else:
            desk.message_user(request, added(article, correction), messages.SUCCESS)
        return back(article)

    def take_back(request, article_id, correction_id):
        article = story_to_publish(desk, request, article_id)
        correction = get_object_or_404(Correction.objects.select_related("article"), article=article, pk=correction_id)
        try:
            corrections.take_back(correction, by=request.user)
        except Correction.DoesNotExist:
            desk.message_user(request, "Somebody has just taken it back.", messages.INFO)
        else:
            words = "The correction is taken back. The audit trail keeps its words."
            desk.message_user(request, words, messages.SUCCESS)
        return back(article)

    return [
        path("<int:article_id>/corrections/", guarded(add), name="articles_article_correct"),
        path(
            "<int:article_id>/corrections/<int:correction_id>/take-back/",
            guarded(take_back),
            name="articles_article_uncorrect",
        ),
    ]


def added(article, correction) -> str:
    """Return in words when readers see it. Needs the columns of with_state()."""
    kind = correction.get_kind_display()
    if not article.live_hash:
        return f"{kind} added. Readers see it when the story is on the site again."
    if correction.live_from > timezone.now():
        return f"{kind} added. Readers see it {in_words(correction.live_from)}."
    return f"{kind} added. Readers see it now, on the story and on the page of corrections."


def back(article):
    return redirect(reverse("admin:articles_article_change", args=[article.pk]) + "#corrections")


def story_context(request, article) -> dict:
    """Return the story's corrections, and the form for whoever may publish. Two queries at most."""
    if article is None:
        return {}
    now = timezone.now()
    found = list(article.corrections.newest().select_related("made_by"))
    for correction in found:
        correction.is_to_come = correction.live_from > now
    form = refused_forms.bring_back(request, CorrectionForm, article)
    write_for_readers(request, form.fields, ["text"])
    return {
        "corrections": found,
        "can_be_corrected": article.editions.begun(now).exists(),
        "correction_form": form,
    }

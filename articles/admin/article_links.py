"""Preview links: reading a draft without an account."""

from datetime import datetime, time, timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from .. import preview_links
from ..models import PreviewLink
from ..models.preview import DAYS_OPEN
from . import refused_forms
from .article_form import NO_NUL, in_words
from .article_guards import story_to_edit

SHOWN = 20
UNTIL_A_DAY = "day"


class LinkForm(forms.Form):
    prefix = "link"

    reader = forms.CharField(
        max_length=120,
        label="Who it is for",
        help_text="A name. It stands on the page, and in the story’s history beside the answer.",
        error_messages={
            "required": "Write who the link is for.",
            "max_length": "%(show_value)d characters are too many: at most %(limit_value)d fit.",
        },
    )
    lasts = forms.ChoiceField(
        label="How long it works",
        choices=[
            ("1", "1 day"),
            ("3", "3 days"),
            ("7", "7 days"),
            ("14", "14 days"),
            ("30", "30 days"),
            (UNTIL_A_DAY, "Until the end of a day…"),
        ],
        initial=str(DAYS_OPEN),
        error_messages=dict.fromkeys(["invalid_choice", "required"], "Choose from the list how long it works."),
    )
    last_day = forms.DateField(
        required=False,
        label="Last day",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Only for “Until the end of a day”.",
        error_messages={"invalid": "This is not a day."},
    )
    ends_on_publication = forms.BooleanField(required=False, initial=True, label="Stops when the story is published")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reader"].validators = [NO_NUL, *self.fields["reader"].validators[:1]]
        for field in self.fields.values():
            field.widget.attrs["form"] = "link_form"
        self.fields["reader"].widget.attrs["autocomplete"] = "off"

    def clean_reader(self):
        return " ".join(self.cleaned_data["reader"].split())

    def clean(self):
        """Add `expires_at` (aware): so many days from now, or the end of the last day in the newsroom's time."""
        cleaned = super().clean()
        if cleaned.get("lasts") == UNTIL_A_DAY:
            if "last_day" in cleaned and self.is_within_reach(cleaned["last_day"]):
                end = datetime.combine(cleaned["last_day"] + timedelta(days=1), time())
                cleaned["expires_at"] = timezone.make_aware(end)
        elif cleaned.get("lasts"):
            cleaned["expires_at"] = timezone.now() + timedelta(days=int(cleaned["lasts"]))
        return cleaned

    def is_within_reach(self, day) -> bool:
        today = timezone.localdate()
        if day is None:
            self.add_error("last_day", "Give the last day on which the link works.")
        elif not today <= day <= today + preview_links.LONGEST - timedelta(days=2):
            self.add_error("last_day", "Choose a day from today on, within a year.")
        return not self.has_error("last_day")


def urls(desk) -> list:
    def guarded(view):
        return desk.admin_site.admin_view(require_POST(transaction.atomic(view)))

    def make(request, article_id):
        article = story_to_edit(desk, request, article_id)
        form = LinkForm(request.POST)
        if not form.is_valid():
            refused_forms.keep(request, form, article)
            desk.message_user(request, f"There is no new link. {refused_forms.first_error(form)}", messages.ERROR)
            return back(article)
        said = form.cleaned_data
        try:
            link = preview_links.make(
                article,
                by=request.user,
                reader=said["reader"],
                expires_at=said["expires_at"],
                ends_on_publication=said["ends_on_publication"],
            )
        except ValueError as error:
            refused_forms.keep(request, form, article)
            desk.message_user(request, str(error), messages.ERROR)
        else:
            words = f"The link for {link.reader} is made. It works until {in_words(link.expires_at)}."
            desk.message_user(
                request, words.replace("until on ", "until ").replace("until at ", "until "), messages.SUCCESS
            )
        return back(article)

    def revoke(request, article_id, link_id):
        article = story_to_edit(desk, request, article_id)
        link = get_object_or_404(PreviewLink.objects.select_related("article"), article=article, pk=link_id)
        if preview_links.revoke(link, by=request.user):
            words = f"The link for {link.reader} is revoked. Whoever opens it finds nothing."
            desk.message_user(request, words, messages.SUCCESS)
        else:
            desk.message_user(request, "That link was revoked before.", messages.INFO)
        return back(article)

    return [
        path("<int:article_id>/links/", guarded(make), name="articles_article_link"),
        path("<int:article_id>/links/<int:link_id>/revoke/", guarded(revoke), name="articles_article_revoke"),
    ]


def back(article):
    return redirect(reverse("admin:articles_article_change", args=[article.pk]) + "#links")


def story_context(request, article) -> dict:
    """Return the newest twenty links, each with `address`, its newest `answer` and `is_of_this`. Three queries."""
    if article is None:
        return {}
    links = list(article.preview_links.for_desk()[: SHOWN + 1])
    answers = {link: next(iter(link.answers.all()), None) for link in links[:SHOWN]}
    revisions = article.revisions.in_bulk({given.revision_id for given in answers.values() if given} - {None})
    for link, given in answers.items():
        link.address = settings.SITE_URL.rstrip("/") + link.get_absolute_url()
        link.answer = given
        if given:
            given.revision = revisions.get(given.revision_id)
            given.is_of_this = preview_links.is_of(article, given)
    return {
        "preview_links": list(answers),
        "open_links": sum(link.state == "open" for link in answers),
        "has_older_links": len(links) > SHOWN,
        "link_form": refused_forms.bring_back(request, LinkForm, article),
    }

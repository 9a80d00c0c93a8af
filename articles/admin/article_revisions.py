"""A story's history at the desk: the timeline, two versions compared, naming one, going back to one."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import timeline, versions
from ..models import Article, Revision
from .article_form import NO_NUL, one_line
from .article_guards import story_to_edit, story_to_read

ON_THE_CARD = 8
NOW, LIVE = "now", "live"


def urls(desk) -> list:
    views = {
        "history/": ("history", require_safe(history_view)),
        "compare/": ("compare", require_safe(compare_view)),
        "name/": ("name", require_POST(name_view)),
        "restore/<int:revision_id>/": ("restore", require_http_methods(["GET", "HEAD", "POST"])(restore_view)),
    }
    return [
        path(
            f"<int:article_id>/{address}", desk.admin_site.admin_view(view), {"desk": desk}, f"articles_article_{name}"
        )
        for address, (name, view) in views.items()
    ]


def story_context(request, article) -> dict:
    if article is None:
        return {"history": []}
    return {"history": SimpleLazyObject(lambda: timeline.page(article, rows=ON_THE_CARD).events)}


# Forms


class VersionField(forms.CharField):
    """“now”, “live” or a revision's number. Gives the word or the number."""

    def clean(self, value):
        value = super().clean(value)
        if value in (NOW, LIVE):
            return value
        if value.isascii() and value.isdecimal() and len(value) < 19:
            return int(value)
        raise ValidationError("There is no such version.")


class CompareForm(forms.Form):
    """Its fields are named as in the address: `from` and `to`."""

    to = VersionField(required=False, empty_value=NOW)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["from"] = VersionField()


class NameForm(forms.Form):
    """The name of a version, and which one; none for the story as it is now."""

    name = forms.CharField(
        max_length=120,
        validators=[NO_NUL],
        error_messages={
            "required": "Give the version a name, such as “Before legal”.",
            "max_length": "The name has %(show_value)d characters. At most %(limit_value)d fit.",
        },
    )
    revision = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)

    def clean_name(self):
        return one_line(self.cleaned_data["name"])


class RestoreForm(forms.Form):
    version = forms.IntegerField(min_value=0)


# Pages


@dataclass
class Version:
    """One side of a comparison: its data, and what is said of it."""

    what: str
    data: dict
    at: datetime | None = None
    who: object = None
    name: str = ""
    revision: int | None = None
    word: str = ""


def history_view(request, desk, article_id):
    article = story_to_read(desk, request, article_id)
    form = timeline.TimelineForm(request.GET)
    form.is_valid()
    named_only = form.cleaned_data.get("show") == "named"
    page = timeline.page(article, before=form.cleaned_data.get("before"), named_only=named_only)
    shown = [event.revision for event in page.events if event.revision and not event.autosaves]
    context = {
        "page": page,
        "named_only": named_only,
        "is_first": not form.cleaned_data.get("before"),
        # The newest is most often what stands there now, so the one before is offered first.
        "chosen": next(iter(shown[1:] or shown), None),
    }
    return render(request, desk, article, "history.html", context, title="History")


def compare_view(request, desk, article_id):
    article = story_to_read(desk, request, article_id)
    form = CompareForm(request.GET)
    if not form.is_valid():
        messages.error(request, "Choose two versions to compare.")
        return redirect("admin:articles_article_history", article.pk)
    before, after = (version_of(article, form.cleaned_data[name]) for name in ("from", "to"))
    if before is None or after is None:
        messages.error(request, "The story is not on the site now, so there is nothing to compare with.")
        return redirect("admin:articles_article_history", article.pk)
    if before.word == NOW or (after.word != NOW and before.at > after.at):
        before, after = after, before
    context = {"before": before, "after": after, "changes": versions.between(before.data, after.data)}
    return render(request, desk, article, "compare.html", context, title="What is different")


@transaction.atomic
def name_view(request, desk, article_id):
    article = story_to_edit(desk, request, article_id)
    form = NameForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(sentence for errors in form.errors.values() for sentence in errors))
    else:
        name, number = form.cleaned_data["name"], form.cleaned_data["revision"]
        if number:
            versions.name_version(revision_of(article, number), name)
        else:
            versions.name_present(article, name, by=request.user)
        messages.success(request, f"The version is kept as “{name}”.")
    if request.POST.get("back") == "history":
        return redirect("admin:articles_article_history", article.pk)
    return redirect(reverse("admin:articles_article_change", args=[article.pk]) + "#history")


@transaction.atomic
def restore_view(request, desk, article_id, revision_id):
    article = story_to_edit(desk, request, article_id)
    revision = revision_of(article, revision_id)
    form = RestoreForm(request.POST or None)
    if form.is_valid():
        try:
            restored = versions.restore(article, revision, by=request.user, version=form.cleaned_data["version"])
        except versions.SavedSince as error:
            messages.warning(request, "Somebody saved the story meanwhile. Look again at what would change.")
            article = error.article
        except versions.NothingDifferent:
            messages.info(request, "The story already is as it was then.")
            return redirect("admin:articles_article_history", article.pk)
        else:
            words = ["The version is back in the working copy. Readers see nothing of it yet.", *restored.left_out]
            messages.success(request, " ".join(words))
            return redirect("admin:articles_article_change", article.pk)
    changes, left_out = versions.look_ahead(article, revision)
    context = {"revision": revision, "changes": changes, "left_out": left_out, "version": article.version}
    return render(request, desk, article, "restore.html", context, title="Restore this version?")


def version_of(article: Article, word) -> Version | None:
    """Return the version of a word or number; None for the live one of a story that is not live."""
    if word == NOW:
        return Version("the story as it is now", article.snapshot(), article.saved_at, article.saved_by, word=NOW)
    if word == LIVE:
        edition = article.editions.live().select_related("revision", "published_by").first()
        if edition is None:
            return None
        what = f"what readers see, edition {edition.number}"
        return Version(what, edition.revision.data, edition.live_from, edition.published_by, word=LIVE)
    revision = revision_of(article, word)
    what = {Revision.Kind.PUBLISH: "a published version", Revision.Kind.CONFLICT: "a version kept from a conflict"}
    return Version(
        what.get(revision.kind, "a saved version"),
        revision.data,
        revision.at,
        revision.by,
        name=revision.name,
        revision=revision.pk,
    )


def revision_of(article: Article, number: int) -> Revision:
    revision = article.revisions.select_related("by").filter(pk=number).first()
    if revision is None:
        raise Http404
    return revision


def render(request, desk, article, template, context, *, title):
    context |= {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "title": title,
        "story": article,
        "may_edit": desk.has_change_permission(request, article),
    }
    return TemplateResponse(request, f"admin/articles/article/{template}", context)

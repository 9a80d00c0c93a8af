"""What the story page shows around its form: complaints, checks, lead photo, moments."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from .. import merging, publishing
from ..audit import name_of
from ..checklist import checklist
from ..models import Article, Author, Photo
from .article_form import in_words, names_of, time_zone_words
from .article_verbs import TO_PUBLISH

MOST_CHOICES = 300


def context(request, form, bylines, article: Article | None) -> dict:
    """Return what change_form.html needs beside the admin's own context."""
    tried = tried_in_vain(request, form)
    missing = publishing.problems(form.instance, names=names_typed(form, bylines))
    if tried:
        embargoed = publishing.embargo_problems(form.instance, moment_tried(form, tried))
        complain(form, bylines, embargoed | ({} if tried == "reschedule" else missing))
    return {
        "story": article,
        "bylines": bylines,
        "byline_wrongs": getattr(bylines, "wrongs", []),
        "complaints": complaints(form, bylines),
        "is_saved": bool(article) and not form.is_bound,
        "tried": tried,
        "checklist": checklist(form.instance, missing=missing, tags=len(names_of(form["tags"].value()))),
        "lead_photo": lead_photo_of(form),
        "comment_count": SimpleLazyObject(article.comments.count) if article else 0,
        "has_public_past": bool(article) and article.editions.exists(),
        "zone": time_zone_words(),
        "soonest": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        # For a hand without JavaScript, where nothing can be searched.
        "every_author": Author.objects.order_by("name")[:MOST_CHOICES],
        "newest_photos": Photo.objects.newest().defer("metadata")[:60],
    }


def names_typed(form, bylines) -> int | None:
    """Return how many bylines the page holds that are not stored, or None where those of the story count."""
    if form.is_bound and bylines:
        return len(bylines.lines())
    if form.instance.pk is None:
        return len(bylines.initial_extra or []) if bylines else 0
    return None


def tried_in_vain(request, form) -> str:
    """Return “publish”, “schedule” or “reschedule” when that was asked for and has not happened, else ""."""
    if form.is_bound:
        return form.verb.removeprefix("_") if form.verb in TO_PUBLISH else ""
    tried = request.GET.get("tried", "")
    if f"_{tried}" not in TO_PUBLISH:
        return ""
    typed = {name: request.GET[name][:40] for name in ("live_from", "live_until") if name in request.GET}
    for name, value in typed.items():
        if name == "live_from" and tried == "publish":
            continue
        form.initial[name] = value
        try:
            form.fields[name].clean(value)
        except ValidationError as error:
            form.errors[name] = form.error_class(error.messages)
    return tried


def moment_tried(form, tried: str):
    """Return when the story was to go live; None for at once, or when that is no moment."""
    if tried == "publish":
        return None
    try:
        return form.fields["live_from"].clean(form["live_from"].value())
    except ValidationError:
        return None


def complain(form, bylines, missing: dict) -> None:
    """Put what publishing misses beside the fields that have no complaint of their own."""
    for name, sentences in missing.items():
        if name == "bylines":
            if bylines and not (bylines.is_bound and (any(bylines.errors) or bylines.non_form_errors())):
                bylines.wrongs = sentences
        elif name not in form.errors:
            form.errors[name] = form.error_class(sentences)


def complaints(form, bylines) -> list[dict]:
    """Return all that is wrong in the order of the page, as {target, label, sentence}."""
    errors = form.errors.as_data().get(NON_FIELD_ERRORS, [])
    sentences = [sentence for error in errors if error.code != "clash" for sentence in error.messages]
    found = [{"target": "", "label": "", "sentence": sentence} for sentence in sentences]
    for field in form:
        target = "lead" if field.name == "lead_photo" else field.auto_id
        for sentence in field.errors:
            found.append({"target": target, "label": field.label, "sentence": sentence})
    return found + byline_complaints(bylines) if bylines else found


def byline_complaints(bylines) -> list[dict]:
    found = []
    first = bylines.forms[0]["author"].auto_id if bylines.forms else "bylines"
    whole = bylines.non_form_errors() if bylines.is_bound and bylines.verdict != merging.CLASH else []
    for sentence in [*getattr(bylines, "wrongs", []), *whole]:
        found.append({"target": first, "label": "Byline", "sentence": sentence})
    for line in bylines.forms if bylines.is_bound else []:
        for name, sentences in line.errors.items():
            target = line[name].auto_id if name in line.fields else first
            found += [{"target": target, "label": "Byline", "sentence": sentence} for sentence in sentences]
    return found


def lead_photo_of(form) -> Photo | None:
    """Return the photo the form shows, also when the form was refused."""
    if not form.is_bound:
        return form.instance.lead_photo
    return form.cleaned_data.get("lead_photo") if hasattr(form, "cleaned_data") else None


def why_only_reading(user, article: Article) -> str:
    """Return in a sentence why this user can't change the story."""
    if article.spiked_at:
        who = f" by {name_of(article.spiked_by)}" if article.spiked_by else ""
        return f"Spiked{who} {in_words(article.spiked_at)}. It is kept whole, out of every list but “Spiked”."
    if not user.has_perm("articles.change_article"):
        return "You can read stories here, not change them."
    if Article.objects.own(user).filter(pk=article.pk).exists():
        return (
            f"It was published or scheduled, so only an editor changes it now. Last saved {in_words(article.saved_at)}."
        )
    return "Another reporter writes this one, so you can read it but not change it."

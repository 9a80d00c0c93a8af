"""What the story page shows around its form: complaints, checks, lead photo, moments."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from .. import publishing
from ..models import Article, Author, Photo
from .article_form import in_words, time_zone_words
from .article_verbs import TO_PUBLISH

MOST_CHOICES = 300


def context(request, form, bylines, article: Article | None) -> dict:
    """Return what change_form.html needs beside the admin's own context."""
    tried = tried_in_vain(request, form)
    missing = publishing.problems(form.instance, names=names_typed(form, bylines))
    if tried:
        complain(form, bylines, missing)
    return {
        "story": article,
        "bylines": bylines,
        "byline_wrongs": getattr(bylines, "wrongs", []),
        "complaints": complaints(form, bylines),
        "is_saved": bool(article) and not form.is_bound,
        "is_stale": any(error.code == "stale" for error in form.non_field_errors().as_data()),
        "tried": tried,
        "checks": checks(form, missing),
        "open_checks": len(missing),
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
    """Return “publish” or “schedule” when that was asked for and has not happened, else ""."""
    if form.is_bound:
        return form.verb.removeprefix("_") if form.verb in TO_PUBLISH else ""
    tried = request.GET.get("tried", "")
    if f"_{tried}" not in TO_PUBLISH:
        return ""
    if tried == "schedule":
        typed = request.GET.get("live_from", "")[:40]
        form.initial["live_from"] = typed
        try:
            form.fields["live_from"].clean(typed)
        except ValidationError as error:
            form.errors["live_from"] = form.error_class(error.messages)
    return tried


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
    found = [{"target": "", "label": "", "sentence": sentence} for sentence in form.non_field_errors()]
    for field in form:
        target = "lead" if field.name == "lead_photo" else field.auto_id
        for sentence in field.errors:
            found.append({"target": target, "label": field.label, "sentence": sentence})
    return found + byline_complaints(bylines) if bylines else found


def byline_complaints(bylines) -> list[dict]:
    found = []
    first = bylines.forms[0]["author"].auto_id if bylines.forms else "bylines"
    for sentence in [*getattr(bylines, "wrongs", []), *(bylines.non_form_errors() if bylines.is_bound else [])]:
        found.append({"target": first, "label": "Byline", "sentence": sentence})
    for line in bylines.forms if bylines.is_bound else []:
        for name, sentences in line.errors.items():
            target = line[name].auto_id if name in line.fields else first
            found += [{"target": target, "label": "Byline", "sentence": sentence} for sentence in sentences]
    return found


REQUIRED = {
    "headline": ("Headline", "Write a headline", "id_headline"),
    "body": ("Text", "Write the story", "id_body"),
    "section": ("Section", "Choose a section", "id_section"),
    "bylines": ("Byline", "Name an author", "id_bylines-0-author"),
    "lead_photo": ("Lead photo", "Complete the lead photo", "lead"),
}


def checks(form, missing: dict) -> list[dict]:
    """Return the list before publishing as {ok, words, target, is_advice}: first what is needed, then advice."""
    article = form.instance
    found = []
    for name, (done, to_do, target) in REQUIRED.items():
        if name in missing:
            words = missing[name][0].rstrip(".") if name == "lead_photo" or "photo" in missing[name][0] else to_do
            found.append({"ok": False, "words": words, "target": target})
        elif name != "lead_photo" or article.lead_photo_id:
            found.append({"ok": True, "words": done})
    advice = [
        (article.deck, "No deck yet", "id_deck"),
        (article.lead_photo_id, "No lead photo: the story goes out without", "lead"),
        (article.search_description or not article.deck, "Search engines get the deck", "id_search_description"),
    ]
    found += [
        {"ok": False, "is_advice": True, "words": words, "target": target}
        for value, words, target in advice
        if not value
    ]
    return found


def lead_photo_of(form) -> Photo | None:
    """Return the photo the form shows, also when the form was refused."""
    if not form.is_bound:
        return form.instance.lead_photo
    return form.cleaned_data.get("lead_photo") if hasattr(form, "cleaned_data") else None


def why_only_reading(user, article: Article) -> str:
    """Return in a sentence why this user can't change the story."""
    if not user.has_perm("articles.change_article"):
        return "You can read stories here, not change them."
    if Article.objects.own(user).filter(pk=article.pk).exists():
        return (
            f"It was published or scheduled, so only an editor changes it now. Last saved {in_words(article.saved_at)}."
        )
    return "Another reporter writes this one, so you can read it but not change it."

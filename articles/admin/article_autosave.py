"""The story page while somebody writes: autosave, two people's changes of one story, a copy kept in the browser."""

import json
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import JsonResponse
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.html import strip_tags
from django.views.decorators.http import require_POST

from .. import audit, body, merging
from ..models import Article, Photo, Revision
from . import article_values as values
from .article_form import in_words
from .article_presence import GONE, and_list

BYLINES = values.BYLINES
LABELS = {BYLINES: "Byline", "lead_photo": "Lead photo"}
# What tells that somebody has begun to write; what a new page shows by itself does not.
BEGINNINGS = ["kicker", "headline", "deck", "body", "section", "tags", "dateline", "lead_photo", "lead_caption", "slug"]
BEGINNINGS += ["front_headline", "search_title", "search_description", "canonical_url", "planned_for", "editor_note"]
BEGINNINGS += ["related"]
NOT_YOURS = (
    "You may not change this story any more: {}. What you wrote is not saved. This browser keeps it and offers it "
    "under New story."
)
OTHER_ACCOUNT = "This browser is now logged in as {}, and this page was opened by somebody else. Nothing is saved."


def urls(desk) -> list:
    def post(function):
        return desk.admin_site.admin_view(require_POST(partial(function, desk)))

    story = "<int:article_id>"
    return [
        path("autosave/", post(autosave), name="articles_article_autosave_new"),
        path("kept/", post(compare_kept), name="articles_article_kept_new"),
        path(f"{story}/autosave/", post(autosave), name="articles_article_autosave"),
        path(f"{story}/kept/", post(compare_kept), name="articles_article_kept"),
    ]


def addresses(article: Article | None) -> dict:
    """Return where the page's script sends what, for a story or for a new page."""
    if article is None:
        return {
            "autosave": reverse("admin:articles_article_autosave_new"),
            "kept": reverse("admin:articles_article_kept_new"),
            "presence": "",
        }
    names = ["autosave", "kept", "presence", "change", "preview"]
    return {name: reverse(f"admin:articles_article_{name}", args=[article.pk]) for name in names}


def story_context(request, article) -> dict:
    return {
        "addresses": addresses(article),
        "new_page": reverse("admin:articles_article_add"),
        "new_autosave": reverse("admin:articles_article_autosave_new"),
    }


# Autosave


def autosave(desk, request, article_id=None):
    """Save what has been typed so far and tell the page what became of each field."""
    if request.POST.get("user", str(request.user.pk)) != str(request.user.pk):
        return refusal(OTHER_ACCOUNT.format(audit.name_of(request.user)), status=409)
    try:
        with transaction.atomic():
            return autosave_story(desk, request, article_id)
    except IntegrityError:
        # The same page asked twice at once; the story that the other request began is there now.
        if article_id or not begun_on(request):
            raise
    with transaction.atomic():
        return autosave_story(desk, request, None)


def autosave_story(desk, request, article_id):
    if article_id is None and (begun := begun_on(request)):
        article_id = begun.pk
    is_new = article_id is None
    article = None if is_new else desk.get_object(request, str(article_id))
    if is_new and not desk.has_add_permission(request):
        return refusal("You may not begin stories here.")
    if not is_new and article is None:
        return JsonResponse({"words": GONE}, status=410)
    if article and not may_write_on(desk, request, article):
        if not desk.has_view_permission(request, article):
            return refusal("You may not open this story.")
        return refusal(NOT_YOURS.format(why_not(request.user, article)))
    form, bylines = desk.forms_typed(request, article)
    return JsonResponse(store(request, form, bylines))


def may_write_on(desk, request, article: Article) -> bool:
    """Whether this user may change the story, also one that somebody spiked while it was open here."""
    if desk.has_change_permission(request, article):
        return True
    return bool(article.spiked_at) and desk.has_change_permission(request) and article.is_entrusted_to(request.user)


def refusal(words: str, status: int = 403):
    return JsonResponse({"words": words}, status=status)


def why_not(user, article: Article) -> str:
    if not user.has_perm("articles.change_article"):
        return "your account only reads stories"
    return "it was published or scheduled" if article.editions.exists() else "it is another reporter's"


def begun_on(request) -> Article | None:
    """Return the story that this user began on the page that asks. One query."""
    try:
        page = UUID(request.POST.get("begun_on", ""))
    except ValueError:
        return None
    return Article.objects.filter(created_by=request.user, begun_on=page).first()


def store(request, form, bylines) -> dict:
    """Save the fields that can be saved and that nobody else changed meanwhile. Returns the answer to the page.

    Runs inside the caller's transaction, which holds the story's row.
    """
    form.relax()
    if bylines is not None:
        bylines.is_autosave = True
    article, is_new = form.instance, form.instance.pk is None
    wrong = {name: list(errors) for name, errors in form.errors.items() if name in form.fields}
    wrong_bylines = byline_errors(bylines)
    if is_new:
        if not any(form.cleaned_data.get(name) for name in BEGINNINGS):
            return {"nothing": True, "errors": told(form, wrong)}
        mine = [name for name in form.was if name not in wrong]
        article.created_by, article.begun_on = request.user, form.cleaned_data.get("begun_on")
    else:
        mine = form.merge.mine
    clashes = list(form.merge.clashes)
    byline_verdict = merging.SAME if bylines is None or wrong_bylines else bylines.verdict
    if byline_verdict == merging.CLASH:
        clashes.append(BYLINES)
    kept = values.typed_state(form, bylines) if clashes else None
    form.put_back({*wrong, *clashes})
    if is_new or mine or byline_verdict == merging.MINE:
        write(article, form, bylines if byline_verdict == merging.MINE else None, mine, by=request.user)
    if kept:
        article.keep_aside(kept, by=request.user)
    if bylines is not None and wrong_bylines:
        wrong[BYLINES] = wrong_bylines
    return answer(request, form, is_new, wrong, clashes, byline_verdict)


def byline_errors(bylines) -> list[str]:
    if bylines is None or bylines.is_valid():
        return []
    sentences = [*bylines.non_form_errors()]
    sentences += [text for errors in bylines.errors for texts in errors.values() for text in texts]
    return list(dict.fromkeys(sentences)) or ["It can't be saved as it stands."]


def write(article: Article, form, bylines, mine: list[str], *, by) -> None:
    if "body" in mine:
        hold_photos(article)
    if article.pk is None:
        article.save()
    elif columns := [name for name in mine if name != "tags"]:
        article.save(update_fields=columns)
    if "tags" in mine:
        article.tags.set(form.cleaned_data["tags"])
    if bylines is not None:
        bylines.instance = article
        bylines.save()
    article.record(by=by, kind=Revision.Kind.AUTOSAVE)


def hold_photos(article: Article) -> None:
    """Lock the photos of the text, so that nobody deletes one between the look at it and the save."""
    list(Photo.objects.held().filter(pk__in=body.photo_ids(body.parse(article.body))).values_list("pk"))


def answer(request, form, is_new, wrong, clashes, byline_verdict) -> dict:
    article = form.instance
    now = values.stored(article, form.was)
    aside = {*wrong, *clashes}
    theirs = form.merge.theirs + ([BYLINES] if byline_verdict == merging.THEIRS else [])
    told_of = {
        "id": article.pk,
        "version": article.version,
        "saved_at": article.saved_at.isoformat(),
        "base": {name: mark for name, mark in merging.fingerprints(now).items() if name not in aside},
        "theirs": [changed(request, form, name, now) for name in theirs],
        "clashes": [changed(request, form, name, now) for name in clashes],
        "errors": told(form, wrong),
        **where_it_stands(article),
    }
    if article.spiked_at:
        told_of["words"] = "This story is spiked. What you write is saved all the same."
    if is_new or "version" not in form.data or form.data["version"] == "0":
        told_of["addresses"] = addresses(article)
    return told_of


def where_it_stands(article: Article) -> dict:
    """Return {state, standing}: the bar's state and the sidebar's card, as the page shows them. One query."""
    story = {"story": Article.objects.with_state().select_related("section", "spiked_by").get(pk=article.pk)}
    return {
        "state": render_to_string("admin/includes/_state.html", story),
        "standing": render_to_string("admin/articles/article/_standing.html", story),
    }


def told(form, wrong: dict) -> list[dict]:
    return [{"name": name, "label": label_of(form, name), "sentences": wrong[name]} for name in wrong]


def label_of(form, name: str) -> str:
    return LABELS.get(name) or str(form.fields[name].label or name).capitalize()


def changed(request, form, name: str, now: dict) -> dict:
    """Return who gave a field its stored value, when, and the value as the page takes it."""
    who, when = values.changed_by(form.instance, name, now[name])
    value = now[name] if name == BYLINES else form.was[name]
    return {
        "name": name,
        "label": label_of(form, name),
        "who": "You, in another window," if who == request.user else audit.name_of(who),
        "when": in_words(when),
        "value": values.for_page(name, value),
    }


# Two people's changes on a save by hand


def merged(request, form, bylines) -> dict:
    """Return {base, clashes} for the page. What a refused save holds is at once kept as a revision of its own."""
    article = form.instance
    if not form.is_bound:
        if article.pk:
            now = values.stored(article, form._meta.fields)
            form.initial["base"] = json.dumps(merging.fingerprints(now))
        return {"clashes": []}
    names = list(form.merge.clashes)
    if bylines is not None and bylines.is_bound and bylines.verdict == merging.CLASH:
        names.append(BYLINES)
    if names:
        article.keep_aside(values.typed_state(form, bylines), by=request.user)
    return {"clashes": [clash(request, form, bylines, name) for name in names]}


def clash(request, form, bylines, name: str) -> dict:
    """Return one field that two people changed, as _clashes.html shows it."""
    is_byline = name == BYLINES
    theirs = bylines.was if is_byline else form.was[name]
    mine = values.typed_bylines(bylines) if is_byline else form.cleaned_data[name]
    plain = values.plain(name, theirs)
    who, when = values.changed_by(form.instance, name, plain)
    return {
        "name": name,
        "target": "bylines" if is_byline else "lead" if name == "lead_photo" else form[name].auto_id,
        "label": label_of(form, name),
        "who": "" if who == request.user else audit.name_of(who),
        "theirs_name": f"{'You, in the other window' if who == request.user else audit.name_of(who)}, {in_words(when)}",
        "seen": merging.fingerprint(plain),
        "rows": values.side_by_side(name, theirs, mine, form.fields.get(name)),
        "theirs": json.dumps(values.for_page(name, theirs)),
        "mine": json.dumps(values.for_page(name, mine)),
    }


def taken_over(form, formsets) -> str:
    """Return in a sentence what others changed since the page was opened and now stands in the story, or ""."""
    names = list(form.merge.theirs)
    names += [BYLINES for bylines in formsets if bylines.verdict == merging.THEIRS]
    names = [name for name in names if not values.chose_theirs(form.data, name)]
    if not names:
        return ""
    article = form.instance
    now = values.stored(article, form.was)
    people = dict.fromkeys(audit.name_of(values.changed_by(article, name, now[name])[0]) for name in names)
    labels = [label_of(form, name).lower() for name in names]
    return f"{and_list(list(people))} changed meanwhile: {and_list(labels)}."


def is_last_autosave_of(user, article: Article) -> bool:
    """Whether a save by hand has an autosave of the same person to take the place of. One query."""
    newest = article.revisions.of_working_copy().only("kind", "by").first()
    return bool(newest) and newest.kind == Revision.Kind.AUTOSAVE and newest.by_id == user.pk


# A copy that the browser kept


def compare_kept(desk, request, article_id=None):
    """What a copy kept in the browser holds that the story has not, word by word, and the values to put back.

    A copy of a new story may have arrived: it is compared with the story that its page began, and `story` is the
    address where that can be put right.
    """
    article = desk.get_object(request, str(article_id)) if article_id is not None else None
    if article_id is not None and article is None:
        return JsonResponse({"words": GONE}, status=410)
    allowed = may_write_on(desk, request, article) if article else desk.has_add_permission(request)
    if not allowed:
        return refusal("You may not change this story.")
    begun = begun_on(request)
    if begun and article in (None, begun) and has_arrived(desk, request, begun):
        return JsonResponse({"html": "", "values": {}})
    elsewhere = begun if begun and not article and desk.has_change_permission(request, begun) else None
    found = differing(desk, request, article or elsewhere)
    html = render_to_string("admin/articles/article/_differences.html", {"fields": found}) if found else ""
    answer = {"html": html, "values": {field["name"]: field["value"] for field in found}}
    if elsewhere:
        answer["story"] = reverse("admin:articles_article_change", args=[elsewhere.pk])
    return JsonResponse(answer)


def differing(desk, request, article: Article | None) -> list[dict]:
    form, bylines = desk.forms_typed(request, article)
    form.relax()
    return [*differing_fields(form), *differing_bylines(form, bylines)]


def has_arrived(desk, request, article: Article) -> bool:
    """Whether the story's history has all that was sent, whatever was written since. Its first 20 states are read."""
    form, bylines = desk.forms_typed(request, None)
    form.relax()
    if bylines is not None:
        bylines.is_autosave = True
    if form.errors or byline_errors(bylines):
        return False
    typed = {name: values.plain(name, form.cleaned_data[name]) for name in form.was}
    if bylines is not None and (lines := values.typed_bylines(bylines)):
        typed[BYLINES] = lines
    marks = merging.fingerprints(typed)
    states = article.revisions.of_working_copy().order_by("at", "pk").values_list("data", flat=True)[:20]
    return any(
        marks == merging.fingerprints({name: values.value_in(state, name) for name in marks}) for state in states
    )


def differing_fields(form) -> list[dict]:
    found = []
    for name in [name for name in form._meta.fields if name in form.fields]:
        wrong, now = name in form.errors, form.was[name]
        mine = form.data.get(name, "").replace("\x00", "") if wrong else form.cleaned_data[name]
        if not wrong and merging.verdict(None, values.plain(name, mine), values.plain(name, now)) == merging.SAME:
            continue
        mine_in_words = strip_tags(mine) if wrong else mine
        found.append(
            {
                "name": name,
                "label": label_of(form, name),
                "rows": values.side_by_side(name, now, mine_in_words, form.fields[name])
                if not wrong
                else [merging.words_side_by_side("", mine_in_words)],
                "value": mine if wrong else values.for_page(name, mine),
            }
        )
    return found


def differing_bylines(form, bylines) -> list[dict]:
    if bylines is None:
        return []
    bylines.is_autosave = True
    bylines.is_valid()
    was, mine = values.bylines_of(form.instance), values.typed_bylines(bylines)
    if was == mine or not mine:
        return []
    rows = values.side_by_side(BYLINES, was, mine)
    return [{"name": BYLINES, "label": "Byline", "rows": rows, "value": values.for_page(BYLINES, mine)}]

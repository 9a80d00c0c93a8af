"""Who else has a story open: pings of the windows, and what a page says before somebody begins to type."""

from functools import partial

from django import forms
from django.db import IntegrityError, transaction
from django.http import JsonResponse
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from .. import audit
from ..models import Article, Presence
from .article_form import NO_NUL, in_words

GONE = "This story was deleted by somebody else. What you wrote is still here."


def urls(desk) -> list:
    view = desk.admin_site.admin_view(require_POST(partial(ping, desk)))
    return [path("<int:article_id>/presence/", view, name="articles_article_presence")]


def story_context(request, article: Article | None) -> dict:
    """Return {people_here, here_line, ping}: who has the story open as this page opens, and where it reports."""
    if article is None:
        return {"people_here": [], "here_line": "", "ping": ""}
    people = who_is_here(request, article)
    address = reverse("admin:articles_article_presence", args=[article.pk])
    return {"people_here": people, "here_line": line_of(article, people), "ping": address}


class PingForm(forms.Form):
    window = forms.CharField(max_length=36, validators=[NO_NUL])
    is_writing = forms.BooleanField(required=False)
    is_leaving = forms.BooleanField(required=False)


def ping(desk, request, article_id):
    """Note that a window has the story open, and tell it who else has and which version is the newest."""
    article = (
        Article.objects.select_related("saved_by")
        .only("pk", "version", "saved_at", "saved_by", "spiked_at", "created_by")
        .filter(pk=article_id)
        .first()
    )
    if article is None:
        return JsonResponse({"words": GONE}, status=410)
    if not desk.has_view_permission(request, article):
        return JsonResponse({"words": "You may not open this story."}, status=403)
    form = PingForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"words": "The window has no name."}, status=400)
    typed, now = form.cleaned_data, timezone.now()
    if typed["is_leaving"]:
        article.presences.filter(user=request.user, window=typed["window"]).delete()
        return JsonResponse({})
    Presence.objects.gone(now).delete()
    row = Presence(article=article, user=request.user, is_writing=typed["is_writing"], opened_at=now, seen_at=now)
    row.window = typed["window"]
    try:
        with transaction.atomic():
            Presence.objects.bulk_create(
                [row],
                update_conflicts=True,
                unique_fields=["article", "user", "window"],
                update_fields=["is_writing", "seen_at"],
            )
    except IntegrityError:
        # The story was deleted between the look at it and this line.
        return JsonResponse({"words": GONE}, status=410)
    people = who_is_here(request, article, window=typed["window"])
    return JsonResponse(
        {
            "line": line_of(article, people),
            "html": render_to_string("admin/articles/article/_people_here.html", {"people_here": people}),
            "version": article.version,
            "saved_by": "You" if article.saved_by == request.user else audit.name_of(article.saved_by),
            "saved_at": in_words(article.saved_at),
        }
    )


def who_is_here(request, article: Article, *, window: str = "", at=None) -> list[dict]:
    """Return {name, is_me, is_writing, words} for everybody else who has the story open. One query.

    Oneself counts when it is in another window than `window`.
    """
    people = {}
    for row in article.presences.here(at).select_related("user").order_by("opened_at", "pk"):
        if row.user_id == request.user.pk and row.window == window:
            continue
        people.setdefault(row.user_id, (row.user, []))[1].append(row)
    return [person_here(request, article, user, rows) for user, rows in people.values()]


def person_here(request, article: Article, user, rows) -> dict:
    name, is_me = audit.name_of(user), user == request.user
    is_writing = any(row.is_writing for row in rows)
    does = "writing" if is_writing else "reading this"
    return {
        "name": name,
        "is_me": is_me,
        "is_writing": is_writing,
        "words": f"You are {does} in another window" if is_me else f"{name} is {does}",
    }


def line_of(article: Article, people: list[dict]) -> str:
    """Return what to know before typing, "" when nobody else is here. Needs saved_by."""
    if not people:
        return ""
    others = [person["name"] for person in people if not person["is_me"]]
    if not others:
        return "You have this story open in another window. What you change in either is put together."
    wrote = f"saved it {ago_in_words(article.saved_at)}" if audit.name_of(article.saved_by) in others else ""
    if len(others) == 1:
        opening = f"{others[0]} has this story open{f' and {wrote}' if wrote else ''}. You can both write"
    else:
        wrote = wrote and f"; {audit.name_of(article.saved_by)} {wrote}"
        opening = f"{and_list(others)} have this story open{wrote}. You can all write"
    return f"{opening}: changes in different fields are put together, and where two change the same one, they choose."


def ago_in_words(moment) -> str:
    seconds = max(0, int((timezone.now() - moment).total_seconds()))
    if seconds < 60:
        return f"{seconds} s ago"
    return f"{seconds // 60} min ago" if seconds < 3600 else in_words(moment)


def and_list(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"

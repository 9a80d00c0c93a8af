"""A story's beginning and end at the desk: duplicating, spiking, bringing back, deleting for good."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from .. import body, life
from ..models import Article
from . import saved_list
from .article_guards import story_to_read


def urls(desk) -> list:
    def address(route, view, name):
        wrapped = desk.admin_site.admin_view(require_POST(lambda request, pk: view(desk, request, pk)))
        return path(f"<int:pk>/{route}/", wrapped, name=f"articles_article_{name}")

    return [
        address("duplicate", duplicate_view, "duplicate"),
        address("bring-back", bring_back_view, "bring_back"),
        *saved_list.urls(desk),
    ]


def story_context(request, article) -> dict:
    return {"may_duplicate": bool(article) and request.user.has_perm("articles.add_article")}


def may_bring_back(desk, request, article) -> bool:
    return bool(article.spiked_at) and desk.has_delete_permission(request) and article.is_entrusted_to(request.user)


def may_delete_for_good(desk, request) -> bool:
    return desk.may_publish(request) and desk.has_delete_permission(request)


def page_of(article):
    return redirect(reverse("admin:articles_article_change", args=[article.pk]))


def duplicate_view(desk, request, pk):
    if not desk.has_add_permission(request):
        raise PermissionDenied
    article = story_to_read(desk, request, pk)
    copy = life.duplicate(article, by=request.user)
    desk.message_user(request, "This is the copy, a draft of its own. Give it its own headline.", messages.SUCCESS)
    return page_of(copy)


@transaction.atomic
def bring_back_view(desk, request, pk):
    article = story_to_read(desk, request, pk)
    if not (may_bring_back(desk, request, article) or desk.has_delete_permission(request, article)):
        raise PermissionDenied
    try:
        life.bring_back(article, by=request.user)
    except ValueError as error:
        desk.message_user(request, str(error), messages.WARNING)
    else:
        desk.message_user(request, "Brought back. It stands where it stood before.", messages.SUCCESS)
    return page_of(article)


@transaction.atomic
def drop_view(desk, request, object_id):
    """At …/delete/: asks before a story is spiked, and before a spiked one is deleted for good; then does it."""
    article = desk.get_object(request, object_id)
    if article is None:
        if not desk.has_delete_permission(request):
            raise PermissionDenied
        return nothing_there(desk, request)
    for_good = bool(article.spiked_at)
    allowed = may_delete_for_good(desk, request) if for_good else desk.has_delete_permission(request, article)
    if not allowed:
        raise PermissionDenied
    if request.method == "POST":
        # What was asked is done, and nothing more: a story spiked since the question is not deleted by its answer.
        asked_for_good = request.POST.get("post") == "for-good"
        return delete_for_good(desk, request, article) if asked_for_good else spike(desk, request, article)
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "title": "Delete this story for good?" if for_good else "Spike this story?",
        "story": article,
        "for_good": for_good,
        "kept_because": life.why_kept(article) if for_good else life.why_not_spiked(article),
        "lost": life.lost_with(article) if for_good else [],
    }
    return TemplateResponse(request, "admin/articles/article/spike.html", context)


def nothing_there(desk, request):
    desk.message_user(request, "That story is not here any more. Somebody has deleted it.", messages.WARNING)
    return redirect("admin:articles_article_changelist")


def spike(desk, request, article):
    try:
        life.spike(article, by=request.user)
    except Article.DoesNotExist:
        return nothing_there(desk, request)
    except ValueError as error:
        desk.message_user(request, str(error), messages.WARNING)
        return page_of(article)
    desk.message_user(
        request, f"“{article}” is spiked. It lies under Spiked, and can be brought back.", messages.SUCCESS
    )
    return redirect("admin:articles_article_changelist")


def delete_for_good(desk, request, article):
    if not may_delete_for_good(desk, request):
        raise PermissionDenied
    try:
        life.delete_for_good(article, by=request.user)
    except Article.DoesNotExist:
        return nothing_there(desk, request)
    except ValueError as error:
        desk.message_user(request, str(error), messages.WARNING)
        return page_of(article)
    desk.message_user(request, f"“{article}” is deleted for good.", messages.SUCCESS)
    return redirect(f"{reverse('admin:articles_article_changelist')}?state=spiked")


def too_late_view(desk, request, article: Article | None):
    """Answer a save of a story that was spiked or deleted since it was opened: what was typed, to take along."""
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "title": "This story is spiked" if article else "This story is deleted",
        "story": article,
        "may_bring_back": article is not None and may_bring_back(desk, request, article),
        "headline": request.POST.get("headline", ""),
        "deck": request.POST.get("deck", ""),
        "body": mark_safe(body.render(body.clean(request.POST.get("body", "")))),
    }
    return TemplateResponse(request, "admin/articles/article/too_late.html", context, status=409)

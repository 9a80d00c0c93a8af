"""The page as readers will see it, and the checks, while the story is written. Nothing here is ever stored."""

from functools import wraps

from csp.decorators import csp_replace
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, JsonResponse
from django.template.loader import render_to_string
from django.urls import path
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe
from taggit.models import Tag

from .. import body, publishing
from ..checklist import checklist
from ..frame import masthead_of
from ..language import speaking_to_readers
from ..models import Article, Edition, Photo
from ..views.stories import render_story
from .article_form import MOST_TAGS, names_of, one_line, wrong_with_tag

# What is shown as typed although it can't be stored. The other fields stay as they were.
TEXTS = {
    "kicker",
    "headline",
    "deck",
    "dateline",
    "lead_caption",
    "front_headline",
    "search_title",
    "search_description",
}
IN_ONE_LINE = {"headline", "deck", "search_description"}


def urls(desk) -> list:
    views = desk.admin_site.admin_view
    return [
        path("preview/", framed(views(bound(preview_view, desk))), name="articles_article_new_preview"),
        path("<int:article_id>/preview/", framed(views(bound(preview_view, desk))), name="articles_article_preview"),
        path("look/", views(bound(look_view, desk)), name="articles_article_new_look"),
        path("<int:article_id>/look/", views(bound(look_view, desk)), name="articles_article_look"),
    ]


def story_context(request, article) -> dict:
    return {}


def bound(view, desk):
    """The view with the desk that it belongs to as its first argument."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        return view(request, desk, *args, **kwargs)

    return wrapped


def framed(view):
    """A page for readers inside the desk: it may stand in a frame of ours, and nothing can be sent from it."""

    @csp_replace(settings.FRAMED_CONTENT_SECURITY_POLICY)
    @xframe_options_sameorigin
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


@require_safe
def preview_view(request, desk, article_id=None):
    """The working copy as readers will see it; of a story that was never saved, the page around it."""
    article = found(request, desk, article_id)
    allowed = desk.has_view_permission(request, article) if article_id else desk.has_add_permission(request)
    if not allowed:
        raise PermissionDenied
    return render_story(request, draft_for_readers(request, article or unsaved(Article())))


def draft_for_readers(request, article, **typed) -> Edition:
    with speaking_to_readers(masthead_of(request)):
        return publishing.draft_edition(article, **typed)


@require_POST
def look_view(request, desk, article_id=None):
    """{checks, page} for the form as typed: the card of checks, and with ?page=1 the page readers would get."""
    article = found(request, desk, article_id)
    allowed = desk.has_change_permission(request, article) if article_id else desk.has_add_permission(request)
    if not allowed:
        raise PermissionDenied
    form, lines = desk.forms_typed(request, article)
    story = as_typed(form)
    tags = tags_typed(form)
    bylines = lines.typed() if lines else None
    missing = publishing.problems(story, names=len(bylines) if lines else None)
    checks = {"checklist": checklist(story, missing=missing, tags=len(tags))}
    page = None
    if request.GET.get("page"):
        edition = draft_for_readers(request, unsaved(story), bylines=bylines, tags=tags)
        page = render_story(request, edition).content.decode()
    return JsonResponse({"checks": render_to_string("admin/articles/article/_checks.html", checks), "page": page})


def found(request, desk, article_id) -> Article | None:
    """Return the story with this id, None for a new one. Raises Http404 when there is no such story."""
    if article_id is None:
        return None
    article = desk.get_object(request, str(article_id))
    if article is None:
        raise Http404
    return article


def unsaved(article: Article) -> Article:
    """Give a story that has no number yet one that no story has, so that it can be asked for what belongs to it."""
    if article.pk is None:
        article.pk = 0
    return article


def as_typed(form) -> Article:
    """Return the form's story as the form has it: what can't be stored as typed where it is text, else as it was.

    Four queries at most, whatever is typed.
    """
    # Looking holds no row that a save waits for.
    form.fields["lead_photo"].queryset = Photo.objects.select_related(None).defer("metadata")
    form.is_valid()
    story = form.instance
    for name in TEXTS & set(form.errors):
        typed = form.data.get(form.add_prefix(name), "").replace("\x00", "")
        setattr(story, name, one_line(typed) if name in IN_ONE_LINE else typed)
    if "body" in form.errors:
        story.body = body.clean(form.data.get(form.add_prefix("body"), ""))
    if "section" in form.errors:
        story.section = None
    return story


def tags_typed(form) -> list[Tag]:
    """Return the tags that saving would give the story, new ones without a row. At most two queries."""
    names = [name for name in names_of(form["tags"].value()) if not wrong_with_tag(name)][:MOST_TAGS]
    if not names:
        return []
    known = Tag.objects.filter(Q(*(("name__iexact", name) for name in names), _connector=Q.OR))
    by_name = {tag.name.lower(): tag for tag in known}
    new = [Tag(name=name, slug=Tag().slugify(name)) for name in names if name.lower() not in by_name]
    if new:
        taken = set(Tag.objects.filter(slug__in=[tag.slug for tag in new]).values_list("slug", flat=True))
        for tag in new:
            tag.slug = f"{tag.slug}_1" if tag.slug in taken else tag.slug
    return [*by_name.values(), *new]

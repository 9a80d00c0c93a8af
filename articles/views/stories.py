from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import render

from ..body import player_hosts
from ..frame import sections_of
from ..fronts import show_pictures_once
from ..models import Article, Author, Edition
from ..models.byline import writers
from ..page_names import depends, unseen
from ..related import around, names_around
from .errors import gone
from .public import for_readers, public_page, with_frames


@public_page
def story_show(request, section, year, month, day, slug):
    path = f"/{section}/{year}/{month}/{day}/{slug}/"
    edition = Edition.objects.live().at_path(path).for_story().first()
    return render_story(request, edition) if edition else no_longer_there(request, path)


def no_longer_there(request, path, more=""):
    """Send on to where the story at that path is now, with `more` behind its address; 410 when it was taken off."""
    # Only what has begun is looked at, so that a scheduled story says nothing by its address.
    former = Edition.objects.begun().at_path(path).for_story().first()
    if former is None:
        raise Http404
    depends(request, unseen(former.article_id), "masthead")
    current = former.article.editions.live().first()
    return HttpResponsePermanentRedirect(current.path + more) if current else gone(request)


@for_readers
def render_story(request, edition, *, status=200, **context):
    """Return the article page of an edition read by for_story(). Seven queries with its frame, and the comments'."""
    surroundings = around(edition, sections_of(request))
    show_pictures_once(surroundings.related, but=edition)
    context |= story_context(edition) | {"around": surroundings}
    authors = (f"author:{slug}" for slug in context["authors"])
    depends(request, f"article:{edition.article_id}", "masthead", *authors, *names_around(edition))
    response = render(request, "articles/article_show.html", context, status=status)
    return with_frames(response, context["players"])


def story_context(edition) -> dict:
    """Return what the story itself needs on a page, without what stands around it. Two queries."""
    authors = authors_of(edition)
    corrections = list(edition.article.corrections.begun().order_by("live_from", "pk"))
    wrote = {credit["slug"] for credit in writers(edition.credits)}
    return {
        "edition": edition,
        "top_section": (edition.section.parent or edition.section) if edition.section_id else None,
        "authors": authors,
        "boxes": [author for slug, author in authors.items() if slug in wrote],
        "label": Article.Label(edition.label),
        "players": player_hosts(edition.body_html),
        "corrections": corrections,
        "corrections_on_top": [correction for correction in corrections if correction.stands_on_top],
        "corrections_below": [correction for correction in corrections if not correction.stands_on_top],
    }


def authors_of(edition) -> dict:
    """Return {slug: Author} of those credited who have a page, in the order of the credits. One query."""
    slugs = [credit["slug"] for credit in edition.credits]
    # An edition that is only looked at, before it is stored, has no rows of authors yet.
    people = edition.authors if edition.pk else Author.objects.filter(slug__in=slugs)
    found = {author.slug: author for author in people.with_photo()}
    return {credit["slug"]: found[credit["slug"]] for credit in edition.credits if credit["slug"] in found}

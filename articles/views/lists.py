from django.http import Http404
from django.shortcuts import get_object_or_404, render
from taggit.models import Tag

from ..listing import page_of_cards
from ..models import Author, Edition
from ..page_names import depends
from .public import public_page


@public_page
def author_show(request, slug):
    author = get_object_or_404(Author.objects.with_photo(), slug=slug)
    page = page_of_stories(Edition.objects.live().newest_by(author), request)
    depends(request, f"author:{author.slug}", "masthead")
    context = {"author": author, "page": page, "editions": page.editions}
    return render(request, "articles/author_show.html", context)


@public_page
def tag_show(request, slug):
    tag = get_object_or_404(Tag.objects.select_related("series"), slug=slug)
    page = page_of_stories(Edition.objects.live().newest_about(tag), request)
    depends(request, f"tag:{tag.slug}", "masthead")
    return render(request, "articles/tag_show.html", {"tag": tag, "page": page, "editions": page.editions})


def page_of_stories(editions, request):
    """Return the page asked for. An author or a tag that only a draft has is not public, not even by name."""
    page = page_of_cards(editions, request)
    if not page.editions:
        raise Http404
    return page

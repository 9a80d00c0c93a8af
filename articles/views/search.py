from urllib.parse import quote, urlencode

from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.utils.translation import ngettext

from .. import search
from ..frame import family, find_section, sections_of
from ..listing import page_of_rows
from ..page_names import depends
from ..search.form import SearchForm, find_author
from .public import public_page


@public_page
def search_show(request):
    depends(request, "archive", "masthead")
    form = SearchForm(request.GET)
    within = found_or_404(form, "section", lambda slug: find_section(sections_of(request), slug=slug))
    author = found_or_404(form, "author", find_author)
    sections = family(within) if within else None
    wanted = form.wanted(sections=sections, author=author) if form.is_valid() else search.Wanted()
    context = {"form": form, "typed": form.typed(), "within": within, "author": author, "wanted": wanted}
    context["counted"] = "|".join(how_many(count) for count in range(search.SUGGESTED + 1))
    return render(request, "articles/search_show.html", context | results(request, form, wanted))


def how_many(stories: int) -> str:
    """Return what is said of so many suggestions; nothing of none."""
    return ngettext("%(n)s story", "%(n)s stories", stories) % {"n": stories} if stories else ""


def found_or_404(form, name: str, find):
    """Return what the address names in that field, None where it names nothing."""
    slug = form.words(name)
    found = find(slug) if slug else None
    if slug and found is None:
        raise Http404
    return found


def results(request, form, wanted) -> dict:
    """Return the page of hits and what stands around it. Raises Http404 for a page that does not exist."""
    ids = search.find(wanted)
    meant = search.did_you_mean(wanted) if not ids and not wanted.is_empty else ""
    page = page_of_rows(ids, request)
    page.rows = search.editions_of(page.rows, wanted)
    asked = form.asked()
    limits = {"q": meant, "section": asked.get("section")}
    return {
        "page": page,
        "editions": page.editions,
        "count": len(ids),
        "is_more": len(ids) == search.MOST_FOUND,
        "meant": meant,
        "query_meant": urlencode({name: words for name, words in limits.items() if words}, quote_via=quote),
        "query": urlencode(asked),
        "query_by_fit": urlencode({name: words for name, words in asked.items() if name != "order"}),
        "query_by_date": urlencode(asked | {"order": "newest"}),
        "writers": sorted({(credit["name"], credit["slug"]) for hit in page.editions for credit in hit.credits}),
    }


@public_page
def search_suggestions(request):
    """Stories whose headline has the words typed so far, for the search box: headline, section and path of each."""
    depends(request, "archive", "masthead")
    found = search.suggest(request.GET.get("q", ""))
    rows = [{"headline": story.labelled_headline, "section": story.section.name, "path": story.path} for story in found]
    return JsonResponse({"suggestions": rows})

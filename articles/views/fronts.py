from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from .. import fronts
from ..frame import family, find_section, sections_of
from ..listing import page_of
from ..models import Article, Edition
from .public import public_page


@public_page
def home_show(request):
    front = fronts.home(sections_of(request))
    return render(request, "articles/home_show.html", {"front": front, "editions": front.editions})


@public_page
def section_show(request, section):
    section = find_section(sections_of(request), slug=section)
    if section is None:
        raise Http404
    page = page_of(Edition.objects.live().in_sections(family(section)), request)
    row = None
    if page.number == 1 and page.editions:
        row = fronts.make_row(section, page.editions[: fronts.ROW])
        fronts.show_pictures_once(fronts.places_for_pictures(row))
    fronts.add_portraits([edition for edition in page.editions if edition.label == Article.Label.OPINION])
    context = {
        "section": section,
        "top_section": section.parent or section,
        "page": page,
        "row": row,
        "all_today": bool(row) and all(is_today(edition.published_at) for edition in row.editions),
        "listed": page.editions[len(row.editions) :] if row else page.editions,
        "editions": page.editions,
    }
    return render(request, "articles/section_show.html", context)


def is_today(moment) -> bool:
    return timezone.localdate(moment) == timezone.localdate()

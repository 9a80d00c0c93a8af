from django.http import Http404
from django.shortcuts import render

from .. import fronts
from ..frame import find_section, sections_of
from ..listing import page_of_cards
from ..page_names import depends
from .public import public_page


@public_page
def home_show(request):
    return render_home(request)


@public_page
def section_show(request, section):
    section = find_section(sections_of(request), slug=section)
    if section is None:
        raise Http404
    return render_section(request, section)


def render_home(request, at=None, **context):
    """Return the home page as readers see it at `at` (aware; default now)."""
    front = fronts.home(sections_of(request), at)
    context |= {"front": front, "editions": front.editions}
    depends(request, "front:home", "masthead")
    return render(request, "articles/home_show.html", context)


def render_section(request, section, at=None, **context):
    """Return the front of a section of the request's tree as readers see it at `at` (aware; default now)."""
    front = fronts.section_front(section, page_of_cards(fronts.newest_in(section, at), request), at)
    depends(request, f"section:{section.slug}", "masthead")
    context |= {
        "section": section,
        "top_section": section.parent or section,
        "page": front.page,
        "row": front.row,
        "all_today": front.is_all_today,
        "listed": front.listed,
        "editions": front.editions,
    }
    return render(request, "articles/section_show.html", context)

from django.http import Http404
from django.shortcuts import render

from .. import fronts
from ..frame import find_section, sections_of
from ..listing import page_of_cards
from ..models import BreakingNews
from ..page_names import depends, unseen
from .public import for_readers, public_page


@public_page
def home_show(request):
    return render_home(request)


@public_page
def section_show(request, section):
    section = find_section(sections_of(request), slug=section)
    if section is None:
        raise Http404
    return render_section(request, section)


@for_readers
def render_home(request, at=None, *, placements=None, **context):
    """Return the home page as readers see it at `at` (aware; default now); `placements` stand for those stored."""
    front = fronts.home(sections_of(request), at, placements=placements)
    context |= {"front": front, "editions": front.editions, "breaking": breaking_news(request, at)}
    depends(request, fronts.front_name(None), "masthead", *names_of_faces(front))
    return render(request, "articles/home_show.html", context)


@for_readers
def render_section(request, section, at=None, *, placements=None, **context):
    """Return the front of a section of the request's tree as readers see it at `at`, as render_home() does."""
    page = page_of_cards(fronts.newest_in(section, at), request)
    front = fronts.section_front(section, page, at, placements=placements)
    depends(request, f"section:{section.slug}", fronts.front_name(section), "masthead", *names_of_faces(front))
    context |= {
        "section": section,
        "top_section": section.parent or section,
        "page": front.page,
        "row": front.row,
        "own_row": front.own_row,
        "heading": front.heading,
        "listed": front.listed,
        "editions": front.editions,
        "breaking": breaking_news(request, at),
    }
    return render(request, "articles/section_show.html", context)


def names_of_faces(front) -> list[str]:
    return [f"author:{slug}" for slug in fronts.faces_on(front.editions)]


def breaking_news(request, at=None) -> BreakingNews | None:
    """Return what stands on top of a front at `at` (aware; default now). Its link comes and goes with its stories."""
    news = BreakingNews.objects.on_fronts(at)
    # A story may go live while its link is being stored, when publishing can't see yet that fronts show it.
    depends(request, "breaking", *map(unseen, news.stories if news else ()))
    return news

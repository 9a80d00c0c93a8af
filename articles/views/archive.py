from datetime import date

from django.http import Http404
from django.shortcuts import render

from ..calendar import day_after, midnight, month_after, years_and_months
from ..listing import page_of
from ..models import Edition
from ..page_names import depends
from .public import public_page


@public_page
def archive_show(request):
    depends(request, "archive", "masthead")
    live = Edition.objects.live()
    first = live.first_day()
    years = years_and_months(first, live.last_day()) if first else []
    return render(request, "articles/archive_show.html", {"years": years})


@public_page
def archive_month(request, year, month):
    start = day_or_404(year, month, 1)
    end = month_after(start)
    stories = Edition.objects.live().published_between(midnight(start), midnight(end))
    context = period(request, stories, start, end) | {"month": start, "days": stories.days()}
    return render(request, "articles/archive_month.html", context)


@public_page
def archive_day(request, year, month, day):
    start = day_or_404(year, month, day)
    end = day_after(start)
    stories = Edition.objects.live().published_between(midnight(start), midnight(end))
    return render(request, "articles/archive_day.html", period(request, stories, start, end) | {"day": start})


def day_or_404(year, month, day) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Http404 from error


def period(request, stories, start, end) -> dict:
    """Return the page of stories, with the nearest dates before and after that have some. Three queries.

    Raises Http404 outside the time from the first story to the last.
    """
    depends(request, "archive", "masthead")
    page = page_of(stories, request)
    live = Edition.objects.live()
    earlier = live.published_before(midnight(start)).last_day()
    later = live.published_from(midnight(end)).first_day()
    if not page.editions and not (earlier and later):
        raise Http404
    return {"page": page, "editions": page.editions, "earlier": earlier, "later": later}

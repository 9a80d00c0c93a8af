from datetime import date

from django.http import Http404
from django.shortcuts import render

from ..calendar import day_after, midnight, month_after, months_of, year_after, years_and_months
from ..listing import page_of
from ..models import Edition
from ..page_names import depends
from .public import public_page

# As many as one query takes on every database; the oldest newspaper there is began in 1605.
MOST_YEARS = 450


@public_page
def archive_show(request):
    depends(request, "archive", "masthead")
    live = Edition.objects.live()
    first, last = live.first_day(), live.last_day()
    years = years_and_months(first, last)[:MOST_YEARS] if first else []
    found = set(live.which_of([(date(year, 1, 1), date(year + 1, 1, 1)) for year, _ in years]))
    years = [(year, months) for year, months in years if date(year, 1, 1) in found]
    return render(request, "articles/archive_show.html", {"years": years})


@public_page
def archive_year(request, year):
    start = date(year, 1, 1)
    end = year_after(start)
    live = Edition.objects.live()
    context = period(request, live.published_between(midnight(start), midnight(end)), start, end)
    if not context["editions"]:
        raise Http404
    context |= {"year": start, "months": live.which_of([(month, month_after(month)) for month in months_of(start)])}
    return render(request, "articles/archive_year.html", context)


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
    """Return the page of stories, with the nearest dates before and after that have some. Four queries.

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

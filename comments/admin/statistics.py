"""How long comments wait, and who or which rule decides."""

import csv
from functools import partial
from io import StringIO
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import path
from django.utils import formats, timezone
from django.views.decorators.http import require_safe

from articles.admin.audit import harmless

from ..statistics import PERIODS, Statistics, Tally, statistics

# Of a bar's place in the drawing: it and the gap after it. The browser stretches both.
STEP, WIDTH, HIGH = 10, 8, 100
# The comment list's own word for a period, where it has one.
SINCE = {7: "week", 30: "month"}
COLUMNS = ["About", "Which", "What", "Number"]


def urls(desk):
    def wrap(view):
        return desk.admin_site.admin_view(require_safe(partial(view, desk)))

    return [
        path("statistics/", wrap(statistics_show), name="comments_comment_statistics"),
        path("statistics/figures.csv", wrap(statistics_csv), name="comments_comment_statistics_csv"),
    ]


class Bar(NamedTuple):
    """One column of a drawing: what it stands for, and the heights and tops of its parts, the lowest first."""

    x: int
    words: str
    parts: list[tuple[str, float, float]]


def statistics_show(desk, request):
    if not desk.has_view_permission(request):
        raise PermissionDenied
    figures = statistics(days_asked(request))
    context = {
        "title": "Statistics",
        "figures": figures,
        "periods": PERIODS,
        "since": SINCE.get(figures.days, ""),
        "days": bars(figures.by_day, lambda tally: formats.date_format(tally.name, "j F")),
        "hours": bars(figures.by_hour, lambda tally: f"{tally.name}:00"),
        "most_in_day": max(day.received for day in figures.by_day),
        "most_in_hour": max(hour.received for hour in figures.by_hour),
        "days_width": len(figures.by_day) * STEP,
        "hours_width": 24 * STEP,
    }
    return desk.page(request, "admin/comments/comment/statistics.html", context)


def statistics_csv(desk, request):
    """The same figures, one a line."""
    if not desk.has_view_permission(request):
        raise PermissionDenied
    figures = statistics(days_asked(request))
    out = StringIO("\ufeff")
    out.seek(0, 2)
    csv.writer(out).writerows([COLUMNS, *([harmless(str(cell)) for cell in row] for row in rows(figures))])
    name = f"comments-{figures.days}-days-to-{timezone.localtime(figures.at):%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def days_asked(request) -> int:
    """Return the period that the address asks for, the first one for anything else."""
    return next((days for days in PERIODS if str(days) == request.GET.get("days")), PERIODS[0])


def bars(tallies: list[Tally], name) -> list[Bar]:
    """Return a bar for each, the tallest as high as the drawing: approved lowest, then refused, then the others."""
    most = max([1, *(tally.received for tally in tallies)])
    found = []
    for place, tally in enumerate(tallies):
        top, parts = HIGH, []
        others = tally.received - tally.approved - tally.refused
        for kind, number in [("approved", tally.approved), ("refused", tally.refused), ("others", others)]:
            height = round(HIGH * number / most, 2)
            top = round(top - height, 2)
            if number:
                parts.append((kind, top, height))
        words = f"{name(tally)}: {tally.received} received, {tally.approved} approved, {tally.refused} refused"
        found.append(Bar(place * STEP + (STEP - WIDTH) // 2, words, parts))
    return found


def rows(figures: Statistics):
    """Yield all figures as (about, which, what, number); waits are in seconds."""
    for about, tallies in [("day", figures.by_day), ("hour", figures.by_hour), ("all days", [figures.whole])]:
        for tally in tallies:
            yield from tally_rows(about, tally, tally.name)
    for tally in figures.by_story:
        yield from tally_rows("story", tally, tally.name[1])
    yield "now", "", "waiting", figures.waiting
    for about, waits in [("wait for a person", figures.waits), ("wait of reports", figures.report_waits)]:
        yield about, "", "count", waits.count
        for what, wait in zip(("median", "nine in ten within", "longest"), waits[1:], strict=True):
            yield about, "seconds", what, "" if wait is None else round(wait.total_seconds())
    for about, tallies in [("rule", figures.rules), ("moderator", figures.people), ("reports", figures.reports)]:
        for tally in tallies:
            for what, number in zip(tally._fields[1:], tally[1:], strict=True):
                yield about, tally.name, what, number


def tally_rows(about: str, tally: Tally, which):
    for what, number in zip(Tally._fields[1:], tally[1:], strict=True):
        yield about, which, what, number

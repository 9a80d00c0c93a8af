"""Lists of stories, page by page, without counting them and without a deep offset."""

from dataclasses import dataclass

from django import forms
from django.http import Http404

from .models import Edition

PAGE_SIZE = 20
LAST_PAGE = 50


class PageForm(forms.Form):
    page = forms.IntegerField(min_value=1, max_value=LAST_PAGE, required=False)


@dataclass
class Page:
    """One page of a list: its `rows` and what the links to other pages need."""

    number: int
    rows: list
    has_older: bool

    @property
    def editions(self) -> list:
        """The rows of a list of stories."""
        return self.rows

    @property
    def newer(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def older(self) -> int | None:
        return self.number + 1 if self.has_older and self.number < LAST_PAGE else None

    @property
    def is_cut(self) -> bool:
        """Whether there are more stories than pages."""
        return self.has_older and self.number == LAST_PAGE

    @property
    def numbers(self) -> list[int | None]:
        """The pages to link by number, None for a gap. Only those that are known to exist."""
        near = [number for number in (self.number - 1, self.number, self.older) if number and number > 1]
        gap = [None] if near and near[0] > 2 else []
        return [1, *gap, *near]


def page_of(editions, request) -> Page:
    """Return the page of `editions` (a queryset of Edition) that ?page= names, with what cards print. Two queries.

    Raises Http404 for a page that does not exist; the first one always does.
    """
    return page_of_cards(editions.newest().only("published_at"), request)


def page_of_cards(ordered, request) -> Page:
    """The same of a queryset that is in order and needs no more than the id of each edition."""
    return page_by_id(ordered, Edition.objects.for_card(), request)


def page_by_id(ordered, wanted, request) -> Page:
    """Return the page of `ordered`, its rows read from `wanted` by their ids. Two queries.

    Whatever the rows need is so worked out for those of the page alone, not for the thousand before them, and no
    database is led to read a whole table for it.
    """
    page = page_of_rows(ordered, request)
    rows = wanted.in_bulk([row.pk for row in page.rows])
    page.rows = [rows[row.pk] for row in page.rows if row.pk in rows]
    return page


def page_of_rows(rows, request) -> Page:
    """Return the page of an ordered queryset that ?page= names, by the rules of page_of(). One query."""
    form = PageForm(request.GET)
    if not form.is_valid():
        raise Http404
    number = form.cleaned_data["page"] or 1
    start = (number - 1) * PAGE_SIZE
    # One more than is shown tells whether there is an older page.
    rows = list(rows[start : start + PAGE_SIZE + 1])
    if number > 1 and not rows:
        raise Http404
    return Page(number, rows[:PAGE_SIZE], len(rows) > PAGE_SIZE)

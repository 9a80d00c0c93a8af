"""The date archive: years, months and days in local time, and the moments they begin and end."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def midnight(day: date) -> datetime:
    """Return the moment the day begins in the current time zone. Aware."""
    return timezone.make_aware(datetime.combine(day, time.min))


def day_after(day: date) -> date:
    return day + timedelta(days=1)


def month_after(month: date) -> date:
    """Return the first day of the next month; `month` is any day of one."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def year_after(year: date) -> date:
    """Return the first day of the next year; `year` is any day of one."""
    return date(year.year + 1, 1, 1)


def months_of(year: date) -> list[date]:
    """Return the first days of its months."""
    return [year.replace(month=number, day=1) for number in range(1, 13)]


def years_and_months(first: date, last: date) -> list[tuple[int, list[date]]]:
    """Return (year, [first day of each month]) from `last` back to `first`, both ends included."""
    years: dict[int, list[date]] = {}
    month = first.replace(day=1)
    while month <= last:
        years.setdefault(month.year, []).append(month)
        month = month_after(month)
    return [(year, years[year]) for year in reversed(years)]

"""The newsroom's clock: what a day and a time that somebody typed mean, also on the nights when clocks change."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format

MINUTE = timedelta(minutes=1)


class NoSuchTime(ValueError):
    """The clocks skip that time: the message says so to an editor."""


def moment(typed: datetime) -> datetime:
    """Return the moment that a clock of the newsroom means by `typed` (naive). In UTC.

    A time that comes twice, when the clocks go back, means the first one. Raises NoSuchTime for one that the clocks
    skip, which no clock ever shows.
    """
    before, after = offsets(typed)
    if before < after:
        raise NoSuchTime(skipped(typed, before, after))
    # In UTC: two moments of one zone are never equal to those of another while that time comes twice (PEP 495).
    return timezone.make_aware(typed.replace(fold=0)).astimezone(UTC)


def comes_twice(at: datetime) -> bool:
    """Whether the clock on the wall shows the time of this moment (aware) twice that night."""
    before, after = offsets(timezone.localtime(at).replace(tzinfo=None))
    return before > after


def offsets(typed: datetime) -> tuple[timedelta, timedelta]:
    """Return how far that time is from UTC by the clocks before a change and by those after it; mostly the same."""
    zone = timezone.get_current_timezone()
    return zone.utcoffset(typed.replace(fold=0)), zone.utcoffset(typed.replace(fold=1))


def skipped(typed: datetime, before: timedelta, after: timedelta) -> str:
    """“On 29 March the clocks go from 01:00 to 02:00, so 01:30 does not exist. Choose another time.”"""
    change = change_between(typed - after, typed - before)
    day = date_format(typed, "j F" if typed.year == timezone.localdate().year else "j F Y")
    return (
        f"On {day} the clocks go from {change + before:%H:%M} to {change + after:%H:%M}, "
        f"so {typed:%H:%M} does not exist. Choose another time."
    )


def change_between(early: datetime, late: datetime) -> datetime:
    """Return the first minute of the new offset between two moments in UTC (naive), found by halving."""
    zone = timezone.get_current_timezone()

    def offset(at):
        return zone.utcoffset(at.replace(tzinfo=UTC).astimezone(zone))

    old = offset(early)
    while late - early > MINUTE:
        middle = early + (late - early) // 2
        middle -= timedelta(seconds=middle.second, microseconds=middle.microsecond)
        if middle <= early:
            break
        early, late = (middle, late) if offset(middle) == old else (early, middle)
    return late


def twice_in_words(at: datetime) -> str:
    """“01:30 comes twice that night; the first one is meant.”, or "" for a time that comes once."""
    if not comes_twice(at):
        return ""
    local = timezone.localtime(at)
    return f"{local:%H:%M} comes twice that night; the {'second' if local.fold else 'first'} one is meant."


def in_full(at: datetime) -> str:
    """“3 May 2026, 14:05”: as records name a moment, whenever they are read."""
    return date_format(timezone.localtime(at), "j F Y, H:i")


def wall_time(at: datetime) -> str:
    """“14:05”; with the zone where that time comes twice: “01:30 BST”."""
    local = timezone.localtime(at)
    return f"{local:%H:%M} {local:%Z}" if comes_twice(at) else f"{local:%H:%M}"

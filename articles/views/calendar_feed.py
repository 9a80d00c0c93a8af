"""The desk's calendar for calendar programs, under a secret address of each person's own."""

import re
from datetime import UTC, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from .. import agenda
from ..models import AuditEntry, CalendarAddress, Masthead

BACK, AHEAD = timedelta(days=30), timedelta(days=366)
MOST = 500
A_DAY = 40
LASTS = timedelta(minutes=15)
TOKEN = re.compile(r"[-\w]{20,64}", re.ASCII)


@require_safe
def calendar_feed(request, token):
    """What its owner may see at the desk. Every other token is the same 404; nothing of it may be kept or listed."""
    mine = TOKEN.fullmatch(token) and CalendarAddress.objects.select_related("user").filter(token=token).first()
    if not mine or not mine.user.is_staff or not mine.user.has_perm("articles.view_article"):
        raise Http404
    response = HttpResponse(feed(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="desk.ics"'
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def feed(at=None) -> bytes:
    """Return the calendar from 30 days back to a year ahead of `at` (aware; default now). Seven queries at most."""
    at = at or timezone.now()
    entries = agenda.between(at - BACK, at + AHEAD, at=at, a_day=A_DAY, most=MOST)
    moves = AuditEntry.objects.moves_of({entry.article_id for entry in entries})
    calendar = Calendar()
    calendar.add("prodid", "-//Newsroom//Desk//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{Masthead.objects.current().name}: the desk")
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(event(entry, at, *moves.get(entry.article_id, (0, None))))
    return calendar.to_ical()


def event(entry: agenda.Entry, at, times_moved: int, moved_at) -> Event:
    """One entry in UTC, which no change of clocks bends. Its id stays the same wherever it is moved to."""
    link = settings.SITE_URL + reverse("admin:articles_article_change", args=[entry.article_id])
    told = Event()
    told.add("uid", f"{entry.feed_key}@{urlsplit(settings.SITE_URL).hostname}")
    told.add("dtstamp", at.astimezone(UTC).replace(microsecond=0))
    told.add("dtstart", entry.at.astimezone(UTC).replace(microsecond=0))
    told.add("dtend", (entry.at + LASTS).astimezone(UTC).replace(microsecond=0))
    told.add("last-modified", max(filter(None, [entry.changed_at, moved_at])).astimezone(UTC).replace(microsecond=0))
    told.add("sequence", times_moved)
    told.add("summary", f"{entry.word}: {entry.headline}")
    told.add("description", " · ".join(filter(None, [entry.word, entry.section, entry.who])) + f"\n{link}")
    if entry.section:
        told.add("categories", [entry.section])
    told.add("url", link)
    told.add("class", "PRIVATE")
    told.add("transp", "TRANSPARENT")
    return told

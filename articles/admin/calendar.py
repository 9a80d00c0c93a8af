"""The calendar of what is planned, scheduled and published; moving what stands in it; the address of its feed."""

from calendar import Calendar
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format, get_format
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from .. import agenda, clock, publishing
from ..agenda import Entry, Kind
from ..calendar import day_after, midnight, month_after
from ..models import Article, CalendarAddress, Section
from .article_form import HiddenMoment, Moment, MomentField, in_words, time_zone_words
from .article_guards import story_to_edit, story_to_publish
from .refused_forms import first_error

HERE = "admin:articles_article_calendar"
VIEWS = {"month": "Month", "week": "Week", "list": "List"}
LIST_DAYS = 14
# How many of each kind a day shows before “and 12 more”.
A_DAY = {"month": 3, "week": 30, "list": 60}
PLAN_AT = "09:00"
# Where nothing stands earlier or later, a week shows these hours of the day.
WAKING = (6, 22)


def urls(desk) -> list:
    view = desk.admin_site.admin_view
    return [
        path("calendar/", view(require_safe(show(desk))), name="articles_article_calendar"),
        path("calendar/address/", view(require_POST(address(desk))), name="articles_article_calendar_address"),
        path("<int:article_id>/move/", view(require_POST(move(desk))), name="articles_article_move"),
    ]


def story_context(request, article) -> dict:
    return {"leaves_at": article.leaves_at() if article else None}


class Asked(forms.Form):
    """What the address asks for. Whatever it does not make sense of is as if it were not there."""

    view = forms.ChoiceField(choices=list(VIEWS.items()))
    on = forms.DateField(input_formats=["%Y-%m-%d"])
    section = forms.ModelChoiceField(Section.objects.select_related("parent"), to_field_name="slug")
    kind = forms.ChoiceField(choices=Kind.choices)

    def clean_on(self):
        day = self.cleaned_data["on"]
        if not 1901 <= day.year <= 2199:
            raise forms.ValidationError("out of reach")
        return day

    def said(self) -> dict:
        self.is_valid()
        return {"view": "month", "on": timezone.localdate(), "section": None, "kind": ""} | self.cleaned_data


class MoveForm(forms.Form):
    """From where to where. `seen` is when the entry stood as the page showed it."""

    kind = forms.ChoiceField(choices=[(kind.value, kind.label) for kind in (Kind.PLANNED, Kind.SCHEDULED)])
    seen = forms.DateTimeField(widget=forms.HiddenInput)
    to = MomentField(widget=Moment, error_messages={"required": "Give a day and a time to move it to."})
    back = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)


@dataclass
class Day:
    """One day of the calendar with its entries; `hidden` counts those left out."""

    date: date
    entries: list[Entry] = field(default_factory=list)
    hidden: int = 0
    is_outside: bool = False
    is_today: bool = False
    hours: dict[int, list[Entry]] = field(default_factory=dict)
    lane: list[Entry] = field(default_factory=list)
    skipped: int | None = None


# The page


def show(desk):
    def calendar_view(request):
        if not desk.has_view_permission(request):
            raise PermissionDenied
        asked = Asked(request.GET).said()
        today = timezone.localdate()
        first, last = span(asked["view"], asked["on"])
        entries = agenda.between(
            midnight(first),
            midnight(day_after(last)),
            section=asked["section"],
            kind=asked["kind"],
            a_day=A_DAY[asked["view"]],
        )
        days = days_of(entries, first, last, asked, today)
        context = {
            **desk.admin_site.each_context(request),
            "title": heading(asked["view"], first, last, asked["on"]),
            "opts": desk.opts,
            "asked": asked,
            "today": today,
            "may_add": desk.has_add_permission(request),
            "movable": movable(request.user, entries),
            "zone": time_zone_words(),
            "back": request.GET.urlencode(),
            "is_default": "view" not in request.GET,
            "moved": request.session.pop("moved", None),
            "feed": feed_address(request),
            **ways(asked, today),
            **menus(asked),
            **{"month": as_month, "week": as_week, "list": as_list}[asked["view"]](days, today),
        }
        return TemplateResponse(request, "admin/articles/article/calendar.html", context)

    return calendar_view


def first_weekday() -> int:
    """0 for Monday, as the language has it."""
    return (get_format("FIRST_DAY_OF_WEEK") - 1) % 7


def span(view: str, on: date) -> tuple[date, date]:
    """Return the first and the last day that a view of this day shows."""
    if view == "month":
        weeks = Calendar(first_weekday()).monthdatescalendar(on.year, on.month)
        return weeks[0][0], weeks[-1][-1]
    if view == "week":
        first = on - timedelta(days=(on.weekday() - first_weekday()) % 7)
        return first, first + timedelta(days=6)
    return on, on + timedelta(days=LIST_DAYS - 1)


def heading(view: str, first: date, last: date, on: date) -> str:
    if view == "month":
        return date_format(on, "F Y")
    begins = "j F Y" if first.year != last.year else "j F" if first.month != last.month else "j"
    return f"{date_format(first, begins)} – {date_format(last, 'j F Y')}"


def days_of(entries: list[Entry], first: date, last: date, asked: dict, today: date) -> list[Day]:
    days = {}
    day = first
    while day <= last:
        outside = asked["view"] == "month" and day.month != asked["on"].month
        days[day] = Day(day, is_outside=outside, is_today=day == today)
        day = day_after(day)
    for entry in entries:
        days[entry.day].entries.append(entry)
    for day in days.values():
        # Each kind of a day says by its last entry how many of it were left out.
        left = {}
        for entry in day.entries:
            left[source(entry)] = entry.rest
        day.hidden = sum(left.values())
        most = A_DAY[asked["view"]]
        day.hidden += len(day.entries[most:])
        day.entries = day.entries[:most]
    return list(days.values())


def source(entry: Entry) -> str:
    return "edition" if entry.kind in (Kind.SCHEDULED, Kind.PUBLISHED) else entry.kind


def as_month(days: list[Day], today: date) -> dict:
    weeks = [days[place : place + 7] for place in range(0, len(days), 7)]
    return {"weeks": weeks, "weekdays": [day.date for day in weeks[0]]}


def as_week(days: list[Day], today: date) -> dict:
    """Planned stories lie in a lane above the hours: nothing happens by itself at their time."""
    hours = set(WAKING)
    for day in days:
        day.lane = [entry for entry in day.entries if entry.kind == Kind.PLANNED]
        day.skipped = skipped_hour(day.date)
        hours |= {day.skipped} - {None}
        for entry in day.entries:
            if entry.kind != Kind.PLANNED:
                hour = timezone.localtime(entry.at).hour
                day.hours.setdefault(hour, []).append(entry)
                hours.add(hour)
    rows = [
        {"hour": hour, "cells": [{"day": day, "entries": day.hours.get(hour, [])} for day in days]}
        for hour in range(min(hours), max(hours) + 1)
    ]
    return {"days": days, "rows": rows}


def skipped_hour(day: date) -> int | None:
    """Return the hour that the clocks skip that day, if they skip a whole one."""
    for hour in range(24):
        try:
            clock.moment(datetime(day.year, day.month, day.day, hour, 30))
        except clock.NoSuchTime:
            return hour
    return None


def as_list(days: list[Day], today: date) -> dict:
    return {"days": [day for day in days if day.entries or day.date == today]}


def ways(asked: dict, today: date) -> dict:
    """Return the addresses that lead on: earlier, later, today, and the other views."""
    on = asked["on"]
    steps = {
        "month": ((on.replace(day=1) - timedelta(days=1)).replace(day=1), month_after(on)),
        "week": (on - timedelta(days=7), on + timedelta(days=7)),
        "list": (on - timedelta(days=LIST_DAYS), on + timedelta(days=LIST_DAYS)),
    }
    earlier, later = steps[asked["view"]]
    return {
        "earlier": address_of(asked, on=earlier),
        "later": address_of(asked, on=later),
        "to_today": address_of(asked, on=today),
        "views": [
            {"word": word, "url": address_of(asked, view=view), "current": view == asked["view"]}
            for view, word in VIEWS.items()
        ],
        "list_address": address_of(asked, view="list", on=None),
        "week_address": address_of(asked, view="week", on=None),
    }


def address_of(asked: dict, **changes) -> str:
    """Return the query under which the calendar shows this; `on` None leaves room for a day at its end."""
    words = asked | changes
    query = {"view": words["view"]}
    if words["section"]:
        query["section"] = words["section"].slug
    if words["kind"]:
        query["kind"] = words["kind"]
    query["on"] = words["on"].isoformat() if words["on"] else ""
    return f"?{urlencode(query)}"


def menus(asked: dict) -> dict:
    """The filters, as {title, chosen, remove, choices}. One query."""
    sections = list(Section.objects.in_order()[:100])
    if asked["section"] and asked["section"] not in sections:
        sections.append(asked["section"])
    return {
        "menus": [
            menu("Section", asked, "section", [(section, str(section)) for section in sections]),
            menu("Kind", asked, "kind", Kind.choices),
        ]
    }


def menu(title: str, asked: dict, name: str, choices: list) -> dict:
    nothing = None if name == "section" else ""
    rows = [(nothing, "All"), *choices]
    return {
        "title": title,
        "chosen": next((word for value, word in choices if value == asked[name]), ""),
        "remove": address_of(asked, **{name: nothing}),
        "choices": [
            {"word": word, "url": address_of(asked, **{name: value}), "current": value == asked[name]}
            for value, word in rows
        ],
    }


def movable(user, entries: list[Entry]) -> set[str]:
    """Return the keys of the entries that this user may move. One query for those who may not edit every story."""
    keys = set()
    if user.has_perm("articles.publish_article"):
        keys |= {entry.key for entry in entries if entry.kind == Kind.SCHEDULED}
    plans = [entry for entry in entries if entry.kind == Kind.PLANNED]
    if user.has_perm("articles.edit_every_article"):
        return keys | {entry.key for entry in plans}
    own = Article.objects.editable_by(user).filter(pk__in=[entry.article_id for entry in plans])
    allowed = set(own.values_list("pk", flat=True)) if plans else set()
    return keys | {entry.key for entry in plans if entry.article_id in allowed}


# Moving


def move(desk):
    @transaction.atomic
    def move_view(request, article_id):
        form = MoveForm(request.POST)
        may_move = story_to_edit if request.POST.get("kind") == Kind.PLANNED else story_to_publish
        article = may_move(desk, request, article_id)
        if not form.is_valid():
            refuse(desk, request, article, first_error(form))
        else:
            carry_over(desk, request, article, form.cleaned_data)
        return back_to_calendar(form.data.get("back", ""))

    return move_view


def carry_over(desk, request, article, said: dict) -> None:
    """Move the entry and say so, or say why not."""
    verb = agenda.move_plan if said["kind"] == Kind.PLANNED else publishing.reschedule
    words = {"to": said["to"]} if said["kind"] == Kind.PLANNED else {"at": said["to"]}
    try:
        verb(article, by=request.user, seen=said["seen"], **words)
    except publishing.MovedMeanwhile as error:
        where = f"It stands {in_words(error.now)} now." if error.now else "It has no moment any more."
        refuse(desk, request, article, f"Somebody moved it meanwhile. {where}")
    except publishing.NothingScheduled:
        refuse(desk, request, article, "It is not scheduled any more.")
    except (publishing.NotPublishable, ValueError) as error:
        refuse(desk, request, article, str(error))
    else:
        told = f"“{article}” is moved: {moved_to(said)}. {clock.twice_in_words(said['to'])}".strip()
        request.session["moved"] = {
            "words": told,
            "article_id": article.pk,
            "kind": said["kind"],
            "seen": said["to"].isoformat(),
            "to": HiddenMoment().format_value(timezone.localtime(said["seen"])),
        }


def moved_to(said: dict) -> str:
    verb = "planned for" if said["kind"] == Kind.PLANNED else "goes live"
    local = timezone.localtime(said["to"])
    return f"{verb} {date_format(local, 'l j F')}, {clock.wall_time(local)}"


def refuse(desk, request, article, sentence: str) -> None:
    desk.message_user(request, f"“{article}” is not moved. {sentence}", messages.ERROR)


def back_to_calendar(query: str):
    """Return to the calendar as it was shown; `query` is what stood behind its address."""
    kept = {name: value for name, value in QueryDict(query).items() if name in Asked.base_fields}
    return HttpResponseRedirect(f"{reverse(HERE)}?{urlencode(kept)}" if kept else reverse(HERE))


# The feed's address


def feed_address(request) -> str:
    """Return the whole address of this user's feed, or "". One query."""
    mine = CalendarAddress.objects.filter(user=request.user).first()
    return request.build_absolute_uri(mine.get_absolute_url()) if mine else ""


class AddressForm(forms.Form):
    end = forms.BooleanField(required=False)


def address(desk):
    def address_view(request):
        if not desk.has_view_permission(request):
            raise PermissionDenied
        form = AddressForm(request.POST)
        form.is_valid()
        if form.cleaned_data["end"]:
            CalendarAddress.objects.filter(user=request.user).delete()
            desk.message_user(request, "The address is gone. Calendars that used it get nothing any more.")
        else:
            replaced = CalendarAddress.objects.renew(request.user)
            words = "A new address is made. The old one has stopped." if replaced else "Your address is made."
            desk.message_user(request, f"{words} It stands under Subscribe.", messages.SUCCESS)
        return HttpResponseRedirect(f"{reverse(HERE)}#subscribe")

    return address_view

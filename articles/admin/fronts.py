"""The fronts at a moment to come: what readers will see then, of what is scheduled and what ends."""

from datetime import timedelta

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from ..frame import find_section, sections_of, walk
from ..models import Edition
from ..views.fronts import render_home, render_section
from .article_form import MomentField, in_words, time_zone_words
from .article_preview import bound, framed

HOME = "home"
MOMENTS = 3  # scheduled moments offered to jump to
LOOKED_AT = 30  # scheduled editions read for them


def urls(desk) -> list:
    views = desk.admin_site.admin_view
    return [
        path("fronts/", views(bound(fronts_view, desk)), name="articles_article_fronts"),
        path("fronts/page/", framed(views(bound(page_view, desk))), name="articles_article_fronts_page"),
    ]


def story_context(request, article) -> dict:
    return {}


class FrontForm(forms.Form):
    """Which front, and when: `at` is typed in the newsroom's time, and in an address may name its own offset."""

    front = forms.ChoiceField(
        required=False, error_messages={"invalid_choice": "There is no such front. Choose one from the list."}
    )
    at = MomentField(required=False, label="Day and time", error_messages={"invalid": "This is not a day and a time."})

    def __init__(self, data, *, sections):
        super().__init__(data)
        self.fields["front"].choices = [(HOME, "Home"), *((each.slug, name_in_tree(each)) for each in walk(sections))]

    def clean_front(self):
        return self.cleaned_data["front"] or HOME


def name_in_tree(section) -> str:
    return f"{section.parent.name} › {section.name}" if section.parent_id else section.name


@require_safe
def fronts_view(request, desk):
    """The page at the desk: choose a front and a moment, see it in a frame."""
    guard(request, desk)
    now = timezone.now()
    form = FrontForm(chosen(request, now), sections=sections_of(request))
    at, front = None, HOME
    if form.is_valid():
        # The field shows the present minute; “now” is this second.
        at, front = form.cleaned_data["at"] if request.GET.get("at") else now, form.cleaned_data["front"]
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "title": "Fronts",
        "form": form,
        "at": at,
        "when": in_words(at) if at else "",
        "page_url": f"{reverse('admin:articles_article_fronts_page')}?{query(front, at)}" if at else "",
        "quick": quick_choices(front, at, now),
        "zone": time_zone_words(),
    }
    return TemplateResponse(request, "admin/articles/article/fronts.html", context)


@require_safe
def page_view(request, desk):
    """The front itself, as readers will see it at the moment given."""
    guard(request, desk)
    form = FrontForm(request.GET, sections=sections_of(request))
    if not form.is_valid():
        sentences = [sentence for errors in form.errors.values() for sentence in errors]
        return render(request, "admin/articles/article/front_refused.html", {"sentences": sentences}, status=400)
    at = form.cleaned_data["at"] or timezone.now()
    section = find_section(sections_of(request), slug=form.cleaned_data["front"])
    # A section may be called “home” too; the home page comes first, as in the list.
    if form.cleaned_data["front"] == HOME:
        return render_home(request, at, now=at)
    return render_section(request, section, at, now=at)


def guard(request, desk):
    if not desk.has_view_permission(request):
        raise PermissionDenied


def chosen(request, now) -> dict:
    """Return what was asked for, with the present moment where none was: it stands in the field to begin from."""
    return {"front": request.GET.get("front") or HOME, "at": request.GET.get("at") or local(now)}


def local(moment) -> str:
    """As a browser's field for a day and a time holds it."""
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def query(front: str, at) -> str:
    return urlencode({"front": front, "at": timezone.localtime(at).isoformat()})


def quick_choices(front: str, at, now) -> list[dict]:
    """Return moments to jump to as {words, stories, url, is_current}: near ones, and the next when something changes.

    One query.
    """
    tomorrow = timezone.localtime(now + timedelta(days=1)).replace(hour=6, minute=0, second=0, microsecond=0)
    choices = [("Now", None, []), ("In an hour", now + timedelta(hours=1), []), ("Tomorrow 06:00", tomorrow, [])]
    choices += [(moment_words(moment, now), moment, stories) for moment, stories in next_moments(now)]
    return [
        {
            "words": words,
            "stories": stories,
            "url": f"?{query(front, moment) if moment else urlencode({'front': front})}",
            "is_current": at is not None and local(moment or now) == local(at),
        }
        for words, moment, stories in choices
    ]


def moment_words(moment, now) -> str:
    """“Today 18:00”, “Tomorrow 06:00”, else “Sat 28 Nov, 06:00”, in the newsroom's time."""
    local_moment, today = timezone.localtime(moment), timezone.localdate(now)
    days = (local_moment.date() - today).days
    day = {0: "Today ", 1: "Tomorrow "}.get(days) or date_format(local_moment, "D j M, ")
    return f"{day}{date_format(local_moment, 'H:i')}"


def next_moments(now) -> list[tuple]:
    """Return (moment, headlines) for the next moments at which something goes live. One query."""
    coming = Edition.objects.scheduled(now).order_by("live_from", "pk").values_list("live_from", "headline")[:LOOKED_AT]
    moments: dict = {}
    for moment, headline in coming:
        moments.setdefault(moment, []).append(headline)
    return list(moments.items())[:MOMENTS]

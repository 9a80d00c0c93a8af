from datetime import timedelta

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import mark_safe

from articles import clock as newsroom_clock
from articles.admin.calendar import PLAN_AT
from articles.models.article import State
from comments.models import Discussion

register = template.Library()


@register.simple_tag
def icon(name, label=""):
    return format_html(
        '<svg class="icon icon-{}" {}><use href="{}#{}"></use></svg>',
        name,
        format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"'),
        static("newsroom/icons.svg"),
        name,
    )


@register.simple_tag
def ago(moment):
    """A <time>: relative for whoever looks, exact on hover. Nothing for no moment."""
    if not moment:
        return ""
    local, now = timezone.localtime(moment), timezone.localtime()
    seconds = (now - local).total_seconds()
    if seconds < 0 and local.date() == now.date():
        words = f"today {local:%H:%M}"
    elif seconds < 0 and local.date() == (now + timedelta(days=1)).date():
        words = f"tomorrow {local:%H:%M}"
    elif seconds < 0:
        words = f"{local:%a %-d %b, %H:%M}"
    elif seconds < 60:
        words = "just now"
    elif seconds < 3600:
        words = f"{int(seconds // 60)} min ago"
    elif seconds < 43200:
        words = f"{int(seconds // 3600)} h ago"
    elif local.date() == (now - timedelta(days=1)).date():
        words = f"yesterday {local:%H:%M}"
    else:
        words = f"{local:%-d %b}"
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="minutes"),
        date_format(local, "l j F Y, H:i"),
        words,
    )


@register.simple_tag
def filter_menus(cl, hide=""):
    """{all, chosen}: the list's filters as {title, choices, chosen, remove}, less the one that is shown as tabs."""
    menus = [filter_menu(spec, cl) for spec in cl.filter_specs if spec.title != hide]
    return {"all": menus, "chosen": [menu for menu in menus if menu["chosen"]]}


def filter_menu(spec, cl) -> dict:
    choices = list(spec.choices(cl))
    chosen = next((choice for choice in choices[1:] if choice["selected"]), None)
    return {"title": spec.title, "choices": choices, "chosen": chosen, "remove": choices[0]["query_string"]}


@register.filter
def initials(name):
    """“AO” for “Amara Osei”."""
    return "".join(word[0] for word in str(name).split()[:2]).upper()


@register.filter
def percent(value):
    """“50%” for 0.5, as CSS writes a place on a picture."""
    return f"{float(value) * 100:.0f}%"


@register.simple_tag
def rendition(photo, width_px):
    """The address of a photo's rendition at least this wide."""
    return photo.rendition_url(width_px)


@register.simple_tag
def clock(moment, joint="at "):
    """A <time> for a sentence: “at 14:05” today, “tomorrow at 14:05”, “on 3 May at 14:05”; with no joint, “14:05”."""
    if not moment:
        return ""
    local, today = timezone.localtime(moment), timezone.localdate()
    days = {0: "", 1: "tomorrow ", -1: "yesterday "}
    away = (local.date() - today).days
    date = date_format(local, "j F" if local.year == today.year else "j F Y")
    day = days.get(away, f"on {date} " if joint else f"{date}, ")
    words = f"{day}{joint}{date_format(local, 'H:i')}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), words)


@register.simple_tag
def exact(moment):
    """A <time> with day and second, as evidence needs it."""
    local = timezone.localtime(moment)
    return format_html(
        '<time datetime="{}">{} <span>{}</span></time>',
        local.isoformat(timespec="seconds"),
        date_format(local, "j M Y"),
        date_format(local, "H:i:s"),
    )


@register.simple_tag
def twice_words(*moments):
    """What has to be said of those of these moments whose time comes twice in the night when clocks go back."""
    return " ".join(filter(None, [newsroom_clock.twice_in_words(moment) for moment in moments if moment]))


@register.filter
def wall_time(at):
    """“14:05”, and “01:30 BST” where that time comes twice."""
    return newsroom_clock.wall_time(at)


@register.filter
def wall_value(at):
    """A moment as a field for a day and a time holds it."""
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


@register.filter
def in_set(value, these):
    return value in these


@register.simple_tag
def new_story_on(day, section=None):
    """The address at which a story planned for that day begins."""
    query = {"planned_for": f"{day:%Y-%m-%d}T{PLAN_AT}"} | ({"section": section.pk} if section else {})
    return f"{reverse('admin:articles_article_add')}?{urlencode(query)}"


@register.simple_tag
def person(user):
    """What the desk calls a user: the full name, else the name they log in with."""
    return user.get_full_name() or user.username


@register.simple_tag
def moment(at, now):
    """A <time> for an agenda: the hour today, day and hour in the coming week, else the date."""
    local, days = timezone.localtime(at), (timezone.localtime(at).date() - now.date()).days
    words = f"{local:%H:%M}" if days == 0 else f"{local:%a %H:%M}" if days < 7 else f"{local:%-d %b}"
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="minutes"),
        date_format(local, "l j F Y, H:i"),
        words,
    )


@register.simple_tag
def count_talk(stories):
    """Give each of these stories its number of approved comments as `comment_count`. One query; prints nothing."""
    counts = Discussion.objects.counts([story.pk for story in stories])
    for story in stories:
        story.comment_count = counts.get(story.pk, 0)
    return ""


@register.simple_tag
def standing(story):
    """The moment that belongs to a story's state, with a word where it would be misread. Needs with_state()."""
    moments = {
        State.LIVE: story.live_since,
        State.CHANGED: story.live_since,
        State.SCHEDULED: story.goes_live_at,
        State.WITHDRAWN: story.was_live_until,
    }
    words = "" if story.state in moments else "saved "
    return format_html("{}{}", words, ago(moments.get(story.state, story.saved_at)))

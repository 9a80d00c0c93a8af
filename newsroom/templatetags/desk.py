import re
from datetime import timedelta

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape, format_html, linebreaks
from django.utils.safestring import mark_safe

register = template.Library()


@register.simple_tag
def icon(name, label=""):
    return format_html(
        '<svg class="icon icon-{}" {}><use href="{}#{}"></use></svg>',
        name,
        format_html('role="img" aria-label="{}"', label) if label else format_html('aria-hidden="true"'),
        static("newsroom/icons.svg"),
        name,
    )


@register.simple_tag
def ago(moment):
    """<time>: relative to the reader, exact on hover."""
    if not moment:
        return ""
    local, now = timezone.localtime(moment), timezone.localtime()
    seconds = (now - local).total_seconds()
    if -43200 < seconds < 0 and local.date() == now.date():
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
    """{all, chosen}: the list's filters as {title, choices, chosen, remove}, less the one shown as tabs."""
    menus = []
    for spec in cl.filter_specs:
        choices = list(spec.choices(cl))
        chosen = next((c for c in choices[1:] if c["selected"]), None)
        menus.append(
            {
                "title": spec.title,
                "choices": choices,
                "chosen": chosen,
                "remove": choices[0]["query_string"],
                "name": getattr(spec, "parameter_name", None) or spec.title,
            }
        )
    menus = [m for m in menus if m["title"] != hide]
    return {"all": menus, "chosen": [m for m in menus if m["chosen"]]}


@register.filter
def initials(name):
    return "".join(w[0] for w in str(name).split()[:2]).upper()


@register.filter
def marked_text(comment):
    """The comment's paragraphs, with what a rule objected to in <mark>."""
    words = [r.split("“")[1].rstrip("”") for r in comment.reasons if "“" in r]
    html = linebreaks(escape(comment.text))
    pattern = "|".join(
        ["https?://[^\\s<]+"] * any("link" in r for r in comment.reasons) + [re.escape(escape(w)) for w in words]
    )
    return mark_safe(re.sub(f"({pattern})", r"<mark>\1</mark>", html) if pattern else html)


@register.filter
def percent(value):
    return f"{float(value) * 100:.0f}%"

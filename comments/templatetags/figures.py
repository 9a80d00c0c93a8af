from django import template

register = template.Library()


@register.filter
def in_hundred(share):
    """“83” for 0.8312, “–” for None. What is nearly all or nearly nothing is not rounded to it."""
    if share is None:
        return "–"
    whole = round(100 * share)
    if whole == 100 and share < 1:
        return "99"
    return "1" if whole == 0 and share > 0 else str(whole)


@register.filter
def wait(duration):
    """“48 s”, “12 min”, “3 h 20 min”, “2 d 4 h” for a timedelta; “–” for None."""
    if duration is None:
        return "–"
    seconds = max(0, round(duration.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h" if hours else f"{days} d"

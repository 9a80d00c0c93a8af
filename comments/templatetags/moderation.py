from django import template
from django.utils.html import escape, linebreaks
from django.utils.safestring import mark_safe

from ..in_hand import holder
from ..links import links_in

register = template.Library()


@register.simple_tag
def hand_of(comment, user):
    """Whoever else has this comment before them; None for nobody. Needs in_hand and its `by`."""
    return holder(comment, but=user)


@register.filter
def with_links_marked(body):
    """The paragraphs of a comment, with what looks like a link in <mark>. It stays text: nothing can be clicked."""
    pieces, end = [], 0
    for found in links_in(body):
        pieces += [escape(body[end : found.start()]), "<mark>", escape(found[0]), "</mark>"]
        end = found.end()
    pieces.append(escape(body[end:]))
    return mark_safe(linebreaks("".join(pieces), autoescape=False))

from django import template
from django.utils.html import escape, linebreaks
from django.utils.safestring import mark_safe

from ..in_hand import holder
from ..moderation import LINK

register = template.Library()


@register.simple_tag
def hand_of(comment, user):
    """Whoever else has this comment before them; None for nobody. Needs in_hand and its `by`."""
    return holder(comment, but=user)


@register.filter
def with_links_marked(body):
    """The paragraphs of a comment, with what looks like a link in <mark>. It stays text: nothing can be clicked."""
    return mark_safe(linebreaks(LINK.sub(r"<mark>\g<0></mark>", escape(body)), autoescape=False))

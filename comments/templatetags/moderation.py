from django import template
from django.utils.html import escape, linebreaks
from django.utils.safestring import mark_safe

from ..moderation import LINK

register = template.Library()


@register.filter
def with_links_marked(body):
    """The paragraphs of a comment, with what looks like a link in <mark>. It stays text: nothing can be clicked."""
    return mark_safe(linebreaks(LINK.sub(r"<mark>\g<0></mark>", escape(body)), autoescape=False))

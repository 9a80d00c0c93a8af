"""Data about a page for machines, printed into it."""

from django import template

from .. import structured_data

register = template.Library()


@register.simple_tag(takes_context=True)
def news_article(context):
    """The story's data for search engines, as JSON. Needs: edition, authors, corrections, masthead."""
    facts = structured_data.news_article(
        context["edition"],
        authors=context["authors"],
        corrections=context["corrections"],
        masthead=context["masthead"],
    )
    return structured_data.as_script(facts)

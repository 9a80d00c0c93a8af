from django import template

from articles import page_names
from articles.models import Masthead
from articles.structured_data import as_script

from ..models import Discussion
from ..section import described, section_of
from ..threads import Sort, page_of_threads

register = template.Library()


@register.inclusion_tag("comments/_thread.html", takes_context=True)
def comment_thread(context, article):
    """The first threads of a story and the form under them. Takes the page's `comment_form` if any.

    Four queries at most, however many comments there are, and one more for a reply to one that is not on the page.
    """
    request, edition = context["request"], context.get("edition")
    story_path = edition.get_absolute_url() if edition else request.path
    page = page_of_threads(article)
    return section_of(request, article, page.remarks, story_path=story_path, form=context.get("comment_form")) | {
        "edition": edition,
        "masthead": context.get("masthead") or Masthead(),
        "page": page,
        "sort": Sort.OLDEST,
        "sorts": Sort,
        "comment_count": Discussion.objects.counts([article.pk]).get(article.pk, 0),
    }


@register.simple_tag(takes_context=True)
def comments_data(context):
    """The comments on the page for search engines, as JSON. Needs: edition, remarks, comment_count, masthead."""
    facts = described(
        context["remarks"],
        edition=context["edition"],
        count=context["comment_count"],
        masthead=context["masthead"],
    )
    return as_script(facts)


@register.simple_tag(takes_context=True)
def count_comments(context, editions):
    """Set `comment_count` on each of these editions, by one query for all. Prints nothing. Names the page."""
    editions = list(editions)
    counts = Discussion.objects.counts({edition.article_id for edition in editions}) if editions else {}
    for edition in editions:
        edition.comment_count = counts.get(edition.article_id, 0)
    if request := context.get("request"):
        page_names.depends(request, *(f"comments:{edition.article_id}" for edition in editions))
    return ""

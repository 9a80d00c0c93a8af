from django import template

from articles import page_names
from articles.models import Article
from articles.structured_data import as_script

from .. import avatars
from ..models import Discussion, HouseRules
from ..modes import mode_in
from ..section import described, section_of
from ..threads import Sort, page_of_threads

register = template.Library()
register.filter("signs", avatars.initials)


@register.inclusion_tag("comments/_thread.html", takes_context=True)
def comment_thread(context, article):
    """The first threads of a story and the form under them. Needs the page's `edition` and `masthead`.

    Takes what the page has of `comment_form`, `preview` (a comment that is only looked at) and `authors`. Three queries
    at most, however many comments there are, and one more for a reply to one that is not on the page.
    """
    page = page_of_threads(article)
    given = {name: context.get(of) for name, of in [("form", "comment_form"), ("preview",) * 2, ("authors",) * 2]}
    return section_of(context["request"], context["edition"], page.remarks, **given) | {
        "edition": context["edition"],
        "masthead": context["masthead"],
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


@register.simple_tag
def comments_now(article):
    """What “as in its section” means for this story now, and when it closes, in a sentence. One query, or two."""
    if not isinstance(article, Article):
        return ""
    house = HouseRules.objects.current()
    sentence = f"As in its section means now: {mode_in(article.section, house).label.split(':')[0].lower()}."
    if house.close_after_days and not article.comments_stay_open:
        sentence += f" Comments close {house.close_after_days} days after publication."
    return sentence


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

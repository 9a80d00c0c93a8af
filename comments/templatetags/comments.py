from django import template

from articles.models import Article

from ..forms import CommentForm
from ..models import Comment, Discussion, HouseRules
from ..modes import PROMISES, mode_in, mode_of, takes_comments
from ..threads import arrange

register = template.Library()


@register.inclusion_tag("comments/_thread.html", takes_context=True)
def comment_thread(context, article):
    """The comments of a story and the form under them, by two queries. Takes the page's `comment_form` if any."""
    edition = context.get("edition")
    house = HouseRules.objects.current()
    is_open = takes_comments(edition, house) if edition else article.takes_comments
    comments = list(Comment.objects.on(article).for_thread())
    form = context.get("comment_form")
    if form is None and is_open:
        form = CommentForm(article=article, parent=context["request"].GET.get("reply"), approved=comments)
    return {
        "article": article,
        "is_open": is_open,
        "promise": PROMISES[mode_of(edition, house) if edition else house.mode] if is_open else "",
        "thread": arrange(comments),
        "comment_count": len(comments),
        "comment_form": form,
        "story_path": edition.get_absolute_url() if edition else context["request"].path,
    }


@register.simple_tag
def comments_now(article):
    """What “as in its section” means for this story now, and when it closes, in a sentence. One query, or two."""
    if not isinstance(article, Article):
        return ""
    house = HouseRules.objects.current()
    sentence = f"As in its section means now: {mode_in(article.section, house).label.split(':')[0].lower()}."
    if house.close_after_days:
        sentence += f" Comments close {house.close_after_days} days after publication."
    return sentence


@register.simple_tag
def count_comments(editions):
    """Set `comment_count` on each of these editions, by one query for all. Prints nothing."""
    editions = list(editions)
    counts = Discussion.objects.counts({edition.article_id for edition in editions}) if editions else {}
    for edition in editions:
        edition.comment_count = counts.get(edition.article_id, 0)
    return ""

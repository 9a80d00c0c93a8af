from django import template

from articles.models import Article

from .. import avatars
from ..forms import CommentForm
from ..models import Comment, Discussion, HouseRules
from ..modes import mode_in
from ..opening import opening_of
from ..threads import Remark, arrange

register = template.Library()
register.filter("signs", avatars.initials)


@register.inclusion_tag("comments/_thread.html", takes_context=True)
def comment_thread(context, article):
    """The comments of a story and the form under them, by two queries. Needs the page's `edition` and `masthead`.

    Takes what the page has of `comment_form`, `preview` (a comment that is only looked at) and `authors`.
    """
    edition = context["edition"]
    opening = opening_of(edition)
    comments = list(Comment.objects.on(article).for_thread())
    form, preview = context.get("comment_form"), context.get("preview")
    if form is None and opening.is_open:
        form = CommentForm(article=article, parent=context["request"].GET.get("reply"), approved=comments)
    return {
        "article": article,
        "thread": arrange(comments),
        "comment_count": len(comments),
        "comment_form": form,
        "preview": preview and Remark(preview, depth=0, answers=preview.parent),
        "opening": opening,
        "takes_comments": opening.is_open,
        "author_users": author_users(context.get("authors") or {}),
        "masthead": context["masthead"],
        "story_path": edition.get_absolute_url(),
    }


def author_users(authors: dict) -> set[int]:
    """Return the ids of the accounts behind a story's authors ({slug: Author})."""
    return {author.user_id for author in authors.values() if author.user_id}


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

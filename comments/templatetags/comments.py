from django import template

from ..forms import CommentForm
from ..models import Comment, Discussion
from ..threads import arrange

register = template.Library()


@register.inclusion_tag("comments/_thread.html", takes_context=True)
def comment_thread(context, article):
    """The comments of a story and the form under them, by one query. Takes the page's `comment_form` if any."""
    comments = list(Comment.objects.on(article).for_thread())
    form = context.get("comment_form")
    if form is None and article.takes_comments:
        form = CommentForm(article=article, parent=context["request"].GET.get("reply"), approved=comments)
    edition = context.get("edition")
    return {
        "article": article,
        "thread": arrange(comments),
        "comment_count": len(comments),
        "comment_form": form,
        "story_path": edition.get_absolute_url() if edition else context["request"].path,
    }


@register.simple_tag
def count_comments(editions):
    """Set `comment_count` on each of these editions, by one query for all. Prints nothing."""
    editions = list(editions)
    counts = Discussion.objects.counts({edition.article_id for edition in editions}) if editions else {}
    for edition in editions:
        edition.comment_count = counts.get(edition.article_id, 0)
    return ""

"""What stands around comments on a page for readers: the form under them, and the addresses that are in them."""

from urllib.parse import urlencode

from articles import page_names
from articles.models import Masthead
from articles.structured_data import in_zone, kind_of
from articles.templatetags.readers import absolute

from .forms import CommentForm
from .opening import opening_of
from .permalinks import permalink
from .threads import Remark


def section_of(request, edition, remarks: list[Remark], *, form=None, preview=None, authors=None, kept=None) -> dict:
    """Return what templates need under a story for these remarks. A query, and one for a reply to a comment elsewhere.

    `form` is one that was sent back, `preview` a comment that is only looked at, `authors` the story's, {slug: Author}.
    `kept` are the parameters that the page's own links keep. Names the page.
    """
    article, story_path = edition.article, edition.get_absolute_url()
    page_names.depends(request, f"comments:{article.pk}", "house-rules", "masthead")
    opening = opening_of(edition)
    here = request.path if kept is not None else story_path
    query = urlencode({name: value for name, value in (kept or {}).items() if value})
    if form is None and opening.is_open:
        comments = [remark.comment for remark in remarks]
        form = CommentForm(article=article, parent=request.GET.get("reply"), approved=comments)
    return {
        "article": article,
        "remarks": remarks,
        "comment_form": form,
        "opening": opening,
        "takes_comments": opening.is_open,
        "preview": preview and looked_at(preview, remarks),
        "author_users": {author.user_id for author in (authors or {}).values() if author.user_id},
        "story_path": story_path,
        "page_path": f"{here}?{query}" if query else here,
        "reply_path": f"{here}?{query}&reply=" if query else f"{here}?reply=",
    }


def looked_at(comment, remarks: list[Remark]) -> Remark:
    """Return a comment that is not stored yet as it would stand in the thread."""
    comment.parent_name = comment.parent.author_name if comment.parent_id else ""
    is_here = any(remark.comment.pk == comment.parent_id for remark in remarks)
    return Remark(comment, depth=0, answers=str(comment.parent_id or ""), answers_here=is_here)


def described(remarks: list[Remark], *, edition, count: int, masthead: Masthead) -> dict:
    """Return the story with these comments in the words of schema.org, beside what news_article() says of it.

    https://schema.org/Comment. No e-mail, and a website only where the page links it. Runs no query.
    """
    address = edition.canonical_url or absolute(edition.path)
    comments = [remark.comment for remark in remarks]
    here = {comment.pk for comment in comments}
    return {
        "@context": "https://schema.org",
        "@type": kind_of(edition),
        "@id": f"{address}#main",
        "url": address,
        "commentCount": count,
        "comment": [as_data(comment, edition, here, masthead) for comment in comments],
    }


def as_data(comment, edition, here: set[int], masthead: Masthead) -> dict:
    own = absolute(permalink(edition.path, comment.pk))
    author = {"@type": "Person", "name": comment.author_name}
    if comment.website and masthead.links_commenters:
        author["url"] = comment.website
    facts = {
        "@type": "Comment",
        "@id": own,
        "url": own,
        "text": comment.body,
        "dateCreated": in_zone(comment.created_at),
        "author": author,
    }
    if comment.parent_id in here:
        facts["parentItem"] = {"@type": "Comment", "@id": absolute(permalink(edition.path, comment.parent_id))}
    return facts

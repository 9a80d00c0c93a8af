"""Feeds of what readers say, of the whole site and of a story: what is shown under a story that is live."""

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import gettext

from articles import page_names
from articles.feed_formats import Steady, SteadyRss, writable
from articles.feeds import NEWEST, PaperFeed
from articles.models import Edition
from articles.templatetags.readers import absolute

from .models import Comment
from .permalinks import permalink
from .views import story_missing


class ThreadedAtom(Steady, Atom1Feed):
    """Says what an entry answers: https://www.rfc-editor.org/rfc/rfc4685#section-3"""

    def root_attributes(self):
        return super().root_attributes() | {"xmlns:thr": "http://purl.org/syndication/thread/1.0"}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("thr:in-reply-to", "", item["answers"])


class CommentsRss(PaperFeed, Feed):
    """The newest fifty comments of the whole site. Two queries."""

    feed_type = SteadyRss
    name = "comments:comments_rss"
    item_guid_is_permalink = False

    def __call__(self, request, *args, **kwargs):
        # With each goes its story's headline.
        page_names.depends(request, "comments", "archive", "masthead")
        return super().__call__(request, *args, **kwargs)

    def title(self, masthead):
        return writable(gettext("%(paper)s: comments") % {"paper": masthead.name})

    def description(self, masthead):
        return writable(gettext("What readers of %(paper)s say.") % {"paper": masthead.name})

    def link(self, masthead):
        return absolute("/")

    def items(self, masthead):
        return Comment.objects.for_feed()[:NEWEST]

    def item_title(self, comment):
        return writable(
            gettext("%(name)s on %(headline)s") % {"name": comment.author_name, "headline": comment.story_headline}
        )

    def item_description(self, comment):
        return linebreaks(writable(comment.body), autoescape=True)

    def item_link(self, comment):
        return absolute(permalink(comment.story_path, comment.pk))

    def item_guid(self, comment):
        return name_of(comment.pk)

    def item_author_name(self, comment):
        return writable(comment.author_name)

    def item_pubdate(self, comment):
        return comment.created_at

    def item_updateddate(self, comment):
        return comment.edited_at or comment.created_at

    def item_extra_kwargs(self, comment):
        if not comment.parent_id:
            return {"answers": {"ref": absolute(comment.story_path), "href": absolute(comment.story_path)}}
        href = absolute(permalink(comment.story_path, comment.parent_id))
        return {"answers": {"ref": name_of(comment.parent_id), "href": href}}


class CommentsAtom(CommentsRss):
    feed_type = ThreadedAtom
    name = "comments:comments_atom"

    def subtitle(self, masthead):
        return self.description(masthead)


class StoryCommentsRss(CommentsRss):
    """The newest fifty comments on a story. Three queries."""

    name = "comments:story_comments_rss"

    def __call__(self, request, article_id):
        edition = Edition.objects.live().filter(article__id=article_id).defer("body_html", "body_text").first()
        if edition is None:
            return story_missing(request, article_id)
        page_names.depends(request, f"article:{article_id}", f"comments:{article_id}")
        return super().__call__(request, edition=edition)

    def get_object(self, request, edition):
        masthead = super().get_object(request)
        masthead.edition = edition
        return masthead

    def title(self, masthead):
        return writable(
            gettext("%(paper)s: comments on “%(headline)s”")
            % {"paper": masthead.name, "headline": masthead.edition.headline}
        )

    def description(self, masthead):
        return writable(gettext("What readers say about “%(headline)s”.") % {"headline": masthead.edition.headline})

    def link(self, masthead):
        return absolute(masthead.edition.path)

    def feed_url(self, masthead):
        return absolute(reverse(self.name, args=[masthead.edition.article_id]))

    def items(self, masthead):
        return Comment.objects.filter(article=masthead.edition.article_id).for_feed()[:NEWEST]


class StoryCommentsAtom(StoryCommentsRss):
    feed_type = ThreadedAtom
    name = "comments:story_comments_atom"

    def subtitle(self, masthead):
        return self.description(masthead)


def name_of(pk: int) -> str:
    """What a comment is called in every feed, wherever its story moves."""
    return f"{absolute(reverse('comments:comments_atom'))}#comment-{pk}"

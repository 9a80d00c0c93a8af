from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Lower

from articles.models import Edition

from .conversation import ConversationQuerySet
from .writer import Writer


class CommentQuerySet(ConversationQuerySet):
    def shown(self):
        """What readers see: approved, and in answer to nothing that they don't see."""
        return self.filter(state=self.model.State.APPROVED, is_cut_off=False)

    def approved(self):
        """What was let through. Readers see less: not what answers a comment that was taken down. See shown()."""
        return self.filter(state=self.model.State.APPROVED)

    def awaiting_moderation(self):
        return self.filter(state=self.model.State.PENDING)

    def suspect(self):
        """Held comments that a rule or the classifier warns of."""
        return self.awaiting_moderation().filter(is_suspect=True)

    def reported(self):
        """Comments that readers have reported and nobody has answered for yet, whatever their state."""
        return self.filter(report_count__gt=0)

    def unchecked(self):
        """Comments that stand without a person having read them."""
        return self.approved().filter(needs_check=True)

    def threads(self):
        """Comments that answer the story itself, and so begin a thread."""
        return self.filter(thread=None)

    def in_thread(self, root):
        """The replies under a comment that begins a thread, at any depth."""
        return self.filter(thread=root)

    def untold(self):
        """Replies of which nobody knows yet whether those they answer are to be told of them."""
        return self.filter(told_at=None, parent__isnull=False)

    def in_state(self, state):
        return self.filter(state=state)

    def since(self, moment):
        return self.filter(created_at__gte=moment)

    def received(self, since, until):
        """What came in between two moments, whatever became of it."""
        # All states are named so that the index on state and time answers.
        return self.filter(state__in=self.model.State.values, created_at__gte=since, created_at__lte=until)

    def on(self, article):
        return self.filter(article=article)

    def by_writer(self, email):
        """All comments left under one e-mail address, in any case of letters."""
        # Not __iexact: on PostgreSQL that asks for UPPER(), which the index on LOWER() does not answer.
        return self.alias(writer=Lower("author_email")).filter(writer=Lower(Value(email)))

    def by_writers(self, writers):
        """All comments under these e-mail addresses, given in lower case; adds `writer`."""
        return self.annotate(writer=Lower("author_email")).filter(writer__in=writers)

    def said_before(self, comment):
        """What the same writer has said in the same words under the same story, in answer to the same comment."""
        return self.by_writer(comment.author_email).filter(
            article=comment.article_id, parent=comment.parent_id, body=comment.body
        )

    def from_an_address_before(self, moment):
        """What is older than this moment and still bears the hash of a network address."""
        return self.filter(ip_hash__gt="", created_at__lt=moment)

    def refused_before(self, moment):
        """What was rejected, marked as spam or taken back before this moment, and is so still."""
        refused = [self.model.State.REJECTED, self.model.State.SPAM, self.model.State.WITHDRAWN]
        return self.filter(state__in=refused, decided_at__lt=moment)

    def for_thread(self):
        """What readers see, oldest first, as printed() has it."""
        return self.shown().printed().oldest_first()

    def printed(self):
        """With all that a thread prints, and `parent_name`, `parent_place`. Never an e-mail or network address.

        For a query that finds only what readers see, which for_thread() would ask once more by a worse index.
        """
        return (
            self.select_related("user")
            .annotate(parent_name=F("parent__author_name"), parent_place=F("parent__place"))
            .only(
                "article_id",
                "parent_id",
                "thread_id",
                "place",
                "reply_count",
                "edited_at",
                "author_name",
                "author_website",
                "body",
                "state",
                "created_at",
                "is_featured",
                "user__is_staff",
            )
        )

    def for_feed(self, at=None):
        """What readers see under stories that are live, the newest first, with `story_path` and `story_headline`."""
        story = Edition.objects.live(at).filter(article=OuterRef("article"))
        return (
            self.for_thread()
            .annotate(
                story_path=Subquery(story.values("path")[:1]), story_headline=Subquery(story.values("headline")[:1])
            )
            .exclude(story_path=None)
            .newest_first()
        )

    def for_desk(self, at=None):
        """With all that the desk prints of a comment, in one query: its story as readers know it, and `writer`."""
        story = Edition.objects.live(at).filter(article=OuterRef("article"))
        return (
            self.select_related("article__section__parent", "article__discussion", "parent", "user", "in_hand__by")
            .defer("article__body")
            .annotate(
                writer=Lower("author_email"),
                story_path=Subquery(story.values("path")[:1]),
                story_published_at=Subquery(story.values("published_at")[:1]),
                story_headline=Coalesce(Subquery(story.values("headline")[:1]), F("article__headline")),
            )
        )

    def with_case(self):
        """With the three comments above it and the first of the thread, and what is kept of its writer.

        That is `kept_writer` (id), `confirmed_at`, `warned_at` and `banned_at`. After for_desk(); no further query.
        """
        kept = Writer.objects.filter(email=OuterRef("writer"))
        return self.select_related("parent__parent__parent", "thread").annotate(
            kept_writer=Subquery(kept.values("pk")[:1]),
            **{name: Subquery(kept.values(name)[:1]) for name in ("confirmed_at", "warned_at", "banned_at")},
        )

    def before(self, comment):
        """Those that came in before this comment."""
        return self.filter(Q(created_at__lt=comment.created_at) | Q(created_at=comment.created_at, pk__lt=comment.pk))

    def oldest_first(self):
        return self.order_by("created_at", "pk")

    def newest_first(self):
        return self.order_by("-created_at", "-pk")

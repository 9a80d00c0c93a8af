from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.timesince import timesince

from articles import audit
from articles.models import Edition


class AlreadyDecided(Exception):
    """Somebody decided since the comment was looked at: `comment` as it stands now, `decision` (None when unknown)."""

    def __init__(self, comment, decision):
        self.comment, self.decision = comment, decision
        super().__init__(decision.as_sentence() if decision else "This comment was decided in the meantime.")


class CommentQuerySet(models.QuerySet):
    def approved(self):
        """What readers see."""
        return self.filter(state=Comment.State.APPROVED)

    def awaiting_moderation(self):
        return self.filter(state=Comment.State.PENDING)

    def in_state(self, state):
        return self.filter(state=state)

    def since(self, moment):
        return self.filter(created_at__gte=moment)

    def on(self, article):
        return self.filter(article=article)

    def by_writer(self, email):
        """All comments left under one e-mail address, in any case of letters."""
        # Not __iexact: on PostgreSQL that asks for UPPER(), which the index on LOWER() does not answer.
        return self.alias(writer=Lower("author_email")).filter(writer=Lower(Value(email)))

    def by_writers(self, writers):
        """All comments under these e-mail addresses, given in lower case; adds `writer`."""
        return self.annotate(writer=Lower("author_email")).filter(writer__in=writers)

    def from_writer_or_address(self, email, hashes):
        """All comments under one e-mail address, or from a network address known by one of these hashes."""
        written = self.alias(writer=Lower("author_email"))
        return written.filter(Q(writer=Lower(Value(email))) | Q(ip_hash__in=hashes))

    def said_before(self, comment):
        """What the same writer has said in the same words under the same story, in answer to the same comment."""
        return self.by_writer(comment.author_email).filter(
            article=comment.article_id, parent=comment.parent_id, body=comment.body
        )

    def for_thread(self):
        """What readers see, oldest first, with all that the thread prints. Never loads an e-mail or network address."""
        return (
            self.approved()
            .select_related("user")
            .only(
                "article_id",
                "parent_id",
                "author_name",
                "author_website",
                "body",
                "state",
                "created_at",
                "is_featured",
                "user__is_staff",
            )
            .oldest_first()
        )

    def for_desk(self, at=None):
        """With all that the desk prints of a comment, in one query: its story as readers know it, and `writer`."""
        story = Edition.objects.live(at).filter(article=OuterRef("article"))
        return (
            self.select_related("article__section", "parent", "user")
            .defer("article__body")
            .annotate(
                writer=Lower("author_email"),
                story_path=Subquery(story.values("path")[:1]),
                story_headline=Coalesce(Subquery(story.values("headline")[:1]), F("article__headline")),
            )
        )

    def from_on(self, comment):
        """This comment and those that came after it."""
        return self.filter(Q(created_at__gt=comment.created_at) | Q(created_at=comment.created_at, pk__gte=comment.pk))

    def oldest_first(self):
        return self.order_by("created_at", "pk")

    def newest_first(self):
        return self.order_by("-created_at", "-pk")

    def approved_counts(self, article_ids) -> dict[int, int]:
        """Return {article id: number of approved comments}, without zeros. Ends a chain; one query."""
        rows = self.approved().filter(article__in=article_ids).order_by().values_list("article_id")
        return dict(rows.annotate(Count("pk")))


class Comment(models.Model):
    class State(models.TextChoices):
        PENDING = "pending", "Held"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"
        SPAM = "spam", "Spam"
        WITHDRAWN = "withdrawn", "Withdrawn by its writer"

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="comments")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies")
    author_name = models.CharField("name", max_length=80)
    author_email = models.EmailField("email")
    author_website = models.URLField("website", blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    body = models.TextField("comment")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    created_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    ip_hash = models.CharField(max_length=64, blank=True, editable=False)
    is_featured = models.BooleanField("editor's pick", default=False)

    # Whether it came with a field filled in that people don't see. Known while it is taken in, never stored.
    is_trapped = False

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["article", "created_at"], name="comment_of_article"),
            models.Index(fields=["state", "created_at"], name="comment_in_state"),
            models.Index(fields=["ip_hash", "-created_at"], name="comment_from_address"),
            models.Index(
                Lower("author_email"),
                F("created_at").desc(),
                name="comment_of_writer",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["pending", "approved", "rejected", "spam", "withdrawn"]),
                name="comment_state_is_known",
            ),
            models.CheckConstraint(condition=~Q(body=""), name="comment_says_something"),
            models.CheckConstraint(
                condition=Q(is_featured=False) | Q(state="approved"), name="only_approved_comments_are_picked"
            ),
        ]

    def __str__(self):
        return f"{self.author_name}: {self.body[:60]}"

    def clean(self):
        if self.parent_id and self.parent.article_id != self.article_id:
            raise ValidationError({"parent": "The comment answered is on another story."})

    @property
    def is_approved(self) -> bool:
        return self.state == self.State.APPROVED

    @property
    def standing(self) -> str:
        """Where it stands, in two words to its writer."""
        return TO_ITS_WRITER[self.state][0]

    @property
    def explanation(self) -> str:
        """What became of it, in a sentence to its writer."""
        return TO_ITS_WRITER[self.state][1]

    @property
    def is_by_staff(self) -> bool:
        """Whether somebody of the newsroom wrote it under their own account. Needs user."""
        return self.user is not None and self.user.is_staff

    @property
    def website(self) -> str:
        """The writer's website when a page may link to it, else nothing: only http and https are."""
        return self.author_website if self.author_website.lower().startswith(("http://", "https://")) else ""

    def approve(self, **how) -> "Decision":
        return self.decide(self.State.APPROVED, **how)

    def reject(self, **how) -> "Decision":
        return self.decide(self.State.REJECTED, **how)

    def mark_spam(self, **how) -> "Decision":
        return self.decide(self.State.SPAM, **how)

    def hold(self, **how) -> "Decision":
        """Held again, or for the first time by a rule."""
        return self.decide(self.State.PENDING, **how)

    def pick(self) -> bool:
        """Mark as an editor's pick if readers see it, and return whether it is one now."""
        picked = Comment.objects.approved().filter(pk=self.pk).update(is_featured=True)
        self.is_featured = bool(picked)
        return self.is_featured

    def unpick(self) -> None:
        Comment.objects.filter(pk=self.pk).update(is_featured=False)
        self.is_featured = False

    def withdraw(self, *, at=None) -> "Decision":
        """Taken back by its writer, for good."""
        return self.decide(self.State.WITHDRAWN, rule="writer", at=at)

    @transaction.atomic
    def decide(self, state, *, by=None, rule="", reasons=(), seen=None, at=None) -> "Decision":
        """Set the state and record who (a person, or a rule's name) decided what and why.

        Two decisions at once are taken one after the other. `seen` is the state that whoever decides had in view:
        raises AlreadyDecided when it is another one by now. What its writer took back stays so.
        """
        at = at or timezone.now()
        comments = Comment.objects.select_for_update(of=("self",)).select_related("article").defer("article__body")
        current = comments.get(pk=self.pk)
        if current.state == self.State.WITHDRAWN or (seen is not None and current.state != seen):
            raise AlreadyDecided(current, current.decisions.select_related("by").first())
        if by:
            # Who wrote the comment is not told: the trail outlasts what its writer takes back.
            words = {"comment": self.pk, "verdict": self.State(state).label, "was": self.State(current.state).label}
            reasons = [str(reason) for reason in reasons]
            audit.record(audit.Deed.MODERATE, by=by, article=current.article, reasons=reasons or None, **words)
        current.state = state
        current.decided_at = None if state == self.State.PENDING else at
        current.is_featured = current.is_featured and state == self.State.APPROVED
        current.save(update_fields=["state", "decided_at", "is_featured"])
        self.state, self.decided_at, self.is_featured = current.state, current.decided_at, current.is_featured
        return self.decisions.create(by=by, rule=rule, verdict=state, reasons=list(reasons), at=at)


TO_ITS_WRITER = {
    Comment.State.PENDING: (
        "Awaiting moderation",
        "Only you can see this until an editor has read it. This page stays open to you for an hour.",
    ),
    Comment.State.APPROVED: ("Published", "An editor has read it. Everybody can see it under the story."),
    Comment.State.REJECTED: ("Not published", "An editor has read it and decided not to publish it."),
    Comment.State.SPAM: ("Not published", "It was taken for advertising. An editor may still put that right."),
    Comment.State.WITHDRAWN: ("Withdrawn", "You took it back. Nobody else can see it."),
}


class Decision(models.Model):
    """Who said what should become of a comment, and why. Never changed afterwards."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="decisions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    rule = models.CharField(max_length=40, blank=True, help_text="The rule that decided, when no person did.")
    verdict = models.CharField(max_length=10, choices=Comment.State.choices)
    reasons = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["comment", "-at"], name="decision_latest_of_comment")]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=["pending", "approved", "rejected", "spam", "withdrawn"]),
                name="decision_verdict_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.get_verdict_display()} by {self.by or self.rule}"

    @property
    def decided_by(self) -> str:
        """Whoever decided, in words. Needs by."""
        if self.verdict == Comment.State.WITHDRAWN:
            return "The writer"
        if self.by:
            return self.by.get_full_name() or self.by.username
        return "A rule" if self.rule else "Somebody"

    @property
    def verb(self) -> str:
        return {
            Comment.State.APPROVED: "approved",
            Comment.State.REJECTED: "rejected",
            Comment.State.SPAM: "marked as spam",
            Comment.State.PENDING: "held",
            Comment.State.WITHDRAWN: "withdrew",
        }[self.verdict]

    def as_sentence(self, at=None) -> str:
        """Who did what and how long ago, such as “Marta approved this a minute ago.” Needs by."""
        at = at or timezone.now()
        passed = timesince(self.at, at, depth=1)
        when = "just now" if (at - self.at).total_seconds() < 60 else f"{passed} ago"
        return f"{self.decided_by} {self.verb} this {when}.".replace("marked as spam this", "marked this as spam")

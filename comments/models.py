from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Q
from django.utils import timezone


class CommentQuerySet(models.QuerySet):
    def approved(self):
        """What readers see."""
        return self.filter(state=Comment.State.APPROVED)

    def awaiting_moderation(self):
        return self.filter(state=Comment.State.PENDING)

    def on(self, article):
        return self.filter(article=article)

    def by_writer(self, email):
        """All comments left under one e-mail address, in any case of letters."""
        return self.filter(author_email__iexact=email)

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

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["article", "created_at"], name="comment_of_article"),
            models.Index(fields=["state", "created_at"], name="comment_in_state"),
            models.Index(fields=["ip_hash", "-created_at"], name="comment_from_address"),
            models.Index(
                models.functions.Lower("author_email"),
                models.F("created_at").desc(),
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

    def approve(self, *, by, reasons=(), at=None) -> "Decision":
        return self._decide(self.State.APPROVED, by, reasons, at)

    def reject(self, *, by, reasons=(), at=None) -> "Decision":
        return self._decide(self.State.REJECTED, by, reasons, at)

    def mark_spam(self, *, by, reasons=(), at=None) -> "Decision":
        return self._decide(self.State.SPAM, by, reasons, at)

    def hold(self, *, by=None, rule="", reasons=(), at=None) -> "Decision":
        """Held again, or for the first time by a rule."""
        return self._decide(self.State.PENDING, by, reasons, at, rule=rule)

    @transaction.atomic
    def _decide(self, state, by, reasons, at, rule="") -> "Decision":
        """Set the state and record who decided what and why. Two decisions at once are taken one after the other."""
        at = at or timezone.now()
        current = Comment.objects.select_for_update(of=("self",)).get(pk=self.pk)
        current.state = state
        current.decided_at = None if state == self.State.PENDING else at
        current.is_featured = current.is_featured and state == self.State.APPROVED
        current.save(update_fields=["state", "decided_at", "is_featured"])
        self.state, self.decided_at, self.is_featured = current.state, current.decided_at, current.is_featured
        return self.decisions.create(by=by, rule=rule, verdict=state, reasons=list(reasons), at=at)


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

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.timesince import timesince

from .comment import Comment

MOST_COUNTED = 20_000


class DecisionQuerySet(models.QuerySet):
    def by_people(self):
        return self.exclude(by=None)

    def counts_by_rule(self, *, since) -> dict[str, dict[str, int]]:
        """Return {rule: {verdict: how many}} since a moment (aware). Ends a chain; one query, bounded."""
        latest = self.filter(by=None, at__gte=since).order_by("-at").values("pk")[:MOST_COUNTED]
        rows = Decision.objects.filter(pk__in=latest).order_by().values_list("rule", "verdict")
        found: dict[str, dict[str, int]] = {}
        for rule, verdict, count in rows.annotate(models.Count("pk")):
            found.setdefault(rule, {})[verdict] = count
        return found

    def update(self, **values):
        raise TypeError("A decision is never changed.")

    def delete(self):
        raise TypeError("A decision is never deleted.")


class Decision(models.Model):
    """Who said what should become of a comment, and why. Never changed afterwards."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="decisions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    rule = models.CharField(max_length=40, blank=True, help_text="The rule that decided, when no person did.")
    verdict = models.CharField(max_length=10, choices=Comment.State.choices)
    # The state before it; empty for the first decision on a comment.
    was = models.CharField(max_length=10, choices=Comment.State.choices, blank=True, default="")
    reasons = models.JSONField(default=list)
    # What the writer was told of it, as it stood in the mail or on their own page.
    message = models.TextField(blank=True, default="")
    batch = models.ForeignKey(
        "comments.Batch", on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    at = models.DateTimeField()

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["comment", "-at"], name="decision_latest_of_comment"),
            models.Index(fields=["-at"], name="decision_latest"),
        ]
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

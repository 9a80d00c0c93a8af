from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.timesince import timesince

from .comment import Comment
from .writer import WriterEntry

REFUSED = [Comment.State.REJECTED, Comment.State.SPAM]

# The “rule” by which an edited comment is held again: its writer edited it.
EDITED = "edited"

MOST_COUNTED = 20_000


class DecisionQuerySet(models.QuerySet):
    def latest_of(self, comment: str) -> Subquery:
        """The id of the latest decision on a comment, as a column: `comment` names the comment in the query around it.

        Null where there is none. Ends a chain.
        """
        return Subquery(self.filter(comment=OuterRef(comment)).values("pk")[:1])

    def latest_of_each(self) -> dict[int, int]:
        """Return {comment id: id of its latest decision}. Ends a chain; one query."""
        return dict(self.order_by().values_list("comment").annotate(models.Max("pk")))

    def earlier(self):
        """On the same comment as that of the query around it, and made before it."""
        return self.filter(comment=OuterRef("comment"), pk__lt=OuterRef("pk"))

    def later(self):
        """On the same comment as that of the query around it, and made after it."""
        return self.filter(comment=OuterRef("comment"), pk__gt=OuterRef("pk"))

    def edits(self):
        """Not decisions, really: that a writer edited a comment."""
        return self.filter(rule=EDITED)

    def by_people(self):
        return self.exclude(by=None)

    def teaching(self):
        """People's decisions on words that still stand as they were decided, the newest first.

        Not those that took down everything of a banned writer: they judge the writer, not the words.
        """
        bans = WriterEntry.objects.filter(kind=WriterEntry.Kind.BAN).exclude(batch=None)
        return (
            self.by_people()
            .exclude(comment__state=Comment.State.WITHDRAWN)
            .exclude(batch__in=bans.values("batch"))
            .filter(Q(comment__edited_at=None) | Q(comment__edited_at__lte=F("at")), comment__erased_at=None)
        )

    def telling(self):
        """Those of which the writer is told something."""
        return self.exclude(message="")

    def refusing(self):
        return self.filter(verdict__in=REFUSED)

    def approving(self):
        return self.filter(verdict=Comment.State.APPROVED)

    def by_rules(self):
        """What rules decided: not what a writer took back or edited."""
        return self.filter(by=None).exclude(rule__in=["", EDITED]).exclude(verdict=Comment.State.WITHDRAWN)

    def first_by_people(self):
        """Of each comment, the decision with which its wait for a person was over."""
        return self.by_people().filter(~Exists(Decision.objects.by_people().earlier()))

    def since(self, moment):
        return self.filter(at__gte=moment)

    def between(self, since, until):
        return self.filter(at__gte=since, at__lte=until)

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

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="decisions", db_index=False)
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
        # The latest first. A comment is decided under its lock, so ids say which was last: moments may be equal, and
        # the clocks of two servers differ.
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["comment", "-id"], name="decision_last_of_comment"),
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
        if self.verdict == Comment.State.WITHDRAWN or self.rule == EDITED:
            return "The writer"
        if self.by:
            return self.by.get_full_name() or self.by.username
        return "A rule" if self.rule else "Somebody"

    @property
    def verb(self) -> str:
        if self.rule == EDITED:
            return "edited"
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

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .comment import Comment


class InHand(models.Model):
    """That a moderator has a comment before them. It ends by itself at `until`."""

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, primary_key=True, related_name="in_hand")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    def __str__(self):
        return f"{self.comment_id} with {self.by}"


class SavedQueue(models.Model):
    """A queue that one moderator keeps under a name: a state and filters, as they stand in the address."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_queues")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_queue_name_is_unique_for_a_person")]

    def __str__(self):
        return self.name


class BatchQuerySet(models.QuerySet):
    def unfinished(self):
        """Batches that have comments left to decide, the oldest first."""
        return self.filter(ended_at=None).order_by("begun_at", "pk")


class Batch(models.Model):
    """One verdict on all comments that a filter found, carried out in steps. Goes on where it stopped."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    verdict = models.CharField(max_length=10, choices=Comment.State.choices)
    # What was chosen, as it stands in the list's address; `words` says it to people.
    query = models.CharField(max_length=1000, blank=True)
    words = models.CharField(max_length=300, blank=True)
    # Nothing that came in after the count is touched.
    up_to = models.BigIntegerField()
    # The last comment looked at.
    reached = models.BigIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    passed_over = models.PositiveIntegerField(default=0)
    undoes = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="undone_by")
    begun_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at", "-pk"]
        indexes = [models.Index(fields=["begun_at"], name="batch_unfinished", condition=Q(ended_at=None))]

    def __str__(self):
        return f"{self.get_verdict_display() or 'Undo'}: {self.words}"

    @property
    def left(self) -> int:
        """How many were counted and not come to: yet, or any more when somebody stopped it."""
        return max(0, self.total - self.done - self.passed_over)


class ChosenComment(models.Model):
    """A comment that a batch has still to come to, as it stood when it was chosen. Gone once it is decided."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="chosen")
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=10, choices=Comment.State.choices)
    seen = models.CharField(max_length=10, choices=Comment.State.choices)
    # The latest decision on it then; none for a comment without any.
    decision = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "comment"], name="comment_is_chosen_once_for_a_batch")]

    def __str__(self):
        return f"{self.comment_id} for {self.batch_id}"


class ModeratorMail(models.Model):
    """How often a moderator is mailed what waits."""

    class Often(models.TextChoices):
        NEVER = "never", "No mail"
        HOURLY = "hourly", "Once an hour, when something waits"
        DAILY = "daily", "Once a day, when something waits"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="moderator_mail"
    )
    often = models.CharField(max_length=10, choices=Often.choices, default=Often.NEVER)
    sent_at = models.DateTimeField(null=True)

    def __str__(self):
        return f"{self.user}: {self.often}"


class TrainedClassifier(models.Model):
    """What the classifier learned from this newsroom's decisions, and how well it does. The newest one is asked."""

    at = models.DateTimeField(default=timezone.now)
    examples = models.PositiveIntegerField()
    refused = models.PositiveIntegerField(help_text="How many of the examples moderators refused.")
    precision_percent = models.FloatField(null=True)
    recall_percent = models.FloatField(null=True)
    measured = models.JSONField(default=dict, help_text="The whole measurement: folds, thresholds, what weighed most.")
    weights = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.examples} examples"

    @property
    def refused_share(self) -> float:
        """The share of its examples that were refused, 0 to 1."""
        return self.refused / self.examples if self.examples else 0.0

from django.db import models
from django.db.models import Q

from articles import page_names
from articles.models.one_row import OneRowQuerySet


class Mode(models.TextChoices):
    """When a comment that no rule objects to is seen by readers."""

    HOLD_ALL = "hold_all", "Hold all: each one is read before it appears"
    HOLD_NEWCOMERS = "hold_newcomers", "Hold newcomers: proven commenters appear at once"
    PUBLISH_FIRST = "publish_first", "Publish, then check: what no rule holds appears at once"
    CLOSED = "closed", "Closed: what is there stays, nothing new comes in"


class HouseRules(models.Model):
    """How comments are taken in, for the whole site. One row."""

    mode = models.CharField(max_length=16, choices=Mode.choices, default=Mode.HOLD_ALL)
    close_after_days = models.PositiveSmallIntegerField(
        default=0, help_text="Days after publication at which a story takes no more comments. 0: never."
    )
    links_held = models.PositiveSmallIntegerField(
        default=2, help_text="A comment with this many links is held. 0: links hold nothing."
    )
    banned_words = models.TextField(
        blank=True, help_text="A comment with one of these is rejected. One a line; * stands for any letters."
    )
    suspect_words = models.TextField(
        blank=True, help_text="A comment with one of these is held as suspect. One a line; * stands for any letters."
    )
    holds_capitals = models.BooleanField("hold shouting", default=True, help_text="Much in capitals is held.")
    holds_repetition = models.BooleanField(
        "hold repetition", default=True, help_text="The same letter or word again and again is held."
    )
    holds_near_doubles = models.BooleanField(
        "hold near doubles", default=True, help_text="What was said before in almost the same words is held."
    )
    proven_after = models.PositiveSmallIntegerField(
        default=2, help_text="Approved comments after which a writer with a confirmed address is proven."
    )
    proven_under_percent = models.PositiveSmallIntegerField(
        default=30, help_text="A writer is not proven while this share of their comments of 90 days was rejected."
    )
    uses_classifier = models.BooleanField(
        "ask the classifier",
        default=True,
        help_text="What it takes for unwelcome is held as suspect. It never rejects.",
    )
    classifier_percent = models.PositiveSmallIntegerField(
        default=80, help_text="How sure the classifier has to be before it holds a comment as suspect."
    )
    rejection_reasons = models.TextField(
        blank=True,
        default="It is not about the story.\nIt attacks a person instead of an argument.\nIt is advertising.",
        help_text="Sentences a moderator can send with a rejection. One a line.",
    )

    objects = OneRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "house rules"
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="house_rules_are_one_row"),
            models.CheckConstraint(
                condition=Q(mode__in=["hold_all", "hold_newcomers", "publish_first", "closed"]),
                name="house_mode_is_known",
            ),
            models.CheckConstraint(
                condition=Q(proven_under_percent__lte=100) & Q(classifier_percent__lte=100),
                name="house_shares_are_percent",
            ),
        ]

    def __str__(self):
        return "House rules"

    def save(self, **kwargs):
        self.pk = 1
        super().save(**kwargs)
        page_names.changed("house-rules")

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

GONE_AFTER = timedelta(seconds=30)


class PresenceQuerySet(models.QuerySet):
    def here(self, at=None):
        """Windows that were heard of in the last 30 seconds before `at` (aware; default now)."""
        return self.filter(seen_at__gt=(at or timezone.now()) - GONE_AFTER)

    def gone(self, at=None):
        return self.filter(seen_at__lte=(at or timezone.now()) - GONE_AFTER)


class Presence(models.Model):
    """One window in which somebody has a story open. A row lives as long as its window reports."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    window = models.CharField(max_length=36, help_text="A name the page gives itself, to tell two windows apart.")
    is_writing = models.BooleanField(default=False)
    opened_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(db_index=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "user", "window"], name="presence_is_one_row_a_window"),
        ]

    def __str__(self):
        return f"{self.user} in {self.article_id}"

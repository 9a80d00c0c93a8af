import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from .article import check_no_nul

DAYS_OPEN = 7


def make_token() -> str:
    """Return 43 characters that nobody can guess."""
    return secrets.token_urlsafe(32)


def in_a_week():
    return timezone.now() + timedelta(days=DAYS_OPEN)


class PreviewLinkQuerySet(models.QuerySet):
    def open(self, at=None):
        """Links that still lead to their story at `at` (aware; default now); see PreviewLink.is_open."""
        at = at or timezone.now()
        return self.filter(revoked_at=None, expires_at__gt=at)


class PreviewLink(models.Model):
    """An address under which somebody without an account reads a draft."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="preview_links")
    token = models.CharField(max_length=64, unique=True, default=make_token, editable=False)
    reader = models.CharField("who it is for", max_length=120, validators=[check_no_nul])
    ends_on_publication = models.BooleanField(
        "stops when the story is published",
        default=True,
        help_text="Otherwise it goes on showing the desk's copy until it expires.",
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=in_a_week)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("made_at")), name="preview_link_expires_after_it_is_made"
            ),
        ]

    def __str__(self):
        return f"Preview for {self.reader}"

    def get_absolute_url(self):
        return reverse("articles:preview_show", args=[self.token])


class PreviewOpening(models.Model):
    """That a preview link was opened, and when."""

    link = models.ForeignKey(PreviewLink, on_delete=models.CASCADE, related_name="openings")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.link_id} at {self.at:%Y-%m-%d %H:%M}"


class PreviewAnswer(models.Model):
    """What the holder of a preview link said of the draft, and of which revision."""

    class Verdict(models.TextChoices):
        APPROVE = "approve", "Approve"
        CHANGES = "changes", "Changes needed"

    link = models.ForeignKey(PreviewLink, on_delete=models.CASCADE, related_name="answers")
    revision = models.ForeignKey("articles.Revision", on_delete=models.SET_NULL, null=True, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    note = models.TextField(max_length=4000, blank=True, validators=[check_no_nul])
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(verdict__in=["approve", "changes"]), name="preview_verdict_is_known"),
        ]

    def __str__(self):
        return f"{self.get_verdict_display()} by {self.link.reader}"

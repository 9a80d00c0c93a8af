import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from .article import check_no_nul
from .edition import Edition

DAYS_OPEN = 7


def make_token() -> str:
    """Return 43 characters that nobody can guess."""
    return secrets.token_urlsafe(32)


def in_a_week():
    return timezone.now() + timedelta(days=DAYS_OPEN)


class PreviewLinkQuerySet(models.QuerySet):
    def open(self, at=None):
        """Links that still lead to their story at `at` (aware; default now). The only definition of it.

        A link made while the story was on the site, to show a change, ends with the next edition.
        """
        at = at or timezone.now()
        published = Q(ends_on_publication=True) & Exists(published_since(at))
        return self.filter(revoked_at=None, expires_at__gt=at, article__spiked_at=None).exclude(published)

    def for_desk(self, at=None):
        """With what the story page prints: openings_count, last_opened_at, published_at, answers. Two queries."""
        at = at or timezone.now()
        published = published_since(at).order_by("live_from").values("live_from")[:1]
        return (
            self.select_related("made_by", "revoked_by")
            .prefetch_related("answers")
            .annotate(
                openings_count=Count("openings"),
                last_opened_at=Max("openings__at"),
                published_at=Subquery(published),
            )
        )


def published_since(at):
    """Editions of a link's story that began after the link was made, and no later than `at`."""
    return Edition.objects.begun(at).filter(article=OuterRef("article"), live_from__gte=OuterRef("made_at"))


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

    @property
    def state(self) -> str:
        """“open”, “revoked”, “published” or “expired”. Needs the columns of for_desk()."""
        if self.revoked_at:
            return "revoked"
        if self.ends_on_publication and self.published_at:
            return "published"
        return "open" if self.expires_at > timezone.now() else "expired"


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

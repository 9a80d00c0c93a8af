from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ReportQuerySet(models.QuerySet):
    def open(self):
        """Reports that no moderator has answered for yet."""
        return self.filter(closed_at=None)

    def answered(self):
        return self.exclude(closed_at=None)

    def between(self, since, until):
        return self.filter(at__gte=since, at__lte=until)

    def by_reporter(self, email):
        """Reports made under one e-mail address, in any case of letters."""
        return self.filter(reporter_email__iexact=email)

    def from_an_address_before(self, moment):
        """What is older than this moment and still bears the hash of a network address."""
        return self.filter(ip_hash__gt="", at__lt=moment)

    def newest(self):
        return self.order_by("-at", "-pk")


class Report(models.Model):
    """A reader's word that a comment should not stand."""

    class Reason(models.TextChoices):
        OFFENSIVE = "offensive", _("Offensive")
        ABUSIVE = "abusive", _("Abusive towards somebody")
        SPAM = "spam", _("Advertising or spam")
        ILLEGAL = "illegal", _("Illegal content")
        OTHER = "other", _("Something else")

    comment = models.ForeignKey("comments.Comment", on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    text = models.TextField(blank=True)
    # Asked for with illegal content alone, as Article 16 of Regulation (EU) 2022/2065 has it.
    reporter_name = models.CharField(max_length=80, blank=True)
    reporter_email = models.EmailField(blank=True)
    is_in_good_faith = models.BooleanField(default=False)
    ip_hash = models.CharField(max_length=64, blank=True, editable=False)
    at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The state that the comment was given, or left in.
    outcome = models.CharField(max_length=10, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["comment"], name="report_open", condition=Q(closed_at=None)),
            models.Index(fields=["ip_hash", "-at"], name="report_from_address"),
            models.Index(fields=["-at"], name="report_latest"),
        ]

    def __str__(self):
        return f"{self.get_reason_display()}: comment {self.comment_id}"

    @property
    def is_illegal(self) -> bool:
        return self.reason == self.Reason.ILLEGAL

    @property
    def wants_mail(self) -> bool:
        """Whether its writer is to get a receipt, and later the decision."""
        return self.is_illegal and bool(self.reporter_email)

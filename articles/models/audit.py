from django.conf import settings
from django.db import models
from django.utils import timezone


class AuditEntryQuerySet(models.QuerySet):
    def newest(self):
        return self.order_by("-at", "-pk")

    def moves_of(self, articles) -> dict[int, tuple]:
        """Return {article id: (how often it was planned or scheduled, when last)} for these ids. Ends a chain."""
        deeds = [AuditEntry.Deed.PLAN, AuditEntry.Deed.SCHEDULE]
        rows = self.filter(article__in=articles, deed__in=deeds).order_by().values("article")
        rows = rows.annotate(times=models.Count("pk"), last=models.Max("at"))
        return {row["article"]: (row["times"], row["last"]) for row in rows}

    def about_story(self, article):
        return self.filter(article=article)

    def since(self, moment):
        return self.filter(at__gte=moment)

    def of_deeds(self, *deeds):
        return self.filter(deed__in=deeds)

    def about_stage(self):
        """What moved a story between its writer and the editors."""
        deeds = AuditEntry.Deed
        return self.of_deeds(deeds.SUBMIT, deeds.GIVE_BACK, deeds.APPROVE)

    def by_person(self, username):
        return self.filter(by__username=username)

    def update(self, **values):
        raise TypeError("An audit entry is never changed.")

    def delete(self):
        raise TypeError("An audit entry is never deleted.")


class AuditEntry(models.Model):
    """That somebody did something others may ask about later. Written once by articles/audit.py, never changed."""

    class Deed(models.TextChoices):
        PUBLISH = "publish", "Published"
        SCHEDULE = "schedule", "Scheduled"
        WITHDRAW = "withdraw", "Withdrew"
        CANCEL = "cancel", "Cancelled what was scheduled"
        CORRECT = "correct", "Added a correction"
        RESTORE = "restore", "Restored a version"
        SUBMIT = "submit", "Sent to review"
        GIVE_BACK = "give_back", "Gave back"
        APPROVE = "approve", "Marked as ready"
        ASSIGN = "assign", "Assigned"
        PLAN = "plan", "Planned"
        SPIKE = "spike", "Spiked"
        BRING_BACK = "bring_back", "Brought back"
        DELETE = "delete", "Deleted"
        LINK = "link", "Made a preview link"
        REVOKE = "revoke", "Revoked a preview link"
        ANSWER = "answer", "Answered by preview link"
        PERMISSIONS = "permissions", "Changed who may do what"
        MODERATE = "moderate", "Decided a comment"
        HOUSE = "house_rules", "Changed the house rules"
        MASTHEAD = "masthead", "Changed the masthead"
        FRONT = "front", "Arranged a front"
        BREAKING = "breaking", "Changed breaking news"

    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=180, help_text="As it was then; the account may be gone.")
    deed = models.CharField(max_length=12, choices=Deed.choices)
    article = models.ForeignKey("articles.Article", on_delete=models.SET_NULL, null=True, related_name="audit_entries")
    about = models.CharField(max_length=250, help_text="What it was done to, in words: a headline, a name.")
    details = models.JSONField(default=dict, help_text="What changed: words to show, moments in ISO form.")

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "entry"
        verbose_name_plural = "entries"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_newest"),
            models.Index(fields=["article", "-at"], name="audit_of_article"),
        ]

    def __str__(self):
        return f"{self.by_name} · {self.get_deed_display()} · {self.about}"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise TypeError("An audit entry is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("An audit entry is never deleted.")

from django.conf import settings
from django.db import models


class Revision(models.Model):
    class Kind(models.TextChoices):
        AUTOSAVE = "autosave", "Autosaved"
        SAVE = "save", "Saved"
        MILESTONE = "milestone", "Milestone"
        PUBLISH = "publish", "Published"
        CONFLICT = "conflict", "Kept from a conflict"

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="revisions")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SAVE)
    name = models.CharField(max_length=120, blank=True)
    data = models.JSONField(help_text="What Article.snapshot() gave: fields, bylines, tags, desk.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["article", "-at"], name="revision_newest_of_article")]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.at:%Y-%m-%d %H:%M}"

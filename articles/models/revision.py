from django.conf import settings
from django.db import models


class RevisionQuerySet(models.QuerySet):
    def newest(self):
        return self.order_by("-at", "-pk")

    def of_working_copy(self):
        """States that the working copy had, the latest first: all but what was kept aside from a conflict."""
        return self.exclude(kind=Revision.Kind.CONFLICT).newest()

    def autosaved(self):
        return self.filter(kind=Revision.Kind.AUTOSAVE)

    def kept(self):
        """All but autosaves."""
        return self.exclude(kind=Revision.Kind.AUTOSAVE)

    def named(self):
        return self.exclude(name="")

    def without_edition(self):
        """Those that tell of no edition: what was published stands in the history as the edition itself."""
        return self.filter(editions=None)


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

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["article", "-at"], name="revision_newest_of_article")]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.at:%Y-%m-%d %H:%M}"

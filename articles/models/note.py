from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .article import check_no_nul


class NoteQuerySet(models.QuerySet):
    def unresolved(self):
        return self.filter(resolved_at=None)

    def resolved(self):
        return self.exclude(resolved_at=None)

    def mentioning(self, user):
        return self.filter(mentioned=user)

    def for_card(self):
        """With the names that a note prints and who is mentioned, in two queries."""
        return self.select_related("by", "resolved_by").prefetch_related("mentioned")

    def containing_any(self, words):
        """Notes in which any of these words stands."""
        return self.filter(reduce(or_, (Q(text__icontains=word) for word in words), Q(pk=None)))


class Note(models.Model):
    """What somebody at the desk wrote about a story. Readers never see it."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField(max_length=4000, validators=[check_no_nul])
    mentioned = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="notes_mentioning", blank=True)
    at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["article", "at"], name="note_of_article")]
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="note_has_words")]

    def __str__(self):
        return self.text[:80]

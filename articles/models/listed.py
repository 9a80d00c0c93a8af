"""Under which tags and authors an edition is listed, in the order of their lists. Written by articles/publishing.py."""

from django.db import models


class Listed(models.Model):
    # That of the edition, kept here too, so that a list is a walk along one index.
    published_at = models.DateTimeField()

    class Meta:
        abstract = True


class TaggedEdition(Listed):
    edition = models.ForeignKey("articles.Edition", on_delete=models.CASCADE, related_name="tagged", db_index=False)
    tag = models.ForeignKey("taggit.Tag", on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["tag", "-published_at", "-edition"], name="tagged_edition_newest")]
        constraints = [models.UniqueConstraint(fields=["edition", "tag"], name="edition_has_a_tag_once")]

    def __str__(self):
        return f"Edition {self.edition_id} about {self.tag_id}"


class CreditedEdition(Listed):
    edition = models.ForeignKey("articles.Edition", on_delete=models.CASCADE, related_name="credited", db_index=False)
    author = models.ForeignKey("articles.Author", on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["author", "-published_at", "-edition"], name="credited_edition_newest")]
        constraints = [models.UniqueConstraint(fields=["edition", "author"], name="edition_credits_an_author_once")]

    def __str__(self):
        return f"Edition {self.edition_id} by {self.author_id}"

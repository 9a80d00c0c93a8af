from django.db import models


class DiscussionQuerySet(models.QuerySet):
    def counts(self, article_ids) -> dict[int, int]:
        """Return {article id: number of comments that readers see}, without zeros. Ends a chain; one query."""
        rows = self.filter(article__in=article_ids, shown_count__gt=0)
        return dict(rows.values_list("article_id", "shown_count"))


class Discussion(models.Model):
    """What is counted of a story's comments. Kept by the database itself (counter.py), whoever changes a comment."""

    article = models.OneToOneField(
        "articles.Article", on_delete=models.CASCADE, primary_key=True, related_name="discussion"
    )
    shown_count = models.PositiveIntegerField(default=0, db_default=0)

    objects = DiscussionQuerySet.as_manager()

    def __str__(self):
        return f"{self.shown_count} comments"


class AddressSalt(models.Model):
    """What network addresses are hashed with for thirty days. When it is gone, nobody can hash alike again."""

    begins_on = models.DateField(unique=True)
    salt = models.CharField(max_length=64)

    def __str__(self):
        return str(self.begins_on)

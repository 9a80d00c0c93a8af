from django.db import connections, models
from django.db.models import Sum


class ReadCountQuerySet(models.QuerySet):
    def since(self, hour):
        return self.filter(hour__gte=hour)

    def before(self, hour):
        return self.filter(hour__lt=hour)

    def ranked(self):
        """(article id, reads) by story, the most read first, and of equally read ones the one begun last."""
        rows = self.order_by().values("article_id").annotate(reads=Sum("count"))
        return rows.order_by("-reads", "-article_id").values_list("article_id", "reads")

    def add(self, counts: dict) -> None:
        """Add {(article id, hour): reads} to what is there. Ends a chain; one query for any number, and none for none.

        Written in one order, so that two who write the same hours at once wait for each other and never for good.
        """
        if not counts:
            return
        rows = [(article, hour, count) for (article, hour), count in sorted(counts.items())]
        table, connection = self.model._meta.db_table, connections[self.db]
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (article_id, hour, count) VALUES {', '.join(['(%s, %s, %s)'] * len(rows))} "
                f"ON CONFLICT (hour, article_id) DO UPDATE SET count = {table}.count + excluded.count",
                [
                    value
                    for article, hour, count in rows
                    for value in (article, connection.ops.adapt_datetimefield_value(hour), count)
                ],
            )


class ReadCount(models.Model):
    """How often a story was read in the hour that begins at `hour`. Written by articles/reads.py alone."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="read_counts")
    hour = models.DateTimeField()
    count = models.PositiveIntegerField()

    objects = ReadCountQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hour", "article"], name="reads_are_counted_once_an_hour")]

    def __str__(self):
        return f"{self.count} reads of {self.article_id} in the hour of {self.hour:%Y-%m-%d %H:%M}"

from django.db import models


class OneRowQuerySet(models.QuerySet):
    """Of a table that has one row or none, such as the publication's own facts."""

    def current(self):
        """Return the row; an unsaved one with the defaults before anybody filled it in. One query."""
        # Every page asks, and compiling so small a query takes longer than answering it.
        rows = self.raw(f"SELECT * FROM {self.model._meta.db_table}")
        return next(iter(rows), None) or self.model()

from django.db import models

from .compiled import Compiled


class OneRowQuerySet(models.QuerySet):
    """Of a table that has one row or none, such as the publication's own facts."""

    # By model, since every page asks.
    compiled: dict[type[models.Model], Compiled] = {}

    def current(self):
        """Return the row; an unsaved one with the defaults before anybody filled it in. One query."""
        ask = self.compiled.setdefault(self.model, Compiled(lambda: self.model.objects.all()[:1]))
        return next(iter(ask()), None) or self.model()

"""Rows of other tables in a column of their own, so that what belongs to a comment comes with it in one query."""

import json
from datetime import UTC

from django.db import models
from django.db.models import Func, Subquery
from django.db.models.functions import JSONObject
from django.utils.timezone import is_naive


class Rows(Subquery):
    """What a subquery finds, in its order, as a list of {field: value}; see made_of()."""

    template = "(SELECT json_group_array(json(found.row)) FROM (%(subquery)s) found)"
    output_field = models.JSONField()

    def __init__(self, queryset, *fields: str):
        super().__init__(queryset.values(row=JSONObject(**{field: field for field in fields})))

    def as_postgresql(self, compiler, connection):
        template = "(SELECT coalesce(jsonb_agg(found.row), '[]') FROM (%(subquery)s) found)"
        return self.as_sql(compiler, connection, template=template)


class IsAmong(Func):
    """Whether a value is among those that a subquery finds, which is worked out first and by itself.

    A plain IN becomes one more table to join: with so many of them as a card has, PostgreSQL joins the others whole.
    """

    output_field = models.BooleanField()
    template, arg_joiner = "%(expressions)s", " IN "

    def __init__(self, value, queryset):
        super().__init__(value, Subquery(queryset))

    def as_postgresql(self, compiler, connection):
        return self.as_sql(compiler, connection, template="%(expressions)s)", arg_joiner=" = ANY(ARRAY")


def made_of(model, row: dict):
    """Return an instance of the model with the values of one of Rows, to be read and not to be saved. No query.

    `by__username` is a value of the related `by`, which is None where all of its values are.
    """
    values, related = {}, {}
    for name, value in row.items():
        name, _, part = name.partition("__")
        if part:
            related.setdefault(name, {})[part] = value
        else:
            values[name] = as_read(model._meta.get_field(name), value)
    for name, parts in related.items():
        is_there = any(value is not None for value in parts.values())
        values[name] = made_of(model._meta.get_field(name).related_model, parts) if is_there else None
    return model(**values)


def as_read(field, value):
    """Return a value as the database would have given it in a column: SQLite keeps moments in UTC and JSON as text."""
    if isinstance(field, models.JSONField):
        return json.loads(value) if isinstance(value, str) else value
    value = field.to_python(value)
    if isinstance(field, models.DateTimeField) and value and is_naive(value):
        return value.replace(tzinfo=UTC)
    return value

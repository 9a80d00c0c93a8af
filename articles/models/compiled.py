from copy import copy
from datetime import datetime
from types import SimpleNamespace
from typing import NamedTuple

from django.db import connections, models
from django.db.models.sql.compiler import SQLCompiler


class Made(NamedTuple):
    """What came of compiling: `names` says for each parameter which value it is, None where it is always `given`."""

    compiler: SQLCompiler
    sql: str
    given: tuple
    names: list[str | None]


class Compiled:
    """A queryset whose SQL is made once for each database, then asked with one set of values after another.

    For what every request asks: compiling a small query takes Django longer than the database needs to answer it.
    `build(**values)` returns the queryset. `examples` are values to compile it with, each unlike all else that it
    compares with; None isn't one, since it makes other SQL. Raises ValueError where an example isn't found again.
    """

    def __init__(self, build, **examples):
        self.build, self.examples = build, examples
        self.queryset: models.QuerySet | None = None
        self.made: dict[str, Made] = {}

    def __call__(self, **values) -> list:
        """Return the rows as Django would make them. One query."""
        if not all(map(fits, values.values())):
            return list(self.build(**values))
        if self.queryset is None:
            self.queryset = self.build(**self.examples)
        connection = connections[self.queryset.db]
        made = self.made.get(connection.alias) or self.make(connection)
        adapted = adapt(values, connection)
        params = tuple(adapted[name] if name else value for name, value in zip(made.names, made.given, strict=True))
        return rows_of(self.queryset, made, params, connection)

    def make(self, connection) -> Made:
        compiler = self.queryset.query.get_compiler(connection.alias)
        sql, params = compiler.as_sql()
        names = {value: name for name, value in adapt(self.examples, connection).items()}
        places = [names.get(param) for param in params]
        if set(places) - {None} != set(self.examples) or len(names) != len(self.examples):
            raise ValueError(f"Examples and parameters don't match: {self.examples}, {params}")
        return self.made.setdefault(connection.alias, Made(compiler, sql, params, places))


def fits(value) -> bool:
    """Whether it is no number beyond every column. Of such a one Django says unasked that nothing equals it."""
    return not isinstance(value, int) or -(2**63) <= value < 2**63


def adapt(values, connection) -> dict:
    """Return the values as the fields would give them to the database."""
    moment = connection.ops.adapt_datetimefield_value
    return {name: moment(value) if isinstance(value, datetime) else value for name, value in values.items()}


def rows_of(queryset, made: Made, params: tuple, connection) -> list:
    """Let the queryset's own iterable make its rows of what a compiler with these parameters gets."""
    compiler = copy(made.compiler)
    compiler.connection = connection
    compiler.as_sql = lambda: (made.sql, params)
    query = SimpleNamespace(get_compiler=lambda using: compiler)
    asked = SimpleNamespace(db=connection.alias, model=queryset.model, query=query, _known_related_objects={})
    return list(queryset._iterable_class(asked))

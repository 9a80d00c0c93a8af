from django.db import connection

from ..models import Edition


def live_condition(at=None) -> tuple[str, list]:
    """Return EditionQuerySet.live() at that moment (aware; default now) as SQL on articles_edition, and its values."""
    query = Edition.objects.live(at).query
    sql, values = query.get_compiler(connection=connection).compile(query.where)
    return sql, list(values)

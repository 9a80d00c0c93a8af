"""How many there are, said without counting a large table to its end."""

from django.db import connection

CAP = 99


def said(count: int, cap: int = CAP) -> str:
    """Return the number, or “99+” where it is over the cap."""
    return f"{cap}+" if count > cap else str(count)


def capped(queryset, cap: int = CAP) -> str:
    """Return the number of rows, or “99+”. Reads one row more than the cap, however large the table is."""
    return said(queryset.order_by().values("pk")[: cap + 1].count(), cap)


def capped_each(querysets, cap: int = CAP) -> list[str]:
    """Return for each of these querysets what capped() says. One query for all, none for no queryset."""
    parts = [queryset.order_by().values("pk")[: cap + 1].query.sql_with_params() for queryset in querysets]
    if not parts:
        return []
    columns = ", ".join(f"(SELECT COUNT(*) FROM ({sql}) AS rows_{n})" for n, (sql, _) in enumerate(parts))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", [value for _, params in parts for value in params])
        return [said(count, cap) for count in cursor.fetchone()]

"""How many there are, said without counting a large table to its end."""

CAP = 99


def capped(queryset, cap: int = CAP) -> str:
    """Return the number of rows, or “99+”. Reads one row more than the cap, however large the table is."""
    count = queryset.order_by().values("pk")[: cap + 1].count()
    return f"{cap}+" if count > cap else str(count)

"""Whose turn it is: what must not happen twice at once for one reader, one mailbox or one name."""

import hashlib

from django.db import connection


def one_at_a_time(*names: str) -> None:
    """Hold whoever has one of these names in common with us until our transaction ends. At most one query.

    On PostgreSQL by advisory locks, always taken in the same order. SQLite has one writer at a time as it is.
    """
    keys = {hashlib.sha256(f"comments.{name}".encode()).digest()[:8] for name in names if name}
    if connection.vendor != "postgresql" or not keys:
        return
    numbers = sorted(int.from_bytes(key, signed=True) for key in keys)
    with connection.cursor() as cursor:
        # A list of columns is worked out from left to right.
        cursor.execute(f"SELECT {', '.join(['pg_advisory_xact_lock(%s)'] * len(numbers))}", numbers)

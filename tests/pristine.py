"""After a test that commits, the database is again as the migrations left it, by way of copies of its tables.

Django empties every table with TRUNCATE, which makes new files for a hundred tables and their indexes, and reads what
the migrations wrote from JSON. A DELETE for each table and an INSERT for the few that held rows take a tenth of that.
"""

from django.db import connection, transaction
from django.test import TransactionTestCase

COPY = "pristine_{}"


def keep() -> None:
    """Copy what the present tables hold, and let every test that commits end, and begin, with just that."""
    if not may_suspend_triggers():
        return
    copied = copy_tables()
    TransactionTestCase._fixture_teardown = lambda test: restore(copied)
    # Nothing is missing when a test begins.
    connection.creation.deserialize_db_from_string = lambda data: None


def may_suspend_triggers() -> bool:
    """Whether rows may be put back in any order. PostgreSQL allows it to superusers, as in the suite's own cluster."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return cursor.fetchone()[0]


def copy_tables() -> dict[str, str]:
    """Return, for each table that holds rows, the name of its copy."""
    copies = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"SELECT EXISTS (SELECT * FROM {quoted(table)})")
            if cursor.fetchone()[0]:
                copies[table] = COPY.format(table)
                cursor.execute(f"CREATE TABLE {quoted(copies[table])} AS SELECT * FROM {quoted(table)}")
    return copies


def restore(copies: dict[str, str]) -> None:
    """Empty every table and fill those that were not empty. Sequences go on from where they are."""
    with connection.constraint_checks_disabled(), transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        for table in tables():
            cursor.execute(f"DELETE FROM {quoted(table)}")
        for table, copy in copies.items():
            cursor.execute(f"INSERT INTO {quoted(table)} SELECT * FROM {quoted(copy)}")


def tables() -> list[str]:
    """Return the names of the tables that Django's own flush empties."""
    return connection.introspection.django_table_names(only_existing=False, include_views=False)


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)

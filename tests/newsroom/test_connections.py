import pytest
from django.db import connection


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.parametrize(("name", "value"), [("jit", "off"), ("max_parallel_workers_per_gather", "0")])
def test_postgresql_answers_our_queries_at_once(name, value):
    """Instead of compiling them, or starting workers for them, first."""
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")

        assert cursor.fetchone()[0] == value

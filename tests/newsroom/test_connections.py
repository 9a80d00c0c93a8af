import pytest
from django.db import connection


@pytest.mark.postgres
@pytest.mark.django_db
def test_postgresql_answers_our_queries_at_once_instead_of_compiling_them():
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")

        assert cursor.fetchone()[0] == "off"

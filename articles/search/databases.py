from django.db import connection

from ..models.edition import is_postgres
from . import postgresql, sqlite


def database():
    """The module that knows the full text of the database in use. Both have the same functions."""
    return postgresql if is_postgres(connection) else sqlite

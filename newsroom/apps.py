from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.backends.signals import connection_created


class NewsroomConfig(AppConfig):
    name = "newsroom"

    def ready(self):
        connection_created.connect(ask_at_once, dispatch_uid="ask_at_once")


def ask_at_once(connection, **kwargs):
    """PostgreSQL compiles no query of ours to machine code first, and starts no workers for one.

    It does where it expects much work, and of tables that it knows nothing about yet it expects a lot: the queue of a
    new newsroom took seconds, nearly all of them compiling. Workers take longer to start than twenty rows to find.
    Sent as a query, since PgBouncer refuses it as an option.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET jit = off; SET max_parallel_workers_per_gather = 0")


class DeskConfig(AdminConfig):
    """The Django admin, with our own site as its default."""

    default_site = "newsroom.desk.Desk"

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.backends.signals import connection_created


def without_workers(connection, **kwargs):
    """Let PostgreSQL find a page's twenty rows by itself: it starts workers for longer than the search takes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET max_parallel_workers_per_gather = 0")


class NewsroomConfig(AppConfig):
    name = "newsroom"

    def ready(self):
        connection_created.connect(without_workers)


class DeskConfig(AdminConfig):
    """The Django admin, with our own site as its default."""

    default_site = "newsroom.desk.Desk"

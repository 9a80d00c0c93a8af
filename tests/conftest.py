import pytest
from django.conf import settings as django_settings

from comments import classifier


@pytest.fixture(autouse=True)
def fast_and_plain(settings):
    """Passwords are hashed quickly, static files are served under their plain names."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(autouse=True)
def nothing_learned():
    """The classifier remembers nothing of another test's database."""
    classifier.forget()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, django_db_modify_db_settings_parallel_suffix):
    """In front of a browser SQLite lies in a file: in memory, all requests would share one connection."""
    if any(item.get_closest_marker("browser") for item in request.session.items):
        database = django_settings.DATABASES["default"]
        if database["ENGINE"].endswith("sqlite3"):
            database["TEST"]["NAME"] = str(django_settings.DATA_DIR / "browser-tests.sqlite3")


def pytest_collection_modifyitems(config, items):
    """Tests that need two connections run on PostgreSQL; elsewhere they are left out, not skipped in green."""
    from django.db import connection

    if connection.vendor == "postgresql":
        return
    left_out = [item for item in items if item.get_closest_marker("postgres")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("postgres")]

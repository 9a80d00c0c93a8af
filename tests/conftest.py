import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction

from comments import classifier
from tests import pristine
from tests.shares import falls_to_this_run


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


@pytest.fixture(scope="module")
def made_once(django_db_setup, django_db_blocker):
    """For a module's fixture of rows that its tests share: each test is rolled back to them, the last one past them.

    Not for modules with transactional tests. A module's fixture comes before `fast_and_plain`.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        pristine.keep()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, django_db_modify_db_settings_parallel_suffix):
    """In front of a browser SQLite lies in a file: in memory, all requests would share one connection."""
    if any(item.get_closest_marker("browser") for item in request.session.items):
        database = django_settings.DATABASES["default"]
        if database["ENGINE"].endswith("sqlite3"):
            database["TEST"]["NAME"] = str(django_settings.DATA_DIR / "browser-tests.sqlite3")


def pytest_collection_modifyitems(config, items):
    """Leave out, rather than skip in green, what this run has no use for.

    Tests that need two connections run on PostgreSQL, those about SQLite there; what is dealt, on one of the two.
    """
    other = "sqlite" if connection.vendor == "postgresql" else "postgres"
    kept = [item for item in items if falls_to_this_run(item) and not item.get_closest_marker(other)]
    config.hook.pytest_deselected(items=list(set(items) - set(kept)))
    items[:] = kept

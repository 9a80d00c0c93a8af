import os
import tempfile
from pathlib import Path

import pytest

# Every run has its own folder for photos, database file and key, and no limit on comments unless a test sets one.
# pytest-xdist's workers inherit it from the first process.
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="newsroom-tests-"))
(Path(os.environ["DATA_DIR"]) / "static").mkdir(parents=True, exist_ok=True)
os.environ.setdefault("COMMENT_FLOOD_SECONDS", "0")
os.environ.setdefault("COMMENT_FLOOD_BURST", "0")
# Playwright's event loop runs beside the test's own thread, which makes Django think that it is async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(autouse=True)
def fast_and_plain(settings):
    """Passwords are hashed quickly, static files are served under their plain names."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


def pytest_collection_modifyitems(config, items):
    """Tests that need two connections run on PostgreSQL; elsewhere they are left out, not skipped in green."""
    from django.db import connection

    if connection.vendor == "postgresql":
        return
    left_out = [item for item in items if item.get_closest_marker("postgres")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("postgres")]

"""A pytest plugin that is loaded before the settings: every process of a test run has a folder of its own.

Photos are named by their content, so processes that shared a folder would share, and delete, each other's files.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "NEWSROOM_TESTS_FOLDER" not in os.environ:
    os.environ["NEWSROOM_TESTS_FOLDER"] = tempfile.mkdtemp(prefix="newsroom-tests-")
    atexit.register(shutil.rmtree, os.environ["NEWSROOM_TESTS_FOLDER"], ignore_errors=True)

folder = Path(os.environ["NEWSROOM_TESTS_FOLDER"]) / os.environ.get("PYTEST_XDIST_WORKER", "alone")
(folder / "static").mkdir(parents=True, exist_ok=True)
os.environ["DATA_DIR"] = str(folder)
# The suite has its own address, and no limit on comments unless a test sets one.
os.environ.pop("SITE_URL", None)
os.environ["COMMENT_FLOOD_SECONDS"] = os.environ["COMMENT_FLOOD_BURST"] = "0"
# Playwright's event loop runs beside the test's own thread, which makes Django think that it is async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

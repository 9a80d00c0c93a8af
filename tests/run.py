"""The whole suite: on SQLite, on PostgreSQL when its server is installed, in Chromium when there is one, and what
checkers written by others say of the pages where npm and java are there.

Run it as `python -m tests.run`; more words go to pytest. With CI=true a missing one is a failure. EVERYTHING=yes runs
all tests on both databases, also those that only one of them has to pass (tests/shares.py).
"""

import os
import shutil
import subprocess
import sys

from . import checkers, cluster

NEITHER = "not browser and not checkers"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """Return the path of the system's Chromium, or None."""
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def pytest(words: list[str], **environment) -> bool:
    """Run pytest in a process of its own and return whether all tests passed and there were some."""
    command = [sys.executable, "-m", "pytest", *words]
    # Nine processes import the same modules: the first ones keep what they compiled, whatever the machine is used to.
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": ""} | environment
    return subprocess.run(command, env=environment).returncode == 0


def main(words: list[str]) -> int:
    must_have_all = os.environ.get("CI", "").lower() == "true"
    programs, browser = cluster.server_programs(), chromium()
    # What is alike on both databases is done once (tests/shares.py). Words may leave so little that no half is left.
    everything = words or os.environ.get("EVERYTHING", "").lower() in ("yes", "true", "1")
    first, second = ("1/2", "2/2") if programs and not everything else ("1/1", "1/1")
    outcomes = {"SQLite": pytest(["-n", "auto", "-m", NEITHER, *words], SHARE=first)}
    if programs:
        with cluster.cluster(programs) as url:
            outcomes["PostgreSQL"] = pytest(["-n", "auto", "-m", NEITHER, *words], DATABASE_URL=url, SHARE=second)
    if browser:
        # One at a time: a browser, its server and its test keep two cores busy, and what a person waits for has limits.
        outcomes["Chromium"] = pytest(["-n", "1", "-m", "browser", *(words or ["tests/browser"])])
    if checkers.runnable():
        words = words or ["tests/checkers"]
        outcomes["Checkers"] = checkers.install() and pytest(["-n", "0", "-m", "checkers", *words])
    print()
    parts = ("SQLite", "PostgreSQL", "Chromium", "Checkers")
    for name in parts:
        word = {True: "passed", False: "FAILED", None: "not run: not installed"}[outcomes.get(name)]
        print(f"{name:<12}{word}")
    missing = len(parts) - len(outcomes)
    return 1 if not all(outcomes.values()) or (must_have_all and missing) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

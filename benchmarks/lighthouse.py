"""What Lighthouse says of the kinds of pages on its emulated phone: python -m benchmarks.lighthouse

The demo paper as `make run` serves it, on the loopback. Each page is loaded three times; the middle score counts.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from urllib.request import urlopen

from tests.checkers import LIGHTHOUSE, install, runnable
from tests.cluster import free_port
from tests.run import chromium

from .comments import wait_for

ROUNDS, BAR = 3, 100
CATEGORIES = ["performance", "accessibility", "best-practices", "seo"]
STORY = "channel-works-stop"


def main() -> None:
    if not (runnable() and chromium() and install()):
        raise SystemExit("Lighthouse needs Chromium, node and npm; not all of them are on this machine.")
    print("| page |", *(f"{name} |" for name in CATEGORIES), f"bar {BAR} |\n|---|{'---|' * len(CATEGORIES)}---|")
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as folder, served(folder) as origin:
        for kind, path in pages(origin).items():
            runs = [scores_of(origin + path) for _ in range(ROUNDS)]
            middle = [round(statistics.median(run[name] for run in runs) * 100) for name in CATEGORIES]
            verdict = "good" if min(middle) >= BAR else "MISSED"
            print(f"| {kind} |", *(f"{score} |" for score in middle), f"{verdict} |", flush=True)


@contextmanager
def served(folder: str):
    """Yield the origin of a demo paper that is served as in production."""
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    environment = os.environ | {"DATA_DIR": folder, "SITE_URL": origin, "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
    for command in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"], ["demo"]):
        words = [sys.executable, "manage.py", *command]
        subprocess.run(words, env=environment, check=True, stdout=subprocess.DEVNULL)
    command = [sys.executable, "-m", "gunicorn", "newsroom.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    command += ["--threads", "4", "--log-level", "warning", "--no-control-socket"]
    server = subprocess.Popen(command, env=environment)
    try:
        wait_for(f"{origin}/livez")
        yield origin
    finally:
        server.terminate()
        server.wait()


def pages(origin: str) -> dict[str, str]:
    home = urlopen(origin, timeout=20).read().decode()
    story = next(word for word in home.split('"') if word.endswith(f"/{STORY}/"))
    return {"article": story, "home": "/", "section": "/harbour/", "search": "/search/"}


def scores_of(address: str) -> dict[str, float]:
    """Return the score (0 to 1) of each of CATEGORIES."""
    command = ["node", str(LIGHTHOUSE), address, "--output=json", "--quiet"]
    command += ["--chrome-flags=--headless=new --no-sandbox", f"--only-categories={','.join(CATEGORIES)}"]
    said = subprocess.run(command, env=os.environ | {"CHROME_PATH": chromium()}, check=True, stdout=subprocess.PIPE)
    return {name: each["score"] for name, each in json.loads(said.stdout)["categories"].items()}


if __name__ == "__main__":
    main()

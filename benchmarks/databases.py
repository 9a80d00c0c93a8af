"""A benchmark on both databases: on each in a process, and a folder, of its own."""

import argparse
import os
import subprocess
import sys
import tempfile

from tests.cluster import cluster, server_programs


def on_each(module: str, measure, heading: str) -> None:
    """Call `measure(name, stories)` on SQLite and, where it is installed, on PostgreSQL, and print a table.

    `module` is where it stands, to be run as `python -m module`; `heading` is the first line of the table.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--stories", type=int, default=100_000)
    parser.add_argument("--here", metavar="NAME", help="measure in the database of the environment and call it so")
    options = parser.parse_args()
    if options.here:
        measure(options.here, options.stories)
        return
    print(heading, "|---" * heading.count(" | ") + "|---|", sep="\n", flush=True)
    run(module, "SQLite", options.stories)
    if programs := server_programs():
        with cluster(programs) as url:
            run(module, "PostgreSQL", options.stories, DATABASE_URL=url)


def run(module: str, name: str, stories: int, **environment) -> None:
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as folder:
        command = [sys.executable, "-m", module, "--here", name, "--stories", str(stories)]
        settings = {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
        subprocess.run(command, env=os.environ | settings | environment, check=True)

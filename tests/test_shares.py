import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import shares

NEITHER = "not browser and not checkers"


def collected(share) -> set[str]:
    """Return the names of all tests that a run with this share has, as pytest itself finds them."""
    command = [sys.executable, "-m", "pytest", "-n", "0", "--collect-only", "-m", NEITHER, "-W", "ignore", "tests"]
    told = subprocess.run(command, env=os.environ | {"SHARE": share}, capture_output=True, text=True).stdout
    return {line for line in told.splitlines() if "::" in line}


def test_both_runs_together_are_the_whole_suite():
    everything, first, second = collected("1/1"), collected("1/2"), collected("2/2")

    assert len(everything) > 5_000
    assert first | second == everything
    assert min(len(first), len(second)) > len(everything) / 2
    # On both: leaks and races, and of a page that is dealt what counts queries or is odd.
    twice = {name.split("[")[0].removeprefix("tests/") for name in first & second}
    assert {
        "newsroom/test_leaks.py::test_nothing_hidden_is_on_any_page",
        "comments/test_queue_page.py::test_odd_addresses_are_answered",
        "articles/admin/test_article_page.py::test_page_runs_as_many_queries_for_three_names_as_for_one",
    } <= twice
    assert "newsroom/test_permissions.py::test_page_opens_for_whom_it_is_meant" not in twice


def test_what_one_database_alone_can_run_is_not_dealt(request):
    items = [item for item in request.session.items if {"postgres", "sqlite"} & {m.name for m in item.iter_markers()}]

    assert [item.nodeid for item in items if shares.is_dealt(item)] == []


@pytest.mark.parametrize("name", shares.ALIKE)
def test_every_file_that_is_dealt_is_there(name):
    assert (Path(__file__).parent / name).is_file()

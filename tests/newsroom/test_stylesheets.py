"""What readers' stylesheets may hold, so that they work in old browsers, in every direction and for everybody."""

import re
from pathlib import Path

import pytest

from tests.old_browser import as_read_then, bare, parts

STATIC = Path(__file__).resolve().parents[2] / "newsroom/static/newsroom"
DESK = {"desk.css", "arrange.css", "calendar.css", "compare.css"}
READERS = {path.name: path.read_text(encoding="utf-8") for path in STATIC.glob("*.css") if path.name not in DESK}


def rules(css, around=()):
    """Yield (what stands around a rule, its selector, its declarations as (name, value))."""
    for words, block in parts(bare(css)):
        if block is None:
            continue
        if words.startswith(("@media", "@supports", "@container")):
            yield from rules(block, (*around, words))
        else:
            yield around, words, [tuple(map(str.strip, line.partition(":")[::2])) for line, _ in parts(block)]


def sided(name, value) -> bool:
    """Whether a declaration names the left or the right, which is wrong for half of the world's scripts."""
    # Where the subject of a photo is does not turn round with the script.
    if name == "object-position":
        return False
    return bool(re.search(r"(?:^|-)(?:left|right)(?:-|$)", name)) or (
        not name.startswith("--") and value in ("left", "right")
    )


def moves(name, value) -> bool:
    return bool(re.match(r"(?:animation|transition|scroll-behavior)", name)) and value not in ("none", "auto")


@pytest.mark.parametrize("sheet", sorted(READERS))
def test_readers_stylesheets_keep_to_what_every_browser_knows(sheet):
    css = READERS[sheet]
    faults = [
        f"nested in {words}: {line}"
        for words, block in all_blocks(css)
        for line, nested in parts(block)
        if nested is not None
    ]
    faults += [f"range: {words}" for around, _, _ in rules(css) for words in around if re.search(r"[<>]", words)]
    faults += [
        f"{words}: {name}: {value}"
        for around, words, lines in rules(css)
        for name, value in lines
        if "light-dark(" in value and not any("light-dark(" in condition for condition in around)
    ]

    assert faults == []


def all_blocks(css):
    """Yield (selector, block) of every rule that is none about rules."""
    for words, block in parts(bare(css)):
        if block is not None and words.startswith(("@media", "@supports", "@container")):
            yield from all_blocks(block)
        elif block is not None:
            yield words, block


@pytest.mark.parametrize("sheet", sorted(READERS))
def test_readers_stylesheets_have_no_left_and_right(sheet):
    found = [
        f"{words}: {name}: {value}"
        for _, words, lines in rules(READERS[sheet])
        for name, value in lines
        if sided(name, value)
    ]

    assert found == []


@pytest.mark.parametrize("sheet", sorted(READERS))
def test_nothing_moves_for_who_asked_for_stillness(sheet):
    found = [
        f"{words}: {name}: {value}"
        for around, words, lines in rules(READERS[sheet])
        for name, value in lines
        if moves(name, value) and not any("prefers-reduced-motion" in condition for condition in around)
    ]

    assert found == []


def test_there_are_readers_stylesheets():
    assert "site.css" in READERS


@pytest.mark.parametrize(
    ("css", "read"),
    [
        ("a { color: red; color: light-dark(#000, #fff) }", "a { color: red; }"),
        ("a { & b { color: red } margin: 0 }", "a { margin: 0; }"),
        ("a { b { color: red } }", "a {  }"),
        ("a:has(b), c { color: red }", ""),
        ("@media (width < 40rem) { a { color: red } }", ""),
        ("@media (max-width: 40rem) { a { color: red } }", "@media (max-width: 40rem) { a { color: red; } }"),
        ("@container (max-width: 40rem) { a { color: red } }", ""),
        (":root { --a: light-dark(#000, #fff) }", ":root { --a: unknown(#000, #fff); }"),
        ("@supports (color: light-dark(#000, #fff)) { a { color: red } }", ""),
        ("@page { margin: 1cm }", "@page { margin: 1cm; }"),
    ],
)
def test_an_old_browser_drops_what_it_does_not_know(css, read):
    assert as_read_then(css) == read


@pytest.mark.parametrize(
    ("name", "value", "is_sided"),
    [
        ("margin-left", "0", True),
        ("border-top-right-radius", "1px", True),
        ("left", "0", True),
        ("text-align", "right", True),
        ("margin-inline-end", "0", False),
        ("object-position", "left", False),
    ],
)
def test_left_and_right_are_told_from_start_and_end(name, value, is_sided):
    assert sided(name, value) is is_sided

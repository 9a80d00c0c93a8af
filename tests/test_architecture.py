"""Imports run newsroom -> comments -> articles -> Django, and never backwards."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {
    "articles": {"articles"},
    "comments": {"comments", "articles"},
    "newsroom": {"newsroom", "comments", "articles"},
}
OURS = set(MAY_IMPORT)
BANNED_NAMES = {"utils.py", "helpers.py", "services.py", "common.py", "misc.py", "core.py"}


def imports_of(path):
    """Yield (line number, first part of the module's name) for absolute imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.lineno, node.module.split(".")[0]


@pytest.mark.parametrize("app", sorted(MAY_IMPORT))
def test_imports_point_one_way(app):
    files = sorted((ROOT / app).rglob("*.py"))
    assert files

    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in files
        for line, module in imports_of(path)
        if module in OURS and module not in MAY_IMPORT[app]
    ]

    assert wrong == []


def test_only_publishing_writes_editions():
    writers = set()
    for app in MAY_IMPORT:
        for path in (ROOT / app).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            text = text.replace("class Edition(", "")
            if re.search(
                r"\bEdition\(|\bEdition\.objects\.\w*create|editions\.(\w*create|add|update)\(|Edition\.objects\.update",
                text,
            ):
                writers.add(str(path.relative_to(ROOT)))

    assert writers == {"articles/publishing.py"}


def test_files_are_named_for_their_subject():
    assert [str(path) for app in MAY_IMPORT for path in (ROOT / app).rglob("*.py") if path.name in BANNED_NAMES] == []


@pytest.mark.parametrize(
    ("rule", "home"),
    [
        ("csrftoken|csrfmiddlewaretoken", "token.js"),
        (r"\bIntl\.", "words.js"),
        ("prefers-reduced-motion", "desk.js"),
        ("library did not answer", "library.js"),
    ],
)
def test_scripts_have_one_home_for_each_rule(rule, home):
    scripts = (ROOT / "newsroom/static/newsroom").glob("*.js")

    assert [script.name for script in scripts if re.search(rule, script.read_text(encoding="utf-8"))] == [home]


def test_templates_hold_no_inline_script_or_style():
    wrong = []
    for path in (ROOT / "templates").rglob("*.html"):
        # An edition's body is the one piece of markup that comes from the database: body.render() made it.
        text = path.read_text(encoding="utf-8").replace("{{ edition.body_html|safe }}", "")
        # Data for search engines, which no browser runs: structured_data.as_script() escapes it.
        for data in ("news_article", "breadcrumbs_data", "website_data", "comments_data"):
            text = text.replace(f'<script type="application/ld+json">{{% {data} %}}</script>', "")
        for mark in (' style="', " onclick=", " onsubmit=", "<style", "|safe", "javascript:"):
            if mark in text:
                wrong.append(f"{path.relative_to(ROOT)}: {mark}")
        wrong += [
            f"{path.relative_to(ROOT)}: inline script"
            for part in text.split("<script")[1:]
            if "src=" not in part.split(">")[0]
        ]

    assert wrong == []

"""What GNU gettext says of the words in newsroom/locale, and what it can't see."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

pytestmark = pytest.mark.checkers

HOME = Path(settings.LOCALE_PATHS[0])
LANGUAGES = sorted(path.name for path in HOME.iterdir())
# What is the same word, or the same form of a date, in that language.
SAME = {
    "de": {
        "F Y",
        "Interview",
        "Satire",
        "Text",
        "%(name)s, %(next)s",
        "%(label)s: %(headline)s",
        "%(kind)s, %(day)s:",
        ", ",
        "Name",
        "Website",
        "Spam",
    },
    "ar": {"%(label)s: %(headline)s", "F Y", "H:i", "j F Y", "l j F Y"},
}
PLACEHOLDER = re.compile(r"%\(\w+\)\w")
TAG = re.compile(r"</?\w+")
ENTRY = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) "(.*)"$')


def catalogue(language, home=HOME) -> Path:
    return home / language / "LC_MESSAGES/django.po"


def entries(path: Path) -> list[dict[str, str]]:
    """Return {keyword: text} of each message, as `make messages` writes them: one line a text."""
    blocks = path.read_text().strip().split("\n\n")[1:]
    return [dict(match.groups() for line in block.splitlines() if (match := ENTRY.match(line))) for block in blocks]


def said(entry: dict) -> list[str]:
    return [text for name, text in entry.items() if name.startswith("msgstr")]


def faults(entry: dict, same=frozenset()) -> list[str]:
    """Return what is wrong with one message."""
    english, many = entry["msgid"], entry.get("msgid_plural", entry["msgid"])
    found = []
    for number, text in enumerate(said(entry)):
        counted = {"%(n)s"} if "msgid_plural" in entry else set()
        missing = set(PLACEHOLDER.findall(many)) ^ set(PLACEHOLDER.findall(text))
        # A word may say how many there are where it is one, two or none.
        if missing - (counted if number < 3 and len(said(entry)) == 6 else set()):
            found.append(f"{english}: other placeholders in {text}")
        if sorted(TAG.findall(many)) != sorted(TAG.findall(text)):
            found.append(f"{english}: other markup in {text}")
        if '"' in re.sub(r"<[^>]*>", "", text.replace('\\"', '"')):
            found.append(f"{english}: would end an attribute in {text}")
        if text == english and text not in same:
            found.append(f"{english}: still English")
    return found


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """Return the folder of the catalogues, copied and collected anew."""
    home = tmp_path_factory.mktemp("collected")
    # The sources are looked for in the present folder, so that their names stay the same.
    shutil.copytree(HOME, home, dirs_exist_ok=True)
    before = settings.LOCALE_PATHS
    settings.LOCALE_PATHS = [home]
    try:
        call_command(
            "makemessages",
            all=True,
            no_obsolete=True,
            no_wrap=True,
            add_location="file",
            ignore_patterns=["tests", "benchmarks", "docs"],
            verbosity=0,
        )
    finally:
        settings.LOCALE_PATHS = before
    return home


def test_collecting_anew_changes_nothing(collected):
    for language in LANGUAGES:
        lines = catalogue(language, collected).read_text().splitlines(keepends=True)
        anew = "".join(line for line in lines if not line.startswith('"POT-Creation-Date'))
        assert (language, anew) == (language, catalogue(language).read_text()), "run `make messages`"


def test_every_message_is_translated_for_certain():
    for language in LANGUAGES:
        command = ["msgfmt", "--check", "--statistics", "-o", "/dev/null", catalogue(language)]
        result = subprocess.run(command, capture_output=True, text=True, env={"LANGUAGE": "C", "LC_ALL": "C.UTF-8"})
        report = [line for line in result.stderr.splitlines() if "missing in header" not in line]

        assert (language, result.returncode, len(report)) == (language, 0, 1), report
        assert re.fullmatch(r"\d{3,} translated messages\.", report[0])
        assert "#~" not in catalogue(language).read_text()


def test_the_compiled_catalogues_are_those_of_the_texts(tmp_path):
    for language in LANGUAGES:
        made = tmp_path / f"{language}.mo"
        subprocess.run(["msgfmt", "--check-format", "-o", made, catalogue(language)], check=True)
        assert made.read_bytes() == catalogue(language).with_suffix(".mo").read_bytes(), "run `make messages`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_and_markup_are_those_of_the_english(language):
    found = [fault for entry in entries(catalogue(language)) for fault in faults(entry, SAME.get(language, set()))]

    assert len(entries(catalogue(language))) > 250
    assert found == []


def test_every_language_has_the_forms_of_plural_that_it_needs():
    for language in LANGUAGES:
        text = catalogue(language).read_text()
        forms = int(re.search(r"nplurals=(\d)", text)[1])
        counted = [entry for entry in entries(catalogue(language)) if "msgid_plural" in entry]
        assert {len(said(entry)) for entry in counted} == {forms}


def test_faults_are_found():
    assert faults({"msgid": "By %(names)s", "msgstr": "Von %(name)s"}) != []
    assert faults({"msgid": "Go <a>on</a>", "msgstr": "Weiter"}) != []
    assert faults({"msgid": "“Go”", "msgstr": '\\"Los\\"'}) != []
    assert faults({"msgid": "Go", "msgstr": "Go"}) != []
    assert faults({"msgid": "%(n)s day", "msgid_plural": "%(n)s days", "msgstr[0]": "Tag", "msgstr[1]": "Tage"}) != []
    assert faults({"msgid": "Go %(x)s", "msgstr": "Los %(x)s"}) == []

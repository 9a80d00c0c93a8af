import pytest

from comments.avatars import initials


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("Annika Ro", "AR"),
        ("annika maria ro", "AR"),
        ("Annika", "A"),
        ("“Annika” (Ro)", "AR"),
        ("Éva Ñandú", "ÉÑ"),
        ("E\u0301va", "É"),
        ("مريم حداد", "م"),
        ("田中 太郎", "田"),
        ("김 민준", "김"),
        ("हिन्दी नाम", "हि"),
        ("👩🏽‍🚀 Ro", "👩🏽‍🚀"),
        ("🇳🇴 Ola", "🇳🇴"),
        ("👨‍👩‍👧 Family", "👨‍👩‍👧"),
        ("7 of Nine", "7"),
        ("ßigi", "ß"),
        ("\u202eevil", "E"),
        ("\u200b \u202e", ""),
        ("", ""),
        ("…", ""),
    ],
)
def test_a_name_has_its_first_signs(name, drawn):
    assert initials(name) == drawn


def test_marks_piled_on_a_letter_stay_low():
    assert initials("Z\u0335\u0322\u031b" * 20 + "\u0489" * 80) == "Z\u0335\u0322"


@pytest.mark.parametrize("name", ["\x00", "\ud7ff", "\u0301", "\u200d", "🏽", "🇳", "a\u200d", "<script>"])
def test_odd_names_are_no_error(name):
    assert len(initials(name)) <= 2

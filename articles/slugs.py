"""The words of addresses, in any script.

Django's slugs drop combining marks, and with them the vowels of Hindi, Bengali, Tamil, Thai and many more.
"""

import re
import unicodedata

from django import forms
from django.core.validators import RegexValidator, validate_unicode_slug
from django.db import models

# Beyond these planes of Unicode stand pictures, signs and Han, which have no combining marks.
LETTERS_END = 0x1F000


# They say how the sign before them is drawn, and can't be seen themselves.
UNSEEN = {0x34F, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10)}


def ranges_of_marks() -> str:
    """Return the combining marks of all scripts, as they stand between the brackets of a regular expression."""
    codes = (code for code in range(0x300, LETTERS_END) if unicodedata.category(chr(code)) in ("Mn", "Mc"))
    marks = [code for code in codes if code not in UNSEEN]
    starts = [code for code, before in zip(marks, [0, *marks], strict=False) if code != before + 1]
    ends = [code for code, after in zip(marks, [*marks[1:], 0], strict=True) if after != code + 1]
    return "".join(f"{chr(start)}-{chr(end)}" for start, end in zip(starts, ends, strict=True))


WORD = rf"\w\-{ranges_of_marks()}"
NO_WORD = re.compile(rf"[^\s{WORD}]")

validate_slug = RegexValidator(
    re.compile(rf"^[{WORD}]+\Z"), "Use letters of any script, numbers, hyphens and underscores only.", "invalid"
)


def slugify(text: str) -> str:
    """Return the words of a text as a part of an address: small letters with their marks, hyphens between words.

    As Django's slugify(allow_unicode=True) in all else. Empty where there is neither a letter nor a number.
    """
    # A capital İ becomes an i with a dot more than it needs.
    small = unicodedata.normalize("NFKC", text).lower().replace("i\u0307", "i")
    words = NO_WORD.sub("", small).strip()
    slug = re.sub(r"[-\s]+", "-", words).strip("-_")
    return unicodedata.normalize("NFC", slug) if any(sign.isalnum() for sign in slug) else ""


def with_marks(validators: list) -> list:
    """Return the validators of one of Django's slug fields with ours in the place of Django's."""
    return [validate_slug if check is validate_unicode_slug else check for check in validators]


class SlugFormField(forms.SlugField):
    def __init__(self, **options):
        super().__init__(**{"allow_unicode": True} | options)
        self.validators = with_marks(self.validators)

    def to_python(self, value):
        """One way of writing each letter: a keyboard may send é as one sign or as two."""
        return unicodedata.normalize("NFC", super().to_python(value))


class SlugField(models.SlugField):
    """Django's, with combining marks. The column is the same, and so it is for migrations."""

    def __init__(self, *args, **options):
        super().__init__(*args, **{"allow_unicode": True} | options)
        self.default_validators = [validate_slug]
        self.validators = with_marks(self.validators)

    def deconstruct(self):
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.SlugField", args, options

    def formfield(self, **options):
        return super().formfield(**{"form_class": SlugFormField} | options)

"""In which language readers are spoken to: the masthead's, if there is a catalogue of our words in it, else English.

The desk speaks LANGUAGE_CODE, so what is made there for readers' eyes is made inside speaking_to_readers(). Words in
the code and the templates are the English ones; newsroom/locale has the others, and docs/translators.md says how.
"""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import translation

from .models import Masthead

WRITTEN_IN = "en-gb"


def language_of(masthead: Masthead) -> str:
    """Return the code of the catalogue for a masthead's language: that of “de-AT” is “de”, where it has none itself."""
    parts = masthead.language.lower().replace("_", "-").split("-")
    codes = ("-".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((code for code in codes if code in catalogues()), WRITTEN_IN)


@cache
def catalogues() -> frozenset[str]:
    """Return the codes of the languages that newsroom/locale has words in."""
    [folder] = map(Path, settings.LOCALE_PATHS)
    return frozenset(
        translation.to_language(path.parent.parent.name) for path in folder.glob("*/LC_MESSAGES/django.mo")
    )


def speaking_to_readers(masthead: Masthead | None = None) -> translation.override:
    """Return a context manager: inside, texts and dates are in the language for readers.

    One query, unless the masthead is given.
    """
    return translation.override(language_of(masthead or Masthead.objects.current()))

"""What is written at the desk for readers: its fields say the paper's language and run by their own script.

So a browser spells it as the paper does, and Arabic begins on the right. The desk around it stays English.
"""

from django.utils.functional import SimpleLazyObject

from ..frame import masthead_of


def write_for_readers(request, fields: dict, names) -> None:
    """Mark those fields of a form whose words readers see. One query a request, when they are printed."""
    language = SimpleLazyObject(lambda: masthead_of(request).language)
    for name in names:
        if name in fields:
            fields[name].widget.attrs |= {"lang": language, "dir": "auto"}

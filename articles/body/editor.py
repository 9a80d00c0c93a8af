"""What the story editor can make."""

import re

import nh3
from django_prose_editor.config import allowlist_from_extensions, expand_extensions

from .markup import TABLE_PARTS

EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "HardBreak": True,
    "Heading": {"levels": [2, 3]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "PullQuote": True,
    "StoryTable": True,
    "TableRow": True,
    "StoryTableHeader": True,
    "StoryTableCell": True,
    "Embed": {"url": "/admin/articles/article/embed/"},
    "Document": True,
    "HorizontalRule": True,
    "Link": {"protocols": ["http", "https", "mailto"], "enableTarget": False},
    "Image": True,
    "Caption": True,
    "Figure": {"pickerUrl": "/admin/articles/photo/picker/"},
    "SpecialCharacters": True,
    "Placeholder": {"placeholder": "Write the story"},
    # The editor switches the browser's spell checker off by default; writers want it.
    "NoSpellCheck": False,
}


def cleaner() -> nh3.Cleaner:
    options = allowlist_from_extensions(expand_extensions(EXTENSIONS))
    options["attributes"] = {
        "a": {"href", "title"},
        "img": {"src", "alt", "data-file"},
        "ol": {"start"},
        "th": {"colspan", "rowspan"},
        "td": {"colspan", "rowspan"},
    }
    options["tags"] |= TABLE_PARTS | {"table"}
    # A pull quote is a quote of a class of its own, the card of a video or post a paragraph of one.
    options["allowed_classes"] = {"blockquote": {"pull"}, "p": {"embed"}}
    options["url_schemes"] = {"http", "https", "mailto"}
    options["link_rel"] = None
    return nh3.Cleaner(**options)


CLEANER = cleaner()
# What other programs write for the same thing, so that a paste or an import keeps its structure.
SYNONYMS = {"h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3", "b": "strong", "i": "em"}
SYNONYM = re.compile(rf"<(/?)({'|'.join(SYNONYMS)})(?=[\s>/])", re.IGNORECASE)

"""What a story's body may hold: cleaning what comes in, rendering what readers get.

A body is HTML of the story editor: paragraphs, sub-headings (h2, h3), lists, quotes, links, rules, bold, italic, and
figures whose `<img>` carries `data-file`, the id of a photo in the library.
"""

from .cleaning import clean, photos_of, plain_text, word_count
from .editor import EXTENSIONS
from .markup import SUB_HEADINGS, Node, lines_of, parse, photo_id, photo_ids
from .rendering import headings, render

__all__ = [
    "EXTENSIONS",
    "SUB_HEADINGS",
    "Node",
    "clean",
    "headings",
    "lines_of",
    "parse",
    "photo_id",
    "photo_ids",
    "photos_of",
    "plain_text",
    "render",
    "word_count",
]

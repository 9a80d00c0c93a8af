"""What a story's body may hold: cleaning what comes in, rendering what readers get.

A body is HTML of the story editor: paragraphs, sub-headings (h2, h3), lists, quotes, links, rules, bold, italic,
figures whose `<img>` carries `data-file`, the id of a photo in the library, pull quotes (`blockquote.pull`), tables,
and cards of videos and posts elsewhere (`p.embed`).
"""

from .cleaning import clean, photos_of, plain_text, word_count
from .editor import EXTENSIONS
from .embeds import Card, Place, card_of, place_of, player_hosts
from .markup import SUB_HEADINGS, Node, lines_of, parse, photo_id, photo_ids
from .rendering import headings, portable, render

__all__ = [
    "EXTENSIONS",
    "SUB_HEADINGS",
    "Card",
    "Node",
    "Place",
    "card_of",
    "clean",
    "headings",
    "lines_of",
    "parse",
    "photo_id",
    "photo_ids",
    "photos_of",
    "place_of",
    "plain_text",
    "player_hosts",
    "portable",
    "render",
    "word_count",
]

"""What a story's body may hold: cleaning what comes in, rendering what readers get.

A body is HTML of the story editor: paragraphs, sub-headings (h2, h3), lists, quotes, links, rules, bold, italic, and
figures whose `<img>` carries `data-file`, the id of a photo in the library.
"""

import re
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

import nh3
from django.apps import apps
from django.template.loader import render_to_string
from django_prose_editor.config import allowlist_from_extensions, expand_extensions

from .slugs import slugify

EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "HardBreak": True,
    "Heading": {"levels": [2, 3]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
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
VOID = frozenset({"br", "hr", "img"})
SUB_HEADINGS = frozenset({"h2", "h3"})
LINES = frozenset({"p", "h2", "h3"})
BLOCKS = LINES | {"li", "ul", "ol", "blockquote", "figure", "figcaption", "hr"}
# Deeper nesting than any story has: what lies below keeps its words and loses its markup.
DEEPEST = 24


def cleaner() -> nh3.Cleaner:
    options = allowlist_from_extensions(expand_extensions(EXTENSIONS))
    options["attributes"] = {
        "a": {"href", "title"},
        "img": {"src", "alt", "data-file"},
        "ol": {"start"},
    }
    options["url_schemes"] = {"http", "https", "mailto"}
    options["link_rel"] = None
    return nh3.Cleaner(**options)


CLEANER = cleaner()
# What other programs write for the same thing, so that a paste or an import keeps its structure.
SYNONYMS = {"h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3", "b": "strong", "i": "em"}
SYNONYM = re.compile(rf"<(/?)({'|'.join(SYNONYMS)})(?=[\s>/])", re.IGNORECASE)


@dataclass
class Node:
    """An element of a cleaned body. A child is a Node or a piece of text."""

    tag: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)

    def walk(self):
        """Every element below this one, in the order of the text."""
        for child in self.children:
            if isinstance(child, Node):
                yield child
                yield from child.walk()

    def text(self) -> str:
        return "".join(
            child if isinstance(child, str) else "\n" if child.tag == "br" else child.text() for child in self.children
        )

    def html(self) -> str:
        inner = "".join(
            escape(child, quote=False) if isinstance(child, str) else child.html() for child in self.children
        )
        if not self.tag:
            return inner
        start = "".join(f' {name}="{escape(value)}"' for name, value in self.attributes.items())
        return f"<{self.tag}{start}>" if self.tag in VOID else f"<{self.tag}{start}>{inner}</{self.tag}>"


@dataclass
class Rendered(Node):
    """Markup that a template made, put in the place of an element."""

    markup: str = ""

    def html(self) -> str:
        return self.markup


class TreeBuilder(HTMLParser):
    """Builds the tree of a body that nh3 has cleaned, which is well-formed."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = Node()
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        if len(self.open) > DEEPEST:
            return
        # The editor writes an empty title for every link.
        node = Node(tag, {name: value or "" for name, value in attrs if value or name != "title"})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag):
        if len(self.open) > 1 and self.open[-1].tag == tag:
            self.open.pop()

    def handle_data(self, data):
        self.open[-1].children.append(data)


def parse(html: str) -> Node:
    builder = TreeBuilder()
    builder.feed(html)
    builder.close()
    return builder.root


def photo_id(image: Node) -> int | None:
    """Return the id that a picture names, whether or not there is such a photo; None for what can't be an id."""
    name = image.attributes.get("data-file", "")
    return int(name) if name.isascii() and name.isdecimal() and len(name) < 19 else None


def photo_ids(tree: Node) -> list[int]:
    """Return the ids the figures name, in order, whether or not such photos exist."""
    ids = [photo_id(node) for node in tree.walk() if node.tag == "img"]
    return [number for number in ids if number is not None]


def photos_of(tree: Node) -> dict:
    """Return {id: Photo} for the photos that the figures name. One query when there is a figure, else none."""
    ids = photo_ids(tree)
    return apps.get_model("articles", "Photo").objects.in_bulk(ids) if ids else {}


def clean(html: str) -> str:
    """Return what of `html` the story editor can make; "" for a body without words or figures.

    Pictures stay only with the id of a photo in the library; words always stay. One query when there is a picture.
    """
    html = SYNONYM.sub(lambda match: f"<{match[1]}{SYNONYMS[match[2].lower()]}", html.replace("\x00", ""))
    tree = parse(CLEANER.clean(html))
    tree.children = blocks_of(tree, photos_of(tree))
    return tree.html()


def blocks_of(node: Node, photos: dict) -> list[Node]:
    """Return the blocks of a container (the body, a quote, a list item): words that stand in none get a paragraph."""
    return in_lines("p", {}, pieces_of(node, photos))


def in_lines(tag: str, attributes: dict, pieces: list["Node | str"]) -> list[Node]:
    """Put each run of words among the pieces into an element of its own; runs without a word go, blocks stay."""
    lines, run = [], []
    for piece in [*pieces, None]:
        if piece is not None and not is_block(piece):
            run.append(piece)
            continue
        line = Node(tag, dict(attributes), run)
        if line.text().strip():
            lines.append(line)
        run = []
        if piece is not None:
            lines.append(piece)
    return lines


def is_block(piece: "Node | str") -> bool:
    return isinstance(piece, Node) and piece.tag in BLOCKS


def pieces_of(node: Node, photos: dict) -> list["Node | str"]:
    """Return what an element holds, in order, as words with their formatting and whole blocks side by side."""
    return [piece for child in node.children for piece in pieces(child, photos)]


def pieces(child: "Node | str", photos: dict) -> list["Node | str"]:
    if isinstance(child, str) or child.tag in ("br", "hr"):
        return [child]
    if child.tag in ("figure", "img"):
        return figure_or_words(child, photos)
    if child.tag in LINES:
        return in_lines(child.tag, {}, pieces_of(child, photos))
    if child.tag in ("li", "figcaption"):
        return blocks_of(child, photos)
    if child.tag in ("ul", "ol"):
        return full(Node(child.tag, child.attributes, list_items(child, photos)))
    if child.tag == "blockquote":
        return full(Node("blockquote", {}, blocks_of(child, photos)))
    return formatted(child, pieces_of(child, photos))


def full(block: Node) -> list[Node]:
    return [block] if block.children else []


def list_items(node: Node, photos: dict) -> list[Node]:
    items = [
        child if isinstance(child, Node) and child.tag == "li" else Node("li", {}, [child]) for child in node.children
    ]
    return [Node("li", {}, blocks) for item in items if (blocks := blocks_of(item, photos))]


def formatted(node: Node, inner: list["Node | str"]) -> list["Node | str"]:
    """Return the pieces with a format (bold, italic, link) round each run of words, inside the blocks too."""
    result, run = [], []
    for piece in [*inner, None]:
        if piece is not None and not is_block(piece):
            run.append(piece)
            continue
        if run:
            result.append(Node(node.tag, node.attributes, run))
            run = []
        if piece is not None:
            if piece.tag in LINES:
                piece.children = [Node(node.tag, node.attributes, piece.children)]
            result.append(piece)
    return result


def figure_or_words(node: Node, photos: dict) -> list["Node | str"]:
    """Return [figure] for a known photo, with its present rendition and its caption, else the words as paragraphs."""
    image = node if node.tag == "img" else next((inner for inner in node.walk() if inner.tag == "img"), None)
    photo = photos.get(photo_id(image)) if image else None
    if photo is None:
        return [Node("p", {}, [words]) for words in lines_of(node)]
    attributes = {
        "src": photo.rendition_url(1280),
        "alt": image.attributes.get("alt", ""),
        "data-file": str(photo.pk),
    }
    caption = " ".join(lines_of(node))
    captions = [Node("figcaption", {}, [caption])] if caption else []
    return [Node("figure", {}, [Node("img", attributes), *captions])]


def render(html: str) -> str:
    """Return the body as readers get it: sub-headings with ids, figures with caption and credit, quotes with a source.

    Cleans first. One query more than clean() needs when there is a figure.
    """
    tree = parse(clean(html))
    name_headings(tree)
    for node in tree.walk():
        if node.tag == "blockquote":
            name_source(node)
    set_figures(tree, photos_of(tree))
    return tree.html()


def name_headings(tree: Node) -> None:
    """Give each sub-heading an id made of its words, unique in the story, and a link to itself."""
    taken = set()
    for node in tree.walk():
        if node.tag not in SUB_HEADINGS:
            continue
        name = base = slugify(node.text()) or "part"
        number = 2
        while name in taken:
            name, number = f"{base}-{number}", number + 1
        taken.add(name)
        node.attributes["id"] = name
        if not any(inner.tag == "a" for inner in node.walk()):
            node.children = [Node("a", {"href": f"#{name}"}, node.children)]


def name_source(quote: Node) -> None:
    """Make a quote's last paragraph its source when it begins with a dash: “— Anders Pell, surveyor”."""
    paragraphs = [child for child in quote.children if isinstance(child, Node) and child.tag == "p"]
    if len(paragraphs) > 1 and re.match(r"\s*[—–]\s*\S", paragraphs[-1].text()):
        source = paragraphs[-1]
        source.tag = "cite"
        if isinstance(source.children[0], str):
            source.children[0] = re.sub(r"^\s*[—–]\s*", "", source.children[0])


def set_figures(node: Node, photos: dict) -> None:
    """Put the markup readers get in the place of each figure."""
    node.children = [
        figure(child, photos) if isinstance(child, Node) and child.tag == "figure" else child for child in node.children
    ]
    for child in node.children:
        if isinstance(child, Node) and not isinstance(child, Rendered):
            set_figures(child, photos)


def figure(node: Node, photos: dict) -> Rendered:
    image = next(inner for inner in node.walk() if inner.tag == "img")
    photo = photos.get(photo_id(image))
    context = {
        "photo": photo,
        "alt": image.attributes["alt"] or photo.alt,
        "caption": " ".join(lines_of(node)) or photo.caption,
    }
    return Rendered(markup=render_to_string("articles/_figure.html", context).strip())


def headings(html: str) -> list[tuple[str, str]]:
    """Return (id, text) of each sub-heading, as render() names them."""
    tree = parse(CLEANER.clean(html))
    name_headings(tree)
    return [(node.attributes["id"], node.text()) for node in tree.walk() if node.tag in SUB_HEADINGS]


def plain_text(html: str) -> str:
    """Return the words without markup, a line for each paragraph, sub-heading, list item and caption. No queries."""
    return "\n".join(lines_of(parse(CLEANER.clean(html))))


def lines_of(node: Node) -> list[str]:
    """Return the words of an element, one line for each block in it, without empty ones."""
    lines, run = [], ""
    for child in node.children:
        if isinstance(child, Node) and child.tag in BLOCKS:
            lines += [run, *lines_of(child)]
            run = ""
        else:
            run += child if isinstance(child, str) else "\n" if child.tag == "br" else child.text()
    return [line.strip() for line in [*lines, run] if line.strip()]


def word_count(html: str) -> int:
    return len(plain_text(html).split())

"""A body as a tree of elements."""

from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

VOID = frozenset({"br", "hr", "img"})
SUB_HEADINGS = frozenset({"h2", "h3"})
LINES = frozenset({"p", "h2", "h3"})
TABLE_PARTS = frozenset({"caption", "thead", "tbody", "tfoot", "tr", "th", "td"})
BLOCKS = LINES | TABLE_PARTS | {"li", "ul", "ol", "blockquote", "figure", "figcaption", "hr", "table"}
# Deeper nesting than any story has: what lies below keeps its words and loses its markup.
DEEPEST = 24


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


def is_block(piece: "Node | str") -> bool:
    return isinstance(piece, Node) and piece.tag in BLOCKS


def squeezed(words: str) -> str:
    """Return the words with one space between them and none around."""
    return " ".join(words.split())


def lines_of(node: Node) -> list[str]:
    """Return the words of an element, one line for each block or row of a table in it, without empty ones.

    The cells of a row stand apart by tabs.
    """
    lines, run = [], ""
    for child in node.children:
        if is_block(child):
            lines += [run, "\t".join(cells_of(child))] if child.tag == "tr" else [run, *lines_of(child)]
            run = ""
        else:
            run += child if isinstance(child, str) else "\n" if child.tag == "br" else child.text()
    return [line.strip() for line in [*lines, run] if line.strip()]


def cells_of(row: Node) -> list[str]:
    """Return the words of each cell of a row of a table, "" for an empty one."""
    return [squeezed(" ".join(lines_of(cell))) if isinstance(cell, Node) else squeezed(cell) for cell in row.children]

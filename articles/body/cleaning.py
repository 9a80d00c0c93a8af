"""Making a body of what comes in, whoever wrote it. Words are never lost."""

from django.apps import apps

from . import embeds, tables
from .editor import CLEANER, SYNONYM, SYNONYMS
from .markup import LINES, Node, is_block, lines_of, parse, photo_id, photo_ids


def photos_of(tree: Node) -> dict:
    """Return {id: Photo} for the photos that the figures name. One query when there is a figure, else none."""
    ids = photo_ids(tree)
    return apps.get_model("articles", "Photo").objects.in_bulk(ids) if ids else {}


def clean(html: str) -> str:
    """Return what of `html` the story editor can make; "" for a body without words or figures.

    Pictures stay only with the id of a photo in the library; words always stay. Tables, pull quotes and cards of videos
    and posts stand between paragraphs, never inside something else. One query when there is a picture.
    """
    html = SYNONYM.sub(lambda match: f"<{match[1]}{SYNONYMS[match[2].lower()]}", html.replace("\x00", ""))
    tree = parse(CLEANER.clean(html))
    tree.children = [proper(block) for block in in_lines("p", {}, pieces_of(tree, photos_of(tree)))]
    return tree.html()


def proper(block: Node) -> Node:
    """Return a block of the body with the class that it has by right: a card's or a pull quote's, or none."""
    if block.tag == "p":
        return embeds.card_or_paragraph(block)
    if block.tag == "blockquote" and any(child.tag != "p" for child in block.children):
        block.attributes = {}
    return block


def blocks_of(node: Node, photos: dict) -> list[Node]:
    """Return the blocks of a container (a quote, a list item): words that stand in none get a paragraph."""
    return [
        plain
        for block in in_lines("p", {}, pieces_of(node, photos))
        for plain in (tables.in_paragraphs(block) if block.tag == "table" else [without_class(block)])
    ]


def without_class(block: Node) -> Node:
    block.attributes.pop("class", None)
    return block


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


def pieces_of(node: Node, photos: dict) -> list["Node | str"]:
    """Return what an element holds, in order, as words with their formatting and whole blocks side by side."""
    return [piece for child in node.children for piece in pieces(child, photos)]


def pieces(child: "Node | str", photos: dict) -> list["Node | str"]:
    if isinstance(child, str) or child.tag in ("br", "hr"):
        return [child]
    if child.tag in ("figure", "img"):
        # Other programs put a table and its caption in a figure.
        return pieces_of(child, photos) if holds_table(child) else figure_or_words(child, photos)
    if child.tag in LINES:
        return in_lines(child.tag, class_of(child), pieces_of(child, photos))
    if child.tag == "table":
        return tables.cleaned(child, lambda part: pieces_of(part, photos))
    if child.tag in ("li", "figcaption"):
        return blocks_of(child, photos)
    if child.tag in ("ul", "ol"):
        return full(Node(child.tag, child.attributes, list_items(child, photos)))
    if child.tag == "blockquote":
        return full(Node("blockquote", class_of(child), blocks_of(child, photos)))
    return formatted(child, pieces_of(child, photos))


def class_of(node: Node) -> dict[str, str]:
    """Return the class that an element came with, of those that the cleaner lets through, as its attributes."""
    return {"class": name} if (name := node.attributes.get("class")) else {}


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


def holds_table(figure: Node) -> bool:
    return any(node.tag == "table" for node in figure.walk())


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


def plain_text(html: str) -> str:
    """Return the words without markup, a line for each paragraph, sub-heading, list item and caption. No queries."""
    return "\n".join(lines_of(parse(CLEANER.clean(html))))


def word_count(html: str) -> int:
    return len(plain_text(html).split())

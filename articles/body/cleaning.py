"""Making a body of what comes in, whoever wrote it. Words are never lost."""

from django.apps import apps

from .editor import CLEANER, SYNONYM, SYNONYMS
from .markup import BLOCKS, LINES, Node, lines_of, parse, photo_id, photo_ids


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


def plain_text(html: str) -> str:
    """Return the words without markup, a line for each paragraph, sub-heading, list item and caption. No queries."""
    return "\n".join(lines_of(parse(CLEANER.clean(html))))


def word_count(html: str) -> int:
    return len(plain_text(html).split())

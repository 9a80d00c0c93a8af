"""A body as readers get it."""

import re

from django.template.loader import render_to_string

from ..slugs import slugify
from . import embeds, tables
from .cleaning import clean, photos_of
from .editor import CLEANER
from .markup import SUB_HEADINGS, Node, Rendered, lines_of, parse, photo_id, squeezed

ONLY_ON_THE_PAGE = re.compile(r'<(?:blockquote class="pull"|div class="table"|figure class="embed")')


def render(html: str) -> str:
    """Return the body as readers get it: sub-headings with ids, figures with caption and credit, quotes with a source.

    Cleans first. One query more than clean() needs when there is a figure.
    """
    tree = parse(clean(html))
    name_headings(tree)
    for node in tree.walk():
        if node.tag == "blockquote":
            name_source(node)
    hush_pull_quotes(tree)
    tables.set_tables(tree)
    embeds.set_cards(tree)
    set_figures(tree, photos_of(tree))
    return tree.html()


def portable(html: str) -> str:
    """Return a rendered body for places that have neither our styles nor our scripts, such as feed readers.

    Tables, pull quotes and cards become plain ones; what holds none is returned as it is.
    """
    if not ONLY_ON_THE_PAGE.search(html):
        return html
    tree = parse(html)
    tree.children = [plain for child in tree.children for plain in plainer(child)]
    return tree.html()


def plainer(block: Node | str) -> list[Node | str]:
    kind = block.attributes.get("class") if isinstance(block, Node) else None
    if kind == "pull":
        return [Node("blockquote", {}, block.children)]
    if kind == "table":
        for node in block.walk():
            node.attributes.pop("class", None)
        return block.children
    if kind == "embed" and (card := embeds.card_of(block)):
        words = f"{card.maker}, {card.place.name}" if card.maker else card.place.name
        return [Node("p", {}, [Node("a", {"href": card.place.address}, [card.shown_title]), Node("br"), words])]
    return [block]


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


def hush_pull_quotes(tree: Node) -> None:
    """Keep from screen readers each pull quote whose words they read in the story anyway.

    One that says what the story doesn't, or that links somewhere, is read like any quote.
    """
    pulled = [block for block in tree.children if block.attributes.get("class") == "pull"]
    story = " ".join(letters(line) for block in tree.children if block not in pulled for line in lines_of(block))
    for quote in pulled:
        words = " ".join(letters(line) for part in quote.children if part.tag == "p" for line in lines_of(part))
        if words in story and not any(node.tag == "a" for node in quote.walk()):
            quote.attributes["aria-hidden"] = "true"


def letters(words: str) -> str:
    """Return the words without what typesetting changes: case, quotation marks, dots at the end."""
    return squeezed(re.sub(r"[^\w\s]", "", words.casefold()))


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

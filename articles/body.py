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
from django.utils.text import slugify
from django_prose_editor.config import allowlist_from_extensions, expand_extensions

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
BLOCKS = frozenset({"p", "h2", "h3", "li", "ul", "ol", "blockquote", "figure", "figcaption", "hr"})


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


class TreeBuilder(HTMLParser):
    """Builds the tree of a body that nh3 has cleaned, which is well-formed."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = Node()
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        node = Node(tag, {name: value or "" for name, value in attrs})
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


def photo_ids(tree: Node) -> list[int]:
    """Return the ids the figures name, in order, whether or not such photos exist."""
    names = [node.attributes.get("data-file", "") for node in tree.walk() if node.tag == "img"]
    return [int(name) for name in names if name.isascii() and name.isdecimal() and len(name) < 19]


def photos_of(tree: Node) -> dict:
    """Return {id: Photo} for the photos that the figures name. One query when there is a figure, else none."""
    ids = photo_ids(tree)
    return apps.get_model("articles", "Photo").objects.in_bulk(ids) if ids else {}


def clean(html: str) -> str:
    """Return what of `html` the story editor can make; "" for a body without words or figures.

    Images stay only with the id of a photo in the library. One query when there is a figure, else none.
    """
    html = SYNONYM.sub(lambda match: f"<{match[1]}{SYNONYMS[match[2].lower()]}", html.replace("\x00", ""))
    tree = parse(CLEANER.clean(html))
    keep_known_photos(tree, photos_of(tree))
    for node in tree.walk():
        # The editor writes an empty one for every link.
        if node.tag == "a" and not node.attributes.get("title", "").strip():
            node.attributes.pop("title", None)
    if not tree.text().strip() and not any(node.tag in ("img", "hr") for node in tree.walk()):
        return ""
    return tree.html()


def keep_known_photos(node: Node, photos: dict) -> None:
    """Take out figures without a photo of ours, and point each kept image at the photo's present rendition."""
    kept = []
    for child in node.children:
        if isinstance(child, Node):
            if child.tag == "figure":
                image = next((inner for inner in child.walk() if inner.tag == "img"), None)
                if image is None or photo_for(image, photos) is None:
                    continue
            elif child.tag == "img":
                photo = photo_for(child, photos)
                if photo is None:
                    continue
                child.attributes = {
                    "src": photo.rendition_url(1280),
                    "alt": child.attributes.get("alt", ""),
                    "data-file": str(photo.pk),
                }
            keep_known_photos(child, photos)
        kept.append(child)
    node.children = kept


def photo_for(image: Node, photos: dict):
    name = image.attributes.get("data-file", "")
    return photos.get(int(name)) if name.isascii() and name.isdecimal() else None


def render(html: str) -> str:
    """Return the body as readers get it: sub-headings with ids, figures with caption and credit, quotes with a source.

    Cleans first. One query more than clean() needs when there is a figure.
    """
    tree = parse(clean(html))
    name_headings(tree)
    for node in tree.walk():
        if node.tag == "blockquote":
            name_source(node)
    photos = photos_of(tree)
    return "".join(
        figure_html(child, photos) if isinstance(child, Node) and child.tag in ("figure", "img") else outer_html(child)
        for child in tree.children
    )


def outer_html(child: "Node | str") -> str:
    return escape(child, quote=False) if isinstance(child, str) else child.html()


def name_headings(tree: Node) -> None:
    """Give each sub-heading an id made of its words, unique in the story, and a link to itself."""
    taken = set()
    for node in tree.walk():
        if node.tag not in SUB_HEADINGS:
            continue
        name = base = slugify(node.text(), allow_unicode=True) or "part"
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


def figure_html(node: Node, photos: dict) -> str:
    image = node if node.tag == "img" else next(inner for inner in node.walk() if inner.tag == "img")
    photo = photo_for(image, photos)
    caption = next((inner.text().strip() for inner in node.walk() if inner.tag == "figcaption"), "")
    context = {
        "photo": photo,
        "alt": image.attributes.get("alt", "") or photo.alt,
        "caption": caption or photo.caption,
    }
    return render_to_string("articles/_figure.html", context).strip()


def headings(html: str) -> list[tuple[str, str]]:
    """Return (id, text) of each sub-heading, as render() names them."""
    tree = parse(CLEANER.clean(html))
    name_headings(tree)
    return [(node.attributes["id"], node.text()) for node in tree.walk() if node.tag in SUB_HEADINGS]


def plain_text(html: str) -> str:
    """Return the words without markup, a line for each paragraph, sub-heading, list item and caption. No queries."""
    lines = []

    def gather(node):
        run = ""
        for child in node.children:
            if isinstance(child, str):
                run += child
            elif child.tag in BLOCKS:
                lines.append(run)
                run = ""
                gather(child)
            else:
                run += "\n" if child.tag == "br" else child.text()
        lines.append(run)

    gather(parse(CLEANER.clean(html)))
    return "\n".join(line.strip() for line in lines if line.strip())


def word_count(html: str) -> int:
    return len(plain_text(html).split())

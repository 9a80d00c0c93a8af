"""Cards of videos and posts elsewhere: an address of a known provider, its title, and who made it.

In a body a card is `<p class="embed"><a href="address">title</a><br>maker</p>`. Nothing of it is loaded from elsewhere
until a reader asks for it.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.template.loader import render_to_string

from .markup import Node, Rendered, squeezed

LONGEST_ADDRESS = 2000
NAMES = {"youtube": "YouTube", "vimeo": "Vimeo", "bluesky": "Bluesky", "x": "X", "mastodon": "Mastodon"}
NUMBER = r"[0-9]{1,20}"
PERSON = r"[\w.:-]{1,255}"


@dataclass(frozen=True)
class Place:
    """What an address leads to: its provider, the plain address, and that of the player ("" for a post)."""

    provider: str
    address: str
    player: str = ""

    @property
    def name(self) -> str:
        return NAMES[self.provider]


@dataclass(frozen=True)
class Card:
    place: Place
    title: str
    maker: str = ""

    @property
    def shown_title(self) -> str:
        """The title, or the address in short where nobody knows one."""
        return re.sub(r"^https?://(www\.)?", "", self.place.address) if place_of(self.title) else self.title


def place_of(address: str) -> Place | None:
    """Return the video or post that an address names; None for anything else. Asks nobody."""
    try:
        parts = urlsplit(address.strip()[:LONGEST_ADDRESS])
        if parts.scheme not in ("http", "https") or parts.port or parts.username is not None:
            return None
    except ValueError:
        return None
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    path, query = parts.path.rstrip("/"), parse_qs(parts.query)
    if host in ("youtube.com", "youtu.be", "youtube-nocookie.com"):
        return youtube(host, path, query)
    if host in ("vimeo.com", "player.vimeo.com"):
        return vimeo(path, query)
    return post(host, path)


def youtube(host: str, path: str, query: dict) -> Place | None:
    pattern = r"/([\w-]{11})" if host == "youtu.be" else r"/(?:shorts|live|embed)/([\w-]{11})"
    found = re.fullmatch(pattern, path, re.ASCII)
    name = found[1] if found else query.get("v", [""])[0] if path == "/watch" else ""
    if not re.fullmatch(r"[\w-]{11}", name, re.ASCII):
        return None
    start = re.fullmatch(r"([0-9]{1,6})s?", query.get("t", query.get("start", [""]))[0])
    more = {"start": start[1]} if start else {}
    return Place(
        "youtube",
        f"https://www.youtube.com/watch?v={name}" + (f"&t={start[1]}" if start else ""),
        f"{settings.EMBED_PLAYERS['youtube']}/embed/{name}?{urlencode({'autoplay': 1, **more})}",
    )


def vimeo(path: str, query: dict) -> Place | None:
    found = re.fullmatch(rf"(?:/video)?/({NUMBER})(?:/([0-9a-f]{{4,40}}))?", path)
    if not found:
        return None
    key = found[2] or next((key for key in query.get("h", []) if re.fullmatch(r"[0-9a-f]{4,40}", key)), "")
    more = {"h": key} if key else {}
    return Place(
        "vimeo",
        f"https://vimeo.com/{found[1]}" + (f"/{key}" if key else ""),
        f"{settings.EMBED_PLAYERS['vimeo']}/video/{found[1]}?{urlencode({**more, 'autoplay': 1, 'dnt': 1})}",
    )


def post(host: str, path: str) -> Place | None:
    if host == "bsky.app" and re.fullmatch(rf"/profile/{PERSON}/post/\w{{1,40}}", path, re.ASCII):
        return Place("bluesky", f"https://bsky.app{path}")
    if host in ("x.com", "twitter.com") and re.fullmatch(rf"/\w{{1,30}}/status/{NUMBER}", path, re.ASCII):
        return Place("x", f"https://x.com{path}")
    if host in settings.EMBED_MASTODON_HOSTS and re.fullmatch(rf"/@[\w.@-]{{1,255}}/{NUMBER}", path, re.ASCII):
        return Place("mastodon", f"https://{host}{path}")
    return None


def card_of(node: Node) -> Card | None:
    """Return the card that a paragraph of a body, or a figure of a reader's page, holds; None for any other."""
    if node.tag == "figure" and node.attributes.get("class") == "embed":
        parts = {part.attributes.get("class", ""): squeezed(part.text()) for part in node.walk()}
        link = next((part for part in node.walk() if part.tag == "a"), Node())
        place = place_of(link.attributes.get("href", ""))
        return Card(place, parts.get("embed-title", ""), parts.get("embed-maker", "")) if place else None
    if node.tag != "p":
        return None
    links = [part for part in node.walk() if part.tag == "a"]
    if node.attributes.get("class") == "embed":
        return card_with_words(node, links[0]) if len(links) == 1 else None
    words = node.text().strip()
    # A paragraph that holds nothing but an address is meant as a card.
    is_bare = not re.search(r"\s", words) and [squeezed(link.text()) for link in links] in ([], [words])
    place = place_of(words) if is_bare else None
    return Card(place, words) if place else None


def card_with_words(node: Node, link: Node) -> Card | None:
    place = place_of(link.attributes.get("href", ""))
    before, _, after = node.text().partition(link.text())
    if place is None or before.strip() or not link.text().strip():
        return None
    return Card(place, squeezed(link.text()), squeezed(after))


def card_or_paragraph(node: Node) -> Node:
    """Return a top paragraph as the card that it is, else as an ordinary one. Words stay either way."""
    card = card_of(node)
    if card is None:
        return Node("p", {}, node.children)
    link = Node("a", {"href": card.place.address}, [card.title])
    return Node("p", {"class": "embed"}, [link, *([Node("br"), card.maker] if card.maker else [])])


def set_cards(tree: Node) -> None:
    """Put the markup readers get in the place of each card."""
    for place, block in enumerate(tree.children):
        if block.attributes.get("class") == "embed" and (card := card_of(block)):
            markup = render_to_string("articles/_embed.html", {"card": card}).strip()
            tree.children[place] = Rendered(markup=markup)


def player_hosts(html: str) -> list[str]:
    """Return the origins of the players that a rendered body can show, in order."""
    # In words every “<” is escaped, so nothing but a card can look like one.
    players = settings.EMBED_PLAYERS.values()
    return sorted(origin for origin in players if f'<figure class="embed" data-player="{origin}/' in html)

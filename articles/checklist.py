"""What to look at before a story goes out, in words to an editor and with the place where it is put right.

What a story *needs* is decided by publishing.problems(); everything else here is advice and blocks nothing.
"""

import re
from dataclasses import dataclass, field

from . import body, reading
from .models import Article

LONGEST_HEADLINE = 90
LONGEST_PARAGRAPH = 120
WORDS_WITHOUT_SUB_HEADING = 600
# More of one kind are counted in one line: the list stays a list that somebody reads.
MOST_OF_A_KIND = 3
# Words of a link that say nothing about where it leads.
EMPTY_LINKS = frozenset({"here", "click here", "this link", "link", "this page", "this", "read more", "more"})
REQUIRED = {
    "headline": ("Headline", "Write a headline", "id_headline"),
    "body": ("Text", "Write the story", "id_body"),
    "section": ("Section", "Choose a section", "id_section"),
    "bylines": ("Byline", "Name an author", "id_bylines-0-author"),
    "lead_photo": ("Lead photo", "Complete the lead photo", "lead"),
}


@dataclass(frozen=True)
class Check:
    """One line of the list. `target` is the id of the field; in the text, `kind` and `place` name the very spot.

    `kind` is "p" or "a", and `place` counts the paragraphs with words, or the links, from 0 in the order of the text.
    """

    name: str
    words: str
    target: str
    is_required: bool = False
    is_done: bool = False
    kind: str = ""
    place: int | None = None

    @property
    def is_advice(self) -> bool:
        return not self.is_required

    @property
    def key(self) -> str:
        """What tells this line from the others of the list, also after it was made anew."""
        return f"{self.name}-{self.place}" if self.kind else self.name


@dataclass
class Checklist:
    checks: list[Check] = field(default_factory=list)
    word_count: int = 0

    @property
    def left(self) -> int:
        """How many still block publishing."""
        return sum(check.is_required and not check.is_done for check in self.checks)

    @property
    def advised(self) -> int:
        return sum(check.is_advice for check in self.checks)

    @property
    def minutes(self) -> int:
        """How long reading takes, at least one minute."""
        return reading.minutes(self.word_count)


def checklist(article: Article, *, missing: dict[str, list[str]], tags: int) -> Checklist:
    """Return the list for a story as it stands in memory: `missing` comes from publishing.problems(). No queries.

    `tags` is how many the story has, those typed and not yet stored among them.
    """
    tree = body.parse(article.body)
    lines = [*required(article, missing), *about_fields(article, tags=tags), *about_text(tree)]
    return Checklist(lines, word_count=len("\n".join(body.lines_of(tree)).split()))


def required(article: Article, missing: dict[str, list[str]]) -> list[Check]:
    """Return what publishing needs, done or not. A photo in the text that lacks something has a line of its own."""
    found = []
    for name, (done, to_do, target) in REQUIRED.items():
        sentences = missing.get(name, [])
        for number, sentence in enumerate(sentences):
            words = sentence.rstrip(".") if "photo" in sentence else to_do
            found.append(Check(f"{name}-{number}" if number else name, words, target, is_required=True))
        if not sentences and (name != "lead_photo" or article.lead_photo_id):
            found.append(Check(name, done, target, is_required=True, is_done=True))
    # A part that publishing comes to ask for and this page has no words for still shows.
    unknown = [(name, sentence) for name in missing if name not in REQUIRED for sentence in missing[name]]
    return found + [Check(name, sentence.rstrip("."), f"id_{name}", is_required=True) for name, sentence in unknown]


def about_fields(article: Article, *, tags: int) -> list[Check]:
    length = len(article.headline)
    instead = "; search engines get the deck" if article.deck.strip() else ", and no deck to stand in for it"
    advice = [
        (
            length > LONGEST_HEADLINE,
            Check(
                "long_headline",
                f"The headline has {length} characters; search engines cut after about {LONGEST_HEADLINE}",
                "id_headline",
            ),
        ),
        (not article.deck.strip(), Check("deck", "No deck yet", "id_deck")),
        (not article.lead_photo_id, Check("no_photo", "No lead photo: the story goes out without", "lead")),
        (not tags, Check("tags", "No tag yet; tags lead readers to more on the subject", "id_tags")),
        (
            not article.search_description.strip(),
            Check("search_description", f"No search description{instead}", "id_search_description"),
        ),
    ]
    return [check for applies, check in advice if applies]


def about_text(tree: body.Node) -> list[Check]:
    paragraphs = [node for node in tree.walk() if node.tag == "p" and node.text().strip()]
    places = {id(node): place for place, node in enumerate(paragraphs)}
    return [
        *at_most("sub_heading", "p", runs_without_sub_heading(tree, places), "more stretches without a sub-heading"),
        *at_most("long_paragraph", "p", long_paragraphs(paragraphs), f"more paragraphs over {LONGEST_PARAGRAPH} words"),
        *at_most("link_text", "a", empty_links(tree), "more links that don’t say where they lead"),
    ]


def at_most(name: str, kind: str, found: list[tuple[int, str]], more: str) -> list[Check]:
    """Return a check for each (place, words), the later ones counted in one line that leads to the first of them."""
    shown = [Check(name, words, "id_body", kind=kind, place=place) for place, words in found[:MOST_OF_A_KIND]]
    rest = found[MOST_OF_A_KIND:]
    if rest:
        shown.append(Check(name, f"{len(rest)} {more}", "id_body", kind=kind, place=rest[0][0]))
    return shown


def runs_without_sub_heading(tree: body.Node, places: dict[int, int]) -> list[tuple[int, str]]:
    """Return (paragraph in which the run grows too long, words) for each run of text that no sub-heading breaks."""
    runs, words, crossing = [], 0, None
    for node in tree.walk():
        if node.tag in body.SUB_HEADINGS:
            runs.append((crossing, words))
            words, crossing = 0, None
        elif id(node) in places:
            words += len(node.text().split())
            if crossing is None and words > WORDS_WITHOUT_SUB_HEADING:
                crossing = places[id(node)]
    return [
        (crossing, f"{words:,} words without a sub-heading; give one about every {WORDS_WITHOUT_SUB_HEADING}")
        for crossing, words in [*runs, (crossing, words)]
        if crossing is not None
    ]


def long_paragraphs(paragraphs: list[body.Node]) -> list[tuple[int, str]]:
    found = []
    for place, paragraph in enumerate(paragraphs):
        words = paragraph.text().split()
        if len(words) > LONGEST_PARAGRAPH:
            opening, length = " ".join(words[:4])[:40], len(words)
            sentence = f"The paragraph “{opening}…” has {length} words; break it up after about {LONGEST_PARAGRAPH}"
            found.append((place, sentence))
    return found


def empty_links(tree: body.Node) -> list[tuple[int, str]]:
    links = [node for node in tree.walk() if node.tag == "a"]
    said = [re.sub(r"\s+", " ", node.text()).strip() for node in links]
    return [
        (place, f"A link says only “{words}”; say where it leads")
        for place, words in enumerate(said)
        if words.strip(" .,:;!?›»→>…()[]").lower() in EMPTY_LINKS
    ]

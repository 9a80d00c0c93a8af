"""What is different between two texts, two bodies, two revisions or two editions, as data that templates print.

Words are compared by the standard library's difflib. A body is compared block by block first (paragraphs, sub-headings,
list items, quotes, rows of tables, photos) and then by words inside the blocks that changed, so 30,000 words take well
under a second.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from django.utils.translation import gettext, gettext_noop

from . import body

SAME, GONE, NEW, CHANGED = "same", "gone", "new", "changed"
# How many pairs of equal pieces difflib may weigh at once: about a tenth of a second.
MOST_PAIRS = 300_000
# How many pairs of blocks are looked at for the one that became the other.
MOST_GUESSES = 6_000
# How many blocks times blocks are laid out at once to find the best pairs; more are halved first.
MOST_CELLS = 90_000
# Which share of their words two blocks have in common when one is taken for what became of the other.
ALIKE = 0.4
# How many unchanged blocks stay in sight before and after a change.
AROUND = 1


# Words


def words(before: str, after: str) -> list[tuple[str, str]]:
    """Return (kind, text) for runs of words in the order of the text; kind is "same", "gone" or "new".

    Joined, all that is not new gives `before` and all that is not gone gives `after`, to the letter. Of long texts
    the sentences are compared first, and a stretch too long even for that is given as gone and new.
    """
    found: list[tuple[str, str]] = []
    for kind, old, new in steps(before, after):
        if kind == SAME:
            add(found, SAME, old)
        else:
            add(found, GONE, old)
            add(found, NEW, new)
    return without_confetti(found)


def steps(before: str, after: str) -> list[tuple[str, str, str]]:
    """Return (“same” or “changed”, old text, new text) in order, by the finest pieces that are not too many."""
    for cut in (pieces, sentences):
        old, new = cut(before), cut(after)
        if (found := compared(old, new)) is None:
            continue
        texts = [(kind, "".join(old[a:b]), "".join(new[c:d])) for kind, a, b, c, d in found]
        if cut is pieces:
            return texts
        return [
            finer for kind, one, two in texts for finer in ([(kind, one, two)] if kind == SAME else by_words(one, two))
        ]
    return [(CHANGED, before, after)]


def by_words(before: str, after: str) -> list[tuple[str, str, str]]:
    old, new = pieces(before), pieces(after)
    if (found := compared(old, new)) is None:
        return [(CHANGED, before, after)]
    return [(kind, "".join(old[a:b]), "".join(new[c:d])) for kind, a, b, c, d in found]


def compared(old: Sequence, new: Sequence) -> list[tuple[str, int, int, int, int]] | None:
    """Return (“same” or “changed”, and where in both) in order, or None when there is too much to weigh.

    What both begin and end with is not weighed at all.
    """
    least = min(len(old), len(new))
    start = next((place for place in range(least) if old[place] != new[place]), least)
    rest = least - start
    end = next((place for place in range(rest) if old[-1 - place] != new[-1 - place]), rest)
    a, b = old[start : len(old) - end], new[start : len(new) - end]
    counts = Counter(b)
    if sum(counts[piece] for piece in a) > MOST_PAIRS:
        return None
    found = [(SAME, 0, start, 0, start)] if start else []
    for what, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        found.append((SAME if what == "equal" else CHANGED, i + start, j + start, k + start, m + start))
    return found + ([(SAME, len(old) - end, len(old), len(new) - end, len(new))] if end else [])


def pieces(text: str) -> list[str]:
    """Return words, spaces and marks, which joined give the text."""
    return re.findall(r"\w+|\s+|[^\w\s]", text)


def sentences(text: str) -> list[str]:
    """Return sentences with the space after them, which joined give the text."""
    return re.findall(r".+?(?:[.!?…]\s+|\n|$)|\n", text, re.DOTALL) if text else []


def add(found: list, kind: str, text: str) -> None:
    """Put text at the end, joined to what is there when it is of the same kind."""
    if text and found and found[-1][0] == kind:
        found[-1] = (kind, found[-1][1] + text)
    elif text:
        found.append((kind, text))


def without_confetti(runs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the runs with what is only a space or a mark between two changes made part of both."""
    found: list[tuple[str, str]] = []
    gone = new = ""

    def finish():
        nonlocal gone, new
        add(found, GONE, gone)
        add(found, NEW, new)
        gone = new = ""

    for place, (kind, text) in enumerate(runs):
        is_between = place + 1 < len(runs) and (gone or new)
        if kind == GONE:
            gone += text
        elif kind == NEW:
            new += text
        elif is_between and not re.search(r"\w", text) and "\n" not in text:
            gone, new = gone + text, new + text
        else:
            finish()
            add(found, SAME, text)
    finish()
    return found


# Bodies


@dataclass
class Picture:
    """A photo in a text: `photo` its id in the library or None, `src` what an edition's page loads."""

    photo: int | None = None
    src: str = ""
    alt: str = ""
    caption: str = ""


@dataclass
class Block:
    """A paragraph, sub-heading, point of a list, part of a quote, rule or photo of a body."""

    kind: str
    runs: list[tuple[str, frozenset]] = field(default_factory=list)
    picture: Picture | None = None

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.runs)

    @property
    def key(self) -> tuple:
        picture = self.picture
        seen = (picture.photo, picture.src, picture.alt, picture.caption) if picture else None
        return (self.kind, tuple(self.runs), seen)


@dataclass
class BlockChange:
    """A block of the later text, or one that is gone from it.

    `what` is "same", "gone", "new" or "changed"; `kind` what the block is, `kind_was` what it was when that is another;
    `notes` are sentences on formats, links and alt texts; of a photo `before` and `after` are the pictures.
    """

    what: str
    kind: str
    kind_was: str = ""
    words: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    before: Picture | None = None
    after: Picture | None = None
    is_moved: bool = False

    @property
    def is_other_picture(self) -> bool:
        """Whether one photo took the place of another."""
        pictures = [(picture.photo, picture.src) for picture in (self.before, self.after) if picture]
        return len(pictures) == 2 and pictures[0] != pictures[1]


def bodies(before: str, after: str) -> list[BlockChange]:
    """Return every block of two bodies (HTML of the editor or as rendered) in the order of the text. No queries."""
    old, new = blocks(body.parse(before)), blocks(body.parse(after))
    old_keys, new_keys = [block.key for block in old], [block.key for block in new]
    found: list[BlockChange] = []
    whole = [(CHANGED, 0, len(old), 0, len(new))]
    for kind, a, b, c, d in compared(old_keys, new_keys) or whole:
        if kind == SAME:
            found += [unchanged(block) for block in new[c:d]]
        else:
            found += [change_of(one, two) for one, two in paired(old[a:b], new[c:d])]
    mark_moved(found)
    return found


def blocks(tree: body.Node) -> list[Block]:
    """Return the blocks of a parsed body in the order of the text."""
    return list(blocks_below(tree, "paragraph", "", 0))


NAMES = {
    "h2": gettext_noop("sub-heading"),
    "h3": gettext_noop("smaller sub-heading"),
    "hr": gettext_noop("rule"),
    "cite": gettext_noop("source"),
}
# The other words that a kind of block begins with, and what may follow on it.
gettext_noop("paragraph")
gettext_noop("photo")
gettext_noop("video or post")
gettext_noop("bullet point")
gettext_noop("numbered point")
gettext_noop("quote")
gettext_noop("pull quote")
gettext_noop("caption of a table")
gettext_noop("row of a table")
KIND = re.compile(r"(.+?)(?:, level (\d+))?( in a quote| in a pull quote)?(, continued)?")


def name_of_block(kind: str) -> str:
    """Return a block's kind, such as “bullet point, level 2 in a quote”, in the language spoken now."""
    if not kind:
        return ""
    name, level, where, is_continued = KIND.fullmatch(kind).groups()
    name = gettext(name)
    if level:
        name = gettext("%(block)s, level %(level)s") % {"block": name, "level": level}
    if where:
        within = gettext("%(block)s in a quote") if where == " in a quote" else gettext("%(block)s in a pull quote")
        name = within % {"block": name}
    return gettext("%(block)s, continued") % {"block": name} if is_continued else name


def blocks_below(node: body.Node, plain: str, where: str, depth: int):
    """Yield the blocks of a container; `plain` is what a paragraph in it is called, `where` is said of the rest."""
    for child in node.children:
        if isinstance(child, str):
            if child.strip():
                yield Block(plain, [(child, frozenset())])
        elif "embed" in child.attributes.get("class", "") and (card := body.card_of(child)):
            yield Block("video or post" + where, list(runs_of_card(card)))
        elif child.tag == "table":
            yield from rows_of(child, where)
        elif child.tag in ("p", "h2", "h3", "hr", "cite"):
            yield Block(plain if child.tag == "p" else NAMES[child.tag] + where, list(runs_of(child, frozenset())))
            plain = plain if plain == "paragraph" or plain.endswith("continued") else f"{plain}, continued"
        elif child.tag == "figure":
            yield Block("photo" + where, picture=picture_of(child))
        elif child.tag in ("ul", "ol"):
            point = "bullet point" if child.tag == "ul" else "numbered point"
            level = f", level {depth + 1}" if depth else ""
            for item in child.children:
                if isinstance(item, body.Node):
                    yield from blocks_below(item, point + level + where, where, depth + 1)
        elif child.tag == "blockquote":
            quote = "pull quote" if child.attributes.get("class") == "pull" else "quote"
            yield from blocks_below(child, quote + where, f" in a {quote}", depth)
        elif child.tag == "div":
            # The region that a table scrolls in on readers' pages.
            yield from blocks_below(child, plain, where, depth)
        else:
            yield Block(plain, list(runs_of(child, frozenset())))


def rows_of(table: body.Node, where: str):
    """Yield the caption and the rows of a table, as blocks whose cells stand apart by bars."""
    for part in table.walk():
        if part.tag == "caption":
            yield Block("caption of a table" + where, list(runs_of(part, frozenset())))
        elif part.tag == "tr":
            cells = [list(runs_of(cell, frozenset())) for cell in part.children if isinstance(cell, body.Node)]
            runs = [run for cell in cells for run in ((" | ", frozenset()), *cell)][1:]
            yield Block("row of a table" + where, runs)


def runs_of_card(card: body.Card):
    yield card.shown_title, frozenset([("link", card.place.address)])
    if card.maker:
        yield f"\n{card.maker}", frozenset()


def runs_of(node: body.Node, formats: frozenset):
    """Yield (text, formats) of an element; a format is ("bold",), ("italic",) or ("link", address)."""
    for child in node.children:
        if isinstance(child, str):
            yield child, formats
        elif child.tag == "br":
            yield "\n", formats
        else:
            yield from runs_of(child, formats | format_of(child))


def format_of(node: body.Node) -> frozenset:
    address = node.attributes.get("href", "")
    if node.tag == "a":
        # A sub-heading as readers get it links to itself.
        return frozenset() if address.startswith("#") else frozenset([("link", address)])
    return frozenset({"strong": [("bold",)], "em": [("italic",)]}.get(node.tag, []))


def picture_of(figure: body.Node) -> Picture:
    image = next((node for node in figure.walk() if node.tag == "img"), body.Node())
    return Picture(
        photo=body.photo_id(image),
        # The editor's own copy carries the present rendition, which says nothing of the story.
        src="" if body.photo_id(image) else image.attributes.get("src", ""),
        alt=image.attributes.get("alt", ""),
        caption=" ".join(" ".join(line.split()) for line in body.lines_of(figure)),
    )


def unchanged(block: Block) -> BlockChange:
    return BlockChange(SAME, block.kind, words=[(SAME, block.text)], before=block.picture, after=block.picture)


def paired(old: list[Block], new: list[Block]) -> list[tuple[Block | None, Block | None]]:
    """Return (what was, what became of it) in order; None on one side for a block that is new or gone.

    Blocks are paired so that together they have most words in common. Only pairs near each other are looked at when
    there are many.
    """
    if min(len(old), len(new)) > 1 and len(old) * len(new) > MOST_CELLS:
        i, j = len(old) // 2, len(new) // 2
        return paired(old[:i], new[:j]) + paired(old[i:], new[j:])
    if not old or not new:
        return [(block, None) for block in old] + [(None, block) for block in new]
    likeness = likenesses(old, new)
    best = best_of(likeness, len(old), len(new))
    found, i, j = [], 0, 0
    while i < len(old) or j < len(new):
        alike = likeness.get((i, j), 0)
        if alike and best(i, j) == alike + best(i + 1, j + 1):
            found.append((old[i], new[j]))
            i, j = i + 1, j + 1
        elif i < len(old) and (j == len(new) or best(i + 1, j) >= best(i, j + 1)):
            found.append((old[i], None))
            i += 1
        else:
            found.append((None, new[j]))
            j += 1
    return found


def likenesses(old: list[Block], new: list[Block]) -> dict[tuple[int, int], float]:
    """Return {(place, place): share of words in common} for the pairs that are alike enough, at most MOST_GUESSES."""
    old_words, new_words = [words_of(block) for block in old], [words_of(block) for block in new]
    reach = max(2, MOST_GUESSES // (2 * len(old)))
    found = {}
    for i, these in enumerate(old_words):
        middle = i * len(new) // len(old)
        for j in range(max(0, middle - reach), min(len(new), middle + reach + 1)):
            share = 2 * len(these & new_words[j]) / (len(these) + len(new_words[j]) or 1)
            # Two rules, or a photo that took the place of another.
            if bool(old[i].picture) == bool(new[j].picture) and (share >= ALIKE or old[i].picture):
                found[i, j] = max(share, 0.1)
    return found


def words_of(block: Block) -> set:
    picture = block.picture
    return {("photo", picture.photo, picture.src)} if picture else set(re.findall(r"\w+", block.text.lower()))


def best_of(likeness: dict, rows: int, columns: int):
    """Return a function best(i, j): the most likeness to be had from blocks i and j on."""
    table = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        row, below = table[i], table[i + 1]
        for j in range(columns - 1, -1, -1):
            alike = likeness.get((i, j), 0)
            row[j] = max(below[j], row[j + 1], alike + below[j + 1] if alike else 0)
    return lambda i, j: table[i][j]


def change_of(old: Block | None, new: Block | None) -> BlockChange:
    """Return what became of a block; `old` or `new` is None for one that is new or gone."""
    if old is None or new is None:
        block, kind = (new, NEW) if old is None else (old, GONE)
        change = BlockChange(kind, block.kind, words=[(kind, block.text)] if block.text else [])
        change.before, change.after = old and old.picture, new and new.picture
        change.notes = link_notes(change.words, block.runs) if old is None else []
        return change
    change = BlockChange(CHANGED, new.kind, before=old.picture, after=new.picture)
    change.kind_was = old.kind if old.kind != new.kind else ""
    if new.picture:
        change.words = words(old.picture.caption, new.picture.caption)
        if old.picture.alt != new.picture.alt:
            change.notes = [alt_note(new.picture.alt)]
    else:
        change.words = words(old.text, new.text)
        change.notes = format_notes(change.words, old.runs, new.runs)
    return change


def alt_note(alt: str) -> str:
    if not alt:
        return gettext("Its description for those who can’t see it is now: none")
    return gettext("Its description for those who can’t see it is now: %(description)s") % {"description": alt}


def mark_moved(changes: list[BlockChange]) -> None:
    """Mark the blocks that are gone at one place and stand, the same to the letter, at another."""
    texts = {GONE: Counter(), NEW: Counter()}
    for change in changes:
        if change.what in texts and change.words:
            texts[change.what][change.kind, change.words[0][1]] += 1
    for change in changes:
        if change.what in texts and change.words:
            block = (change.kind, change.words[0][1])
            change.is_moved = bool(texts[GONE][block] and texts[NEW][block])


def format_notes(changed: list[tuple[str, str]], old: list, new: list) -> list[str]:
    """Return in sentences which words that stayed changed their format or link, and which new ones link."""
    before, after = by_letter(old), by_letter(new)
    i = j = 0
    found: list[tuple[frozenset, frozenset, str]] = []
    for kind, text in changed:
        for letter in text:
            was = before[i] if kind != NEW else frozenset()
            now = after[j] if kind != GONE else frozenset()
            i, j = i + (kind != NEW), j + (kind != GONE)
            if kind == GONE:
                continue
            if kind == NEW:
                now = frozenset(form for form in now if form[0] == "link")
            if found and found[-1][:2] == (was, now):
                found[-1] = (was, now, found[-1][2] + letter)
            else:
                found.append((was, now, letter))
    return [note for was, now, text in found if was != now and text.strip() for note in notes_on(text, was, now)]


def link_notes(changed: list[tuple[str, str]], runs: list) -> list[str]:
    return format_notes(changed, [], runs)


def by_letter(runs: list) -> list[frozenset]:
    return [formats for text, formats in runs for _ in text]


def notes_on(text: str, was: frozenset, now: frozenset) -> list[str]:
    old, new = (next((form[1] for form in forms if form[0] == "link"), "") for forms in (was, now))
    told = {"words": text.strip() if len(text) < 80 else text.strip()[:78] + "…", "new": new, "old": old}
    found = [gettext(BEGUN[name]) for (name, *link) in sorted(now - was) if not link]
    found += [gettext(ENDED[name]) for (name, *link) in sorted(was - now) if not link]
    if new != old and old and new:
        found.append(gettext("“%(words)s” links to %(new)s, no longer to %(old)s"))
    elif new != old:
        found.append(
            gettext("“%(words)s” links to %(new)s") if new else gettext("“%(words)s” no longer links to %(old)s")
        )
    return [sentence % told for sentence in found]


BEGUN = {
    "bold": gettext_noop("“%(words)s” is bold now"),
    "italic": gettext_noop("“%(words)s” is italic now"),
}
ENDED = {
    "bold": gettext_noop("“%(words)s” is not bold any more"),
    "italic": gettext_noop("“%(words)s” is not italic any more"),
}


def folded(changes: list[BlockChange]) -> list["Run"]:
    """Return runs of blocks: those to show, and by themselves those far from any change. A run tells by `is_far`."""
    near = [False] * len(changes)
    for place, change in enumerate(changes):
        if change.what != SAME:
            for beside in range(max(0, place - AROUND), min(len(changes), place + AROUND + 1)):
                near[beside] = True
    runs: list[Run] = []
    for change, is_near in zip(changes, near, strict=True):
        if not runs or runs[-1].is_far == is_near:
            runs.append(Run(is_far=not is_near))
        runs[-1].append(change)
    return runs


class Run(list):
    """Blocks that are shown together; `is_far` when they can stay folded."""

    def __init__(self, *, is_far: bool):
        super().__init__()
        self.is_far = is_far


# Revisions and editions


@dataclass
class Change:
    """One field that differs. `shape` says what it holds:

    "words": `words`; "body": `runs` of BlockChange; "photo": `before` and `after`, each a Lead or None, and `words` of
    the caption; "rows": `rows` of (kind, text); "choice": `before` and `after` in words; "moment": `before` and `after`
    aware or None. `is_desk` when no reader sees it.
    """

    name: str
    label: str
    shape: str
    words: list = field(default_factory=list)
    runs: list = field(default_factory=list)
    rows: list = field(default_factory=list)
    before: object = ""
    after: object = ""
    note: str = ""
    is_desk: bool = False
    number: int = 0


@dataclass
class Lead:
    """A lead photo as a version had it: `photo` is None when it is gone from the library."""

    photo: object
    caption: str = ""
    credit: str = ""
    alt: str = ""


# Those that readers see, too, are marked for translation.
LABELS = {
    "kicker": gettext_noop("Kicker"),
    "headline": gettext_noop("Headline"),
    "deck": gettext_noop("Deck"),
    "bylines": "Byline",
    "lead_photo_id": "Lead photo",
    "lead_caption": "Caption of the lead photo",
    "dateline": gettext_noop("Dateline"),
    "body": gettext_noop("Text"),
    "tags": gettext_noop("Tags"),
    "section_id": "Section",
    "label": "Label",
    "related": "Related stories",
    "slug": "Address",
    "front_headline": "Headline on fronts",
    "search_title": "Title for search engines",
    "search_description": "Description for search engines",
    "canonical_url": "First published at",
    "noindex": "Search engines",
    "editor_note": "Standing note",
    "planned_for": "Planned for",
    "embargo_until": "Embargo until",
    "comments_policy": "Comments",
    "comments_stay_open": "Comments after some days",
}

"""Tables in a body: rows of equally many cells, each a paragraph of words, and perhaps a caption."""

import re
from collections.abc import Callable

from django.utils.translation import gettext

from .markup import Node, is_block, lines_of, squeezed

# What is more stays in words: further rows as a table of their own, further cells in the last one of their row.
MOST_ROWS, MOST_COLUMNS = 200, 20
# “−1,250”, “38 %”, “£4.2m”, “14:30”
NUMBER = re.compile(r"[^\w]*\d[\d\s.,:’']*\w{0,3}[^\w]*")
Pieces = list[Node | str]


def cleaned(table: Node, contents: Callable[[Node], Pieces]) -> Pieces:
    """Return the table as the editor makes it, before it what stood in no cell, and after it the photos of its cells.

    A merged cell becomes one with the words and empty ones. `contents` gives the clean pieces of a part. A table
    without words in its cells is no table.
    """
    rows, captions, loose = [], [], []
    sort_out(table, rows, captions, loose)
    pictures: list[Node] = []
    caption = [line for part in captions for line in lines_in(contents(part), pictures)]
    title = squeezed(" ".join(Node("", {}, line).text() for line in caption))
    lines = [[cell_of(place, contents, pictures) for place in row] for row in grid(rows)]
    parts = [lines[start : start + MOST_ROWS] for start in range(0, len(lines), MOST_ROWS)]
    found = [table_of(part) for part in parts if any(cell.text().strip() for row in part for cell in row)]
    if title and found:
        found[0].children.insert(0, Node("caption", {}, [title]))
    elif title:
        found = [Node("p", {}, [title])]
    return [*contents(Node("", {}, loose)), *found, *pictures]


def table_of(rows: list[list[Node]]) -> Node:
    return Node("table", {}, [Node("tbody", {}, [Node("tr", {}, row) for row in rows])])


def sort_out(node: Node, rows: list[list[Node]], captions: list[Node], loose: Pieces) -> None:
    """Put what a table holds into the three lists, its rows as lists of cells."""
    for child in node.children:
        if isinstance(child, str):
            loose += [child] if child.strip() else []
        elif child.tag == "caption":
            captions.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            first = len(rows)
            sort_out(child, rows, captions, loose)
            if child.tag == "thead":
                for row in rows[first:]:
                    row[:] = [Node("th", cell.attributes, cell.children) for cell in row]
        elif child.tag == "tr":
            cells = [cell for cell in child.children if isinstance(cell, Node) and cell.tag in ("th", "td")]
            loose += [other for other in child.children if other not in cells]
            rows.append(cells)
        else:
            loose.append(child)


def grid(rows: list[list[Node]]) -> list[list[list[Node]]]:
    """Return equally long rows of places, each with the cells whose words stand there.

    That is one, none where a merged cell reaches or the row ends early, several beyond the last column.
    """
    covered_until = [0] * MOST_COLUMNS
    lines: list[list[list[Node]]] = []
    for number, row in enumerate(rows):
        line: list[list[Node]] = []
        for cell in row:
            while len(line) < MOST_COLUMNS and covered_until[len(line)] > number:
                line.append([])
            if len(line) == MOST_COLUMNS:
                line[-1].append(cell)
                continue
            for place in range(min(span(cell, "colspan"), MOST_COLUMNS - len(line))):
                covered_until[len(line)] = number + span(cell, "rowspan")
                line.append([] if place else [cell])
        lines.append(line)
    width = max(map(len, lines), default=0)
    return [line + [[] for _ in range(width - len(line))] for line in lines]


def span(cell: Node, name: str) -> int:
    """Return over how many columns or rows a cell reaches, 1 for what is no such number."""
    value = cell.attributes.get(name, "")
    return max(1, int(value)) if value.isascii() and value.isdecimal() and len(value) < 5 else 1


def cell_of(place: list[Node], contents: Callable[[Node], Pieces], pictures: list[Node]) -> Node:
    words: Pieces = []
    for cell in place:
        for line in lines_in(contents(cell), pictures):
            words += [Node("br"), *line] if words else line
    return Node(place[0].tag if place else "td", {}, [Node("p", {}, words)])


def lines_in(pieces: Pieces, pictures: list[Node]) -> list[Pieces]:
    """Return the runs of words in what a cell holds, without blocks round them; photos go to `pictures`."""
    lines, run = [], []
    for piece in [*pieces, None]:
        if piece is not None and not is_block(piece):
            run.append(piece)
            continue
        if Node("", {}, run).text().strip():
            lines.append(run)
        run = []
        if piece is None:
            continue
        if piece.tag == "figure":
            pictures.append(piece)
        else:
            lines += lines_in(piece.children, pictures)
    return lines


def in_paragraphs(table: Node) -> list[Node]:
    """Return a clean table as paragraphs, one for each row, for places where no table can stand."""
    caption = [Node("p", {}, node.children) for node in table.walk() if node.tag == "caption"]
    return caption + [
        Node("p", {}, words) for node in table.walk() if node.tag == "tr" and (words := words_of_row(node))
    ]


def words_of_row(row: Node) -> Pieces:
    words: Pieces = []
    for cell in row.children:
        if cell.text().strip():
            words += [*([" · "] if words else []), *cell.children[0].children]
    return words


# What readers get


def set_tables(tree: Node) -> None:
    """Put each clean table into a region that scrolls by itself and by the keyboard, named by its caption."""
    taken: set[str] = set()
    for place, block in enumerate(tree.children):
        if block.tag == "table":
            dress(block)
            name = unique(caption_of(block) or gettext("Table"), taken)
            region = {"class": "table", "role": "region", "tabindex": "0", "aria-label": name}
            tree.children[place] = Node("div", region, [block])


def caption_of(table: Node) -> str:
    return next((squeezed(node.text()) for node in table.children if node.tag == "caption"), "")


def unique(name: str, taken: set[str]) -> str:
    wanted, number = name, 2
    while name in taken:
        name, number = f"{wanted} {number}", number + 1
    taken.add(name)
    return name


def dress(table: Node) -> None:
    """Give the table a head when its first row is one, scopes to what heads, and a class to columns of numbers."""
    body = table.children[-1]
    rows = body.children
    numbers = {
        column for column in range(len(rows[0].children)) if is_of_numbers([row.children[column] for row in rows])
    }
    has_head = len(rows) > 1 and is_head(rows[0].children)
    for place, row in enumerate(rows):
        for column, cell in enumerate(row.children):
            dress_cell(cell, "col" if has_head and not place else "" if column else "row")
            if column in numbers:
                cell.attributes["class"] = "number"
    if has_head:
        table.children.insert(-1, Node("thead", {}, rows[:1]))
        body.children = rows[1:]


def is_head(cells: list[Node]) -> bool:
    """Whether a row heads the columns. A corner may be empty; one name before empty cells heads its row alone."""
    heads = [cell for cell in cells if cell.tag == "th"]
    return len(heads) == len(cells) or (
        len(heads) > 1 and all(cell.tag == "th" or not cell.text().strip() for cell in cells)
    )


def dress_cell(cell: Node, scope: str) -> None:
    cell.children = cell.children[0].children
    if not cell.text().strip():
        # A head without words heads nothing.
        cell.tag = "td"
    elif cell.tag == "th" and scope:
        cell.attributes["scope"] = scope


def is_of_numbers(cells: list[Node]) -> bool:
    found = [words for cell in cells if cell.tag == "td" and (words := squeezed(" ".join(lines_of(cell))))]
    return bool(found) and all(NUMBER.fullmatch(words) for words in found)

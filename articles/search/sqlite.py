"""Search by SQLite's FTS5. What was typed reaches MATCH only word by word, each in quotation marks."""

from django.db import connection

from ..models import SearchEntry, SearchWord
from .live import live_condition
from .passages import CLOSE, OPEN, parts_of, without_marks
from .words import BETWEEN_SIGNS, Term, spaced

PASSAGE_WORDS = 32


def add(rows: list) -> None:
    SearchEntry.objects.bulk_create(
        SearchEntry(pk=row.place, edition_id=row.edition, article_id=row.article, language=row.language) for row in rows
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO articles_searchtext (rowid, headline, deck, names, body, marks) "
            "VALUES (%s, %s, %s, %s, %s, %s)",
            [
                [row.place, *map(kept, (row.headline, row.deck, row.names, row.body)), " ".join(row.marks)]
                for row in rows
            ],
        )
        cursor.executemany(
            "INSERT INTO articles_searchtitle (rowid, headline) VALUES (%s, %s)",
            [[row.place, kept(row.headline)] for row in rows],
        )


def kept(text: str) -> str:
    return spaced(without_marks(text))


def remove(places: list[int]) -> None:
    with connection.cursor() as cursor:
        for table in ("articles_searchtext", "articles_searchtitle"):
            cursor.executemany(f"DELETE FROM {table} WHERE rowid = %s", [[place] for place in places])
    SearchEntry.objects.filter(pk__in=places).delete()


def add_words(words: list[str]) -> None:
    """Remember the unknown ones. Nobody else writes meanwhile: SQLite has one writer at a time."""
    last = SearchWord.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    SearchWord.objects.bulk_create((SearchWord(word=word) for word in words), ignore_conflicts=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO articles_searchsound (rowid, word) SELECT id, word FROM articles_searchword WHERE id > %s",
            [last],
        )


def phrase(words) -> str:
    return f'"{" ".join(words)}"'


def match(terms: list[Term], sections, author) -> str:
    """Return the FTS5 expression. Terms hold words alone, so there is nothing in them that could end a quotation."""
    wanted = " AND ".join(phrase(term.words) for term in terms if not term.is_excluded)
    unwanted = "".join(f" NOT {phrase(term.words)}" for term in terms if term.is_excluded)
    expression = f"{{headline deck names body}} : (({wanted}){unwanted})"
    if sections is not None:
        expression += f" AND marks : ({' OR '.join(f's{int(section)}' for section in sections)})"
    if author is not None:
        expression += f" AND marks : a{int(author)}"
    return expression


def candidates(wanted, *, most: int) -> list[tuple[int, int, float]]:
    """Return (edition id, place, relevance) of the newest live editions that match, looking at most at `most`."""
    condition, values = live_condition(wanted.at)
    sql = f"""
        SELECT articles_edition.id, hit.place, hit.relevance FROM (
            SELECT rowid AS place, -bm25(articles_searchtext, 10, 4, 3, 1, 0) AS relevance FROM articles_searchtext
            WHERE articles_searchtext MATCH %s AND rowid BETWEEN %s AND %s ORDER BY rowid DESC LIMIT %s
        ) AS hit
        JOIN articles_searchentry ON articles_searchentry.id = hit.place
        JOIN articles_edition ON articles_edition.id = articles_searchentry.edition_id
        WHERE {condition}"""
    expression = match(wanted.terms, wanted.sections, wanted.author)
    with connection.cursor() as cursor:
        cursor.execute(sql, [expression, *wanted.places, most, *values])
        return cursor.fetchall()


def passages(editions: list, terms: list[Term], language: str) -> dict[int, tuple[list, list]]:
    """Return {edition id: (parts of the headline, parts of the best passage)}. One query."""
    places = list(SearchEntry.objects.filter(edition__in=editions).values_list("pk", flat=True))
    if not places:
        return {}
    sql = f"""
        SELECT articles_searchentry.edition_id, highlight(articles_searchtext, 0, %s, %s),
            snippet(articles_searchtext, 3, %s, %s, '…', {PASSAGE_WORDS})
        FROM articles_searchtext JOIN articles_searchentry ON articles_searchentry.id = articles_searchtext.rowid
        WHERE articles_searchtext MATCH %s AND articles_searchtext.rowid IN ({", ".join(["%s"] * len(places))})"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [OPEN, CLOSE, OPEN, CLOSE, match(terms, None, None), *places])
        return {pk: (printed(headline), printed(passage)) for pk, headline, passage in cursor.fetchall()}


def printed(marked: str) -> list[tuple[str, bool]]:
    return parts_of(marked.replace(BETWEEN_SIGNS, ""))


def titles(words: list[str], *, at, most: int) -> list[int]:
    """Return the ids of the newest live editions whose headline has these words, the last one perhaps cut short."""
    condition, values = live_condition(at)
    sql = f"""
        SELECT articles_edition.id FROM (
            SELECT rowid AS place FROM articles_searchtitle WHERE articles_searchtitle MATCH %s
            ORDER BY rowid DESC LIMIT %s
        ) AS hit
        JOIN articles_searchentry ON articles_searchentry.id = hit.place
        JOIN articles_edition ON articles_edition.id = articles_searchentry.edition_id
        WHERE {condition} ORDER BY hit.place DESC"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [" ".join(phrase([word]) for word in words) + "*", most, *values])
        return [pk for [pk] in cursor.fetchall()]


def similar(word: str, most: int) -> list[str]:
    """Return known words that share three letters in a row with this one, the most alike first. Two queries."""
    threes = sorted({word[start : start + 3] for start in range(len(word) - 2)})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rowid FROM articles_searchsound WHERE articles_searchsound MATCH %s ORDER BY rank LIMIT %s",
            [" OR ".join(phrase([three]) for three in threes), most],
        )
        ids = [pk for [pk] in cursor.fetchall()]
    return list(SearchWord.objects.filter(pk__in=ids).values_list("word", flat=True))

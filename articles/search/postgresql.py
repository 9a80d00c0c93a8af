"""Search by PostgreSQL's full text. What was typed reaches it word by word, never in the syntax of a query."""

from django.db import connection

from ..models import Edition, SearchEntry, SearchWord
from .languages import configuration
from .live import live_condition
from .passages import best_passage, spans_of
from .words import Term, folded, words_of

# Of a rank: by the logarithm of the length, and by how near the words stand to each other.
NORMALISED = 1 | 4
ADD = """
    INSERT INTO articles_searchentry (id, edition_id, article_id, language, words, titles) VALUES (%s, %s, %s, %s,
        setweight(to_tsvector(%s::regconfig, %s), 'A') || setweight(to_tsvector(%s::regconfig, %s), 'B')
        || setweight(to_tsvector(%s::regconfig, %s), 'B') || setweight(to_tsvector(%s::regconfig, %s), 'D')
        || array_to_tsvector(%s::text[]),
        to_tsvector('newsroom_simple', %s))"""
# A vector holds a megabyte of words; what lies beyond this is found by the words before it.
LONGEST_BODY = 400_000


def add(rows: list) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(ADD, [values_of(row) for row in rows])


def values_of(row) -> list:
    reader = configuration(row.language)
    headline, deck, names, body = (
        " ".join(words_of(text)) for text in (row.headline, row.deck, row.names, row.body[:LONGEST_BODY])
    )
    texts = [value for text in (headline, deck, names, body) for value in (reader, text)]
    marks = [f"@{mark}" for mark in row.marks]
    return [row.place, row.edition, row.article, row.language, *texts, marks, headline]


def remove(places: list[int]) -> None:
    SearchEntry.objects.filter(pk__in=places).delete()


def add_words(words: list[str]) -> None:
    SearchWord.objects.bulk_create((SearchWord(word=word) for word in words), ignore_conflicts=True)


def tsquery(terms: list[Term], language: str) -> tuple[str, str]:
    """Return (what is wanted, all terms) as PostgreSQL writes queries; both empty without a word that counts.

    The language's commonest words (“the”) count for nothing. One query.
    """
    reader = configuration(language)

    def rows(some):
        sql = " && ".join(["phraseto_tsquery(%s::regconfig, %s)"] * len(some)) or "''::tsquery"
        return sql, [value for term in some for value in (reader, term.text)]

    wanted, wanted_values = rows([term for term in terms if not term.is_excluded])
    unwanted = [term for term in terms if term.is_excluded]
    excluded = "".join(" && !!phraseto_tsquery(%s::regconfig, %s)" for _ in unwanted)
    values = [*wanted_values, *wanted_values, *rows(unwanted)[1]]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({wanted})::text, ({wanted}{excluded})::text", values)
        found, everything = cursor.fetchone()
    return (found, everything) if found else ("", "")


def candidates(wanted, *, most: int) -> list[tuple[int, int, float]]:
    """Return (edition id, place, relevance) of the newest live editions that match, looking at most at `most`."""
    ranked, matched = tsquery(wanted.terms, wanted.language)
    if not ranked:
        return []
    if wanted.sections is not None:
        sections = " | ".join(f"'@s{int(section)}'" for section in wanted.sections)
        matched = f"({matched}) & ({sections})"
    if wanted.author is not None:
        matched = f"({matched}) & '@a{int(wanted.author)}'"
    condition, values = live_condition(wanted.at)
    sql = f"""
        WITH hit AS MATERIALIZED (
            SELECT id AS place, edition_id, words FROM articles_searchentry
            WHERE words @@ %s::tsquery AND id BETWEEN %s AND %s ORDER BY id DESC LIMIT %s
        )
        SELECT articles_edition.id, hit.place, ts_rank_cd(hit.words, %s::tsquery, {NORMALISED})
        FROM hit JOIN articles_edition ON articles_edition.id = hit.edition_id
        WHERE {condition}"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [matched, *wanted.places, most, ranked, *values])
        return cursor.fetchall()


def passages(editions: list, terms: list[Term], language: str) -> dict[int, tuple[list, list]]:
    """Return {edition id: (parts of the headline, parts of the best passage)}. Two queries.

    ts_headline() takes 3 ms for a text of 150 words, so passages are chosen here; PostgreSQL says which words count as
    the same.
    """
    typed = [word for term in terms if not term.is_excluded for word in term.words]
    beginnings = {beginning(word) for word in typed}
    letters = {found[:1] for found in beginnings}
    bodies = Edition.objects.filter(pk__in=[edition.pk for edition in editions]).values_list("pk", "body_text")
    texts = {pk: (spans_of(text), text) for pk, text in bodies}
    heads = {edition.pk: (spans_of(edition.headline), edition.headline) for edition in editions}
    there = {text[start:end] for found in (texts, heads) for spans, text in found.values() for start, end in spans}
    # The first letter alone rules most words out.
    maybe = (word for word in there if word[0].lower() in letters or not word[0].isascii())
    near = [word for word in maybe if beginning(word) in beginnings]
    same = the_same(near, typed, language)
    return {pk: (best_passage(*heads[pk], same, whole=True), best_passage(*texts[pk], same)) for pk in texts}


def beginning(word: str) -> str:
    """How the forms of a word begin, without the Arabic article that is written on to it."""
    return folded(word).removeprefix("ال")[:3]


def the_same(words: list[str], typed: list[str], language: str) -> set[str]:
    """Return those of the words that are a form of one that was typed. One query."""
    reader = configuration(language)
    sql = """
        SELECT word FROM unnest(%s::text[]) AS word WHERE tsvector_to_array(to_tsvector(%s::regconfig, word))
            && tsvector_to_array(to_tsvector(%s::regconfig, %s))"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [words, reader, reader, " ".join(typed)])
        return {word for [word] in cursor.fetchall()}


def titles(words: list[str], *, at, most: int) -> list[int]:
    """Return the ids of the newest live editions whose headline has these words, the last one perhaps cut short."""
    condition, values = live_condition(at)
    sql = f"""
        WITH hit AS MATERIALIZED (
            SELECT id AS place, edition_id FROM articles_searchentry
            WHERE titles @@ to_tsquery('newsroom_simple', %s) ORDER BY id DESC LIMIT %s
        )
        SELECT articles_edition.id FROM hit JOIN articles_edition ON articles_edition.id = hit.edition_id
        WHERE {condition} ORDER BY hit.place DESC"""
    typed = " & ".join(f"'{word}'" for word in words) + ":*"
    with connection.cursor() as cursor:
        cursor.execute(sql, [typed, most, *values])
        return [pk for [pk] in cursor.fetchall()]


def similar(word: str, most: int) -> list[str]:
    """Return known words that are like this one, by pg_trgm, or without it those that begin alike. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        if cursor.fetchone():
            sql = "SELECT word FROM articles_searchword WHERE word %% %s ORDER BY similarity(word, %s) DESC LIMIT %s"
            cursor.execute(sql, [word, word, most])
        else:
            sql = (
                "SELECT word FROM articles_searchword WHERE word LIKE %s AND length(word) BETWEEN %s AND %s LIMIT 5000"
            )
            cursor.execute(sql, [f"{word[:2]}%", len(word) - 2, len(word) + 2])
        return [found for [found] in cursor.fetchall()]

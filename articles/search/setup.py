"""What full text needs in the database besides its tables. Run by the migration and by rebuild_search."""

import sys

from django.db import DatabaseError, transaction

from ..models.edition import is_postgres
from .languages import CONFIGURATIONS, configuration

# Marks belong to their words (Devanagari, Thai); a run of letters up to the next sign is one word.
TOKENS = "unicode61 remove_diacritics 2 categories 'L* N* M* Co'"
SQLITE = [
    "CREATE VIRTUAL TABLE articles_searchtext USING fts5"
    f'(headline, deck, names, body, marks, tokenize="porter {TOKENS}")',
    f"CREATE VIRTUAL TABLE articles_searchtitle USING fts5(headline, tokenize=\"{TOKENS}\", prefix='1 2 3')",
    "CREATE VIRTUAL TABLE articles_searchsound USING fts5"
    "(word, content='articles_searchword', content_rowid='id', tokenize='trigram')",
]
SQLITE_TABLES = ["articles_searchtext", "articles_searchtitle", "articles_searchsound"]
POSTGRESQL = [
    # Vectors lie apart from the rows, unpacked: the newest matches are found by reading ids alone.
    "ALTER TABLE articles_searchentry SET (toast_tuple_target = 128)",
    "ALTER TABLE articles_searchentry ALTER COLUMN words SET STORAGE EXTERNAL",
    "CREATE INDEX articles_search_words ON articles_searchentry USING gin (words)",
    "CREATE INDEX articles_search_titles ON articles_searchentry USING gin (titles)",
]
NEEDED_FOR = {"unaccent": "finds “Häfen” for “hafen”", "pg_trgm": "is quicker at “did you mean”"}


def make_index(connection) -> None:
    with connection.cursor() as cursor:
        for statement in POSTGRESQL if is_postgres(connection) else SQLITE:
            cursor.execute(statement)
    prepare(connection)


def unmake_index(connection) -> None:
    with connection.cursor() as cursor:
        if is_postgres(connection):
            for name in CONFIGURATIONS:
                cursor.execute(f"DROP TEXT SEARCH CONFIGURATION IF EXISTS {configuration(name)}")
        else:
            for table in SQLITE_TABLES:
                cursor.execute(f"DROP TABLE {table}")


@transaction.atomic
def prepare(connection) -> None:
    """Make PostgreSQL's configurations anew, with the extensions that can be had. On SQLite nothing."""
    if not is_postgres(connection):
        return
    has = {name: extend(connection, name) for name in NEEDED_FOR}
    with connection.cursor() as cursor:
        cursor.execute("SELECT cfgname FROM pg_ts_config WHERE cfgnamespace = 'pg_catalog'::regnamespace")
        known = {name for [name] in cursor.fetchall()}
        for name in CONFIGURATIONS:
            # Older servers have fewer languages.
            configure(cursor, name, like=name if name in known else "simple", with_unaccent=has["unaccent"])
        if has["pg_trgm"]:
            cursor.execute(
                "CREATE INDEX IF NOT EXISTS articles_search_sound ON articles_searchword USING gin (word gin_trgm_ops)"
            )


def extend(connection, name: str) -> bool:
    """Return whether the extension is there now. Where it may not be made, say in a sentence what to do."""
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {name}")
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        sys.stderr.write(
            f"Search works without the PostgreSQL extension {name}, but with it {NEEDED_FOR[name]}. To have it, run "
            f"“CREATE EXTENSION {name}” in this database as its superuser, then “manage.py rebuild_search”. "
            f"({reason})\n"
        )
        return False
    return True


def configure(cursor, name: str, *, like: str, with_unaccent: bool) -> None:
    ours = configuration(name)
    cursor.execute(f"DROP TEXT SEARCH CONFIGURATION IF EXISTS {ours}")
    cursor.execute(f"CREATE TEXT SEARCH CONFIGURATION {ours} (COPY = pg_catalog.{like})")
    if with_unaccent:
        cursor.execute(
            "SELECT DISTINCT d.dictname FROM pg_ts_config c JOIN pg_ts_config_map m ON m.mapcfg = c.oid "
            "JOIN pg_ts_dict d ON d.oid = m.mapdict WHERE c.oid = %s::regconfig "
            "AND m.maptokentype IN (SELECT tokid FROM ts_token_type('default') WHERE alias = 'word')",
            [ours],
        )
        [[stem]] = cursor.fetchall()
        cursor.execute(
            f"ALTER TEXT SEARCH CONFIGURATION {ours} ALTER MAPPING FOR hword, hword_part, word WITH unaccent, {stem}"
        )

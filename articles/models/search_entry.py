from django.contrib.postgres.search import SearchVectorField
from django.db import models


class SearchEntryQuerySet(models.QuerySet):
    def of(self, article):
        return self.filter(article=article)

    def in_another_language(self, language):
        return self.exclude(language=language)


class SearchEntry(models.Model):
    """That an edition is in the search index. Written by articles/search/index.py alone.

    Its id begins with the second of first publication, so that the newest come first by id: see index.place_of().
    SQLite keeps the words under the same id in tables of its full text, PostgreSQL in the two vectors.
    """

    id = models.BigIntegerField(primary_key=True)
    # Without a constraint: publishing deletes editions that have not begun, and clears up here afterwards.
    edition = models.OneToOneField(
        "articles.Edition", on_delete=models.DO_NOTHING, db_constraint=False, related_name="search_entry"
    )
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="search_entries")
    language = models.CharField(max_length=16)
    words = SearchVectorField(null=True)
    titles = SearchVectorField(null=True)

    objects = SearchEntryQuerySet.as_manager()

    def __str__(self):
        return f"Edition {self.edition_id}"


class SearchWord(models.Model):
    """A word of a headline, deck, byline, tag or section, for “did you mean”. Nothing says that it is public."""

    word = models.CharField(max_length=40, unique=True)

    def __str__(self):
        return self.word

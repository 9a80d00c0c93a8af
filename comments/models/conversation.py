"""Words for reading a conversation piece by piece, never more of it than a page holds."""

from django.db import models
from django.db.models import OuterRef, Q, Subquery


class Ids(Subquery):
    """The ids that a subquery finds, as one JSON list; none at all may be null."""

    template = "(SELECT json_group_array(found.id) FROM (%(subquery)s) found)"
    output_field = models.JSONField()

    def as_postgresql(self, compiler, connection):
        return self.as_sql(compiler, connection, template="(SELECT jsonb_agg(found.id) FROM (%(subquery)s) found)")


class IdsOnPage(Subquery):
    """The ids of the first threads of a subquery (`pk`, and `first`: Ids of its replies), and of the replies with them.

    One reply of each thread in turn, until the page holds `comments` (no fewer than `threads`).
    """

    template = """(WITH threads AS (SELECT found.*, row_number() OVER () AS place FROM (%(subquery)s) found),
replies AS (SELECT reply.value AS id FROM threads CROSS JOIN %(each)s WHERE threads.place <= %(threads)s
    ORDER BY reply.key, threads.place
    LIMIT (SELECT %(comments)s - count(*) FROM threads WHERE threads.place <= %(threads)s))
SELECT pk FROM threads UNION ALL SELECT id FROM replies)"""
    output_field = models.BigIntegerField()

    def as_sqlite(self, compiler, connection):
        return self.as_sql(compiler, connection, each="json_each(threads.first) reply")

    def as_postgresql(self, compiler, connection):
        # In an array the ids are looked up one by one, however large the table is.
        template = f"(SELECT unnest(ARRAY{self.template}))"
        found = "jsonb_array_elements(threads.first) WITH ORDINALITY found (value, key)"
        each = f"LATERAL (SELECT value::bigint, key FROM {found}) reply"
        return self.as_sql(compiler, connection, template=template, each=each)


def backwards(order: list[str]) -> list[str]:
    """Return names for order_by() that sort the other way round."""
    return [name[1:] if name.startswith("-") else f"-{name}" for name in order]


class ConversationQuerySet(models.QuerySet):
    def beyond(self, comment, order: list[str], most: int):
        """At most `most` of these that come after `comment` in this order (names as for order_by).

        For each name one range of an index, so that the last page takes no longer than the first.
        """
        ranges, same = [], Q()
        for name in order:
            field = name.removeprefix("-")
            step = Q(**{f"{field}__lt" if name.startswith("-") else f"{field}__gt": getattr(comment, field)})
            ranges.append(self.filter(same & step).order_by(*order)[:most])
            same &= Q(**{field: getattr(comment, field)})
        if len(ranges) == 1:
            return ranges[0]
        # SQLite takes no LIMIT inside a compound, so each range stands in a subquery of its own.
        plain = self.model.objects.order_by()
        parts = [plain.filter(pk__in=part.values("pk")).values("pk") for part in ranges]
        return self.filter(pk__in=parts[0].union(*parts[1:])).order_by(*order)[:most]

    def with_first_replies(self, most: int):
        """Adds `first`: the ids of a thread's first replies that readers see, as many as `most`; may be None.

        Reads so many rows of each thread, however many replies that has.
        """
        replies = self.model.objects.shown().filter(thread=OuterRef("pk")).order_by("place").values("id")
        return self.annotate(first=Ids(replies[:most]))

    def page_with_replies(self, *, threads: int, comments: int):
        """These threads, in their order and one more than `threads`, and the replies that stand with them on a page.

        With the replies there are at most as many as `comments`; each thread gets one in turn. Adds `first` as above,
        which tells what is folded.
        """
        found = self.with_first_replies(comments).values("pk", "first")[: threads + 1]
        shown = self.model.objects.filter(pk__in=IdsOnPage(found, threads=threads, comments=comments))
        return shown.with_first_replies(comments)

    def from_place(self, place: str):
        """What stands at this place of a conversation or after it."""
        return self.filter(place__gte=place)

    def before_place(self, place: str):
        return self.filter(place__lt=place)

    def at_places(self, places: list[str]):
        return self.filter(place__in=places)

    def in_conversation(self):
        """Each before its replies, the oldest first."""
        return self.order_by("place", "pk")

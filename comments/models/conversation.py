"""Words for reading a conversation piece by piece, never more of it than a page holds."""

from django.db import models
from django.db.models import OuterRef, Q, Subquery


class Ids(Subquery):
    """The ids that a subquery finds, as one JSON list; none at all may be null."""

    template = "(SELECT json_group_array(found.id) FROM (%(subquery)s) found)"
    output_field = models.JSONField()

    def as_postgresql(self, compiler, connection):
        return self.as_sql(compiler, connection, template="(SELECT jsonb_agg(found.id) FROM (%(subquery)s) found)")


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

    def first_replies(self, number: int) -> dict[int, list[int]]:
        """Return {id of a thread: ids of its first replies that readers see, in their order}. Ends a chain; one query.

        Reads `number` rows of each thread, however many replies that has.
        """
        replies = self.model.objects.shown().filter(thread=OuterRef("pk")).order_by("place").values("id")[:number]
        return {pk: ids or [] for pk, ids in self.order_by().values_list("pk", Ids(replies))}

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

import re
from bisect import bisect_left
from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.db import models

from .. import body as story_body

# An autosave goes into the one before it for so long, and while no more words than these vanish by that.
TOGETHER_FOR = timedelta(minutes=10)
MOST_WORDS_GONE = 5
WORDS = re.compile(r"\w+")


class RevisionQuerySet(models.QuerySet):
    def newest(self):
        return self.order_by("-at", "-pk")

    def of_working_copy(self):
        """States that the working copy had, the latest first: all but what was kept aside from a conflict."""
        return self.exclude(kind=Revision.Kind.CONFLICT).newest()

    def autosaved(self):
        return self.filter(kind=Revision.Kind.AUTOSAVE)

    def kept(self):
        """All but autosaves."""
        return self.exclude(kind=Revision.Kind.AUTOSAVE)

    def named(self):
        return self.exclude(name="")

    def without_edition(self):
        """Those that tell of no edition: what was published stands in the history as the edition itself."""
        return self.filter(editions=None)


class Revision(models.Model):
    class Kind(models.TextChoices):
        AUTOSAVE = "autosave", "Autosaved"
        SAVE = "save", "Saved"
        MILESTONE = "milestone", "Milestone"
        PUBLISH = "publish", "Published"
        CONFLICT = "conflict", "Kept from a conflict"

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="revisions")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SAVE)
    name = models.CharField(max_length=120, blank=True)
    data = models.JSONField(help_text="What Article.snapshot() gave: fields, bylines, tags, desk.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    words_gone = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="How many words the autosaves that went into this one took out."
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["article", "-at"], name="revision_newest_of_article")]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.at:%Y-%m-%d %H:%M}"

    def takes_in(self, kind: str, data: dict, *, by, at) -> bool:
        """Make this revision the newer state `data` of the same person, if it may be. Returns whether it was done.

        The one rule of when a revision is written over: an autosave or a conflict by its own kind, within ten minutes,
        while all that went into it took out at most five words; an autosave also by a save of the very same text.
        What was published or saved by hand is never altered.
        """
        if by is None or self.by_id != by.pk:
            return False
        if kind == self.Kind.SAVE:
            if self.kind != self.Kind.AUTOSAVE or self.data != data:
                return False
        elif kind != self.kind or kind not in (self.Kind.AUTOSAVE, self.Kind.CONFLICT) or self.at < at - TOGETHER_FOR:
            return False
        gone = self.words_gone + words_gone(self.data, data)
        if gone > MOST_WORDS_GONE:
            return False
        self.kind, self.data, self.at, self.words_gone = kind, data, max(self.at, at), gone
        self.save(update_fields=["kind", "data", "at", "words_gone"])
        return True


def words_gone(before: dict, after: dict) -> int:
    """Return how many words of one state of a story the next one lacks. A word that was written on is still there."""
    old, new = words_of(before), words_of(after)
    lacking, added = (old - new).elements(), sorted((new - old).elements())
    gone = 0
    for word in sorted(lacking, reverse=True):
        place = bisect_left(added, word)
        if place < len(added) and added[place].startswith(word):
            del added[place]
        else:
            gone += 1
    return gone


def words_of(data: dict) -> Counter:
    """Return {word: how often} over all text of a state, as Article.snapshot() keeps it."""
    desk = data.get("desk", {})
    texts = [value for name, value in [*data.items(), *desk.items()] if isinstance(value, str) and name != "body"]
    texts += [*data.get("tags", []), story_body.plain_text(data.get("body") or "")]
    return Counter(WORDS.findall("\n".join(texts)))

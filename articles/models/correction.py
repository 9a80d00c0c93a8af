from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, Max, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy

from .article import check_no_nul
from .edition import Edition


class CorrectionQuerySet(models.QuerySet):
    def live(self, at=None):
        """Corrections that readers may see at `at` (aware; default now): begun, and of a story that is on the site."""
        return self.begun(at).filter(Exists(Edition.objects.live(at).filter(article=OuterRef("article"))))

    def begun(self, at=None):
        """Corrections whose moment has come; whether readers see them also depends on their story, see live()."""
        return self.filter(live_from__lte=at or timezone.now())

    def with_story(self, at=None):
        """Add the story's `headline` and `path` as readers see them at `at`."""
        edition = Edition.objects.live(at).filter(article=OuterRef("article"))
        return self.annotate(
            headline=Subquery(edition.values("headline")[:1]), path=Subquery(edition.values("path")[:1])
        )

    def to_announce(self, at, *, since):
        """Begun after `since` and by `at` (aware), and the subscribers of feeds were not told."""
        return self.filter(announced_at=None, live_from__lte=at, live_from__gt=since)

    def announced(self, ids, at):
        """Note that subscribers were told of these. Ends a chain; one query."""
        self.filter(pk__in=ids).order_by().update(announced_at=at)

    def by_story(self, articles) -> dict[int, list]:
        """Return {article id: its corrections, the oldest first} for these ids. Ends a chain; one query."""
        found = {}
        for correction in self.filter(article__in=articles).order_by("live_from", "pk"):
            found.setdefault(correction.article_id, []).append(correction)
        return found

    def last_by_story(self, start, end) -> dict[int, datetime]:
        """Return {article id: when its latest correction began} for ids from `start` to below `end`. One query."""
        rows = self.filter(article_id__gte=start, article_id__lt=end).order_by().values("article_id")
        return dict(rows.annotate(last=Max("live_from")).values_list("article_id", "last"))

    def newest(self):
        return self.order_by("-live_from", "-pk")


class Correction(models.Model):
    """A public note on a story: what was wrong, or what has been added."""

    class Kind(models.TextChoices):
        UPDATE = "update", gettext_lazy("Update")
        CLARIFICATION = "clarification", gettext_lazy("Clarification")
        CORRECTION = "correction", gettext_lazy("Correction")
        APOLOGY = "apology", gettext_lazy("Apology")
        RETRACTION = "retraction", gettext_lazy("Retraction")

    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="corrections")
    kind = models.CharField(max_length=14, choices=Kind.choices, default=Kind.CORRECTION)
    text = models.TextField(max_length=2000, validators=[check_no_nul], help_text="As readers will read it.")
    at_top = models.BooleanField(
        "at the top of the story", default=False, help_text="Otherwise it stands below the text."
    )
    live_from = models.DateTimeField(default=timezone.now, help_text="When readers see it. Its date is printed.")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    announced_at = models.DateTimeField(null=True, editable=False, help_text="When feeds' subscribers were told.")

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-live_from", "-pk"]
        indexes = [
            models.Index(fields=["-live_from", "-id"], name="correction_newest"),
            models.Index(fields=["article", "-live_from"], name="correction_of_article"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="correction_has_words"),
            models.CheckConstraint(
                condition=Q(kind__in=["update", "clarification", "correction", "apology", "retraction"]),
                name="correction_kind_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.text[:60]}"

    @property
    def is_retraction(self) -> bool:
        return self.kind == self.Kind.RETRACTION

    @property
    def link_words(self) -> str:
        """What a link to the very correction is called."""
        return LINK_WORDS[self.kind]

    @property
    def stands_on_top(self) -> bool:
        """A retraction always does: whoever reads the story has to meet it first."""
        return self.at_top or self.is_retraction

    @property
    def anchor(self) -> str:
        return f"correction-{self.pk}"


LINK_WORDS = {
    Correction.Kind.UPDATE: gettext_lazy("Link to this update"),
    Correction.Kind.CLARIFICATION: gettext_lazy("Link to this clarification"),
    Correction.Kind.CORRECTION: gettext_lazy("Link to this correction"),
    Correction.Kind.APOLOGY: gettext_lazy("Link to this apology"),
    Correction.Kind.RETRACTION: gettext_lazy("Link to this retraction"),
}

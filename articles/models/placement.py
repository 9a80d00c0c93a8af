from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from ..addresses import is_for_everybody, list_at, path_here, story_path
from .edition import Edition
from .section import Section

HOME = "home"
# By what the link would be the page of.
WHY_UNLINKED = {
    "section": "no section has this address.",
    "author": "no author of a live story has this address.",
    "tag": "no tag of a live story has this address.",
    "": "nothing that readers see is at this address.",
}


class FrontQuerySet(models.QuerySet):
    def shaped(self, section):
        """Return the front of a section (None: home), unsaved before anybody shaped it. Ends a chain; one query."""
        return self.of(section).select_related("shaped_by").first() or Front(section=section)

    def of(self, section):
        """Of this section (instance or None for home)."""
        return self.filter(section=section)

    def with_placements(self, at=None):
        """Add `standing`: how many stories are put there now or will be."""
        rows = Placement.objects.standing(at).filter(front=OuterRef("pk")).order_by().values("front")
        count = rows.annotate(number=models.Count("pk")).values("number")
        return self.select_related("shaped_by").annotate(standing=Coalesce(models.Subquery(count), 0))

    def locked(self, section):
        """Return the front of a section (None: home), made if need be, its row locked until the transaction ends."""
        self.get_or_create(section=section)
        return self.of(section).select_for_update(of=("self",)).get()


class Front(models.Model):
    """What editors keep of home or of a section's front. Written by articles/shaping.py alone."""

    section = models.OneToOneField("articles.Section", on_delete=models.CASCADE, null=True, related_name="front")
    version = models.PositiveIntegerField(default=0)
    shaped_at = models.DateTimeField(null=True)
    shaped_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = FrontQuerySet.as_manager()

    class Meta:
        constraints = [
            # A unique null would be no rule: to a database no null is equal to another one.
            models.UniqueConstraint(Coalesce("section", Value(0)), name="there_is_one_home"),
        ]

    def __str__(self):
        return self.section.name if self.section_id else "Home"

    def get_absolute_url(self):
        return self.section.get_absolute_url() if self.section_id else reverse("articles:home_show")


class Slot(models.TextChoices):
    """The places of a front, from the top down."""

    LEAD = "lead", "Lead"
    SECOND = "second", "Second rank"
    ROW = "row", "Row"
    LIST = "list", "List"


class PlacementQuerySet(models.QuerySet):
    def on(self, section):
        """On the front of a section (None: home)."""
        return self.filter(front__section=section)

    def live(self, at=None):
        """That count at the moment `at` (aware; default now). Whether readers see the story is the edition's to say."""
        at = at or timezone.now()
        return self.filter(Q(live_until=None) | Q(live_until__gt=at), live_from__lte=at)

    def standing(self, at=None):
        """That count at `at` (aware; default now) or will."""
        return self.filter(Q(live_until=None) | Q(live_until__gt=at or timezone.now()))

    def ended(self, at=None):
        return self.filter(live_until__lte=at or timezone.now())

    def of_stories(self, articles):
        """Of these articles (instances or ids)."""
        return self.filter(article__in=articles)

    def in_order(self):
        return self.order_by("position")

    def for_front(self):
        """With the photos that cards print, in one query."""
        return self.select_related("photo").defer("photo__metadata")

    def showing(self, photo):
        """With this photo in the place of the story's own."""
        return self.filter(photo=photo)

    def with_front(self):
        return self.select_related("front__section")


class Placement(models.Model):
    """A story put on a front by hand."""

    front = models.ForeignKey(Front, on_delete=models.CASCADE, related_name="placements")
    slot = models.CharField(max_length=8, choices=Slot.choices)
    position = models.PositiveSmallIntegerField()
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="placements")
    headline = models.CharField(max_length=200, blank=True)
    photo = models.ForeignKey("articles.Photo", on_delete=models.PROTECT, null=True, related_name="placements")
    live_from = models.DateTimeField(db_index=True)
    live_until = models.DateTimeField(null=True, db_index=True)
    may_repeat = models.BooleanField(default=False)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ["front", "position"]
        constraints = [
            models.UniqueConstraint(fields=["front", "position"], name="a_place_holds_one_story"),
            models.CheckConstraint(
                condition=Q(live_until=None) | Q(live_until__gt=F("live_from")), name="placement_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(slot__in=Slot.values), name="placement_is_in_a_slot"),
        ]

    def __str__(self):
        return f"{self.get_slot_display()}: {self.headline or self.article_id}"


class BreakingNewsQuerySet(models.QuerySet):
    def live(self, at=None):
        at = at or timezone.now()
        return self.filter(live_from__lte=at, live_until__gt=at)

    def scheduled(self, at=None):
        return self.filter(live_from__gt=at or timezone.now())

    def newest(self):
        return self.order_by("-live_from", "-pk")

    def on_fronts(self, at=None):
        """Return what the bar on fronts says at `at` (aware; default now), or None. Ends a chain; at most two queries.

        It comes with `is_told`, whether its link may be shown: one to a story that readers don't see names it, and one
        to a list that isn't there leads nowhere. And with `stories`, the ids of all that it hangs on, which are not
        for readers.
        """
        news = self.live(at).newest().first()
        return news and news.looked_up(at)


class BreakingNews(models.Model):
    """A line on top of the fronts that ends by itself."""

    text = models.CharField(max_length=160, help_text="One sentence. Readers see it on top of home and every section.")
    link = models.CharField(
        max_length=300,
        blank=True,
        help_text="Where it leads: a page of this site, such as /harbour/, or an https:// address. A story that is not "
        "live is not linked.",
    )
    live_from = models.DateTimeField("from", db_index=True)
    live_until = models.DateTimeField("until", db_index=True, help_text="It goes by itself at that minute.")

    objects = BreakingNewsQuerySet.as_manager()

    class Meta:
        verbose_name = "breaking news"
        verbose_name_plural = "breaking news"
        ordering = ["-live_from", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(live_until__gt=F("live_from")), name="breaking_news_ends"),
            models.CheckConstraint(
                condition=Q(link="")
                | Q(link__startswith="https://")
                | (Q(link__startswith="/") & ~Q(link__startswith="//")),
                name="breaking_news_leads_here_or_to_https",
            ),
        ]

    def __str__(self):
        return self.text

    def looked_up(self, at=None):
        """Return it with `is_told` and `stories` as they are at `at` (aware; default now). At most one query."""
        self.stories, self.is_told = self.target(at)
        return self

    def target(self, at=None) -> tuple[set[int], bool]:
        """Return the ids of the stories whose address the link is, was or will be, and whether it may be shown.

        It may if one of them that is live at `at` (aware; default now) has or had it. Others may if there is such a
        page then. One query, none for links that are neither a story's nor a list's.
        """
        path = path_here(self.link)
        story = story_path(path) if path else None
        if story is None:
            return set(), path is None or (is_for_everybody(path) and self.has_list(at))
        rows = Edition.objects.at_path(story).leading_on(at).order_by().values_list("article", "leads_on")
        leads_on = list(rows.distinct())
        return {article for article, _ in leads_on}, any(leads for _, leads in leads_on)

    @property
    def linked_list(self) -> tuple[str, str]:
        """What the link would be the page of, "section", "author" or "tag", and its slug; ("", "") for other links."""
        return list_at(path_here(self.link) or "") or ("", "")

    @property
    def listed(self):
        """The editions on which it hangs whether the author's or tag's page that the link leads to is there."""
        return Edition.objects.on_list_of(*self.linked_list)

    def has_list(self, at=None) -> bool:
        """Whether the list that the link leads to is there at `at`. True for other links, without a query."""
        kind, slug = self.linked_list
        if kind == "section":
            return Section.objects.filter(slug=slug).exists()
        return not kind or self.listed.live(at).exists()

    def hangs_on(self, stories: set[int]) -> bool:
        """Whether its link comes and goes with one of these stories (ids). Needs looked_up(). One query, or none."""
        return bool(self.stories & stories) or self.listed.of_stories(stories).exists()

    @property
    def why_unlinked(self) -> str:
        """Why its link does not show, in a sentence; "" where it does, or there is none. Needs looked_up()."""
        return "" if self.is_told or not self.link else f"Its link does not show: {WHY_UNLINKED[self.linked_list[0]]}"

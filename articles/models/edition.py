from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import connections, models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.db.models.functions import Left
from django.utils import timezone
from django.utils.translation import gettext

from ..calendar import midnight


class TsTzRange(Func):
    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class PostgresExclusion(ExclusionConstraint):
    """An exclusion constraint. Other databases go without it: there articles/publishing.py alone holds the rule."""

    def constraint_sql(self, model, schema_editor):
        return super().constraint_sql(model, schema_editor) if is_postgres(schema_editor.connection) else None

    def create_sql(self, model, schema_editor):
        return super().create_sql(model, schema_editor) if is_postgres(schema_editor.connection) else None

    def remove_sql(self, model, schema_editor):
        return super().remove_sql(model, schema_editor) if is_postgres(schema_editor.connection) else None

    def check_supported(self, connection):
        if is_postgres(connection):
            super().check_supported(connection)

    def validate(self, model, instance, exclude=None, using="default"):
        if is_postgres(connections[using]):
            super().validate(model, instance, exclude, using)


# Told that published_at has a limit, SQLite walks its index. Else it takes the one of live_from and sorts all there is.
EVER = datetime(1, 1, 2, tzinfo=UTC)


def is_postgres(connection) -> bool:
    return connection.vendor == "postgresql"


def local_day(moments):
    return next((timezone.localtime(moment).date() for moment in moments), None)


class Merged:
    """Lists of editions as one list in the same order, of which a part can be cut: one query.

    Each is walked along its index and the walks are merged, where a condition on all of them would be read whole and
    sorted. SQLite merges what stands in a compound by itself, and takes no limit there; PostgreSQL needs the limit.
    """

    def __init__(self, lists: list):
        self.lists = lists

    def __getitem__(self, cut: slice):
        first, *others = lists = self.lists
        if not others:
            return first[cut]
        if connections[first.db].features.supports_slicing_ordering_in_compound:
            first, *others = [one[: cut.stop] for one in lists]
        else:
            first, *others = [one.order_by() for one in lists]
        return first.union(*others, all=True).order_by("-published_at", "-pk")[cut]


class EditionQuerySet(models.QuerySet):
    def live(self, at=None):
        """Editions any reader may see at the moment `at` (aware; default now)."""
        at = at or timezone.now()
        return self.filter(Q(live_until=None) | Q(live_until__gt=at), live_from__lte=at)

    def scheduled(self, at=None):
        """Editions that go live after `at` (aware; default now)."""
        return self.filter(live_from__gt=at or timezone.now())

    def standing(self, at=None):
        """Editions that are live at `at` (aware; default now) or will be."""
        return self.filter(Q(live_until=None) | Q(live_until__gt=at or timezone.now()))

    def begun(self, at=None):
        """Editions that readers can see or could see before `at` (aware; default now)."""
        return self.filter(live_from__lte=at or timezone.now())

    def beginning_between(self, start, end):
        """Going live in the half-open interval [start, end) (aware)."""
        return self.filter(live_from__gte=start, live_from__lt=end)

    def beginning_before(self, moment):
        return self.filter(live_from__lt=moment)

    def leaving_between(self, start, end):
        """After which the story is off the site, ending in [start, end): no other edition begins where it ends."""
        next_one = Edition.objects.filter(article=models.OuterRef("article"), live_from=models.OuterRef("live_until"))
        return self.filter(~models.Exists(next_one), live_until__gte=start, live_until__lt=end)

    def worth_telling(self, at=None):
        """What is to come, first publications, and changes that readers should know of."""
        told = Q(is_minor=False) | Q(published_at=F("live_from")) | Q(live_from__gt=at or timezone.now())
        return self.filter(told)

    def kept(self):
        """Of stories that nobody has spiked."""
        return self.filter(article__spiked_at=None)

    def newest(self):
        """By first publication, the latest first: the order of every list."""
        return self.order_by("-published_at", "-pk")

    def in_sections(self, sections):
        """In any of these sections (instances or ids)."""
        return self.filter(section__in=sections)

    def in_sections_or_of(self, sections, articles):
        """In any of these sections, or of these articles wherever they lie."""
        return self.filter(Q(section__in=sections) | Q(article__in=articles))

    def by_author(self, author):
        return self.filter(authors=author)

    def about(self, tag):
        return self.filter(tags=tag)

    def on_list_of(self, kind, slug):
        """On the page of the "author" or "tag" with this slug; of any other kind none."""
        fields = {"author": "authors__slug", "tag": "tags__slug"}
        return self.filter(**{fields[kind]: slug}) if kind in fields else self.none()

    def newest_about(self, tag):
        """Those about a tag in the order of every list, with id and date alone: a walk along the tag's own index."""
        found = self.filter(tagged__tag=tag).order_by("-tagged__published_at", "-tagged__edition_id")
        return found.only("published_at")

    def newest_by(self, author):
        """Those by an author in the order of every list, with id and date alone: a walk along their own index."""
        found = self.filter(credited__author=author).order_by("-credited__published_at", "-credited__edition_id")
        return found.only("published_at")

    def newest_in(self, sections):
        """Those in any of these sections in the order of every list, with id and date alone. To be cut, no more."""
        return Merged([self.filter(section=section).newest().only("published_at") for section in sections])

    def numbered(self, pks):
        return self.filter(pk__in=pks)

    def besides(self, article):
        """Of other stories than this one."""
        return self.exclude(article=article)

    def published_between(self, start, end):
        """First public in the half-open interval [start, end) (aware)."""
        return self.filter(published_at__gte=start, published_at__lt=end)

    def published_before(self, moment):
        return self.filter(published_at__lt=moment)

    def published_from(self, moment):
        return self.filter(published_at__gte=moment)

    def first_day(self):
        """Return the local date of the earliest first publication, or None. Ends a chain; one query."""
        return local_day(self.published_from(EVER).order_by("published_at").values_list("published_at", flat=True)[:1])

    def last_day(self):
        """Return the local date of the latest first publication, or None. Ends a chain; one query."""
        return local_day(self.published_from(EVER).order_by("-published_at").values_list("published_at", flat=True)[:1])

    def days(self):
        """Return the local dates on which any of these were first public, in order. Ends a chain; one query."""
        return [moment.date() for moment in self.order_by().datetimes("published_at", "day")]

    def which_of(self, periods):
        """Return the first days of those periods in which any of these were first public, in order.

        A period is (its first day, the day after its last), in local time. Ends a chain; one query, which looks into
        an index once for each.
        """
        if not periods:
            return []
        slices = [self.published_between(midnight(start), midnight(end)).newest()[:1] for start, end in periods]
        moments = Edition.objects.in_any(slices).values_list("published_at", flat=True)
        days = [timezone.localdate(moment) for moment in moments]
        return sorted({start for start, end in periods for day in days if start <= day < end})

    def in_any(self, slices):
        """What any of these sliced querysets holds, each edition once.

        SQLite takes no LIMIT inside a compound, so each slice stands in a subquery of its own; an OR of them
        would make PostgreSQL read the whole table.
        """
        parts = [self.model.objects.filter(pk__in=part.values("pk")).order_by().values("pk") for part in slices]
        return self.filter(pk__in=parts[0].union(*parts[1:]))

    def at_path(self, path):
        """All editions that ever had this address, the latest first."""
        return self.filter(path=path).order_by("-live_from")

    def leading_on(self, at=None):
        """Add `leads_on`: whether it began by `at` (aware; default now) and its story is live then."""
        at = at or timezone.now()
        live = Edition.objects.live(at).filter(article=OuterRef("article"))
        begun = models.Case(models.When(live_from__lte=at, then=Exists(live)), default=False)
        return self.annotate(leads_on=begun)

    def for_card(self):
        """With all that a card prints, in one query; without the texts."""
        return self.select_related("section", "lead_photo").defer("body_html", "body_text", "lead_photo__metadata")

    def to_announce(self, at, *, since):
        """Begun after `since` and by `at` (aware), and the subscribers of feeds were not told."""
        return self.filter(announced_at=None, live_from__lte=at, live_from__gt=since)

    def announced(self, ids, at):
        """Note that subscribers were told of these. Ends a chain; one query."""
        self.filter(pk__in=ids).order_by().update(announced_at=at)

    def of_stories(self, articles):
        """Of these articles (instances or ids)."""
        return self.filter(article__in=articles)

    def for_addresses(self):
        """With what is needed to name the feeds a story stands in, in one small query."""
        return self.select_related("section__parent").only(
            "section__slug", "section__parent__slug", "credits", "tag_links"
        )

    def for_feed(self, *, with_text):
        """With all that a feed prints, in one query; `lede` is the beginning of the text."""
        deferred = ["body_text", "lead_photo__metadata", *([] if with_text else ["body_html"])]
        return self.select_related("section", "lead_photo").annotate(lede=Left("body_text", 400)).defer(*deferred)

    def for_card_elsewhere(self):
        """With all that other sites show of a story, in one query; without the texts."""
        return self.select_related("lead_photo").defer("body_html", "body_text", "lead_photo__metadata")

    def for_search_engines(self):
        """Whose own page search engines are to list: neither hidden from them nor at home under another address."""
        return self.filter(noindex=False, canonical_url="")

    def of_stories_from(self, start, end=None):
        """Of articles with an id from `start`, and below `end` where one is given."""
        return self.filter(article_id__gte=start, **({} if end is None else {"article_id__lt": end}))

    def without_labels(self, labels):
        return self.exclude(label__in=labels)

    def following_another(self):
        """Add `follows_another`: whether it took the place of another edition without a gap between them."""
        before = Edition.objects.filter(article=OuterRef("article"), live_until=OuterRef("live_from"))
        return self.annotate(follows_another=Exists(before))

    def for_changes(self):
        """With all that is compared of what readers saw, in one query."""
        return self.select_related("section", "lead_photo").defer("body_text", "lead_photo__metadata")

    def for_discussion(self):
        """With what is needed to take in a comment, in one small query."""
        return self.select_related("section__parent", "article").only(
            "path",
            "headline",
            "published_at",
            "article__comments_policy",
            "article__comments_stay_open",
            "section__comments_policy",
            "section__parent__comments_policy",
        )

    def for_story(self):
        """With all that the article page prints of the edition itself, in one query."""
        return (
            self.following_another()
            .select_related("section__parent", "lead_photo", "article")
            .defer("body_text", "lead_photo__metadata", "article__body")
        )


class Edition(models.Model):
    """One published version of a story, exactly as readers see it. Written by articles/publishing.py alone."""

    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    revision = models.ForeignKey("articles.Revision", on_delete=models.PROTECT, related_name="editions")
    live_from = models.DateTimeField(db_index=True)
    live_until = models.DateTimeField(null=True, db_index=True)
    published_at = models.DateTimeField(help_text="First time public.")
    updated_at = models.DateTimeField(help_text="The last change that readers should know of.")
    is_minor = models.BooleanField(default=False)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    path = models.CharField(max_length=300, db_index=True)
    announced_at = models.DateTimeField(null=True)

    headline = models.CharField(max_length=200)
    kicker = models.CharField(max_length=60, blank=True)
    deck = models.CharField(max_length=400, blank=True)
    label = models.CharField(max_length=20)
    dateline = models.CharField(max_length=80, blank=True)
    slug = models.CharField(max_length=120)
    section = models.ForeignKey("articles.Section", on_delete=models.PROTECT, related_name="editions")
    lead_photo = models.ForeignKey("articles.Photo", on_delete=models.PROTECT, null=True, related_name="editions")
    lead_caption = models.TextField(blank=True)
    lead_credit = models.CharField(max_length=200, blank=True)
    lead_alt_text = models.CharField(max_length=300, blank=True)
    byline_text = models.CharField(max_length=500, blank=True)
    credits = models.JSONField(default=list, help_text="The byline's rows: name, slug, role.")
    authors = models.ManyToManyField("articles.Author", through="articles.CreditedEdition", related_name="editions")
    tags = models.ManyToManyField("taggit.Tag", through="articles.TaggedEdition", related_name="editions")
    tag_links = models.JSONField(default=list, help_text="The tags' names and slugs, as the page prints them.")
    related = models.JSONField(default=list, help_text="The numbers of the stories chosen by hand to stand beside it.")
    front_headline = models.CharField(max_length=200, blank=True)
    search_title = models.CharField(max_length=200, blank=True)
    search_description = models.CharField(max_length=300, blank=True)
    canonical_url = models.URLField(blank=True)
    noindex = models.BooleanField(default=False)
    body_html = models.TextField()
    body_text = models.TextField()
    word_count = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)

    objects = EditionQuerySet.as_manager()
    # Where a front shows the story by hand: articles/fronts.py puts the Placement here.
    placement = None

    class Meta:
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="edition_newest"),
            models.Index(fields=["section", "-published_at", "-id"], name="edition_newest_in_section"),
            # With its end, so that whether a story is live is told without reading its row.
            models.Index(fields=["article", "-live_from", "live_until"], name="edition_latest_of_article"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="edition_number_is_unique"),
            models.CheckConstraint(
                condition=Q(live_until=None) | Q(live_until__gt=F("live_from")),
                name="edition_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(published_at__lte=F("updated_at")), name="edition_updated_after_published"
            ),
            PostgresExclusion(
                name="editions_of_an_article_do_not_overlap",
                expressions=[
                    ("article", RangeOperators.EQUAL),
                    (TsTzRange("live_from", "live_until", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
            PostgresExclusion(
                name="an_address_belongs_to_one_article",
                expressions=[("path", RangeOperators.EQUAL), ("article", RangeOperators.NOT_EQUAL)],
            ),
        ]

    def __str__(self):
        return f"{self.headline} ({self.number})"

    def get_absolute_url(self):
        return self.path

    @property
    def is_no_report(self) -> bool:
        """Whether readers are told so in a sentence on its page: paid, made up, somebody's opinion or analysis."""
        return self.label in ("sponsored", "satire", "opinion", "analysis")

    @property
    def labelled_headline(self) -> str:
        """The headline where nothing of ours stands around it, as in feeds: with its label, if it is no report."""
        if not self.is_no_report:
            return self.headline
        # By name, since the model of stories imports this one.
        label = self._meta.get_field("article").related_model.Label(self.label).label
        return gettext("%(label)s: %(headline)s") % {"label": label, "headline": self.headline}

    @property
    def card_headline(self) -> str:
        """The headline on fronts: that front's own, the one for all fronts, else the story's."""
        return (self.placement and self.placement.headline) or self.front_headline or self.headline

    @property
    def card_photo(self):
        """The Photo on fronts, or None. Needs for_card(), and for_front() for a placement."""
        return (self.placement and self.placement.photo) or self.lead_photo

    @property
    def card_photo_id(self) -> int | None:
        return (self.placement and self.placement.photo_id) or self.lead_photo_id

    @property
    def card_alt_text(self) -> str:
        photo = self.placement and self.placement.photo
        return photo.alt if photo else self.lead_alt_text

    @property
    def is_updated(self) -> bool:
        """Whether readers should be told of a change: it came a minute or more after the first publication."""
        return self.updated_at - self.published_at >= timedelta(minutes=1)

    def is_live(self, at=None) -> bool:
        at = at or timezone.now()
        return self.live_from <= at and (self.live_until is None or self.live_until > at)

import hashlib
import json

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.text import slugify
from django_prose_editor.fields import ProseEditorField
from taggit.managers import TaggableManager

from .. import body as story_body
from .edition import Edition
from .revision import Revision
from .search import search_words


def check_no_nul(value):
    # PostgreSQL refuses it in text, so it is answered here instead of by the database.
    if "\x00" in value:
        raise ValidationError("The text holds a character that can’t be stored. Take it out.")


class BodyField(ProseEditorField):
    """A story's body. Cleaned whenever it is written, so that a script can store no more than the editor can make."""

    def pre_save(self, model_instance, add):
        value = story_body.clean(super().pre_save(model_instance, add) or "")
        setattr(model_instance, self.attname, value)
        return value


class State(models.TextChoices):
    """Where a story stands, derived from its stage and its editions. Never stored."""

    DRAFT = "draft", "Draft"
    REVIEW = "review", "In review"
    READY = "ready", "Ready"
    SCHEDULED = "scheduled", "Scheduled"
    LIVE = "live", "Live"
    CHANGED = "changed", "Live, edited"
    WITHDRAWN = "withdrawn", "Withdrawn"
    SPIKED = "spiked", "Spiked"


class ArticleQuerySet(models.QuerySet):
    def with_state(self, at=None):
        """Add what `state` needs: live_hash, live_since, live_path, goes_live_at, ends_at, was_live_until."""
        at = at or timezone.now()
        own = Edition.objects.filter(article=OuterRef("pk"))
        live = own.live(at)
        return self.annotate(
            live_hash=Subquery(live.values("content_hash")[:1]),
            live_since=Subquery(live.values("published_at")[:1]),
            live_path=Subquery(live.values("path")[:1]),
            ends_at=Subquery(live.values("live_until")[:1]),
            goes_live_at=Subquery(own.scheduled(at).order_by("live_from").values("live_from")[:1]),
            was_live_until=Subquery(own.filter(live_until__lte=at).order_by("-live_until").values("live_until")[:1]),
        )

    def in_state(self, state, at=None):
        """Stories that stand in `state` at `at`. Adds the columns of with_state()."""
        stories = self.with_state(at)
        if State(state) == State.SPIKED:
            return stories.spiked()
        never_public = Q(live_hash=None, goes_live_at=None, was_live_until=None)
        conditions = {
            State.LIVE: Q(live_hash__isnull=False, live_hash=F("content_hash")),
            State.CHANGED: Q(live_hash__isnull=False) & ~Q(live_hash=F("content_hash")),
            State.SCHEDULED: Q(live_hash=None, goes_live_at__isnull=False),
            State.WITHDRAWN: Q(live_hash=None, goes_live_at=None, was_live_until__isnull=False),
            State.DRAFT: never_public & Q(stage=Article.Stage.DRAFT),
            State.REVIEW: never_public & Q(stage=Article.Stage.REVIEW),
            State.READY: never_public & Q(stage=Article.Stage.READY),
        }
        return stories.kept().filter(conditions[State(state)])

    def kept(self):
        """Stories that nobody has spiked: what every list shows."""
        return self.filter(spiked_at=None)

    def spiked(self):
        return self.exclude(spiked_at=None)

    def assigned_to(self, user):
        """Stories that this user has now."""
        return self.filter(assigned_to=user)

    def containing(self, words):
        """Every one of these words stands in the headline, deck, body or an author's name. Bounded: eight words."""
        stories = self
        for word in search_words(words):
            by_name = Article.objects.filter(authors__name__icontains=word).values("pk")
            stories = stories.filter(
                Q(headline__icontains=word) | Q(deck__icontains=word) | Q(body__icontains=word) | Q(pk__in=by_name)
            )
        return stories

    def saved_since(self, moment):
        return self.filter(saved_at__gte=moment)

    def published_since(self, moment):
        """First seen by readers at that moment (aware) or later, and not in the future."""
        begun = Edition.objects.begun().filter(published_at__gte=moment)
        return self.filter(pk__in=begun.values("article_id"))

    def planned_between(self, start, end):
        """Planned for [start, end) (aware), and neither public nor scheduled yet."""
        return self.filter(planned_for__gte=start, planned_for__lt=end, editions=None)

    def embargoed_between(self, start, end):
        """Whose embargo ends in [start, end) (aware)."""
        return self.filter(embargo_until__gte=start, embargo_until__lt=end)

    def for_list(self):
        """With all that a row of the desk's list prints, in two queries; without the text."""
        return (
            self.select_related("section", "lead_photo")
            .prefetch_related("authors")
            .defer("body", "lead_photo__metadata")
        )

    def own(self, user):
        """Stories that this user began or has a byline on."""
        return self.filter(Q(created_by=user) | Q(pk__in=Article.objects.filter(authors__user=user).values("pk")))

    def editable_by(self, user):
        """What this user may change: everything, or own stories that were never given an edition."""
        if user.has_perm("articles.edit_every_article"):
            return self
        if not user.has_perm("articles.change_article"):
            return self.none()
        return self.own(user).filter(editions=None)


class Article(models.Model):
    """The working copy of a story. Saving it never changes what readers see."""

    class Label(models.TextChoices):
        NEWS = "news", "News"
        ANALYSIS = "analysis", "Analysis"
        OPINION = "opinion", "Opinion"
        FEATURE = "feature", "Feature"
        INTERVIEW = "interview", "Interview"
        REVIEW = "review", "Review"
        OBITUARY = "obituary", "Obituary"
        SPONSORED = "sponsored", "Sponsored"

    class Stage(models.TextChoices):
        DRAFT = "draft", "Draft"
        REVIEW = "review", "In review"
        READY = "ready", "Ready"

    class CommentsPolicy(models.TextChoices):
        OPEN = "open", "Open: each one is read before it appears"
        CLOSED = "closed", "Closed: what is there stays, nothing new comes in"

    kicker = models.CharField(
        max_length=60,
        blank=True,
        validators=[check_no_nul],
        help_text="The subject in a word or two, above the headline.",
    )
    # A draft needs a headline and a section; only an autosave may keep a story that has neither yet.
    headline = models.CharField(
        max_length=200,
        validators=[check_no_nul],
        error_messages={
            "blank": "Write a headline.",
            "required": "Write a headline.",
            "max_length": "The headline has %(show_value)d characters. At most %(limit_value)d fit.",
        },
    )
    deck = models.CharField(
        max_length=400, blank=True, validators=[check_no_nul], help_text="The sentence under the headline."
    )
    slug = models.SlugField(
        max_length=120,
        blank=True,
        allow_unicode=True,
        help_text="The last part of the address. Empty: made from the headline when the story is published.",
    )
    section = models.ForeignKey(
        "articles.Section",
        on_delete=models.PROTECT,
        null=True,
        related_name="articles",
        error_messages={
            "blank": "Choose a section.",
            "null": "Choose a section.",
            "required": "Choose a section.",
        },
    )
    label = models.CharField(max_length=20, choices=Label.choices, default=Label.NEWS)
    dateline = models.CharField(
        max_length=80,
        blank=True,
        validators=[check_no_nul],
        help_text="Where it was reported, when that is not here: “VASSHOLM, 21 November”.",
    )
    body = BodyField(blank=True, config={"extensions": story_body.EXTENSIONS}, sanitize=story_body.clean)
    lead_photo = models.ForeignKey(
        "articles.Photo", on_delete=models.PROTECT, null=True, blank=True, related_name="led_articles"
    )
    lead_caption = models.TextField(
        blank=True,
        validators=[check_no_nul],
        help_text="For this story only. Empty: the photo's own caption.",
    )
    authors = models.ManyToManyField("articles.Author", through="articles.Byline", related_name="articles")
    tags = TaggableManager(blank=True, help_text="What the story is about. Type a new one, or choose.")
    related = models.ManyToManyField("self", blank=True, symmetrical=False, related_name="+")
    front_headline = models.CharField(
        max_length=200,
        blank=True,
        validators=[check_no_nul],
        help_text="A shorter headline for fronts. Empty: the headline.",
    )
    search_title = models.CharField(
        max_length=200,
        blank=True,
        validators=[check_no_nul],
        help_text="For search engines. Empty: the headline.",
    )
    search_description = models.CharField(
        max_length=300,
        blank=True,
        validators=[check_no_nul],
        help_text="For search engines. Empty: the deck.",
    )
    canonical_url = models.URLField(blank=True, help_text="Where the story first appeared, if that was elsewhere.")
    noindex = models.BooleanField("keep out of search engines", default=False)
    comments_policy = models.CharField(max_length=12, choices=CommentsPolicy.choices, default=CommentsPolicy.OPEN)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.DRAFT)
    planned_for = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When the desk means to have it. Nothing happens by itself at that time.",
    )
    editor_note = models.TextField(blank=True, validators=[check_no_nul], help_text="For the desk only.")
    embargo_until = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Nobody can put it on the site before that moment. Work on it goes on.",
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="assigned_articles",
        help_text="Who has the story now.",
    )
    spiked_at = models.DateTimeField(null=True, editable=False)
    spiked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    version = models.PositiveIntegerField(default=0, editable=False)
    content_hash = models.CharField(max_length=64, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    saved_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = "story"
        verbose_name_plural = "stories"
        ordering = ["-saved_at", "-pk"]
        permissions = [
            ("publish_article", "Can publish, schedule and withdraw stories"),
            ("edit_every_article", "Can edit stories of other people and stories that were published"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=["draft", "review", "ready"]), name="article_stage_is_known"),
        ]

    def __str__(self):
        return self.headline or "Untitled story"

    # What one change of these would show to readers. The order is that of the page.
    CONTENT_FIELDS = [
        "kicker",
        "headline",
        "deck",
        "slug",
        "section_id",
        "label",
        "dateline",
        "body",
        "lead_photo_id",
        "lead_caption",
        "front_headline",
        "search_title",
        "search_description",
        "canonical_url",
        "noindex",
    ]
    # What only the desk sees. A revision keeps these too, so that a note is no more lost than a paragraph.
    DESK_FIELDS = ["comments_policy", "planned_for", "editor_note", "embargo_until"]

    @property
    def state(self) -> State:
        """Where the story stands. Needs the columns of with_state()."""
        if self.spiked_at:
            return State.SPIKED
        if self.live_hash:
            return State.LIVE if self.live_hash == self.content_hash else State.CHANGED
        if self.goes_live_at:
            return State.SCHEDULED
        return State.WITHDRAWN if self.was_live_until else State(self.stage)

    def is_embargoed(self, at=None) -> bool:
        """Whether nobody may put it on the site at `at` (aware; default now)."""
        return self.embargo_until is not None and (at or timezone.now()) < self.embargo_until

    def leaves_at(self, at=None):
        """Return when the story leaves the site as things are set (aware); None for never or not public. One query."""
        if self.pk is None:
            return None
        standing = self.editions.standing(at).order_by("-live_from")
        return standing.values_list("live_until", flat=True).first()

    @property
    def takes_comments(self) -> bool:
        return self.comments_policy == self.CommentsPolicy.OPEN

    @property
    def lead_caption_shown(self) -> str:
        """The caption readers see under the lead photo. Needs lead_photo."""
        return self.lead_caption or (self.lead_photo.caption if self.lead_photo else "")

    def content(self) -> dict:
        """All that readers see of this story, as JSON holds it: fields, `bylines` [[author id, role]], `tags` [names].

        Runs two queries.
        """
        return {name: getattr(self, name) for name in self.CONTENT_FIELDS} | {
            "bylines": [list(row) for row in self.bylines.values_list("author_id", "role")],
            "tags": sorted(self.tags.names()),
        }

    def snapshot(self) -> dict:
        """What a revision keeps, as JSON holds it: content(), and under "desk" what only the desk sees. Two queries."""
        moments = {"planned_for", "embargo_until"}
        desk = {name: getattr(self, name) for name in self.DESK_FIELDS}
        desk |= {name: desk[name].isoformat() for name in moments if desk[name]}
        return self.content() | {"desk": desk}

    def digest(self, content: dict | None = None) -> str:
        """Return the SHA-256 of content(), which tells whether readers would see a difference. Hex, 64 characters."""
        text = json.dumps(content or self.content(), sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def make_slug(self) -> str:
        """The slug typed, else one made from the headline; never empty."""
        return self.slug or slugify(self.headline, allow_unicode=True)[:80].strip("-") or f"story-{self.pk}"

    def record(self, *, by, kind=Revision.Kind.SAVE, name="", at=None) -> Revision:
        """Keep the state just saved as a revision and raise `version`. Call it after bylines and tags are saved."""
        at = at or timezone.now()
        data = self.snapshot()
        self.content_hash = self.digest({name: value for name, value in data.items() if name != "desk"})
        self.saved_by, self.saved_at = by, at
        Article.objects.filter(pk=self.pk).update(
            version=F("version") + 1, content_hash=self.content_hash, saved_by=by, saved_at=at
        )
        self.refresh_from_db(fields=["version"])
        return self.revisions.create(kind=kind, name=name, data=data, by=by, at=at)

    def is_editable_by(self, user) -> bool:
        """Whether editable_by() holds this story. One query for those who may not edit every story."""
        if user.has_perm("articles.edit_every_article"):
            return True
        return Article.objects.editable_by(user).filter(pk=self.pk).exists()

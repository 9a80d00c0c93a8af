import hashlib
import json
from datetime import timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Trim
from django.utils import timezone
from django.utils.translation import pgettext_lazy
from django_prose_editor.fields import ProseEditorField
from taggit.managers import TaggableManager

from .. import body as story_body
from .. import page_names
from ..slugs import SlugField, slugify
from .audit import AuditEntry
from .edition import Edition
from .revision import Revision
from .search import search_words

# What the desk's search reads of a story itself, and of what belongs to it.
SEARCHED_FIELDS = ["headline", "kicker", "deck", "body", "slug", "editor_note"]
SEARCHED_PATHS = ["authors__name", "tags__name", "notes__text"]


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


# What begins the headline of a duplicated story until somebody writes its own.
COPY_MARK = "[Copy]"


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
        """Every one of these words stands in what the desk writes of a story, its byline, tags and notes with it.

        Bounded: eight words.
        """
        stories = self
        for word in search_words(words):
            own = [Q(**{f"{name}__icontains": word}) for name in SEARCHED_FIELDS]
            around = [
                Q(pk__in=Article.objects.filter(**{f"{path}__icontains": word}).values("pk")) for path in SEARCHED_PATHS
            ]
            stories = stories.filter(reduce(or_, [*own, *around]))
        return stories

    def besides(self, story):
        """All but this one (its number)."""
        return self.exclude(pk=story)

    def headed(self, words):
        """With these words, one after the other, in the headline."""
        return self.filter(headline__icontains=words)

    def lacking(self, what="any"):
        """Stories that lack something publishing needs: “headline”, “section”, “text”, “byline”, “photo”, or “any”.

        What SQL can say of it: the photos within a text are looked at by publishing.problems() alone.
        """
        gaps = {
            "headline": Q(bare_headline="") | Q(headline__startswith=COPY_MARK),
            "section": Q(section=None),
            "text": Q(body=""),
            "byline": ~Exists(self.model.authors.through.objects.filter(article=OuterRef("pk"))),
            "photo": Q(lead_photo__caption="")
            | Q(lead_photo__credit="")
            | Q(lead_photo__is_decorative=False, lead_photo__alt_text=""),
        }
        return self.alias(bare_headline=Trim("headline")).filter(
            reduce(or_, gaps.values()) if what == "any" else gaps[what]
        )

    def due(self, at=None):
        """To go out soon: in review or ready, scheduled within a day of `at`, or planned for a day around it."""
        at = at or timezone.now()
        soon = at + timedelta(days=1)
        scheduled = Edition.objects.scheduled(at).filter(live_from__lte=soon)
        waiting = Q(live_hash=None, goes_live_at=None, was_live_until=None) & ~Q(stage=Article.Stage.DRAFT)
        planned = Q(planned_for__gte=at - timedelta(days=1), planned_for__lte=soon, live_hash=None)
        return self.kept().with_state(at).filter(waiting | planned | Q(pk__in=scheduled.values("article_id")))

    def to_come(self, at=None):
        """Stories of which a version is scheduled."""
        return self.filter(pk__in=Edition.objects.scheduled(at).values("article_id"))

    def lately_live(self, at=None):
        """On the site at `at` (aware; default now) and first seen by readers in the seven days before."""
        at = at or timezone.now()
        new = Edition.objects.live(at).published_from(at - timedelta(days=7))
        return self.filter(pk__in=new.values("article_id"))

    def given_back_to(self, user):
        """Own drafts that somebody else gave back from review, and nobody sent in again."""
        latest = AuditEntry.objects.about_stage().filter(article=OuterRef("pk")).newest()
        return (
            self.own(user)
            .alias(last_deed=Subquery(latest.values("deed")[:1]), last_by=Subquery(latest.values("by")[:1]))
            .filter(~Q(last_by=user.pk) | Q(last_by=None))
            .filter(stage=Article.Stage.DRAFT, last_deed=AuditEntry.Deed.GIVE_BACK)
        )

    def with_open_mention_of(self, user):
        """Stories with a note that names this user and is not resolved."""
        notes = self.model._meta.get_field("notes").related_model.objects
        return self.filter(pk__in=notes.unresolved().mentioning(user).values("article_id"))

    def with_submission(self):
        """Add `submitted_at`: when the story was last sent to review, as the audit trail has it; None when unknown."""
        sent = AuditEntry.objects.filter(article=OuterRef("pk"), deed=AuditEntry.Deed.SUBMIT).newest()
        return self.annotate(submitted_at=Subquery(sent.values("at")[:1]))

    def last_saved(self):
        return self.order_by("-saved_at", "-pk")

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
            self.select_related("section", "lead_photo", "assigned_to")
            .prefetch_related("authors")
            .defer("body", "lead_photo__metadata")
        )

    def own(self, user):
        """Stories that this user began, has a byline on, or has been given."""
        by_name = Article.objects.filter(authors__user=user).values("pk")
        return self.filter(Q(created_by=user) | Q(assigned_to=user) | Q(pk__in=by_name))

    def editable_by(self, user):
        """What this user may change now: what is entrusted to them and not spiked."""
        return self.entrusted_to(user).kept()

    def entrusted_to(self, user):
        """Everything, or own stories that were never given an edition; spiked ones too, to bring them back."""
        if user.has_perm("articles.edit_every_article"):
            return self
        if not user.has_perm("articles.change_article"):
            return self.none()
        return self.own(user).filter(editions=None)


class Article(models.Model):
    """The working copy of a story. Saving it never changes what readers see."""

    class Label(models.TextChoices):
        NEWS = "news", pgettext_lazy("kind of story", "News")
        ANALYSIS = "analysis", pgettext_lazy("kind of story", "Analysis")
        OPINION = "opinion", pgettext_lazy("kind of story", "Opinion")
        FEATURE = "feature", pgettext_lazy("kind of story", "Feature")
        INTERVIEW = "interview", pgettext_lazy("kind of story", "Interview")
        REVIEW = "review", pgettext_lazy("kind of story", "Review")
        OBITUARY = "obituary", pgettext_lazy("kind of story", "Obituary")
        SATIRE = "satire", pgettext_lazy("kind of story", "Satire")
        SPONSORED = "sponsored", pgettext_lazy("kind of story", "Sponsored")

    class Stage(models.TextChoices):
        DRAFT = "draft", "Draft"
        REVIEW = "review", "In review"
        READY = "ready", "Ready"

    class CommentsPolicy(models.TextChoices):
        OPEN = "open", "As in its section"
        HOLD_ALL = "hold_all", "Hold all: each one is read before it appears"
        HOLD_NEWCOMERS = "hold_newcomers", "Hold newcomers: proven commenters appear at once"
        PUBLISH_FIRST = "publish_first", "Publish, then check: what no rule holds appears at once"
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
    slug = SlugField(
        max_length=120,
        blank=True,
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
    # In the order of the page. A story that is deleted later leaves a number that names nothing.
    related = models.JSONField(default=list, blank=True, help_text="The numbers of related stories, chosen by hand.")
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
    comments_policy = models.CharField(max_length=16, choices=CommentsPolicy.choices, default=CommentsPolicy.OPEN)
    comments_stay_open = models.BooleanField(
        "comments stay open", default=False, help_text="They don't close by themselves some days after publication."
    )
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
    begun_on = models.UUIDField(
        null=True,
        editable=False,
        help_text="The name of the page on which it was begun, so that a page begins one story however often it asks.",
    )
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
            models.UniqueConstraint(fields=["created_by", "begun_on"], name="article_is_begun_once_on_a_page"),
        ]

    def __str__(self):
        return self.headline or "Untitled story"

    def save(self, **kwargs):
        super().save(**kwargs)
        # Readers see nothing of a saved story but whether it takes comments, and that acts when it is saved.
        page_names.changed(f"article:{self.pk}")

    # What one change of these would show to readers. The order is that of the page.
    CONTENT_FIELDS = [
        "kicker",
        "headline",
        "deck",
        "slug",
        "section_id",
        "label",
        "dateline",
        "related",
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
    DESK_FIELDS = ["comments_policy", "comments_stay_open", "planned_for", "editor_note", "embargo_until"]

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
        content = dict(content or self.content())
        # No related story is as it was before there could be any: what was published then is not edited by that.
        if not content.get("related"):
            content.pop("related", None)
        text = json.dumps(content, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def make_slug(self) -> str:
        """The slug typed, else one made from the headline; never empty."""
        return self.slug or slugify(self.headline)[:80].strip("-") or f"story-{self.pk}"

    def record(self, *, by, kind=Revision.Kind.SAVE, name="", at=None) -> Revision:
        """Keep the state just saved as a revision and raise `version`. Call it after bylines and tags are saved.

        An autosave may go into the one before it, and a save of the same text takes its place: Revision.takes_in.
        """
        at = at or timezone.now()
        data = self.snapshot()
        self.content_hash = self.digest({name: value for name, value in data.items() if name != "desk"})
        self.saved_by, self.saved_at = by, at
        Article.objects.filter(pk=self.pk).update(
            version=F("version") + 1, content_hash=self.content_hash, saved_by=by, saved_at=at
        )
        self.refresh_from_db(fields=["version"])
        newest = self.revisions.of_working_copy().first() if by and not name else None
        # What JSON makes of a date or a list is what the newest revision holds.
        if newest and newest.takes_in(kind, json.loads(json.dumps(data, default=str)), by=by, at=at):
            return newest
        return self.revisions.create(kind=kind, name=name, data=data, by=by, at=at)

    def keep_aside(self, data: dict, *, by, at=None) -> Revision:
        """Keep what somebody typed and could not save beside the other one's text. The working copy stays as it is."""
        at = at or timezone.now()
        kept = self.revisions.filter(kind=Revision.Kind.CONFLICT, by=by).newest().first()
        if kept and kept.takes_in(Revision.Kind.CONFLICT, data, by=by, at=at):
            return kept
        return self.revisions.create(kind=Revision.Kind.CONFLICT, data=data, by=by, at=at)

    def is_editable_by(self, user) -> bool:
        """Whether editable_by() holds this story. One query for those who may not edit every story."""
        return self.spiked_at is None and self.is_entrusted_to(user)

    def is_entrusted_to(self, user) -> bool:
        """Whether entrusted_to() holds this story. One query for those who may not edit every story."""
        if user.has_perm("articles.edit_every_article"):
            return True
        return Article.objects.entrusted_to(user).filter(pk=self.pk).exists()

from datetime import datetime
from functools import reduce
from operator import or_
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.storage import storages
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from .. import page_names
from .search import search_words

SEARCHED_FIELDS = ["caption", "headline", "credit", "alt_text", "source", "place", "keywords"]
RENDITION_WIDTHS = (320, 640, 960, 1280, 1920)


def originals():
    """The storage of photos as received, which nothing serves."""
    return storages["originals"]


def original_name(photo, filename):
    """The content's own name: nothing of what the sender called the file is kept."""
    suffix = PurePosixPath(filename).suffix.lower()
    return f"{photo.sha256[:2]}/{photo.sha256}{suffix}"


class DigitalSource(models.TextChoices):
    """How a picture came to be, of https://cv.iptc.org/newscodes/digitalsourcetype/"""

    CAPTURE = "digitalCapture", "A camera"
    COMPUTED = "computationalCapture", "A camera that combined several shots"
    NEGATIVE = "negativeFilm", "A negative"
    POSITIVE = "positiveFilm", "A slide"
    PRINT = "print", "A print"
    EDITED = "humanEdits", "A camera, then changed by a person"
    COMPOSITE = "compositeCapture", "Put together from photos"
    DRAWN = "digitalCreation", "Drawn by a person on a computer"
    SCREEN = "screenCapture", "A screenshot"
    DATA = "dataDrivenMedia", "Drawn from data"
    ALGORITHM = "algorithmicMedia", "Made by a program that was not trained"
    ENHANCED = "algorithmicallyEnhanced", "A camera, then improved by a program"
    PARTLY_AI = "compositeWithTrainedAlgorithmicMedia", "AI-generated in part"
    SYNTHETIC = "compositeSynthetic", "Put together, some of it AI-generated"
    AI = "trainedAlgorithmicMedia", "AI-generated"


class DataMining(models.TextChoices):
    """What its owner says of machines that learn from it, of https://ns.useplus.org/LDF/ldf-XMPSpecification#DataMining"""

    ALLOWED = "DMI-ALLOWED", "Allowed"
    NO_TRAINING = "DMI-PROHIBITED-AIMLTRAINING", "Not for training AI"
    NO_GENERATIVE = "DMI-PROHIBITED-GENAIMLTRAINING", "Not for training generative AI"
    ONLY_SEARCH = "DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING", "Only for search engines"
    PROHIBITED = "DMI-PROHIBITED", "Prohibited"
    SEE_TERMS = "DMI-PROHIBITED-SEECONSTRAINT", "As the terms say"


# In which a machine that learned from others had a part.
AI_GENERATED = {DigitalSource.AI, DigitalSource.PARTLY_AI, DigitalSource.SYNTHETIC}


class PhotoQuerySet(models.QuerySet):
    def incomplete(self):
        return self.filter(Q(caption="") | Q(credit="") | Q(is_decorative=False, alt_text=""))

    def without_alt_text(self):
        return self.filter(is_decorative=False, alt_text="")

    def without_caption(self):
        return self.filter(caption="")

    def without_credit(self):
        return self.filter(credit="")

    def containing(self, words):
        """Every one of these words stands in what is said about the photo. Bounded: eight words."""
        photos = self
        for word in search_words(words):
            said = [Q(**{f"{name}__icontains": word}) for name in SEARCHED_FIELDS]
            photos = photos.filter(reduce(or_, said))
        return photos

    def leading_a_story(self, does=True):
        """On top of some story's working copy, or of none."""
        stories = self.model._meta.get_field("led_articles").related_model.objects.filter(lead_photo=OuterRef("pk"))
        return self.filter(Exists(stories) if does else ~Exists(stories))

    def with_lead_uses(self):
        """Add `lead_uses`: how many working copies have the photo on top."""
        led = self.model._meta.get_field("led_articles").related_model.objects.filter(lead_photo=OuterRef("pk"))
        count = led.order_by().values("lead_photo").annotate(number=Count("pk")).values("number")
        return self.annotate(lead_uses=Coalesce(Subquery(count), 0))

    def editable_by(self, user):
        """What this user may change: everything, or what they uploaded."""
        if user.has_perm("articles.edit_every_photo"):
            return self
        if not user.has_perm("articles.change_photo"):
            return self.none()
        return self.filter(uploaded_by=user)

    def newest(self):
        return self.order_by("-created_at", "-pk")

    def held(self):
        """Their rows locked until the transaction ends: whoever uses a photo and whoever deletes it take turns."""
        return self.order_by("pk").select_for_update(of=("self",), no_key=True)


class Photo(models.Model):
    image = models.ImageField("file", storage=originals, upload_to=original_name, max_length=120)
    caption = models.TextField(
        help_text="Who, what, where and when, in a sentence or two. Readers see it under the photo."
    )
    credit = models.CharField(max_length=200, help_text="Who is named for it: “Noor Vance / The Courier”.")
    alt_text = models.CharField(
        max_length=300,
        blank=True,
        help_text="What the photo shows, for readers who cannot see it. One plain sentence.",
    )
    is_decorative = models.BooleanField(
        "decorative",
        default=False,
        help_text="Tick only when the photo says nothing that the text does not. Screen readers then pass over it.",
    )
    extended_description = models.TextField(
        blank=True, help_text="For a chart or a map: all that it shows, where one sentence can't."
    )
    headline = models.CharField(max_length=200, blank=True, help_text="A title for the desk. Readers don't see it.")
    creator = models.CharField(max_length=200, blank=True, help_text="Who took or made it.")
    source = models.CharField(max_length=200, blank=True, help_text="The agency or person it came from.")
    copyright = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=200, blank=True, help_text="The terms it may be used under.")
    licence_url = models.URLField("address of the terms", blank=True)
    digital_source = models.CharField("how it was made", max_length=60, blank=True, choices=DigitalSource)
    data_mining = models.CharField("machine learning", max_length=60, blank=True, choices=DataMining)
    taken_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    keywords = models.CharField(max_length=500, blank=True, help_text="For finding it again; separated by commas.")
    focal_x = models.FloatField(
        default=0.5,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="0 is the left edge, 1 the right.",
    )
    focal_y = models.FloatField(
        default=0.5,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="0 is the top edge, 1 the bottom.",
    )
    width_px = models.PositiveIntegerField(editable=False)
    height_px = models.PositiveIntegerField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    perceptual_hash = models.CharField(max_length=16, editable=False, blank=True, db_index=True)
    usage_until = models.DateTimeField(
        null=True, blank=True, help_text="When the right to use it ends. Empty: it does not."
    )
    metadata = models.JSONField(default=dict, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        permissions = [("edit_every_photo", "Can edit photos that other people uploaded")]
        constraints = [
            models.CheckConstraint(
                condition=Q(focal_x__gte=0, focal_x__lte=1, focal_y__gte=0, focal_y__lte=1),
                name="photo_focal_point_is_inside",
            ),
            models.CheckConstraint(condition=Q(width_px__gt=0, height_px__gt=0), name="photo_has_a_size"),
        ]

    def __str__(self):
        return self.headline or self.caption or "Photo without a caption"

    def save(self, **kwargs):
        super().save(**kwargs)
        page_names.changed(f"photo:{self.pk}")

    @property
    def widths(self) -> list[int]:
        """The widths in pixels of this photo's renditions, from narrow to wide; none is wider than the original."""
        return [width for width in RENDITION_WIDTHS if width < self.width_px] + [
            min(self.width_px, RENDITION_WIDTHS[-1])
        ]

    def rendition(self, width_px: int) -> tuple[str, int, int]:
        """Return (address, width_px, height_px) of the narrowest rendition at least so wide, else of the widest."""
        width = next((width for width in self.widths if width >= width_px), self.widths[-1])
        height = max(1, round(self.height_px * width / self.width_px))
        return reverse("photo_rendition", args=[self.sha256, width]), width, height

    def rendition_url(self, width_px: int) -> str:
        """Return the address of the narrowest rendition at least `width_px` wide, else of the widest."""
        return self.rendition(width_px)[0]

    @property
    def src(self) -> str:
        """What a browser without `srcset` loads."""
        return self.rendition_url(960)

    @property
    def srcset(self) -> str:
        return ", ".join(f"{self.rendition_url(width)} {width}w" for width in self.widths)

    @property
    def missing(self) -> list[str]:
        """What must be written before the photo can be published, in words: “caption”, “credit”, “alt text”."""
        gaps = {
            "caption": self.caption,
            "credit": self.credit,
            "alt text": self.alt_text or self.is_decorative,
        }
        return [word for word, value in gaps.items() if not value]

    @property
    def taken_elsewhere(self) -> datetime | None:
        """When it was taken by the clock on the wall (naive) of a place with another time than the newsroom's."""
        said = self.metadata.get("said", {}).get("taken_at", "")
        if not said or self.taken_at != (there := datetime.fromisoformat(said)):
            return None
        return there.replace(tzinfo=None) if there.utcoffset() != timezone.localtime(there).utcoffset() else None

    @property
    def is_ai_generated(self) -> bool:
        """Whether the picture, or a part of it, was made by a machine that learned from others."""
        return self.digital_source in AI_GENERATED

    @property
    def alt(self) -> str:
        """What goes into `alt`: empty for a decorative photo."""
        return "" if self.is_decorative else self.alt_text

    def is_editable_by(self, user) -> bool:
        """Whether editable_by() holds this photo. Runs no query of its own beyond the user's permissions."""
        if user.has_perm("articles.edit_every_photo"):
            return True
        return user.has_perm("articles.change_photo") and self.uploaded_by_id == user.pk

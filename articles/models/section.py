from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from .. import page_names
from ..slugs import SlugField

# First parts of addresses that are not sections.
RESERVED_SLUGS = frozenset(
    [
        "admin",
        "archive",
        "authors",
        "comments",
        "corrections",
        "feeds",
        "home",
        "livez",
        "media",
        "most-read",
        "oembed",
        "preview",
        "read",
        "readyz",
        "search",
        "sitemaps",
        "static",
        "tags",
    ]
)


def check_not_reserved(slug):
    if slug.lower() in RESERVED_SLUGS:
        raise ValidationError(f"“{slug}” is the address of another page. Choose another one.")


class SectionQuerySet(models.QuerySet):
    def in_order(self):
        """As the navigation prints them: by position, then name."""
        return self.order_by("position", "name")


class Section(models.Model):
    name = models.CharField(max_length=60, help_text="As the navigation prints it.")
    slug = SlugField(
        max_length=60,
        unique=True,
        validators=[check_not_reserved],
        help_text="The first part of the address of every story in this section.",
        error_messages={"unique": "Another section has this address."},
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="subsections",
        help_text="Leave empty for a section of its own. A subsection's stories also stand on its parent's front.",
    )
    description = models.CharField(
        max_length=300, blank=True, help_text="One sentence that readers see under the section's name."
    )
    comments_policy = models.CharField(
        "comments",
        max_length=16,
        choices=[
            ("open", "As on the whole site"),
            ("hold_all", "Hold all: each one is read before it appears"),
            ("hold_newcomers", "Hold newcomers: proven commenters appear at once"),
            ("publish_first", "Publish, then check: what no rule holds appears at once"),
            ("closed", "Closed: what is there stays, nothing new comes in"),
        ],
        default="open",
        help_text="For the stories in this section. A story may have a rule of its own.",
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Lower numbers come first in the navigation.")

    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="section_is_not_its_own_parent"),
        ]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        super().save(**kwargs)
        self.tell()

    def delete(self, **kwargs):
        gone = super().delete(**kwargs)
        self.tell()
        return gone

    def tell(self):
        """Tell every page, since the navigation stands on all."""
        page_names.changed(f"section:{self.slug}", "masthead")

    def get_absolute_url(self):
        return reverse("articles:section_show", args=[self.slug])

    def clean(self):
        """Sections have two levels. Runs at most two queries."""
        if self.parent_id is None:
            return
        if self.parent_id == self.pk:
            raise ValidationError({"parent": "A section can't lie under itself."})
        if self.parent.parent_id is not None:
            raise ValidationError({"parent": f"{self.parent} is a subsection itself. Choose a section above it."})
        if self.pk and self.subsections.exists():
            raise ValidationError({"parent": "This section has subsections, so it can't become one."})

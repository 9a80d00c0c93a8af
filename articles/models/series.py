from django.db import models

from .. import page_names
from .article import check_no_nul


class Series(models.Model):
    """Stories that belong together and are read in order: all that have one tag."""

    tag = models.OneToOneField(
        "taggit.Tag",
        on_delete=models.PROTECT,
        related_name="series",
        help_text="Every published story with this tag is a part, in order of publication. The tag’s page lists them.",
        error_messages={
            "unique": "This tag is a series already.",
            "required": "Choose the tag that its stories have.",
        },
    )
    name = models.CharField(
        max_length=120,
        validators=[check_no_nul],
        help_text="What readers see above each part: “Part 3 of 7 of The wall”.",
        error_messages={"required": "Write the series’ name."},
    )
    description = models.CharField(
        max_length=400,
        blank=True,
        validators=[check_no_nul],
        help_text="One or two sentences that readers see on the tag’s page, above the parts.",
    )

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "series"

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        """Store it, and tell the pages of its tag, and of the tag that it was of. One query more."""
        before = Series.objects.filter(pk=self.pk).values_list("tag__slug", flat=True).first()
        super().save(**kwargs)
        page_names.changed(*(f"tag:{slug}" for slug in {before, self.tag.slug} if slug))

    def delete(self, **kwargs):
        slug, gone = self.tag.slug, super().delete(**kwargs)
        page_names.changed(f"tag:{slug}")
        return gone

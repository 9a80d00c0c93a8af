from django import forms
from django.contrib import admin
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html
from taggit.admin import Tag  # importing it registers taggit's own page, which ours replaces

from .. import page_names
from ..models import Article, Edition
from ..models.article import check_no_nul
from ..slugs import SlugFormField
from .lists import DeskAdmin

admin.site.unregister(Tag)


class TagForm(forms.ModelForm):
    name = forms.CharField(
        max_length=100,
        validators=[check_no_nul],
        help_text="As readers see it at the foot of a story.",
        error_messages={"required": "Write the tag."},
    )
    slug = SlugFormField(
        max_length=100,
        required=False,
        label="Address",
        help_text="The last part of the address of the tag's page. Empty: made from the name.",
    )

    class Meta:
        model = Tag
        fields = ["name", "slug"]

    def clean_name(self):
        name = self.cleaned_data["name"].strip()
        if Tag.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("This tag is there already.")
        return name

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if slug and Tag.objects.filter(slug=slug).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("Another tag has this address.")
        return slug


@admin.register(Tag)
class TagAdmin(DeskAdmin):
    form = TagForm
    list_display = ["name", "address", "stories"]
    ordering = ["name"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    actions = None
    for_readers = ["name"]

    def save_model(self, request, tag, form, change):
        super().save_model(request, tag, form, change)
        page_names.changed(*page_names.of_list("tag", form.initial.get("slug"), tag.slug))

    def get_changelist_instance(self, request):
        """The number of stories is counted for the rows of the page alone."""
        cl = super().get_changelist_instance(request)
        tagged = Article.tags.through.objects.filter(tag=OuterRef("pk"), content_type__model="article")
        count = tagged.order_by().values("tag").annotate(number=Count("pk")).values("number")
        cl.result_list = cl.result_list.annotate(story_count=Coalesce(Subquery(count), 0))
        return cl

    @admin.display(description="address", ordering="slug")
    def address(self, tag):
        return f"/tags/{tag.slug}/"

    @admin.display(description="stories")
    def stories(self, tag):
        address = reverse("admin:articles_article_changelist")
        return format_html('<a href="{}?tag={}">{}</a>', address, tag.slug, tag.story_count)

    def get_deleted_objects(self, objs, request):
        """A tag is taken off the working copies; what readers saw with it is kept."""
        used = [tag for tag in objs if Edition.objects.about(tag).exists()]
        reasons = [f"Stories were published with the tag “{tag}”, and what readers saw is kept." for tag in used]
        reasons += [
            f"“{tag}” is the tag of the series “{tag.series}”. Delete the series first." for tag in in_series(objs)
        ]
        lacking = [] if self.has_delete_permission(request) else ["tag"]
        return [str(tag) for tag in objs], {}, lacking, reasons


def in_series(tags) -> list[Tag]:
    """Return those of these tags that make a series, each with it. One query."""
    return list(Tag.objects.filter(pk__in=[tag.pk for tag in tags]).exclude(series=None).select_related("series"))

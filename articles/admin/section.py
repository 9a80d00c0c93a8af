from django.contrib import admin
from django.db.models import F
from django.db.models.functions import Coalesce

from ..models import Article, Edition, Section
from .lists import DeskAdmin


@admin.register(Section)
class SectionAdmin(DeskAdmin):
    list_display = ["name", "address", "under", "position"]
    list_select_related = ["parent"]
    # As the navigation prints them: every section, and its subsections after it.
    ordering = [
        Coalesce("parent__position", "position"),
        Coalesce("parent__name", "name"),
        F("parent").asc(nulls_first=True),
        "position",
        "name",
    ]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "parent", "description", "comments_policy", "position"]
    missing_words = {
        "name": "Write the section's name.",
        "slug": "Write its address: small letters and hyphens.",
        "comments_policy": "Choose what becomes of comments.",
        "position": "Write a number. 0 comes first.",
    }
    sentences = ["description"]
    for_readers = ["name", "description"]
    actions = None

    @admin.display(description="address", ordering="slug")
    def address(self, section):
        return f"/{section.slug}/"

    @admin.display(description="subsection of", empty_value="")
    def under(self, section):
        return section.parent

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "parent":
            kwargs["queryset"] = Section.objects.in_order().filter(parent=None)
            kwargs["empty_label"] = "None: a section of its own"
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = plain_choice(super().formfield_for_dbfield(db_field, request, **kwargs), db_field, "parent")
        if db_field.name == "comments_policy":
            # A form that says nothing of it leaves it as it is.
            field.required = False
        return field

    def get_deleted_objects(self, objs, request):
        """A section takes nothing with it, and stays while a story or a subsection lies in it."""
        reasons = [reason for section in objs for reason in why_kept(section)]
        lacking = [] if self.has_delete_permission(request) else ["section"]
        return [str(section) for section in objs], {}, lacking, reasons


def plain_choice(field, db_field, name: str):
    """Take away the pencil, plus and cross that the admin puts beside a choice."""
    if field is not None and db_field.name == name and hasattr(field.widget, "widget"):
        field.widget = field.widget.widget
    return field


def why_kept(section: Section) -> list[str]:
    """Why the section can't be deleted, in sentences; empty when it can. Three queries."""
    reasons = []
    if Article.objects.filter(section=section).exists():
        reasons.append(f"Stories lie in {section}. Move them to another section first.")
    elif Edition.objects.filter(section=section).exists():
        reasons.append(f"Stories were published in {section}. Their addresses lead there, so it is kept.")
    if Section.objects.filter(parent=section).exists():
        reasons.append(f"{section} has subsections. Move or delete them first.")
    return reasons

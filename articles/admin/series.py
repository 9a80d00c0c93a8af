from django.contrib import admin

from ..models import Series
from .lists import DeskAdmin
from .section import plain_choice


@admin.register(Series)
class SeriesAdmin(DeskAdmin):
    list_display = ["name", "tag", "page"]
    list_select_related = ["tag"]
    ordering = ["name", "pk"]
    search_fields = ["name", "tag__name"]
    fields = ["name", "tag", "description"]
    autocomplete_fields = ["tag"]
    missing_words = {"name": "Write the series’ name.", "tag": "Choose the tag that its stories have."}
    sentences = ["description"]
    for_readers = ["name", "description"]
    actions = None

    @admin.display(description="page")
    def page(self, series):
        return f"/tags/{series.tag.slug}/"

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        return plain_choice(super().formfield_for_dbfield(db_field, request, **kwargs), db_field, "tag")

    def get_deleted_objects(self, objs, request):
        """A series takes no story and no tag with it."""
        lacking = [] if self.has_delete_permission(request) else ["series"]
        return [str(series) for series in objs], {}, lacking, []

"""Users and groups, for superusers, in the desk's own dress."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User

from articles.admin.lists import DeskAdmin

admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class PeopleAdmin(DeskAdmin, UserAdmin):
    list_display = ["username", "first_name", "last_name", "role", "is_active", "last_login"]
    list_filter = []
    filter_horizontal = []
    list_per_page = 40
    fieldsets = [
        ("Who they are", {"fields": ["username", "password", "first_name", "last_name", "email"]}),
        ("What they may do", {"fields": ["groups", "is_staff", "is_superuser", "is_active"]}),
    ]
    add_fieldsets = [
        (None, {"classes": ["wide"], "fields": ["username", "usable_password", "password1", "password2"]}),
    ]
    actions = None

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="groups")
    def role(self, user):
        return ", ".join(group.name for group in user.groups.all())


@admin.register(Group)
class GroupsAdmin(DeskAdmin, GroupAdmin):
    filter_horizontal = []
    actions = None

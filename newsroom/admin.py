"""Users and groups, for superusers, in the desk's own dress."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
    UserCreationForm,
)
from django.contrib.auth.models import Group, Permission, User
from django.db import transaction

from articles import audit
from articles.admin.lists import DeskAdmin

from .templatetags.desk import ago

admin.site.unregister(User)
admin.site.unregister(Group)

# What a user may log in with says nothing about stories; only these apps' permissions open anything at the desk.
APPS = ["articles", "comments", "taggit", "auth"]


# The desk's words for accounts, in every heading, search box and message.
User._meta.verbose_name, User._meta.verbose_name_plural = "person", "people"


class PasswordStanding(ReadOnlyPasswordHashWidget):
    """Says whether there is a password, and nothing of how it is kept."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        is_set = len(context["summary"]) > 1
        context["summary"] = [{"label": "A password is set." if is_set else "No password is set."}]
        context["button_label"] = "Set a new password" if is_set else "Set a password"
        return context


class PersonForm(UserChangeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if password := self.fields.get("password"):
            password.widget = PasswordStanding()
            password.help_text = "Nobody can read it here. If it is lost, set another."


class NewPersonForm(UserCreationForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_twice(self.fields)
        self.fields["is_staff"].initial = True


class NewPasswordForm(AdminPasswordChangeForm):
    """A password for somebody else. Whoever may not log in is closed, not robbed of a password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        ask_twice(self.fields)


def ask_twice(fields) -> None:
    """Put the two fields of a new password in the desk's words."""
    first, again = fields["password1"], fields["password2"]
    first.required = again.required = True
    first.error_messages["required"] = "Write a password."
    again.label, again.help_text = "The same password again", ""
    again.error_messages["required"] = "Write the same password again."


def rights_of_person(user: User) -> dict:
    """Return what an account may do, {name: words or yes and no}. One query."""
    return {
        "log_in_name": user.username,
        "groups": sorted(group.name for group in user.groups.all().order_by("name")),
        "may_log_in_to_the_desk": user.is_staff,
        "may_do_everything": user.is_superuser,
        "account_open": user.is_active,
    }


def rights_of_group(group: Group) -> dict:
    """Return a group's name and what its members may do. One query."""
    permissions = group.permissions.order_by("content_type__app_label", "codename")
    return {"name": group.name, "permissions": [permission.name for permission in permissions]}


def what_changed(was: dict, now: dict) -> dict:
    """Return what differs, {name: words}: of lists what came and what went, else “before → after”."""
    changed = {}
    for name, after in now.items():
        before = was.get(name)
        if isinstance(after, list):
            changed |= {f"{name}_given": [item for item in after if item not in (before or [])]}
            changed |= {f"{name}_taken": [item for item in before or [] if item not in after]}
        elif before != after:
            changed[name] = after if before is None else f"{audit.words(before)} → {audit.words(after)}"
    return {name: value for name, value in changed.items() if value != []}


class WatchedRights:
    """An admin whose saves and deletions of rights go into the audit trail. `rights(row)` is what is compared."""

    noun = ""

    def rights(self, row) -> dict:
        raise NotImplementedError

    def save_model(self, request, obj, form, change):
        held = self.model.objects.select_for_update().filter(pk=obj.pk).first() if change else None
        request.rights_before = self.rights(held) if held else {}
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        # Read anew: what the form prefetched is of before.
        now = self.rights(self.model.objects.get(pk=form.instance.pk))
        changed = what_changed(request.rights_before, now)
        if not change:
            changed = {"what": f"{self.noun} made"} | changed
        if changed:
            self.record(request, form.instance, **changed)

    def delete_model(self, request, obj):
        with transaction.atomic():
            self.record(request, obj, what=f"{self.noun} deleted", **what_changed({}, self.rights(obj)))
            super().delete_model(request, obj)

    def record(self, request, row, **details):
        name = audit.name_of(row) if isinstance(row, User) else str(row)
        about = f"{self.noun} {name}"
        audit.record(audit.Deed.PERMISSIONS, by=request.user, about=about, **details)


@admin.register(User)
class PeopleAdmin(WatchedRights, DeskAdmin, UserAdmin):
    noun = "Account"
    list_display = ["log_in_name", "full_name", "role", "account", "seen"]
    list_filter = []
    filter_horizontal = []
    list_per_page = 40
    fieldsets = [
        ("Who they are", {"fields": ["username", "password", "first_name", "last_name", "email"]}),
        ("What they may do", {"fields": ["groups", "is_staff", "is_superuser", "is_active"]}),
    ]
    add_fieldsets = [
        ("Who they are", {"fields": ["username", "first_name", "last_name", "email", "password1", "password2"]}),
        ("What they may do", {"fields": ["groups", "is_staff"]}),
    ]
    form = PersonForm
    add_form = NewPersonForm
    change_password_form = NewPasswordForm
    add_form_template = None
    actions = None
    labels = {
        "username": "Log-in name",
        "email": "Email",
        "groups": "Groups",
        "is_staff": "May log in to the desk",
        "is_superuser": "May do everything, with accounts too",
        "is_active": "Account is open",
    }
    help_words = {
        "username": "Letters, digits and @ . + - _",
        "groups": "What they may do comes from these.",
        "is_staff": "Without it the account opens no page here.",
        "is_superuser": "For whoever looks after the site. Groups no longer matter then.",
        "is_active": "Untick when somebody leaves. What they wrote stays.",
    }
    missing_words = {"username": "Write a log-in name."}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name in self.help_words:
            field.help_text = self.help_words[db_field.name]
        if db_field.name == "groups":
            field.widget = field.widget.widget
        return field

    def rights(self, row):
        return rights_of_person(row)

    def user_change_password(self, request, id, form_url=""):
        """A password that somebody sets for somebody else is in the audit trail; the password is not."""
        with transaction.atomic():
            held = User.objects.select_for_update().filter(pk=self.opts.pk.to_python(id)) if id.isdecimal() else None
            before = held.first() if held is not None and request.method == "POST" else None
            response = super().user_change_password(request, id, form_url)
            if before and before.pk != request.user.pk:
                after = User.objects.get(pk=before.pk)
                if after.password != before.password:
                    self.record(request, after, what="A new password was set")
        return response

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="log-in name", ordering="username")
    def log_in_name(self, user):
        return user.username

    @admin.display(description="name", ordering="last_name")
    def full_name(self, user):
        return user.get_full_name()

    @admin.display(description="groups")
    def role(self, user):
        return "May do everything" if user.is_superuser else ", ".join(group.name for group in user.groups.all())

    @admin.display(description="account", ordering="is_active")
    def account(self, user):
        return "Open" if user.is_active else "Closed"

    @admin.display(description="last here", ordering="last_login")
    def seen(self, user):
        return ago(user.last_login) or "Never"


@admin.register(Group)
class GroupsAdmin(WatchedRights, DeskAdmin, GroupAdmin):
    noun = "Group"
    filter_horizontal = []
    actions = None
    missing_words = {"name": "Write the group's name."}

    def rights(self, row):
        return rights_of_group(row)

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        permissions = Permission.objects.filter(content_type__app_label__in=APPS).select_related("content_type")
        field.queryset = permissions.order_by("content_type__app_label", "content_type__model", "codename")
        field.label_from_instance = lambda permission: permission.name
        return field

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "permissions":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "permissions" and hasattr(field.widget, "widget"):
            field.widget, field.help_text = field.widget.widget, "What members of the group may do."
        return field

"""What somebody may do, and the groups that it comes from, in one query a request."""

from dataclasses import dataclass

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission
from django.db.models import CharField, IntegerField, Value


@dataclass(frozen=True)
class Rights:
    """`permissions` as has_perm() takes them, `groups` by name in the order in which they were made."""

    permissions: frozenset[str]
    groups: tuple[str, ...]


def rights_of(user) -> Rights:
    """Return what an account has by itself and through its groups, kept on the user. One query the first time.

    Whether the account is open or may do everything is not asked here; has_perm() does.
    """
    if not hasattr(user, "_rights"):
        columns = ("permissions__content_type__app_label", "permissions__codename")
        through = Group.objects.filter(user=user).order_by().values_list("pk", "name", *columns)
        nothing = Value(0, IntegerField()), Value("", CharField())
        own = Permission.objects.filter(user=user).order_by()
        own = own.values_list(*nothing, "content_type__app_label", "codename")
        rows = sorted(through.union(own, all=True), key=lambda row: row[0])
        user._rights = Rights(
            permissions=frozenset(f"{app}.{codename}" for _, _, app, codename in rows if codename),
            groups=tuple(dict.fromkeys(name for pk, name, _, _ in rows if pk)),
        )
    return user._rights


class RightsBackend(ModelBackend):
    """Accounts as Django has them; their permissions are read together with their groups."""

    def get_all_permissions(self, user_obj, obj=None):
        if user_obj.is_superuser:
            return super().get_all_permissions(user_obj, obj)
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        return rights_of(user_obj).permissions

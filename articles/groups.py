"""Giving permissions to groups from a migration, before Django has made the permissions' own rows."""


def grant(apps, group_name: str, app_label: str, permissions: dict[str, str]) -> None:
    """Give a group, made if need be, permissions of one app: {model name: codenames separated by spaces}."""
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    group, _ = Group.objects.get_or_create(name=group_name)
    for model, codenames in permissions.items():
        content_type, _ = ContentType.objects.get_or_create(app_label=app_label, model=model)
        for codename in codenames.split():
            # post_migrate finds these rows by content type and code name and leaves them alone.
            permission, _ = Permission.objects.get_or_create(
                content_type=content_type,
                codename=codename,
                defaults={"name": codename.replace("_", " ").capitalize()},
            )
            group.permissions.add(permission)

"""Editors read the audit trail; nobody writes it by hand."""

from django.db import migrations

from articles.groups import grant


def let_editors_read(apps, schema_editor):
    grant(apps, "Editor", "articles", {"auditentry": "view_auditentry"})


def take_back(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission").objects.filter(
        codename="view_auditentry", content_type__app_label="articles"
    )
    for group in apps.get_model("auth", "Group").objects.filter(name="Editor"):
        group.permissions.remove(*permissions)


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_the_desk")]
    operations = [migrations.RunPython(let_editors_read, take_back)]

"""Editors shape the fronts and write breaking news; whoever writes or looks after photos sees how fronts are shaped."""

from django.db import migrations

from articles.groups import grant

FRONTS = {
    "Editor": {
        "front": "view_front change_front",
        "breakingnews": "add_breakingnews change_breakingnews delete_breakingnews view_breakingnews",
    },
    "Reporter": {"front": "view_front"},
    "Photo editor": {"front": "view_front"},
}


def give(apps, schema_editor):
    for group, permissions in FRONTS.items():
        grant(apps, group, "articles", permissions)


def take(apps, schema_editor):
    Permission = apps.get_model("auth", "Permission")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=FRONTS):
        models = FRONTS[group.name]
        group.permissions.remove(
            *Permission.objects.filter(content_type__app_label="articles", content_type__model__in=models)
        )


class Migration(migrations.Migration):
    dependencies = [("articles", "0050_fronts")]
    operations = [migrations.RunPython(give, take)]

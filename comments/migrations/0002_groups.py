"""Moderators decide comments and nothing else; editors may, too."""

from django.db import migrations

from articles.groups import grant

MODERATION = {"comment": "view_comment change_comment", "decision": "view_decision"}


def make_groups(apps, schema_editor):
    grant(apps, "Moderator", "comments", MODERATION)
    grant(apps, "Editor", "comments", MODERATION)


def remove_groups(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name="Moderator").delete()


class Migration(migrations.Migration):
    dependencies = [("comments", "0001_comments"), ("articles", "0002_groups")]
    operations = [migrations.RunPython(make_groups, remove_groups)]

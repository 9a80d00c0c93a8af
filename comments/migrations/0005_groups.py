"""Moderators and editors keep the rules of the house."""

from django.db import migrations

from articles.groups import grant

HOUSE = {"houserules": "view_houserules change_houserules"}


def give(apps, schema_editor):
    grant(apps, "Moderator", "comments", HOUSE)
    grant(apps, "Editor", "comments", HOUSE)


class Migration(migrations.Migration):
    dependencies = [("comments", "0004_conversations")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]

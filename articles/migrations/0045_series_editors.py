"""Editors make series."""

from django.db import migrations

from articles.groups import grant


def let_editors_make_series(apps, schema_editor):
    grant(apps, "Editor", "articles", {"series": "add_series change_series delete_series view_series"})


class Migration(migrations.Migration):
    dependencies = [("articles", "0042_article_page"), ("articles", "0002_groups")]
    operations = [migrations.RunPython(let_editors_make_series, migrations.RunPython.noop)]

"""The search index: a narrow table of editions, and each database's own full text beside it."""

import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

from articles.search import setup


def make(apps, schema_editor):
    setup.make_index(schema_editor.connection)


def unmake(apps, schema_editor):
    setup.unmake_index(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_house_rules")]
    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=40, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("language", models.CharField(max_length=16)),
                ("words", django.contrib.postgres.search.SearchVectorField(null=True)),
                ("titles", django.contrib.postgres.search.SearchVectorField(null=True)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_entries",
                        to="articles.article",
                    ),
                ),
                (
                    "edition",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="search_entry",
                        to="articles.edition",
                    ),
                ),
            ],
        ),
        migrations.RunPython(make, unmake),
    ]

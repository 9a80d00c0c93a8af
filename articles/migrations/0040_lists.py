"""Lists of tags and authors are walks along one index: each row of theirs holds the date of its edition.

Tables of their own take the place of the two that Django made, which can't be altered into these.
"""

import django.db.models.deletion
from django.db import migrations, models

TABLES = [
    ("articles_taggededition", "articles_edition_tags", "tag_id"),
    ("articles_creditededition", "articles_edition_authors", "author_id"),
]


def take_over(apps, schema_editor):
    for table, old, column in TABLES:
        schema_editor.execute(
            f"INSERT INTO {table} (edition_id, {column}, published_at) SELECT o.edition_id, o.{column}, e.published_at"
            f" FROM {old} o JOIN articles_edition e ON e.id = o.edition_id ORDER BY o.id"
        )


def give_back(apps, schema_editor):
    for table, old, column in TABLES:
        schema_editor.execute(
            f"INSERT INTO {old} (edition_id, {column}) SELECT edition_id, {column} FROM {table} ORDER BY id"
        )


def old_tables(apps):
    edition = apps.get_model("articles", "Edition")
    return [edition.tags.through, edition.authors.through]


def drop_old(apps, schema_editor):
    for table in old_tables(apps):
        schema_editor.delete_model(table)


def make_old(apps, schema_editor):
    for table in old_tables(apps):
        schema_editor.create_model(table)


def listed(name, subject, to, *, index, constraint, related_name):
    return migrations.CreateModel(
        name=name,
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("published_at", models.DateTimeField()),
            (
                "edition",
                models.ForeignKey(
                    db_index=False,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name=related_name,
                    to="articles.edition",
                ),
            ),
            (
                subject,
                models.ForeignKey(
                    db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to=to
                ),
            ),
        ],
        options={
            "indexes": [models.Index(fields=[subject, "-published_at", "-edition"], name=index)],
            "constraints": [models.UniqueConstraint(fields=("edition", subject), name=constraint)],
        },
    )


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0030_machines"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
    ]
    operations = [
        migrations.RemoveIndex(model_name="edition", name="edition_latest_of_article"),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["article", "-live_from", "live_until"], name="edition_latest_of_article"),
        ),
        listed(
            "TaggedEdition",
            "tag",
            "taggit.tag",
            index="tagged_edition_newest",
            constraint="edition_has_a_tag_once",
            related_name="tagged",
        ),
        listed(
            "CreditedEdition",
            "author",
            "articles.author",
            index="credited_edition_newest",
            constraint="edition_credits_an_author_once",
            related_name="credited",
        ),
        migrations.RunPython(take_over, give_back),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop_old, make_old)],
            state_operations=[
                migrations.AlterField(
                    model_name="edition",
                    name="authors",
                    field=models.ManyToManyField(
                        related_name="editions", through="articles.CreditedEdition", to="articles.author"
                    ),
                ),
                migrations.AlterField(
                    model_name="edition",
                    name="tags",
                    field=models.ManyToManyField(
                        related_name="editions", through="articles.TaggedEdition", to="taggit.tag"
                    ),
                ),
            ],
        ),
    ]

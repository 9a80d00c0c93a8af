"""What stands around a story: related ones in an order, kept with each edition, and series."""

import django.db.models.deletion
from django.db import migrations, models

import articles.models.article


def copy_related(apps, schema_editor):
    """Write the rows of the old relation into the list that takes its place."""
    Article = apps.get_model("articles", "Article")
    chosen = {}
    for story, other in Article.related.through.objects.order_by("pk").values_list(
        "from_article_id", "to_article_id"
    ):
        chosen.setdefault(story, []).append(other)
    for story, others in chosen.items():
        Article.objects.filter(pk=story).update(related_stories=others)


def copy_back(apps, schema_editor):
    Article = apps.get_model("articles", "Article")
    there = set(Article.objects.values_list("pk", flat=True))
    for story, others in Article.objects.exclude(related_stories=[]).values_list("pk", "related_stories"):
        Article.objects.get(pk=story).related.set(there.intersection(others))


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0041_most_read"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
    ]
    operations = [
        migrations.AddField(
            model_name="edition",
            name="related",
            field=models.JSONField(
                default=list, help_text="The numbers of the stories chosen by hand to stand beside it."
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="related_stories",
            field=models.JSONField(
                blank=True, default=list, help_text="The numbers of related stories, chosen by hand."
            ),
        ),
        migrations.RunPython(copy_related, copy_back),
        migrations.RemoveField(model_name="article", name="related"),
        migrations.RenameField(model_name="article", old_name="related_stories", new_name="related"),
        migrations.CreateModel(
            name="Series",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        error_messages={"required": "Write the series’ name."},
                        help_text="What readers see above each part: “Part 3 of 7 of The wall”.",
                        max_length=120,
                        validators=[articles.models.article.check_no_nul],
                    ),
                ),
                (
                    "description",
                    models.CharField(
                        blank=True,
                        help_text="One or two sentences that readers see on the tag’s page, above the parts.",
                        max_length=400,
                        validators=[articles.models.article.check_no_nul],
                    ),
                ),
                (
                    "tag",
                    models.OneToOneField(
                        error_messages={
                            "required": "Choose the tag that its stories have.",
                            "unique": "This tag is a series already.",
                        },
                        help_text=(
                            "Every published story with this tag is a part, in order of publication. The tag’s "
                            "page lists them."
                        ),
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="series",
                        to="taggit.tag",
                    ),
                ),
            ],
            options={"ordering": ["name"], "verbose_name_plural": "series"},
        ),
    ]

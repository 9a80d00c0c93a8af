"""A page begins one story however often it asks; what autosaves that were written over took out is counted."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0005_audit_permissions"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="begun_on",
            field=models.UUIDField(
                editable=False,
                help_text="The name of the page on which it was begun, so that a page begins one story however often it asks.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="words_gone",
            field=models.PositiveSmallIntegerField(
                default=0, editable=False, help_text="How many words the autosaves that went into this one took out."
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.UniqueConstraint(
                fields=("created_by", "begun_on"), name="article_is_begun_once_on_a_page"
            ),
        ),
    ]

"""Replies that readers see get an index of their own, so that those held beside them cost nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0005_groups"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("is_cut_off", False), ("state", "approved")),
                fields=["thread", "place"],
                name="comment_shown_in_thread",
            ),
        ),
    ]

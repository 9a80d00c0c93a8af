"""The newest comments of all states, without reading the whole table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0010_threads")]

    operations = [
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["-created_at"], name="comment_newest"),
        ),
    ]

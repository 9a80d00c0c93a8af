import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_house_rules"), ("comments", "0017_last_decision")]
    operations = [
        migrations.AlterField(
            "comment",
            "article",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="comments",
                to="articles.article",
            ),
        ),
        migrations.AlterField(
            "decision",
            "comment",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="comments.comment",
            ),
        ),
    ]

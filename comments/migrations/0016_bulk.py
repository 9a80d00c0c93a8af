import django.db.models.deletion
from django.db import migrations, models

STATES = [
    ("pending", "Held"),
    ("approved", "Approved"),
    ("rejected", "Rejected"),
    ("spam", "Spam"),
    ("withdrawn", "Withdrawn by its writer"),
]


class Migration(migrations.Migration):
    dependencies = [("comments", "0015_queue")]
    operations = [
        migrations.CreateModel(
            name="ChosenComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("verdict", models.CharField(choices=STATES, max_length=10)),
                ("seen", models.CharField(choices=STATES, max_length=10)),
                ("decision", models.BigIntegerField(null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="chosen", to="comments.batch"
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="comments.comment"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "comment"), name="comment_is_chosen_once_for_a_batch")
                ]
            },
        ),
    ]

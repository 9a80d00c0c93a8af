from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0016_bulk")]
    operations = [
        migrations.AlterModelOptions(name="decision", options={"ordering": ["-pk"]}),
        migrations.RemoveIndex("decision", "decision_latest_of_comment"),
        migrations.AddIndex(
            "decision", models.Index(fields=["comment", "-id"], name="decision_last_of_comment")
        ),
    ]

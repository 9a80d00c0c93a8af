from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_groups")]
    operations = [
        migrations.AddField(
            model_name="masthead",
            name="policies",
            field=models.TextField(
                blank=True,
                help_text="Stands at the foot of every page: how you correct mistakes, what becomes of comments, what you "
                "keep of readers. A web address becomes a link.",
            ),
        ),
    ]

"""The newsroom's groups: who may write, who publishes, who looks after the photos."""

from django.db import migrations

from articles.groups import grant

EVERYTHING = "add_{0} change_{0} delete_{0} view_{0}"
REPORTER = {
    "article": EVERYTHING.format("article"),
    "byline": EVERYTHING.format("byline"),
    "photo": "add_photo change_photo view_photo",
    "author": "view_author",
    "section": "view_section",
}
EDITOR = {
    "article": EVERYTHING.format("article") + " publish_article edit_every_article",
    "byline": EVERYTHING.format("byline"),
    "photo": EVERYTHING.format("photo") + " edit_every_photo",
    "author": EVERYTHING.format("author"),
    "section": EVERYTHING.format("section"),
    "masthead": "add_masthead change_masthead view_masthead",
}
PHOTO_EDITOR = {
    "photo": EVERYTHING.format("photo") + " edit_every_photo",
    "article": "view_article",
    "byline": "view_byline",
    "author": "view_author",
    "section": "view_section",
}


def make_groups(apps, schema_editor):
    grant(apps, "Reporter", "articles", REPORTER)
    grant(apps, "Editor", "articles", EDITOR)
    grant(apps, "Editor", "taggit", {"tag": EVERYTHING.format("tag")})
    grant(apps, "Photo editor", "articles", PHOTO_EDITOR)


def remove_groups(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=["Reporter", "Editor", "Photo editor"]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0001_newsroom"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_groups, remove_groups)]

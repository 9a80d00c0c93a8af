"""Mails are taken in hand before they are sent; PostgreSQL itself keeps the audit trail from being changed."""

from django.db import migrations, models

# What may happen to an entry is that the account or the story that it names is deleted.
# TRUNCATE fires no trigger of rows, so that tests can empty their database.
STAYS = """
CREATE FUNCTION articles_auditentry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND to_jsonb(NEW) - 'by_id' - 'article_id' = to_jsonb(OLD) - 'by_id' - 'article_id'
        AND (NEW.by_id IS NULL OR NEW.by_id IS NOT DISTINCT FROM OLD.by_id)
        AND (NEW.article_id IS NULL OR NEW.article_id IS NOT DISTINCT FROM OLD.article_id)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'An audit entry is never changed and never deleted.' USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER articles_auditentry_stays BEFORE UPDATE OR DELETE ON articles_auditentry
    FOR EACH ROW EXECUTE FUNCTION articles_auditentry_stays();
"""
MAY_GO = """
DROP TRIGGER articles_auditentry_stays ON articles_auditentry;
DROP FUNCTION articles_auditentry_stays();
"""


def on_postgresql(sql):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_autosave")]
    operations = [
        migrations.AlterModelOptions(
            "auditentry",
            {"ordering": ["-at", "-pk"], "verbose_name": "entry", "verbose_name_plural": "entries"},
        ),
        migrations.AddField("notice", "not_before", models.DateTimeField(null=True)),
        migrations.RunPython(on_postgresql(STAYS), on_postgresql(MAY_GO)),
    ]

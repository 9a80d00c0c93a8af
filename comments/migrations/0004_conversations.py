"""Comments that are there already get their place in the conversation, and stories their count of comments."""

from django.db import migrations
from django.db.models import Count

STEP, DEEPEST, MANY = 22, 3, 1000
STAYS = """
CREATE FUNCTION comments_decision_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.by_id IS NULL
        AND to_jsonb(NEW) - 'by_id' = to_jsonb(OLD) - 'by_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A decision is never changed and never deleted.' USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER comments_decision_stays BEFORE UPDATE OR DELETE ON comments_decision
    FOR EACH ROW EXECUTE FUNCTION comments_decision_stays();
"""
MAY_GO = """
DROP TRIGGER comments_decision_stays ON comments_decision;
DROP FUNCTION comments_decision_stays();
"""


def on_postgresql(sql):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql, params=None)

    return run


def arrange(apps, schema_editor):
    """Parents first. In bounded memory but for one tuple a comment that is answered."""
    Comment = apps.get_model("comments", "Comment")
    answered = set(Comment.objects.exclude(parent=None).values_list("parent_id", flat=True))
    # pk: (thread, place, whether readers see it)
    known, batch = {}, []
    waiting = Comment.objects.filter(parent=None)
    while True:
        found = []
        for comment in waiting.order_by("pk").iterator(chunk_size=MANY):
            thread, place, is_shown = known.get(comment.parent_id, (None, "", True))
            moment = round(comment.created_at.timestamp() * 1_000_000)
            comment.thread_id = (thread or comment.parent_id) if comment.parent_id else None
            comment.place = f"{place[: STEP * DEEPEST]}{moment:016d}{comment.pk % 1_000_000:06d}"
            comment.is_cut_off = not is_shown
            batch.append(comment)
            if comment.pk in answered:
                shown = comment.state == "approved" and not comment.is_cut_off
                known[comment.pk] = (comment.thread_id, comment.place, shown)
                found.append(comment.pk)
            if len(batch) == MANY:
                write(Comment, batch)
        write(Comment, batch)
        if not found:
            break
        waiting = Comment.objects.filter(parent__in=found)
    count(apps)


def write(Comment, batch):
    Comment.objects.bulk_update(batch, ["thread", "place", "is_cut_off"])
    batch.clear()


def count(apps):
    Comment, Discussion = apps.get_model("comments", "Comment"), apps.get_model("comments", "Discussion")
    shown = Comment.objects.filter(state="approved", is_cut_off=False).order_by()
    stories = shown.values_list("article").annotate(Count("pk"))
    Discussion.objects.bulk_create([Discussion(pk=pk, shown_count=number) for pk, number in stories], batch_size=MANY)
    for pk, number in shown.exclude(thread=None).values_list("thread").annotate(Count("pk")):
        Comment.objects.filter(pk=pk).update(reply_count=number)


def verdict_before(apps, schema_editor):
    """What a decision changed follows from the one before it."""
    Decision = apps.get_model("comments", "Decision")
    before: dict[int, str] = {}
    batch = []
    for decision in Decision.objects.order_by("at", "pk").iterator(chunk_size=MANY):
        decision.was = before.get(decision.comment_id, "")
        before[decision.comment_id] = decision.verdict
        batch.append(decision)
        if len(batch) == MANY:
            Decision.objects.bulk_update(batch, ["was"])
            batch.clear()
    Decision.objects.bulk_update(batch, ["was"])


class Migration(migrations.Migration):
    dependencies = [("comments", "0003_moderation")]
    operations = [
        migrations.RunPython(arrange, migrations.RunPython.noop),
        migrations.RunPython(verdict_before, migrations.RunPython.noop),
        migrations.RunPython(on_postgresql(STAYS), on_postgresql(MAY_GO)),
    ]

"""The counters that readers see, kept by triggers in the database: no way of changing a comment gets past them.

Discussion.shown_count is the number of a story's comments that readers see, Comment.reply_count that of a thread's
replies. Both are right in the transaction that changes a comment, whether that was one verdict or a bulk update.
"""

from django.db import connections, transaction
from django.db.models import Count

from .models import Comment, Discussion

POSTGRESQL = """
CREATE OR REPLACE FUNCTION comments_count() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    step integer := 0;
    story bigint;
    conversation bigint;
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state = 'approved' AND NOT OLD.is_cut_off THEN step := step - 1; END IF;
    IF TG_OP <> 'DELETE' AND NEW.state = 'approved' AND NOT NEW.is_cut_off THEN step := step + 1; END IF;
    IF step = 0 THEN RETURN NULL; END IF;
    IF TG_OP = 'DELETE' THEN
        story := OLD.article_id; conversation := OLD.thread_id;
    ELSE
        story := NEW.article_id; conversation := NEW.thread_id;
    END IF;
    IF step > 0 THEN
        INSERT INTO comments_discussion (article_id, shown_count) VALUES (story, step)
            ON CONFLICT (article_id) DO UPDATE SET shown_count = comments_discussion.shown_count + step;
    ELSE
        UPDATE comments_discussion SET shown_count = shown_count + step WHERE article_id = story;
    END IF;
    IF conversation IS NOT NULL THEN
        UPDATE comments_comment SET reply_count = reply_count + step WHERE id = conversation;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER comments_count AFTER INSERT OR DELETE OR UPDATE OF state, is_cut_off ON comments_comment
    FOR EACH ROW EXECUTE FUNCTION comments_count();
"""
IS_SHOWN = "({row}.state = 'approved' AND NOT {row}.is_cut_off)"
MORE = """
    INSERT INTO comments_discussion (article_id, shown_count) VALUES (NEW.article_id, 1)
        ON CONFLICT (article_id) DO UPDATE SET shown_count = shown_count + 1;
    UPDATE comments_comment SET reply_count = reply_count + 1 WHERE id = NEW.thread_id;
"""
FEWER = """
    UPDATE comments_discussion SET shown_count = shown_count - 1 WHERE article_id = OLD.article_id;
    UPDATE comments_comment SET reply_count = reply_count - 1 WHERE id = OLD.thread_id;
"""
NEW_SHOWN, OLD_SHOWN = IS_SHOWN.format(row="NEW"), IS_SHOWN.format(row="OLD")
# name: (event, condition, deeds)
SQLITE = {
    "comments_count_insert": ("INSERT", NEW_SHOWN, MORE),
    "comments_count_show": ("UPDATE OF state, is_cut_off", f"{NEW_SHOWN} AND NOT {OLD_SHOWN}", MORE),
    "comments_count_hide": ("UPDATE OF state, is_cut_off", f"{OLD_SHOWN} AND NOT {NEW_SHOWN}", FEWER),
    "comments_count_delete": ("DELETE", OLD_SHOWN, FEWER),
}


def install(*, using: str = "default") -> None:
    """Put the triggers into the database where they are missing.

    Called after every migrate: SQLite loses a table's triggers whenever a migration writes the table anew.
    """
    connection = connections[using]
    if not {"comments_comment", "comments_discussion"} <= set(connection.introspection.table_names()):
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT 1 FROM pg_trigger WHERE tgname = 'comments_count'")
            if cursor.fetchone() is None:
                cursor.execute(POSTGRESQL)
            return
        for name, (event, condition, deeds) in SQLITE.items():
            cursor.execute(
                f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {event} ON comments_comment WHEN {condition} "
                f"BEGIN {deeds} END"
            )


@transaction.atomic
def recount() -> int:
    """Count everything anew and return how many counters were wrong: none, unless somebody wrote past Django."""
    true = dict(Comment.objects.shown().order_by().values_list("article").annotate(Count("pk")))
    wrong = 0
    for discussion in Discussion.objects.select_for_update():
        count = true.pop(discussion.pk, 0)
        wrong += Discussion.objects.filter(pk=discussion.pk).exclude(shown_count=count).update(shown_count=count)
    wrong += len(Discussion.objects.bulk_create(Discussion(pk=pk, shown_count=count) for pk, count in true.items()))
    replies = dict(Comment.objects.shown().exclude(thread=None).order_by().values_list("thread").annotate(Count("pk")))
    for pk, count in Comment.objects.threads().filter(reply_count__gt=0).values_list("pk", "reply_count"):
        if replies.get(pk, 0) != count:
            wrong += Comment.objects.filter(pk=pk).update(reply_count=replies.get(pk, 0))
    for pk in Comment.objects.filter(pk__in=replies, reply_count=0).values_list("pk", flat=True):
        wrong += Comment.objects.filter(pk=pk).update(reply_count=replies[pk])
    return wrong

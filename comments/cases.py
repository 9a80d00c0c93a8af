"""All that a moderator's card says beside the words: what was said before, the record, reports, notes, the mode."""

from types import SimpleNamespace

from django.db.models import OuterRef

from .classifier import weighing
from .in_hand import holder
from .models import Comment, HouseRules, Mode, Report, WriterEntry
from .models.rows import Rows, made_of
from .modes import mode_of, takes_comments
from .queues import Place
from .records import attach_record, with_records


def cases(comments, *, house: HouseRules, user, at=None) -> list[Comment]:
    """Return these comments (a queryset, of not more than a page) with all that for_desk(), with_case() and
    attach_record() set, and `before` and `has_gap` (see before()), `open_reports` and `notes_on_writer` (the newest
    first), `closed_by` (words, "" while its story takes comments), `hand` (who else has it), `place_in_queue`, and
    `weighing` (the words that the classifier minds). One query, whatever there is.
    """
    found = list(with_records(with_what_was_said(comments.for_desk(at).with_case())))
    for comment in found:
        attach_record(comment)
        comment.before, comment.has_gap = before(comment)
        comment.open_reports = [made_of(Report, row) for row in comment.reported]
        comment.notes_on_writer = [made_of(WriterEntry, row) for row in comment.noted]
        comment.closed_by = closed_by(comment, house, at)
        comment.hand = holder(comment, but=user, at=at)
        comment.place_in_queue, comment.weighing = str(Place.of(comment)), weighing(comment)
    return found


def with_what_was_said(comments):
    """With the open reports against each, and what moderators noted about its writer. After for_desk()."""
    reports = Report.objects.open().filter(comment=OuterRef("pk")).newest()
    entries = WriterEntry.objects.filter(writer__email=OuterRef("writer")).order_by("-at", "-pk")
    return comments.annotate(
        reported=Rows(reports, "reason", "text", "reporter_name", "at"),
        noted=Rows(entries, "kind", "text", "at", "by__first_name", "by__last_name", "by__username"),
    )


def before(comment: Comment) -> tuple[list[Comment], bool]:
    """Return what a comment answers, from the first of the thread down to the nearest three, and whether some between
    are left out. Needs with_case(); no query."""
    nearest, step = [], comment
    while step.parent_id and len(nearest) < 3:
        step = step.parent
        nearest.insert(0, step)
    if not nearest or not nearest[0].parent_id:
        return nearest, False
    return [comment.thread, *nearest], nearest[0].parent_id != comment.thread_id


def closed_by(comment: Comment, house: HouseRules, at=None) -> str:
    """Return what keeps new comments off the story, in words; "" for nothing. Needs for_desk(); no query."""
    article = comment.article
    # An edition as far as it matters here.
    story = SimpleNamespace(
        article=article,
        section=article.section,
        section_id=article.section_id,
        published_at=comment.story_published_at,
    )
    if takes_comments(story, house, at):
        return ""
    if mode_of(story, house) != Mode.CLOSED:
        days = house.close_after_days
        return f"Closed to new comments {days} day{'' if days == 1 else 's'} after publication"
    if article.comments_policy == Mode.CLOSED:
        return "The story is closed to new comments"
    section = article.section
    sections = [place for place in (section, section.parent if section else None) if place]
    shut = next((place for place in sections if place.comments_policy == Mode.CLOSED), None)
    return f"{shut} is closed to new comments" if shut else "The whole site is closed to new comments"

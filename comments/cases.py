"""All that a moderator's card says beside the words: what was said before, the record, reports, notes, the mode."""

from types import SimpleNamespace

from .classifier import weighing
from .in_hand import holder
from .models import Comment, HouseRules, Mode, Report, WriterEntry
from .modes import mode_of, takes_comments
from .queues import Place
from .records import attach_records


def attach_cases(comments: list[Comment], *, house: HouseRules, user, at=None) -> None:
    """Set on each what attach_records() does, and `before` and `has_gap` (see before()), `open_reports`,
    `notes_on_writer`, `closed_by` (words, "" while its story takes comments), `hand` (who else has it),
    `place_in_queue`, and `weighing` (the words that the classifier minds).

    The comments come from for_desk().with_case(). Three queries, one more where something was reported, and one more
    where something is kept of a writer.
    """
    attach_records(comments)
    reports, notes = reports_on(comments), notes_on(comments)
    for comment in comments:
        comment.before, comment.has_gap = before(comment)
        comment.open_reports = reports.get(comment.pk, [])
        comment.notes_on_writer = notes.get(comment.kept_writer, [])
        comment.closed_by = closed_by(comment, house, at)
        comment.hand = holder(comment, but=user, at=at)
        comment.place_in_queue, comment.weighing = str(Place.of(comment)), weighing(comment)


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


def reports_on(comments) -> dict[int, list[Report]]:
    """Return {comment id: its open reports, the newest first}. One query, none where nothing is reported."""
    found: dict[int, list[Report]] = {}
    reported = [comment.pk for comment in comments if comment.report_count]
    for report in Report.objects.open().filter(comment__in=reported).newest() if reported else ():
        found.setdefault(report.comment_id, []).append(report)
    return found


def notes_on(comments) -> dict[int, list[WriterEntry]]:
    """Return {writer id: what moderators noted and did, the newest first}. One query, none where nothing is kept."""
    found: dict[int, list[WriterEntry]] = {}
    writers = {comment.kept_writer for comment in comments if comment.kept_writer}
    for entry in WriterEntry.objects.filter(writer__in=writers).select_related("by") if writers else ():
        found.setdefault(entry.writer_id, []).append(entry)
    return found


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

"""What the desk's front shows to one person: what waits for them, what is live, what comes next."""

from datetime import datetime

from django.utils import timezone

from articles import audit, body
from articles.counts import capped
from articles.models import Article, Edition, Note, Photo
from articles.models.article import State
from comments.models import Comment


def front(user, at: datetime | None = None) -> dict:
    """Return the front's context; blocks that this user has no business with are empty. At most sixteen queries."""
    at = timezone.localtime(at)
    context = {"now": at, "greeting": greeting(at), "may_publish": user.has_perm("articles.publish_article")}
    if user.has_perm("articles.view_article"):
        context |= stories_for(user, at)
    if user.has_perm("comments.change_comment"):
        held = Comment.objects.awaiting_moderation()
        context["held"] = list(held.oldest_first().select_related("article").defer("article__body")[:3])
        context["held_count"] = capped(held)
        context["may_moderate"] = True
    if user.has_perm("articles.change_photo"):
        silent = Photo.objects.editable_by(user).without_alt_text()
        context["silent_photos"] = list(silent.newest().defer("metadata")[:4])
        context["silent_count"] = capped(silent)
    return context


def greeting(at: datetime) -> str:
    """“Good morning” from four, “Good afternoon” from noon, “Good evening” from six. `at` is local."""
    if 4 <= at.hour < 12:
        return "Good morning"
    return "Good afternoon" if 12 <= at.hour < 18 else "Good evening"


def stories_for(user, at: datetime) -> dict:
    mine = Article.objects.own(user)
    drafts = mine.in_state(State.DRAFT, at).select_related("section").prefetch_related("bylines")[:4]
    changed = mine.in_state(State.CHANGED, at).select_related("section").prefetch_related("bylines")[:2]
    waiting = sorted([*drafts, *changed], key=lambda story: story.saved_at, reverse=True)
    notes = Note.objects.newest_open([story.pk for story in waiting], but=user)
    for story in waiting:
        story.reason = reason(story, notes.get(story.pk))
    review = Article.objects.in_state(State.REVIEW, at)
    if not user.has_perm("articles.publish_article"):
        review = review.filter(pk__in=mine.values("pk"))
    live = list(Edition.objects.live(at).newest().for_card()[:6])
    talk = Comment.objects.approved_counts([edition.article_id for edition in live])
    for edition in live:
        edition.comment_count = talk.get(edition.article_id, 0)
    return {
        "waiting": waiting,
        "in_review": list(review.for_list().order_by("saved_at")[:5]),
        "in_review_count": capped(review),
        "live": live,
        "next_up": list(Edition.objects.scheduled(at).order_by("live_from", "pk").for_card()[:6]),
        "shows_stories": True,
    }


def reason(story: Article, note: Note | None = None) -> str:
    """Why a story waits for its writer, in a sentence. Needs with_state(), section and bylines; no queries."""
    if note:
        return f"{audit.name_of(note.by)}: “{note.text}”"
    if story.editor_note.strip():
        return f"A note from the desk: “{story.editor_note.strip()}”"
    if story.state == State.CHANGED:
        return "Live, with changes that readers have not seen yet."
    words = body.word_count(story.body)
    lacks = [
        lack
        for lack, is_there in (
            ("no deck", story.deck),
            ("no byline", story.bylines.all()),
            ("no lead photo", story.lead_photo_id),
        )
        if not is_there
    ]
    if not words:
        return "A headline so far, and no text."
    length = f"{words:,} word{'' if words == 1 else 's'}"
    return f"{length}, {', '.join(lacks)} yet." if lacks else f"{length}. Ready to be sent to review."

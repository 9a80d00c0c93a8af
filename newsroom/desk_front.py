"""What the desk's front shows to one person: what waits for them, what is live, what comes next."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from articles import body, publishing
from articles.audit import name_of
from articles.counts import capped
from articles.models import Article, AuditEntry, Edition, Note, Photo
from articles.models.article import State
from comments.models import Comment, Discussion

# How many rows a block shows; its number leads to all of them.
WAITING, REVIEW, LACKING = 8, 5, 4


def front(user, at: datetime | None = None) -> dict:
    """Return the front's context; blocks that this user has no business with are empty. At most thirty queries.

    Each block has a number and `…_url`, the list filtered to the rows that the number counts.
    """
    at = timezone.localtime(at)
    context = {"now": at, "greeting": greeting(at), "may_publish": user.has_perm("articles.publish_article")}
    if user.has_perm("articles.view_article"):
        context |= stories_for(user, at)
    if user.has_perm("comments.change_comment"):
        held = Comment.objects.awaiting_moderation()
        context["held"] = list(held.oldest_first().select_related("article").defer("article__body")[:3])
        context["held_count"] = capped(held)
        context["held_url"] = f"{reverse('admin:comments_comment_changelist')}?state=pending"
        context["may_moderate"] = True
    if user.has_perm("articles.change_photo"):
        silent = Photo.objects.editable_by(user).without_alt_text()
        mine = {} if user.has_perm("articles.edit_every_photo") else {"by": "me"}
        context["silent_photos"] = list(silent.newest().defer("metadata")[:4])
        context["silent_count"] = capped(silent)
        context["silent_url"] = f"{reverse('admin:articles_photo_changelist')}?{urlencode({'gaps': 'alt'} | mine)}"
    return context


def story_list(**query) -> str:
    return f"{reverse('admin:articles_article_changelist')}?{urlencode(query)}"


def greeting(at: datetime) -> str:
    """“Good morning” from four, “Good afternoon” from noon, “Good evening” from six. `at` is local."""
    if 4 <= at.hour < 12:
        return "Good morning"
    return "Good afternoon" if 12 <= at.hour < 18 else "Good evening"


def stories_for(user, at: datetime) -> dict:
    is_editor, writes = user.has_perm("articles.publish_article"), user.has_perm("articles.change_article")
    # A reporter's front is about their own stories, an editor's about all of them.
    own = {} if is_editor or not writes else {"mine": "mine"}
    every = Article.objects.own(user) if own else Article.objects.all()
    review = every.in_state(State.REVIEW, at)
    lacking, lacking_query = lacking_for(every, is_editor or writes, at)
    to_come = Edition.objects.scheduled(at)
    new = Article.objects.kept().lately_live(at)
    live = list(Edition.objects.live(at).newest().for_card()[:6])
    talk = Discussion.objects.counts([edition.article_id for edition in live])
    for edition in live:
        edition.comment_count = talk.get(edition.article_id, 0)
    return {
        **waiting_for(user, at),
        "writes": writes,
        "in_review": list(review.for_list().with_submission().order_by("saved_at")[:REVIEW]),
        "in_review_count": capped(review),
        "in_review_url": story_list(state="review", **own),
        "lacking": with_problems(lacking),
        "lacking_count": capped(lacking),
        "lacking_url": story_list(**lacking_query, **own),
        "live": live,
        "live_count": capped(new),
        "live_url": story_list(date="new"),
        "next_up": list(to_come.order_by("live_from", "pk").for_card()[:6]),
        "next_count": capped(to_come),
        "next_url": story_list(date="scheduled"),
        "kept_lists": list(user.saved_lists.all()),
        "shows_stories": True,
    }


def lacking_for(stories, writes: bool, at: datetime):
    """Return (stories that lack something, the list's query for them): what is due, or where a photo lacks words."""
    if writes:
        return stories.due(at).lacking(), {"lacks": "due"}
    return stories.kept().with_state(at).lacking("photo"), {"lacks": "photo"}


def with_problems(lacking) -> list[Article]:
    """The first few of them, each with `problems` in sentences. Two queries, and one more for a text with photos."""
    stories = list(
        lacking.select_related("section", "lead_photo")
        .prefetch_related("bylines")
        .defer("lead_photo__metadata")
        .order_by("-saved_at", "-pk")[:LACKING]
    )
    for story in stories:
        found = publishing.problems(story, names=len(story.bylines.all()))
        story.problems = [sentence for sentences in found.values() for sentence in sentences]
    return stories


def waiting_for(user, at: datetime) -> dict:
    """What waits for one person: `waiting`, stories with the reason in words, and `piles`, {words, count, url} each."""
    stories = Article.objects.kept().with_state(at)
    mine = Article.objects.own(user)
    piles = [
        ("given back to you", stories.given_back_to(user), {"mine": "returned"}),
        ("with a note for you", stories.with_open_mention_of(user), {"mine": "mentions"}),
        ("given to you", stories.assigned_to(user), {"who": "me"}),
        ("live, with changes of yours", mine.in_state(State.CHANGED, at), {"mine": "mine", "state": "changed"}),
        ("draft{s} of yours", mine.in_state(State.DRAFT, at), {"mine": "mine", "state": "draft"}),
    ]
    rows: dict[int, Article] = {}
    # A story in more than one pile is told of once, for the first reason.
    for place, (_, pile, _) in enumerate(piles):
        for story in pile.select_related("section").prefetch_related("bylines").order_by("-saved_at")[:WAITING]:
            if story.pk not in rows:
                story.pile, rows[story.pk] = place, story
    waiting = sorted(rows.values(), key=lambda story: (story.pile // 3, -story.saved_at.timestamp()))[:WAITING]
    notes = last_by_story(Note.objects.unresolved().mentioning(user).filter(article__in=waiting).select_related("by"))
    returns = last_by_story(
        AuditEntry.objects.filter(deed=AuditEntry.Deed.GIVE_BACK, article__in=waiting).order_by("at", "pk")
    )
    for story in waiting:
        story.reason = reason_for(story, notes.get(story.pk), returns.get(story.pk))
    counts = [(words, capped(pile), query) for words, pile, query in piles]
    return {
        "waiting": waiting,
        "piles": [
            {"words": words.format(s="" if count == "1" else "s"), "count": count, "url": story_list(**query)}
            for words, count, query in counts
            if count != "0"
        ],
    }


def last_by_story(rows) -> dict:
    """Return {article id: the last row about it}. One query."""
    return {row.article_id: row for row in rows}


def reason_for(story: Article, note: Note | None, give_back: AuditEntry | None) -> str:
    """Why a story waits for this person, in a sentence. No queries."""
    if story.pile == 0 and give_back:
        said = str(give_back.details.get("note", "")).strip()
        return f"{give_back.by_name} gave it back{f': “{said}”' if said else '.'}"
    if note:
        return f"{name_of(note.by)} in a note: “{note.text.strip()}”"
    if story.pile == 2:
        return f"You have it. {reason(story)}" if story.state == State.DRAFT else "You have it."
    return reason(story)


def reason(story: Article) -> str:
    """Why a story waits for its writer, in a sentence. Needs with_state(), section and bylines; no queries."""
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

"""Search over everything the desk may see. Each list is asked as its own search box would ask it, so that a group's
number is the number of rows in the list it leads to."""

from django.contrib import admin
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import Truncator
from taggit.models import Tag

from articles import body
from articles.counts import CAP
from articles.models import Article, Author, Note, Photo, Section
from articles.models.search import search_words
from articles.snippets import pieces, snippet
from comments.models import Comment

SHOWN = 5


def search(request, words: str) -> dict:
    """Return the page's context: `searched` as understood, and `groups` this person may see that hold something.

    A group is {name, icon, count, all, rows}; a row {url, title (pieces), place, context (pieces), story or photo}.
    At most 24 queries.
    """
    words = " ".join(search_words(words))
    groups = [group for make in GROUPS if words and (group := make(request, words)) and group["rows"]]
    return {"searched": words, "groups": groups}


def found(request, model, words, narrow=None):
    """Return (ids of the first rows, count in words) in the list of `model`, or ([], "") where it is not to be seen."""
    desk = admin.site.get_model_admin(model)
    if not desk.has_view_permission(request):
        return [], ""
    rows, is_double = desk.get_search_results(request, desk.get_queryset(request), words)
    if narrow:
        rows = narrow(rows)
    ordering = desk.get_ordering(request) or model._meta.ordering
    rows = rows.order_by(*ordering)
    ids = list((rows.distinct() if is_double else rows).values_list("pk", flat=True)[: CAP + 1])
    return ids[:SHOWN], f"{CAP}+" if len(ids) > CAP else str(len(ids))


def group(name, icon, address, words, count, rows, **query) -> dict:
    query = urlencode(query | {"q": words})
    return {"name": name, "icon": icon, "count": count, "rows": rows, "all": f"{reverse(address)}?{query}"}


def in_order(ids, rows) -> list:
    by_id = {row.pk: row for row in rows}
    return [by_id[pk] for pk in ids if pk in by_id]


def row_of(obj, words, *, title, parts, **more) -> dict:
    """`parts` are (word for the place, text), the first that holds one of the words is shown."""
    place, context = next(
        ((place, cut) for place, text in parts if (cut := snippet(text or "", words))),
        ("", []),
    )
    if not context and "opening" in more:
        context = pieces(more["opening"], words)
    url = reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])
    return {"url": url, "title": pieces(title, words), "place": place, "context": context} | more


def stories(request, words):
    return story_group(request, words, "Stories", lambda rows: rows.kept())


def spiked(request, words):
    return story_group(request, words, "Spiked stories", lambda rows: rows.spiked(), state="spiked")


def story_group(request, words, name, narrow, **query):
    ids, count = found(request, Article, words, narrow)
    notes = Prefetch("notes", Note.objects.containing_any(search_words(words)), to_attr="notes_found")
    rows = Article.objects.filter(pk__in=ids).with_state().select_related("section")
    rows = in_order(ids, rows.prefetch_related("authors", "tags", notes)) if ids else []
    return group(
        name,
        "story",
        "admin:articles_article_changelist",
        words,
        count,
        [row_of(story, words, title=str(story), parts=parts_of(story), story=story) for story in rows],
        **query,
    )


def parts_of(story: Article):
    """What may hold a word, in the order in which an editor would look; the text is read only when it comes to it."""
    yield "Deck", story.deck
    yield "Kicker", story.kicker
    yield "Text", body.plain_text(story.body)
    yield "Byline", ", ".join(author.name for author in story.authors.all())
    yield "Tags", ", ".join(tag.name for tag in story.tags.all())
    yield "Note for the desk", story.editor_note
    for note in story.notes_found:
        yield "Note", note.text
    yield "Address", story.slug


def photos(request, words):
    ids, count = found(request, Photo, words)
    rows = in_order(ids, Photo.objects.filter(pk__in=ids).defer("metadata")) if ids else []
    names = [("Caption", "caption"), ("Credit", "credit"), ("Keywords", "keywords"), ("Alt text", "alt_text")]
    names += [("Place", "place"), ("Source", "source")]
    return group(
        "Photos",
        "photo",
        "admin:articles_photo_changelist",
        words,
        count,
        [
            row_of(
                photo,
                words,
                title=str(photo),
                parts=[(word, getattr(photo, name)) for word, name in names],
                photo=photo,
            )
            for photo in rows
        ],
    )


def comments(request, words):
    ids, count = found(request, Comment, words)
    rows = in_order(ids, Comment.objects.filter(pk__in=ids).for_desk()) if ids else []
    return group(
        "Comments",
        "comment",
        "admin:comments_comment_changelist",
        words,
        count,
        [
            row_of(
                comment,
                words,
                title=f"{comment.author_name} on “{comment.story_headline}”",
                parts=[("", comment.body), ("Email", comment.author_email)],
                note=comment.get_state_display(),
                opening=Truncator(comment.body).words(20),
            )
            for comment in rows
        ],
    )


def named(model, name, icon, parts):
    """A group of things that have a name: authors, sections, tags."""

    def make(request, words):
        ids, count = found(request, model, words)
        rows = in_order(ids, model.objects.filter(pk__in=ids)) if ids else []
        address = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        rows = [
            row_of(row, words, title=row.name, parts=[(word, getattr(row, field)) for word, field in parts])
            for row in rows
        ]
        return group(name, icon, address, words, count, rows)

    return make


GROUPS = [
    stories,
    photos,
    comments,
    named(Author, "Authors", "author", [("Address", "slug")]),
    named(Section, "Sections", "section", [("Address", "slug")]),
    named(Tag, "Tags", "tag", [("Address", "slug")]),
    spiked,
]

"""Versions of a story: what is different between two of them, naming one, and going back to one.

A version is a revision, the edition that readers have, or the working copy as it is now.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from . import audit, body, differences
from .clock import in_full
from .differences import GONE, LABELS, NEW, SAME, Change, Lead
from .models import Article, Author, Byline, Edition, Photo, Revision, Section
from .models.byline import printed_byline
from .publishing import locked

TEXTS = ["kicker", "headline", "deck", "dateline", "slug", "front_headline", "search_title", "search_description"]
TEXTS += ["canonical_url"]
# Said of what a version names and nobody has any more.
NO_PHOTO, NO_SECTION, NO_AUTHOR = "a photo that is gone", "a section that is gone", "an author who is gone"
NO_STORY = "a story that is gone"
MOMENTS = {"planned_for", "embargo_until"}
# What an edition holds in words.
READERS = ["headline", "kicker", "deck", "byline_text", "dateline"]


class NothingDifferent(Exception):
    """The working copy already is that version."""


class SavedSince(Exception):
    """Somebody saved the story since it was looked at: `article` as it is now."""

    def __init__(self, article: Article):
        self.article = article
        super().__init__("Somebody saved the story since.")


# What is different


def between(before: dict, after: dict) -> list[Change]:
    """Return what differs between the data of two revisions, in the order of the page. At most four queries.

    What one of the two doesn't tell, because it is older than the field, is left out.
    """
    named = Named(before, after)
    found = [
        change_of(name, before[name], after[name], named, before, after)
        for name in LABELS
        if name in before and name in after and before[name] != after[name]
    ]
    old, new = before.get("desk") or {}, after.get("desk") or {}
    old, new = plain(old), plain(new)
    found += [
        desk_change(name, old[name], new[name])
        for name in LABELS
        if name in old and name in new and old[name] != new[name]
    ]
    if any(change.name == "lead_photo_id" for change in found):
        found = [change for change in found if change.name != "lead_caption"]
    return numbered(found)


class Named:
    """The sections, photos, authors and stories that two versions name, by id. At most four queries."""

    def __init__(self, before: dict, after: dict):
        def ids(name):
            return {data[name] for data in (before, after) if isinstance(data.get(name), int)}

        rows = [row for data in (before, after) for row in data.get("bylines") or []]
        photos = ids("lead_photo_id")
        if before.get("body") != after.get("body"):
            for data in (before, after):
                photos |= set(body.photo_ids(body.parse(data.get("body") or "")))
        self.sections = Section.objects.in_bulk(ids("section_id"))
        self.photos = Photo.objects.defer("metadata").in_bulk(photos) if photos else {}
        self.authors = Author.objects.in_bulk({row[0] for row in rows}) if rows else {}

        stories = {number for data in (before, after) for number in data.get("related") or []}
        self.stories = dict(Article.objects.filter(pk__in=stories).values_list("pk", "headline")) if stories else {}

    def headlines(self, numbers: list) -> list[str]:
        return [self.stories.get(number, NO_STORY) for number in numbers or []]

    def lead(self, data: dict) -> Lead | None:
        number = data.get("lead_photo_id")
        if number is None:
            return None
        photo = self.photos.get(number)
        caption = data.get("lead_caption") or (photo.caption if photo else NO_PHOTO.capitalize() + ".")
        return Lead(photo, caption, photo.credit if photo else "", photo.alt if photo else "")

    def credits(self, rows: list) -> list[dict]:
        """Return the byline's rows as an edition keeps them."""
        return [
            {"name": self.authors[number].name if number in self.authors else NO_AUTHOR, "role": role, "slug": ""}
            for number, role in rows or []
        ]


def change_of(name, before, after, named: Named, old: dict, new: dict) -> Change:
    label = LABELS[name]
    if name == "body":
        return body_change(before or "", after or "", named.photos)
    if name == "lead_photo_id":
        return Change(name, label, "photo", before=named.lead(old), after=named.lead(new))
    if name == "bylines":
        return byline_change(named.credits(before), named.credits(after))
    if name == "tags":
        return tags_change(before or [], after or [])
    if name == "related":
        return related_change(named.headlines(before), named.headlines(after))
    if name == "section_id":
        was, now = (
            str(named.sections.get(number, NO_SECTION)) if number else "no section" for number in (before, after)
        )
        return Change(name, label, "choice", before=was, after=now)
    if name == "label":
        return Change(name, label, "choice", before=label_words(before), after=label_words(after))
    if name == "noindex":
        was, now = ("kept out" if value else "may list it" for value in (before, after))
        return Change(name, label, "choice", before=was, after=now)
    return Change(name, label, "words", words=differences.words(str(before or ""), str(after or "")))


def label_words(value) -> str:
    return dict(Article.Label.choices).get(value, str(value))


def plain(desk: dict) -> dict:
    """Return what only the desk sees with its moments as moments: one moment is written in several ways."""
    return {name: moment_of(value) if name in MOMENTS else value for name, value in desk.items()}


def is_same(before: dict, after: dict) -> bool:
    """Whether the data of two revisions tell the same, to the last note."""
    return before | {"desk": plain(before.get("desk") or {})} == after | {"desk": plain(after.get("desk") or {})}


def desk_change(name, before, after) -> Change:
    label = LABELS[name]
    if name in MOMENTS:
        return Change(name, label, "moment", before=before, after=after, is_desk=True)
    if name == "comments_policy":
        was, now = (dict(Article.CommentsPolicy.choices).get(value, value) for value in (before, after))
        return Change(name, label, "choice", before=was, after=now, is_desk=True)
    if name == "comments_stay_open":
        was, now = ("stay open" if value else "close as elsewhere" for value in (before, after))
        return Change(name, label, "choice", before=was, after=now, is_desk=True)
    return Change(name, label, "words", words=differences.words(str(before or ""), str(after or "")), is_desk=True)


def moment_of(text) -> datetime | None:
    try:
        return parse_datetime(text) if text else None
    except ValueError:
        return None


def body_change(before: str, after: str, photos: dict) -> Change:
    """Return the change of two bodies, its pictures with what the library has of them."""
    blocks = differences.bodies(before, after)
    for block in blocks:
        for picture in filter(None, (block.before, block.after)):
            photo = photos.get(picture.photo)
            if photo and not picture.src:
                picture.src, picture.alt = photo.src, picture.alt or photo.alt
                picture.caption = picture.caption or photo.caption
    change = Change("body", gettext(LABELS["body"]), "body", runs=differences.folded(blocks))
    if all(block.what == SAME for block in blocks):
        change.note = "Something that doesn’t show in the words, such as how a list is numbered."
    return change


def byline_change(before: list[dict], after: list[dict]) -> Change:
    """Return the change of two bylines: their names with what they did, and how the line is printed."""

    def rows(credits):
        return [f"{credit['name']} ({credit['role']})" for credit in credits]

    old, new = rows(before), rows(after)
    change = Change("bylines", LABELS["bylines"], "rows", before=printed(before), after=printed(after))
    for kind, a, b, c, d in differences.compared(old, new) or [(GONE, 0, len(old), 0, len(new))]:
        if kind == SAME:
            change.rows += [(SAME, row) for row in new[c:d]]
        else:
            change.rows += [(GONE, row) for row in old[a:b]] + [(NEW, row) for row in new[c:d]]
    if sorted(old) == sorted(new):
        change.note = "The same names in another order."
    return change


def printed(credits: list[dict]) -> str:
    return printed_byline(credits) if credits else "Nobody"


def tags_change(before: list[str], after: list[str]) -> Change:
    rows = [(GONE, name) for name in before if name not in after]
    rows += [(NEW, name) for name in after if name not in before]
    return Change("tags", gettext(LABELS["tags"]), "rows", rows=rows)


def related_change(before: list[str], after: list[str]) -> Change:
    change = Change("related", LABELS["related"], "rows")
    change.rows = [(GONE, name) for name in before if name not in after]
    change.rows += [(NEW, name) for name in after if name not in before]
    if sorted(before) == sorted(after):
        change.rows = [(SAME, name) for name in after]
        change.note = "The same stories in another order."
    return change


def as_printed(edition: Edition, name: str) -> str:
    """Return a field's words; a byline's in the language spoken now, as the page prints it, not as it was stored."""
    return printed_byline(edition.credits) if name == "byline_text" else getattr(edition, name)


def between_editions(before: Edition, after: Edition) -> list[Change]:
    """Return what readers could see change from one edition to the next. Needs section and lead_photo; no queries."""
    names = {"byline_text": gettext("Byline")}
    found = [
        Change(name, names.get(name) or gettext(LABELS[name]), "words", words=differences.words(old, new))
        for name in READERS
        if (old := as_printed(before, name)) != (new := as_printed(after, name))
    ]
    old, new = lead_of(before), lead_of(after)
    if before.lead_photo_id != after.lead_photo_id:
        found.append(Change("lead_photo_id", gettext("Photo"), "photo", before=old, after=new))
    elif old and new and (old.caption, old.credit) != (new.caption, new.credit):
        caption = differences.words(f"{old.caption} {old.credit}".strip(), f"{new.caption} {new.credit}".strip())
        found.append(Change("lead_caption", gettext("Caption"), "words", words=caption))
    if before.body_html != after.body_html:
        text = body_change(before.body_html, after.body_html, {})
        if not text.note:
            found.append(text)
    old_tags, new_tags = ([tag["name"] for tag in edition.tag_links] for edition in (before, after))
    if sorted(old_tags) != sorted(new_tags):
        found.append(tags_change(old_tags, new_tags))
    if before.section_id != after.section_id:
        found.append(
            Change("section_id", gettext("Section"), "choice", before=str(before.section), after=str(after.section)),
        )
    if before.label != after.label:
        was, now = label_words(before.label), label_words(after.label)
        found.append(Change("label", gettext("Label"), "choice", before=was, after=now))
    return numbered(found)


def lead_of(edition: Edition) -> Lead | None:
    photo = edition.lead_photo
    return Lead(photo, edition.lead_caption, edition.lead_credit, edition.lead_alt_text) if photo else None


def numbered(changes: list[Change]) -> list[Change]:
    for number, change in enumerate(changes, 1):
        change.number = number
    return changes


# Naming


@transaction.atomic
def name_version(revision: Revision, name: str) -> Revision:
    """Give a revision a name, so that it is found again; an autosave or save becomes a milestone."""
    revision = Revision.objects.select_for_update(of=("self",)).get(pk=revision.pk)
    revision.name = name
    if revision.kind in (Revision.Kind.AUTOSAVE, Revision.Kind.SAVE):
        revision.kind = Revision.Kind.MILESTONE
    revision.save(update_fields=["name", "kind"])
    return revision


@transaction.atomic
def name_present(article: Article, name: str, *, by) -> Revision:
    """Name the working copy as it is now: its newest revision, or a new one where none holds exactly this."""
    article = locked(article)
    newest = article.revisions.of_working_copy().first()
    if newest is not None and is_same(newest.data, article.snapshot()):
        return name_version(newest, name)
    return article.record(by=by, kind=Revision.Kind.MILESTONE, name=name)


# Going back


@dataclass
class Restored:
    """What came of it: the revision that tells of it, and in sentences what could not be brought back."""

    revision: Revision
    left_out: list[str] = field(default_factory=list)


@transaction.atomic
def restore(
    article: Article, revision: Revision, *, by, version: int | None = None, at: datetime | None = None
) -> Restored:
    """Make the working copy what it was in `revision`: what readers would see, not the notes and dates of the desk.

    What stands there now is in the revisions first, so nothing is lost; readers see nothing of it.
    Raises NothingDifferent when the working copy already is that version, and SavedSince when `version` is given and
    is not the story's any more.
    """
    article = locked(article)
    if version is not None and article.version != version:
        raise SavedSince(article)
    revision = article.revisions.get(pk=revision.pk)
    was = article.snapshot()
    newest = article.revisions.of_working_copy().first()
    if newest is None or not is_same(newest.data, was):
        article.record(by=article.saved_by, name="As it was before a version was restored", at=at)
    put_back, left_out = what_can_be_put_back(article, revision.data)
    set_content(article, put_back)
    if article.content() == {name: value for name, value in was.items() if name != "desk"}:
        raise NothingDifferent
    new = article.record(by=by, name=f"Restored the version of {in_full(revision.at)}", at=at)
    audit.record(
        audit.Deed.RESTORE, by=by, article=article, version=revision.at, revision=revision.pk, left_out=left_out
    )
    return Restored(new, left_out)


@transaction.atomic
def look_ahead(article: Article, revision: Revision) -> tuple[list[Change], list[str]]:
    """Return what restore() would change and, in sentences, what it could not bring back. Changes nothing."""
    put_back, left_out = what_can_be_put_back(article, revision.data)
    now = article.content()
    return between(now, now | put_back), left_out


def what_can_be_put_back(article: Article, data: dict) -> tuple[dict, list[str]]:
    """Return the content of `data` that can still be had, and in sentences what can't. Four queries at most.

    Photos and the section are held, so that nobody deletes them before the story names them again.
    """
    content = {name: data[name] for name in [*Article.CONTENT_FIELDS, "bylines", "tags"] if name in data}
    left_out = []
    if not str(content.get("headline", "")).strip():
        content.pop("headline", None)
        left_out.append("That version had no headline. The present one stays.")
    number = content.get("section_id")
    if number is None or not Section.objects.filter(pk=number).select_for_update(no_key=True).exists():
        content.pop("section_id", None)
        gone = "had no section" if number is None else "was filed under a section that is gone"
        left_out.append(f"That version {gone}. The present one stays.")
    lead, in_text = content.get("lead_photo_id"), set(body.photo_ids(body.parse(content.get("body") or "")))
    named = in_text | ({lead} if lead else set())
    there = set(Photo.objects.held().filter(pk__in=named).values_list("pk", flat=True)) if named else set()
    if lead and lead not in there:
        content.pop("lead_photo_id")
        content.pop("lead_caption", None)
        left_out.append("Its lead photo is gone from the library. The present one stays.")
    if in_text - there:
        left_out.append("A photo in its text is gone from the library. What its caption said stays as words.")
    if "bylines" in content:
        authors = set(Author.objects.filter(pk__in=[row[0] for row in content["bylines"]]).values_list("pk", flat=True))
        if any(row[0] not in authors for row in content["bylines"]):
            left_out.append("An author it named is gone, and is left out of the byline.")
        content["bylines"] = [row for row in content["bylines"] if row[0] in authors]
    return content, left_out


def set_content(article: Article, content: dict) -> None:
    fields = [name for name in Article.CONTENT_FIELDS if name in content]
    for name in fields:
        setattr(article, name, content[name])
    article.save(update_fields=fields)
    if "bylines" in content:
        article.bylines.all().delete()
        Byline.objects.bulk_create(
            Byline(article=article, author_id=author, role=role, position=place)
            for place, (author, role) in enumerate(content["bylines"])
        )
    if "tags" in content:
        article.tags.set(content["tags"])

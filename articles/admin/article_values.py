"""The fields of the story page as plain values: as stored, as typed, as the page takes them, in words.

Names are those of the form, and "bylines". Plain values are what JSON holds; articles/merging.py compares them.
"""

from datetime import UTC, datetime

from django.db.models import Model
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from .. import body, merging
from ..models import Article, Author, Photo, Section
from ..models.byline import printed_byline
from .article_related import in_order

BYLINES = "bylines"


def plain(name: str, value):
    if name == "tags":
        return sorted({tag.lower() for tag in value})
    if name == BYLINES:
        return [list(line) for line in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="minutes")
    return value.pk if isinstance(value, Model) else value


def objects_of(article: Article, names) -> dict:
    """Return {name: value as the form's cleaned_data holds it} of a story as it is. One query for tags."""
    return {
        name: ([*article.tags.names()] if article.pk else []) if name == "tags" else getattr(article, name)
        for name in names
    }


def bylines_of(article: Article) -> list:
    """Return [[author id, role]] as stored. One query."""
    return [list(line) for line in article.bylines.values_list("author_id", "role")] if article.pk else []


def stored(article: Article, names) -> dict:
    """Return the plain values of these fields and of the byline. Two queries."""
    values = {name: plain(name, value) for name, value in objects_of(article, names).items()}
    return values | {BYLINES: bylines_of(article)}


def base_of(data, article: Article, values: dict, *, knowing: bool) -> dict[str, str]:
    """Return the fingerprints from which a page that sent `data` began.

    A page that knows the newest version began with what is stored, where it says nothing else. `knowing`: it was a
    person who pressed a button; what the page showed of the other one's text then counts as known.
    """
    base = merging.read_base(data.get("base", ""))
    if data.get("version") == str(article.version):
        base = merging.fingerprints(values) | base
    if knowing:
        base |= {name: data[f"seen-{name}"] for name in values if data.get(f"seen-{name}")}
    return base


def chose_theirs(data, name: str) -> bool:
    return data.get(f"choice-{name}") == "theirs"


def typed_state(form, bylines) -> dict:
    """Return what was typed as Article.snapshot() would keep it, with the words of fields that can't be stored."""
    story = form.instance
    names = {field: field.removesuffix("_id") for field in [*Article.CONTENT_FIELDS, *Article.DESK_FIELDS]}
    raw = {name: form.data.get(name, "").replace("\x00", "") for name in form.errors if name in form.fields}

    def value(field):
        if isinstance(getattr(story, field), str) and names[field] in raw:
            return raw[names[field]]
        found = getattr(story, field)
        return found.isoformat() if isinstance(found, datetime) else found

    tags = form.cleaned_data.get("tags")
    return {field: value(field) for field in Article.CONTENT_FIELDS} | {
        BYLINES: typed_bylines(bylines) if bylines else bylines_of(story),
        "tags": sorted(tags if tags is not None else story.tags.names() if story.pk else []),
        "desk": {field: value(field) for field in Article.DESK_FIELDS},
    }


def typed_bylines(bylines) -> list:
    lines = [getattr(form, "cleaned_data", {}) for form in bylines.lines()]
    return [[line["author"].pk, line["role"]] for line in lines if line.get("author") and line.get("role")]


def value_in(data: dict, name: str):
    """Return the plain value of a field in a revision's data, None where it keeps none."""
    value = data.get(name, data.get(f"{name}_id", data.get("desk", {}).get(name)))
    if name in ("planned_for", "embargo_until") and isinstance(value, str):
        value = parse_datetime(value)
    return value if value is None else plain(name, value)


def changed_by(article: Article, name: str, value) -> tuple:
    """Return (user or None, moment) of the revision since which the field is as it is stored. At most 20 are read."""
    who, when = article.saved_by, article.saved_at
    for revision in article.revisions.of_working_copy().select_related("by")[:20].iterator(chunk_size=3):
        if merging.fingerprint(value_in(revision.data, name)) != merging.fingerprint(value):
            break
        who, when = revision.by, revision.at
    return who, when


# As the page takes them


def for_page(name: str, value):
    """Return what the page's script puts into a field: text, yes or no, and for photos and names all they show."""
    if name == "lead_photo":
        return photo_for_page(value)
    if name == "related":
        return in_order(value)
    if name == BYLINES:
        names = Author.objects.in_bulk([author for author, _ in value])
        return [
            {"author": author, "name": str(names[author]), "role": role} for author, role in value if author in names
        ]
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, Model):
        return str(value.pk)
    return "" if value is None else value


def photo_for_page(photo: Photo | None) -> dict | None:
    """Return what a photo of the picker hands over."""
    return photo and {
        "pick": photo.pk,
        "src": photo.src,
        "alt": photo.alt,
        "caption": photo.caption,
        "credit": photo.credit,
        "missing": ", ".join(photo.missing),
        "focal": f"{photo.focal_x * 100:.0f}% {photo.focal_y * 100:.0f}%",
    }


# In words


def in_words(name: str, value, field=None) -> str:
    """Return a field's value as a person reads it. At most one query."""
    if name == "body":
        return body.plain_text(value)
    if name == BYLINES:
        people = Author.objects.in_bulk([author for author, _ in value])
        return printed_byline(
            [{"name": str(people.get(who, "Somebody")), "slug": "", "role": role} for who, role in value]
        )
    if name == "tags":
        return ", ".join(value)
    if name == "related":
        return "\n".join(story["name"] for story in in_order(value))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%-d %B %Y, %H:%M")
    choices = dict(getattr(field, "choices", ())) if not isinstance(value, Section | Photo) else {}
    return str(choices.get(value, "" if value is None else value))


def side_by_side(name: str, theirs, mine, field=None) -> list[dict]:
    """Return rows of merging.paragraphs_side_by_side() that set one value of a field beside another."""
    if name == "body":
        rows = merging.paragraphs_side_by_side(theirs, mine)
        if any(not row["same"] for row in rows):
            return rows
    return [merging.words_side_by_side(in_words(name, theirs, field), in_words(name, mine, field))]

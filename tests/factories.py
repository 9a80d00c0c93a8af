"""Things a newsroom has, made with the least that they need. Every function takes more fields by keyword."""

import itertools
from io import BytesIO

from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from articles.models import Article, Author, Byline, Section
from articles.photos.intake import take_in
from comments.models import Comment

numbers = itertools.count(1)


def make_user(group=None, **fields):
    """Return a staff user, a member of `group` (its name) when one is given."""
    number = next(numbers)
    user = User.objects.create_user(
        **({"username": f"user{number}", "password": "long-enough-42", "is_staff": True} | fields)
    )
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def make_editor(**fields):
    return make_user("Editor", **fields)


def make_reporter(**fields):
    return make_user("Reporter", **fields)


def make_photo_editor(**fields):
    return make_user("Photo editor", **fields)


def make_moderator(**fields):
    return make_user("Moderator", **fields)


def make_section(**fields):
    number = next(numbers)
    return Section.objects.create(**({"name": f"Section {number}", "slug": f"section-{number}"} | fields))


def make_author(**fields):
    number = next(numbers)
    return Author.objects.create(**({"name": f"Author {number}", "slug": f"author-{number}"} | fields))


def picture_bytes(width_px=600, height_px=400, kind="JPEG", colour=(40, 90, 120), **options):
    """Return the bytes of a one-coloured picture."""
    out = BytesIO()
    Image.new("RGB", (width_px, height_px), colour).save(out, kind, **options)
    return out.getvalue()


def picture_file(name="photo.jpg", **options):
    return SimpleUploadedFile(name, picture_bytes(**options), content_type="image/jpeg")


def make_photo(*, by=None, **fields):
    """Return a complete photo with a real file; pictures made one after the other differ."""
    number = next(numbers)
    file = picture_file(colour=(number % 256, number // 256 % 256, 120))
    defaults = {
        "caption": f"Caption {number}.",
        "credit": f"Photographer {number}",
        "alt_text": f"A picture {number}.",
    }
    return take_in(file, by=by, **(defaults | fields))


def make_article(*, authors=None, tags=(), **fields):
    """Return a story ready to publish: headline, section, body and one author, unless told otherwise."""
    number = next(numbers)
    defaults = {"headline": f"Headline {number}", "body": f"<p>Text of story {number}.</p>"}
    if "section" not in fields and "section_id" not in fields:
        defaults["section"] = make_section()
    article = Article.objects.create(**(defaults | fields))
    for position, author in enumerate([make_author()] if authors is None else authors):
        Byline.objects.create(article=article, author=author, position=position)
    article.tags.set(tags)
    article.record(by=fields.get("created_by"))
    return article


def make_comment(article=None, **fields):
    """Return a held comment, unless another state is given."""
    number = next(numbers)
    defaults = {
        "author_name": f"Reader {number}",
        "author_email": f"reader{number}@example.org",
        "body": f"Words {number}.",
    }
    return Comment.objects.create(article=article or make_article(), **(defaults | fields))

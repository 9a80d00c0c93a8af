"""Taking a photo into the library: checked, measured, read, kept and resized; and letting it go again."""

import hashlib

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image

from ..models import Photo
from ..models.photo import original_name
from . import checks, metadata, renditions


def take_in(file: File, *, by, **fields) -> Photo:
    """Keep an uploaded file as a photo with what the file says about itself; `fields` win over that.

    Raises ValidationError with a sentence when the file can't be used; then nothing is kept.
    """
    photo = Photo(uploaded_by=by, **(examine(file) | fields))
    keep(photo, file)
    return photo


def keep(photo: Photo, file: File) -> None:
    """Store the file that `photo` was made from by examine(), with its renditions, and save the row last.

    Photos with the same content share one file. When anything fails no row and no file of it remains.
    """
    before = Photo.objects.filter(pk=photo.pk).values_list("sha256", flat=True).first()
    storage = photo.image.storage
    name = original_name(photo, f"photo{checks.FORMATS[photo.metadata['format']]}")
    photo.image.name = name
    try:
        if not storage.exists(name):
            file.seek(0)
            storage.save(name, file)
        make_renditions(photo)
        with transaction.atomic():
            photo.save()
            # Another copy of the same photo may have been deleted, with the file, since it was looked for.
            if not storage.exists(name):
                file.seek(0)
                storage.save(name, file)
    except BaseException:
        remove_files(photo.sha256, name)
        raise
    if before and before != photo.sha256:
        transaction.on_commit(lambda: remove_leftovers(before))


def make_renditions(photo: Photo) -> None:
    try:
        renditions.make_all(photo)
    # What decodes may still not convert; the reader's page must never be the first to find out.
    except Exception as error:
        raise ValidationError("The picture can't be resized. Save it as a plain JPEG and try again.") from error


def discard(photo: Photo) -> None:
    """Delete a photo and, when no other photo has the same content, its files. Raises ProtectedError while in use."""
    sha256, name = photo.sha256, photo.image.name
    photo.delete()
    transaction.on_commit(lambda: remove_files(sha256, name))


def remove_leftovers(sha256: str) -> None:
    """Remove the files of content that no photo has any more, whatever its suffix was."""
    for suffix in sorted(set(checks.FORMATS.values())):
        remove_files(sha256, f"{sha256[:2]}/{sha256}{suffix}")


def remove_files(sha256: str, name: str) -> None:
    """Remove an original and its renditions unless a photo still has this content. One query."""
    if Photo.objects.filter(sha256=sha256).exists():
        return
    storage = Photo._meta.get_field("image").storage
    storage.delete(name)
    for rendition in renditions.every_name(sha256):
        default_storage.delete(rendition)


def examine(file: File) -> dict:
    """Return the fields of Photo that follow from the file alone: size, hashes and what it says about itself.

    Raises ValidationError with a sentence when the file can't be used. The file is left at its beginning.
    """
    kind = checks.check(file)
    said = metadata.read(file)
    facts = {name: value for name, value in said.items() if name not in metadata.NOT_FIELDS}
    with checks.opened(file) as image:
        facts["width_px"], facts["height_px"] = renditions.upright_size(image)
        facts["perceptual_hash"] = difference_hash(image)
    file.seek(0)
    facts["sha256"] = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    stored = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in said.items()}
    facts["metadata"] = {"format": kind, "size_bytes": file.size, "said": stored}
    return facts


def difference_hash(image: Image.Image) -> str:
    """Return 64 bits, as 16 hex digits, of which neighbours are brighter: alike for pictures that look alike."""
    image.draft("L", (64, 64))
    try:
        small = renditions.upright(renditions.in_srgb(image, None)).convert("L")
    except Exception as error:
        raise ValidationError("The picture's colours can't be read. Save it as a plain JPEG and try again.") from error
    pixels = list(small.resize((9, 8), Image.Resampling.BILINEAR).tobytes())
    bits = [pixels[row * 9 + column] > pixels[row * 9 + column + 1] for row in range(8) for column in range(8)]
    return f"{sum(bit << place for place, bit in enumerate(bits)):016x}"

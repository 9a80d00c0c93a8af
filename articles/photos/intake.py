"""Taking a photo into the library: checked, measured, read, kept and resized."""

import hashlib

from django.core.files.base import File
from PIL import Image, ImageOps

from ..models import Photo
from . import checks, metadata, renditions


def take_in(file: File, *, by, **fields) -> Photo:
    """Keep an uploaded file as a photo with what the file says about itself; `fields` win over that.

    Raises ValidationError with a sentence when the file can't be used.
    """
    facts = examine(file)
    photo = Photo(uploaded_by=by, **(facts | fields))
    photo.image.save(f"photo{checks.FORMATS[photo.metadata['format']]}", file, save=False)
    photo.save()
    renditions.make_all(photo)
    return photo


def examine(file: File) -> dict:
    """Return the fields of Photo that follow from the file alone: size, hashes and what it says about itself.

    Raises ValidationError with a sentence when the file can't be used.
    """
    kind = checks.check(file)
    said = metadata.read(file)
    facts = {name: value for name, value in said.items()}
    with Image.open(file, formats=list(checks.FORMATS)) as image:
        turned = ImageOps.exif_transpose(image)
        facts["width_px"], facts["height_px"] = turned.size
        facts["perceptual_hash"] = difference_hash(turned)
    file.seek(0)
    facts["sha256"] = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    stored = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in said.items()}
    facts["metadata"] = {"format": kind, "said": stored}
    return facts


def difference_hash(image: Image.Image) -> str:
    """Return 64 bits, as 16 hex digits, of which neighbours are brighter: alike for pictures that look alike."""
    small = image.convert("L").resize((9, 8), Image.Resampling.BILINEAR)
    pixels = list(small.tobytes())
    bits = [pixels[row * 9 + column] > pixels[row * 9 + column + 1] for row in range(8) for column in range(8)]
    return f"{sum(bit << place for place, bit in enumerate(bits)):016x}"

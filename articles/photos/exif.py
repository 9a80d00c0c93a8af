"""What the camera, and programs that know nothing newer, say of a photo (EXIF 3.0)."""

from datetime import datetime

from django.utils import timezone
from PIL import ExifTags, Image

from .iim import decoded

# What cameras write where a caption belongs.
NO_CAPTIONS = ("olympus digital camera", "sony dsc", "dcim", "default", "samsung", "minolta digital camera", "kodak")


def read(image: Image.Image) -> dict:
    """Return {name: text or list of texts} and `taken_at` (aware) where there is one."""
    exif = image.getexif()
    caption = text_of(exif.get(ExifTags.Base.ImageDescription))
    values = {
        "caption": "" if caption.lower().startswith(NO_CAPTIONS) else caption,
        "creator": [name.strip() for name in text_of(exif.get(ExifTags.Base.Artist)).split(";") if name.strip()],
        # The photographer's, then that of whoever edited it.
        "copyright": ", ".join(
            filter(None, (part.strip() for part in text_of(exif.get(ExifTags.Base.Copyright)).split("\x00")))
        ),
        "camera": text_of(exif.get(ExifTags.Base.Model)),
        "taken_at": taken_at(exif),
    }
    return {name: value for name, value in values.items() if value}


def text_of(value) -> str:
    """Return a text that the block should hold in ASCII, and that many programs write in UTF-8."""
    if isinstance(value, str):
        try:
            value = value.encode("latin-1")
        except UnicodeEncodeError:
            return value.strip(" \x00")
    return decoded(value).strip(" \x00") if isinstance(value, bytes) else ""


def taken_at(exif: Image.Exif) -> datetime | None:
    """When the shutter opened, aware: in the file's own offset, else by the clock of the newsroom."""
    details = exif.get_ifd(ExifTags.IFD.Exif)
    text, offset = details.get(ExifTags.Base.DateTimeOriginal), details.get(ExifTags.Base.OffsetTimeOriginal)
    try:
        text, offset = text.strip("\x00 "), (offset or "").strip("\x00 ")
        if offset:
            return datetime.strptime(f"{text} {offset}", "%Y:%m:%d %H:%M:%S %z")
        return timezone.make_aware(datetime.strptime(text, "%Y:%m:%d %H:%M:%S"))
    except (AttributeError, TypeError, ValueError, OverflowError):
        return None

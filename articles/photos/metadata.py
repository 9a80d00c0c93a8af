"""What a photo file says about itself: caption, credit and rights from XMP, IPTC IIM and EXIF, in that order."""

import warnings
from contextlib import suppress
from datetime import datetime

from django.utils import timezone
from PIL import ExifTags, Image, IptcImagePlugin

from .checks import READERS

IIM = {
    "headline": (2, 105),
    "caption": (2, 120),
    "credit": (2, 110),
    "byline": (2, 80),
    "source": (2, 115),
    "copyright": (2, 116),
    "place": (2, 90),
    "keywords": (2, 25),
}
LONGEST = {"caption": 4000, "keywords": 500, "alt_text": 300}
# Said by the file and shown at the desk, but no field of a photo.
NOT_FIELDS = frozenset(["camera"])
CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])


def read(file) -> dict:
    """Return {field of Photo: value} for what the file says, without empty ones; `taken_at` is aware.

    Nothing a file holds makes this fail: what can't be read is left out. The file is left at its beginning.
    """
    found = {}
    for source in (from_exif, from_iim, from_xmp):
        file.seek(0)
        # Metadata is written by every program there is, in every state of repair; a photo is never refused for it.
        with suppress(Exception), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(file, formats=READERS) as image:
                found |= source(image)
    file.seek(0)
    byline, credit = found.pop("byline", ""), found.get("credit", "")
    if byline and byline not in credit:
        found["credit"] = f"{byline} / {credit}" if credit else byline
    cleaned = {name: clipped(name, value) for name, value in found.items()}
    return {name: value for name, value in cleaned.items() if value}


def clipped(name: str, value):
    return value.translate(CONTROLS).strip()[: LONGEST.get(name, 200)] if isinstance(value, str) else value


def from_exif(image: Image.Image) -> dict:
    exif = image.getexif()
    values = {
        "byline": decoded(exif.get(ExifTags.Base.Artist, "")),
        "copyright": decoded(exif.get(ExifTags.Base.Copyright, "")),
        "camera": decoded(exif.get(ExifTags.Base.Model, "")),
    }
    with suppress(ValueError, TypeError, OverflowError):
        values["taken_at"] = date_taken(exif)
    return {name: value for name, value in values.items() if value}


def from_iim(image: Image.Image) -> dict[str, str]:
    fields = IptcImagePlugin.getiptcinfo(image) or {}
    values = {}
    for name, key in IIM.items():
        raw = fields.get(key)
        if raw:
            parts = raw if isinstance(raw, list) else [raw]
            values[name] = ", ".join(decoded(part) for part in parts).strip()
    return values


def decoded(raw: bytes | str) -> str:
    if isinstance(raw, str):
        return raw
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def from_xmp(image: Image.Image) -> dict[str, str]:
    description = image.getxmp().get("xmpmeta", {}).get("RDF", {}).get("Description", {})
    merged = {}
    for part in description if isinstance(description, list) else [description]:
        merged |= part or {}
    names = {
        "headline": "Headline",
        "caption": "description",
        "credit": "Credit",
        "source": "Source",
        "copyright": "rights",
        "place": "City",
        "alt_text": "AltTextAccessibility",
    }
    values = {name: language_default(merged.get(tag)) for name, tag in names.items()}
    return {name: value for name, value in values.items() if value}


def language_default(value) -> str:
    """Return the text of an XMP value, which may be plain or one text for each language."""
    if isinstance(value, dict):
        if isinstance(value.get("Alt"), dict):
            return language_default(value["Alt"].get("li"))
        return language_default(value.get("text"))
    if isinstance(value, list):
        return language_default(value[0]) if value else ""
    return value.strip() if isinstance(value, str) else ""


def date_taken(exif: Image.Exif) -> datetime | None:
    """When the shutter opened, aware: in the file's own offset, else by the clock of the newsroom."""
    details = exif.get_ifd(ExifTags.IFD.Exif)
    text, offset = details.get(ExifTags.Base.DateTimeOriginal), details.get(ExifTags.Base.OffsetTimeOriginal)
    if not text:
        return None
    text = text.strip("\x00 ")
    if offset:
        moment = datetime.strptime(f"{text} {offset.strip()}", "%Y:%m:%d %H:%M:%S %z")
    else:
        moment = timezone.make_aware(datetime.strptime(text, "%Y:%m:%d %H:%M:%S"))
    # The first photo was taken in 1826; cameras without a set clock say year 1 or 9999.
    return moment if 1826 <= moment.year <= 2200 else None

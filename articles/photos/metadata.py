"""What a photo file says about itself: caption, credit and rights from IPTC IIM and XMP."""

import warnings
from datetime import UTC, datetime

from PIL import ExifTags, Image, IptcImagePlugin

from .checks import FORMATS

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
LONGEST = {"caption": 4000, "keywords": 500}


def read(file) -> dict:
    """Return {field of Photo: value} for what the file says, without empty ones; `taken_at` is aware.

    Nothing a file holds makes this fail: what can't be read is left out. The file is left at its beginning.
    """
    found = {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(file, formats=list(FORMATS))
            found = from_iim(image) | from_xmp(image)
            if taken_at := date_taken(image):
                found["taken_at"] = taken_at
    except Exception:
        pass
    file.seek(0)
    byline, credit = found.pop("byline", ""), found.get("credit", "")
    if byline and byline not in credit:
        found["credit"] = f"{byline} / {credit}" if credit else byline
    return {name: clipped(name, value) for name, value in found.items() if value}


def clipped(name: str, value):
    return value.replace("\x00", "")[: LONGEST.get(name, 200)] if isinstance(value, str) else value


def from_iim(image: Image.Image) -> dict[str, str]:
    fields = IptcImagePlugin.getiptcinfo(image) or {}
    values = {}
    for name, key in IIM.items():
        raw = fields.get(key)
        if raw:
            parts = raw if isinstance(raw, list) else [raw]
            values[name] = ", ".join(decoded(part) for part in parts).strip()
    return values


def decoded(raw: bytes) -> str:
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
        if "Alt" in value:
            return language_default(value["Alt"].get("li"))
        return language_default(value.get("text"))
    if isinstance(value, list):
        return language_default(value[0]) if value else ""
    return value.strip() if isinstance(value, str) else ""


def date_taken(image: Image.Image) -> datetime | None:
    exif = image.getexif().get_ifd(ExifTags.IFD.Exif)
    text, offset = exif.get(ExifTags.Base.DateTimeOriginal), exif.get(ExifTags.Base.OffsetTimeOriginal, "")
    if not text:
        return None
    if offset:
        return datetime.strptime(f"{text} {offset}", "%Y:%m:%d %H:%M:%S %z")
    return datetime.strptime(text, "%Y:%m:%d %H:%M:%S").replace(tzinfo=UTC)

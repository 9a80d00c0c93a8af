"""What a photo file says about itself, of three blocks that may contradict each other, as the fields of a photo.

They are read in the order that the Metadata Working Group laid down (Guidelines for Handling Image Metadata 2.0): XMP,
unless IPTC's block was changed later by a program that knows nothing of XMP; what one of them leaves open is looked up
in the next, EXIF last. The moment is the camera's first.
"""

import re
import warnings
from contextlib import suppress
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from PIL import Image

from ..models.photo import DataMining, DigitalSource
from . import exif, iim, xmp
from .checks import READERS

# {name: properties of XMP, the first that says something counts}
PROPERTIES = {
    "headline": ("photoshop:Headline",),
    "caption": ("dc:description",),
    "creator": ("dc:creator",),
    "credit": ("photoshop:Credit",),
    "source": ("photoshop:Source",),
    "copyright": ("dc:rights",),
    "licence": ("rights:UsageTerms",),
    "licence_url": ("rights:WebStatement",),
    "alt_text": ("core:AltTextAccessibility",),
    "extended_description": ("core:ExtDescrAccessibility",),
    "sublocation": ("core:Location",),
    "city": ("photoshop:City",),
    "country": ("photoshop:Country",),
    "keywords": ("dc:subject",),
    "digital_source": ("ext:DigitalSourceType", "ext:DigitalSourcefileType"),
    "data_mining": ("plus:DataMining",),
}
MOMENTS = ("exif:DateTimeOriginal", "photoshop:DateCreated", "xmp:CreateDate")
# Where what is seen on the photo is, before where the camera stood.
PLACES = ("ext:LocationShown", "ext:LocationCreated")
PARTS_OF_A_PLACE = (("ext:Sublocation", "sublocation"), ("ext:City", "city"), ("ext:CountryName", "country"))
LISTS = frozenset(["creator", "keywords"])
LONGEST = {"caption": 4000, "extended_description": 4000, "keywords": 500, "alt_text": 300}
# Said by the file and shown at the desk, but no field of a photo.
NOT_FIELDS = frozenset(["camera"])
CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])


def read(file) -> dict:
    """Return {field of Photo: value} for what the file says, without empty ones; `taken_at` is aware.

    Nothing a file holds makes this fail: what can't be read is left out. The file is left at its beginning.
    """
    said = {"exif": {}, "iim": {}, "xmp": {}, "is_iim_newer": False}
    readers = {"exif": exif.read, "iim": iim.read, "xmp": read_xmp, "is_iim_newer": iim.was_changed_alone}
    for block, reader in readers.items():
        file.seek(0)
        # Metadata is written by every program there is, in every state of repair; a photo is never refused for it.
        with suppress(Exception), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(file, formats=READERS) as image:
                said[block] = reader(image)
    file.seek(0)
    found = fields_of(agreed(said))
    cleaned = {name: clipped(name, value) for name, value in found.items()}
    return {name: value for name, value in cleaned.items() if value}


def agreed(said: dict) -> dict:
    """Return one value for each name that one of the blocks knows; those of LISTS are lists.

    `said` is {"exif", "iim", "xmp": what each says by name; "is_iim_newer": whether IPTC's block was changed alone}.
    """
    found = {}
    for name in {**said["exif"], **said["iim"], **said["xmp"]}:
        if name == "taken_at":
            moments = (said[block].get(name) for block in ("exif", "xmp", "iim"))
            found[name] = next(filter(None, map(plausible, moments)), None)
            continue
        older, newer = said["iim"].get(name, []), listed(said["xmp"].get(name))
        was_put_right = said["is_iim_newer"] and older and not iim.is_cut_from(name, older, newer)
        value = (older if was_put_right else newer or older) or listed(said["exif"].get(name))
        found[name] = value if name in LISTS else ", ".join(value)
    return found


def listed(value) -> list[str]:
    return [value] if isinstance(value, str) and value else [text for text in value or [] if isinstance(text, str)]


def fields_of(said: dict) -> dict:
    """Turn what was said into fields: who took it and whom to name are one credit, the parts of a place one line."""
    found = dict(said)
    creator, credit = ", ".join(found.pop("creator", [])), found.get("credit", "")
    if creator:
        found["creator"] = creator
        if creator not in credit:
            found["credit"] = f"{creator} / {credit}" if credit else creator
    parts = [found.pop(name, "") for name in ("sublocation", "city", "country")]
    found["place"] = ", ".join(dict.fromkeys(filter(None, parts)))
    found["keywords"] = ", ".join(dict.fromkeys(found.pop("keywords", [])))
    found["digital_source"] = known(found.get("digital_source", ""), DigitalSource)
    found["data_mining"] = known(found.get("data_mining", ""), DataMining)
    found["licence_url"] = web_address(found.get("licence_url", ""))
    return found


def known(address: str, vocabulary) -> str:
    """Return the word that an address of a controlled vocabulary ends with, empty for one that is none of it."""
    word = re.split(r"[/#:]", address.rstrip("/"))[-1]
    return word if word in vocabulary else ""


def web_address(text: str) -> str:
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        return ""
    return text if len(text) <= 200 else ""


def clipped(name: str, value):
    return value.translate(CONTROLS).strip()[: LONGEST.get(name, 200)] if isinstance(value, str) else value


def read_xmp(image: Image.Image) -> dict:
    """Return {name: text or list of texts} and `taken_at` (aware) where there is one."""
    properties = xmp.read(image)
    found = {
        name: next((value for key in keys if (value := properties.get(key))), "") for name, keys in PROPERTIES.items()
    }
    shown = next((place for key in PLACES if (place := first_place(properties.get(key)))), {})
    if any(shown.get(key) for key, _ in PARTS_OF_A_PLACE):
        found |= {name: shown.get(key, "") for key, name in PARTS_OF_A_PLACE}
    found["taken_at"] = next(filter(None, (moment(properties.get(key)) for key in MOMENTS)), None)
    return {name: value for name, value in found.items() if value}


def first_place(value) -> dict:
    places = value if isinstance(value, list) else [value]
    return next((place for place in places if isinstance(place, dict)), {})


def moment(text) -> datetime | None:
    """Return the aware moment of XMP's ISO 8601; by the newsroom's clock without an offset, None without a time."""
    with suppress(TypeError, ValueError, OverflowError):
        if len(text) > len("2026-11-28"):
            at = datetime.fromisoformat(text)
            return at if at.tzinfo else timezone.make_aware(at)
    return None


def plausible(at: datetime | None) -> datetime | None:
    """The first photo was taken in 1826; cameras without a set clock say year 1 or 9999."""
    return at if at and 1826 <= at.year <= 2200 else None

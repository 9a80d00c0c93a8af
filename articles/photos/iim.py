"""What IPTC's older block says of a photo (IIM 4.2), as bytes of a declared or guessed character set."""

import hashlib
from datetime import datetime

from django.utils import timezone
from PIL import Image, IptcImagePlugin

# {name: (record and number of the data set, how many bytes one of it holds)}
SETS = {
    "headline": ((2, 105), 256),
    "caption": ((2, 120), 2000),
    "creator": ((2, 80), 32),
    "credit": ((2, 110), 32),
    "source": ((2, 115), 32),
    "copyright": ((2, 116), 128),
    "city": ((2, 90), 32),
    "sublocation": ((2, 92), 32),
    "country": ((2, 101), 64),
    "keywords": ((2, 25), 64),
}
DATE, TIME, CHARACTER_SET = (2, 55), (2, 60), (1, 90)
# The last letter of the escape sequence of ISO 2022 that names a set, in G1 (0x2D) or G2 (0x2E).
SETS_OF_LETTERS = dict(zip(b"ABCDLGFHMVb", (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15), strict=True))
BLOCK, DIGEST = 0x0404, 0x0425


def read(image: Image.Image) -> dict:
    """Return {name: list of texts} and `taken_at` (aware) where there is one."""
    fields = IptcImagePlugin.getiptcinfo(image) or {}
    character_set = declared(single(fields.get(CHARACTER_SET)))
    found = {}
    for name, (key, _) in SETS.items():
        raw = fields.get(key) or []
        parts = [decoded(part, character_set).strip() for part in (raw if isinstance(raw, list) else [raw])]
        found[name] = [part for part in parts if part]
    found["taken_at"] = moment(single(fields.get(DATE)), single(fields.get(TIME)))
    return {name: value for name, value in found.items() if value}


def single(raw: bytes | list[bytes] | None) -> bytes:
    return (raw[0] if isinstance(raw, list) else raw) or b""


def declared(escape: bytes) -> str:
    """Return Python's name of the character set that the block declares, empty where it declares none that is known."""
    if escape in (b"\x1b%G", b"\x1b%/G", b"\x1b%/H", b"\x1b%/I"):
        return "utf-8"
    if len(escape) == 3 and escape[:2] in (b"\x1b-", b"\x1b.") and escape[2] in SETS_OF_LETTERS:
        return f"iso8859-{SETS_OF_LETTERS[escape[2]]}"
    return ""


def decoded(raw: bytes | str, character_set: str = "") -> str:
    """Return the text of bytes that are declared, or are UTF-8, perhaps cut in a letter, or else Windows' Latin."""
    if isinstance(raw, str):
        return raw
    for guess in filter(None, (character_set, "utf-8")):
        try:
            return raw.decode(guess)
        except UnicodeDecodeError as error:
            if guess == "utf-8" and error.start >= len(raw) - 3 and error.reason == "unexpected end of data":
                return raw[: error.start].decode()
    return raw.decode("cp1252", errors="ignore")


def moment(day: bytes, time: bytes) -> datetime | None:
    """Return an aware moment of “20261128” and “140305+0200”; by the newsroom's clock without an offset."""
    try:
        if len(time) == 11:
            return datetime.strptime((day + time).decode(), "%Y%m%d%H%M%S%z")
        return timezone.make_aware(datetime.strptime((day + time[:6]).decode(), "%Y%m%d%H%M%S"))
    except (ValueError, OverflowError):
        return None


def was_changed_alone(image: Image.Image) -> bool:
    """Whether somebody wrote this block who knew nothing of XMP: its digest, kept by who writes both, isn't its own."""
    blocks = image.info.get("photoshop") or {}
    block, digest = blocks.get(BLOCK), blocks.get(DIGEST)
    return bool(block and digest and any(digest) and hashlib.md5(block, usedforsecurity=False).digest() != digest)


def is_cut_from(name: str, texts: list[str], whole: list[str]) -> bool:
    """Whether these texts are the whole ones, but for what had no room in the block's fields."""
    _, most = SETS[name]
    return len(texts) == len(whole) and all(
        text == longer or (longer.startswith(text) and len(longer.encode()) > most)
        for text, longer in zip(texts, whole, strict=True)
    )

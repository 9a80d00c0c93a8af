"""Photo files as cameras, phones and people send them."""

import struct
import zlib
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image, PngImagePlugin

from tests.factories import picture_bytes

XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
 photoshop:Credit="The Courier" photoshop:City="Vassholm">
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">The quay at dawn.</rdf:li></rdf:Alt></dc:description>
<Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="x-default">Boats behind a low wall</rdf:li></rdf:Alt>
</Iptc4xmpCore:AltTextAccessibility>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


def upload(content: bytes, name="photo.jpg"):
    return SimpleUploadedFile(name, content)


def encoded(image: Image.Image, kind: str, **options) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def halves(width_px=600, height_px=400, mode="RGB") -> Image.Image:
    """Red on the left half, blue on the right."""
    image = Image.new("RGB", (width_px, height_px), (220, 30, 30))
    image.paste((30, 30, 220), (width_px // 2, 0, width_px, height_px))
    return image.convert(mode)


def turned(orientation: int) -> bytes:
    """A JPEG of 600 x 400 that says it is to be turned."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return encoded(halves(), "JPEG", exif=exif.tobytes())


def with_exif(content: bytes) -> bytes:
    """A JPEG with any bytes where EXIF should be."""
    return with_segment(0xE1, b"Exif\x00\x00" + content)


def with_xmp(xmp: str = XMP) -> bytes:
    return with_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + xmp.encode())


def with_iptc(**records: bytes) -> bytes:
    """A JPEG with IPTC records, named by their numbers: `r120=b"Caption"`."""
    data = b"".join(
        b"\x1c\x02" + bytes([int(name[1:])]) + struct.pack(">H", len(value)) + value for name, value in records.items()
    )
    block = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(data)) + data + b"\x00" * (len(data) % 2)
    return with_segment(0xED, b"Photoshop 3.0\x00" + block)


def with_segment(marker: int, payload: bytes) -> bytes:
    jpeg = picture_bytes()
    return jpeg[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(payload) + 2) + payload + jpeg[2:]


def giant_gif(width_px=65535, height_px=65535) -> bytes:
    """A few bytes that claim 4,295 million pixels."""
    size = struct.pack("<HH", width_px, height_px)
    colours, frame, data = b"\x80\x00\x00\x00\x00\x00\xff\xff\xff", b",\x00\x00\x00\x00", b"\x00\x02\x02D\x01\x00;"
    return b"GIF89a" + size + colours + frame + size + data


def giant_png(width_px=30_000, height_px=30_000) -> bytes:
    """A small file with 900 megapixels of one colour in it."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    squeezer = zlib.compressobj(9)
    row = b"\x00" * (width_px // 8 + 2)
    rows = b"".join(squeezer.compress(row * 1000) for _ in range(height_px // 1000)) + squeezer.flush()
    header = struct.pack(">IIBBBBB", width_px, height_px, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def png_with_text(key: str, value: str) -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_itxt(key, value)
    return encoded(halves(), "PNG", pnginfo=notes)


def mpo() -> bytes:
    return encoded(halves(), "MPO", save_all=True, append_images=[halves(300, 200)])

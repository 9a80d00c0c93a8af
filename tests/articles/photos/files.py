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


def with_xmp(xmp: str = XMP, jpeg: bytes | None = None) -> bytes:
    return with_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + xmp.encode(), jpeg)


def packet(properties: str) -> str:
    """An XMP packet with these properties, as programs write it."""
    names = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in NAMESPACES.items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {names}>'
        f'<rdf:Description rdf:about="">{properties}</rdf:Description></rdf:RDF></x:xmpmeta>'
        '<?xpacket end="w"?>'
    )


NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
}


def with_iptc(jpeg: bytes | None = None, /, *, digest: bytes = b"", charset: bytes = b"", **records) -> bytes:
    """A JPEG with IPTC records, named by their numbers: `r120=b"Caption"`, a list for what is repeated.

    `digest` is what a program that writes XMP too keeps of the block: of the block as it saw it.
    """
    data = record(1, 90, charset) if charset else b""
    for name, values in records.items():
        for value in values if isinstance(values, list) else [values]:
            data += record(2, int(name[1:]), value)
    block = resource(0x0404, data) + (resource(0x0425, digest) if digest else b"")
    return with_segment(0xED, b"Photoshop 3.0\x00" + block, jpeg)


def record(section: int, number: int, value: bytes) -> bytes:
    return b"\x1c" + bytes([section, number]) + struct.pack(">H", len(value)) + value


def resource(number: int, data: bytes) -> bytes:
    return b"8BIM" + struct.pack(">HHI", number, 0, len(data)) + data + b"\x00" * (len(data) % 2)


def with_segment(marker: int, payload: bytes, jpeg: bytes | None = None) -> bytes:
    jpeg = jpeg or picture_bytes()
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

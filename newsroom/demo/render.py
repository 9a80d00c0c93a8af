"""Draws the demo's pictures again: python -m newsroom.demo.render [--chromium PATH]

A developer's script: it needs Pillow, Playwright and a Chromium. The JPEG files that it writes, with the
metadata of photos.toml inside them, are part of the repository; nothing else needs to run it.
"""

import argparse
import io
import shutil
import tomllib
from pathlib import Path
from xml.sax.saxutils import escape

from .pictures import PICTURES, PORTRAITS

HERE = Path(__file__).parent
LARGEST = 90_000
COPYRIGHT = "The Harbour Courier Trust"
TAKEN_ON = "20261121"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def screenshots(pictures, width, height, browser=None):
    """Yields (name, image) for a dict of name to Picture: RGB Pillow images, `width` by `height` pixels.

    `browser` is the path of a Chromium; without it one on the search path, or else Playwright's own.
    """
    from PIL import Image
    from playwright.sync_api import sync_playwright

    browser = browser or next(filter(None, map(shutil.which, BROWSERS)), None)
    style = "<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser)
        page = chromium.new_page(viewport={"width": width, "height": height})
        for name, picture in pictures.items():
            page.set_content(style + picture.svg())
            yield name, Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        chromium.close()


def compressed(image, largest=LARGEST):
    """The image as a progressive JPEG (bytes) of the best quality that fits in `largest` bytes."""
    for quality in range(92, 40, -2):
        file = io.BytesIO()
        image.save(file, "JPEG", quality=quality, progressive=True, optimize=True, subsampling="4:2:0")
        if file.tell() <= largest:
            return file.getvalue()
    raise ValueError(f"The picture does not fit in {largest} bytes.")


def iptc(photo):
    """The photo's metadata (a row of photos.toml) as an IPTC IIM block in UTF-8, in bytes."""
    fields = [
        (1, 90, b"\x1b%G"),
        (2, 0, b"\x00\x04"),
        (2, 105, photo["headline"]),
        *((2, 25, keyword) for keyword in photo["keywords"]),
        (2, 55, TAKEN_ON),
        (2, 80, byline(photo)),
        (2, 90, photo["place"]),
        (2, 110, photo["credit"]),
        (2, 116, COPYRIGHT),
        (2, 120, photo["caption"]),
    ]
    block = b""
    for record, number, value in fields:
        value = value if isinstance(value, bytes) else value.encode()
        block += bytes((0x1C, record, number)) + len(value).to_bytes(2, "big") + value
    return block


def xmp(photo):
    """The photo's metadata (a row of photos.toml) as an XMP packet in UTF-8, in bytes."""

    def one(name, text):
        return f"<{name}>{escape(text)}</{name}>"

    def each(name, kind, texts, mark=""):
        items = "".join(f"<rdf:li{mark}>{escape(text)}</rdf:li>" for text in texts)
        return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>"

    def default(name, text):
        return each(name, "Alt", [text], ' xml:lang="x-default"')

    year, month, day = TAKEN_ON[:4], TAKEN_ON[4:6], TAKEN_ON[6:]
    properties = (
        default("dc:description", photo["caption"])
        + default("dc:rights", COPYRIGHT)
        + each("dc:creator", "Seq", [byline(photo)])
        + each("dc:subject", "Bag", photo["keywords"])
        + one("photoshop:Headline", photo["headline"])
        + one("photoshop:Credit", photo["credit"])
        + one("photoshop:City", photo["place"])
        + one("photoshop:DateCreated", f"{year}-{month}-{day}")
        + default("Iptc4xmpCore:AltTextAccessibility", photo["alt_text"])
    )
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
        ' xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/">'
        f"{properties}</rdf:Description></rdf:RDF></x:xmpmeta>"
        '<?xpacket end="r"?>'
    ).encode()


def byline(photo):
    """Who took or drew it: the credit "Chart: A B" and the credit "A B / The Courier" are by "A B"."""
    return photo["credit"].rpartition(": ")[2].partition(" / ")[0]


def described(jpeg, photo):
    """The JPEG (bytes) with the photo's metadata in it: XMP in APP1, IPTC IIM in APP13."""
    block = iptc(photo)
    resource = b"8BIM\x04\x04\x00\x00" + len(block).to_bytes(4, "big") + block + b"\x00" * (len(block) % 2)
    segments = _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + xmp(photo))
    segments += _segment(0xED, b"Photoshop 3.0\x00" + resource)
    start = 2
    if jpeg[2:4] == b"\xff\xe0":  # the JFIF header stays first
        start = 4 + int.from_bytes(jpeg[4:6], "big")
    return jpeg[:start] + segments + jpeg[start:]


def _segment(marker, data):
    return bytes((0xFF, marker)) + (len(data) + 2).to_bytes(2, "big") + data


def photos():
    """The rows of photos.toml, name to dict."""
    rows = tomllib.loads((HERE / "photos.toml").read_text(encoding="utf-8"))["photo"]
    return {row["name"]: row for row in rows}


def main():
    parser = argparse.ArgumentParser(prog="python -m newsroom.demo.render", description="Draws the demo's pictures.")
    parser.add_argument("--chromium", metavar="PATH", help="the Chromium to draw with")
    parser.add_argument("names", nargs="*", help="only these pictures")
    options = parser.parse_args()
    wanted = options.names or [*PICTURES, *PORTRAITS]
    for folder in ("photos", "portraits"):
        (HERE / folder).mkdir(exist_ok=True)
    rows = photos()
    scenes = {name: draw() for name, draw in PICTURES.items() if name in wanted}
    for name, image in screenshots(scenes, 1200, 800, options.chromium):
        jpeg = compressed(image, LARGEST - len(iptc(rows[name])) - len(xmp(rows[name])) - 100)
        (HERE / "photos" / f"{name}.jpg").write_bytes(described(jpeg, rows[name]))
    faces = {slug: draw() for slug, draw in PORTRAITS.items() if slug in wanted}
    for slug, image in screenshots(faces, 320, 320, options.chromium):
        (HERE / "portraits" / f"{slug}.jpg").write_bytes(compressed(image))


if __name__ == "__main__":
    main()

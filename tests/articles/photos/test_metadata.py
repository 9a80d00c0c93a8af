import hashlib
from datetime import UTC, datetime

import pytest
from PIL import ExifTags, Image

from articles.photos import metadata
from tests.factories import picture_bytes

from .files import XMP, encoded, halves, packet, png_with_text, upload, with_exif, with_iptc, with_xmp


def said(content):
    return metadata.read(upload(content))


def test_iptc_gives_caption_credit_copyright_and_keywords():
    content = with_iptc(
        r120="Der Kai im Morgengrauen – früh.".encode(), r110=b"The Courier", r116=b"2026 The Courier", r25=b"quay"
    )

    assert said(content) == {
        "caption": "Der Kai im Morgengrauen – früh.",
        "credit": "The Courier",
        "copyright": "2026 The Courier",
        "keywords": "quay",
    }


def test_iptc_of_old_programs_is_read_as_latin_1():
    assert said(with_iptc(r120="Fähre".encode("latin-1"))) == {"caption": "Fähre"}


def test_photographer_and_agency_become_one_credit():
    assert said(with_iptc(r80=b"Noor Vance", r110=b"The Courier"))["credit"] == "Noor Vance / The Courier"


def test_photographer_already_in_the_credit_is_not_named_twice():
    assert said(with_iptc(r80=b"Noor Vance", r110=b"Noor Vance / The Courier"))["credit"] == "Noor Vance / The Courier"


def test_xmp_gives_alt_text_and_wins_over_iptc():
    assert said(with_xmp()) == {
        "credit": "The Courier",
        "place": "Vassholm",
        "caption": "The quay at dawn.",
        "alt_text": "Boats behind a low wall",
    }


def test_xmp_in_a_png_is_read():
    assert said(png_with_text("XML:com.adobe.xmp", XMP))["alt_text"] == "Boats behind a low wall"


def test_exif_gives_photographer_copyright_camera_and_moment(settings):
    settings.TIME_ZONE = "UTC"
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "Noor Vance"
    exif[ExifTags.Base.Copyright] = "The Courier"
    exif[ExifTags.Base.Model] = "Z6"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:11:19 07:12:00"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.OffsetTimeOriginal] = "+02:00"

    assert said(encoded(halves(), "JPEG", exif=exif.tobytes())) == {
        "creator": "Noor Vance",
        "credit": "Noor Vance",
        "copyright": "The Courier",
        "camera": "Z6",
        "taken_at": datetime(2026, 11, 19, 5, 12, tzinfo=UTC),
    }


@pytest.mark.parametrize("moment", ["0000:00:00 00:00:00", "0001:01:01 00:00:00", "9999:12:31 23:59:59", "yesterday"])
def test_moment_that_no_camera_means_is_left_out(moment):
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = moment

    assert said(encoded(halves(), "JPEG", exif=exif.tobytes())) == {}


@pytest.mark.parametrize("block", [b"", b"MM\x00*", b"II*\x00\xff\xff\xff\xff", b"\xff" * 200, b"MM\x00*" + b"A" * 99])
def test_broken_exif_is_left_out(block):
    assert said(with_exif(block)) == {}


@pytest.mark.parametrize("xmp", ["<x", "<x:xmpmeta/>", "<a>" * 50, '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
def test_broken_or_hostile_xmp_is_left_out(xmp):
    assert said(with_xmp(xmp)) == {}


def test_one_broken_block_does_not_silence_the_others():
    content = with_iptc(r120=b"The quay.")
    broken = content[:2] + b"\xff\xe1\x00\x0aExif\x00\x00\xff\xff" + content[2:]

    assert said(broken) == {"caption": "The quay."}


def test_nul_and_control_characters_are_taken_out():
    assert said(with_iptc(r120=b"The\x00 quay\x07.\nAt dawn.")) == {"caption": "The quay.\nAt dawn."}


def test_overlong_texts_are_cut_to_their_fields():
    found = said(with_iptc(r120=b"a" * 9000, r110=b"b" * 900))

    assert {name: len(value) for name, value in found.items()} == {"caption": 4000, "credit": 200}


def test_file_without_metadata_says_nothing():
    assert said(picture_bytes()) == {}


# What the blocks say against each other


LONG = "The quay at dawn, when the last boat has left and nobody is there to see it. " * 40


def in_xmp(**properties) -> str:
    words = {name.replace("_", ":"): value for name, value in properties.items()}
    alternatives = '<rdf:Alt><rdf:li xml:lang="de">Anders</rdf:li><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt>'
    return packet("".join(f"<{name}>{alternatives.format(value)}</{name}>" for name, value in words.items()))


def test_a_caption_cut_by_the_older_block_is_whole_from_the_newer_one():
    cut = LONG.encode()[:2000]
    content = with_iptc(with_xmp(in_xmp(dc_description=LONG.strip())), r120=cut, digest=b"\x01" * 16)

    assert said(content)["caption"] == LONG.strip()


def block_of(**records) -> bytes:
    content = with_iptc(**records)
    start = content.index(b"8BIM\x04\x04") + 12
    return content[start : start + int.from_bytes(content[start - 4 : start])]


@pytest.mark.parametrize(
    ("seen_by_xmp", "caption"),
    [
        (b"The quay, corrected.", "The quay."),  # nobody has touched the older block since
        (b"The quay at noon.", "The quay, corrected."),
    ],
)
def test_the_older_block_wins_where_it_was_changed_later(seen_by_xmp, caption):
    digest = hashlib.md5(block_of(r120=seen_by_xmp)).digest()
    content = with_iptc(with_xmp(in_xmp(dc_description="The quay.")), r120=b"The quay, corrected.", digest=digest)

    assert said(content)["caption"] == caption


def test_without_a_digest_the_newer_block_counts():
    content = with_iptc(with_xmp(in_xmp(dc_description="The quay.")), r120=b"Old words.", r105=b"Harbour")

    assert said(content) == {"caption": "The quay.", "headline": "Harbour"}


def test_exif_fills_only_what_the_others_leave_open():
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = "From the camera"
    exif[ExifTags.Base.Copyright] = "Camera owner"
    jpeg = encoded(halves(), "JPEG", exif=exif.tobytes())

    assert said(with_xmp(in_xmp(dc_description="The quay."), jpeg)) == {
        "caption": "The quay.",
        "copyright": "Camera owner",
    }


@pytest.mark.parametrize("words", ["OLYMPUS DIGITAL CAMERA         ", "SONY DSC", "DCIM100GOPRO"])
def test_what_a_camera_writes_of_itself_is_no_caption(words):
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = words

    assert said(encoded(halves(), "JPEG", exif=exif.tobytes())) == {}


# Character sets


@pytest.mark.parametrize(
    ("charset", "raw", "caption"),
    [
        (b"\x1b%G", "Łódź – dawn".encode(), "Łódź – dawn"),
        (b"\x1b-A", "Fähre".encode("latin-1"), "Fähre"),
        (b"\x1b-B", "Łódź".encode("iso8859-2"), "Łódź"),
        (b"\x1b.G", "مرفأ".encode("iso8859-6"), "مرفأ"),
        (b"\x1b-F", "Λιμάνι".encode("iso8859-7"), "Λιμάνι"),
        (b"\x1b%G", "Fähre".encode("latin-1"), "Fähre"),  # declared and not so
        (b"", "“Quay”".encode("cp1252"), "“Quay”"),
        (b"", "Łódź".encode()[:-1], "Łód"),  # cut in the middle of a letter
        (b"nonsense", b"Quay", "Quay"),
    ],
)
def test_declared_and_undeclared_letters_are_read_right(charset, raw, caption):
    assert said(with_iptc(charset=charset, r120=raw)) == {"caption": caption}


def test_exif_in_utf_8_is_read_right():
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "Åse Łuk".encode()

    assert said(encoded(halves(), "JPEG", exif=exif.tobytes()))["creator"] == "Åse Łuk"


# Everything else it says


RIGHTS = """
<dc:creator><rdf:Seq><rdf:li>Noor Vance</rdf:li><rdf:li>Kit Sorrel</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© 2026 The Courier</rdf:li></rdf:Alt></dc:rights>
<dc:subject><rdf:Bag><rdf:li>quay</rdf:li><rdf:li>dawn</rdf:li><rdf:li>quay</rdf:li></rdf:Bag></dc:subject>
<photoshop:Source>Courier Pictures</photoshop:Source>
<xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">Print and web</rdf:li></rdf:Alt></xmpRights:UsageTerms>
<xmpRights:WebStatement>https://courier.example/terms</xmpRights:WebStatement>
<Iptc4xmpCore:ExtDescrAccessibility><rdf:Alt><rdf:li xml:lang="x-default">Nine boats in two rows.</rdf:li></rdf:Alt>
</Iptc4xmpCore:ExtDescrAccessibility>
<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia</Iptc4xmpExt:DigitalSourceType>
<plus:DataMining rdf:resource="http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED"/>
<photoshop:City>Written where the camera stood</photoshop:City>
<Iptc4xmpExt:LocationShown><rdf:Bag><rdf:li rdf:parseType="Resource"><Iptc4xmpExt:City>Vassholm</Iptc4xmpExt:City>
<Iptc4xmpExt:Sublocation>Inner quay</Iptc4xmpExt:Sublocation><Iptc4xmpExt:CountryName>Norra</Iptc4xmpExt:CountryName>
</rdf:li></rdf:Bag></Iptc4xmpExt:LocationShown>
<photoshop:DateCreated>2026-11-19T07:12:00+05:30</photoshop:DateCreated>"""


def test_xmp_gives_rights_origin_place_and_moment():
    assert said(with_xmp(packet(RIGHTS))) == {
        "creator": "Noor Vance, Kit Sorrel",
        "credit": "Noor Vance, Kit Sorrel",
        "copyright": "© 2026 The Courier",
        "keywords": "quay, dawn",
        "source": "Courier Pictures",
        "licence": "Print and web",
        "licence_url": "https://courier.example/terms",
        "extended_description": "Nine boats in two rows.",
        "digital_source": "trainedAlgorithmicMedia",
        "data_mining": "DMI-PROHIBITED",
        "place": "Inner quay, Vassholm, Norra",
        "taken_at": datetime(2026, 11, 19, 1, 42, tzinfo=UTC),
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("xmpRights:WebStatement", "javascript:alert(1)"),
        ("xmpRights:WebStatement", "our terms"),
        ("Iptc4xmpExt:DigitalSourceType", "http://cv.iptc.org/newscodes/digitalsourcetype/somethingNew"),
        ("plus:DataMining", "perhaps"),
        ("photoshop:DateCreated", "2026"),
        ("photoshop:DateCreated", "0001-01-01T00:00:00Z"),
        ("dc:description", "<rdf:Bag><rdf:li><rdf:Bag/></rdf:li></rdf:Bag>"),
    ],
)
def test_what_says_nothing_that_can_be_used_is_left_out(name, value):
    assert said(with_xmp(packet(f"<{name}>{value}</{name}>"))) == {}


def test_the_date_of_the_older_block_has_its_own_offset():
    content = with_iptc(r55=b"20261119", r60=b"071200+0200")

    assert said(content) == {"taken_at": datetime(2026, 11, 19, 5, 12, tzinfo=UTC)}


def test_an_enormous_packet_is_not_read():
    notes = png_with_text("XML:com.adobe.xmp", XMP + " " * 100 + "<!--" + "x" * 2_000_000 + "-->")

    assert said(notes) == {}

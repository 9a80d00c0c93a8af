from datetime import UTC, datetime

import pytest
from PIL import ExifTags, Image

from articles.photos import metadata
from tests.factories import picture_bytes

from .files import XMP, encoded, halves, png_with_text, upload, with_exif, with_iptc, with_xmp


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

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from PIL import Image, ImageCms

from articles.photos import renditions
from articles.photos.intake import take_in
from tests.factories import make_photo

from .files import encoded, halves, turned, upload, with_exif


def seen(content, width_px=320):
    """The rendition as a browser would show it."""
    return Image.open(BytesIO(renditions.resized(BytesIO(content), width_px)))


def is_near(colour, wanted, reach=40):
    return all(abs(a - b) <= reach for a, b in zip(colour, wanted, strict=True))


RED, BLUE = (220, 30, 30), (30, 30, 220)


@pytest.mark.parametrize(
    ("orientation", "size", "first", "last"),
    [
        (1, (320, 213), RED, BLUE),
        (2, (320, 213), BLUE, RED),
        (3, (320, 213), BLUE, RED),
        (4, (320, 213), RED, BLUE),
        (5, (320, 480), RED, BLUE),
        (6, (320, 480), RED, BLUE),
        (7, (320, 480), BLUE, RED),
        (8, (320, 480), BLUE, RED),
    ],
)
def test_photo_stands_upright_in_every_orientation(orientation, size, first, last):
    picture = seen(turned(orientation))

    assert picture.size == size
    assert is_near(picture.getpixel((10, 10)), first)
    assert is_near(picture.getpixel((picture.width - 10, picture.height - 10)), last)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_width_and_height_are_those_after_turning(db, orientation):
    photo = take_in(upload(turned(orientation)), by=None)

    assert (photo.width_px, photo.height_px) == ((600, 400) if orientation < 5 else (400, 600))


@pytest.mark.parametrize("mode", ["CMYK", "L", "RGB", "1", "P", "RGBA", "LA"])
def test_every_mode_becomes_rgb(mode):
    image = halves(mode=mode)
    kind = "TIFF" if mode == "none" else "JPEG" if mode in ("CMYK", "L", "RGB") else "PNG"

    assert seen(encoded(image, kind)).mode == "RGB"


def test_cmyk_keeps_its_colours():
    picture = seen(encoded(halves(mode="CMYK"), "JPEG"))

    assert is_near(picture.getpixel((20, 20)), RED, 60)


def test_sixteen_bits_are_scaled_and_not_clipped():
    image = Image.new("I;16", (400, 300), 32768)

    assert is_near(seen(encoded(image, "PNG")).getpixel((5, 5)), (128, 128, 128), 3)


def test_sixteen_bits_with_a_transparent_value_do_not_break():
    image = Image.new("I;16", (400, 300), 32768)

    assert seen(encoded(image, "PNG", transparency=0)).size == (320, 240)


def test_palette_with_transparency_lies_on_white():
    image = Image.new("P", (400, 300), 0)
    image.putpalette([255, 0, 0] + [0] * 765)

    assert is_near(seen(encoded(image, "PNG", transparency=0)).getpixel((5, 5)), (255, 255, 255), 2)


def test_transparency_lies_on_white():
    content = encoded(Image.new("RGBA", (400, 300), (0, 0, 0, 0)), "PNG")

    assert is_near(seen(content).getpixel((5, 5)), (255, 255, 255), 2)


def test_colour_profile_is_applied():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    assert is_near(seen(encoded(halves(), "JPEG", icc_profile=lab)).getpixel((10, 10)), RED, 10)


@pytest.mark.parametrize("profile", [b"x", b"not a profile" * 30, b"\x00" * 200])
def test_broken_colour_profile_is_ignored(profile):
    assert is_near(seen(encoded(halves(), "JPEG", icc_profile=profile)).getpixel((10, 10)), RED, 10)


def test_broken_exif_is_ignored():
    assert seen(with_exif(b"MM\x00*" + b"\xff" * 60)).size == (320, 213)


def test_rendition_carries_no_metadata():
    picture = seen(turned(6))

    assert (dict(picture.getexif()), picture.info.get("icc_profile")) == ({}, None)


def test_photo_has_renditions_up_to_its_own_width(db):
    photo = make_photo()

    assert photo.widths == [320, 600]
    assert all(default_storage.exists(renditions.name(photo.sha256, width)) for width in photo.widths)


def test_very_tall_picture_has_a_rendition(db):
    photo = take_in(upload(encoded(Image.new("L", (1, 29_000)), "PNG")), by=None)

    assert photo.widths == [1]


def test_second_writer_of_the_same_rendition_leaves_one_file(db):
    photo = make_photo()
    name = renditions.name(photo.sha256, 320)

    renditions.make(photo, 320)

    assert [file for file in renditions.every_name(photo.sha256) if "-320" in file] == [name]

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from articles.photos import checks
from tests.factories import picture_bytes

from .files import encoded, giant_gif, giant_png, halves, mpo, upload


def refusal(content, name="photo.jpg"):
    with pytest.raises(ValidationError) as caught:
        checks.check(upload(content, name))
    return caught.value.messages[0]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_formats_that_browsers_show_are_taken(kind):
    assert checks.check(upload(encoded(halves(), kind))) == kind


def test_phone_photo_that_opens_as_mpo_is_taken():
    assert checks.check(upload(mpo())) == "MPO"


@pytest.mark.parametrize("content", [b"not a picture at all", b"\xff\xd8\xff\xe0", b"GIF89a", b"BM" + b"\x00" * 60])
def test_what_is_no_picture_is_refused_with_what_to_do(content):
    assert refusal(content) == "This is not a picture that can be read. Take a JPEG, PNG, WebP, AVIF or GIF."


def test_formats_that_are_pictures_but_not_for_browsers_are_refused():
    assert refusal(encoded(halves(), "TIFF")).startswith("This is not a picture that can be read.")


def test_empty_file_is_named():
    assert refusal(b"") == "The file is empty. Fetch it again and retry."


def test_photo_cut_off_on_its_way_is_refused():
    whole = encoded(Image.effect_noise((600, 400), 80).convert("RGB"), "JPEG")

    sentence = "The file is damaged or was cut off on its way. Fetch it again and retry."
    assert refusal(whole[: len(whole) // 2]) == sentence


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_formats_cut_off_are_refused(kind):
    whole = encoded(Image.effect_noise((600, 400), 80).convert("RGB"), kind)

    assert "again" in refusal(whole[: len(whole) // 2]) or "can be read" in refusal(whole[: len(whole) // 2])


def test_gif_of_a_few_bytes_that_claims_billions_of_pixels_is_refused_before_decoding():
    content = giant_gif()

    assert len(content) < 44
    assert refusal(content).startswith("The picture is too large. At most 60 million pixels")


def test_png_bomb_is_refused_before_decoding():
    content = giant_png()

    assert len(content) < 200_000
    assert "At most 60 million pixels" in refusal(content)


def test_picture_just_over_the_limit_is_measured_for_the_editor(settings):
    settings.PHOTO_MAX_PIXELS = 600 * 400 - 1

    assert refusal(picture_bytes()).startswith("The picture measures 600 × 400 pixels.")


def test_picture_at_the_limit_is_taken(settings):
    settings.PHOTO_MAX_PIXELS = 600 * 400

    assert checks.check(upload(picture_bytes())) == "JPEG"


def test_very_long_side_is_refused_since_no_jpeg_could_hold_its_rendition():
    assert "30,000 on a side" in refusal(encoded(Image.new("L", (1, 30_001)), "PNG"))


def test_file_over_the_size_limit_is_refused_without_being_opened(settings):
    settings.PHOTO_MAX_BYTES = 100

    assert refusal(picture_bytes()).startswith("The file has")


@pytest.mark.parametrize("brand", checks.HEIC_BRANDS)
def test_heic_is_told_how_to_become_jpeg(brand):
    assert "Most Compatible" in refusal(b"\x00\x00\x00\x18ftyp" + brand + b"\x00" * 100, "IMG_0001.HEIC")


def test_avif_that_also_calls_itself_mif1_is_not_taken_for_heic():
    content = encoded(halves(), "AVIF")

    assert checks.check(upload(content[:8] + b"mif1" + content[12:])) == "AVIF"


@pytest.mark.parametrize("head", [b"", b"\xef\xbb\xbf", b"<?xml version='1.0'?>\n"])
def test_svg_is_refused_by_name(head):
    assert refusal(head + b'<svg xmlns="http://www.w3.org/2000/svg"/>').startswith("This is an SVG drawing")


def test_photo_that_mentions_svg_in_its_metadata_is_taken():
    assert checks.check(upload(encoded(halves(), "JPEG", comment=b"<svg"))) == "JPEG"


def test_pdf_is_refused_by_name():
    assert refusal(b"%PDF-1.7\n").startswith("This is a PDF document.")


def test_file_is_left_at_its_beginning():
    file = upload(picture_bytes())

    checks.check(file)

    assert file.tell() == 0

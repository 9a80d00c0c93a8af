"""What may be uploaded as a photo. Measured before anything is decoded."""

import warnings

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from PIL import Image

# Phones write JPEGs that open as MPO, so a list with JPEG alone would refuse them.
FORMATS = {"JPEG": ".jpg", "MPO": ".jpg", "PNG": ".png", "WEBP": ".webp", "AVIF": ".avif", "GIF": ".gif"}
# What Pillow is asked to try. Its JPEG reader gives an MPO by itself; asked for MPO by name it raises KeyError.
READERS = [kind for kind in FORMATS if kind != "MPO"]
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
# A JPEG, which every rendition is, holds no side of more than 65,500 pixels; far below that nothing is a photo.
LONGEST_SIDE_PX = 30_000


def check(file) -> str:
    """Return the format of an uploaded photo, a key of FORMATS. The file is decoded once, whole.

    Raises ValidationError with one sentence that says what is wrong and what to do. The file is left at its beginning.
    """
    if file.size > settings.PHOTO_MAX_BYTES:
        raise ValidationError(
            f"The file has {filesizeformat(file.size)}. At most {filesizeformat(settings.PHOTO_MAX_BYTES)} are "
            "taken: save it smaller and try again."
        )
    if not file.size:
        raise ValidationError("The file is empty. Fetch it again and retry.")
    refuse_known_others(file)
    with opened(file) as image:
        if image.width * image.height > settings.PHOTO_MAX_PIXELS or max(image.size) > LONGEST_SIDE_PX:
            raise too_many_pixels(image.size)
        decode_whole(image)
        kind = image.format
    file.seek(0)
    return kind


def refuse_known_others(file) -> None:
    """Name the formats that people often try, instead of calling them unreadable."""
    file.seek(0)
    head = file.read(512)
    file.seek(0)
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS and b"avif" not in head[8:64]:
        raise ValidationError(
            "This is a HEIC photo, which browsers can't show. Save it as JPEG and try again; on an iPhone, set "
            "Settings, Camera, Formats to “Most Compatible”, or send the photo to yourself by mail."
        )
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and b"<svg" in head.lower():
        raise ValidationError("This is an SVG drawing, which can carry programs. Save it as PNG and try again.")
    if head[:5] == b"%PDF-":
        raise ValidationError("This is a PDF document. Save the picture in it as JPEG and try again.")


def opened(file) -> Image.Image:
    """Return the file as a Pillow image with nothing decoded. Raises ValidationError with a sentence."""
    try:
        # Pillow warns of a very large picture; the limit that holds is ours.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Image.open(file, formats=READERS)
    except Image.DecompressionBombError as error:
        raise too_many_pixels() from error
    # Pillow's readers raise a dozen kinds of errors for odd bytes, none of them a promise.
    except Exception as error:
        raise ValidationError("This is not a picture that can be read. Take a JPEG, PNG, WebP, AVIF or GIF.") from error


def decode_whole(image: Image.Image) -> None:
    """Read every row, since a truncated file opens fine and fails only here."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image.load()
    except Exception as error:
        raise ValidationError("The file is damaged or was cut off on its way. Fetch it again and retry.") from error


def too_many_pixels(size: tuple[int, int] | None = None) -> ValidationError:
    limit = settings.PHOTO_MAX_PIXELS // 1_000_000
    measure = f"The picture measures {size[0]:,} × {size[1]:,} pixels. " if size else "The picture is too large. "
    return ValidationError(
        f"{measure}At most {limit} million pixels in all and {LONGEST_SIDE_PX:,} on a side are taken: save it "
        "smaller and try again."
    )

"""What may be uploaded as a photo. Looked at before anything is decoded."""

import warnings

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from PIL import Image, UnidentifiedImageError

# Phones write JPEGs that open as MPO, so a list with JPEG alone would refuse them.
FORMATS = {"JPEG": ".jpg", "MPO": ".jpg", "PNG": ".png", "WEBP": ".webp", "AVIF": ".avif", "GIF": ".gif"}
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")


def check(file) -> str:
    """Return the format of an uploaded photo, a key of FORMATS. The file is decoded once, whole.

    Raises ValidationError with one sentence that says what is wrong and what to do.
    """
    if file.size > settings.PHOTO_MAX_BYTES:
        raise ValidationError(
            f"The file has {filesizeformat(file.size)}. At most {filesizeformat(settings.PHOTO_MAX_BYTES)} are "
            "taken: save it smaller and try again."
        )
    refuse_known_others(file)
    try:
        # Pillow warns of a very large picture; the limit below is ours and is checked before anything is decoded.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(file, formats=list(FORMATS))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        if isinstance(error, Image.DecompressionBombError):
            raise too_many_pixels() from error
        raise ValidationError("This is not a picture that can be read. Take a JPEG, PNG, WebP, AVIF or GIF.") from error
    if image.width * image.height > settings.PHOTO_MAX_PIXELS:
        raise too_many_pixels(image.size)
    decode_whole(image)
    file.seek(0)
    return image.format


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
    if b"<svg" in head.lower():
        raise ValidationError("This is an SVG drawing, which can carry programs. Save it as PNG and try again.")
    if head[:5] == b"%PDF-":
        raise ValidationError("This is a PDF document. Save the picture in it as JPEG and try again.")


def decode_whole(image: Image.Image) -> None:
    """Read every row, since a truncated file opens fine and fails only here."""
    try:
        image.load()
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, MemoryError) as error:
        raise ValidationError("The file is damaged or was cut off on its way. Fetch it again and retry.") from error


def too_many_pixels(size: tuple[int, int] | None = None) -> ValidationError:
    limit = settings.PHOTO_MAX_PIXELS // 1_000_000
    measure = f"The picture measures {size[0]} × {size[1]} pixels. " if size else "The picture is too large. "
    return ValidationError(f"{measure}At most {limit} million are taken: save it smaller and try again.")

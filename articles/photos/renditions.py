"""Resized copies of photos, made by Pillow and named by the content of the original."""

import re
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import ExifTags, Image, ImageCms

from ..models import Photo
from ..models.photo import RENDITION_WIDTHS
from .checks import opened

QUALITY = 80
SHA256 = re.compile(r"[0-9a-f]{64}")
# How a picture is turned to stand upright, by EXIF orientation. 1 stands already.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def name(sha256: str, width_px: int) -> str:
    return f"renditions/{sha256[:2]}/{sha256}-{width_px}.jpg"


def every_name(sha256: str) -> list[str]:
    """Return the names of all renditions that may lie in the storage for this content."""
    folder = f"renditions/{sha256[:2]}"
    try:
        files = default_storage.listdir(folder)[1]
    except FileNotFoundError:
        return []
    return [f"{folder}/{file}" for file in files if file.startswith(f"{sha256}-")]


def is_possible(sha256: str, width_px: int) -> bool:
    """Whether any photo could have such a rendition. Looks at the form alone."""
    return bool(SHA256.fullmatch(sha256)) and 0 < width_px <= RENDITION_WIDTHS[-1]


def make(photo: Photo, width_px: int) -> str:
    """Write one rendition, unless it is there, and return its name in the default storage.

    Raises FileNotFoundError when the original is gone.
    """
    target = name(photo.sha256, width_px)
    if not default_storage.exists(target):
        with photo.image.storage.open(photo.image.name, "rb") as file:
            written = default_storage.save(target, ContentFile(resized(file, width_px)))
        # Somebody else wrote the same one meanwhile; the storage gave ours another name.
        if written != target:
            default_storage.delete(written)
    return target


def make_all(photo: Photo) -> list[str]:
    """Write every rendition the photo needs and return their names."""
    return [make(photo, width) for width in photo.widths]


def resized(file, width_px: int) -> bytes:
    """Return `file` as a JPEG `width_px` wide, upright, in sRGB, without metadata."""
    with opened(file) as image:
        # A JPEG is decoded at the nearest larger of its own reduced sizes: a fraction of the time and memory.
        image.draft("RGB", (width_px * 2, width_px * 2))
        profile = image.info.get("icc_profile")
        picture = upright(in_srgb(image, profile), orientation(image))
        height_px = max(1, round(picture.height * width_px / picture.width))
        picture = picture.resize((width_px, height_px), Image.Resampling.LANCZOS)
        out = BytesIO()
        picture.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
        return out.getvalue()


def orientation(image: Image.Image) -> int:
    """Return the EXIF orientation, 1 to 8; 1 when the file does not say or can't be understood."""
    try:
        value = image.getexif().get(ExifTags.Base.Orientation, 1)
    # A broken EXIF block raises whatever its bytes lead to, and is no reason to refuse the photo.
    except Exception:
        return 1
    return value if value in TURNS else 1


def upright(image: Image.Image, turned: int | None = None) -> Image.Image:
    turned = orientation(image) if turned is None else turned
    return image.transpose(TURNS[turned]) if turned in TURNS else image


def upright_size(image: Image.Image) -> tuple[int, int]:
    """Return (width_px, height_px) as the picture is seen. Decodes nothing."""
    width_px, height_px = image.size
    return (height_px, width_px) if orientation(image) >= 5 else (width_px, height_px)


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture as RGB in sRGB; a broken profile is ignored, transparency becomes white."""
    if image.mode.startswith("I"):
        image = in_eight_bits(image)
    elif image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        image = on_white(image)
    elif image.mode in ("P", "1"):
        image = image.convert("RGB")
    if profile and image.mode in ("RGB", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    return image.convert("RGB")


def in_eight_bits(image: Image.Image) -> Image.Image:
    """Return a picture of 16 bits a sample as L. convert() alone would clip everything to white, not scale."""
    return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def on_white(image: Image.Image) -> Image.Image:
    image = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")

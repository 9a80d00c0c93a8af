"""Resized copies of photos, made by Pillow and named by the content of the original."""

from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageCms, ImageOps

from ..models import Photo
from .checks import FORMATS

QUALITY = 80


def name(sha256: str, width_px: int) -> str:
    return f"renditions/{sha256[:2]}/{sha256}-{width_px}.jpg"


def make(photo: Photo, width_px: int) -> str:
    """Write one rendition, unless it is there, and return its name in the default storage.

    Raises FileNotFoundError when the original is gone.
    """
    target = name(photo.sha256, width_px)
    if not default_storage.exists(target):
        with photo.image.open("rb") as file:
            default_storage.save(target, ContentFile(resized(file, width_px)))
    return target


def make_all(photo: Photo) -> list[str]:
    """Write every rendition the photo needs and return their names."""
    return [make(photo, width) for width in photo.widths]


def resized(file, width_px: int) -> bytes:
    """Return `file` as a JPEG `width_px` wide, upright, in sRGB, without metadata."""
    with Image.open(file, formats=list(FORMATS)) as image:
        # A JPEG is decoded at the nearest larger of its own reduced sizes: a fraction of the time and memory.
        image.draft("RGB", (width_px * 2, width_px * 2))
        profile = image.info.get("icc_profile")
        image = ImageOps.exif_transpose(image)
        image = in_srgb(image, profile)
        height_px = max(1, round(image.height * width_px / image.width))
        image = image.resize((width_px, height_px), Image.Resampling.LANCZOS)
        out = BytesIO()
        image.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
        return out.getvalue()


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture as RGB in sRGB; a broken profile is ignored, transparency becomes white."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(ground, image).convert("RGB")
    if profile and image.mode in ("RGB", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    if image.mode.startswith("I"):
        # 16 bits a sample: convert() would clip, not scale.
        image = image.point(lambda value: value / 256).convert("L")
    return image.convert("RGB")

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

from ..models import Photo
from ..photos import renditions


def photo_rendition(request, sha256, width):
    """A resized copy, addressed by its content: it never changes, so it may be kept for ever."""
    name = renditions.name(sha256, width)
    if not default_storage.exists(name):
        photo = Photo.objects.filter(sha256=sha256).first()
        if photo is None or width not in photo.widths:
            raise Http404
        try:
            renditions.make(photo, width)
        except FileNotFoundError as error:
            raise Http404 from error
    response = FileResponse(default_storage.open(name, "rb"), content_type="image/jpeg")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from ..models import Photo
from ..photos import renditions


@require_safe
def photo_rendition(request, sha256, width):
    """A resized copy, addressed by its content: it never changes, so it may be kept for ever."""
    if not renditions.is_possible(sha256, width):
        raise Http404
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
    response["ETag"] = f'"{sha256[:32]}-{width}"'
    return response

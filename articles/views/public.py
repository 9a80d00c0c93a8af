from functools import wraps

from django.views.decorators.http import require_safe


def public_page(view):
    """A page for readers: GET and HEAD only, the same for everybody, checked with the server at every use.

    ConditionalGetMiddleware adds the ETag, so an unchanged page costs its reader a 304.
    """

    @require_safe
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "public, max-age=0, must-revalidate"
        return response

    return wrapped

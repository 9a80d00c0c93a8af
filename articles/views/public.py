from functools import wraps

from django.shortcuts import render
from django.utils.cache import set_response_etag
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from ..frame import masthead_of
from ..language import speaking_to_readers
from ..page_names import name_page


def public_page(view):
    """A page for readers: a machine_page() in the language of the masthead."""
    return machine_page(for_readers(view))


def machine_page(view):
    """A page without words of ours: GET and HEAD only, the same for everybody, checked with the server at every use.

    ConditionalGetMiddleware answers 304 to a reader who has the page already. Nothing is posted here, so no CSRF
    token is looked for and anything but GET and HEAD gets a plain 405.
    """

    @csrf_exempt
    @require_safe
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        return made_public(request, view(request, *args, **kwargs))

    return wrapped


def for_readers(view):
    """Whatever the view says is in the language of the masthead, which is read for it. One query a request."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        with speaking_to_readers(masthead_of(request)):
            return view(request, *args, **kwargs)

    return wrapped


# For views that mostly answer without a word.
render_for_readers = for_readers(render)


def made_public(request, response):
    """Give a whole response the headers of a public page, and the names of what it depends on."""
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    if names := getattr(request, "page_names", None):
        name_page(response, *names)
    set_response_etag(response)
    return response


def with_frames(response, origins: list[str]):
    """Let a page hold frames of these origins beside what every public page may; with none the policy stays."""
    if origins:
        response._csp_update = {"frame-src": origins}
    return response

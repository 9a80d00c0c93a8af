"""Forms that reach the desk when their sender is logged out, and the browser that comes back to where they went."""

from django.http import HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import resolve

# The fields in which people write at length; a password is never among what is shown again.
TYPED = ["body", "text", "message", "note"]


def is_page_wanted(request) -> bool:
    """Whether a browser shows the answer to a person; scripts don't ask for HTML."""
    return "text/html" in request.headers.get("Accept", "")


def typed_by(request) -> list[str]:
    """Return what somebody wrote in a form's long fields, the empty ones left out."""
    return [text for name in TYPED if (text := request.POST.get(name, "").strip())]


def is_sent_to_login(response) -> bool:
    return isinstance(response, HttpResponseRedirect) and response.url.startswith(resolve_url("admin:login"))


def page_above(path: str) -> str:
    """Return the nearest page above an address of the desk that takes only forms."""
    while True:
        path = path.rstrip("/").rpartition("/")[0] + "/"
        found = resolve(path)
        # The admin gives /<id>/ no name and leads on from there.
        if found.url_name or found.kwargs.get("object_id", "").isdecimal():
            return path

"""The application as `make run` serves it, with a bare view of 20 kB beside it to measure against."""

from django.http import HttpResponse
from django.urls import get_resolver, path

from newsroom.wsgi import application

BARE = b"x" * 20_000
get_resolver().url_patterns.insert(0, path("bare", lambda request: HttpResponse(BARE)))

__all__ = ["application"]

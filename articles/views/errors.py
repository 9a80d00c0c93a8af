"""Pages that say no. 400 and 500 are static templates, which Django renders without any database."""

from django.shortcuts import render

from .public import for_readers, made_public


@for_readers
def not_found(request, exception=None):
    return made_public(request, render(request, "404.html", status=404))


@for_readers
def gone(request):
    return render(request, "410.html", status=410)

"""What search engines and other crawlers ask for: sitemaps, robots.txt, security.txt."""

from datetime import date

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from .. import crawlers, sitemaps
from ..frame import sections_of
from ..models import Masthead
from ..page_names import depends
from ..templatetags.readers import absolute
from .public import machine_page

XML = "application/xml; charset=utf-8"
TEXT = "text/plain; charset=utf-8"


@machine_page
def sitemap_index(request):
    depends(request, "archive")
    paths = [
        reverse("articles:sitemap_pages"),
        *(reverse("articles:sitemap_stories", args=[number]) for number in sitemaps.slices()),
    ]
    return render(request, "articles/sitemap_index.xml", {"paths": paths}, content_type=XML)


@machine_page
def sitemap_pages(request):
    sections = sections_of(request)
    depends(request, "archive", "authors", "masthead")
    rows = [(address, None) for address in sitemaps.pages(sections)]
    return render(request, "articles/sitemap.xml", {"rows": rows}, content_type=XML)


@machine_page
def sitemap_stories(request, number):
    rows = sitemaps.stories_in(number)
    if not rows:
        raise Http404
    depends(request, "archive", "corrections")
    return render(request, "articles/sitemap.xml", {"rows": rows}, content_type=XML)


@machine_page
def news_sitemap(request):
    depends(request, "archive", "masthead")
    masthead = Masthead.objects.current()
    context = {
        "name": sitemaps.publication_name(masthead),
        "language": sitemaps.publication_language(masthead),
        "editions": sitemaps.news(),
    }
    return render(request, "articles/news_sitemap.xml", context, content_type=XML)


@machine_page
def robots(request):
    depends(request, "masthead")
    context = {"groups": crawlers.groups(Masthead.objects.current())}
    return render(request, "articles/robots.txt", context, content_type=TEXT)


@machine_page
def security(request):
    """How to report a hole in the site: https://www.rfc-editor.org/rfc/rfc9116"""
    if not settings.SECURITY_CONTACT:
        raise Http404
    context = {
        "contacts": settings.SECURITY_CONTACT,
        "expires": half_a_year_on(timezone.localdate()),
        "canonical": absolute(request.path),
    }
    return render(request, "articles/security.txt", context, content_type=TEXT)


def half_a_year_on(day: date) -> date:
    """Return the first day of the sixth month after this one: the file stays the same for a month."""
    months = day.year * 12 + day.month - 1 + 6
    return date(months // 12, months % 12 + 1, 1)

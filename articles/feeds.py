"""Feeds for machines that read for people. Only what readers may see, under absolute links."""

import re
from datetime import UTC, datetime

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import linebreaks

from .models import Correction, Masthead
from .page_names import depends
from .templatetags.readers import absolute

NEWEST = 50
# What XML 1.0 can't hold, not even escaped: https://www.w3.org/TR/xml/#charsets
NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Steady:
    """A feed in the paper's language, with the same bytes until something in it changes."""

    def __init__(self, *args, paper_language, **kwargs):
        super().__init__(*args, **kwargs | {"language": paper_language})

    def latest_post_date(self):
        # Django gives the present moment to a feed without items, and with it a new ETag at every request.
        return super().latest_post_date() if self.items else datetime(2000, 1, 1, tzinfo=UTC)


class SteadyRss(Steady, Rss201rev2Feed):
    pass


class SteadyAtom(Steady, Atom1Feed):
    pass


class PaperFeed:
    """What every feed of the paper says of itself. `name` is that of its URL. One query."""

    def __call__(self, request, *args, **kwargs):
        response = super().__call__(request, *args, **kwargs)
        # The ETag alone: by the date of the newest item, one that was taken back would stay with who has it.
        del response["Last-Modified"]
        return response

    def get_object(self, request):
        return Masthead.objects.current()

    def feed_url(self, masthead):
        return absolute(reverse(self.name))

    def author_name(self, masthead):
        return writable(masthead.name)

    def feed_extra_kwargs(self, masthead):
        return {"paper_language": masthead.language}


class CorrectionsRss(PaperFeed, Feed):
    """The newest fifty corrections. Two queries."""

    feed_type = SteadyRss
    name = "articles:corrections_rss"
    item_guid_is_permalink = False

    def __call__(self, request, *args, **kwargs):
        depends(request, "corrections", "masthead")
        return super().__call__(request, *args, **kwargs)

    def title(self, masthead):
        return writable(f"{masthead.name}: corrections")

    def description(self, masthead):
        return writable(f"What {masthead.name} got wrong and put right.")

    def link(self, masthead):
        return absolute(reverse("articles:corrections_show"))

    def items(self, masthead):
        return Correction.objects.live().with_story().newest()[:NEWEST]

    def item_title(self, correction):
        return writable(f"{correction.get_kind_display()}: {correction.headline}")

    def item_description(self, correction):
        return linebreaks(writable(correction.text), autoescape=True)

    def item_link(self, correction):
        return f"{absolute(correction.path)}#{correction.anchor}"

    def item_guid(self, correction):
        # A story may move; its correction stays the same one.
        return f"{absolute(reverse('articles:corrections_show'))}#{correction.anchor}"

    def item_pubdate(self, correction):
        return correction.live_from

    def item_updateddate(self, correction):
        return correction.live_from


class CorrectionsAtom(CorrectionsRss):
    feed_type = SteadyAtom
    name = "articles:corrections_atom"

    def subtitle(self, masthead):
        return self.description(masthead)


def writable(text: str) -> str:
    return NO_XML.sub("", text)

"""What every feed of the paper says of itself, and the feeds of corrections. Stories' are in story_feeds.py."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.html import linebreaks
from django.utils.translation import gettext

from .feed_formats import JsonFeed, SteadyAtom, SteadyRss, writable
from .frame import masthead_of
from .models import Correction
from .page_names import depends
from .templatetags.readers import absolute

NEWEST = 50


class PaperFeed:
    """What every feed of the paper says of itself. `name` is that of its URL. One query."""

    # Whether subscribers are told at once of what is new in it (websub.py).
    is_pushed = False

    def __call__(self, request, *args, **kwargs):
        response = super().__call__(request, *args, **kwargs)
        # The ETag alone: by the date of the newest item, one that was taken back would stay with who has it.
        del response["Last-Modified"]
        if self.hub:
            response["Link"] = f'<{self.hub}>; rel="hub", <{absolute(request.path)}>; rel="self"'
        return response

    @property
    def hub(self) -> str:
        return settings.WEBSUB_HUB if self.is_pushed else ""

    def get_object(self, request):
        return masthead_of(request)

    def feed_url(self, masthead):
        return absolute(reverse(self.name))

    def author_name(self, masthead):
        return writable(masthead.name)

    def feed_extra_kwargs(self, masthead):
        return {"paper_language": masthead.language, "hub": self.hub}


class CorrectionsRss(PaperFeed, Feed):
    """The newest fifty corrections. Two queries."""

    feed_type = SteadyRss
    name = "articles:corrections_rss"
    is_pushed = True
    item_guid_is_permalink = False

    def __call__(self, request, *args, **kwargs):
        # With each goes its story's headline.
        depends(request, "corrections", "archive", "masthead")
        return super().__call__(request, *args, **kwargs)

    def title(self, masthead):
        return writable(gettext("%(paper)s: corrections") % {"paper": masthead.name})

    def description(self, masthead):
        return writable(gettext("What %(paper)s got wrong and put right.") % {"paper": masthead.name})

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


class CorrectionsJson(CorrectionsRss):
    feed_type = JsonFeed
    name = "articles:corrections_json"

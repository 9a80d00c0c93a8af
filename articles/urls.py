from django.urls import path, register_converter

from . import feeds
from .views import archive, calendar_feed, changes, corrections, fronts, lists, previews, stories
from .views.public import public_page


class Slug:
    """A slug in any script."""

    regex = r"[-\w]{1,120}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


class FourDigits(Slug):
    """A year as it is typed in a story's address, which is looked up as a whole."""

    regex = "[0-9]{4}"


class TwoDigits(Slug):
    regex = "[0-9]{2}"


class Year:
    """A year that every database and time zone can hold."""

    regex = "[12][0-9]{3}"
    to_python = int

    def to_url(self, value):
        return f"{value:04}"


class MonthOrDay:
    regex = "[0-9]{2}"
    to_python = int

    def to_url(self, value):
        return f"{value:02}"


register_converter(Slug, "word")
register_converter(FourDigits, "yyyy")
register_converter(TwoDigits, "dd")
register_converter(Year, "year")
register_converter(MonthOrDay, "two")

app_name = "articles"
urlpatterns = [
    path("", fronts.home_show, name="home_show"),
    path("authors/<word:slug>/", lists.author_show, name="author_show"),
    path("tags/<word:slug>/", lists.tag_show, name="tag_show"),
    path("archive/", archive.archive_show, name="archive_show"),
    path("archive/<year:year>/<two:month>/", archive.archive_month, name="archive_month"),
    path("archive/<year:year>/<two:month>/<two:day>/", archive.archive_day, name="archive_day"),
    path("feeds/desk/<str:token>.ics", calendar_feed.calendar_feed, name="calendar_feed"),
    path("corrections/", corrections.corrections_show, name="corrections_show"),
    path("feeds/corrections.rss", public_page(feeds.CorrectionsRss()), name="corrections_rss"),
    path("feeds/corrections.atom", public_page(feeds.CorrectionsAtom()), name="corrections_atom"),
    path("preview/<word:token>/", previews.preview_show, name="preview_show"),
    path("<word:section>/", fronts.section_show, name="section_show"),
    path("<word:section>/<yyyy:year>/<dd:month>/<dd:day>/<word:slug>/", stories.story_show, name="story_show"),
    path(
        "<word:section>/<yyyy:year>/<dd:month>/<dd:day>/<word:slug>/changes/",
        changes.story_changes,
        name="story_changes",
    ),
]

from django.urls import path, register_converter

from .views import archive, fronts, lists, stories


class Slug:
    """A slug in any script."""

    regex = r"[-\w]{1,120}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


class Digits(Slug):
    """A part of a story's date, kept as it was typed: it is compared with an address."""

    regex = "[0-9]{2}"


class Year(Slug):
    """A year that every database and time zone can hold."""

    regex = "[12][0-9]{3}"

    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return f"{int(value):04}"


class TwoDigits(Digits):
    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return f"{int(value):02}"


class YearDigits(Digits):
    regex = "[0-9]{4}"


register_converter(Slug, "word")
register_converter(Year, "year")
register_converter(TwoDigits, "two")
register_converter(Digits, "digits")
register_converter(YearDigits, "digits4")

app_name = "articles"
urlpatterns = [
    path("", fronts.home_show, name="home_show"),
    path("authors/<word:slug>/", lists.author_show, name="author_show"),
    path("tags/<word:slug>/", lists.tag_show, name="tag_show"),
    path("archive/", archive.archive_show, name="archive_show"),
    path("archive/<year:year>/<two:month>/", archive.archive_month, name="archive_month"),
    path("archive/<year:year>/<two:month>/<two:day>/", archive.archive_day, name="archive_day"),
    path("<word:section>/", fronts.section_show, name="section_show"),
    path(
        "<word:section>/<digits4:year>/<digits:month>/<digits:day>/<word:slug>/", stories.story_show, name="story_show"
    ),
]

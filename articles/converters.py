"""The parts of readers' addresses, for the URLs of every app."""

from django.urls import register_converter

from .slugs import WORD


class Slug:
    """A slug in any script."""

    regex = f"[{WORD}]{{1,120}}"

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


class Slice:
    """The number of a part of a sitemap, written in one way only."""

    regex = "0|[1-9][0-9]{0,8}"
    to_python = int
    to_url = str


register_converter(Slice, "slice")
register_converter(Slug, "word")
register_converter(FourDigits, "yyyy")
register_converter(TwoDigits, "dd")
register_converter(Year, "year")
register_converter(MonthOrDay, "two")

STORY = "<word:section>/<yyyy:year>/<dd:month>/<dd:day>/<word:slug>/"

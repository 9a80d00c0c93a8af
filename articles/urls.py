from django.urls import path

from . import feeds
from .converters import STORY
from .views import archive, calendar_feed, changes, corrections, fronts, lists, previews, search, stories
from .views.public import public_page

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
    path("search/", search.search_show, name="search_show"),
    path("search/suggestions/", search.search_suggestions, name="search_suggestions"),
    path("preview/<word:token>/", previews.preview_show, name="preview_show"),
    path("<word:section>/", fronts.section_show, name="section_show"),
    path(STORY, stories.story_show, name="story_show"),
    path(f"{STORY}changes/", changes.story_changes, name="story_changes"),
]

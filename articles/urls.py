from django.urls import path

from . import feeds
from .converters import STORY
from .story_feeds import FORMATS, AuthorFeed, SectionFeed, StoriesFeed, TagFeed
from .views import (
    archive,
    calendar_feed,
    changes,
    corrections,
    fronts,
    lists,
    machines,
    oembed,
    previews,
    reads,
    search,
    stories,
)
from .views.public import public_page

STORY_FEEDS = {
    "latest": StoriesFeed,
    "sections/<word:slug>": SectionFeed,
    "tags/<word:slug>": TagFeed,
    "authors/<word:slug>": AuthorFeed,
}

app_name = "articles"
urlpatterns = [
    path("", fronts.home_show, name="home_show"),
    path("authors/<word:slug>/", lists.author_show, name="author_show"),
    path("tags/<word:slug>/", lists.tag_show, name="tag_show"),
    path("archive/", archive.archive_show, name="archive_show"),
    path("archive/<year:year>/", archive.archive_year, name="archive_year"),
    path("archive/<year:year>/<two:month>/", archive.archive_month, name="archive_month"),
    path("archive/<year:year>/<two:month>/<two:day>/", archive.archive_day, name="archive_day"),
    path("feeds/desk/<str:token>.ics", calendar_feed.calendar_feed, name="calendar_feed"),
    path("corrections/", corrections.corrections_show, name="corrections_show"),
    path("feeds/corrections.rss", public_page(feeds.CorrectionsRss()), name="corrections_rss"),
    path("feeds/corrections.atom", public_page(feeds.CorrectionsAtom()), name="corrections_atom"),
    path("feeds/corrections.json", public_page(feeds.CorrectionsJson()), name="corrections_json"),
    *[
        path(f"feeds/{address}.{kind}", public_page(feed(kind)), name=f"{feed.place}_{kind}")
        for address, feed in STORY_FEEDS.items()
        for kind in FORMATS
    ],
    path("most-read/", reads.most_read_show, {"span": "day"}, name="most_read_day"),
    path("most-read/week/", reads.most_read_show, {"span": "week"}, name="most_read_week"),
    path("read/<int:article_id>/", reads.story_read, name="story_read"),
    path("sitemap.xml", machines.sitemap_index, name="sitemap_index"),
    path("sitemaps/pages.xml", machines.sitemap_pages, name="sitemap_pages"),
    path("sitemaps/stories-<slice:number>.xml", machines.sitemap_stories, name="sitemap_stories"),
    path("news-sitemap.xml", machines.news_sitemap, name="news_sitemap"),
    path("robots.txt", machines.robots, name="robots"),
    path(".well-known/security.txt", machines.security, name="security"),
    path("oembed", oembed.oembed, name="oembed"),
    path("search/", search.search_show, name="search_show"),
    path("search/suggestions/", search.search_suggestions, name="search_suggestions"),
    path("preview/<word:token>/", previews.preview_show, name="preview_show"),
    path("<word:section>/", fronts.section_show, name="section_show"),
    path(STORY, stories.story_show, name="story_show"),
    path(f"{STORY}changes/", changes.story_changes, name="story_changes"),
]

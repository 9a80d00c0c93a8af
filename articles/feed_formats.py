"""The forms that feeds come in: RSS 2.0, Atom and JSON Feed 1.1, with what they say beyond Django's own.

A feed gets `paper_language` and, where subscribers can be told at once, `hub`. An item of a story gets `story`, a
StoryItem.
"""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date

# What XML 1.0 can't hold, not even escaped: https://www.w3.org/TR/xml/#charsets
NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(text: str) -> str:
    """Return the text without what XML can't hold."""
    return NO_XML.sub("", text)


@dataclass
class Picture:
    url: str
    width_px: int
    height_px: int
    caption: str = ""
    credit: str = ""


@dataclass
class StoryItem:
    """What a story's item says beyond title, link and moments. `html` is its whole text, or empty in a summary feed."""

    summary: str = ""
    html: str = ""
    writers: list[dict] = field(default_factory=list)  # {"name": …, perhaps "url": …}
    picture: Picture | None = None
    comment_count: int = 0


class Steady:
    """A feed in the paper's language, with the same bytes until something in it changes."""

    def __init__(self, *args, paper_language, **kwargs):
        super().__init__(*args, **kwargs | {"language": paper_language})

    @property
    def hub(self) -> str:
        return self.feed.get("hub") or ""

    def latest_post_date(self):
        # Django gives the present moment to a feed without items, and with it a new ETag at every request.
        return super().latest_post_date() if self.items else datetime(2000, 1, 1, tzinfo=UTC)


class SteadyRss(Steady, Rss201rev2Feed):
    """RSS 2.0: https://www.rssboard.org/rss-specification"""

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        if self.hub:
            handler.addQuickElement("atom:link", "", {"rel": "hub", "href": self.hub})


class SteadyAtom(Steady, Atom1Feed):
    """Atom: https://www.rfc-editor.org/rfc/rfc4287"""

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        if self.hub:
            handler.addQuickElement("link", "", {"rel": "hub", "href": self.hub})


MEDIA = "http://search.yahoo.com/mrss/"


def add_picture(handler, picture: Picture | None) -> None:
    """Write a picture as Media RSS has it: https://www.rssboard.org/media-rss"""
    if picture is None:
        return
    size = {"width": str(picture.width_px), "height": str(picture.height_px)}
    handler.startElement("media:content", {"url": picture.url, "medium": "image", "type": "image/jpeg"} | size)
    if picture.credit:
        handler.addQuickElement("media:credit", picture.credit)
    if picture.caption:
        handler.addQuickElement("media:description", picture.caption, {"type": "plain"})
    handler.endElement("media:content")


class StoryRss(SteadyRss):
    """With whole texts, each writer, the picture and the number of comments, in the modules made for them."""

    def rss_attributes(self):
        return super().rss_attributes() | {
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:media": MEDIA,
            "xmlns:slash": "http://purl.org/rss/1.0/modules/slash/",
        }

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        story = item["story"]
        for writer in story.writers:
            handler.addQuickElement("dc:creator", writer["name"])
        if story.html:
            handler.addQuickElement("content:encoded", story.html)
        add_picture(handler, story.picture)
        handler.addQuickElement("slash:comments", str(story.comment_count))


class StoryAtom(SteadyAtom):
    def root_attributes(self):
        return super().root_attributes() | {"xmlns:media": MEDIA}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        story = item["story"]
        for writer in story.writers:
            handler.startElement("author", {})
            handler.addQuickElement("name", writer["name"])
            if writer.get("url"):
                handler.addQuickElement("uri", writer["url"])
            handler.endElement("author")
        if story.html:
            handler.addQuickElement("content", story.html, {"type": "html"})
        add_picture(handler, story.picture)


class JsonFeed(Steady, SyndicationFeed):
    """JSON Feed 1.1: https://www.jsonfeed.org/version/1.1/"""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile, encoding):
        outfile.write(json.dumps(self.as_json(), ensure_ascii=False).encode(encoding))

    def as_json(self) -> dict:
        facts = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "language": self.feed["language"],
            "authors": [{"name": self.feed["author_name"], "url": self.feed["author_link"]}],
            "hubs": [{"type": "WebSub", "url": self.hub}] if self.hub else [],
        }
        return filled(facts) | {"items": [self.item_as_json(item) for item in self.items]}

    def item_as_json(self, item: dict) -> dict:
        story = item.get("story") or StoryItem()
        facts = {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "summary": story.summary,
            "image": story.picture.url if story.picture else "",
            "date_published": rfc3339_date(item["pubdate"]),
            "date_modified": rfc3339_date(item["updateddate"]),
            "authors": story.writers,
            "tags": list(item["categories"]),
        }
        # An item has to have a text; without the whole one it is the summary, which the description holds as HTML.
        return filled(facts) | {"content_html": story.html or item["description"]}


def filled(facts: dict) -> dict:
    """Return what has a value, in lists and dicts below as well."""
    kept = {}
    for name, value in facts.items():
        if isinstance(value, list):
            value = [filled(part) if isinstance(part, dict) else part for part in value]
        if value:
            kept[name] = value
    return kept

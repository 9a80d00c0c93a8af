"""The rules of RSS 2.0, Atom and JSON Feed, as far as they can be checked on a feed alone.

Written from the published texts: https://www.rssboard.org/rss-specification and /media-rss, RFC 4287,
https://www.jsonfeed.org/version/1.1/, and what the W3C's checker warns of. Each function returns the faults it finds,
in words.
"""

import json
import re
from collections import Counter
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

import html5lib

ATOM, CONTENT = "{http://www.w3.org/2005/Atom}", "{http://purl.org/rss/1.0/modules/content/}"
DC, MEDIA = "{http://purl.org/dc/elements/1.1/}", "{http://search.yahoo.com/mrss/}"
SLASH, THREAD = "{http://purl.org/rss/1.0/modules/slash/}", "{http://purl.org/syndication/thread/1.0}"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
RFC_822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
RSS_CHANNEL = {"title", "link", "description", "language", "lastBuildDate", "item", f"{ATOM}link"}
RSS_ITEM_ONCE = {"title", "link", "description", "pubDate", "guid", "comments", f"{CONTENT}encoded", f"{SLASH}comments"}
RSS_ITEM = RSS_ITEM_ONCE | {"category", f"{DC}creator", f"{MEDIA}content"}
ATOM_ONCE = {f"{ATOM}{name}" for name in ("id", "title", "updated", "published", "summary", "content", "subtitle")}
ATOM_ENTRY = ATOM_ONCE - {f"{ATOM}subtitle"} | {
    f"{ATOM}link",
    f"{ATOM}author",
    f"{ATOM}category",
    f"{MEDIA}content",
    f"{THREAD}in-reply-to",
}
JSON_FEED = {"version", "title", "home_page_url", "feed_url", "description", "language", "authors", "hubs", "items"}
JSON_ITEM = {
    *("id", "url", "title", "summary", "image", "date_published", "date_modified", "authors", "tags"),
    *("content_html", "content_text"),
}
UNSAFE = {"script", "style", "iframe", "object", "embed", "form", "input", "link", "meta"}


def is_absolute(address) -> bool:
    parts = urlsplit(address or "")
    return parts.scheme in ("http", "https") and bool(parts.netloc) and address.isascii() and " " not in address


def is_rfc_822(text) -> bool:
    if not RFC_822.fullmatch(text or ""):
        return False
    moment = parsedate_to_datetime(text)
    return f"{moment:%a}" == text[:3]


def faults_of_html(html: str) -> list[str]:
    """What a text in a feed may not hold: broken markup, scripts, and addresses that lead nowhere elsewhere."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parseFragment(html)
    found = [f"broken HTML: {error[1]}" for error in parser.errors]
    for element in tree.iter():
        if element.tag in UNSAFE:
            found.append(f"<{element.tag}> in a text")
        for name, value in element.attrib.items():
            if name.startswith("on") or name in ("style", "srcset"):
                found.append(f"{name} in a text")
            if name in ("href", "src") and not is_absolute(value) and not value.startswith("mailto:"):
                found.append(f"{name} is not whole: {value}")
    return found


def counted(element, once: set[str], known: set[str], where: str) -> list[str]:
    counts = Counter(child.tag for child in element)
    more = [f"{where}: {tag} {count} times" for tag, count in counts.items() if tag in once and count > 1]
    return more + [f"{where}: unknown {tag}" for tag in counts if tag not in known]


def faults_of_media(element, where: str) -> list[str]:
    found = []
    for media in element.findall(f"{MEDIA}content"):
        if not is_absolute(media.get("url")):
            found.append(f"{where}: media without an address")
        if media.get("medium") not in ("image", "audio", "video", "document", "executable"):
            found.append(f"{where}: unknown medium")
        found += [f"{where}: media {name}" for name in ("width", "height") if not (media.get(name) or "").isdecimal()]
    return found


def faults_of_rss(content: bytes, address: str) -> list[str]:
    root = ElementTree.fromstring(content)
    if (root.tag, root.get("version"), [child.tag for child in root]) != ("rss", "2.0", ["channel"]):
        return ["not RSS 2.0"]
    channel = root.find("channel")
    found = counted(channel, RSS_CHANNEL - {"item", f"{ATOM}link"}, RSS_CHANNEL, "channel")
    found += [f"channel without {name}" for name in ("title", "link", "description") if not channel.findtext(name)]
    found += [] if is_absolute(channel.findtext("link")) else ["channel: link"]
    found += [] if LANGUAGE.fullmatch(channel.findtext("language") or "") else ["channel: language"]
    found += [] if is_rfc_822(channel.findtext("lastBuildDate")) else ["channel: lastBuildDate"]
    own = [link.get("href") for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"]
    found += [] if own == [address] else [f"channel names itself {own}"]
    guids = Counter(item.findtext("guid") for item in channel.findall("item"))
    found += [f"guid {guid} {count} times" for guid, count in guids.items() if count > 1]
    return found + [fault for item in channel.findall("item") for fault in faults_of_item(item)]


def faults_of_item(item) -> list[str]:
    where = f"item {item.findtext('guid')}"
    found = counted(item, RSS_ITEM_ONCE, RSS_ITEM, where) + faults_of_media(item, where)
    if not (item.findtext("title") or item.findtext("description")):
        found.append(f"{where}: neither title nor description")
    found += [] if is_absolute(item.findtext("link")) else [f"{where}: link"]
    found += [] if is_rfc_822(item.findtext("pubDate")) else [f"{where}: pubDate"]
    guid = item.find("guid")
    if guid is None or not guid.text:
        found.append(f"{where}: no guid")
    elif guid.get("isPermaLink", "true") == "true" and not is_absolute(guid.text):
        found.append(f"{where}: a guid that is no address has to say so")
    comments = item.findtext(f"{SLASH}comments")
    found += [] if comments is None or comments.isdecimal() else [f"{where}: slash:comments {comments}"]
    found += [f"{where}: empty dc:creator" for creator in item.findall(f"{DC}creator") if not creator.text]
    for text in (item.findtext("description"), item.findtext(f"{CONTENT}encoded")):
        found += [f"{where}: {fault}" for fault in faults_of_html(text or "")]
    return found


def faults_of_atom(content: bytes, address: str) -> list[str]:
    feed = ElementTree.fromstring(content)
    if feed.tag != f"{ATOM}feed":
        return ["not Atom"]
    found = counted(feed, ATOM_ONCE, {*ATOM_ENTRY, f"{ATOM}subtitle", f"{ATOM}entry"}, "feed")
    found += faults_of_atom_part(feed, "feed")
    own = [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    found += [] if own == [address] else [f"feed names itself {own}"]
    entries = feed.findall(f"{ATOM}entry")
    ids = Counter(entry.findtext(f"{ATOM}id") for entry in entries)
    found += [f"id {name} {count} times" for name, count in ids.items() if count > 1]
    for entry in entries:
        where = f"entry {entry.findtext(f'{ATOM}id')}"
        found += counted(entry, ATOM_ONCE, ATOM_ENTRY, where) + faults_of_atom_part(entry, where)
        found += faults_of_media(entry, where)
        if feed.find(f"{ATOM}author") is None and entry.find(f"{ATOM}author") is None:
            found.append(f"{where}: nobody wrote it")
        for text in (entry.find(f"{ATOM}summary"), entry.find(f"{ATOM}content")):
            if text is not None and text.get("type") == "html":
                found += [f"{where}: {fault}" for fault in faults_of_html(text.text or "")]
    return found


def faults_of_atom_part(element, where: str) -> list[str]:
    """What holds for a feed and for an entry."""
    found = [f"{where} without {name}" for name in ("id", "title", "updated") if not element.findtext(f"{ATOM}{name}")]
    found += [] if urlsplit(element.findtext(f"{ATOM}id") or "").scheme else [f"{where}: id is no IRI"]
    for name in ("updated", "published"):
        text = element.findtext(f"{ATOM}{name}")
        found += [] if text is None or RFC_3339.fullmatch(text) else [f"{where}: {name} {text}"]
    links = element.findall(f"{ATOM}link")
    found += [f"{where}: link {link.get('href')}" for link in links if not is_absolute(link.get("href"))]
    if sum(link.get("rel", "alternate") == "alternate" for link in links) != 1:
        found.append(f"{where}: not one alternate link")
    for author in element.findall(f"{ATOM}author"):
        found += [] if author.findtext(f"{ATOM}name") else [f"{where}: an author without a name"]
        uri = author.findtext(f"{ATOM}uri")
        found += [] if uri is None or is_absolute(uri) else [f"{where}: an author's uri"]
    return found + [
        f"{where}: a category without a term" for part in element.findall(f"{ATOM}category") if not part.get("term")
    ]


def faults_of_json_feed(content: bytes, address: str) -> list[str]:
    feed = json.loads(content)
    found = [f"unknown {name}" for name in feed if name not in JSON_FEED]
    found += [] if feed.get("version") == "https://jsonfeed.org/version/1.1" else ["version"]
    found += [] if feed.get("title") else ["no title"]
    found += [] if is_absolute(feed.get("home_page_url")) else ["home_page_url"]
    found += [] if feed.get("feed_url") == address else [f"feed names itself {feed.get('feed_url')}"]
    found += [] if LANGUAGE.fullmatch(feed.get("language", "en")) else ["language"]
    found += [
        f"hub {hub}" for hub in feed.get("hubs", []) if set(hub) != {"type", "url"} or not is_absolute(hub["url"])
    ]
    found += faults_of_authors(feed, "feed")
    ids = Counter(item.get("id") for item in feed["items"])
    found += [f"id {name} {count} times" for name, count in ids.items() if count > 1]
    return found + [fault for item in feed["items"] for fault in faults_of_json_item(item)]


def faults_of_json_item(item: dict) -> list[str]:
    where = f"item {item.get('id')}"
    found = [f"{where}: unknown {name}" for name in item if name not in JSON_ITEM]
    found += [] if isinstance(item.get("id"), str) and item["id"] else [f"{where}: no id"]
    found += [] if "content_html" in item or "content_text" in item else [f"{where}: no text"]
    found += [f"{where}: {name}" for name in ("url", "image") if name in item and not is_absolute(item[name])]
    for name in ("date_published", "date_modified"):
        found += [] if RFC_3339.fullmatch(item.get(name, "")) else [f"{where}: {name}"]
    found += [f"{where}: tag {tag}" for tag in item.get("tags", []) if not isinstance(tag, str) or not tag]
    return (
        found
        + faults_of_authors(item, where)
        + [f"{where}: {fault}" for fault in faults_of_html(item.get("content_html", ""))]
    )


def faults_of_authors(part: dict, where: str) -> list[str]:
    authors = part.get("authors", [])
    found = [f"{where}: an author who is nobody" for author in authors if not set(author) & {"name", "url", "avatar"}]
    return found + [
        f"{where}: an author's url" for author in authors if "url" in author and not is_absolute(author["url"])
    ]


CHECKS = {"rss": faults_of_rss, "atom": faults_of_atom, "json": faults_of_json_feed}


def faults_of(response, address: str) -> list[str]:
    """What is wrong with the feed at a whole address, which ends in its form."""
    return CHECKS[address.rpartition(".")[2]](response.content, address)

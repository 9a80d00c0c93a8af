"""The rules of sitemaps and of Google's news sitemaps, as far as they can be checked on a file alone.

Written from what is published: https://www.sitemaps.org/protocol.html with its schemas (the order of elements, lengths,
forms of dates), and https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap. Each function
returns the faults it finds, in words.
"""

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree

MAP, NEWS = "{http://www.sitemaps.org/schemas/sitemap/0.9}", "{http://www.google.com/schemas/sitemap-news/0.9}"
# In this order, as a sequence in the schema; what is not in the protocol's namespace comes last.
ORDER = [f"{MAP}{name}" for name in ("loc", "lastmod", "changefreq", "priority")]
NEWS_ORDER = [f"{NEWS}{name}" for name in ("publication", "publication_date", "title")]
W3C_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?")
LANGUAGE = re.compile(r"zh-cn|zh-tw|[a-z]{2,3}")
MOST, MOST_BYTES, MOST_NEWS = 50_000, 50 * 1024 * 1024, 1000


def faults_of_index(content: bytes, site: str) -> list[str]:
    root = ElementTree.fromstring(content)
    found = [] if root.tag == f"{MAP}sitemapindex" else [f"root {root.tag}"]
    found += [f"unknown {part.tag}" for part in root if part.tag != f"{MAP}sitemap"]
    found += [fault for part in root for fault in faults_of_entry(part, ORDER[:2], site)]
    return found + faults_of_size(content, root, MOST)


def faults_of_sitemap(content: bytes, site: str) -> list[str]:
    root = ElementTree.fromstring(content)
    found = [] if root.tag == f"{MAP}urlset" else [f"root {root.tag}"]
    found += [f"unknown {part.tag}" for part in root if part.tag != f"{MAP}url"]
    found += [fault for part in root for fault in faults_of_entry(part, ORDER, site)]
    return found + faults_of_size(content, root, MOST)


def faults_of_news(content: bytes, site: str, *, now: datetime, name: str) -> list[str]:
    """Google lets a news sitemap be empty, which the protocol's schema does not."""
    root = ElementTree.fromstring(content)
    found = [] if root.tag == f"{MAP}urlset" else [f"root {root.tag}"]
    for part in root:
        found += faults_of_entry(part, [*ORDER, f"{NEWS}news"], site)
        news = part.findall(f"{NEWS}news")
        found += faults_of_story(news[0], now, name) if len(news) == 1 else [f"{len(news)} times news:news"]
    return found + (faults_of_size(content, root, MOST_NEWS) if len(root) else [])


def faults_of_story(news, now: datetime, name: str) -> list[str]:
    tags = [part.tag for part in news]
    found = [] if tags == NEWS_ORDER else [f"news holds {tags}"]
    publication = news.find(f"{NEWS}publication")
    if [part.tag for part in publication] != [f"{NEWS}name", f"{NEWS}language"]:
        found.append("news:publication")
    found += [] if publication.findtext(f"{NEWS}name") == name else ["news:name"]
    language = publication.findtext(f"{NEWS}language") or ""
    found += [] if LANGUAGE.fullmatch(language) else [f"news:language {language}"]
    found += [] if (news.findtext(f"{NEWS}title") or "").strip() else ["no news:title"]
    text = news.findtext(f"{NEWS}publication_date") or ""
    if not W3C_DATE.fullmatch(text):
        return [*found, f"news:publication_date {text}"]
    age = now - datetime.fromisoformat(text)
    return found + ([] if timedelta(seconds=-1) <= age <= timedelta(days=2) else [f"published {text}"])


def faults_of_entry(part, order: list[str], site: str) -> list[str]:
    tags = [child.tag for child in part]
    loc = part.findtext(f"{MAP}loc") or ""
    found = [] if tags == [tag for tag in order if tag in tags] and tags[:1] == ORDER[:1] else [f"order {tags}"]
    if not 12 <= len(loc) <= 2048 or not loc.isascii() or not loc.startswith(f"{site}/") or urlsplit(loc).fragment:
        found.append(f"loc {loc}")
    changed = part.findtext(f"{MAP}lastmod")
    return found + ([] if changed is None or W3C_DATE.fullmatch(changed) else [f"lastmod {changed}"])


def faults_of_size(content: bytes, root, most: int) -> list[str]:
    found = [] if 1 <= len(root) <= most else [f"{len(root)} entries"]
    found += [] if len(content) <= MOST_BYTES else [f"{len(content)} bytes"]
    found += [] if content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>') else ["not declared as UTF-8"]
    addresses = addresses_in(content)
    return found + ([] if len(set(addresses)) == len(addresses) else ["an address twice"])


def addresses_in(content: bytes) -> list[str]:
    return [loc.text for loc in ElementTree.fromstring(content).iter(f"{MAP}loc")]

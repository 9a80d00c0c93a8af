"""How often stories are read, and never by whom: noted in memory, written in batches, kept for eight days.

A story's page says that it is read when it was in sight for ten seconds (article.js). Taking that in needs no query: a
process notes it, and a thread of its own writes what came together, one statement for all stories. Of whoever reads
nothing is stored and nothing leaves the process; in its memory lie keyed hashes, gone with the hour, so that one reader
counts once an hour for a story.
"""

import logging
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from secrets import token_bytes
from threading import Lock

from django.db import connections
from django.utils import timezone

from . import page_names
from .models import Edition, ReadCount
from .notices import Sender

logger = logging.getLogger(__name__)

SPANS = {"day": timedelta(days=1), "week": timedelta(days=7)}
KEPT_FOR = timedelta(days=8)
PLACES = 20
# So many are looked at, since what was taken off the site may be among the most read.
MOST_LOOKED_AT = 5 * PLACES
SECONDS_GATHERING = 15
# What a process holds at most, whatever is sent to it: stories to be written, and who read what.
MOST_STORIES, MOST_KNOWN = 2000, 50_000
# In an hour. More is no reading.
MOST_OF_ONE_READER = 60
HIGHEST_ID = 2**63 - 1
# What calls itself by such a word is a machine. Cubot makes telephones.
ROBOTS = re.compile(
    r"(?<!cu)bot|crawl|spider|slurp|scrap|archiv|preview|monitor|lighthouse|headless|phantom|curl|wget|python|java/|"
    r"go-http|http-?client|axios|node|perl|ruby|libwww|feed|facebookexternal|google-|mediapartners",
    re.IGNORECASE,
)


def is_robot(request) -> bool:
    """Whether the request says that no person looks at the page: by its sender's name, or because it comes ahead."""
    agent = request.headers.get("User-Agent", "")
    return not agent or bool(ROBOTS.search(agent)) or "Sec-Purpose" in request.headers or "Purpose" in request.headers


class Noted:
    """What one process has noted and not written. May be used by many threads."""

    def __init__(self):
        self.lock, self.hour = Lock(), None
        self.waiting: Counter[tuple[int, datetime]] = Counter()
        self.forget(None)

    def forget(self, hour: datetime | None) -> None:
        """Forget who read what, and the key that the hashes were made with."""
        self.hour, self.key, self.known, self.of_readers = hour, token_bytes(16), set(), Counter()

    def note(self, article: int, reader: str, at: datetime | None = None) -> bool:
        """Note that a story (an id, whether there is such a story or not) is read; return whether it counts.

        `reader` is what one reader can't change at will, "" where that is not known. No query.
        """
        hour = hour_of(at or timezone.now())
        place = (article, hour)
        with self.lock:
            if hour != self.hour or len(self.known) >= MOST_KNOWN:
                self.forget(hour)
            is_full = len(self.waiting) >= MOST_STORIES and place not in self.waiting
            if article > HIGHEST_ID or is_full or not self.is_new(article, reader):
                return False
            self.waiting[place] += 1
            return True

    def is_new(self, article: int, reader: str) -> bool:
        if not reader:
            return True
        who, what = self.hashed(reader), self.hashed(f"{article} {reader}")
        if what in self.known or self.of_readers[who] >= MOST_OF_ONE_READER:
            return False
        self.known.add(what)
        self.of_readers[who] += 1
        return True

    def hashed(self, words: str) -> bytes:
        return blake2b(words.encode(), key=self.key, digest_size=8).digest()

    def write(self, at: datetime | None = None) -> int:
        """Write what waits and return how many reads that were. What is no story that readers see is dropped.

        Two queries, or none. What can't be written waits on, and the error is raised.
        """
        with self.lock:
            waiting, self.waiting = self.waiting, Counter()
        if not waiting:
            return 0
        try:
            live = Edition.objects.live(at).of_stories({article for article, _ in waiting})
            shown = set(live.order_by().values_list("article_id", flat=True))
            counts = {place: count for place, count in waiting.items() if place[0] in shown}
            ReadCount.objects.add(counts)
        except Exception:
            with self.lock:
                self.waiting += waiting
            raise
        if counts:
            page_names.changed("most-read")
        return sum(counts.values())


class Writer(Sender):
    """The thread of a web process that writes what the process has noted, woken by the first read."""

    name = "reads"
    seconds_gathering = SECONDS_GATHERING

    def round(self) -> bool:
        """Write, and return whether that has to be tried again. Raises nothing."""
        try:
            noted.write()
            return False
        except Exception as error:
            logger.warning("Reads could not be written; it is tried again: %s", error)
            connections.close_all()
            return True

    def stop(self) -> None:
        """Write what came in since the last round, so that a process that ends in order loses nothing."""
        super().stop()
        self.round()


noted = Noted()
# Set by the web server's entry, newsroom/wsgi.py. Tests and commands have none.
writer: Writer | None = None


def note(article: int, reader: str) -> None:
    """Count a read of this process's. No query, and it waits for nobody."""
    if noted.note(article, reader) and writer:
        writer.wake()


def most_read(span: str, at: datetime | None = None) -> list[Edition]:
    """Return the live editions read most in one of SPANS before `at` (aware; default now), as cards print them.

    Two queries.
    """
    at = at or timezone.now()
    ranked = ReadCount.objects.since(hour_of(at - SPANS[span])).ranked()[:MOST_LOOKED_AT]
    articles = [article for article, _ in ranked]
    editions = {edition.article_id: edition for edition in Edition.objects.live(at).of_stories(articles).for_card()}
    return [editions[article] for article in articles if article in editions][:PLACES]


def forget_old(at: datetime | None = None) -> int:
    """Delete what no list counts any more, and return how many rows that was. One query."""
    deleted, _ = ReadCount.objects.before(hour_of((at or timezone.now()) - KEPT_FOR)).delete()
    return deleted


def hour_of(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)

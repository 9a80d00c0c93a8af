"""Telling a hub that feeds have something new, so that it tells subscribers: https://www.w3.org/TR/websub/

What is to be told is derived from state: an edition or a correction that has begun and was not announced. A web process
has a thread for it, which a publication only wakes; `manage.py sweep` tells of what appeared by time, and of what a hub
did not take. Telling twice does no harm, so nothing is claimed beforehand and nothing is lost.
"""

import logging
from datetime import timedelta
from http.client import HTTPConnection, HTTPSConnection
from itertools import chain
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from .models import Correction, Edition
from .notices import Sender
from .story_feeds import FORMATS, addresses_with
from .templatetags.readers import absolute

logger = logging.getLogger(__name__)
# What is older is no news to a subscriber, above all on the day that a hub is set for the first time.
NEWS_FOR = timedelta(days=1)
AT_ONCE = 200
WAIT_SECONDS = 5
# Feeds named in one request; a hub limits how much it reads.
ADDRESSES_A_REQUEST = 50


class HubRefused(Exception):
    """The hub answered with something else than a success: its status."""


class Announcer(Sender):
    """The thread of a web process that tells the hub whenever it is woken."""

    name = "websub"

    def round(self) -> bool:
        """Tell what is to be told, and return whether something is left for another attempt. Raises nothing."""
        try:
            while not self.is_stopping.is_set() and announce():
                pass
            return False
        except Exception as error:
            logger.warning("The hub could not be told; it is tried again: %s", error)
            connections.close_all()
            return True


# Set by the web server's entry, newsroom/wsgi.py. Tests and commands have none, and leave it to the sweep.
announcer: Announcer | None = None


def hear(names: set[str]) -> None:
    """Wake the announcer when stories or corrections changed. Called after commit, with names of page_names."""
    if settings.WEBSUB_HUB and announcer and names & {"archive", "corrections"}:
        announcer.wake()


def announce(at=None) -> int:
    """Tell the hub of the newest that was not announced, and return how many stories and corrections that was.

    Call it outside transactions. Raises HubRefused, OSError or HTTPException; what was not told waits for the next
    time.
    """
    if not settings.WEBSUB_HUB:
        return 0
    at = at or timezone.now()
    editions, corrections = due(Edition, at), due(Correction, at)
    if not editions and not corrections:
        return 0
    stories = Edition.objects.live(at).of_stories({row.article_id for row in chain(editions, corrections)})
    addresses = set(chain.from_iterable(addresses_with(edition) for edition in stories.for_addresses()))
    if corrections:
        addresses |= {absolute(reverse(f"articles:corrections_{kind}")) for kind in FORMATS}
    tell_hub(sorted(addresses))
    for model, rows in ((Edition, editions), (Correction, corrections)):
        model.objects.announced([row.pk for row in rows], at)
    return len(editions) + len(corrections)


def due(model, at) -> list:
    """Return the rows that have begun lately and were not announced, the oldest first. One query."""
    rows = model.objects.to_announce(at, since=at - NEWS_FOR).order_by("live_from", "pk")
    return list(rows.only("pk", "article_id")[:AT_ONCE])


def tell_hub(addresses: list[str]) -> None:
    """Send the addresses of feeds to the hub: the request that hubs have understood since PubSubHubbub."""
    for start in range(0, len(addresses), ADDRESSES_A_REQUEST):
        part = addresses[start : start + ADDRESSES_A_REQUEST]
        post([("hub.mode", "publish"), *(("hub.url", address) for address in part)])


def post(fields: list[tuple[str, str]]) -> None:
    """POST to the hub without following where it leads. Raises HubRefused for anything but a success."""
    place = urlsplit(settings.WEBSUB_HUB)
    connection_to = HTTPSConnection if place.scheme == "https" else HTTPConnection
    connection = connection_to(place.netloc, timeout=WAIT_SECONDS)
    try:
        path = f"{place.path or '/'}?{place.query}" if place.query else place.path or "/"
        headers = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "Newsroom"}
        connection.request("POST", path, urlencode(fields), headers)
        status = connection.getresponse().status
        if not 200 <= status < 300:
            raise HubRefused(f"The hub answered {status}.")
    finally:
        connection.close()

"""Asking a provider for the title of a video or post: https://oembed.com/

Only from the desk, never for a reader, and only the addresses in settings.EMBED_ENDPOINTS and those of the hosts in
EMBED_MASTODON_HOSTS. What is answered is taken as words, never as markup.
"""

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from . import body

logger = logging.getLogger(__name__)

WAIT_SECONDS = 3
LARGEST_ANSWER_BYTES = 200_000
LONGEST_TITLE, LONGEST_MAKER = 200, 100
# A socket's own limit counts each step anew, and looking up a name has none; so a thread asks, and we wait for that.
askers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="oembed")


class NotTold(Exception):
    """The provider answered with something else than a description."""


def card_at(address: str) -> body.Card | None:
    """Return the card of a video or post with what its provider says of it, after three seconds at most.

    Without an answer the title is the address. None for an address that is no known provider's. Never raises; call it
    outside transactions.
    """
    place = body.place_of(address)
    if place is None:
        return None
    answer = askers.submit(words_of, place)
    try:
        title, maker = answer.result(WAIT_SECONDS)
    except TimeoutError:
        # One that is still waiting for its turn is not asked any more.
        answer.cancel()
        title = maker = ""
    except Exception as error:
        logger.warning("%s told nothing of a card: %s", place.name, type(error).__name__)
        title = maker = ""
    return body.Card(place, title or place.address, maker)


def words_of(place: body.Place) -> tuple[str, str]:
    """Return (title, maker), "" for what the provider doesn't say.

    Raises NotTold, OSError, HTTPException or ValueError.
    """
    answer = asked(endpoint_of(place), place.address)
    maker = in_one_line(answer.get("author_name"), LONGEST_MAKER)
    title = in_one_line(answer.get("title"), LONGEST_TITLE)
    if not title and not place.player:
        # A post has no title, but its first words; they come within markup.
        lines = body.plain_text(str(answer.get("html") or "")).splitlines()
        title = in_one_line(lines[0] if lines else "", LONGEST_TITLE)
    return title, maker


def endpoint_of(place: body.Place) -> str:
    return settings.EMBED_ENDPOINTS.get(place.provider) or f"https://{urlsplit(place.address).hostname}/api/oembed"


def asked(endpoint: str, address: str) -> dict:
    """GET the description, without following where it leads."""
    where = urlsplit(endpoint)
    connection_to = HTTPSConnection if where.scheme == "https" else HTTPConnection
    connection = connection_to(where.netloc, timeout=WAIT_SECONDS)
    try:
        query = urlencode({"url": address, "format": "json", "omit_script": "1", "dnt": "1"})
        connection.request("GET", f"{where.path}?{query}", headers={"User-Agent": "Newsroom"})
        response = connection.getresponse()
        words = response.read(LARGEST_ANSWER_BYTES + 1)
        if response.status != 200 or len(words) > LARGEST_ANSWER_BYTES:
            raise NotTold(response.status)
        answer = json.loads(words)
    finally:
        connection.close()
    if not isinstance(answer, dict):
        raise NotTold
    return answer


def in_one_line(words: object, longest: int) -> str:
    line = " ".join(words.replace("\x00", "").split()) if isinstance(words, str) else ""
    # Half of an emoji can be neither stored nor sent.
    line = line.encode("utf-8", "ignore").decode()
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"

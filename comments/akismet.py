"""Asking Akismet (https://akismet.com/developers/detailed-docs/comment-check/) whether a comment is spam.

Only where AKISMET_KEY is set. It is told the network address and the browser's name of whoever writes; neither is kept.
"""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC
from enum import Enum
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlencode, urlsplit

from django.conf import settings

logger = logging.getLogger(__name__)

WAIT_SECONDS = 2
# A socket's own limit counts each step anew, and looking up a name has none; so a thread asks, and we wait for that.
askers = ThreadPoolExecutor(max_workers=8, thread_name_prefix="akismet")


class Answer(Enum):
    FINE = "fine"
    SPAM = "spam"
    WORST = "worst"
    LATE = "late"
    ODD = "odd"


def is_on() -> bool:
    return bool(settings.AKISMET_KEY)


def ask(comment, *, address: str, agent: str = "", permalink: str = "") -> Answer:
    """Return what Akismet says of a comment, after two seconds at most. Never raises; call it outside transactions."""
    answer = askers.submit(answer_to, question(comment, address, agent, permalink))
    try:
        return answer.result(WAIT_SECONDS)
    except TimeoutError:
        # One that is still waiting for its turn is not asked any more.
        answer.cancel()
        return Answer.LATE
    except Exception as error:
        # The words of some errors hold the address asked, and so might hold the key.
        logger.warning("Akismet gave no answer: %s", type(error).__name__)
        return Answer.ODD


def question(comment, address: str, agent: str, permalink: str) -> dict[str, str]:
    return {
        "api_key": settings.AKISMET_KEY,
        "blog": settings.SITE_URL,
        "blog_lang": settings.LANGUAGE_CODE.replace("-", "_"),
        "blog_charset": "UTF-8",
        "user_ip": address,
        "user_agent": agent,
        "permalink": f"{settings.SITE_URL}{permalink}" if permalink else "",
        "comment_type": "reply" if comment.parent_id else "comment",
        "comment_author": comment.author_name,
        "comment_author_email": comment.author_email,
        "comment_author_url": comment.author_website,
        "comment_content": comment.body,
        "comment_date_gmt": comment.created_at.astimezone(UTC).isoformat(timespec="seconds"),
    }


def answer_to(asked: dict[str, str]) -> Answer:
    """Return the server's answer. Follows no redirect, which would take what readers wrote somewhere else."""
    place = urlsplit(settings.AKISMET_URL)
    connection_to = HTTPSConnection if place.scheme == "https" else HTTPConnection
    connection = connection_to(place.netloc, timeout=WAIT_SECONDS)
    try:
        # A name with half of an emoji in it can't be sent as it is.
        body = urlencode({name: value.encode("utf-8", "replace") for name, value in asked.items()})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "Newsroom | Comments"}
        connection.request("POST", place.path or "/", body, headers)
        response = connection.getresponse()
        words = response.read(100).strip()
        if response.status != 200 or words not in (b"true", b"false"):
            return Answer.ODD
        if words == b"false":
            return Answer.FINE
        return Answer.WORST if response.headers.get("X-akismet-pro-tip") == "discard" else Answer.SPAM
    finally:
        connection.close()

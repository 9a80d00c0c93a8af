"""Typed reading of the environment. A wrong value stops the start with a sentence that names it."""

import os
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.core.exceptions import ImproperlyConfigured
from django.utils.crypto import get_random_string


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def boolean(name: str, default: bool) -> bool:
    """Return True for 1, true, yes, on and False for 0, false, no, off, in any case."""
    value = text(name).lower()
    if not value:
        return default
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    raise ImproperlyConfigured(f"{name} is “{value}”. Write yes or no.")


def whole_number(name: str, default: int) -> int:
    """Return an integer of zero or more."""
    value = text(name)
    if not value:
        return default
    if not value.isascii() or not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is “{value}”. Write a whole number, such as {default}.")
    return int(value)


def time_zone(name: str, default: str) -> str:
    value = text(name, default)
    if value not in available_timezones():
        raise ImproperlyConfigured(f"{name} is “{value}”. Write a time zone such as Europe/London.")
    return value


def site_url(name: str, default: str) -> tuple[str, str, bool]:
    """Return (origin without a final slash, host name, whether it is https)."""
    value = text(name, default)
    try:
        parts = urlsplit(value)
        host = parts.hostname
        parts.port  # noqa: B018 - reading it is what finds a wrong port
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https") or parts.path not in ("", "/") or parts.query:
        raise ImproperlyConfigured(f"{name} is “{value}”. Write the site's address, such as https://news.example.")
    return f"{parts.scheme}://{parts.netloc}", host, parts.scheme == "https"


def secret_key(name: str, folder: Path) -> str:
    """Return the key given, or one made at the first start and kept in `folder`, readable by its owner only."""
    if value := text(name):
        if len(value) < 32:
            raise ImproperlyConfigured(f"{name} is too short. Write at least 32 random characters.")
        return value
    path = folder / "secret_key"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        # O_EXCL: of two processes that start at once, one writes and the other reads.
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(get_random_string(64))
    except FileExistsError:
        pass
    return path.read_text().strip()


def addresses(name: str) -> list[str]:
    """Return the words of a comma-separated list."""
    return [word.strip() for word in text(name).split(",") if word.strip()]

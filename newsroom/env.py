"""Typed reading of the environment. A wrong value stops the start with a sentence that names it."""

import os
import re
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import available_timezones

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
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


MAIL = {
    # scheme: its usual port and what it sets
    "smtp": (25, {}),
    "smtp+starttls": (587, {"EMAIL_USE_TLS": True}),
    "smtps": (465, {"EMAIL_USE_SSL": True}),
}


def email_url(name: str, default: str = "console:") -> dict:
    """Return Django's EMAIL_* settings for smtps://user:password@host:port, smtp+starttls://…, smtp://… or console:."""
    value = text(name, default)
    if value == "console:":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or parts.scheme not in MAIL or parts.path not in ("", "/") or parts.query:
        # The value is not shown: it holds a password.
        raise ImproperlyConfigured(
            f"{name} is not understood. Write smtps://user:password@host:465, smtp+starttls://user:password@host:587, "
            "smtp://host:25 (nothing is encrypted) or console:. Write @ : / in a password as %40 %3A %2F."
        )
    usual_port, how = MAIL[parts.scheme]
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": host,
        "EMAIL_PORT": port or usual_port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        **how,
    }


def email_address(name: str, default: str) -> str:
    """Return what stands in the From of a mail: an address, or “The Courier <desk@courier.example>”."""
    value = text(name, default)
    try:
        validate_email(parseaddr(value)[1])
    except ValidationError:
        found = False
    else:
        found = value.isprintable()
    if not found:
        raise ImproperlyConfigured(f"{name} is “{value}”. Write an address such as desk@news.example.")
    return value


def https_address(name: str) -> str:
    """Return a whole https address, or nothing where none is given."""
    value = text(name)
    if value and not is_https(value):
        raise ImproperlyConfigured(f"{name} is “{value}”. Write an address that begins with https://.")
    return value


def contacts(name: str) -> list[str]:
    """Return the words of a comma-separated list as links: https pages as they are, mail addresses as mailto:."""
    found = []
    for word in addresses(name):
        mail = word.removeprefix("mailto:")
        if is_https(word):
            found.append(word)
        elif is_mail(mail):
            found.append(f"mailto:{mail}")
        else:
            raise ImproperlyConfigured(
                f"{name} is “{word}”. Write security@news.example or https://news.example/security."
            )
    return found


def is_https(value: str) -> bool:
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - reading it is what finds a wrong port
    except ValueError:
        return False
    return (
        parts.scheme == "https"
        and bool(parts.hostname)
        and value.isascii()
        and value.isprintable()
        and " " not in value
    )


def is_mail(value: str) -> bool:
    try:
        validate_email(value)
    except ValidationError:
        return False
    return value.isascii()


def addresses(name: str) -> list[str]:
    """Return the words of a comma-separated list."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def hosts(name: str) -> list[str]:
    """Return the words of a comma-separated list as host names in small letters."""
    found = [word.lower() for word in addresses(name)]
    for word in found:
        if not re.fullmatch(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]+", word):
            raise ImproperlyConfigured(f"{name} is “{word}”. Write names of hosts, such as mastodon.social.")
    return found

"""What a request says of where it comes from: from which page, and from which machine."""

from functools import lru_cache
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def from_our_own_page(request) -> bool:
    """Whether a browser says that a page of this site sent the request: by Sec-Fetch-Site, else by Origin.

    It stands in for the CSRF token, which would need a cookie and so keep story pages out of every cache.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def client_address(request) -> str:
    """Return the address of the reader's machine as text, or "" where the server does not know it (a Unix socket).

    That is REMOTE_ADDR, unless it belongs to one of settings.TRUSTED_PROXIES: then the last address in X-Forwarded-For
    that does not. What stands further left was written by whoever sent the request, and so is not read.
    """
    address = parsed(request.META.get("REMOTE_ADDR", ""))
    if address is None:
        return ""
    for word in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        forwarded = parsed(word)
        if not is_trusted(address) or forwarded is None:
            break
        address = forwarded
    return str(address)


def parsed(word: str):
    """Return an IPv4Address or IPv6Address (IPv4 written as IPv6 becomes IPv4), or None when it is neither."""
    word = word.strip()
    if word.startswith("["):
        word = word[1:].partition("]")[0]
    elif word.count(":") == 1:
        word = word.partition(":")[0]
    try:
        address = ip_address(word)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def is_trusted(address) -> bool:
    return any(address in network for network in networks(tuple(settings.TRUSTED_PROXIES)))


@lru_cache(maxsize=8)
def networks(words: tuple[str, ...]) -> list:
    """Return the networks written in settings.TRUSTED_PROXIES: addresses, or ranges such as 10.0.0.0/8."""
    try:
        return [ip_network(word, strict=False) for word in words]
    except ValueError as error:
        raise ImproperlyConfigured(
            f"TRUSTED_PROXIES is not understood: {error}. Write addresses or ranges, such as 10.0.0.0/8."
        ) from error


def household(address: str) -> str:
    """Return what one reader can't change at will: an IPv4 address, or the first half (/64) of an IPv6 address."""
    known = parsed(address)
    if known is None or known.version == 4:
        return str(known or "")
    return str(ip_network((int(known), 64), strict=False))

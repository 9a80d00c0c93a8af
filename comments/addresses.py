"""Where a request comes from, and how to tell that again without keeping it."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from ipaddress import ip_address, ip_network
from secrets import token_hex

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .models import AddressSalt

PERIOD_DAYS = 30
# For how long after the turn the salt before is still there, so that the flood rule (ten minutes) makes nobody new.
OVERLAP = timedelta(hours=1)
# What this process has met: {first day: salt}, two at most.
SALTS: dict[date, str] = {}


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


def address_hash(address: str, at: datetime | None = None) -> str:
    """Return 64 hex characters that stand for this address in the thirty days around `at` (aware; default now).

    "" for no address. Once the salt of those days is gone nobody, not even with SECRET_KEY, can hash alike again.
    Runs a query when this process has not met the salt yet.
    """
    where = household(address)
    return hashed(where, salt_of(period_of(at or timezone.now()))) if where else ""


def recent_hashes(address: str, at: datetime) -> list[str]:
    """Return what this address was called of late, by the present salt and for an hour by the one before; [] for none.

    Whoever looks further back than OVERLAP takes a reader for somebody new at each turn of the salt.
    """
    where = household(address)
    if not where:
        return []
    before, now = period_of(at - OVERLAP), period_of(at)
    if before == now and len(SALTS) > 1:
        forget_salts(at)
    earlier = [hashed(where, salt) for salt in ([known_salt(before)] if before != now else []) if salt]
    return [hashed(where, salt_of(now)), *earlier]


def hashed(where: str, salt: str) -> str:
    return salted_hmac(f"comments.address.{salt}", where, algorithm="sha256").hexdigest()


def period_of(at: datetime) -> date:
    """Return the first day (UTC) of the thirty that share a salt: the same for every process, whenever it began."""
    day = at.astimezone(UTC).date().toordinal()
    return date.fromordinal(day - day % PERIOD_DAYS)


def salt_of(begins_on: date) -> str:
    """Return the salt of a period, made by whoever needs it first; of two at once the second gets the first’s."""
    if salt := known_salt(begins_on):
        return salt
    forget_salts(datetime.combine(begins_on, time.min, UTC))
    return remembered(AddressSalt.objects.get_or_create(begins_on=begins_on, defaults={"salt": token_hex(32)})[0])


def known_salt(begins_on: date) -> str:
    """Return the salt of a period, "" when there is none (any more)."""
    if begins_on in SALTS:
        return SALTS[begins_on]
    row = AddressSalt.objects.filter(begins_on=begins_on).first()
    return remembered(row) if row else ""


def remembered(row: AddressSalt) -> str:
    # Only what is committed: a salt that was rolled back is nobody's.
    transaction.on_commit(lambda: SALTS.update({row.begins_on: row.salt}))
    return row.salt


def forget_salts(at: datetime | None = None) -> int:
    """Destroy the salts whose thirty days and OVERLAP are over at `at`, here and in the database; return how many."""
    oldest = period_of((at or timezone.now()) - OVERLAP)
    for begins_on in [day for day in SALTS if day < oldest]:
        SALTS.pop(begins_on, None)
    return AddressSalt.objects.filter(begins_on__lt=oldest).delete()[0]

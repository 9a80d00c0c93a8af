"""How to tell an address that a request came from again without keeping it."""

from datetime import UTC, date, datetime, time, timedelta
from secrets import token_hex

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles.visitors import household

from .models import AddressSalt

PERIOD_DAYS = 30
# For how long after the turn the salt before is still there, so that the flood rule (ten minutes) makes nobody new.
OVERLAP = timedelta(hours=1)
# What this process has met: {first day: salt}, two at most.
SALTS: dict[date, str] = {}


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

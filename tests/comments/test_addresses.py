from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from comments.addresses import address_hash, client_address, household, recent_hashes

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def address_of(rf):
    def address_of(remote, forwarded=None):
        extra = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {}
        return client_address(rf.get("/", REMOTE_ADDR=remote, **extra))

    return address_of


def test_the_address_is_the_one_that_connected(address_of):
    assert address_of("203.0.113.7") == "203.0.113.7"


def test_an_invented_header_is_not_read_without_a_trusted_proxy(address_of):
    assert address_of("203.0.113.7", "198.51.100.1") == "203.0.113.7"


def test_an_invented_header_is_not_read_from_a_machine_that_is_no_proxy(address_of, settings):
    settings.TRUSTED_PROXIES = ["10.0.0.1"]

    assert address_of("203.0.113.7", "198.51.100.1, 10.0.0.1") == "203.0.113.7"


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        ("10.0.0.9, 203.0.113.7", "203.0.113.7"),
        ("203.0.113.7:51234", "203.0.113.7"),
        ("[2001:db8::7]:51234", "2001:db8::7"),
        ("2001:db8::7", "2001:db8::7"),
        ("", "10.0.0.1"),
        ("unknown", "10.0.0.1"),
        ("203.0.113.7, rubbish", "10.0.0.1"),
        ("203.0.113.7, rubbish, 10.0.0.2", "10.0.0.2"),
        ("10.0.0.2", "10.0.0.2"),
        ("\u0661.2.3.4", "10.0.0.1"),
    ],
)
def test_behind_a_trusted_proxy_the_last_untrusted_address_counts(address_of, settings, forwarded, expected):
    settings.TRUSTED_PROXIES = ["10.0.0.0/29"]

    assert address_of("10.0.0.1", forwarded) == expected


def test_an_ipv4_address_written_as_ipv6_is_the_same_address(address_of, settings):
    settings.TRUSTED_PROXIES = ["10.0.0.1"]

    assert address_of("::ffff:10.0.0.1", "::ffff:203.0.113.7") == "203.0.113.7"


def test_a_server_on_a_socket_knows_no_address(address_of):
    assert address_of("") == ""
    assert address_hash("", NOON) == ""
    assert recent_hashes("", NOON) == []


def test_a_proxy_that_is_no_address_is_named(address_of, settings):
    settings.TRUSTED_PROXIES = ["proxy.example"]

    with pytest.raises(ImproperlyConfigured, match=r"TRUSTED_PROXIES.*proxy\.example"):
        address_of("203.0.113.7", "198.51.100.1")


def test_one_household_on_ipv6_can_not_pass_for_many():
    assert household("2001:db8:1:2:aaaa::1") == household("2001:db8:1:2:bbbb::2")
    assert household("2001:db8:1:2::1") != household("2001:db8:1:3::1")
    assert household("203.0.113.7") != household("203.0.113.8")


def test_the_hash_hides_the_address_and_changes_every_day_and_with_the_key(settings):
    today = address_hash("203.0.113.7", NOON)

    assert len(today) == 64 and "203" not in bytes.fromhex(today).decode("latin-1")
    assert address_hash("203.0.113.7", NOON + timedelta(hours=11)) == today
    assert address_hash("203.0.113.7", NOON + timedelta(days=1)) != today
    assert address_hash("203.0.113.8", NOON) != today
    settings.SECRET_KEY = "another key that is long enough to be one"
    assert address_hash("203.0.113.7", NOON) != today


def test_the_last_ten_minutes_are_known_across_midnight():
    before_midnight = datetime(2026, 3, 1, 23, 58, tzinfo=UTC)

    assert address_hash("203.0.113.7", before_midnight) in recent_hashes(
        "203.0.113.7", before_midnight + timedelta(minutes=4)
    )

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from articles.publishing import publish
from articles.visitors import client_address, household
from comments import addresses
from comments.addresses import address_hash, forget_salts, period_of, recent_hashes
from comments.facts import Facts
from comments.models import AddressSalt, Comment
from tests.articles.test_publishing_races import at_once
from tests.factories import make_article, make_comment, make_editor
from tests.tokens import without_tokens

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
# The first moment of a period of thirty days.
TURN = datetime.combine(date.fromordinal(24_650 * 30), time.min, UTC)


@pytest.fixture(autouse=True)
def a_process_that_has_met_no_salt(monkeypatch):
    monkeypatch.setattr(addresses, "SALTS", {})


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


def test_the_hash_hides_the_address_and_changes_with_the_period_and_the_key(db, settings):
    present = address_hash("203.0.113.7", TURN)

    assert len(present) == 64 and "203" not in bytes.fromhex(present).decode("latin-1")
    assert address_hash("203.0.113.7", TURN + timedelta(days=29, hours=23)) == present
    assert address_hash("203.0.113.7", TURN + timedelta(days=30)) != present
    assert address_hash("203.0.113.8", TURN) != present
    settings.SECRET_KEY = "another key that is long enough to be one"
    assert address_hash("203.0.113.7", TURN) != present


def test_a_day_of_any_time_zone_belongs_to_one_period():
    assert period_of(TURN) == period_of(TURN + timedelta(days=29, hours=23)) == TURN.date()
    assert period_of(TURN.astimezone(ZoneInfo("America/New_York"))) == TURN.date()
    assert period_of(TURN - timedelta(seconds=1)) == TURN.date() - timedelta(days=30)


def test_around_the_turn_an_address_is_known_by_both_names_for_an_hour(db):
    before = address_hash("203.0.113.7", TURN - timedelta(minutes=2))

    assert before in recent_hashes("203.0.113.7", TURN + timedelta(minutes=8))
    assert before in recent_hashes("203.0.113.7", TURN + timedelta(minutes=59))
    assert before not in recent_hashes("203.0.113.7", TURN + timedelta(minutes=61))
    assert recent_hashes("203.0.113.7", TURN + timedelta(days=3)) == [address_hash("203.0.113.7", TURN)]


def test_the_flood_rule_makes_nobody_new_at_the_turn(db, settings):
    settings.COMMENT_FLOOD_SECONDS, settings.COMMENT_FLOOD_BURST = 15, 5
    at = TURN - timedelta(seconds=5)
    make_comment(ip_hash=address_hash("203.0.113.7", at), created_at=at)

    other = Comment(author_email="other@example.org", body="Words.")
    assert Facts(other, "203.0.113.7", at=TURN + timedelta(seconds=5)).wait_seconds == 5


def test_a_destroyed_salt_makes_the_address_unfindable_even_with_the_key(db):
    kept = address_hash("203.0.113.7", TURN - timedelta(days=1))
    address_hash("203.0.113.7", TURN)

    assert forget_salts(TURN + timedelta(minutes=59)) == 0
    assert forget_salts(TURN + timedelta(minutes=60)) == 1
    assert forget_salts(TURN + timedelta(minutes=60)) == 0
    assert [row.begins_on for row in AddressSalt.objects.all()] == [TURN.date()]
    assert address_hash("203.0.113.7", TURN - timedelta(days=1)) != kept


def test_a_new_salt_drives_out_all_but_the_one_before_it_without_a_sweep(db):
    for days in (0, 30, 60):
        address_hash("203.0.113.7", TURN + timedelta(days=days))

    assert sorted(row.begins_on for row in AddressSalt.objects.all()) == [
        TURN.date() + timedelta(days=30),
        TURN.date() + timedelta(days=60),
    ]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_process_asks_for_a_salt_once_and_drops_it_after_the_overlap(django_assert_num_queries):
    address_hash("203.0.113.7", TURN - timedelta(days=1))
    present = address_hash("203.0.113.7", TURN)

    with django_assert_num_queries(0):
        assert recent_hashes("203.0.113.7", TURN + timedelta(minutes=5))[0] == present
    recent_hashes("203.0.113.7", TURN + timedelta(hours=2))
    assert list(addresses.SALTS) == [TURN.date()]
    assert AddressSalt.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_salt_that_was_rolled_back_is_not_remembered():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        lost = address_hash("203.0.113.7", TURN)
        raise ZeroDivisionError

    assert addresses.SALTS == {} and not AddressSalt.objects.exists()
    assert address_hash("203.0.113.7", TURN) != lost


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("attempt", range(3))
def test_processes_that_race_at_the_turn_make_one_salt(monkeypatch, attempt):
    class Forgetful(dict):
        """As many processes, none of which has met the salt."""

        def __contains__(self, key):
            return False

    monkeypatch.setattr(addresses, "SALTS", Forgetful())

    results = at_once(*[lambda: address_hash("203.0.113.7", TURN)] * 6)

    assert len(set(results)) == 1 and AddressSalt.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_nothing_else_of_a_request_is_kept_in_the_database_or_the_log(client, settings, caplog):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    caplog.set_level("DEBUG")
    article = make_article()
    publish(article, by=make_editor())

    for body in ("Fine words.", ""):
        client.post(
            f"/comments/{article.pk}/",
            {"body": body, "author_name": "Annika", "author_email": "annika@example.org"},
            headers={
                "Sec-Fetch-Site": "same-origin",
                "User-Agent": "zqagent/1.0",
                "Referer": "http://testserver/zqreferer",
                "Accept-Language": "zqlanguage",
                "X-Forwarded-For": "198.51.100.77",
                "Cookie": "zqcookie=1",
            },
        )

    assert Comment.objects.get().ip_hash
    assert [row for row in everything_stored() if "zq" in without_tokens(row) or "198.51.100.77" in row] == []
    assert "zq" not in without_tokens(caplog.text) and "198.51.100.77" not in caplog.text


def everything_stored() -> list[str]:
    """Return every row of every table as text."""
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += [f"{table}: {row}" for row in cursor.fetchall()]
    return rows

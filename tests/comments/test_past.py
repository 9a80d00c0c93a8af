from datetime import UTC, datetime, timedelta

from comments.addresses import address_hash
from comments.models import Comment
from comments.past import COMPARED, past_of
from tests.factories import make_article, make_comment

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HERE = "203.0.113.7"


def new(article, **fields):
    return Comment(**({"article": article, "author_email": "annika@example.org", "body": "Words."} | fields))


def seen(comment, address=HERE):
    return past_of(comment, address=address, at=NOON)


def test_nobody_and_nothing_have_no_past(db):
    make_comment(author_email="", body="Words.", ip_hash="", created_at=NOON)
    nothing = Comment(body="Words.", author_email="")

    assert seen(nothing, "") == (None, [], [], [], None)


def test_a_stored_comment_is_not_its_own_past(db):
    comment = make_comment(author_email="annika@example.org", ip_hash=address_hash(HERE, NOON), created_at=NOON)

    assert seen(comment) == (None, [], [], [], 0)


def test_a_comment_by_the_same_writer_from_the_same_address_counts_once(db):
    moment = NOON - timedelta(minutes=1)
    make_comment(author_email="annika@example.org", ip_hash=address_hash(HERE, NOON), created_at=moment)

    assert seen(new(make_article())).lately == [moment]


def test_the_newest_are_looked_at_and_no_more_than_are_compared(db):
    article = make_article()
    for minutes in range(COMPARED + 2):
        at = NOON - timedelta(hours=1, minutes=minutes)
        make_comment(article, author_email="annika@example.org", body=f"{minutes}", created_at=at)

    past = seen(new(article))

    assert past.own == past.near == [str(minutes) for minutes in range(COMPARED)]


def test_a_burst_larger_than_what_is_compared_is_still_counted(db, settings):
    settings.COMMENT_FLOOD_BURST = COMPARED + 5
    for seconds in range(COMPARED + 10):
        make_comment(author_email="annika@example.org", created_at=NOON - timedelta(seconds=seconds))

    assert len(seen(new(make_article())).lately) == COMPARED + 5


def test_mail_to_an_address_with_a_plus_is_not_counted_by_the_address_alone(db):
    assert seen(new(make_article(), author_email="annika+news@example.org")).mailed is None

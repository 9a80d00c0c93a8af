from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from articles import page_names
from articles.models import Edition
from articles.publishing import publish
from comments.addresses import address_hash
from comments.classifier import suspicion_of
from comments.facts import Facts
from comments.intake import AlreadySaid, AnswerGone, TooFast, in_words, submit
from comments.models import Comment, HouseRules
from comments.past import past_of
from tests.factories import make_article, make_comment, make_editor

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HERE, ELSEWHERE = "203.0.113.7", "198.51.100.1"
LONG = "The harbour wall is to be raised by two metres, and nobody has asked the boats about it. "


def after(**time):
    return NOON + timedelta(**time)


def said(article, at=NOON, address=HERE, email="annika@example.org", body=None, **fields):
    body = body or f"Words at {at}."
    return submit(
        Comment(article=article, author_name="Annika", author_email=email, body=body, **fields), address=address, at=at
    )


def pause(email, address, at) -> int:
    """For how many seconds this writer would have to wait."""
    return Facts(Comment(author_email=email, body="Words."), address, at=at).wait_seconds


@pytest.fixture
def limits(settings):
    settings.COMMENT_FLOOD_SECONDS, settings.COMMENT_FLOOD_BURST = 15, 5


def test_a_comment_is_stored_held_with_its_reason(db):
    comment = said(make_article(), body="Fine words.")

    comment.refresh_from_db()
    assert (comment.state, comment.created_at, comment.decided_at) == ("pending", NOON, None)
    assert comment.ip_hash == address_hash(HERE, NOON)
    decision = comment.decisions.get()
    assert (decision.rule, decision.reasons) == ("every_comment", ["Every comment is read before it appears"])


def test_a_second_comment_waits_until_the_seconds_are_over(db, limits):
    article = make_article()
    said(article)

    with pytest.raises(TooFast) as refusal:
        said(article, at=after(seconds=5))

    assert refusal.value.wait_seconds == 10
    assert said(article, at=after(seconds=15)).pk


def test_the_sixth_comment_in_ten_minutes_waits_for_the_first_to_be_that_old(db, limits):
    article = make_article()
    for minute in range(5):
        said(article, at=after(minutes=minute))

    with pytest.raises(TooFast) as refusal:
        said(article, at=after(minutes=7))

    assert refusal.value.wait_seconds == 180 and "Wait 3 minutes" in str(refusal.value)
    assert said(article, at=after(minutes=10)).pk
    assert Comment.objects.count() == 6


def test_the_limit_holds_by_address_and_by_email_in_any_letters(db, limits):
    said(make_article())

    assert pause("other@example.org", HERE, after(seconds=5)) == 10
    assert pause("ANNIKA@Example.org", ELSEWHERE, after(seconds=5)) == 10
    assert pause("other@example.org", ELSEWHERE, after(seconds=5)) == 0


def test_midnight_makes_nobody_new(db, limits):
    midnight = datetime(2026, 3, 2, tzinfo=UTC)
    said(make_article(), at=midnight - timedelta(seconds=5))

    assert pause("other@example.org", HERE, midnight + timedelta(seconds=5)) == 5


def test_without_a_known_address_only_the_email_counts(db, limits):
    said(make_article(), address="")

    assert pause("other@example.org", "", after(seconds=5)) == 0
    assert pause("annika@example.org", "", after(seconds=5)) == 10


def test_what_was_rejected_counts_too(db, limits):
    said(make_article()).reject()

    assert pause("annika@example.org", ELSEWHERE, after(seconds=5)) == 10


def test_nought_lifts_a_limit(db, settings):
    article = make_article()
    for second in range(6):
        make_comment(article, author_email="annika@example.org", created_at=after(seconds=second))

    settings.COMMENT_FLOOD_SECONDS, settings.COMMENT_FLOOD_BURST = 0, 5
    assert pause("annika@example.org", HERE, after(seconds=6)) == 595
    settings.COMMENT_FLOOD_SECONDS, settings.COMMENT_FLOOD_BURST = 15, 0
    assert pause("annika@example.org", HERE, after(seconds=6)) == 14
    settings.COMMENT_FLOOD_SECONDS, settings.COMMENT_FLOOD_BURST = 0, 0
    assert pause("annika@example.org", HERE, after(seconds=6)) == 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "a second"), (59, "59 seconds"), (60, "a minute"), (61, "2 minutes"), (600, "10 minutes")],
)
def test_waiting_is_told_in_words(seconds, words):
    assert in_words(seconds) == words


def test_the_same_words_from_the_same_writer_are_refused_before_the_limit(db, limits):
    article = make_article()
    first = said(article, body="Once.")

    with pytest.raises(AlreadySaid):
        said(article, at=after(seconds=1), body="Once.", email="Annika@Example.ORG")

    assert list(Comment.objects.all()) == [first]


def test_the_same_words_elsewhere_or_from_somebody_else_are_new(db):
    article = make_article()
    parent = make_comment(article, state="approved")
    said(article, body="Hear, hear.")

    said(article, body="Hear, hear.", parent=parent)
    said(article, body="Hear, hear.", email="b@example.org")
    said(make_article(), body="Hear, hear.")
    assert Comment.objects.filter(body="Hear, hear.").count() == 4


def test_a_refused_comment_leaves_nothing_behind(db, limits):
    article = make_article()
    said(article)

    with pytest.raises(TooFast):
        said(article, at=after(seconds=1))

    assert Comment.objects.count() == 1


def test_a_reply_to_what_was_taken_down_meanwhile_is_kept_and_not_shown(db):
    HouseRules(mode="publish_first").save()
    article = make_article()
    publish(article, by=make_editor(), at=after(days=-1))
    parent = make_comment(article, state="approved")
    Comment.objects.get(pk=parent.pk).reject()

    comment = said(article, parent=parent)

    comment.refresh_from_db()
    assert (comment.state, comment.is_cut_off, comment.is_shown) == ("approved", True, False)


def test_a_reply_to_what_is_gone_for_good_is_refused(db):
    article = make_article()
    parent = make_comment(article, state="approved")
    Comment.objects.filter(pk=parent.pk).delete()

    with pytest.raises(AnswerGone) as refusal:
        said(article, parent=parent)

    assert refusal.value.status == 422 and not Comment.objects.exists()


def test_a_comment_that_appears_at_once_tells_whoever_keeps_its_page(
    db, monkeypatch, django_capture_on_commit_callbacks
):
    HouseRules(mode="publish_first").save()
    article = make_article()
    publish(article, by=make_editor(), at=after(days=-1))
    told = []
    monkeypatch.setattr(page_names, "LISTENERS", [told.append])

    with django_capture_on_commit_callbacks(execute=True):
        said(article)

    assert set().union(*told) == {"comments", f"comments:{article.pk}"}


@pytest.mark.parametrize("count", [0, 3])
def test_taking_in_runs_few_queries_and_writes_thrice(db, limits, django_assert_max_num_queries, count):
    """Every one of them is paid for by every reader; that none becomes more is what this test is for."""
    HouseRules(banned_words="casino", suspect_words="bonus").save()
    article = make_article()
    publish(article, by=make_editor(), at=after(days=-1))
    for number in range(count):
        make_comment(article, author_email="annika@example.org", body=LONG * (number + 1), created_at=after(days=-1))
    edition = Edition.objects.live(NOON).for_story().get(article=article)
    comment = Comment(article=article, author_name="Annika", author_email="annika@example.org", body=LONG[::-1])

    # What this process meets for the first time: the salt and the classifier.
    past_of(comment, address=HERE, at=NOON)
    suspicion_of(LONG)
    # House rules, what was said and mailed before, the writer; comment, decision; the paper's name, the receipt.
    locks, savepoint = (1 if connection.vendor == "postgresql" else 0), 2
    with django_assert_max_num_queries(locks + savepoint + 7) as queries:
        submit(comment, address=HERE, edition=edition, at=NOON)

    words = [query["sql"].split()[0] for query in queries.captured_queries if "addresssalt" not in query["sql"]]
    assert words.count("INSERT") == 3 and words.count("UPDATE") == 0


def test_a_comment_that_appears_at_once_writes_no_more(db, limits, django_assert_max_num_queries):
    HouseRules(mode="publish_first").save()
    article = make_article()
    publish(article, by=make_editor(), at=after(days=-1))
    edition = Edition.objects.live(NOON).for_story().get(article=article)
    comment = Comment(article=article, author_name="Annika", author_email="annika@example.org", body=LONG)

    with django_assert_max_num_queries(22) as queries:
        submit(comment, address=HERE, edition=edition, at=NOON)

    words = [query["sql"].split()[0] for query in queries.captured_queries if "addresssalt" not in query["sql"]]
    assert comment.is_shown and words.count("INSERT") == 3 and words.count("UPDATE") == 0

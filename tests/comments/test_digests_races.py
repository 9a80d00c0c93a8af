"""Many processes at once: one digest, and one verdict by a link."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from articles.models import Notice
from comments import digests, verdict_links, writers
from comments.intake import submit
from comments.models import AlreadyDecided, Comment, Decision, ModeratorMail, WriterEntry
from comments.moderation import decide
from tests.articles.test_publishing_races import at_once
from tests.factories import make_article, make_comment, make_moderator

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("attempt", range(3))
def test_each_moderator_gets_one_digest(attempt):
    make_comment()
    for number in range(3):
        user = make_moderator(email=f"m{number}@courier.example")
        ModeratorMail.objects.create(user=user, often="hourly")

    results = at_once(*[lambda: digests.send_due(NOON)] * 4)

    assert sum(results) == 3
    assert Notice.objects.count() == 3 == Notice.objects.values("to").distinct().count()


@pytest.mark.parametrize("attempt", range(3))
def test_two_presses_on_one_link_decide_once(attempt):
    marta, comment = make_moderator(), make_comment()
    decide(comment)
    token = verdict_links.token_for(comment, marta, comment.decisions.get().pk)

    def press(verdict):
        return verdict_links.act(verdict_links.find(token), verdict, seen_text=comment.fingerprint)

    results = at_once(lambda: press("approved"), lambda: press("spam"))

    assert {type(result) for result in results} == {Decision, AlreadyDecided}
    assert comment.decisions.count() == 2


def test_a_comment_on_its_way_in_is_waited_for_by_a_ban():
    marta, story, mail, done = make_moderator(), make_article(), "annika@example.org", threading.Event()
    sent, comment = threading.Event(), Comment(article=story, author_name="A", author_email=mail, body="Words.")

    def send():
        with transaction.atomic():
            submit(comment, address="203.0.113.7")
            sent.set()
            while not done.is_set() and not somebody_waits():
                done.wait(0.02)

    def ban():
        sent.wait(10)
        batch = writers.ban(mail.upper(), "Threats.", by=marta, removes=True)
        done.set()
        return batch

    _, batch = at_once(send, ban)

    assert list(batch.chosen.values_list("comment", flat=True)) == [comment.pk]
    assert WriterEntry.objects.get().batch == batch


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return cursor.fetchone() is not None

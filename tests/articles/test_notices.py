"""Mail: once, not lost, and in nobody's way."""

import threading
import time
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from articles import notices
from articles.models import Notice
from articles.models.notice import IN_HAND
from tests.articles.test_publishing_races import at_once
from tests.factories import make_user

pytestmark = pytest.mark.django_db
DEAD = "tests.articles.test_notices.DeadServer"


class DeadServer(EmailBackend):
    def send_messages(self, messages):
        raise TimeoutError("the server hangs")


class Watching(EmailBackend):
    def send_messages(self, messages):
        assert not connection.in_atomic_block
        return super().send_messages(messages)


def make_notice(**fields):
    return Notice.objects.create(
        **({"to": make_user(email="ines@courier.example"), "subject": "S", "text": "T"} | fields)
    )


def test_server_that_fails_leaves_the_mail_waiting_and_the_next_ones_untried(settings):
    settings.EMAIL_BACKEND = DEAD
    first, second = make_notice(), make_notice()

    assert notices.send_waiting() == 0

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.attempts, second.attempts, first.sent_at) == (1, 0, None)
    assert list(Notice.objects.due()) == [second]
    assert notices.send_in_passing() == 0
    second.refresh_from_db()
    assert second.attempts == 0


def test_mail_that_failed_goes_out_later_by_the_command(settings, capsys):
    notice = make_notice(attempts=1, not_before=timezone.now() - timedelta(seconds=1))

    call_command("send_notices")

    notice.refresh_from_db()
    assert notice.sent_at and len(mail.outbox) == 1
    assert capsys.readouterr().out == "1 sent, 0 waiting.\n"


def test_mail_in_somebodys_hand_is_not_sent_by_another_and_not_lost_for_ever():
    notice = make_notice()
    assert notices.take_in_hand() == [notice]

    assert notices.take_in_hand() == []
    assert notices.send_waiting() == 0
    assert list(Notice.objects.due(timezone.now() + IN_HAND + timedelta(minutes=1))) == [notice]


def test_many_mails_go_out_with_few_queries(django_assert_max_num_queries):
    for _ in range(20):
        make_notice(to=None, address="a@b.example")

    with django_assert_max_num_queries(5) as queries:
        assert notices.send_waiting() == 20

    assert sum(query["sql"].startswith("UPDATE") for query in queries.captured_queries) == 2
    assert Notice.objects.waiting().count() == 0


def test_what_there_was_no_time_for_is_given_back_untried():
    first, second = make_notice(), make_notice()

    assert notices.send_waiting(seconds=0) == 1

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.attempts, first.sent_at is None, second.attempts) == (1, False, 0)
    assert list(Notice.objects.due()) == [second]


def test_whoever_is_told_to_stop_ends_after_the_mail_at_hand():
    for _ in range(3):
        make_notice()

    assert notices.send_waiting(stops=lambda: True) == 1
    assert Notice.objects.due().count() == 2


def test_a_fault_of_ours_loses_no_mail_that_was_taken_in_hand(monkeypatch):
    first, second, third = make_notice(), make_notice(), make_notice()
    send = notices.send

    def failing(notice, *rest):
        return send(notice, *rest) if notice == first else 1 / 0

    monkeypatch.setattr(notices, "send", failing)
    with pytest.raises(ZeroDivisionError):
        notices.send_waiting()

    # The one at which it happened may have gone out, so it waits for a while.
    assert list(Notice.objects.due()) == [third] and list(Notice.objects.waiting()) == [second, third]


def test_mail_that_went_out_is_written_down_within_a_second(monkeypatch):
    monkeypatch.setattr(notices, "SECONDS_UNNOTED", -1)
    make_notice(), make_notice()
    unsent = []
    send = notices.send

    def watching(notice, *rest):
        unsent.append(Notice.objects.filter(sent_at=None).count())
        return send(notice, *rest)

    monkeypatch.setattr(notices, "send", watching)
    notices.send_waiting()

    assert unsent == [2, 1]


def test_account_closed_since_gets_nothing():
    notice = make_notice(to=make_user(email="gone@courier.example", is_active=False))

    notices.send_waiting()

    notice.refresh_from_db()
    assert notice.given_up_at and mail.outbox == []


def test_no_header_is_smuggled_in(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        notices.notify([make_user(email="a@b.example")], subject="One\r\nBcc: all@b.example\x00\u2028two", text="T")

    assert mail.outbox[0].subject == "One Bcc: all@b.example two"


def test_each_person_gets_one_and_who_did_it_none(django_capture_on_commit_callbacks):
    one, two = make_user(email="one@b.example"), make_user(email="two@b.example")

    with django_capture_on_commit_callbacks(execute=True):
        notices.notify([one, two, one, None, make_user(email="")], subject="S", text="T", but=two)

    assert [sent.to for sent in mail.outbox] == [["one@b.example"]]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_mail_is_sent_outside_every_transaction(settings):
    settings.EMAIL_BACKEND = "tests.articles.test_notices.Watching"

    notices.notify([make_user(email="one@b.example")], subject="S", text="T")

    assert len(mail.outbox) == 1


def test_old_mail_to_readers_that_is_done_is_found_and_mail_to_the_desk_is_not():
    now = timezone.now()
    old, reader = now - timedelta(days=31), {"to": None, "address": "a@b.example"}
    make_notice(made_at=old, sent_at=old)
    sent = make_notice(**reader, made_at=old, sent_at=old)
    given_up = make_notice(**reader, made_at=old, given_up_at=old)
    make_notice(**reader, made_at=old)
    make_notice(**reader, made_at=now, sent_at=now)

    assert set(Notice.objects.done_to_readers(now - timedelta(days=30))) == {sent, given_up}


def test_where_nobody_sends_apart_mail_goes_out_at_once_with_what_follows(
    monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(notices, "WRITERS", [lambda: make_notice(subject="Follows")])

    with django_capture_on_commit_callbacks(execute=True):
        notices.notify([make_user(email="a@b.example")], subject="S", text="T")

    assert sorted(sent.subject for sent in mail.outbox) == ["Follows", "S"]


class Counting(notices.Sender):
    """A sender that counts its rounds and sends nothing, so that no thread outlives a test with work in hand."""

    def __init__(self):
        super().__init__()
        self.rounds, self.gate = 0, threading.Semaphore(0)

    def round(self):
        self.rounds += 1
        self.gate.release()
        return False


def test_sender_is_woken_by_a_commit_and_sends_nothing_in_the_request(monkeypatch, django_capture_on_commit_callbacks):
    sender = Counting()
    monkeypatch.setattr(notices, "sender", sender)

    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            notices.notify([make_user(email="a@b.example")], subject="S", text="T")
        assert sender.gate.acquire(timeout=5)

    assert (sender.rounds, sender.thread.is_alive(), sender.thread.daemon) == (2, True, True)
    assert mail.outbox == []


def test_sender_outlives_a_fault(monkeypatch):
    monkeypatch.setattr(notices, "WRITERS", [lambda: 1 / 0])
    # Closing this thread's connection would end the test's transaction.
    monkeypatch.setattr(notices.connections, "close_all", lambda: None)

    assert notices.Sender().round() is True


def test_only_the_web_server_s_entry_has_a_sender():
    assert notices.sender is None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_sender_sends_with_a_connection_of_its_own_and_gives_it_back_when_idle(monkeypatch):
    monkeypatch.setattr(notices, "SECONDS_AT_HAND", 0)
    closed = threading.Event()
    close_all = notices.connections.close_all
    monkeypatch.setattr(notices.connections, "close_all", lambda: (close_all(), closed.set()))
    for _ in range(notices.AT_ONCE + 10):
        make_notice()
    sender = notices.Sender()

    sender.wake()

    assert closed.wait(timeout=20)
    assert len(mail.outbox) == notices.AT_ONCE + 10 and not Notice.objects.waiting().exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        assert cursor.fetchone()[0] == 1
    sender.stop()
    assert not sender.thread.is_alive()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_sender_that_is_stopped_leaves_no_connection_open():
    make_notice()
    sender = notices.Sender()

    sender.wake()
    sent = becomes_true(lambda: not Notice.objects.waiting().exists())
    open_then = other_connections()
    sender.stop()

    assert (sent, open_then) == (True, 1)
    # The server takes a moment to see that somebody hung up.
    assert becomes_true(lambda: other_connections() == 0)


def other_connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]


def becomes_true(condition, seconds=10) -> bool:
    end = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < end:
        time.sleep(0.05)
    return found


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_sender_tries_again_later_what_the_server_did_not_take(settings):
    settings.EMAIL_BACKEND = DEAD
    make_notice()
    left = []

    thread = threading.Thread(target=lambda: left.append(notices.Sender().round()))
    thread.start()
    thread.join()

    assert (left, Notice.objects.waiting().count()) == ([True], 1)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_processes_send_each_mail_once():
    for _ in range(10):
        make_notice()

    assert sum(at_once(notices.send_waiting, notices.send_waiting, notices.send_waiting)) == 10
    assert len(mail.outbox) == 10

"""Mail to the desk and to readers. What is to be told is written as a row with the deed and sent after its commit.

A mail that could not be sent stays waiting; a later one, or `manage.py send_notices`, tries again. No mail is sent
inside a transaction: whoever sends takes the row in hand first, so that nobody else sends it and nobody waits for it.
A web process has a thread that sends (Sender), so that no request waits for a mail server. Commands send themselves.
"""

import atexit
import logging
import threading
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage, get_connection
from django.db import connections, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from .models import Article, Notice
from .models.notice import IN_HAND, LONGEST_WAIT

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 100
AT_ONCE = 50
# Where there is no sender, whoever wrote a mail gives no more than this to it, one that is under way aside.
SECONDS_IN_PASSING = 4
# So long at most one sender keeps mails in hand that it has not tried; then they are anybody's again.
SECONDS_A_BATCH = 10
# How long a mail that went out may not be written down as sent.
SECONDS_UNNOTED = 1
# For how long the sender waits for more before it sends, and then keeps its connection to the database.
SECONDS_GATHERING, SECONDS_AT_HAND = 0.2, 5
# While mail waits for another attempt, the sender looks again after this.
SECONDS_BETWEEN_ROUNDS = 60
# What writes the mails that follow from the state of things, before waiting ones are sent: functions without arguments.
WRITERS: list[Callable[[], object]] = []


def notify(
    people: Iterable, *, subject: str, text: str, kind: str = "", article: Article | None = None, but=None
) -> list[Notice]:
    """Write a mail to each of these users who has an address and an open account, except `but`; send after commit.

    Each person gets one, however often named. Returns the rows.
    """
    receivers = {user.pk: user for user in people if user and user.is_active and user.email and user != but}
    subject = in_one_line(subject)[:250]
    notices = [
        Notice.objects.create(to=user, kind=kind, article=article, subject=subject, text=text)
        for user in receivers.values()
    ]
    if notices:
        transaction.on_commit(send_soon, robust=True)
    return notices


def write_to(
    address: str,
    *,
    kind: str,
    subject: str,
    text: str,
    article: Article | None = None,
    headers: dict | None = None,
    not_before=None,
) -> Notice:
    """Write a mail to a reader's address, to be sent after commit, not before a moment (aware) where one is given.

    `headers` are more of the mail's own lines.
    """
    notice = Notice.objects.create(
        address=address.lower(),
        kind=kind,
        article=article,
        subject=in_one_line(subject)[:250],
        text=text,
        headers=headers or {},
        not_before=not_before,
    )
    transaction.on_commit(send_soon, robust=True)
    return notice


def called(article: Article) -> str:
    """Return the headline as a mail has it, in quotes and at most 100 characters long."""
    return f"“{Truncator(str(article)).chars(100)}”"


def address_of(article: Article) -> str:
    """Return the whole address of the story's page at the desk."""
    return settings.SITE_URL + reverse("admin:articles_article_change", args=[article.pk])


def in_one_line(text: str) -> str:
    """Return the text without line breaks, control characters or marks that turn its direction: fit for a header."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


class Sender:
    """The thread of a web process that sends mail whenever it is woken, with a database connection of its own.

    It begins with the first waking, so that it lives in the process that serves and not in one that forks. What it
    leaves behind when the process ends waits for the next one, or for `manage.py send_notices`.
    """

    name = "mail"
    seconds_gathering = SECONDS_GATHERING

    def __init__(self):
        self.bell, self.is_stopping = threading.Event(), threading.Event()
        self.starting, self.thread = threading.Lock(), None

    def wake(self) -> None:
        self.bell.set()
        with self.starting:
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self.run, name=self.name, daemon=True)
                self.thread.start()
                atexit.register(self.stop)

    def stop(self) -> None:
        """Send what is being sent and nothing more: what was taken in hand besides is given back."""
        self.is_stopping.set()
        self.bell.set()
        if self.thread:
            self.thread.join(SECONDS_A_BATCH)

    def run(self) -> None:
        try:
            self.go_round()
        finally:
            connections.close_all()

    def go_round(self) -> None:
        pause = None
        while not self.is_stopping.is_set():
            self.bell.wait(pause)
            # What is written within a moment goes together.
            self.is_stopping.wait(self.seconds_gathering)
            self.bell.clear()
            pause = SECONDS_BETWEEN_ROUNDS if self.round() else None
            if not self.bell.wait(SECONDS_AT_HAND):
                connections.close_all()

    def round(self) -> bool:
        """Write what is to be written, send what is due, and return whether mail is left. Raises nothing."""
        try:
            write_what_follows()
            while not self.is_stopping.is_set() and send_waiting(stops=self.is_stopping.is_set):
                pass
            return Notice.objects.waiting().exists()
        except Exception:
            logger.exception("The sender of mail stumbled; it goes on.")
            connections.close_all()
            return True


# Set by the web server's entry, newsroom/wsgi.py. Tests and commands have none.
sender: Sender | None = None


def send_soon() -> None:
    """See to it that what was committed goes out: by this process's sender, or here and now where there is none."""
    if sender:
        sender.wake()
    else:
        write_what_follows()
        send_in_passing()


def write_what_follows() -> None:
    for write in WRITERS:
        write()


def send_in_passing() -> int:
    """send_waiting() by somebody who waits: not while a mail server fails or hangs, and for a few seconds at most."""
    if Notice.objects.failing().exists():
        return 0
    return send_waiting(seconds=SECONDS_IN_PASSING)


def send_waiting(*, seconds: float = SECONDS_A_BATCH, stops: Callable[[], bool] = lambda: False) -> int:
    """Send what is due, at most fifty, the oldest first; return how many went out. Never raises for a mail server.

    Ends at the first that fails, since the next would fail too, when `seconds` have passed, and when `stops()`. What
    was taken in hand till then and not tried is given back.
    """
    began, sent, ended = time.monotonic(), Sent(), False
    waiting = take_in_hand()
    connection = get_connection()
    try:
        while waiting and not ended:
            notice = waiting.pop(0)
            ended = not send(notice, connection, sent) or stops() or time.monotonic() - began > seconds
    finally:
        sent.note()
        give_back(waiting)
        close(connection)
    return sent.count


@transaction.atomic
def take_in_hand() -> list[Notice]:
    """Return the mails that are due, at most fifty, as nobody's but ours: who asks meanwhile gets others."""
    now = timezone.now()
    due = Notice.objects.due(now).select_related("to").select_for_update(of=("self",), skip_locked=True)
    notices = list(due[:AT_ONCE])
    ids = [notice.pk for notice in notices]
    Notice.objects.filter(pk__in=ids).order_by().update(not_before=now + IN_HAND, attempts=F("attempts") + 1)
    for notice in notices:
        notice.attempts += 1
    return notices


def give_back(notices: list[Notice]) -> None:
    """Leave mails that were taken in hand to whoever comes next."""
    if notices:
        ids = [notice.pk for notice in notices]
        Notice.objects.filter(pk__in=ids).update(not_before=timezone.now(), attempts=F("attempts") - 1)


class Sent:
    """The mails that went out, written down together: at the latest with the first that follows a second later.

    So no more than what goes out in a second can go out twice, where a process is killed.
    """

    def __init__(self):
        self.count, self.ids, self.noted_at = 0, [], time.monotonic()

    def add(self, notice: Notice) -> None:
        self.count += 1
        self.ids.append(notice.pk)
        if time.monotonic() - self.noted_at > SECONDS_UNNOTED:
            self.note()

    def note(self) -> None:
        Notice.objects.filter(pk__in=self.ids).update(sent_at=timezone.now())
        self.ids, self.noted_at = [], time.monotonic()


def send(notice: Notice, connection, sent: Sent) -> bool:
    """Send a mail taken in hand, and return whether the server works. An account closed since gets nothing."""
    mine = Notice.objects.filter(pk=notice.pk)
    if not notice.mailbox:
        mine.update(given_up_at=timezone.now())
        return True
    try:
        # Opened here, it stays open for the mails that follow.
        connection.open()
        EmailMessage(
            notice.subject, notice.text, to=[notice.mailbox], headers=notice.headers, connection=connection
        ).send()
    except (SMTPRecipientsRefused, BadHeaderError) as error:
        logger.warning("A mail to %s can’t be delivered: %s", notice.to or "a reader", error)
        mine.update(given_up_at=timezone.now())
    except Exception as error:
        logger.warning("A mail to %s waits for another attempt: %s", notice.to or "a reader", error)
        now, wait = timezone.now(), min(timedelta(minutes=1) * 2 ** min(notice.attempts - 1, 10), LONGEST_WAIT)
        mine.update(not_before=now + wait, given_up_at=now if notice.attempts >= MOST_ATTEMPTS else None)
        return False
    else:
        sent.add(notice)
    return True


def close(connection) -> None:
    """Say goodbye to the mail server, which may be gone."""
    try:
        connection.close()
    except Exception as error:
        logger.warning("The mail server did not say goodbye: %s", error)

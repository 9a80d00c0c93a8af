"""Mail to the desk and to readers. What is to be told is written as a row with the deed and sent after its commit.

A mail that could not be sent stays waiting; a later one, or `manage.py send_notices`, tries again. No mail is sent
inside a transaction: whoever sends takes the row in hand first, so that nobody else sends it and nobody waits for it.
A web process has a thread that sends (Sender), so that no request waits for a mail server. Commands send themselves.
"""

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

    def __init__(self):
        self.bell, self.starting, self.thread = threading.Event(), threading.Lock(), None

    def wake(self) -> None:
        self.bell.set()
        with self.starting:
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self.run, name="mail", daemon=True)
                self.thread.start()

    def run(self) -> None:
        pause = None
        while True:
            self.bell.wait(pause)
            self.bell.clear()
            pause = SECONDS_BETWEEN_ROUNDS if self.round() else None

    def round(self) -> bool:
        """Write what is to be written, send what is due, and return whether mail is left. Raises nothing."""
        try:
            write_what_follows()
            while send_waiting():
                pass
            return Notice.objects.waiting().exists()
        except Exception:
            logger.exception("The sender of mail stumbled; it goes on.")
            return True
        finally:
            connections.close_all()


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


def send_waiting(*, seconds: float | None = None) -> int:
    """Send what is due, at most fifty, the oldest first; return how many went out. Never raises for a mail server.

    Stops at the first that fails, since the next would fail too, and when `seconds` have passed.
    """
    began, sent = time.monotonic(), 0
    due = list(Notice.objects.due()[:AT_ONCE])
    connection = get_connection()
    try:
        for waiting in due:
            if seconds is not None and time.monotonic() - began > seconds:
                break
            if (notice := take_in_hand(waiting.pk, waiting)) is None:
                continue
            if not send(notice, connection):
                break
            sent += 1
    finally:
        close(connection)
    return sent


def take_in_hand(pk: int, read: Notice | None = None) -> Notice | None:
    """Return the mail if it is due and nobody else has taken it: one update decides, and nothing stays locked.

    `read`, the mail as it was read a moment ago, spares a query where it goes to a reader: nothing in it changes.
    """
    now = timezone.now()
    if (
        not Notice.objects.due(now)
        .filter(pk=pk)
        .order_by()
        .update(not_before=now + IN_HAND, attempts=F("attempts") + 1)
    ):
        return None
    if read is not None and read.address:
        read.attempts += 1
        return read
    return Notice.objects.select_related("to").get(pk=pk)


def send(notice: Notice, connection) -> bool:
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
        mine.update(sent_at=timezone.now())
    return True


def close(connection) -> None:
    """Say goodbye to the mail server, which may be gone."""
    try:
        connection.close()
    except Exception as error:
        logger.warning("The mail server did not say goodbye: %s", error)

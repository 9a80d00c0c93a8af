"""Mail to people at the desk. What is to be told is written as a row with the deed and sent after its commit.

A mail that could not be sent stays waiting; the next one, or `manage.py send_notices`, tries again.
"""

import logging
from collections.abc import Iterable

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from .models import Article, Notice

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 20
AT_ONCE = 50


def notify(people: Iterable, *, subject: str, text: str, article: Article | None = None, but=None) -> list[Notice]:
    """Write a mail to each of these users who has an address and an open account, except `but`; send after commit.

    Each person gets one, however often named. Returns the rows.
    """
    receivers = {user.pk: user for user in people if user and user.is_active and user.email and user != but}
    subject = " ".join(subject.split())[:250]
    notices = [
        Notice.objects.create(to=user, article=article, subject=subject, text=text) for user in receivers.values()
    ]
    if notices:
        transaction.on_commit(send_waiting)
    return notices


def send_waiting() -> int:
    """Send what waits, at most fifty, the oldest first; return how many went out. Never raises for a mail server."""
    sent = 0
    for pk in list(Notice.objects.waiting().values_list("pk", flat=True)[:AT_ONCE]):
        sent += send(pk)
    return sent


@transaction.atomic
def send(pk: int) -> bool:
    """Send one mail if it still waits, and return whether it went out. Its row is held, so it goes out once."""
    notice = Notice.objects.waiting().select_for_update(skip_locked=can_skip_locked(), of=("self",)).filter(pk=pk)
    notice = notice.select_related("to").first()
    if notice is None:
        return False
    try:
        EmailMessage(notice.subject, notice.text, to=[notice.to.email]).send()
    except Exception as error:
        logger.warning("A mail to %s waits for another attempt: %s", notice.to, error)
        notice.attempts += 1
        notice.given_up_at = timezone.now() if notice.attempts >= MOST_ATTEMPTS else None
    else:
        notice.sent_at = timezone.now()
    notice.save(update_fields=["attempts", "given_up_at", "sent_at"])
    return notice.sent_at is not None


def can_skip_locked() -> bool:
    return transaction.get_connection().features.has_select_for_update_skip_locked

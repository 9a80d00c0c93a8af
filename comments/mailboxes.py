"""How much mail anybody may make us write by typing an address into a form: counted by mailbox, one at a time."""

from datetime import datetime, timedelta

from articles.models import Notice

RECEIPT, PRIVACY, REPORT = "receipt", "privacy", "report"
# What a form can be used to provoke.
PROVOKED = (RECEIPT, PRIVACY, REPORT)
DAY = timedelta(days=1)
MOST_A_DAY, MOST_A_DAY_CONFIRMED = 3, 20


def mailbox_of(address: str) -> str:
    """Return where mail to name+anything@domain ends with most providers: name@domain, in small letters."""
    name, _, domain = address.lower().rpartition("@")
    return f"{name.partition('+')[0] or name}@{domain}"


def turn_of(address: str) -> str:
    """Return the name under which whoever counts the mail to a mailbox, and adds to it, takes turns."""
    return f"mail.{mailbox_of(address)}"


def provoked_lately(address: str, at: datetime) -> int:
    """Return how many mails forms were used to send there in a day. An address with a + counts with its likes."""
    lately = Notice.objects.since(at - DAY)
    mailbox = mailbox_of(address)
    if mailbox == address.lower():
        return lately.to_reader(address, *PROVOKED).count()
    return lately.to_mailbox(mailbox, *PROVOKED).count()

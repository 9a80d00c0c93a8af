from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from articles import notices, reads, websub
from articles.models import Notice
from articles.search import index
from comments import batches, digests, letters, retention, training

MOST_MAILS = 20


class Command(BaseCommand):
    help = "Does what waits: sends mail, takes out what was kept long enough. Run it every few minutes, anywhere."

    def handle(self, **options):
        failed = [words for words, part in PARTS.items() if not self.did(words, part)]
        if failed:
            raise CommandError(f"Not done: {', '.join(failed)}. All else was; the next sweep tries again.")

    def did(self, words, part) -> bool:
        """Run one part and say in a line what it did or why it could not. One that fails stops no other."""
        try:
            self.stdout.write(f"{words}: {part()}")
        except Exception as error:
            self.stderr.write(f"{words}: failed. {type(error).__name__}: {error}")
            # A connection that was lost in one part is opened anew for the next.
            connection.close_if_unusable_or_obsolete()
            return False
        return True


def send_mail() -> str:
    total = 0
    for _ in range(MOST_MAILS):
        sent = notices.send_waiting()
        total += sent
        if not sent:
            break
    return f"{total} sent, {Notice.objects.waiting().count()} waiting"


def tell_the_hub() -> str:
    told = 0
    while some := websub.announce():
        told += some
    return f"{told} told of" if settings.WEBSUB_HUB else "none is set"


def keep_to_times() -> str:
    taken = {words: count for words, count in retention.apply().items() if count}
    return ", ".join(f"{count} {words}" for words, count in taken.items()) or "nothing to take out"


def tell_of_replies() -> str:
    return f"{letters.send_due_replies()} mails written"


def write_digests() -> str:
    return f"{digests.send_due()} mails written"


def go_on() -> str:
    return f"{batches.go_on()} gone on with"


def learn() -> str:
    return "trained anew" if training.train_if_due() else "nothing to learn yet"


def index_stories() -> str:
    return f"{index.catch_up()} stories put right"


def forget_reads() -> str:
    return f"{reads.forget_old()} old counts deleted"


# In this order: what is written by one is sent by the last of them in the next sweep at the latest.
PARTS = {
    "Many at once": go_on,
    "Replies": tell_of_replies,
    "Digests": write_digests,
    "Mail": send_mail,
    "Hub": tell_the_hub,
    "Retention": keep_to_times,
    "Classifier": learn,
    "Search": index_stories,
    "Most read": forget_reads,
}

from django.core.management.base import BaseCommand

from articles import notices
from articles.models import Notice


class Command(BaseCommand):
    help = "Sends the mail that waits, to the desk and to readers: run it every few minutes."

    def handle(self, **options):
        total = 0
        notices.write_what_follows()
        while sent := notices.send_waiting():
            total += sent
        waiting = Notice.objects.waiting().count()
        self.stdout.write(f"{total} sent, {waiting} waiting.")

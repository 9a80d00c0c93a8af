from django.core.management.base import BaseCommand
from django.db import connection

from articles.search import index, setup


class Command(BaseCommand):
    help = (
        "Writes the index of readers' search anew, batch by batch, while the site is in use. Run it after an upgrade, "
        "and after the masthead's language was changed; running it again changes nothing."
    )

    def handle(self, **options):
        setup.prepare(connection)
        kept = 0
        for done, so_far in index.rebuild():
            kept = so_far
            self.stdout.write(f"{done} stories done")
        self.stdout.write(f"The index holds {kept} edition{'' if kept == 1 else 's'} that readers see or will see.")

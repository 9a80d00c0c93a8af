import ipaddress

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.crypto import get_random_string

from articles.models import Article
from newsroom import env
from newsroom.demo.load import ACCOUNTS, load


class Command(BaseCommand):
    help = "Fills an empty newsroom with a demo paper. Refuses where stories exist or the site is not on loopback."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="Say and do nothing where stories exist.")

    def handle(self, *args, if_empty, **options):
        if Article.objects.exists():
            if if_empty:
                return
            raise CommandError("There are stories already. The demo only fills an empty newsroom.")
        if not is_loopback(settings.SITE_HOST):
            raise CommandError(
                f"SITE_URL is {settings.SITE_URL}. The demo's accounts are for a site on this machine alone, "
                "such as http://127.0.0.1:8000."
            )
        password = env.text("DEMO_PASSWORD") or get_random_string(12, "abcdefghjkmnpqrstuvwxyz23456789")
        load(password=password)
        self.stdout.write(self.style.SUCCESS("The demo newsroom is ready: The Harbour Courier."))
        self.stdout.write(f"Log in at {settings.SITE_URL}/admin/ as {', '.join(ACCOUNTS)}.")
        self.stdout.write(f"The password of each is: {password}")
        note = settings.DATA_DIR / "demo_password"
        note.touch(mode=0o600)
        note.write_text(f"{password}\n")


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

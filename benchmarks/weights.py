"""What a story without pictures weighs, as gunicorn and whitenoise send it: python -m benchmarks.weights

Beside it, as the limit, a static page of the same words with no style at all. Bytes are those of the compressed body.
"""

import gzip
import os
import re
import tempfile
from html import escape
from pathlib import Path

os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="newsroom-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

STORY = "village-pub"
BARS = {"HTML and CSS": 20 * 1024, "JavaScript": 6 * 1024, "requests before it is read": 6}


def main() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from articles.models import Edition

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("demo", stdout=open(os.devnull, "w"))  # noqa: SIM115
    edition = Edition.objects.live().get(slug=STORY)
    client = Client(SERVER_NAME=settings.SITE_HOST, headers={"accept-encoding": "gzip"})
    page = client.get(edition.path).content
    html = gzip.decompress(page).decode()
    sheets = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', html)
    scripts = re.findall(r'<script[^>]* src="/static/([^"]+)"', html)
    blocking = re.findall(r'<script src="/static/([^"]+)"', html)
    styles, script = (sum(stored(settings, name) for name in names) for names in (sheets, scripts))
    limit = len(gzip.compress(static_page(edition).encode(), 6))
    found = {
        "HTML and CSS": len(page) + styles,
        "JavaScript": script,
        "requests before it is read": 1 + len(sheets) + len(blocking),
    }
    print("| what | weight | bar | |\n|---|---|---|---|")
    for name, weight in found.items():
        print(f"| {name} | {weight} | {BARS[name]} | {'good' if weight <= BARS[name] else 'MISSED'} |")
    print(f"| HTML alone | {len(page)} | a static page of the same words: {limit} | {len(page) / limit:.1f} times |")


def stored(settings, name: str) -> int:
    """Return the bytes of a static file as whitenoise sends it: it keeps a compressed copy where that is smaller."""
    whole = Path(settings.STATIC_ROOT, name)
    packed = whole.with_name(whole.name + ".gz")
    return (packed if packed.exists() else whole).stat().st_size


def static_page(edition) -> str:
    words = f"<h1>{escape(edition.headline)}</h1><p>{escape(edition.deck)}</p>{edition.body_html}"
    return f"<!doctype html><html lang=en><meta charset=utf-8><title>{escape(edition.headline)}</title>{words}"


if __name__ == "__main__":
    main()

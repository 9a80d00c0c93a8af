"""How much a page costs, as a ratio to a bare Django view of the same size: python -m benchmarks.run

The demo paper in a database of its own. Rounds are interleaved, and every answer is checked, so that a fast error
can't win. Ratios are requests a second: 1.0 would be as fast as the bare view.
"""

import os
import statistics
import tempfile
import time

os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="newsroom-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

ROUNDS = 5
REQUESTS = 20
STORY = "channel-works-stop"


def main() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.http import HttpResponse
    from django.test import Client
    from django.urls import path

    import newsroom.urls
    from articles.models import Edition

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("demo", stdout=open(os.devnull, "w"))  # noqa: SIM115
    bare = "x" * 20_000
    newsroom.urls.urlpatterns.insert(0, path("bare", lambda request: HttpResponse(bare)))
    story = Edition.objects.live().get(slug=STORY)
    pages = {
        "bare view, 20 kB": ("/bare", bare[:100]),
        "home": ("/", story.headline),
        "section": ("/harbour/", story.headline),
        "story, 18 comments": (story.path, "18 comments"),
        "archive of a day": (f"/archive/{story.published_at:%Y/%m/%d}/", "card"),
    }
    client = Client(SERVER_NAME=settings.SITE_HOST)
    times: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(ROUNDS):
        for name, (address, marker) in pages.items():
            times[name].append(seconds_a_request(client, address, marker))
    print_table(times)


def seconds_a_request(client, address: str, marker: str) -> float:
    begin = time.perf_counter()
    for _ in range(REQUESTS):
        response = client.get(address)
    elapsed = time.perf_counter() - begin
    if response.status_code != 200 or marker not in response.content.decode():
        raise SystemExit(f"{address} answered {response.status_code} without “{marker}”.")
    return elapsed / REQUESTS


def print_table(times: dict[str, list[float]]) -> None:
    """Print the median of each page in milliseconds, its spread, and its ratio to the first."""
    limit = statistics.median(next(iter(times.values())))
    print("| page | ms | spread | ratio |\n|---|---|---|---|")
    for name, rounds in times.items():
        median = statistics.median(rounds)
        spread = f"{min(rounds) * 1000:.2f} to {max(rounds) * 1000:.2f}"
        print(f"| {name} | {median * 1000:.2f} | {spread} | {limit / median:.2f} |")


if __name__ == "__main__":
    main()

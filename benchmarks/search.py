"""How long a search takes among 100,000 stories, on SQLite and on PostgreSQL: python -m benchmarks.search

Whole answers of the application, as a reader's browser gets them, without the network. Texts are made up of 30,000
words as uneven as those of a language; one word stands in four of five stories, one in five stories of all.
"""

import itertools
import os
import random
import statistics
import sys
import time
from datetime import timedelta

from .databases import on_each

ROUNDS, BAR_MS = 21, 50
COMMON, RARE = "harbour", "quillonade"
BATCH = 2000
WORDS = 200


def measure(name: str, stories: int) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    fill(stories)
    began = time.perf_counter()
    call_command("rebuild_search", stdout=open(os.devnull, "w"))  # noqa: SIM115
    print(f"{name}: indexed in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    client = Client(SERVER_NAME=settings.SITE_HOST)
    for what, address, marker in asked():
        times = [milliseconds(client, address, marker) for _ in range(ROUNDS + 1)][1:]
        median = statistics.median(times)
        verdict = "good" if median < BAR_MS else "MISSED"
        print(
            f"| {name} | {what} | {median:.1f} | {min(times):.1f} to {max(times):.1f} | {BAR_MS} | {verdict} |",
            flush=True,
        )


def asked():
    """Yield (what, address, a piece of the right answer)."""
    yield "common word (in 4 of 5)", f"/search/?q={COMMON}", f"<mark>{COMMON}</mark>"
    yield "common word, page 50", f"/search/?q={COMMON}&page=50", f"<mark>{COMMON}</mark>"
    yield "common word in a section", f"/search/?q={COMMON}&section=s3", f"<mark>{COMMON}</mark>"
    yield "two words", f"/search/?q={COMMON}+{vocabulary()[40]}", f"<mark>{COMMON}</mark>"
    yield "rare word (in 5)", f"/search/?q={RARE}", "5 stories"
    yield "no story, did you mean", "/search/?q=quilonade", RARE
    yield "suggestion", f"/search/suggestions/?q={vocabulary()[60][:3]}", "headline"
    yield "suggestion, two letters", f"/search/suggestions/?q={vocabulary()[60][:2]}", "headline"


def milliseconds(client, address: str, marker: str) -> float:
    begin = time.perf_counter()
    response = client.get(address)
    elapsed = time.perf_counter() - begin
    if response.status_code != 200 or marker not in response.content.decode():
        raise SystemExit(f"{address} answered {response.status_code} without “{marker}”.")
    return elapsed * 1000


def vocabulary() -> list[str]:
    chance = random.Random(7)
    syllables = [a + b for a in "bdfglmnprstv" for b in ("a", "e", "i", "o", "u", "an", "er")]
    made = ("".join(chance.choices(syllables, k=chance.randint(1, 4))) + chance.choice("snt") for _ in range(40_000))
    return list(dict.fromkeys(made))[:30_000]


def fill(stories: int) -> None:
    from django.utils import timezone

    from articles.models import Article, Author, Edition, Revision, Section

    chance, words = random.Random(42), vocabulary()
    weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(words))))
    pool = chance.choices(words, cum_weights=weights, k=1_000_000)
    sections = [Section.objects.create(name=f"Section {n}", slug=f"s{n}") for n in range(10)]
    authors = [Author.objects.create(name=f"Author {n}", slug=f"author-{n}") for n in range(20)]
    now = timezone.now()

    def text(length):
        start = chance.randrange(len(pool) - length)
        return " ".join(pool[start : start + length])

    for first in range(0, stories, BATCH):
        numbers = range(first, min(first + BATCH, stories))
        articles = Article.objects.bulk_create(
            Article(headline=f"Story {n}", section=sections[n % 10], body="<p>Text.</p>") for n in numbers
        )
        revisions = Revision.objects.bulk_create(
            Revision(article=article, kind="publish", data={}, at=now) for article in articles
        )
        editions = []
        for n, article, revision in zip(numbers, articles, revisions, strict=True):
            at, author = now - timedelta(minutes=5 * (stories - n)), authors[n % 20]
            body = text(WORDS) + (f" {COMMON} {text(20)}" if n % 5 else "")
            editions.append(
                Edition(
                    article=article,
                    number=1,
                    revision=revision,
                    live_from=at,
                    published_at=at,
                    updated_at=at,
                    path=f"/s{n % 10}/{at:%Y/%m/%d}/story-{n}/",
                    headline=text(8),
                    deck=text(15) + (f" {RARE}" if n % (stories // 5) == 7 else ""),
                    label="news",
                    slug=f"story-{n}",
                    section=article.section,
                    credits=[{"name": author.name, "slug": author.slug, "role": "words"}],
                    body_html=f"<p>{body}</p>",
                    body_text=body,
                    word_count=WORDS,
                    content_hash="x",
                )
            )
        Edition.objects.bulk_create(editions)
        through = Edition.authors.through
        through.objects.bulk_create(
            through(edition=edition, author=authors[n % 20], published_at=edition.published_at)
            for n, edition in zip(numbers, editions, strict=True)
        )


if __name__ == "__main__":
    on_each("benchmarks.search", measure, "| database | what | ms | spread | bar | |")

"""Whether a list's last page and a day ten years ago cost what today's first page does: python -m benchmarks.lists

100,000 stories of ten years on SQLite and on PostgreSQL. Whole answers of the application, without the network;
rounds are interleaved, every answer is checked for the story that has to come first, and the bar is a ratio.
"""

import statistics
import sys
import time
from datetime import timedelta

from .databases import on_each

ROUNDS, BAR = 21, 1.5
YEARS, BATCH = 10, 5000
LAST, PAGE = 50, 20
# Stories are numbered from the newest, 0, to the oldest. What holds of a number says where the story stands.
IS_LIVE = lambda n: n % 100 != 99  # noqa: E731
LISTS = {
    "section": ("/s3/", lambda n: n % 10 == 3),
    "section with two below it": ("/s0/", lambda n: n % 10 in (0, 1, 2)),
    "tag (of 20,000)": ("/tags/tag-0/", lambda n: n % 5 == 0),
    "tag (of 2,500)": ("/tags/tag-1/", lambda n: n % 40 == 7),
    "author (of a quarter)": ("/authors/author-0/", lambda n: n % 4 == 0),
    "author (of 2,500)": ("/authors/author-1/", lambda n: n % 40 == 1),
    "corrections": ("/corrections/", lambda n: n % 20 == 0),
}


def measure(name: str, stories: int) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    began = time.perf_counter()
    fill(stories)
    print(f"{name}: filled in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    if connection.vendor == "postgresql":
        # What autovacuum does by and by. SQLite is measured as a paper has it, without statistics.
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    client = Client(SERVER_NAME=settings.SITE_HOST)
    for what, first, others in asked(stories):
        pages = [first, *others]
        times = [[milliseconds(client, page) for page in pages] for _ in range(ROUNDS + 1)][1:]
        medians = [statistics.median(column) for column in zip(*times, strict=True)]
        for (other, _, _), median in zip(others, medians[1:], strict=True):
            ratio = median / medians[0]
            verdict = "good" if ratio <= BAR else "MISSED"
            row = [name, what, f"{medians[0]:.1f}", other, f"{median:.1f}", f"{ratio:.2f}", f"{BAR}", verdict]
            print(f"| {' | '.join(row)} |", flush=True)


def asked(stories: int):
    """Yield (list, first page, other pages). A page is (name, address, headline of its first story)."""
    for what, (address, holds) in LISTS.items():
        found = [n for n in range(stories) if IS_LIVE(n) and holds(n)]
        last = found[(LAST - 1) * PAGE]
        others = [(f"page {LAST}", f"{address}?page={LAST}", headline(last))]
        yield what, ("page 1", address, headline(found[0])), others
    yield from asked_by_date(stories)


def asked_by_date(stories: int):
    live = [n for n in range(stories) if IS_LIVE(n)]
    days = {}
    for n in live:
        days.setdefault(f"{published_at(n, stories):%Y/%m/%d}", n)
    for what, length in (("day", 10), ("month", 7), ("year", 4)):
        firsts = {}
        for day, n in days.items():
            firsts.setdefault(day[:length], n)
        # The oldest of each is not whole, and as to days the newest isn't either.
        new, old = list(firsts)[what == "day"], list(firsts)[-2]
        pages = [(f"{what} {part}", f"/archive/{part}/", headline(firsts[part])) for part in (new, old)]
        if what == "year":
            year = [n for n in live if f"{published_at(n, stories):%Y}" == old]
            last = year[(LAST - 1) * PAGE]
            pages.append((f"{pages[1][0]}, page {LAST}", f"{pages[1][1]}?page={LAST}", headline(last)))
        yield f"{what} of the archive", pages[0], pages[1:]


def headline(n: int) -> str:
    return f">Story {n} of the harbour<"


def published_at(n: int, stories: int):
    from django.utils import timezone

    today = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    return today - timedelta(days=1) - timedelta(days=365.25 * YEARS) / stories * n


def milliseconds(client, page) -> float:
    _, address, marker = page
    begin = time.perf_counter()
    response = client.get(address)
    elapsed = time.perf_counter() - begin
    text = response.content.decode()
    first = text.find(">Story ")
    if response.status_code != 200 or not text[first:].startswith(marker):
        raise SystemExit(
            f"{address} answered {response.status_code} and not {marker} first: {text[first : first + 40]}"
        )
    return elapsed * 1000


def fill(stories: int) -> None:
    from taggit.models import Tag

    from articles.models import Article, Author, Correction, CreditedEdition, Edition, Revision, Section, TaggedEdition

    top = Section.objects.create(name="Section 0", slug="s0")
    sections = [top] + [
        Section.objects.create(name=f"Section {n}", slug=f"s{n}", parent=top if n in (1, 2) else None)
        for n in range(1, 10)
    ]
    authors = [Author.objects.create(name=f"Author {n}", slug=f"author-{n}") for n in range(41)]
    tags = [Tag.objects.create(name=f"Tag {n}", slug=f"tag-{n}") for n in range(2)]
    body = "The tide came in over the wall of the old harbour. " * 30

    def edition_of(n, article, revision):
        at = published_at(n, stories)
        slug = f"story-{n}"
        return Edition(
            article=article,
            number=1,
            revision=revision,
            live_from=at,
            live_until=None if IS_LIVE(n) else at + timedelta(hours=1),
            published_at=at,
            updated_at=at,
            path=f"/{article.section.slug}/{at:%Y/%m/%d}/{slug}/",
            headline=f"Story {n} of the harbour",
            deck="What the council decided, and what it left for another day.",
            label="news",
            slug=slug,
            section=article.section,
            credits=[{"name": author_of(n).name, "slug": author_of(n).slug, "role": "words"}],
            body_html=f"<p>{body}</p>",
            body_text=body,
            word_count=330,
            content_hash="x",
        )

    def author_of(n):
        return authors[0 if n % 4 == 0 else 40 if n % 40 == 0 else n % 40]

    # The newest last, as they come in.
    for end in range(stories, 0, -BATCH):
        numbers = range(end - 1, max(end - BATCH, 0) - 1, -1)
        articles = Article.objects.bulk_create(
            Article(headline=f"Story {n}", section=sections[n % 10], body="<p>Text.</p>") for n in numbers
        )
        revisions = Revision.objects.bulk_create(
            Revision(article=article, kind="publish", data={}, at=published_at(n, stories))
            for n, article in zip(numbers, articles, strict=True)
        )
        editions = Edition.objects.bulk_create(map(edition_of, numbers, articles, revisions))
        rows = list(zip(numbers, editions, strict=True))
        CreditedEdition.objects.bulk_create(
            CreditedEdition(edition=edition, author=author_of(n), published_at=edition.published_at)
            for n, edition in rows
        )
        TaggedEdition.objects.bulk_create(
            TaggedEdition(edition=edition, tag=tag, published_at=edition.published_at)
            for n, edition in rows
            for tag, (_, holds) in zip(tags, [LISTS["tag (of 20,000)"], LISTS["tag (of 2,500)"]], strict=True)
            if holds(n)
        )
        Correction.objects.bulk_create(
            Correction(article_id=edition.article_id, text="It was ten.", live_from=edition.published_at)
            for n, edition in rows
            if LISTS["corrections"][1](n)
        )


if __name__ == "__main__":
    on_each("benchmarks.lists", measure, "| database | list | first, ms | other | ms | ratio | bar | |")

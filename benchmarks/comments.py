"""What comments cost, as ratios in one run, on PostgreSQL: python -m benchmarks.comments [--comments 1000000]

A throw-away cluster, the server as `make run` starts it, and visitors that know nothing but addresses. Every answer is
checked, and every comment that was taken has to be in the database exactly once. Ratios are requests a second.
"""

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from urllib.request import urlopen

from tests.cluster import cluster, free_port, server_programs

from .visitors import Visitor, hidden_fields, post, read, visit

CONNECTIONS, SECONDS, ROUNDS = 8, 30, 5
# A very busy story: five comments a second is 18,000 an hour.
BUSY = {"connections": 1, "pause": 0.2}
QUEUE = "/admin/comments/comment/queue/"
MAKE = """
import json
from datetime import timedelta
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.utils import timezone
from articles.models import Article, Section
from articles.publishing import publish
from comments.models import Comment
editor = User.objects.create_user("bench", password="harbour-wall-42", is_staff=True)
editor.groups.add(Group.objects.get(name="Editor"))
section = Section.objects.create(name="City", slug="city")
number, began = 1, timezone.now() - timedelta(days=1)
stories = {}
for name, count, is_chain in (("open", 50, False), ("few", 50, False), ("roots", 10000, False), ("chain", 10000, True)):
    text = "".join(f"<p>Paragraph {n} of a story about the harbour wall.</p>" for n in range(20))
    story = Article.objects.create(headline=f"Story with {name}", section=section, body=text)
    story.record(by=editor)
    from articles.models import Author, Byline
    Byline.objects.create(article=story, author=Author.objects.create(name=name, slug=name), position=0)
    story.record(by=editor)
    edition = publish(story, by=editor)
    rows, parent = [], None
    for n in range(count):
        row = Comment(pk=number, article=story, parent=parent, author_name=f"Reader {number}",
            author_email=f"r{number}@example.org", body=f"Thoughts on the wall, number {number}.", state="approved",
            created_at=began + timedelta(seconds=number))
        row.take_place()
        rows.append(row)
        number += 1
        parent = row if is_chain else None
    Comment.objects.bulk_create(rows, batch_size=500)
    stories[name] = {"id": story.pk, "path": edition.path}
with connection.cursor() as cursor:
    cursor.execute("SELECT setval(pg_get_serial_sequence('comments_comment', 'id'), %s)", [number])
    cursor.execute("ANALYZE")
client = Client()
client.force_login(editor)
print(json.dumps({"stories": stories, "session": client.cookies["sessionid"].value}))
"""
# Half of all are held. What a comment and a decision hold besides is as the models make it, whatever columns they have.
FILL = """
import random
from datetime import timedelta
from django.db import connection
from django.utils import timezone
from comments.counter import recount
from comments.models import Comment, Decision
have, want = Comment.objects.filter(author_email__startswith="t").count(), {count}
stories = [{few}, {open}]
if not have:
    for n in range(1000):
        comment = Comment.objects.create(article_id=stories[n % 2], author_name=f"T {{n}}", body=f"Held words {{n}}.",
            author_email=f"t{{n}}@example.org", created_at=timezone.now() - timedelta(days=300, seconds=n))
        comment.hold(rule="every_comment", reasons=["Every comment is read before it appears"])
        if n % 2:
            comment.decide(["approved", "rejected", "spam"][n % 3], rule="bench")
elif want > have:
    other = {{"id": None, "author_email": "'t' || n || '-' || author_email", "body": "body || ' ' || n",
        "created_at": "created_at + n * interval '6 hours'", "ip_hash": "''",
        "place": "lpad((extract(epoch from created_at + n * interval '6 hours') * 1000000)::bigint::text, 16, '0') "
            "|| lpad((n %% 1000000)::text, 6, '0')"}}
    columns = [field.column for field in Comment._meta.concrete_fields if field.column != "id"]
    values = [other.get(column, f'"{{column}}"') for column in columns]
    facts = [field.column for field in Decision._meta.concrete_fields if field.column not in ("id", "comment_id")]
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM comments_comment")
        top = cursor.fetchone()[0]
        cursor.execute("ALTER TABLE comments_comment DISABLE TRIGGER USER")
        cursor.execute(f"INSERT INTO comments_comment ({{', '.join(columns)}}) SELECT {{', '.join(values)}} "
            "FROM comments_comment CROSS JOIN generate_series(1, %s) AS n WHERE author_email LIKE 't%%%%@example.org'"
            .replace("%%%%", "%%"), [(want - have) // have])
        cursor.execute("ALTER TABLE comments_comment ENABLE TRIGGER USER")
        cursor.execute(f"INSERT INTO comments_decision (comment_id, {{', '.join(facts)}}) SELECT c.id, "
            f"{{', '.join('d.' + fact for fact in facts)}} FROM comments_comment c CROSS JOIN "
            "(SELECT * FROM comments_decision WHERE rule = 'every_comment' LIMIT 1) d WHERE c.id > %s", [top])
        cursor.execute("UPDATE comments_discussion SET shown_count = (SELECT count(*) FROM comments_comment c WHERE "
            "c.article_id = comments_discussion.article_id AND c.state = 'approved' AND NOT c.is_cut_off)")
with connection.cursor() as cursor:
    cursor.execute("VACUUM ANALYZE")
print(Comment.objects.count(), Comment.objects.awaiting_moderation().count())
"""
COUNT = """
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
client = Client(SERVER_NAME=settings.SITE_HOST)
client.cookies["sessionid"] = {session!r}
with CaptureQueriesContext(connection) as queries:
    assert client.get({path!r}).status_code == 200
print(len(queries))
"""
STORED = """
import re, sys
from collections import Counter
from comments.models import Comment
said = Comment.objects.filter(article={story}, author_email__startswith="b").values_list("author_email", flat=True)
for email, times in Counter(said).items():
    print(email.partition("@")[0], times)
"""


class Site:
    """The newsroom on a cluster of its own, served and asked."""

    def __init__(self, database: str):
        folder = tempfile.mkdtemp(prefix="newsroom-bench-")
        self.origin = f"http://127.0.0.1:{free_port()}"
        self.environment = os.environ | {
            "DATABASE_URL": database,
            "DATA_DIR": folder,
            "SITE_URL": self.origin,
            # So that every visitor can come from an address of its own.
            "TRUSTED_PROXIES": "127.0.0.1",
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        }

    def manage(self, *words: str) -> str:
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(command, env=self.environment, check=True, stdout=subprocess.PIPE, text=True).stdout

    def shell(self, code: str) -> str:
        return self.manage("shell", "-v", "0", "-c", code)

    @contextmanager
    def served(self):
        command = [sys.executable, "-m", "gunicorn", "benchmarks.served", "--bind", self.origin.removeprefix("http://")]
        command += ["--workers", "2", "--threads", "4", "--log-level", "warning", "--no-control-socket"]
        server = subprocess.Popen(command, env=self.environment, stdout=subprocess.DEVNULL)
        try:
            wait_for(f"{self.origin}/livez")
            yield
        finally:
            server.terminate()
            server.wait()

    def visit(self, deed, *words, connections=CONNECTIONS, seconds=SECONDS, pause=0.0):
        return visit(self.origin, deed, words, connections=connections, seconds=seconds, pause=pause)


def wait_for(address: str) -> None:
    for _ in range(200):
        try:
            urlopen(address, timeout=5)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"{address} does not answer.")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--comments", type=int, default=1_000_000, help="how many the table of the queue holds")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="for how long comments are posted")
    options = parser.parse_args()
    # Ended from outside, it still takes its server and its cluster with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    programs = server_programs()
    if programs is None:
        raise SystemExit("PostgreSQL’s server programs are not on this machine; these figures are about it.")
    with cluster(programs) as database:
        site = Site(database)
        for command in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"]):
            site.manage(*command)
        made = json.loads(site.shell(MAKE).strip().splitlines()[-1])
        print("| what | figure | bar | |\n|---|---|---|---|")
        with site.served():
            for part in (posting(site, made["stories"]["open"], options.seconds), long_threads(site, made)):
                print_rows(part)
            print_rows(queue(site, made, options.comments))


def print_rows(rows) -> None:
    for what, figure, bar, is_good in rows:
        verdict = "good" if is_good else "MISSED"
        print(f"| {what} | {figure} | {bar} | {verdict} |", flush=True)


def posting(site: Site, story: dict, seconds: int):
    """Comments posted to a bare view, none lost; then the article read while they come in."""
    page = Visitor(site.origin).ask("GET", story["path"]).text
    fields, address = hidden_fields(page), f"/comments/{story['id']}/"
    bare = [site.visit(read, "/bare", "xxx", seconds=5)["rate"]]
    posted = site.visit(post, address, fields, "{n}", seconds=seconds)
    bare.append(site.visit(read, "/bare", "xxx", seconds=5)["rate"])
    alone, busy, flooded, crowded = [], [], [], []
    done = posted["done"]
    marker = "Story with open"
    for _ in range(ROUNDS):
        alone.append(site.visit(read, story["path"], marker, connections=2, seconds=3)["rate"])
        with meanwhile(site, done, post, address, fields, "{n}", **BUSY):
            busy.append(site.visit(read, story["path"], marker, connections=2, seconds=3)["rate"])
        with meanwhile(site, done, post, address, fields, "{n}", connections=CONNECTIONS):
            flooded.append(site.visit(read, story["path"], marker, connections=2, seconds=3)["rate"])
        with meanwhile(site, [], read, "/bare", "xxx", connections=CONNECTIONS):
            crowded.append(site.visit(read, story["path"], marker, connections=2, seconds=3)["rate"])
    stored = dict(line.split() for line in site.shell(STORED.format(story=story["id"])).strip().splitlines())
    lost, doubled = set(done) - set(stored), [name for name in done if stored.get(name, "1") != "1"]
    ratio, bare_rate = posted["rate"] / statistics.mean(bare), statistics.mean(bare)
    reading, rate = statistics.median(busy) / statistics.median(alone), statistics.median(alone)
    flood, limit = statistics.median(flooded) / rate, statistics.median(crowded) / rate
    yield (
        f"posting, {CONNECTIONS} connections, {posted['rate']:.0f}/s (bare view {bare_rate:.0f}/s)",
        f"{ratio:.3f}",
        ("0.06 or more"),
        ratio >= 0.06,
    )
    yield (
        f"posting: 95 in 100 answered in {posted['slow_ms']:.0f} ms",
        f"{posted['refused']} refused",
        "0",
        (posted["refused"] == 0),
    )
    yield f"taken {len(done)}", f"{len(lost)} lost, {len(doubled)} twice", "0", not lost and not doubled
    yield (
        f"reading while 5 comments a second come in ({rate:.0f}/s alone)",
        f"{reading:.2f}",
        "0.75 or more",
        (reading >= 0.75),
    )
    yield (
        f"reading while {CONNECTIONS} connections post all they can",
        f"{flood:.2f} (while they ask a bare view all they can: {limit:.2f})",
        "0.75 or more",
        flood >= 0.75,
    )


@contextmanager
def meanwhile(site, done, deed, *words, connections, pause=0.0):
    """Visitors keep doing something while the block runs; the names of comments they left are added to `done`."""
    import threading

    found = {}

    def run():
        found.update(site.visit(deed, *words, connections=connections, seconds=4, pause=pause))

    thread = threading.Thread(target=run)
    thread.start()
    time.sleep(0.3)
    yield
    thread.join()
    done += found["done"]


def long_threads(site: Site, made: dict):
    """An article with 10,000 comments to one with 50: many roots, and one chain."""
    stories = made["stories"]
    queries = {name: queries_of(site, story["path"], "") for name, story in stories.items()}
    times = {name: [] for name in stories}
    for _ in range(ROUNDS):
        for name, story in stories.items():
            times[name].append(seconds_a_page(site, story["path"], f"Story with {name}"))
    few = statistics.median(times["few"])
    for name, words in {"roots": "10,000 roots", "chain": "a chain of 10,000"}.items():
        ratio = statistics.median(times[name]) / few
        yield f"article with {words} to one with 50 ({few * 1000:.0f} ms)", f"{ratio:.2f}", "1.3 at most", ratio <= 1.3
        yield "… its queries", f"{queries[name]} to {queries['few']}", "the same", queries[name] == queries["few"]


def queue(site: Site, made: dict, count: int):
    """The held queue in a big table to the same in a small one."""
    session = made["session"]
    ids = {name: story["id"] for name, story in made["stories"].items()}
    medians, queries = [], []
    for size in (1000, count):
        began = time.perf_counter()
        print(
            f"filled to {site.shell(FILL.format(count=size, **ids)).strip()} held, "
            f"in {time.perf_counter() - began:.0f} s",
            file=sys.stderr,
        )
        times = [seconds_a_page(site, QUEUE, "Held words", session) for _ in range(ROUNDS)]
        medians.append(statistics.median(times))
        queries.append(queries_of(site, QUEUE, session))
    ratio = medians[1] / medians[0]
    yield (
        f"held queue with {count:,} comments to one with 1,000 ({medians[0] * 1000:.0f} ms)",
        f"{ratio:.2f}",
        ("1.5 at most"),
        ratio <= 1.5,
    )
    yield "… its queries", f"{queries[1]}", "under 10", queries[1] < 10 and queries[0] == queries[1]


def seconds_a_page(site: Site, path: str, marker: str, session: str = "") -> float:
    """Return the median time of a page over twenty visits, one after the other; fewer where they take long."""
    visitor, times = Visitor(site.origin), []
    while len(times) < 20 and sum(times) < 4:
        begin = time.perf_counter()
        answer = visitor.ask("GET", path, headers={"Cookie": f"sessionid={session}"} if session else {})
        times.append(time.perf_counter() - begin)
        if answer.status != 200 or marker not in answer.text:
            raise SystemExit(f"{path} answered {answer.status} without “{marker}”.")
    return statistics.median(times)


def queries_of(site: Site, path: str, session: str) -> int:
    return int(site.shell(COUNT.format(path=path, session=session)).strip().splitlines()[-1])


if __name__ == "__main__":
    main()

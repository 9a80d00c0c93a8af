"""Visitors for a benchmark: processes of threads, each with one connection, that check every answer they get."""

import http.client
import itertools
import multiprocessing
import os
import random
import threading
import time
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

VOCABULARY = """
harbour wall council tide ferry vote north quay crane herring winter storm ratepayer bridge lamp rope engine customs
market pilot gull anchor timber ledger school tram poplar orchard kettle violin marble candle pepper
"""
PROCESSES = 2


class Answer(NamedTuple):
    status: int
    text: str


class Visitor:
    """One connection that is opened anew when the server closes it."""

    def __init__(self, origin: str):
        self.host, self.connection = urlsplit(origin).netloc, None

    def ask(self, method: str, path: str, body: str = "", headers: dict | None = None) -> Answer:
        for attempt in (1, 2):
            self.connection = self.connection or http.client.HTTPConnection(self.host, timeout=60)
            try:
                self.connection.request(method, path, body.encode(), headers or {})
                response = self.connection.getresponse()
                return Answer(response.status, response.read().decode())
            except (http.client.RemoteDisconnected, ConnectionError):
                self.connection = None
                # Sent again only where the server can't have begun with it.
                if attempt == 2 or method == "POST":
                    raise
        raise AssertionError


class Hidden(HTMLParser):
    """Collects the hidden fields of the forms on a page."""

    def __init__(self):
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag, attrs):
        fields = dict(attrs)
        if tag == "input" and fields.get("type") == "hidden" and fields.get("name"):
            self.fields[fields["name"]] = fields.get("value") or ""


def hidden_fields(html: str) -> dict[str, str]:
    parser = Hidden()
    parser.feed(html)
    return parser.fields


def read(visitor: Visitor, path: str, marker: str) -> bool:
    answer = visitor.ask("GET", path)
    if answer.status != 200 or marker not in answer.text:
        raise SystemExit(f"{path} answered {answer.status} without “{marker}”.")
    return True


def post(visitor: Visitor, path: str, fields: dict, name: str) -> bool:
    """Leave a comment that nobody else leaves, from an address that nobody else has; return whether it was taken."""
    chance = random.Random(name)
    said = " ".join(chance.choices(VOCABULARY.split(), k=chance.randint(12, 40)))
    form = {"body": f"{said} {name}.", "author_name": f"Reader {name}", "author_email": f"{name}@example.org"}
    address = ".".join(str(chance.randint(1, 254)) for _ in range(4))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Sec-Fetch-Site": "same-origin",
        "X-Forwarded-For": address,
    }
    answer = visitor.ask("POST", path, urlencode(fields | form), headers)
    return 200 <= answer.status < 400


def visit(origin: str, deed, words: tuple, *, connections: int, seconds: float, pause: float = 0) -> dict:
    """Let as many visitors do one thing again and again; return {"done", "refused", "rate", "slow_ms"} of them all.

    `deed` gets a visitor and `words`; “{n}” in a word becomes a number of its own each time. `slow_ms` is the time in
    which 95 in 100 answers came.
    """
    results = multiprocessing.Queue()
    shares = [len(range(place, connections, PROCESSES)) for place in range(PROCESSES)]
    processes = [
        multiprocessing.Process(target=visitors, args=(origin, deed, words, share, seconds, pause, results))
        for share in shares
        if share
    ]
    for process in processes:
        process.start()
    parts = [results.get() for _ in processes]
    for process in processes:
        process.join()
    if wrongs := [part["wrong"] for part in parts if part["wrong"]]:
        raise SystemExit(f"A visitor met an error: {wrongs[0]}")
    times = sorted(itertools.chain.from_iterable(part["times"] for part in parts))
    return {
        "done": [name for part in parts for name in part["done"]],
        "refused": sum(part["refused"] for part in parts),
        "rate": len(times) / max(part["seconds"] for part in parts),
        "slow_ms": times[int(len(times) * 0.95)] * 1000 if times else 0.0,
    }


def visitors(origin, deed, words, connections, seconds, pause, results):
    part = {"done": [], "refused": 0, "times": [], "wrong": ""}
    begin = time.perf_counter()

    def work(place):
        try:
            visitor = Visitor(origin)
            for turn in itertools.count():
                if time.perf_counter() - begin > seconds:
                    return
                name = f"b{os.getpid()}x{place}x{turn}x{time.time_ns() % 10**9}"
                started = time.perf_counter()
                taken = deed(visitor, *[word.format(n=name) if isinstance(word, str) else word for word in words])
                part["times"].append(time.perf_counter() - started)
                if taken:
                    part["done"].append(name)
                else:
                    part["refused"] += 1
                time.sleep(pause)
        except BaseException as error:
            part["wrong"] = f"{type(error).__name__}: {error}"

    threads = [threading.Thread(target=work, args=(place,)) for place in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    results.put(part | {"seconds": time.perf_counter() - begin})

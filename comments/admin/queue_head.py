"""What stands above the queue and above the list alike: queues with counts, filters, what a moderator keeps."""

from django.http import QueryDict
from django.utils.http import urlencode

from articles import saved_lists
from articles.admin.saved_list import known_to, rows_for
from articles.models import Section

from ..held import count_with_held
from ..models import Comment
from ..queues import FILTERS, NAMED_WHEN_NEEDED, QUEUES, SPANS, WORDS, Queue, narrowed, queue_of, typed_in
from .saved_queues import QUEUES_KEPT

# Saved queues are counted where only what waits has to be looked through.
COUNTED = {"pending", "suspect", "reported", "unchecked"}


def head_for(desk, request, typed: dict, queue: Queue) -> dict:
    """Return the context of _head.html: tabs, kept queues, filters. Two queries, one more where filters are open."""
    filters = {name: value for name, value in typed.items() if name in FILTERS or name == "q"}
    query = saved_lists.cleaned(urlencode(filters | {"state": queue.key}), known_to(desk))
    kept = rows_for(request.user, query, QUEUES_KEPT)
    tabs, here = with_counts(request, queue, filters, kept)
    is_open = "filters" in request.GET
    return {
        "queue": queue,
        "tabs": tabs,
        "here_count": here,
        "kept_queues": kept,
        "list_query": query,
        "is_kept": any(row["is_chosen"] for row in kept),
        "filters_open": is_open,
        "typed": filters,
        "chips": chips(filters, queue),
        "sections": list(Section.objects.in_order()) if is_open else [],
        "spans": [(key, words) for key, (words, _) in SPANS.items()],
    }


def with_counts(request, queue: Queue, filters: dict, kept: list[dict]) -> tuple[list[dict], str]:
    """Return the tabs as {key, word, count, query} and the number of what is shown; set `count` on kept queues.

    Under filters only what is shown is counted: the other numbers could mean reading the whole table. One query.
    """
    every = Comment.objects.all()
    asked = {key: tab.narrow(every) for key, tab in QUEUES.items()} if not filters else {}
    asked["here"] = queue.narrow(narrowed(every, filters))
    for row in kept:
        typed = typed_in(QueryDict(row["query"]))
        if queue_of(typed).key in COUNTED:
            asked[row["pk"]] = queue_of(typed).narrow(narrowed(every, typed))
    numbers = count_with_held(request, asked)
    for row in kept:
        row["count"] = numbers.get(row["pk"], "")
    tabs = [
        {"key": key, "word": tab.word, "count": numbers.get(key, ""), "query": urlencode({"state": key} | filters)}
        for key, tab in QUEUES.items()
        if key not in NAMED_WHEN_NEEDED or key == queue.key or (key == "unchecked" and numbers.get(key, "1") != "0")
    ]
    for tab in tabs:
        if tab["key"] == queue.key:
            tab["count"] = numbers["here"]
    return tabs, numbers["here"]


def chips(filters: dict, queue: Queue) -> list[dict]:
    """Return the filters in use as {word, value, query}; the query is the one without it."""
    return [
        {
            "word": WORDS[name],
            "value": shown_as(name, value),
            "query": urlencode({"state": queue.key} | {other: v for other, v in filters.items() if other != name}),
        }
        for name, value in filters.items()
    ]


def shown_as(name: str, value: str) -> str:
    if name == "since" and value in SPANS:
        return SPANS[value][0]
    return value.replace("-", " ").capitalize() if name == "section" else value

"""What a story without pictures weighs on the way to its reader, compressed."""

import gzip

import pytest

from articles.publishing import publish
from tests.factories import make_article, make_comment, make_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

KB = 1024
WORDS = "The wall moved eleven centimetres since March, said the surveyors of the harbour board on Tuesday. "


def weigh(page, address) -> list[tuple[str, str, int]]:
    """Return (kind, address, bytes when compressed) of all that a page asks for."""
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return [(answer.request.resource_type, answer.url, packed(answer.body())) for answer in answers]


def packed(body: bytes) -> int:
    return len(gzip.compress(body, 6))


# Before the first words are painted: what has been asked for by then, with the page itself.
ASKED_FIRST = """() => {
  const painted = performance.getEntriesByName('first-contentful-paint')[0].startTime;
  return 1 + performance.getEntriesByType('resource').filter((entry) => entry.startTime < painted).length;
}"""


def test_a_story_without_pictures_is_light(open_browser, live_server):
    varied = "".join(f"<p>{number} {WORDS}{number * 7919} {WORDS[::-1]}</p>" for number in range(30))
    article = make_article(body=varied, headline="A story of a thousand words")
    for number in range(5):
        make_comment(article, body=f"{number} {WORDS}", state="approved")
    page = open_browser(width=390)
    asked = weigh(page, publish(article, by=make_editor()).path)
    weights = {kind: sum(size for each, _, size in asked if each == kind) for kind, _, _ in asked}

    assert weights["document"] + weights["stylesheet"] <= 20 * KB
    assert 0 < weights["script"] <= 6 * KB
    assert [url for kind, url, _ in asked if kind == "font" or not url.startswith(live_server.url)] == []
    assert page.evaluate(ASKED_FIRST) <= 6

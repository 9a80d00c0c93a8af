"""A story that somebody looks at for ten seconds is read; one that lies in the background is not."""

import pytest

from articles import reads
from articles.publishing import publish
from tests.articles.test_reads import PHONE
from tests.factories import make_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def noted(monkeypatch):
    monkeypatch.setattr(reads, "noted", reads.Noted())
    return reads.noted


@pytest.fixture
def story(open_browser, noted):
    """Return (edition, a window on it whose clock stands still, the requests it sends)."""
    edition = publish(make_article(), by=None)
    page = open_browser(user_agent=PHONE)
    sent = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    page.clock.install()
    page.goto(edition.path)
    page.wait_for_load_state("networkidle")
    return edition, page, sent


def hide(page, is_hidden):
    page.evaluate(
        """hidden => {
            Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        is_hidden,
    )


def test_a_story_in_sight_for_ten_seconds_is_read_once(story, noted):
    edition, page, sent = story
    page.clock.run_for(8_000)
    assert sent == []

    with page.expect_response("**/read/**") as answer:
        page.clock.run_for(3_000)
    page.clock.run_for(60_000)

    assert answer.value.status == 204
    assert [article for article, _ in noted.waiting] == [edition.article_id]
    assert [request.url.partition("/read/")[2] for request in sent] == [f"{edition.article_id}/"]
    headers = sent[0].all_headers()
    assert (headers.get("cookie"), sent[0].post_data) == (None, None)


def test_time_in_the_background_does_not_count(story, noted):
    _, page, sent = story
    page.clock.run_for(6_000)
    hide(page, True)
    page.clock.run_for(60_000)
    assert sent == []

    hide(page, False)
    page.clock.run_for(2_000)
    assert sent == []
    with page.expect_response("**/read/**"):
        page.clock.run_for(3_000)

    assert sum(noted.waiting.values()) == 1


def test_whoever_is_logged_in_reads_as_nobody_in_particular(open_browser, noted, django_user_model):
    edition = publish(make_article(), by=None)
    page = open_browser(django_user_model.objects.create_user("ed", is_staff=True), user_agent=PHONE)
    page.clock.install()
    page.goto(edition.path)
    page.wait_for_load_state("networkidle")

    with page.expect_request("**/read/**") as request:
        page.clock.run_for(11_000)

    assert "cookie" not in request.value.all_headers()

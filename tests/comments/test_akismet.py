import threading
import time

import pytest
from django.db import connection

from articles.publishing import publish
from comments import akismet
from comments.intake import AlreadySaid, submit
from comments.models import Comment, HouseRules
from tests.comments.akismet_server import serving
from tests.factories import make_article, make_editor

HERE = "203.0.113.7"


@pytest.fixture
def server(settings):
    with serving() as server:
        settings.AKISMET_KEY, settings.AKISMET_URL = "the-key", server.url
        settings.SITE_URL = "https://courier.example"
        yield server


@pytest.fixture
def article(db):
    HouseRules(mode="publish_first").save()
    article = make_article(slug="wall")
    publish(article, by=make_editor())
    return article


def send(article, **fields):
    agent = fields.pop("agent", "Mozilla/5.0 (Made up)")
    address = fields.pop("address", HERE)
    defaults = {"author_name": "Annika", "author_email": "annika@example.org", "body": "Fine words."}
    comment = submit(Comment(article=article, **(defaults | fields)), address=address, agent=agent)
    return comment, comment.decisions.get()


def test_without_a_key_nobody_is_asked(article, server, settings):
    settings.AKISMET_KEY = ""

    comment, _ = send(article)

    assert (comment.state, server.asked) == ("approved", [])


def test_what_it_takes_for_fine_goes_on_to_the_mode(article, server):
    comment, decision = send(article, author_website="https://example.org/")

    assert (comment.state, decision.rule) == ("approved", "publish_first")
    (asked,) = server.asked
    moment = asked.pop("comment_date_gmt")
    assert moment.endswith("+00:00")
    assert asked == {
        "api_key": "the-key",
        "blog": "https://courier.example",
        "blog_lang": "en_gb",
        "blog_charset": "UTF-8",
        "user_ip": HERE,
        "user_agent": "Mozilla/5.0 (Made up)",
        "permalink": f"https://courier.example{article.editions.get().path}",
        "comment_type": "comment",
        "comment_author": "Annika",
        "comment_author_email": "annika@example.org",
        "comment_author_url": "https://example.org/",
        "comment_content": "Fine words.",
    }


def test_address_and_browser_are_told_and_not_kept(article, server):
    _, decision = send(article)

    kept = str(Comment.objects.values().get()) + str(decision.reasons)
    assert "Made up" not in kept and HERE not in kept


@pytest.mark.parametrize(
    ("body", "reason"),
    [("Buy.", "Akismet takes it for spam"), ("The worst.", "Akismet takes it for spam, and is sure")],
)
def test_what_it_takes_for_spam_is_spam(article, server, body, reason):
    comment, decision = send(article, author_name="viagra-test-123", body=body)

    assert (comment.state, decision.rule, decision.reasons) == ("spam", "akismet", [reason])


def test_a_wrong_key_holds(article, server, settings):
    settings.AKISMET_KEY = "another-key"

    comment, decision = send(article)

    assert (comment.state, decision.reasons) == ("pending", ["Akismet gave no answer that makes sense"])


def test_an_unknown_address_holds(article, server):
    assert send(article, address="")[0].state == "pending"


@pytest.mark.parametrize(
    "behaviour",
    [
        lambda handler, asked: handler.say("", status=500),
        lambda handler, asked: handler.say("false", status=403),
        lambda handler, asked: handler.say(""),
        lambda handler, asked: handler.say("falsehood"),
        lambda handler, asked: handler.say("<html>" + "x" * 100_000),
        lambda handler, asked: handler.say("", {"Location": "/elsewhere"}, status=302),
        lambda handler, asked: handler.wfile.write(b"nonsense\r\n\r\n"),
        lambda handler, asked: handler.connection.close(),
    ],
    ids=range(8),
)
def test_an_odd_answer_never_approves(article, settings, behaviour):
    with serving(behaviour) as server:
        settings.AKISMET_KEY, settings.AKISMET_URL = "the-key", server.url

        comment, decision = send(article)

    assert (comment.state, decision.rule) == ("pending", "akismet")
    assert decision.reasons == ["Akismet gave no answer that makes sense"] and len(server.asked) == 1


def test_a_server_that_is_not_there_holds(article, settings):
    settings.AKISMET_KEY, settings.AKISMET_URL = "the-key", "http://127.0.0.1:9/"

    assert send(article)[0].state == "pending"


def drip(handler, asked):
    """One byte of a header now and then, for ever: every single step is in time."""
    try:
        while not handler.server.over.wait(0.1):
            handler.wfile.write(b"X")
            handler.wfile.flush()
    except OSError:
        pass


@pytest.mark.parametrize("behaviour", [drip, lambda handler, asked: handler.server.over.wait(20)], ids=["drip", "hang"])
def test_a_server_that_takes_its_time_holds_after_two_seconds(article, settings, behaviour):
    with serving(behaviour) as server:
        server.over = threading.Event()
        settings.AKISMET_KEY, settings.AKISMET_URL = "the-key", server.url
        began = time.monotonic()

        comment, decision = send(article)

        took = time.monotonic() - began
        server.over.set()
    assert (comment.state, decision.reasons) == ("pending", ["Akismet did not answer in time"])
    assert 1.5 < took < 4


def test_nothing_is_asked_of_what_is_settled_without(article, server):
    HouseRules(mode="publish_first", banned_words="casino").save()
    send(article, body="Once.")

    with pytest.raises(AlreadySaid):
        send(article, body="Once.")
    assert send(article, body="casino")[0].state == "rejected"
    assert len(server.asked) == 1


def test_a_stored_comment_that_it_was_not_asked_about_is_not_approved(article, server):
    from comments.moderation import decide

    comment, _ = send(article)

    decision = decide(comment)

    assert (decision.verdict, decision.reasons) == ("pending", ["Akismet was not asked about it"])


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_it_is_asked_outside_every_transaction(settings, monkeypatch):
    HouseRules(mode="publish_first").save()
    article = make_article()
    publish(article, by=make_editor())
    settings.AKISMET_KEY = "the-key"
    within = []

    def ask(*args, **kwargs):
        within.append(connection.in_atomic_block)
        return akismet.Answer.FINE

    monkeypatch.setattr(akismet, "ask", ask)

    send(article)

    assert within == [False]


@pytest.mark.parametrize("name", ["Emoji 🦑", "half \ud83e", "line\r\nbreak: x", "nul"])
def test_odd_words_are_asked_about(server, name):
    comment = Comment(author_name=name, author_email="a@example.org", body=name)

    assert akismet.ask(comment, address=HERE, agent=name) == akismet.Answer.FINE

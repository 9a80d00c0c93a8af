from datetime import UTC, datetime

import pytest

from articles.publishing import publish, withdraw
from comments.models import Report
from tests.factories import make_article, make_comment, make_editor

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
STATEMENT = {
    "reason": "illegal",
    "text": "It names a <witness>.",
    "reporter_name": "Dana Ek",
    "reporter_email": "dana@example.org",
    "is_in_good_faith": "on",
}


@pytest.fixture
def comment(db, settings):
    settings.COMMENT_FLOOD_SECONDS = settings.COMMENT_FLOOD_BURST = 0
    article = make_article(headline="Harbour wall")
    publish(article, by=make_editor())
    return make_comment(
        article, author_name="Annika Ro", author_email="zq@example.org", body="Sink it.", state="approved"
    )


@pytest.fixture
def send(client):
    def send(comment, headers=None, remote="203.0.113.7", **typed):
        headers = {"Sec-Fetch-Site": "same-origin"} if headers is None else headers
        return client.post(address(comment), typed, headers=headers, REMOTE_ADDR=remote)

    return send


def address(comment):
    return f"/comments/report/{comment.pk}/"


def test_the_page_shows_the_comment_and_asks_what_is_wrong(comment, client):
    response = client.get(address(comment))

    html = response.content.decode()
    assert response.status_code == 200
    assert "<h1>Report a comment</h1>" in html and "<p>Sink it.</p>" in html and "Annika Ro" in html
    reasons = ["Offensive", "Abusive towards somebody", "Advertising or spam", "Illegal content", "Something else"]
    places = [html.index(f"<span>{reason}</span>") for reason in reasons]
    assert places == sorted(places)
    path = comment.article.editions.get().path
    place = f"{path}comments/{comment.pk}/#comment-{comment.pk}"
    assert html.count(f'href="{place}"') == 2 and f"http://127.0.0.1:8000{place}<" in html
    assert "Article 16 of Regulation (EU) 2022/2065" in html
    assert "zq@" not in html and "csrf" not in html
    assert response["Cache-Tag"] == f"article:{comment.article_id},comments:{comment.article_id},masthead"


def test_every_comment_leads_to_its_report(comment, client):
    html = client.get(comment.article.editions.get().path).content.decode()

    assert f'href="{address(comment)}" rel="nofollow">Report<' in html


def test_the_page_takes_the_same_queries_for_one_and_three(comment, client, django_assert_num_queries):
    # comment, edition, masthead, sections
    with django_assert_num_queries(4):
        client.get(address(comment))
    for _ in range(3):
        Report.objects.create(comment=make_comment(comment.article, parent=comment, state="approved"), reason="spam")

    with django_assert_num_queries(4):
        client.get(address(comment))


@pytest.mark.parametrize("reason", ["offensive", "abusive", "spam"])
def test_a_reason_is_enough(comment, send, client, reason):
    response = send(comment, reason=reason)

    assert (response.status_code, response["Location"]) == (303, f"{address(comment)}sent/")
    found = Report.objects.get()
    assert (found.comment, found.reason, found.text, found.reporter_email) == (comment, reason, "", "")
    thanks = client.get(response["Location"])
    assert thanks.status_code == 200 and "Thank you for your report" in thanks.content.decode()


def test_answers_are_private_and_touch_no_cookie(comment, send, client):
    client.force_login(make_editor())
    sent = send(comment, reason="spam")

    for answer in (sent, send(comment), send(comment, headers={}), client.get(sent["Location"])):
        assert answer["Cache-Control"] == "private, no-store" and answer["X-Robots-Tag"] == "noindex"
        assert not answer.cookies and "Cookie" not in answer.get("Vary", "")


def test_illegal_content_is_reported_with_a_statement(comment, send):
    assert send(comment, **STATEMENT).status_code == 303

    found = Report.objects.get()
    assert (found.text, found.reporter_name, found.reporter_email, found.is_in_good_faith) == (
        "It names a <witness>.",
        "Dana Ek",
        "dana@example.org",
        True,
    )


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ("text", "Say why it is illegal."),
        ("reporter_name", "Give your name."),
        ("reporter_email", "Give your email address. It is not published."),
        ("is_in_good_faith", "Tick this, or choose another reason."),
    ],
)
def test_a_statement_with_something_missing_is_sent_back_as_typed(comment, send, missing, message):
    response = send(comment, **{name: value for name, value in STATEMENT.items() if name != missing})

    html = response.content.decode()
    assert response.status_code == 422 and not Report.objects.exists()
    assert f'<p class="error" id="report-{missing}_error">{message}</p>' in html
    assert f'<a href="#report-{missing}">{message}</a>' in html
    assert html.count('class="error"') == 1
    for name in {"reporter_name", "reporter_email"} - {missing}:
        assert f'value="{STATEMENT[name]}"' in html
    assert missing == "text" or "It names a &lt;witness&gt;.</textarea>" in html
    assert 'value="illegal"' in html and "checked" in html


def test_who_reports_the_abuse_of_children_need_not_say_who_they_are(comment, send):
    said = STATEMENT | {"is_about_children": "on", "reporter_name": "", "reporter_email": ""}

    assert send(comment, **said).status_code == 303
    assert send(comment, **said | {"is_in_good_faith": ""}).status_code == 422
    assert Report.objects.get().reporter_email == ""


def test_with_another_reason_what_illegal_content_asks_for_is_not_kept(comment, send):
    assert send(comment, **STATEMENT | {"reason": "abusive", "reporter_email": "no address"}).status_code == 303

    found = Report.objects.get()
    assert (found.reporter_name, found.reporter_email, found.is_in_good_faith) == ("", "", False)


def test_something_else_has_to_be_said(comment, send):
    response = send(comment, reason="other", text=" \u200b")

    assert response.status_code == 422 and "Say what is wrong with it." in response.content.decode()


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}])
def test_a_report_from_elsewhere_is_refused_and_its_text_given_back(comment, send, headers):
    response = send(comment, headers=headers, reason="other", text="My own words.")

    assert response.status_code == 403 and not Report.objects.exists()
    assert "My own words.</textarea>" in response.content.decode()


def test_a_report_too_soon_is_sent_back_with_the_time_to_wait(comment, send, settings):
    settings.COMMENT_FLOOD_SECONDS = 15
    send(comment, reason="spam")

    response = send(comment, reason="other", text="And worse.")

    assert response.status_code == 429 and 1 <= int(response["Retry-After"]) <= 15
    assert "And worse.</textarea>" in response.content.decode()


def test_whether_others_reported_it_is_not_told(comment, client, send):
    before = client.get(address(comment)).content
    send(comment, reason="spam")

    assert client.get(address(comment)).content == before


@pytest.mark.parametrize("state", ["pending", "rejected", "spam", "withdrawn"])
def test_what_readers_do_not_see_can_not_be_reported(comment, client, send, state):
    hidden = make_comment(comment.article, body="Zqhidden", state=state)
    below = make_comment(comment.article, parent=hidden, body="Zqhidden", state="approved")

    for unseen in (hidden, below):
        assert client.get(address(unseen)).status_code == 404
        assert send(unseen, reason="spam").status_code == 404
        thanks = client.get(f"{address(unseen)}sent/")
        assert thanks.status_code == 200 and b"Harbour wall" not in thanks.content
    assert not Report.objects.exists()


def test_a_comment_on_a_story_off_the_site_is_not_found(comment, client, send):
    withdraw(comment.article, by=make_editor())

    assert (client.get(address(comment)).status_code, send(comment, reason="spam").status_code) == (404, 404)


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({}, 422),
        ({"reason": "\x00"}, 422),
        ({"reason": "nonsense"}, 422),
        ({"reason": "other", "text": "a" * 65537}, 422),
        ({"reason": "other", "text": "nul \x00"}, 422),
        (STATEMENT | {"reporter_name": "n" * 81}, 422),
        (STATEMENT | {"reporter_name": "nul \x00"}, 422),
        (STATEMENT | {"reporter_email": "a@example.org\r\nBcc: all@example.org"}, 422),
        (STATEMENT | {"reporter_email": "a@" + "e" * 300 + ".org"}, 422),
        (STATEMENT | {"reporter_name": "Dana\r\nBcc: all@example.org"}, 303),
        (STATEMENT | {"text": "\u202e<script>alert(1)</script>🦑"}, 303),
    ],
)
def test_odd_input_is_answered(comment, send, typed, status):
    assert send(comment, **typed).status_code == status


def test_a_name_stays_on_one_line(comment, send):
    send(comment, **STATEMENT | {"reporter_name": "Dana\r\nBcc: all@example.org"})

    assert Report.objects.get().reporter_name == "Dana Bcc: all@example.org"


@pytest.mark.parametrize("number", ["0", "9" * 30, str(2**63)])
def test_a_comment_that_is_none_is_not_known(client, db, number):
    assert client.get(f"/comments/report/{number}/").status_code == 404
    assert client.get(f"/comments/report/{number}/sent/").status_code == 200


def test_too_much_is_refused_without_an_error(comment, client):
    headers = {"Sec-Fetch-Site": "same-origin"}

    many = client.post(address(comment), {f"f{number}": "x" for number in range(20_000)}, headers=headers)
    large = client.post(
        address(comment),
        "text=" + "a" * 12_000_000,
        content_type="application/x-www-form-urlencoded",
        headers=headers,
    )

    assert (many.status_code, large.status_code) == (400, 400)

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.publishing import publish, withdraw
from comments.models import Comment
from tests.factories import make_article, make_comment, make_editor

GOOD = {"body": "Well said.", "author_name": "Annika Ro", "author_email": "annika@example.org", "author_website": ""}


@pytest.fixture
def article(db):
    article = make_article(headline="Harbour wall")
    publish(article, by=make_editor())
    return article


@pytest.fixture
def send(client):
    """Post the form as a browser does from the site's own page."""

    def send(article, headers=None, remote="203.0.113.7", **changes):
        headers = {"Sec-Fetch-Site": "same-origin"} if headers is None else headers
        return client.post(f"/comments/{article.pk}/", GOOD | changes, headers=headers, REMOTE_ADDR=remote)

    return send


def test_a_comment_is_held_and_its_writer_sees_it_at_once(article, send, client):
    response = send(
        article,
        body="One.\r\n\r\n<b>Two</b> https://example.org/ www.example.org",
        author_website="https://example.org/me",
    )

    comment = Comment.objects.get()
    assert response.status_code == 303 and response["Location"].startswith("/comments/mine/")
    assert (comment.state, comment.body) == ("pending", "One.\n\n<b>Two</b> https://example.org/ www.example.org")
    decision = comment.decisions.get()
    assert (decision.verdict, decision.by, decision.rule, decision.reasons) == (
        "pending",
        None,
        "links",
        ["Has 2 links"],
    )
    mine = client.get(response["Location"])
    assert mine.status_code == 200
    html = mine.content.decode()
    assert "Awaiting moderation" in html
    assert "<p>One.</p>\n\n<p>&lt;b&gt;Two&lt;/b&gt; https://example.org/ www.example.org</p>" in html
    assert 'href="https://example.org' not in html and "annika@example.org" not in html
    edition = article.editions.get()
    assert f'href="{edition.path}#comments"' in html
    assert b"Well said" not in client.get(edition.path).content


def test_nothing_on_the_way_sets_or_varies_by_a_cookie(article, send, client):
    client.force_login(make_editor())
    client.cookies["other"] = "1"

    answers = [send(article), send(article, body=""), client.get(send(article, body="Again")["Location"])]

    assert [answer.status_code for answer in answers] == [303, 422, 200]
    for answer in answers:
        assert not answer.cookies and "Cookie" not in answer.get("Vary", "")
        assert answer["Cache-Control"] == "private, no-store" and answer["X-Robots-Tag"] == "noindex"
    assert set(Comment.objects.values_list("user", flat=True)) == {None}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Origin": "https://testserver"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Referer": "http://testserver/"},
    ],
)
def test_a_comment_from_elsewhere_is_refused_and_its_text_given_back(article, send, headers):
    response = send(article, headers=headers, body="My own words.")

    assert response.status_code == 403
    assert "My own words." in response.content.decode() and not Comment.objects.exists()


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}])
def test_a_comment_from_our_own_page_is_taken(article, send, headers):
    assert send(article, headers=headers).status_code == 303


def test_errors_show_the_story_again_with_all_that_was_typed(article, send):
    response = send(article, body="Kept <words>.", author_name="", author_email="leonie@")

    html = response.content.decode()
    assert response.status_code == 422 and not Comment.objects.exists()
    assert '<h1 class="headline">Harbour wall</h1>' in html
    assert "Kept &lt;words&gt;.</textarea>" in html and 'value="leonie@"' in html
    assert 'role="alert"' in html
    assert '<a href="#comment-form-author_name">Name: Give the name' in html
    assert '<a href="#comment-form-author_email">Email: This is not a complete address' in html
    assert 'aria-invalid="true" aria-describedby="comment-form-author_name_error"' in html
    assert '<p class="error" id="comment-form-author_name_error">' in html
    assert '<p class="error" id="comment-form-author_email_error">' in html
    assert "comment-form-body_error" not in html


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"body": "a" * 65536}, 422),
        ({"body": "nul \x00"}, 422),
        ({"author_email": "a\x00@example.org"}, 422),
        ({"author_website": "javascript:alert(1)"}, 422),
        ({"body": "🦑" * 5000, "author_name": "🦑"}, 303),
        ({"parent": "9" * 40}, 303),
        ({"parent": "\x00"}, 303),
        ({"topic": "\x00"}, 303),
    ],
)
def test_odd_input_is_answered(article, send, changes, status):
    assert send(article, **changes).status_code == status


def test_bytes_that_are_no_text_are_answered(article, client):
    response = client.post(
        f"/comments/{article.pk}/",
        b"body=%ff%fe&author_name=%c3%28&author_email=a@example.org",
        content_type="application/x-www-form-urlencoded",
        headers={"Origin": "http://testserver"},
    )

    assert response.status_code in (303, 422)


def test_a_reply_keeps_what_it_answers_through_an_error(article, send):
    answered = make_comment(article, author_name="Marit Olsund", state="approved")

    response = send(article, body="", parent=str(answered.pk))

    html = response.content.decode()
    assert f'name="parent" value="{answered.pk}"' in html and "Reply to" in html
    path = article.editions.get().path
    assert f'href="{path}#comment-form">Cancel reply</a>' in html
    assert f'href="{path}?reply={answered.pk}#comment-form"' in html
    assert send(article, parent=str(answered.pk)).status_code == 303
    assert Comment.objects.get(author_name="Annika Ro").parent == answered


def test_a_program_that_fills_in_everything_is_spam(article, send, client):
    response = send(article, topic="Buy")

    comment = Comment.objects.get()
    assert response.status_code == 303 and comment.state == "spam"
    assert comment.decisions.get().reasons == ["Filled in a field that people don’t see"]
    assert "Not published" in client.get(response["Location"]).content.decode()


def test_a_story_that_was_never_public_is_not_known(send, client, db):
    draft = make_article(headline="Secret draft")
    scheduled = make_article(headline="Secret plan")
    publish(scheduled, by=make_editor(), at=timezone.now() + timedelta(hours=1))

    for article in (draft, scheduled):
        for response in (send(article), client.get(f"/comments/{article.pk}/")):
            assert response.status_code == 404 and b"Secret" not in response.content
    assert not Comment.objects.exists()


@pytest.mark.parametrize("number", ["0", "9" * 30, str(2**63)])
def test_a_story_that_is_none_is_not_known(client, db, number):
    assert client.post(f"/comments/{number}/", GOOD, headers={"Origin": "http://testserver"}).status_code == 404


def test_a_withdrawn_story_is_gone(article, send):
    withdraw(article, by=make_editor())

    assert send(article).status_code == 410 and not Comment.objects.exists()


def test_a_closed_story_says_so_and_gives_the_text_back(article, send):
    article.comments_policy = "closed"
    article.save()

    response = send(article, body="Too <late>.")

    html = response.content.decode()
    assert response.status_code == 403 and not Comment.objects.exists()
    assert "Comments on this story were closed" in html and "<p>Too &lt;late&gt;.</p>" in html
    assert "<textarea" not in html


def test_the_address_without_a_comment_leads_back_to_the_story(article, client):
    assert client.get(f"/comments/{article.pk}/")["Location"] == f"{article.editions.get().path}#comment-form"


def test_the_same_words_twice_are_one_comment(article, send):
    send(article)

    response = send(article, author_email="ANNIKA@example.org", remote="198.51.100.1")

    assert response.status_code == 422 and Comment.objects.count() == 1
    assert "You have already sent exactly this comment" in response.content.decode()
    assert send(article, body="Something else.").status_code == 303


def test_a_comment_too_soon_is_sent_back_with_the_time_to_wait(article, send, settings):
    settings.COMMENT_FLOOD_SECONDS = 15
    send(article)

    response = send(article, body="And another thing.", author_email="other@example.org")

    html = response.content.decode()
    assert response.status_code == 429 and Comment.objects.count() == 1
    assert 1 <= int(response["Retry-After"]) <= 15
    assert f"Wait {response['Retry-After']} seconds, then send it again." in html
    assert "And another thing.</textarea>" in html


def test_an_invented_header_does_not_dodge_the_limit(article, send, settings):
    settings.COMMENT_FLOOD_SECONDS = 15
    send(article)

    for invented in ("198.51.100.1", "127.0.0.1", "203.0.113.9, 10.0.0.1", "rubbish"):
        headers = {"Sec-Fetch-Site": "same-origin", "X-Forwarded-For": invented, "Forwarded": f"for={invented}"}
        response = send(article, headers=headers, body=f"From {invented}", author_email=f"{len(invented)}@example.org")
        assert response.status_code == 429


def test_readers_behind_one_trusted_proxy_do_not_limit_each_other(article, send, settings):
    settings.COMMENT_FLOOD_SECONDS, settings.TRUSTED_PROXIES = 15, ["10.0.0.1"]

    statuses = [
        send(
            article,
            headers={"Sec-Fetch-Site": "same-origin", "X-Forwarded-For": f"198.51.100.1, 203.0.113.{number}"},
            remote="10.0.0.1",
            author_email=f"reader{number}@example.org",
        ).status_code
        for number in (1, 2, 1)
    ]

    assert statuses == [303, 303, 422]


def test_the_network_address_is_not_stored(article, send):
    send(article)

    row = Comment.objects.values().get()
    assert "203.0.113.7" not in str(row) and len(row["ip_hash"]) == 64


# A look before sending


def test_a_preview_shows_the_comment_and_stores_nothing(article, send):
    response = send(
        article, preview="yes", body="One.\r\n\r\n<b>Two</b>", author_website="https://example.org/me", topic="x"
    )

    html = response.content.decode()
    assert response.status_code == 200 and not Comment.objects.exists()
    assert response["Cache-Control"] == "private, no-store" and response["X-Robots-Tag"] == "noindex"
    looked_at = html[html.index('id="comment-preview"') : html.index("<form", html.index('id="comment-preview"'))]
    assert "Preview: not sent yet" in looked_at
    assert "<p>One.</p>\n\n<p>&lt;b&gt;Two&lt;/b&gt;</p>" in looked_at and "Annika Ro" in looked_at
    assert "Report" not in looked_at and "Reply" not in looked_at and "example.org" not in looked_at
    assert "&lt;b&gt;Two&lt;/b&gt;</textarea>" in html
    for name in ("Annika Ro", "annika@example.org", "https://example.org/me"):
        assert f'value="{name}"' in html


def test_a_preview_with_something_wrong_says_so(article, send):
    response = send(article, preview="yes", body="Kept.", author_email="x")

    html = response.content.decode()
    assert response.status_code == 422 and 'id="comment-form-author_email_error"' in html and "Kept.</textarea>" in html
    assert "Preview: not sent yet" not in html


def test_a_preview_of_a_reply_names_whom_it_answers(article, send):
    answered = make_comment(article, author_name="Marit Olsund", body="The wall " * 60, state="approved")

    html = send(article, preview="yes", parent=str(answered.pk)).content.decode()

    assert f'answers <a href="#comment-{answered.pk}"><bdi>Marit Olsund</bdi></a>' in html
    assert f'name="parent" value="{answered.pk}"' in html
    quote = html[html.index('<blockquote class="answered"') :]
    assert len(quote[: quote.index("</blockquote>")]) < 300


def test_a_preview_is_no_way_around_where_it_may_come_from_and_what_is_closed(article, send):
    assert send(article, headers={}, preview="yes").status_code == 403
    article.comments_policy = "closed"
    article.save()

    response = send(article, preview="yes", body="Too late.")

    assert response.status_code == 403 and "<p>Too late.</p>" in response.content.decode()


def test_looking_again_and_again_is_not_too_fast(article, send, settings):
    settings.COMMENT_FLOOD_SECONDS = 15

    assert [send(article, preview="yes").status_code for _ in range(3)] == [200, 200, 200]
    assert send(article).status_code == 303


def test_line_breaks_in_a_name_or_an_address_go_into_no_header(article, send):
    bad = "annika@example.org\r\nBcc: all@example.org"

    assert send(article, author_email=bad).status_code == 422
    assert send(article, author_name="Annika\r\nBcc: all@example.org").status_code == 303
    assert Comment.objects.get().author_name == "Annika Bcc: all@example.org"


@pytest.mark.parametrize("state", ["pending", "rejected", "spam", "withdrawn"])
def test_a_forged_parent_that_readers_do_not_see_is_neither_quoted_nor_answered(article, send, client, state):
    hidden = make_comment(article, author_name="Zqname", body="Zqbody", state=state)
    below = make_comment(article, author_name="Zqname", body="Zqbody", parent=hidden, state="approved")
    path = article.editions.get().path

    for forged in (hidden, below):
        assert b"Zq" not in send(article, preview="yes", parent=str(forged.pk)).content
        assert b"Zq" not in client.get(f"{path}?reply={forged.pk}").content
        assert send(article, body=f"To {forged.pk}", parent=str(forged.pk)).status_code == 303
    assert set(Comment.objects.filter(author_name="Annika Ro").values_list("parent", flat=True)) == {None}


def test_too_much_is_refused_without_an_error(article, client):
    headers = {"Sec-Fetch-Site": "same-origin"}

    many = client.post(f"/comments/{article.pk}/", {f"f{n}": "x" for n in range(20_000)}, headers=headers)
    large = client.post(
        f"/comments/{article.pk}/",
        "body=" + "a" * 12_000_000,
        content_type="application/x-www-form-urlencoded",
        headers=headers,
    )

    assert (many.status_code, large.status_code) == (400, 400)

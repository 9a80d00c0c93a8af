import json
import re
from datetime import timedelta

import pytest
from django.core import signing
from django.http import HttpResponseRedirect
from django.utils import timezone

from articles import notices
from articles.models import Notice
from articles.publishing import publish
from comments import erasure, privacy_pages
from comments.models import Comment
from tests.factories import make_article, make_comment, make_editor, make_moderator

HERE = {"Sec-Fetch-Site": "same-origin"}
ANNIKA = "annika@example.org"


@pytest.fixture
def comment(db):
    article = make_article(headline="Harbour wall")
    publish(article, by=make_editor())
    comment = make_comment(article, author_name="Annika Ro", author_email=ANNIKA, body="The <b>wall</b>.")
    comment.approve(by=make_moderator())
    return comment


@pytest.fixture
def ask(client):
    def ask(email, headers=HERE):
        answer = client.post("/comments/privacy/send/", {"email": email}, headers=headers)
        notices.send_waiting()
        return answer

    return ask


@pytest.fixture
def link(comment):
    token = signing.dumps(["c", comment.pk], salt=erasure.SALT)
    return f"/comments/privacy/{token}/"


def test_the_link_in_the_mail_leads_to_all_that_is_kept(comment, ask, client, mailoutbox):
    assert ask(ANNIKA)["Location"] == "/comments/privacy/asked/"

    mail = mailoutbox[0]
    assert mail.to == [ANNIKA] and mail.subject == "What The Newsroom keeps of you"
    path = re.search(r"http://[^/]+(/comments/privacy/\S+/)$", mail.body, re.MULTILINE)[1]
    html = client.get(path).content.decode()
    assert "<b>1</b> comment, 1 of it to be seen on the site" in html and ANNIKA not in html
    answer = client.get(f"{path}download/")
    assert answer["Content-Disposition"] == 'attachment; filename="what-is-kept-of-me.json"'
    assert json.loads(answer.content)["comments"][0]["text"] == "The <b>wall</b>."
    assert ANNIKA not in answer.content.decode()


def test_the_answer_is_the_same_whether_or_not_the_address_is_known(comment, ask, client, mailoutbox):
    known, unknown = ask(ANNIKA), ask("stranger@example.org")

    for answer in (known, unknown):
        answer.headers.pop("Date", None)
    assert (known.status_code, known.content, dict(known.headers)) == (
        unknown.status_code,
        unknown.content,
        dict(unknown.headers),
    )
    assert [mail.to for mail in mailoutbox] == [[ANNIKA]]
    for _ in range(4):
        assert ask(ANNIKA).content == unknown.content
    assert len(mailoutbox) == 3


def test_the_answer_is_out_before_anything_is_looked_up(comment, rf, monkeypatch, django_assert_num_queries):
    # At the end of a request Django closes the connection, which here is the test's own.
    monkeypatch.setattr(HttpResponseRedirect, "close", lambda response: None)
    request = rf.post("/comments/privacy/send/", {"email": ANNIKA}, headers=HERE)
    with django_assert_num_queries(0):
        answer = privacy_pages.privacy_send(request)
    assert answer.status_code == 303 and not Notice.objects.exists()

    answer.close()

    assert Notice.objects.get().kind == "privacy"


def test_a_failure_after_the_answer_is_logged(comment, ask, monkeypatch, caplog):
    monkeypatch.setattr(erasure.letters, "MOST_A_DAY", None)

    assert ask(ANNIKA).status_code == 303
    assert "could not be mailed" in caplog.text and ANNIKA not in caplog.text


@pytest.mark.parametrize("email", ["", "annika", "a\x00@example.org", "a\r\nBcc: b@example.org", "é" * 400 + "@x.org"])
def test_what_is_no_address_is_said_beside_it(db, ask, mailoutbox, email):
    answer = ask(email)

    assert answer.status_code == 422 and 'aria-invalid="true"' in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store" and mailoutbox == []


def test_what_another_site_sends_is_refused(comment, ask, client, link, mailoutbox):
    assert ask(ANNIKA, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    for path in ("erase/", "erase/everything/"):
        answer = client.post(f"{link}{path}", headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403 and "Nothing was erased" in answer.content.decode()
    assert mailoutbox == [] and not Comment.objects.exclude(erased_at=None).exists()


@pytest.mark.parametrize(
    ("path", "body"), [("erase/", "The <b>wall</b>."), ("erase/everything/", "This text was erased.")]
)
def test_looking_erases_nothing_and_pressing_the_button_does(comment, client, link, path, body):
    page = client.get(f"{link}{path}")
    assert page.status_code == 200 and "This can’t be undone." in page.content.decode()
    assert client.head(f"{link}{path}").status_code == 200
    assert not Comment.objects.exclude(erased_at=None).exists()

    answer = client.post(f"{link}{path}", headers=HERE)

    assert (answer.status_code, answer["Location"]) == (303, "/comments/privacy/erased/")
    row = Comment.objects.get()
    assert (row.author_name, row.body) == ("Anonymous", body)
    assert client.get(link).status_code == 404


def test_much_is_erased_by_pressing_again(comment, client, link, monkeypatch):
    newest = make_comment(comment.article, author_email=ANNIKA)
    link = link.replace(link.split("/")[3], signing.dumps(["c", newest.pk], salt=erasure.SALT))
    monkeypatch.setattr(erasure, "AT_ONCE", 1)
    monkeypatch.setattr(privacy_pages, "SECONDS", 0)

    answer = client.post(f"{link}erase/", headers=HERE)

    assert answer.status_code == 200 and "Not all is erased yet" in answer.content.decode()
    monkeypatch.setattr(privacy_pages, "SECONDS", 15)
    assert client.post(f"{link}erase/", headers=HERE).status_code == 303
    assert not Comment.objects.filter(erased_at=None).exists()


def test_an_old_or_wrong_link_says_what_to_do(comment, client, link, time_machine):
    assert client.get(link).status_code == 200
    time_machine.move_to(timezone.now() + timedelta(hours=24, seconds=1))

    for path in (link, f"{link}download/", f"{link}erase/", "/comments/privacy/x/", "/comments/privacy/%00/"):
        answer = client.get(path)
        assert answer.status_code == 404 and answer["Cache-Control"] == "private, no-store"
        assert "Ask for a new link" in answer.content.decode()
    assert client.post(f"{link}erase/", headers=HERE).status_code == 404
    assert Comment.objects.get().erased_at is None


def test_pages_for_one_reader_are_kept_by_nobody_and_set_no_cookie(comment, client, link):
    for path in (link, f"{link}download/", f"{link}erase/"):
        answer = client.get(path)
        assert answer["Cache-Control"] == "private, no-store" and answer["X-Robots-Tag"] == "noindex"
        assert not answer.cookies and "Cookie" not in answer.get("Vary", "")


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number(comment, client, link, django_assert_num_queries, count):
    for _ in range(count):
        make_comment(comment.article, author_email=ANNIKA)

    with django_assert_num_queries(6):
        client.get(link)

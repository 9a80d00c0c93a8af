import html

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.publishing import publish
from comments import writers
from comments.models import Comment, Writer, WriterEntry
from tests.factories import make_article, make_comment, make_editor, make_moderator

LIST = "/admin/comments/comment/"
MAIL = "annika@example.org"


@pytest.fixture
def marta(client, db):
    marta = make_moderator(first_name="Marta", last_name="Lind")
    client.force_login(marta)
    return marta


def page_of(client, comment, query=""):
    response = client.get(f"{LIST}{comment.pk}/writer/{query}")
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def post(client, comment, deed, **fields):
    return client.post(f"{LIST}{comment.pk}/writer/{deed}/", fields)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_the_page_shows_everything_by_the_address(client, marta):
    story = make_article(headline="Harbour wall")
    publish(story, by=make_editor())
    comment = make_comment(story, author_email=MAIL, author_name="Annika Ro", body="The <b>first</b>.")
    make_comment(author_email="ANNIKA@example.org", author_name="A. Ro", body="The second.", state="rejected")
    make_comment(body="Somebody else's.")

    text = page_of(client, comment)

    assert "annika@example.org" in text and "Not confirmed" in text
    assert "Harbour wall" in text and "The second." in text and "Somebody else" not in text
    assert "<b>first</b>" not in client.get(f"{LIST}{comment.pk}/writer/").content.decode()
    assert "<bdi>A. Ro</bdi>" in text and "2 comments" in text


def test_card_and_list_lead_to_the_page(client, marta):
    comment = make_comment()
    address = f'href="{LIST}{comment.pk}/writer/"'

    for page in (LIST, f"{LIST}queue/", f"{LIST}{comment.pk}/change/"):
        assert address in client.get(page).content.decode(), page


def test_a_long_list_goes_on_where_it_stopped(client, marta):
    story = make_article()
    comments = [make_comment(story, author_email=MAIL, body=f"Number {number:02}.") for number in range(30)]

    first = page_of(client, comments[0])
    second = page_of(client, comments[0], f"?before={comments[5].pk}")

    assert [f"Number {number:02}." in first for number in range(30)] == [False] * 5 + [True] * 25
    assert f"?before={comments[5].pk}" in first and "Older" not in second
    assert [f"Number {number:02}." in second for number in range(30)] == [True] * 5 + [False] * 25
    for odd in ("x", "0", "9" * 40, "%00", "-1"):
        assert "Number 29." in page_of(client, comments[0], f"?before={odd}")


def test_a_note_is_kept_with_its_comment(client, marta):
    comment = make_comment(author_email=MAIL)

    assert said(post(client, comment, "note", text="Kind on the phone.")) == ["The note is kept."]

    entry = WriterEntry.objects.get()
    assert (entry.kind, entry.text, entry.by, entry.comment, entry.writer.email) == (
        "note",
        "Kind on the phone.",
        marta,
        comment,
        MAIL,
    )
    assert "Kind on the phone." in page_of(client, comment)


def test_a_warning_that_is_not_mailed_says_so(client, marta):
    comment = make_comment(author_email=MAIL)

    assert "No mail was sent" in said(post(client, comment, "warn", text="Please."))[0]
    Writer.objects.update(confirmed_at=timezone.now())
    assert "on its way by mail" in said(post(client, comment, "warn", text="Please."))[1]


def test_a_ban_leads_to_what_it_takes_down(client, marta):
    comment = make_comment(author_email=MAIL, state="approved")

    response = post(client, comment, "ban", text="Threats.", removes="on")

    assert response.url == f"{LIST}bulk/{WriterEntry.objects.get().batch_id}/"
    client.post(f"{response.url}step/")
    page = client.get(response.url).content.decode()
    assert f"{comment.author_name}</bdi></strong> is banned" in page and "What writer" not in page
    assert f'href="{LIST}{comment.pk}/writer/"' in page
    assert Comment.objects.get().state == "rejected"
    assert "Banned" in page_of(client, comment) and "1 comment taken down" in page_of(client, comment)
    response = post(client, comment, "unban")
    client.post(f"{response.url}step/")
    assert "is no longer banned" in client.get(response.url).content.decode()
    assert Comment.objects.get().state == "approved"


def test_a_second_click_is_told_and_bans_once(client, marta):
    comment = make_comment(author_email=MAIL)

    post(client, comment, "ban", text="Threats.")

    assert said(post(client, comment, "ban", text="Threats."))[-1] == "This address is banned already."
    assert WriterEntry.objects.count() == 1


@pytest.mark.parametrize("deed", ["note", "warn", "ban"])
@pytest.mark.parametrize("text", ["", "  ", "x" * 4001, "a\x00b"])
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, marta, deed, text):
    comment = make_comment(author_email=MAIL)

    response = post(client, comment, deed, text=text)

    assert response.status_code == 422 and not WriterEntry.objects.exists()
    assert 'class="wrongness"' in response.content.decode()
    if text.startswith("x"):
        assert text in response.content.decode()


@pytest.mark.parametrize(
    "fields", [{"author_email": "", "erased_at": timezone.now()}, {"author_email": "erased-12@erased.invalid"}]
)
def test_who_was_erased_has_no_page(client, marta, fields):
    erased = make_comment(**fields)
    make_comment(**fields)
    deeds = [post(client, erased, deed, text="x", removes="on") for deed in ("note", "warn", "ban", "unban")]

    for response in (client.get(f"{LIST}{erased.pk}/writer/"), *deeds):
        assert response.url == f"{LIST}{erased.pk}/change/"
        assert said(response)[-1] == writers.NOBODY_LEFT
    assert not WriterEntry.objects.exists() and not Writer.objects.exists()
    for page in (LIST, f"{LIST}queue/", f"{LIST}{erased.pk}/change/"):
        assert f"{LIST}{erased.pk}/writer/" not in client.get(page).content.decode(), page


def test_the_page_takes_the_same_queries_for_one_and_three(client, marta):
    def add():
        comment = make_comment(author_email=MAIL, ip_hash="home", state="approved")
        make_comment(author_email=MAIL, parent=comment, article=comment.article)
        make_comment(ip_hash="home")
        comment.reports.create(reason="spam", closed_by=make_moderator(), closed_at=timezone.now())
        writers.note(MAIL, "Note.", by=make_moderator(), comment=comment)
        return comment

    def queries():
        with CaptureQueriesContext(connection) as context:
            page_of(client, comment)
        return len(context)

    comment = add()
    with_one = queries()
    add(), add()

    assert queries() == with_one
    assert with_one <= 18

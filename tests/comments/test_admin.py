from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.publishing import publish
from comments.models import Comment
from comments.moderation import decide
from comments.queues import Place
from tests.factories import (
    make_article,
    make_comment,
    make_editor,
    make_moderator,
    make_photo_editor,
    make_reporter,
    make_section,
    make_user,
)

LIST = "/admin/comments/comment/"
QUEUE = LIST + "queue/"


@pytest.fixture
def marta(client, db):
    marta = make_moderator(first_name="Marta", last_name="Lind")
    client.force_login(marta)
    return marta


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def html_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def held(**fields):
    comment = make_comment(**fields)
    decide(comment)
    return comment


def post(client, comment, verdict, **fields):
    return client.post(f"{LIST}{comment.pk}/decide/", {"verdict": verdict} | fields)


def ask(client, comment, verdict, **fields):
    """Decide as the script does: an answer in JSON."""
    address = f"{LIST}{comment.pk}/decide/"
    return client.post(address, {"verdict": verdict} | fields, headers={"Accept": "application/json"})


# The queue


def test_the_queue_shows_all_that_a_decision_needs(client, marta):
    article = make_article(headline="Harbour wall", section=make_section(name="Harbour"))
    edition = publish(article, by=make_editor())
    answered = make_comment(article, author_name="Pete", body="What was said before.", state="approved")
    make_comment(article, author_email="ANNIKA@example.org", body="An <earlier> one.", state="rejected")
    make_comment(article, author_email="other@example.org", body="Somebody else's.", state="rejected")
    held(
        article=article, parent=answered, author_name="Annika Ro", author_email="annika@example.org",
        body="See <b>this</b>: https://example.org/ www.example.org",
    )  # fmt: skip

    html = html_of(client, QUEUE)

    assert f'<a href="{edition.path}#comments">Harbour wall</a>' in html
    assert "Pete" in html and "What was said before." in html
    assert "See &lt;b&gt;this&lt;/b&gt;: <mark>https://example.org/</mark> <mark>www.example.org</mark>" in html
    assert "<li>Has 2 links</li>" in html
    assert "<strong>0</strong> approved, <strong>1</strong> rejected" in html
    assert "An &lt;earlier&gt; one." in html and "Somebody else" not in html
    assert "Harbour, 1 comment published" in html


def test_the_queue_is_the_oldest_first_and_only_what_is_held(client, marta):
    now = timezone.now()
    held(body="Second in.", created_at=now - timedelta(hours=1))
    held(body="First in.", created_at=now - timedelta(hours=2))
    make_comment(body="Done with.", state="approved")

    html = html_of(client, QUEUE)

    assert html.index("First in.") < html.index("Second in.") and "Done with." not in html


def test_later_leads_to_the_next_without_a_script(client, marta):
    first, second = held(body="First in."), held(body="Second in.")

    html = html_of(client, QUEUE)
    later = f"{QUEUE}?state=pending&amp;at={Place.of(second)}"
    assert f'href="{later}" data-skip' in html
    for address in (later.replace("&amp;", "&"), f"{QUEUE}?at={second.pk}"):
        html = html_of(client, address)
        assert "Second in." in html and "First in." not in html
    for odd in ("", "x", "0", "9" * 40, "%00", "-1", "1.2", "0.9" * 9, "0.99999999999999999.1", "1.1.1.1"):
        assert f'data-comment="{first.pk}"' in html_of(client, f"{QUEUE}?at={odd}")


def test_a_writer_with_many_comments_shows_the_latest_five(client, marta):
    article = make_article()
    for number in range(8):
        make_comment(article, author_email="a@example.org", body=f"Number {number}.", state="approved")
    held(article=article, author_email="a@example.org", body="The held one.")

    html = html_of(client, QUEUE)

    assert [f"Number {number}." in html for number in range(8)] == [False] * 3 + [True] * 5
    assert "<strong>8</strong> approved" in html


def test_an_empty_queue_says_so(client, marta):
    assert "Nobody waits for an answer" in html_of(client, QUEUE)


def test_held_comments_are_counted_to_99_and_no_further(client, marta):
    article = make_article()
    comments = [held(article=article) for _ in range(102)]

    assert 'Held <span class="count" data-count="pending">99+</span>' in html_of(client, QUEUE)
    assert ask(client, comments[0], "approved").json()["held"] == "99+"


@pytest.mark.parametrize(("address", "most"), [(QUEUE, 9), (LIST, 10), (LIST + "?state=pending", 11)])
def test_pages_take_the_same_queries_for_one_and_three(client, marta, address, most):
    def queries():
        with CaptureQueriesContext(connection) as context:
            html_of(client, address)
        return len(context)

    one_parent = make_comment(state="approved")
    held(article=one_parent.article, parent=one_parent)
    html_of(client, address)
    with_one = queries()
    for _ in range(2):
        parent = make_comment(state="approved", user=make_reporter())
        held(article=parent.article, parent=parent)

    assert queries() == with_one
    assert with_one <= most


# Verdicts


@pytest.mark.parametrize("verdict", ["approved", "rejected", "spam"])
def test_a_verdict_by_plain_form_is_recorded_and_leads_back_to_the_queue(client, marta, verdict):
    comment = held()

    response = post(client, comment, verdict, seen="pending")

    comment.refresh_from_db()
    assert comment.state == verdict and comment.decided_at is not None
    assert (comment.decisions.first().by, comment.decisions.first().verdict) == (marta, verdict)
    assert (response.status_code, response["Location"]) == (302, QUEUE)


def test_a_verdict_by_script_answers_with_what_is_left(client, marta):
    comment = held(author_name="Annika Ro")
    held()

    answer = ask(client, comment, "approved", seen="pending")

    assert answer.status_code == 200
    told = answer.json()
    assert (told["state"], told["said"]) == ("approved", "Annika Ro’s comment is approved.")
    assert (told["held"], told["counts"]["pending"], told["counts"]["approved"]) == ("1", "1", "1")
    assert ask(client, comment, "pending", seen="approved").json()["held"] == "2"
    comment.refresh_from_db()
    assert comment.state == "pending"
    assert [decision.verdict for decision in comment.decisions.all()] == ["pending", "approved", "pending"]


@pytest.mark.parametrize("seen", [{}, {"seen": "pending"}])
def test_a_second_verdict_says_what_the_first_was_and_changes_nothing(client, marta, seen):
    comment = held()
    comment.approve(by=make_moderator(first_name="Ines", last_name="Calder"))

    answer = ask(client, comment, "rejected", **seen)
    plain = post(client, comment, "rejected", **seen)

    assert answer.status_code == 409 and answer.json()["state"] == "approved"
    assert answer.json()["said"] == "Ines Calder approved this just now. It was left as it is."
    assert said(plain) == ["Ines Calder approved this just now. It was left as it is."]
    comment.refresh_from_db()
    assert comment.state == "approved" and comment.decisions.count() == 2


def test_taking_back_a_verdict_that_somebody_changed_since_changes_nothing(client, marta):
    comment = held()
    ask(client, comment, "approved", seen="pending")
    comment.mark_spam(by=make_moderator())

    assert ask(client, comment, "pending", seen="approved").status_code == 409
    comment.refresh_from_db()
    assert comment.state == "spam"


def test_a_decided_comment_can_be_decided_anew_by_who_sees_its_state(client, marta):
    comment = make_comment(state="rejected")

    assert post(client, comment, "approved", seen="rejected").status_code == 302
    comment.refresh_from_db()
    assert comment.state == "approved"


@pytest.mark.parametrize("fields", [{"verdict": "withdrawn"}, {"verdict": ""}, {"verdict": "approved", "seen": "x"}])
def test_what_is_no_verdict_changes_nothing(client, marta, fields):
    comment = held()

    response = client.post(f"{LIST}{comment.pk}/decide/", fields, headers={"Accept": "application/json"})

    assert response.status_code == 400 and response.json()["state"] == "pending"


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/admin/", "/admin/"),
        ("https://evil.example/", QUEUE),
        ("//evil.example/", QUEUE),
        ("javascript:alert(1)", QUEUE),
    ],
)
def test_a_verdict_leads_only_to_pages_of_ours(client, marta, target, expected):
    assert post(client, held(), "approved", next=target)["Location"] == expected


def test_what_is_no_verdict_leads_back_to_the_comment(client, marta):
    comment = held()

    assert post(client, comment, "approved", next="\x00")["Location"] == f"{QUEUE}?state=pending&at={comment.pk}"


def test_a_comment_that_is_none_can_not_be_decided(client, marta):
    for number in ("0", "9" * 30):
        assert client.post(f"{LIST}{number}/decide/", {"verdict": "approved"}).status_code == 404


def test_a_verdict_needs_the_desks_own_token(marta, db):
    client, comment = Client(enforce_csrf_checks=True), held()
    client.force_login(marta)

    assert post(client, comment, "approved").status_code == 403
    comment.refresh_from_db()
    assert comment.state == "pending"


# The list


def bulk(client, action, comments, **fields):
    return client.post(LIST, {"action": action, "_selected_action": [c.pk for c in comments], "index": "0"} | fields)


@pytest.mark.parametrize(
    ("action", "state", "words"),
    [
        ("approve", "approved", "2 comments approved."),
        ("reject", "rejected", "2 comments rejected."),
        ("mark_spam", "spam", "2 comments marked as spam."),
    ],
)
def test_many_are_decided_at_once_each_on_record(client, marta, action, state, words):
    chosen, other = [held(), held()], held()

    response = bulk(client, action, chosen)

    assert said(response) == [words]
    assert set(Comment.objects.exclude(pk=other.pk).values_list("state", flat=True)) == {state}
    for comment in chosen:
        assert comment.decisions.first().by == marta
    other.refresh_from_db()
    assert other.state == "pending"


def test_a_bulk_verdict_passes_over_what_somebody_decided_since(client, marta):
    mine, theirs = held(), held(author_name="Annika Ro")
    theirs.approve(by=make_moderator(first_name="Ines", last_name=""))

    response = bulk(client, "reject", [mine, theirs], seen=[f"{mine.pk}:pending", f"{theirs.pk}:pending"])

    assert said(response) == ["1 comment rejected.", "Annika Ro: Ines approved this just now. Left as it is."]
    theirs.refresh_from_db()
    assert theirs.state == "approved" and theirs.decisions.count() == 2


def test_a_bulk_verdict_that_holds_already_is_not_recorded_again(client, marta):
    comment = make_comment(state="approved")

    assert said(bulk(client, "approve", [comment])) == ["Nothing to do: all were so already."]
    assert not comment.decisions.exists()


def test_the_list_offers_no_deletion(client, marta):
    comment = held()

    assert "delete_selected" not in html_of(client, LIST)
    bulk(client, "delete_selected", [comment], post="yes")
    assert Comment.objects.filter(pk=comment.pk).exists()


def test_tabs_count_and_choose_states(client, marta):
    make_comment(body="Held words.")
    make_comment(body="Approved words.", state="approved")

    html = html_of(client, LIST + "?state=approved")

    assert "Approved words." in html and "Held words." not in html
    assert 'aria-current="page">Approved <span class="count" data-count="approved">1</span>' in html
    assert 'data-count="pending">1</span>' in html and 'data-count="spam">0</span>' in html


@pytest.mark.parametrize("query", ["section=harbour", "since=week", "section=harbour&since=day&state=approved"])
def test_filters_narrow_the_list(client, marta, query):
    harbour = make_article(section=make_section(name="Harbour", slug="harbour"))
    make_comment(harbour, body="Of today.", state="approved")
    make_comment(body="Of long ago.", created_at=timezone.now() - timedelta(days=400))

    html = html_of(client, f"{LIST}?{query}")

    assert "Of today." in html and "Of long ago." not in html


def test_no_address_finds_out_emails_letter_by_letter(client, marta):
    make_comment(body="Found anyway.", author_email="zoe@example.org")

    assert "Found anyway." in html_of(client, LIST + "?author_email__startswith=a")


@pytest.mark.parametrize("query", ["harbour wall", "findable", "Annika", "annika@example.org"])
def test_search_finds_words_names_addresses_and_headlines(client, marta, query):
    make_comment(
        make_article(headline="Harbour wall"), author_name="Annika Ro", author_email="annika@example.org",
        body="Findable.",
    )  # fmt: skip
    make_comment(body="Other words.")

    html = html_of(client, f"{LIST}?q={query}")

    assert "Findable." in html and "Other words." not in html


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=%ff",
        "p=1e9",
        "p=999999",
        "state=%00",
        "created_at__gte=x",
        "section=%00",
        "since=x",
        "author_email__startswith=a",
    ],
)
def test_odd_words_in_the_lists_address_are_answered(client, marta, query):
    make_comment()

    assert client.get(f"{LIST}?{query}").status_code in (200, 302)


# One comment


def test_the_page_of_a_comment_shows_its_decisions_and_no_field_for_its_words(client, marta):
    comment = held(body="Read <only>.", author_email="annika@example.org")
    comment.reject(by=marta, reasons=["Insults"])

    html = html_of(client, f"{LIST}{comment.pk}/change/")

    assert "Read &lt;only&gt;." in html and "annika@example.org" in html
    assert html.index("Marta Lind rejected this just now.") < html.index("A rule held this just now.")
    assert "<li>Insults</li>" in html
    assert 'name="body"' not in html and "<textarea" not in html and 'name="_save"' not in html


def test_nobody_edits_a_readers_words(client, db):
    comment = held(body="As written.")
    client.force_login(make_user(is_superuser=True))

    response = client.post(f"{LIST}{comment.pk}/change/", {"body": "Twisted.", "state": "approved", "_save": "1"})

    assert response.status_code == 405
    comment.refresh_from_db()
    assert (comment.body, comment.state) == ("As written.", "pending")
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{comment.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Comment.objects.filter(pk=comment.pk).exists()


def test_an_approved_comment_is_picked_and_unpicked(client, marta):
    comment, pending = make_comment(state="approved"), held()
    address = f"{LIST}{comment.pk}/pick/"

    client.post(address, {"pick": "yes"})
    assert Comment.objects.get(pk=comment.pk).is_featured is True
    client.post(address, {"pick": "no"})
    assert Comment.objects.get(pk=comment.pk).is_featured is False
    client.post(f"{LIST}{pending.pk}/pick/", {"pick": "yes"})
    assert Comment.objects.get(pk=pending.pk).is_featured is False


def test_a_comment_that_is_none_leads_back(client, marta):
    for number in ("0", "x", "9" * 30):
        assert client.get(f"{LIST}{number}/change/").status_code == 302


# Who may


@pytest.mark.parametrize("make", [make_reporter, make_photo_editor, make_user])
def test_who_does_not_moderate_is_refused_everywhere(client, db, make):
    comment = held(body="Secret words.")
    client.force_login(make())

    for address in (LIST, QUEUE, f"{LIST}{comment.pk}/change/", f"{LIST}{comment.pk}/history/", f"{LIST}add/"):
        response = client.get(address)
        assert response.status_code == 403 and b"Secret words" not in response.content
    for response in (
        post(client, comment, "approved"),
        ask(client, comment, "approved"),
        bulk(client, "approve", [comment]),
        client.post(f"{LIST}{comment.pk}/pick/", {"pick": "yes"}),
    ):
        assert response.status_code == 403
    comment.refresh_from_db()
    assert comment.state == "pending" and comment.decisions.count() == 1


def test_readers_are_sent_to_the_log_in(client, db):
    comment = held()

    for address in (LIST, QUEUE, f"{LIST}{comment.pk}/change/"):
        assert client.get(address).status_code == 302
    assert post(client, comment, "approved")["Location"].startswith("/admin/login/")
    comment.refresh_from_db()
    assert comment.state == "pending"


def test_who_may_only_look_gets_no_buttons_and_decides_nothing(client, db):
    comment = held()
    looker = make_user()
    looker.user_permissions.add(Permission.objects.get(codename="view_comment"))
    client.force_login(looker)

    for address in (LIST, QUEUE, f"{LIST}{comment.pk}/change/"):
        html = html_of(client, address)
        assert 'name="verdict"' not in html and 'value="approve"' not in html
    assert post(client, comment, "approved").status_code == 403
    bulk(client, "approve", [comment])
    comment.refresh_from_db()
    assert comment.state == "pending"


def test_editors_moderate_too(client, db):
    comment = held()
    client.force_login(make_editor())

    assert client.get(QUEUE).status_code == 200
    post(client, comment, "approved", seen="pending")
    comment.refresh_from_db()
    assert comment.state == "approved"

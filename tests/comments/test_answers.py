from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article, AuditEntry, Edition
from articles.publishing import publish, withdraw
from comments.answers import answer
from comments.models import Comment, HouseRules
from tests.factories import make_article, make_author, make_comment, make_editor, make_moderator, make_reporter


@pytest.fixture
def comment(db):
    article = make_article(headline="Harbour wall")
    publish(article, by=make_editor())
    return make_comment(article, author_name="Annika Ro", author_email="annika@example.org", state="approved")


@pytest.fixture
def marta(db):
    return make_moderator(first_name="Marta", last_name="Lind", email="marta@example.org")


def address(comment):
    return f"/admin/comments/comment/{comment.pk}/answer/"


def story_of(comment, client):
    return client.get(comment.article.editions.get().path).content.decode()


def test_an_answer_is_public_at_once_with_the_badge_and_without_the_address(comment, client, marta):
    client.force_login(marta)

    response = client.post(address(comment), {"body": "It was <filled>.\r\nIn 1971."})

    said = Comment.objects.get(user=marta)
    assert response["Location"] == f"/admin/comments/comment/{said.pk}/change/"
    assert (said.state, said.parent, said.author_name, said.author_email, said.body) == (
        "approved",
        comment,
        "Marta Lind",
        "marta@example.org",
        "It was <filled>.\nIn 1971.",
    )
    decision = said.decisions.get()
    assert (decision.by, decision.verdict, decision.reasons) == (marta, "approved", ["Answered from the desk"])
    entry = AuditEntry.objects.get(deed="moderate")
    assert (entry.by, entry.article, entry.details["comment"]) == (marta, comment.article, said.pk)
    html = story_of(comment, client)
    assert "It was &lt;filled&gt;." in html and html.count('<span class="badge">Staff</span>') == 1
    assert "marta@" not in html


def test_an_author_of_the_story_answers_as_its_author(comment, client):
    reporter = make_reporter(first_name="Ben", last_name="Whitlock", email="ben@example.org")
    author = make_author(name="Ben Whitlock", user=reporter)
    article = make_article(authors=[author])
    edition = publish(article, by=make_editor())
    mine = make_comment(article, body="Why?", author_email="zqreader@example.org", state="approved")
    client.force_login(reporter)

    page = client.get(address(mine)).content.decode()
    response = client.post(address(mine), {"body": "Because."})

    assert "Answer as Ben Whitlock" in page and "zqreader" not in page
    said = mine.replies.get()
    assert f'href="{edition.path}comments/{mine.pk}/#comment-{mine.pk}"' in page
    assert response["Location"] == f"{edition.path}comments/{said.pk}/#comment-{said.pk}"
    html = client.get(edition.path).content.decode()
    assert html.count('<span class="badge">Author</span>') == 1 and "Staff</span>" not in html
    assert client.get(address(comment)).status_code == 403
    assert client.post(address(comment), {"body": "No."}).status_code == 403
    mine.reject()
    assert client.get(address(mine)).status_code == 403


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda comment: comment.reject(), "Readers don’t see this comment"),
        (lambda comment: withdraw(comment.article, by=make_editor()), "The story is not on the site."),
        (lambda comment: HouseRules(mode="closed").save(), "Comments on this story are closed."),
    ],
)
def test_an_answer_that_can_not_be_is_refused_and_its_text_given_back(comment, client, marta, spoil, words):
    client.force_login(marta)
    spoil(comment)

    response = client.post(address(comment), {"body": "Kept <words>."})

    html = response.content.decode()
    assert response.status_code == 409 and words in html and "Kept &lt;words&gt;.</textarea>" in html
    assert Comment.objects.count() == 1


def test_who_has_no_address_is_told_so(comment, client):
    client.force_login(make_moderator())

    assert "Your account has no email address" in client.get(address(comment)).content.decode()
    assert client.post(address(comment), {"body": "x"}).status_code == 409


@pytest.mark.parametrize("body", ["", " \u200b", "a" * 65537, "nul \x00"])
def test_odd_answers_are_sent_back(comment, client, marta, body):
    client.force_login(marta)

    assert client.post(address(comment), {"body": body}).status_code == 422
    assert Comment.objects.count() == 1


def test_a_double_click_is_one_answer(comment, marta):
    assert answer(comment, by=marta, body="Once.") == answer(comment, by=marta, body="Once.")


def test_an_answer_to_what_was_taken_down_meanwhile_is_none(comment, marta):
    seen = Comment.objects.get(pk=comment.pk)
    comment.reject()

    with pytest.raises(Comment.DoesNotExist):
        answer(seen, by=marta, body="Too late.")

    assert Comment.objects.count() == 1


def test_the_desks_page_offers_it_only_where_readers_see_the_comment(comment, client, marta):
    client.force_login(marta)
    page = f"/admin/comments/comment/{comment.pk}/change/"

    assert f'href="{address(comment)}"' in client.get(page).content.decode()
    comment.hold(by=marta)
    assert address(comment) not in client.get(page).content.decode()


def test_the_desks_page_offers_no_answer_once_the_story_has_closed_by_itself(comment, client, marta):
    client.force_login(marta)
    page = f"/admin/comments/comment/{comment.pk}/change/"
    HouseRules(close_after_days=1).save()
    open_still = client.get(page).content.decode()
    Edition.objects.update(published_at=timezone.now() - timedelta(days=2))

    closed = client.get(page).content.decode()

    assert open_still.count(f'href="{address(comment)}"') == 1 and address(comment) not in closed
    assert "Closed to new comments 1 day after publication" in closed
    Article.objects.update(comments_stay_open=True)
    assert address(comment) in client.get(page).content.decode()


def test_the_desks_page_offers_no_verdict_on_what_its_writer_took_back(comment, client, marta):
    client.force_login(marta)
    page = f"/admin/comments/comment/{comment.pk}/change/"
    before = client.get(page).content.decode()
    comment.withdraw()

    after = client.get(page).content.decode()

    assert ('name="verdict"' in before, 'name="verdict"' in after) == (True, False)


def test_the_desks_page_shows_the_reports_and_lets_the_comment_stand(comment, client, marta):
    comment.reports.create(reason="illegal", text="It <names> a witness.", reporter_name="D", reporter_email="d@e.org")
    Comment.objects.update(report_count=1)
    client.force_login(marta)

    html = client.get(f"/admin/comments/comment/{comment.pk}/change/").content.decode()

    assert "It &lt;names&gt; a witness." in html and "d@e.org, who is told what you decide" in html
    assert "Let it stand</button>" in html


def test_pages_take_the_same_queries_for_one_and_three(comment, client, marta, django_assert_num_queries):
    client.force_login(marta)
    page = f"/admin/comments/comment/{comment.pk}/change/"
    client.get(page)
    with django_assert_num_queries(10):
        client.get(page)
    for _ in range(3):
        comment.reports.create(reason="spam", closed_by=make_editor(), closed_at=comment.created_at)

    with django_assert_num_queries(10):
        client.get(page)

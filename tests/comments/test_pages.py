"""Readers' pages for comments, their feeds, and the names by which a cache keeps them."""

from xml.etree import ElementTree

import pytest
from django.db import transaction

from articles import page_names
from articles.models import Masthead
from articles.page_names import unseen
from articles.publishing import publish, withdraw
from comments.models import Comment
from tests import surfaces
from tests.comments.test_threads import fill, threads_of
from tests.factories import make_article, make_comment, make_editor

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
THREADING = "{http://purl.org/syndication/thread/1.0}"


@pytest.fixture
def story():
    article = make_article(headline="Wall moves")
    article.path = publish(article, by=make_editor()).path
    return article


@pytest.mark.parametrize("count", [1, 3])
def test_pages_and_feeds_take_the_same_queries_for_one_and_three(client, story, django_assert_num_queries, count):
    made = fill(story, threads_of(count, 2))

    for address, queries in {
        f"{story.path}comments/": 7,
        f"{story.path}comments/?sort=picks": 7,
        f"{story.path}comments/{made[0].pk}/": 8,
        f"{story.path}comments/{made[1].pk}/": 9,
        "/feeds/comments.atom": 2,
        f"/feeds/comments/{story.pk}.rss": 3,
    }.items():
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200


def test_the_next_page_goes_on_where_the_first_ends(client, story):
    made = fill(story, [None] * 60)

    first = client.get(story.path).content.decode()
    second = client.get(f"{story.path}comments/?after={made[49].pk}").content.decode()

    assert f'href="{story.path}comments/?after={made[49].pk}"' in first
    assert [f'id="comment-{comment.pk}"' in first for comment in made] == [True] * 50 + [False] * 10
    assert [f'id="comment-{comment.pk}"' in second for comment in made] == [False] * 50 + [True] * 10
    assert f'href="?reply={made[55].pk}' not in second
    assert f'href="{story.path}comments/?after={made[49].pk}&amp;reply={made[55].pk}#comment-form"' in second


@pytest.mark.parametrize("query", ["sort=best", "after=x", "after=0", "after=-1", "sort=%00"])
def test_an_order_that_is_none_is_not_found(client, story, query):
    assert client.get(f"{story.path}comments/?{query}").status_code == 404


@pytest.mark.parametrize("state", ["pending", "rejected", "unknown", "elsewhere"])
def test_who_goes_on_after_a_thread_that_is_gone_begins_anew(client, story, state):
    after = 10**17 if state == "unknown" else None
    if not after:
        fields = {"state": "approved"} if state == "elsewhere" else {"article": story, "state": state}
        after = make_comment(**fields).pk

    response = client.get(f"{story.path}comments/?sort=newest&after={after}")

    assert (response.status_code, response["Location"]) == (302, f"{story.path}comments/?sort=newest")


def test_a_comment_has_an_address_that_marks_it_and_lets_readers_answer(client, story):
    root, reply = fill(story, [None, 0])

    html = client.get(f"{story.path}comments/{reply.pk}/?reply={root.pk}").content.decode()

    assert f'<article class="comment is-asked" id="comment-{reply.pk}">' in html
    assert f'name="parent" value="{root.pk}"' in html
    assert f'class="cancel" data-cancel href="{story.path}comments/{reply.pk}/#comment-form"' in html
    assert '<meta name="robots" content="noindex">' in html


def test_what_readers_do_not_see_has_no_address(client, story):
    root = make_comment(story, state="approved")
    below = make_comment(story, parent=root, state="approved")
    elsewhere = make_comment(state="approved")
    root.reject()
    ordinary = client.get("/no-such-page/").content

    for pk in (root.pk, below.pk, elsewhere.pk, 10**17, 10**30):
        response = client.get(f"{story.path}comments/{pk}/")
        assert (response.status_code, response.content) == (404, ordinary)


def test_addresses_follow_their_story(client, story):
    comment = make_comment(story, state="approved")
    story.slug = "moved"
    story.save()
    story.record(by=None)
    new = publish(story, by=None).path

    for more in ("comments/", f"comments/{comment.pk}/"):
        response = client.get(story.path + more)
        assert (response.status_code, response["Location"]) == (301, new + more)

    withdraw(story, by=make_editor())
    assert [client.get(new + more).status_code for more in ("comments/", f"comments/{comment.pk}/")] == [410, 410]
    assert client.get(f"/feeds/comments/{story.pk}.atom").status_code == 410


def test_feeds_hold_what_readers_see_the_newest_first_and_say_what_is_answered(client, story):
    fill(story, [None, 0])
    make_comment(story, body="Held.")
    make_comment(body="Under a draft.", state="approved")

    for address in ("/feeds/comments.atom", f"/feeds/comments/{story.pk}.atom"):
        text = client.get(address).content.decode()
        entries = ElementTree.fromstring(text).findall(f"{ATOM}entry")
        answers = [entry.find(f"{THREADING}in-reply-to").get("ref") for entry in entries]

        assert [entry.find(f"{ATOM}title").text for entry in entries] == ["N1 on Wall moves", "N0 on Wall moves"]
        assert answers == [entries[1].find(f"{ATOM}id").text, f"http://127.0.0.1:8000{story.path}"]
        assert "@" not in text and "Held." not in text and "draft" not in text


def test_a_feed_is_sent_again_only_when_it_changed(client, story):
    comment = make_comment(story, state="approved")
    tag = client.get("/feeds/comments.rss")["ETag"]

    assert client.get("/feeds/comments.rss", headers={"if-none-match": tag}).status_code == 304
    comment.reject()
    assert client.get("/feeds/comments.rss", headers={"if-none-match": tag}).status_code == 200


def test_everything_that_shows_something_of_a_comment_is_named_for_it(client, story):
    comment = make_comment(story, author_name="Annika Ro", state="approved")
    fill(story, [None] * 3)
    Masthead(name="The Courier", shows_changes=True).save()
    name, unnamed = f"comments:{story.pk}", []
    for address in surfaces.every_address():
        response = client.get(address)
        text = response.content.decode()
        shows = "Annika Ro" in text or '4<span class="unseen"> comment' in text or "4 comments" in text
        names = response.get("Cache-Tag", "").split(",")
        # Only bare addresses and suggestions say nothing of the paper.
        tells_of_the_paper = address not in surfaces.sitemaps() and not address.startswith("/search/suggestions/")
        if (shows and not {name, "comments"} & set(names)) or (tells_of_the_paper and "masthead" not in names):
            unnamed.append(address)

    assert unnamed == []
    assert name in client.get("/")["Cache-Tag"] and comment.is_shown


@pytest.fixture
def told(monkeypatch):
    found = []
    monkeypatch.setattr(page_names, "LISTENERS", [found.append])
    return found


CHANGES = {
    "approve": ("pending", lambda comment: comment.approve()),
    "hold": ("approved", lambda comment: comment.hold()),
    "reject": ("approved", lambda comment: comment.reject()),
    "mark as spam": ("approved", lambda comment: comment.mark_spam()),
    "withdraw": ("approved", lambda comment: comment.withdraw()),
    "pick": ("approved", lambda comment: comment.pick()),
    "unpick": ("approved", lambda comment: comment.unpick()),
    "edit": ("approved", lambda comment: comment.save(update_fields=["body"])),
    "delete": ("approved", lambda comment: comment.delete()),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_of_a_comment_is_told_once_it_is_committed(
    story, told, django_capture_on_commit_callbacks, change
):
    state, act = CHANGES[change]
    comment = make_comment(story, state=state)

    with django_capture_on_commit_callbacks() as callbacks:
        act(Comment.objects.get(pk=comment.pk))
        assert told == []
    for callback in callbacks:
        callback()

    assert f"comments:{story.pk}" in set().union(*told)


def test_a_change_that_is_taken_back_is_told_to_nobody(story, told, django_capture_on_commit_callbacks):
    comment = make_comment(story)

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        comment.approve()
        transaction.set_rollback(True)

    assert told == []


def test_a_held_comment_that_comes_in_drops_no_page(story, told, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        make_comment(story)

    assert told == []


def test_publishing_and_withdrawing_tell_the_pages_that_show_the_story(told, django_capture_on_commit_callbacks):
    article = make_article(tags=["Wall"])
    with django_capture_on_commit_callbacks(execute=True):
        edition = publish(article, by=make_editor())
    names = {f"article:{article.pk}", f"section:{edition.section.slug}", "front:home", "archive", "tag:wall"}
    names |= {f"author:{edition.credits[0]['slug']}", unseen(article.pk)}
    assert told == [names]

    with django_capture_on_commit_callbacks(execute=True):
        withdraw(article, by=make_editor())
    assert told == [names, names]

"""Author and tag pages."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles.models import Byline, CreditedEdition, Edition, TaggedEdition
from articles.publishing import publish, reschedule, withdraw
from tests.factories import make_article, make_author, make_comment, make_photo, make_section

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def live_story(minutes_ago=0, **fields):
    return publish(make_article(**fields), by=None, at=NOON - timedelta(minutes=minutes_ago))


def test_author_page_tells_who_it_is_and_lists_their_stories_newest_first(client):
    author = make_author(
        name="Marit Olsund",
        slug="marit-olsund",
        role="Harbour editor",
        bio="Keeps a <tide> table.",
        photo=make_photo(),
        email="marit@example.org",
        email_is_private=False,
    )
    older, newer = live_story(9, authors=[author]), live_story(1, authors=[author])
    live_story(5)

    response = client.get("/authors/marit-olsund/")
    text = response.content.decode()

    assert response.context["editions"] == [newer, older]
    assert "<h1>Marit Olsund</h1>" in text
    assert '<p class="deck">Harbour editor</p>' in text
    assert "Keeps a &lt;tide&gt; table." in text
    assert '<a href="mailto:marit@example.org">marit@example.org</a>' in text
    assert '<img class="portrait" ' in text


def test_private_address_is_not_printed_and_initials_stand_for_a_photo(client):
    live_story(authors=[make_author(name="Marit Anna Olsund", slug="marit", email="marit@example.org")])

    text = client.get("/authors/marit/").content.decode()

    assert "marit@example.org" not in text
    assert '<span class="portrait initials" aria-hidden="true">MO</span>' in text


def test_author_of_whom_readers_see_no_story_is_not_found(client):
    article = make_article(authors=[make_author(slug="drafting")])
    publish(make_article(authors=[make_author(slug="coming")]), by=None, at=timezone.now() + timedelta(hours=1))
    gone = live_story(authors=[make_author(slug="gone")])
    withdraw(gone.article, by=None)
    assert article.authors.exists()

    answers = [client.get(f"/authors/{slug}/").status_code for slug in ("drafting", "coming", "gone")]

    assert answers == [404, 404, 404]


def test_photographer_has_a_page_with_the_stories_they_photographed(client):
    photographer = make_author(slug="noor")
    article = make_article()
    Byline.objects.create(article=article, author=photographer, role="photos", position=5)
    edition = publish(article, by=None)

    assert client.get("/authors/noor/").context["editions"] == [edition]


def test_tag_page_lists_its_stories_newest_first(client):
    older, newer = live_story(9, tags=["Sea wall"]), live_story(1, tags=["Sea wall", "Fish"])
    live_story(5, tags=["Fish"])

    response = client.get("/tags/sea-wall/")

    assert response.context["editions"] == [newer, older]
    assert "<h1>Sea wall</h1>" in response.content.decode()


def test_tag_that_only_a_draft_has_is_not_found(client):
    make_article(tags=["Mayor resigns"])
    edition = live_story(tags=["Mayor"])
    edition.article.tags.add("Scandal")

    assert client.get("/tags/mayor-resigns/").status_code == 404
    assert client.get("/tags/scandal/").status_code == 404


@pytest.mark.parametrize(
    "address", ["/authors/nobody/", "/tags/nothing/", "/tags/%00/", "/authors/%ff/", "/authors/", "/tags/"]
)
def test_unknown_authors_and_tags_are_not_found(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/authors/marit/", "/tags/fish/"])
def test_lists_have_pages(client, address):
    author, section = make_author(slug="marit"), make_section()
    stories = [live_story(number, authors=[author], tags=["Fish"], section=section) for number in range(21)]

    assert client.get(address).context["editions"] == stories[:20]
    assert client.get(f"{address}?page=2").context["editions"] == stories[20:]
    assert client.get(f"{address}?page=3").status_code == 404


@pytest.mark.parametrize(("address", "queries"), [("/authors/marit/", 6), ("/tags/fish/", 6)])
def test_lists_run_the_same_queries_for_1_3_and_20_rows(client, django_assert_num_queries, address, queries):
    author = make_author(slug="marit", photo=make_photo())
    live_story(authors=[author], tags=["Fish"])
    # the author or tag, which editions, these editions, comment counts, masthead, sections
    with django_assert_num_queries(queries):
        client.get(address)

    for rows in (2, 17):
        for number in range(rows):
            edition = live_story(
                number + 1, authors=[author, make_author()], tags=["Fish", "Wall"], lead_photo=make_photo()
            )
            make_comment(edition.article, state="approved")
        with django_assert_num_queries(queries):
            client.get(address)


def test_lists_follow_a_story_that_is_moved_before_it_is_out(client, time_machine):
    now = timezone.now()
    author = make_author(slug="marit")
    moved = make_article(authors=[author], tags=["Fish"])
    publish(moved, by=None, at=now + timedelta(hours=1))
    fixed = publish(make_article(authors=[author], tags=["Fish"]), by=None, at=now + timedelta(hours=2))
    edition = reschedule(moved, by=None, at=now + timedelta(hours=3))
    time_machine.move_to(now + timedelta(hours=4), tick=False)

    assert [client.get(address).context["editions"] for address in ("/authors/marit/", "/tags/fish/")] == [
        [edition, fixed]
    ] * 2
    for rows in (TaggedEdition.objects, CreditedEdition.objects):
        assert dict(rows.values_list("edition", "published_at")) == {
            edition.pk: edition.published_at,
            fixed.pk: fixed.published_at,
        }


def test_a_changed_story_keeps_its_place_in_the_lists(client):
    author = make_author(slug="marit")
    older, newer = [live_story(minutes, authors=[author], tags=["Fish"]) for minutes in (9, 1)]
    older.article.headline = "Changed"
    older.article.save()
    changed = publish(older.article, by=None)

    for address in ("/authors/marit/", "/tags/fish/"):
        assert client.get(address).context["editions"] == [newer, changed]


@pytest.mark.parametrize("query", ["page=x", "page=0", "page=51", "page=%00", "page=%ff"])
@pytest.mark.parametrize("address", ["/authors/marit/", "/tags/fish/"])
def test_pages_that_can_not_be_are_not_found(client, address, query):
    live_story(authors=[make_author(slug="marit")], tags=["Fish"])

    assert client.get(f"{address}?{query}").status_code == 404
    assert client.get(f"{address}?page[]=1").status_code == 200


@pytest.mark.sqlite
def test_lists_are_walks_along_an_index_that_sort_nothing():
    """SQLite has no statistics in most papers, so its choice is the same for one story and for 100,000.

    PostgreSQL chooses by how much there is; benchmarks/lists.py measures it.
    """
    edition = live_story(tags=["Fish"], section=make_section())
    live = Edition.objects.live()
    lists = {
        "tagged_edition_newest": live.newest_about(edition.tags.get())[980:1001],
        "credited_edition_newest": live.newest_by(edition.authors.get())[980:1001],
        "edition_newest_in_section": live.newest_in([edition.section_id, edition.section_id + 1])[980:1001],
        "edition_newest": live.published_between(NOON, NOON + timedelta(days=365)).newest()[980:1001],
    }

    plans = {index: editions.explain() for index, editions in lists.items()}

    for index, plan in plans.items():
        assert f"INDEX {index} " in plan, plan
        assert "TEMP B-TREE" not in plan, plan

from datetime import UTC, datetime, timedelta

import pytest

from articles.listing import LAST_PAGE, Page
from articles.publishing import publish
from tests.factories import make_article, make_comment, make_photo, make_section

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def live_story(minutes_ago=0, **fields):
    return publish(make_article(**fields), by=None, at=NOON - timedelta(minutes=minutes_ago))


def editions(response):
    return response.context["editions"]


def test_front_holds_its_own_and_its_subsections_stories_newest_first(client):
    harbour, other = make_section(slug="harbour"), make_section()
    dredging = make_section(slug="dredging", parent=harbour)
    older, newer = live_story(9, section=harbour), live_story(1, section=dredging)
    live_story(2, section=other)

    assert editions(client.get("/harbour/")) == [newer, older]
    assert editions(client.get("/dredging/")) == [newer]


def test_front_leads_with_the_newest_and_lists_the_rest(client):
    section = make_section(slug="harbour")
    stories = [live_story(number, section=section) for number in range(8)]

    context = client.get("/harbour/").context

    assert context["row"].editions == stories[:5]
    assert context["listed"] == stories[5:]


def test_stories_of_subsections_stand_among_its_own_on_every_page(client):
    harbour = make_section(slug="harbour")
    own = [harbour, make_section(parent=harbour), make_section(parent=harbour)]
    stories = [live_story(number // 2, section=own[number % 3]) for number in range(45)]
    # Two of one minute: the one that was stored last comes first.
    stories.sort(key=lambda edition: (edition.published_at, edition.pk), reverse=True)

    pages = [client.get(f"/harbour/?page={number}") for number in (1, 2, 3)]

    assert [editions(page) for page in pages] == [stories[:20], stories[20:40], stories[40:]]
    assert client.get("/harbour/?page=4").status_code == 404


def test_pages_hold_twenty_and_end_where_the_stories_end(client):
    section = make_section(slug="harbour")
    stories = [live_story(number, section=section) for number in range(41)]

    pages = [client.get(f"/harbour/?page={number}") for number in (1, 2, 3, 4)]

    assert [page.status_code for page in pages] == [200, 200, 200, 404]
    assert [editions(page) for page in pages[:3]] == [stories[:20], stories[20:40], stories[40:]]
    assert 'href="?page=3" rel="next"' in pages[1].content.decode()
    assert 'href="/harbour/" rel="prev"' in pages[1].content.decode()
    assert 'rel="next"' not in pages[2].content.decode()


def test_exactly_twenty_stories_have_no_older_page(client):
    section = make_section(slug="harbour")
    for number in range(20):
        live_story(number, section=section)

    assert 'class="pages"' not in client.get("/harbour/").content.decode()
    assert client.get("/harbour/?page=2").status_code == 404


def test_page_fifty_is_the_last_and_names_the_archive():
    page = Page(LAST_PAGE, [], has_older=True)

    assert (page.older, page.is_cut, page.numbers) == (None, True, [1, None, 49, 50])


@pytest.mark.parametrize(
    ("number", "has_older", "numbers"),
    [(1, False, [1]), (1, True, [1, 2]), (2, False, [1, 2]), (3, True, [1, 2, 3, 4]), (9, False, [1, None, 8, 9])],
)
def test_only_pages_known_to_exist_are_linked_by_number(number, has_older, numbers):
    assert Page(number, [], has_older).numbers == numbers


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=51", "page=1e9", "page=99999999999999999999", "page=%00", "page=x", "page=%ff"]
)
def test_pages_that_can_not_be_are_not_found(client, query):
    live_story(section=make_section(slug="harbour"))

    assert client.get(f"/harbour/?{query}").status_code == 404


@pytest.mark.parametrize("query", ["page=", "page[]=3", "page=1", "other=%00", "p%00=1"])
def test_queries_that_name_no_other_page_show_the_first(client, query):
    live_story(section=make_section(slug="harbour"))

    assert client.get(f"/harbour/?{query}").status_code == 200


def test_section_without_stories_says_so(client):
    make_section(slug="harbour", name="Harbour")

    response = client.get("/harbour/")

    assert response.status_code == 200
    assert "No stories yet" in response.content.decode()


@pytest.mark.parametrize(
    "address", ["/nothing/", "/%ff%fe/", "/%00/", "/a%00b/", "/%F0%9F%9A%A2/", "/" + "x" * 3000 + "/"]
)
def test_unknown_section_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_section_in_another_script_has_its_address(client):
    make_section(slug="порт", name="Порт")

    assert client.get("/порт/").status_code == 200


def test_front_runs_the_same_queries_for_1_and_100_stories(client, django_assert_num_queries):
    section = make_section(slug="harbour")
    live_story(section=section)
    # sections, which editions, these editions, placements, breaking news, comment counts, masthead
    with django_assert_num_queries(7):
        client.get("/harbour/")

    for number in range(99):
        edition = live_story(number, section=section, lead_photo=make_photo())
        make_comment(edition.article, state="approved")

    # Placements count on the first page alone.
    for address, queries in [("/harbour/", 7), ("/harbour/?page=4", 6)]:
        with django_assert_num_queries(queries):
            client.get(address)


def test_front_of_opinion_needs_one_query_more_for_the_portraits(client, django_assert_num_queries):
    section = make_section(slug="opinion")
    for number in range(3):
        live_story(number, section=section, label="opinion")

    with django_assert_num_queries(8):
        client.get("/opinion/")

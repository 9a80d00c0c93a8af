from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import ReadCount
from articles.publishing import publish, withdraw
from articles.reads import PLACES, hour_of, most_read
from tests.articles.test_reads import NOON
from tests.factories import make_article, make_author, make_comment, make_photo, make_section

pytestmark = pytest.mark.django_db

PAGES = ["/most-read/", "/most-read/week/"]


def live_story(*, reads=0, hours_ago=0, at=None, **fields):
    """Publish a story that was read so often then."""
    edition = publish(make_article(**fields), by=None, at=at)
    if reads:
        hour = hour_of((at or timezone.now()) - timedelta(hours=hours_ago))
        ReadCount.objects.add({(edition.article_id, hour): reads})
    return edition


@pytest.mark.parametrize("address", PAGES)
def test_page_numbers_the_stories_by_how_often_they_were_read(client, address):
    least, most, middle = [live_story(reads=number) for number in (1, 9, 5)]
    live_story()

    response = client.get(address)
    text = response.content.decode()

    assert response.context["editions"] == [most, middle, least]
    assert '<ol class="stories ranked">' in text
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{address}">' in text
    assert f'<a href="{address}" aria-current="page">' in text


def test_week_adds_up_what_the_day_leaves_out():
    article, other = [publish(make_article(), by=None, at=NOON) for _ in range(2)]
    now = NOON + timedelta(days=30)
    hours = {0: 1, 24: 1, 25: 5, 7 * 24: 5, 7 * 24 + 1: 100}
    ReadCount.objects.add({(article.article_id, now - timedelta(hours=hour)): count for hour, count in hours.items()})
    ReadCount.objects.add({(other.article_id, now): 3})

    # 2 to 3 within a day, 12 to 3 within a week.
    assert most_read("day", now) == [other, article]
    assert most_read("week", now) == [article, other]


def test_of_equally_read_stories_the_one_begun_last_comes_first():
    first, second = live_story(reads=2), live_story(reads=2)

    assert most_read("day") == [second, first]


def test_list_ends_after_twenty():
    section = make_section()
    stories = [live_story(reads=100 - number, section=section) for number in range(PLACES + 2)]

    assert most_read("day") == stories[:PLACES]


@pytest.mark.parametrize("address", PAGES)
def test_what_readers_do_not_see_is_not_listed_however_often_it_was_read(client, address):
    shown = live_story(reads=1)
    gone = live_story(reads=50, headline="Taken off")
    assert client.get(address).context["editions"] == [gone, shown]
    withdraw(gone.article, by=None)
    scheduled = publish(make_article(headline="Coming"), by=None, at=timezone.now() + timedelta(hours=1))
    ReadCount.objects.add({(scheduled.article_id, hour_of(timezone.now())): 50})
    ReadCount.objects.add({(make_article(headline="Drafted").pk, hour_of(timezone.now())): 50})

    response = client.get(address)
    text = response.content.decode()

    assert response.context["editions"] == [shown]
    assert not any(words in text for words in ("Taken off", "Coming", "Drafted"))


def test_page_shows_a_story_as_it_is_now(client):
    edition = live_story(reads=1, headline="Wall moves")
    edition.article.headline = "Wall moved"
    edition.article.save()
    publish(edition.article, by=None)

    text = client.get("/most-read/").content.decode()

    assert "Wall moved" in text and "Wall moves" not in text


@pytest.mark.parametrize("address", PAGES)
def test_page_without_reads_says_so(client, address):
    live_story()

    assert "Nothing has been counted in this time." in client.get(address).content.decode()


def test_page_names_what_it_depends_on(client):
    article = live_story(reads=1).article_id

    assert client.get("/most-read/")["Cache-Tag"] == f"archive,comments:{article},masthead,most-read"


@pytest.mark.parametrize("address", PAGES)
def test_page_runs_the_same_queries_for_1_3_and_20_rows(client, django_assert_num_queries, address):
    live_story(reads=1)
    # counts, editions, comment counts, masthead, sections
    with django_assert_num_queries(5):
        client.get(address)

    for rows in (2, 17):
        for number in range(rows):
            edition = live_story(reads=number + 1, authors=[make_author()], tags=["Fish"], lead_photo=make_photo())
            make_comment(edition.article, state="approved")
        with django_assert_num_queries(5):
            assert len(client.get(address).context["editions"]) > rows


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/most-read/?page=2", 200),
        ("/most-read/?page[]=%ff", 200),
        ("/most-read/month/", 404),
        ("/most-read/%00/", 404),
    ],
)
def test_odd_addresses_are_answered(client, address, status):
    assert client.get(address).status_code == status


def test_footer_and_archive_lead_to_it(client):
    live_story()

    home, archive = client.get("/").content.decode(), client.get("/archive/").content.decode()

    assert '<li><a href="/most-read/">Most read</a></li>' in home
    assert '<a href="/most-read/">today</a> and <a href="/most-read/week/">this week</a>' in archive


def test_a_storys_page_says_where_it_is_counted_and_a_draft_does_not(client):
    edition = live_story()
    draft = make_article(headline="Drafted")
    link = draft.preview_links.create(reader="The lawyer")

    page, preview = client.get(edition.path).content.decode(), client.get(link.get_absolute_url()).content.decode()

    assert f'data-read="/read/{edition.article_id}/"' in page
    assert "Drafted" in preview
    assert "data-read" not in preview

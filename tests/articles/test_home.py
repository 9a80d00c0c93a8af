from datetime import UTC, datetime, timedelta

import pytest

from articles import fronts
from articles.frame import section_tree
from articles.models import Masthead
from articles.publishing import publish
from tests.factories import make_article, make_author, make_comment, make_photo, make_section

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def live_story(minutes_ago=0, **fields):
    article = make_article(**fields)
    return publish(article, by=None, at=NOON - timedelta(minutes=minutes_ago))


def home():
    return fronts.home(section_tree(), NOON + timedelta(seconds=1))


def text(client, address="/"):
    return client.get(address).content.decode()


def test_lead_is_the_newest_story_with_a_photo():
    section = make_section()
    plain = live_story(1, section=section)
    pictured = live_story(2, section=section, lead_photo=make_photo())
    live_story(3, section=section, lead_photo=make_photo())

    front = home()

    assert front.lead == pictured
    assert plain in front.second


def test_lead_is_the_newest_story_where_none_has_a_photo():
    section = make_section()
    newest = live_story(1, section=section)
    live_story(2, section=section)

    assert home().lead == newest


def test_opinion_and_sponsored_stories_do_not_lead_while_there_is_news():
    section = make_section()
    live_story(1, section=section, label="opinion", lead_photo=make_photo())
    live_story(2, section=section, label="sponsored", lead_photo=make_photo())
    news = live_story(3, section=section)

    front = home()

    assert (front.lead, front.second) == (news, [])


def test_no_story_stands_twice_in_lead_second_rank_and_rows():
    sections = [make_section(position=number) for number in range(3)]
    for number in range(30):
        live_story(number, section=sections[number % 3])

    front = home()

    shown = [front.lead, *front.second, *(edition for row in front.rows for edition in row.editions)]
    assert len(shown) == len(set(shown)) == 1 + 4 + 5 + 4 + 5
    assert not set(front.latest) & {front.lead, *front.second}


def test_a_section_keeps_a_full_row_when_the_top_takes_its_newest():
    quiet, busy = make_section(position=1), make_section(position=2)
    newest = [live_story(number, section=quiet) for number in range(5)]
    for number in range(30):
        live_story(10 + number, section=busy)
    old = [live_story(6000 + number, section=quiet) for number in range(6)]

    front = home()

    assert [front.lead, *front.second] == newest
    assert [(row.section, len(row.editions)) for row in front.rows] == [(quiet, 5), (busy, 4)]
    assert front.rows[0].editions == old[:5]


def test_rows_follow_the_order_of_sections_and_hold_subsections():
    second, first = make_section(position=2), make_section(position=1)
    below = make_section(parent=first)
    for number in range(5):
        live_story(number, section=make_section(position=9))
    in_second = live_story(60, section=second)
    in_below = live_story(70, section=below)

    rows = home().rows

    assert [(row.section, row.editions) for row in rows[:2]] == [(first, [in_below]), (second, [in_second])]


def test_a_row_of_opinion_shows_portraits_and_else_initials(client):
    section = make_section(name="Opinion")
    face = make_author(name="Marit Olsund", photo=make_photo())
    for number in range(5):
        live_story(number)
    live_story(10, section=section, label="opinion", authors=[face])
    live_story(11, section=section, label="opinion", authors=[make_author(name="Ines Corrigan")])

    page = text(client)

    assert '<img class="portrait" ' in page
    assert '<span class="portrait initials" aria-hidden="true">IC</span>' in page


def test_a_photo_stands_on_the_page_once(client):
    photo = make_photo()
    for number in range(3):
        live_story(number, lead_photo=photo)

    page = text(client)

    assert page.count(photo.src + '"') == 1


def test_only_the_lead_is_loaded_first(client):
    for number in range(3):
        live_story(number, lead_photo=make_photo())

    page = text(client)

    assert page.count('fetchpriority="high"') == 1
    assert page.index('fetchpriority="high"') < page.index('loading="lazy"')


def test_front_headline_takes_the_headlines_place(client):
    live_story(headline="A long headline about the wall", front_headline="Wall moves")

    page = text(client)

    assert "Wall moves" in page
    assert "A long headline about the wall" not in page


def test_scheduled_story_comes_in_at_its_minute():
    publish(make_article(), by=None, at=NOON - timedelta(hours=1))
    coming = publish(make_article(lead_photo=make_photo()), by=None, at=NOON + timedelta(days=9000))

    assert fronts.home(section_tree(), coming.live_from - timedelta(seconds=1)).lead != coming
    assert fronts.home(section_tree(), coming.live_from).lead == coming


def test_empty_site_says_so(client):
    response = client.get("/")

    assert response.status_code == 200
    assert "No stories yet" in response.content.decode()
    assert "<h1" in response.content.decode()


def test_home_takes_its_words_from_the_masthead(client):
    Masthead(
        name="The Harbour Courier",
        tagline="Since 1871",
        language="ar-EG",
        description="News of the port.",
        contact="Write to desk@courier.example",
        copyright="The Trust",
    ).save()

    page = text(client)

    assert '<html lang="ar-EG" dir="rtl">' in page
    assert "<title>The Harbour Courier – Since 1871</title>" in page
    assert '<meta name="description" content="News of the port.">' in page
    assert '<a href="mailto:desk@courier.example">desk@courier.example</a>' in page
    assert "The Trust" in page


def test_home_runs_the_same_queries_for_1_and_100_stories(client, django_assert_num_queries):
    sections = [make_section() for _ in range(6)]
    face = make_author(photo=make_photo())
    live_story(section=sections[0], label="opinion", authors=[face])
    for number in range(4):
        live_story(number, section=sections[1])
    Masthead(name="The Courier").save()
    # masthead, sections, placements, editions, portraits, breaking news, comment counts
    with django_assert_num_queries(7):
        client.get("/")

    for number in range(100):
        edition = live_story(
            number,
            section=sections[number % 6],
            lead_photo=make_photo(),
            label="opinion" if number % 6 == 0 else "news",
        )
        make_comment(edition.article, state="approved")

    with django_assert_num_queries(7):
        client.get("/")


def test_home_of_one_story_stays_within_its_queries(client, django_assert_max_num_queries):
    live_story()

    with django_assert_max_num_queries(7):
        client.get("/")

"""What editors put on fronts, as readers see it at a moment."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from articles import fronts
from articles.frame import section_tree
from articles.models import BreakingNews, Front, Placement, Section
from articles.page_names import unseen
from articles.publishing import cancel, publish, reschedule, withdraw
from tests.factories import make_article, make_author, make_photo, make_section

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def live_story(minutes_ago=0, **fields):
    return publish(make_article(**fields), by=None, at=NOON - timedelta(minutes=minutes_ago))


def place(story, slot, *, section=None, since=NOON, **fields):
    """Put a story (an article, or an edition's) on a front, behind what is there."""
    front, _ = Front.objects.get_or_create(section=section)
    story = getattr(story, "article", story)
    return front.placements.create(
        article=story, slot=slot, position=front.placements.count(), live_from=since, **fields
    )


def home(at=NOON):
    return fronts.home(section_tree(), at)


def top(front):
    return [front.lead, *front.second]


def many(number, **fields):
    """Stories of one section, the newest first."""
    section = fields.pop("section", None) or make_section()
    return [live_story(minutes, section=section, **fields) for minutes in range(number)]


def test_placed_story_leads_and_what_is_open_fills_itself_with_the_newest():
    stories = many(10)
    place(stories[8], "lead")
    place(stories[6], "second")

    assert top(home()) == [stories[8], stories[6], *stories[:3]]


def test_placement_counts_from_its_first_moment_to_the_one_before_its_last():
    stories = many(6)
    place(stories[5], "lead", since=NOON + HOUR, live_until=NOON + 2 * HOUR)

    moments = [NOON + HOUR - SECOND, NOON + HOUR, NOON + 2 * HOUR - SECOND, NOON + 2 * HOUR]

    assert [home(at).lead == stories[5] for at in moments] == [False, True, True, False]


def test_placed_story_stands_nowhere_else_on_home():
    stories = many(30)
    place(stories[0], "list")
    place(stories[1], "row")

    everything = home().editions

    assert len(everything) == len(set(everything))
    assert home().latest[0] == stories[0]
    assert home().row.editions[0] == stories[1]


def test_a_story_told_to_repeat_stands_in_its_section_too_under_its_own_headline():
    stories = many(8, headline="Own")
    place(stories[7], "lead", headline="Front", may_repeat=True)

    front = home()

    assert front.editions.count(stories[7]) == 2
    assert [edition.card_headline for edition in front.editions if edition == stories[7]] == ["Front", "Own"]


@pytest.mark.parametrize(("repeats", "times"), [((False, False), 1), ((True, False), 2), ((False, True), 2)])
def test_a_story_placed_twice_stands_twice_only_if_one_placement_says_so(repeats, times):
    stories = many(12)
    place(stories[9], "lead", may_repeat=repeats[0])
    place(stories[9], "second", may_repeat=repeats[1])

    assert top(home()).count(stories[9]) == times


def test_a_lead_too_many_goes_on_to_the_second_rank():
    stories = many(12)
    place(stories[9], "lead")
    place(stories[10], "lead")
    place(stories[11], "second")

    assert top(home())[:3] == [stories[9], stories[10], stories[11]]


def test_what_the_second_rank_has_no_room_for_begins_the_list_and_no_row_of_its_own():
    stories = many(12)
    for edition in stories[6:11]:
        place(edition, "second")

    front = home()

    assert (front.second, front.row, front.latest[0]) == (stories[6:10], None, stories[10])


def test_a_row_begun_by_hand_is_filled_up_to_three():
    stories = many(20)
    place(stories[15], "row")

    row = home().row

    assert (row.editions, row.kind) == ([stories[15], stories[5], stories[6]], "cards")


def test_home_of_nothing_but_placed_stories_has_a_lead():
    story = live_story()
    place(story, "list")

    front = home()

    assert (front.lead, front.editions) == (story, [story])


def test_front_shows_headline_and_photo_of_the_placement_with_its_alt_text(client):
    story = live_story(headline="Own headline", lead_photo=make_photo(alt_text="Own alt"))
    photo = make_photo(alt_text="Alt of the front")
    place(story, "lead", headline="For the front", photo=photo)

    page = client.get("/").content.decode()

    assert "For the front" in page and "Own headline" not in page
    assert 'alt="Alt of the front"' in page and "Own alt" not in page
    assert photo.src in page


@pytest.mark.parametrize("slot", ["lead", "second", "row", "list"])
@pytest.mark.parametrize("state", ["draft", "scheduled", "withdrawn", "ended", "spiked"])
def test_placement_of_what_readers_do_not_see_shows_nowhere(client, slot, state):
    section = make_section(slug="harbour")
    live_story(section=section)
    story = make_article(headline="zqsecret", section=section)
    now = datetime.now(UTC)
    if state in ("withdrawn", "ended"):
        publish(story, by=None, at=now - HOUR, until=now - HOUR / 2 if state == "ended" else None)
    if state == "withdrawn":
        withdraw(story, by=None)
    if state == "scheduled":
        publish(story, by=None, at=now + HOUR)
    if state == "spiked":
        type(story).objects.filter(pk=story.pk).update(spiked_at=now)
    photo = make_photo(alt_text="zqalt")
    for front in (None, section):
        place(story, slot, section=front, headline="zqheadline", photo=photo)

    for address in ("/", "/harbour/"):
        page = client.get(address).content.decode()
        assert "zq" not in page
        assert photo.sha256 not in page


def test_scheduled_story_takes_its_slot_at_its_minute():
    stories = many(6)
    coming = publish(make_article(), by=None, at=NOON + HOUR)
    place(coming, "lead")

    assert home(NOON + HOUR - SECOND).lead == stories[0]
    assert home(NOON + HOUR).lead == coming


def test_section_front_is_shaped_and_takes_stories_from_anywhere(client):
    section, other = make_section(slug="harbour"), make_section()
    own = many(8, section=section)
    guest = live_story(90, section=other, headline="Guest")
    place(guest, "lead", section=section)
    place(own[6], "list", section=section)

    context = client.get("/harbour/").context

    assert context["row"].editions == [guest, *own[:4]]
    assert context["listed"] == [own[6], own[4], own[5], own[7]]
    assert context["heading"] == "Top stories"
    assert len(context["editions"]) == len(set(context["editions"])) == 9


@pytest.mark.parametrize("may_repeat", [False, True])
def test_of_five_opinions_put_on_top_of_a_section_the_fifth_begins_the_list(client, may_repeat):
    section = make_section(slug="harbour")
    own = many(3, section=section, label="opinion")
    guests = many(5, label="opinion")
    place(own[2], "list", section=section)
    place(guests[0], "lead", section=section)
    for guest in guests[1:]:
        place(guest, "second", section=section, may_repeat=may_repeat)

    context = client.get("/harbour/").context

    assert (context["row"].editions, context["row"].kind) == (guests[:4], "opinion")
    assert context["listed"] == [guests[4], own[2], *own[:2]]


def test_second_page_of_a_section_shows_no_placement(client):
    section = make_section(slug="harbour")
    stories = many(22, section=section)
    place(stories[21], "lead", section=section)

    assert client.get("/harbour/").context["row"].editions[0] == stories[21]
    assert client.get("/harbour/?page=2").context["editions"] == stories[20:]


def test_a_section_without_stories_shows_what_was_put_there(client):
    section = make_section(slug="harbour")
    guest = live_story()
    place(guest, "lead", section=section)

    response = client.get("/harbour/")

    assert response.context["editions"] == [guest]
    assert "No stories yet" not in response.content.decode()


def test_pages_name_their_front_and_what_is_placed_there(client):
    section = make_section(slug="harbour")
    guest = live_story()
    place(guest, "lead", section=section)

    names = client.get("/harbour/")["Cache-Tag"].split(",")

    assert {"front:harbour", "breaking"} <= set(names) and f"article:{guest.article_id}" not in names
    assert {"front:home", "breaking"} <= set(client.get("/")["Cache-Tag"].split(","))


@pytest.mark.parametrize("address", ["/", "/harbour/"])
def test_front_runs_the_same_queries_for_1_3_and_20_placements(client, address):
    section = make_section(slug="harbour")
    stories = many(30, section=section)
    counts = []
    for number in range(20):
        for front in (None, section):
            place(stories[-number], ["lead", "second", "row", "list"][number % 4], section=front, photo=make_photo())
        if number in (0, 2, 19):
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))

    # A section's front lists by ids, and asks for the placed stories wherever they lie.
    assert counts == [{"/": 6, "/harbour/": 8}[address]] * 3


def test_next_change_is_the_first_beginning_or_end_of_anything_on_the_front():
    section = make_section()
    [tree] = section_tree()
    story = live_story(section=section)
    assert [fronts.next_change(each, NOON) for each in (None, tree)] == [None, None]

    publish(make_article(section=section), by=None, at=NOON + 5 * HOUR)
    assert [fronts.next_change(each, NOON) for each in (None, tree)] == [NOON + 5 * HOUR] * 2

    place(story, "lead", since=NOON - HOUR, live_until=NOON + 4 * HOUR)
    assert [fronts.next_change(each, NOON) for each in (None, tree)] == [NOON + 4 * HOUR, NOON + 5 * HOUR]

    BreakingNews.objects.create(text="Now", live_from=NOON + HOUR, live_until=NOON + 2 * HOUR)
    assert [fronts.next_change(each, NOON) for each in (None, tree)] == [NOON + HOUR] * 2
    assert fronts.next_change(None, NOON + HOUR) == NOON + 2 * HOUR


def test_a_sections_front_changes_with_a_guest_and_not_with_strangers():
    section, other = make_section(position=1), make_section(position=2)
    tree = section_tree()[0]
    guest = publish(make_article(section=other), by=None, at=NOON + HOUR)
    assert fronts.next_change(tree, NOON) is None

    place(guest, "lead", section=section)

    assert fronts.next_change(tree, NOON) == NOON + HOUR


def test_the_database_holds_one_home_one_story_a_place_and_the_order_of_moments():
    story = make_article()
    row = place(story, "lead")
    wrong = [
        lambda: Front.objects.create(section=None),
        lambda: Placement.objects.create(front=row.front, slot="list", position=0, article=story, live_from=NOON),
        lambda: place(story, "lead", live_until=NOON),
        lambda: place(story, "nowhere"),
        lambda: BreakingNews.objects.create(text="x", live_from=NOON, live_until=NOON),
        lambda: BreakingNews.objects.create(text="x", link="//evil.example", live_from=NOON, live_until=NOON + HOUR),
        lambda: BreakingNews.objects.create(text="x", link="javascript:x", live_from=NOON, live_until=NOON + HOUR),
    ]
    for write in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            write()


def test_breaking_news_stands_on_fronts_from_its_first_moment_and_ends_by_itself(client):
    make_section(slug="harbour")
    BreakingNews.objects.create(text="Ferries stop", link="https://x.example/", live_from=NOON, live_until=NOON + HOUR)

    for at, shows in [(NOON - SECOND, False), (NOON, True), (NOON + HOUR - SECOND, True), (NOON + HOUR, False)]:
        with time_machine.travel(at, tick=False):
            for address in ("/", "/harbour/"):
                page = client.get(address).content.decode()
                assert ("Ferries stop" in page) is shows
                assert ('role="status"' in page) is shows


def test_breaking_news_links_no_story_that_readers_do_not_see(client):
    now = datetime.now(UTC)
    live = publish(make_article(slug="live-one"), by=None, at=now - HOUR)
    coming = publish(make_article(slug="zq-coming"), by=None, at=now + HOUR)
    news = BreakingNews.objects.create(text="It happens", link=live.path, live_from=now, live_until=now + HOUR)
    assert f'<a href="{live.path}">It happens</a>' in client.get("/").content.decode()

    BreakingNews.objects.filter(pk=news.pk).update(link=coming.path)

    page = client.get("/").content.decode()
    assert "It happens" in page and "zq-coming" not in page


def break_news(link):
    return BreakingNews.objects.create(text="It happens", link=link, live_from=NOON, live_until=NOON + 9 * HOUR)


def is_told(at=NOON) -> bool:
    return BreakingNews.objects.on_fronts(at).is_told


BELOW = ["", "changes/", "comments/", "comments/7/"]


@pytest.mark.parametrize("below", BELOW)
@pytest.mark.parametrize("change", ["none", "reschedule", "cancel"])
def test_breaking_news_tells_no_address_that_a_story_was_only_to_have(client, below, change):
    with time_machine.travel(NOON, tick=False):
        article = make_article(slug="zq-coming")
        break_news(publish(article, by=None, at=NOON + HOUR).path + below)
        if change == "reschedule":
            reschedule(article, by=None, at=NOON + 50 * HOUR)
        if change == "cancel":
            cancel(article, by=None)

        page = client.get("/").content.decode()

    assert "It happens" in page and "zq-coming" not in page


@pytest.mark.parametrize("below", BELOW)
def test_breaking_news_tells_where_a_live_story_is_or_was_and_not_where_it_will_be(below):
    with time_machine.travel(NOON, tick=False):
        article = make_article(slug="first")
        former = publish(article, by=None, at=NOON - HOUR)
        article.slug = "second"
        article.save()
        later = publish(article, by=None, at=NOON + HOUR)
    assert former.path != later.path

    news = break_news(former.path + below)
    assert (is_told(NOON), is_told(NOON + HOUR)) == (True, True)

    BreakingNews.objects.filter(pk=news.pk).update(link=later.path + below)
    assert (is_told(NOON + HOUR - SECOND), is_told(NOON + HOUR)) == (False, True)

    with time_machine.travel(NOON + 2 * HOUR, tick=False):
        withdraw(article, by=None)
    assert not is_told(NOON + 2 * HOUR)


@pytest.mark.parametrize("link", ["/preview/abc/", "/feeds/desk/abc.ics", "/admin/", "/comments/mine/abc/"])
def test_breaking_news_tells_no_address_that_is_not_for_everybody(link):
    break_news(link)

    assert not is_told()


def test_of_two_breaking_news_the_later_one_shows(client):
    now = datetime.now(UTC)
    for text, ago in [("Newer", 1), ("Older", 2)]:
        BreakingNews.objects.create(text=text, live_from=now - ago * HOUR, live_until=now + HOUR)

    page = client.get("/").content.decode()

    assert "Newer" in page and "Older" not in page


def test_fronts_hang_on_the_story_that_breaking_news_leads_to(client):
    make_section(slug="harbour", position=1)
    other = make_section(position=2)
    tree = section_tree()[0]
    with time_machine.travel(NOON, tick=False):
        story = publish(make_article(section=other), by=None, at=NOON + HOUR, until=NOON + 2 * HOUR)
        news = break_news(story.path + "comments/")
        for address in ("/", "/harbour/"):
            assert unseen(story.article_id) in client.get(address)["Cache-Tag"].split(",")

    assert fronts.next_change(tree, NOON) == NOON + HOUR
    assert fronts.next_change(tree, NOON + HOUR) == NOON + 2 * HOUR
    assert fronts.next_change(tree, NOON + 2 * HOUR) == news.live_until


def list_there(kind):
    """Make a list that readers find from now on for an hour, and return its address."""
    section = make_section(slug="zq-list")
    author = make_author(slug="zq-list")
    publish(make_article(section=section, authors=[author], tags=["zq-list"]), by=None, at=NOON, until=NOON + HOUR)
    return {"section": "/zq-list/", "author": "/authors/zq-list/", "tag": "/tags/zq-list/"}[kind]


@pytest.mark.parametrize("kind", ["section", "author", "tag"])
def test_breaking_news_leads_to_a_list_and_loses_the_link_with_it(client, kind):
    with time_machine.travel(NOON - HOUR, tick=False):
        address = list_there(kind)
        BreakingNews.objects.create(text="News", link=address, live_from=NOON - HOUR, live_until=NOON + 9 * HOUR)

    for at in (NOON - SECOND, NOON, NOON + HOUR - SECOND, NOON + HOUR):
        with time_machine.travel(at, tick=False):
            there = client.get(address).status_code == 200
            page = client.get("/").content.decode()
            assert "News" in page
            assert (f'<a href="{address}">News</a>' in page) is there
            assert there is (kind == "section" or NOON <= at < NOON + HOUR)

    Section.objects.filter(slug="zq-list").update(slug="other")
    assert BreakingNews.objects.on_fronts(NOON).is_told is (kind != "section")


@pytest.mark.parametrize("address", ["/authors/zq-list/", "/tags/zq-list/"])
def test_breaking_news_tells_no_author_and_no_tag_that_only_a_draft_has(client, address):
    make_article(authors=[make_author(slug="zq-list")], tags=["zq-list"])
    break_news(address)

    with time_machine.travel(NOON, tick=False):
        response = client.get("/")

    assert "It happens" in response.content.decode()
    assert "zq-list" not in response.content.decode() + str(response.headers)


@pytest.mark.parametrize("kind", ["author", "tag"])
def test_front_ends_when_the_list_that_breaking_news_leads_to_begins_and_ends(kind):
    make_section(slug="harbour", position=1)
    tree = section_tree()[0]
    with time_machine.travel(NOON - HOUR, tick=False):
        news = break_news(list_there(kind))

    assert fronts.next_change(tree, news.live_from) == NOON + HOUR
    BreakingNews.objects.update(live_from=NOON - HOUR)
    assert fronts.next_change(tree, NOON - HOUR) == NOON


@pytest.mark.parametrize(
    ("link", "queries"),
    [("", 1), ("https://x.example/", 1), ("/archive/", 1), ("/zq-list/", 2), ("/authors/a/", 2), ("/tags/a/", 2)],
)
def test_only_a_link_that_can_be_dead_costs_a_query(django_assert_num_queries, link, queries):
    break_news(link)

    with django_assert_num_queries(queries):
        BreakingNews.objects.on_fronts(NOON)

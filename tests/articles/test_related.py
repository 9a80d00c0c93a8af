"""What a story's page leads on to: its series, related stories, the next of its section."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from taggit.models import Tag

from articles import related
from articles.models import Article, Edition, Series
from articles.page_names import LISTENERS, unseen
from articles.publishing import draft_edition, publish, withdraw
from tests.factories import make_article, make_author, make_photo, make_section

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock(time_machine):
    """Each story that is published makes it an hour later, so that they have an order."""
    time_machine.move_to(NOON, tick=False)

    def later():
        time_machine.move_to(datetime.now(UTC) + HOUR, tick=False)

    return later


@pytest.fixture
def live(clock):
    def make(**fields):
        clock()
        return publish(make_article(**fields), by=None)

    return make


def around(client, edition):
    return client.get(edition.path).context["around"]


def page(client, edition) -> str:
    return " ".join(client.get(edition.path).content.decode().split())


def hide_in_every_way(clock, **fields):
    """Make a draft, a story in review, a scheduled, a withdrawn and an expired one, all with these fields."""
    hidden = {"headline": "zqhidden", "deck": "zqhidden"} | fields
    stories = [make_article(**hidden), make_article(**hidden, stage="review")]
    scheduled, withdrawn, expired = (make_article(**hidden) for _ in range(3))
    publish(scheduled, by=None, at=datetime.now(UTC) + 30 * HOUR)
    publish(withdrawn, by=None)
    publish(expired, by=None, until=datetime.now(UTC) + HOUR / 2)
    clock()
    withdraw(withdrawn, by=None)
    clock()
    return [*stories, scheduled, withdrawn, expired]


# Related


def test_chosen_stories_come_first_and_in_their_order_then_shared_tags_then_the_section(client, live):
    section = make_section()
    in_section = [live(section=section) for _ in range(3)]
    one_tag, two_tags = live(tags=["Wall"]), live(tags=["Wall", "Harbour"])
    newer_with_one = live(tags=["Harbour"])
    chosen = [live(), live()]
    # Published last, so that none of these is older in the section: the block “Next” has its own.
    story = make_article(
        section=section, tags=["Wall", "Harbour"], related=[chosen[1].article_id, chosen[0].article_id]
    )

    shown = around(client, publish(story, by=None))

    assert shown.related == [chosen[1], chosen[0], two_tags, newer_with_one]
    assert shown.next == [in_section[2], in_section[1]]
    assert shown.is_on_subject
    assert one_tag not in shown.related


def test_section_fills_what_tags_leave_open_and_says_so(client, live):
    section = make_section(name="Harbour")
    story = live(section=section)
    newer = [live(section=section) for _ in range(6)]

    shown = around(client, story)

    assert shown.related == newer[:1:-1]
    assert not shown.is_on_subject
    assert 'id="related-title">More from Harbour</h2>' in page(client, story)


def test_six_can_be_chosen_and_then_none_is_added(client, live):
    section = make_section()
    chosen = [live(section=section) for _ in range(6)]
    live(section=section)

    story = live(section=section, related=[edition.article_id for edition in chosen])

    assert around(client, story).related == chosen


def test_no_story_stands_twice_and_never_the_story_itself(client, live):
    section = make_section()
    common = {"section": section, "tags": ["Wall", "Harbour", "Part"]}
    editions = [live(**common) for _ in range(12)]
    Series.objects.create(tag=Tag.objects.get(name="Part"), name="Parts")
    story = editions[6]
    Edition.objects.filter(pk=story.pk).update(
        related=[editions[5].article_id, editions[4].article_id, story.article_id, editions[4].article_id]
    )

    shown = around(client, story)

    stories = [*shown.part.neighbours, *shown.related, *shown.next]
    assert shown.part.neighbours == [editions[5], editions[7]]
    assert shown.related[0] == editions[4]
    assert shown.next == [editions[3], editions[2]]
    assert len(shown.related) == 4
    assert len({edition.article_id for edition in stories} | {story.article_id}) == len(stories) + 1


def test_paid_story_stands_beside_another_only_when_somebody_chose_it(client, live):
    section = make_section()
    paid = live(section=section, tags=["Wall"], label="sponsored")
    story = live(section=section, tags=["Wall"])
    chooser = live(section=section, related=[paid.article_id])

    assert paid not in [*around(client, story).related, *around(client, story).next]
    assert around(client, chooser).related[0] == paid


@pytest.mark.parametrize("way", ["chosen", "tag", "section", "series"])
def test_nothing_hidden_is_led_to_in_any_way(client, live, clock, way):
    section, tags = make_section(), ["zqtag"] if way == "tag" else ["Part"] if way == "series" else []
    fields = {"section": section} if way == "section" else {"tags": tags}
    hidden = hide_in_every_way(clock, **fields)
    if way == "series":
        Series.objects.create(tag=Tag.objects.get(name="Part"), name="Parts")
    chosen = {"related": [story.pk for story in hidden]} if way == "chosen" else {}
    story = live(**({"section": make_section()} | fields), **chosen)
    text = page(client, story)

    assert "zqhidden" not in text
    shown = around(client, story)
    assert [*shown.related, *shown.next] == []
    assert shown.part is None or (shown.part.number, shown.part.total, shown.part.neighbours) == (1, 1, [])


def test_chosen_story_is_led_to_from_its_minute_on(client, live, clock):
    scheduled = make_article(headline="Pier opens")
    edition = publish(scheduled, by=None, at=datetime.now(UTC) + 3 * HOUR)
    story = live(related=[scheduled.pk])
    assert around(client, story).related == []

    clock()
    clock()
    clock()

    assert around(client, story).related == [edition]


def test_what_the_desk_chooses_later_shows_with_the_next_edition_only(client, live, clock):
    other = live()
    story = live()
    article = Article.objects.get(pk=story.article_id)
    article.related = [other.article_id]
    article.save()
    article.record(by=None)
    assert around(client, story).related == []

    clock()

    assert around(client, publish(article, by=None)).related == [other]


@pytest.mark.parametrize("kind", ["chosen", "tagged", "series"])
def test_queries_are_the_same_for_one_three_and_twenty(client, live, kind):
    section = make_section()
    if kind == "series":
        Series.objects.create(tag=Tag.objects.create(name="Part", slug="part"), name="Parts")

    def queries(rows):
        tag = "Part" if kind == "series" else f"Tag {rows}"
        others = [live(tags=[tag], section=section, lead_photo=make_photo()) for _ in range(rows)]
        chosen = [other.article_id for other in others[:6]] if kind == "chosen" else []
        story = live(tags=[tag], section=section, related=chosen)
        with CaptureQueriesContext(connection) as asked:
            client.get(story.path)
        return len(asked)

    most = 11 if kind == "series" else 10
    assert {rows: queries(rows) for rows in (1, 3, 20)} == {1: most, 3: most, 20: most}


def test_draft_is_shown_with_what_its_page_would_lead_to(live):
    other, tagged = live(), live(tags=["Wall"])
    article = make_article(related=[other.article_id], tags=["Wall"], section=make_section())
    Series.objects.create(tag=Tag.objects.get(name="Wall"), name="The wall")

    shown = related.around(draft_edition(article), [])

    assert (shown.part.number, shown.part.total, shown.part.previous) == (2, 2, tagged)
    assert shown.related == [other]


def test_draft_without_a_section_or_tags_leads_nowhere():
    assert related.around(draft_edition(make_article(section=None)), []) == related.Around()


# Series


@pytest.fixture
def wall(db):
    return Series.objects.create(
        tag=Tag.objects.create(name="Sea wall", slug="sea-wall"),
        name="The <wall>",
        description="What moved & who knew.",
    )


def test_part_is_numbered_by_first_publication_and_leads_to_its_neighbours(client, live, clock, wall):
    first, second, third = (live(headline=f"Part {n}", tags=["Sea wall"]) for n in (1, 2, 3))
    article = Article.objects.get(pk=first.article_id)
    article.deck = "Again."
    article.save()
    article.record(by=None)
    clock()
    again = publish(article, by=None)

    shown = [around(client, edition).part for edition in (again, second, third)]

    assert [(part.number, part.total) for part in shown] == [(1, 3), (2, 3), (3, 3)]
    assert [part.neighbours for part in shown] == [[second], [again, third], [second]]
    text = page(client, second)
    assert 'Part 2 of 3 of <a href="/tags/sea-wall/">The &lt;wall&gt;</a>' in text
    assert f'href="{again.path}" rel="prev"><span>Previous part</span> <b>Part 1</b>' in text
    assert f'href="{third.path}" rel="next"><span>Next part</span> <b>Part 3</b>' in text


def test_two_published_at_one_moment_are_both_counted(client, wall):
    one, two = (publish(make_article(tags=["Sea wall"]), by=None) for _ in range(2))

    shown = [around(client, edition).part for edition in (one, two)]

    assert [(part.number, part.neighbours) for part in shown] == [(1, [two]), (2, [one])]


def test_withdrawn_part_is_not_counted(client, live, wall):
    first, second, third = (live(tags=["Sea wall"]) for _ in range(3))
    withdraw(second.article, by=None)

    part = around(client, third).part

    assert (part.number, part.total, part.previous, part.following) == (2, 2, first, None)


def test_series_too_long_to_count_leads_on_without_numbers(client, live, wall, monkeypatch):
    editions = [live(tags=["Sea wall"]) for _ in range(5)]
    monkeypatch.setattr(related, "MOST_PARTS", 3)

    part = around(client, editions[3]).part

    assert (part.number, part.total, part.neighbours) == (None, None, [editions[2], editions[4]])
    assert 'Part of <a href="/tags/sea-wall/">' in page(client, editions[3])


def test_tag_page_of_a_series_has_its_name_and_says_what_it_is(client, live, wall):
    live(tags=["Sea wall", "Crane"])

    text = " ".join(client.get("/tags/sea-wall/").content.decode().split())

    assert '<h1>The &lt;wall&gt;</h1> <p class="deck">What moved &amp; who knew.</p>' in text
    assert '<meta name="description" content="What moved &amp; who knew.">' in text
    assert '<meta property="og:title" content="The &lt;wall&gt;">' in text
    assert "<h1>Crane</h1>" in client.get("/tags/crane/").content.decode()


def test_series_of_which_nothing_is_out_has_no_page(client, clock, wall):
    hide_in_every_way(clock, tags=["Sea wall"])

    response = client.get("/tags/sea-wall/")

    assert response.status_code == 404
    assert "wall&gt;" not in response.content.decode()


def test_page_names_what_stands_around_it_and_a_series_tells_of_itself(
    client, live, wall, monkeypatch, django_capture_on_commit_callbacks
):
    other = live()
    story = live(tags=["Sea wall"], related=[other.article_id], section=make_section(slug="harbour"))
    names = client.get(story.path)["Cache-Tag"].split(",")
    told = []
    monkeypatch.setattr("articles.page_names.LISTENERS", [*LISTENERS, told.append])

    with django_capture_on_commit_callbacks(execute=True):
        wall.save()
        wall.tag = Tag.objects.create(name="Quay", slug="quay")
        wall.save()
        wall.delete()

    assert {unseen(other.article_id), "tag:sea-wall", "section:harbour"} <= set(names)
    assert told == [{"tag:sea-wall"}, {"tag:sea-wall", "tag:quay"}, {"tag:quay"}]


def test_page_of_a_story_names_its_authors_and_they_tell_of_themselves(
    client, live, monkeypatch, django_capture_on_commit_callbacks
):
    author = make_author(slug="ميناء")
    story = live(authors=[author], section=make_section(slug="harbour"))
    names = client.get(story.path)["Cache-Tag"].split(",")
    told = []
    monkeypatch.setattr("articles.page_names.LISTENERS", [*LISTENERS, told.append])

    with django_capture_on_commit_callbacks(execute=True):
        author.bio = "Has reported on the port since 2004."
        author.save()

    # In a header as in an address: it knows no letters but those of ASCII.
    assert {f"article:{story.article_id}", "author:%D9%85%D9%8A%D9%86%D8%A7%D8%A1", "section:harbour"} <= set(names)
    assert told == [{"author:ميناء", "authors"}]

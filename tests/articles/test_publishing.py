from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from articles.models import Article, Edition, Revision
from articles.publishing import (
    NothingNew,
    NothingScheduled,
    NotLive,
    NotPublishable,
    cancel,
    publish,
    withdraw,
)
from tests.factories import make_article, make_author, make_editor, make_photo, make_section

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def intervals(article):
    return [(e.live_from, e.live_until) for e in article.editions.order_by("live_from")]


def change(article, **fields):
    """What the desk does on saving."""
    for name, value in fields.items():
        setattr(article, name, value)
    article.save()
    article.record(by=None)
    return article


def test_published_story_is_live_from_now():
    article = make_article()

    edition = publish(article, by=make_editor())

    assert (edition.number, edition.live_from, edition.live_until) == (1, NOON, None)
    assert list(Edition.objects.live()) == [edition]


def test_edition_holds_what_readers_see():
    author, other = make_author(name="Marit Olsund"), make_author(name="Tomas Quayle")
    photo = make_photo(caption="The wharf.", credit="Noor Vance", alt_text="A wharf.")
    article = make_article(
        headline="Harbour wall",
        kicker="Flooding",
        deck="It moves.",
        body="<h2>Why</h2><p>Two words.</p>",
        authors=[author, other],
        tags=["Sea wall", "Coast"],
        lead_photo=photo,
    )

    edition = publish(article, by=make_editor())

    assert edition.headline == "Harbour wall"
    assert edition.byline_text == "By Marit Olsund and Tomas Quayle"
    assert edition.tag_links == [{"name": "Coast", "slug": "coast"}, {"name": "Sea wall", "slug": "sea-wall"}]
    assert set(edition.authors.all()) == {author, other}
    assert edition.body_html == '<h2 id="why"><a href="#why">Why</a></h2><p>Two words.</p>'
    assert (edition.body_text, edition.word_count) == ("Why\nTwo words.", 3)
    assert (edition.lead_caption, edition.lead_credit, edition.lead_alt_text) == (
        "The wharf.",
        "Noor Vance",
        "A wharf.",
    )
    assert edition.path == f"/{article.section.slug}/2026/03/01/harbour-wall/"
    assert edition.revision.kind == Revision.Kind.PUBLISH


def test_scheduled_story_appears_at_its_minute_and_not_before():
    edition = publish(make_article(), by=make_editor(), at=NOON + HOUR)

    assert list(Edition.objects.live(NOON + HOUR - timedelta(seconds=1))) == []
    assert list(Edition.objects.live(NOON + HOUR)) == [edition]


def test_saving_the_working_copy_changes_nothing_for_readers():
    article = make_article(headline="Before")
    edition = publish(article, by=make_editor())

    change(Article.objects.get(pk=article.pk), headline="After", body="<p>Other.</p>")

    edition.refresh_from_db()
    assert (edition.headline, edition.body_text) == (
        "Before",
        article.body.removeprefix("<p>").removesuffix("</p>"),
    )
    assert Article.objects.with_state().get().state == "changed"


def test_publishing_again_ends_the_edition_before():
    article = make_article()
    publish(article, by=make_editor(), at=NOON - HOUR)
    change(article, headline="Second")

    publish(article, by=make_editor())

    assert intervals(article) == [(NOON - HOUR, NOON), (NOON, None)]


def test_publishing_the_same_again_is_refused():
    article = make_article()
    edition = publish(article, by=make_editor())

    with pytest.raises(NothingNew) as caught:
        publish(article, by=make_editor())

    assert caught.value.edition == edition
    assert article.editions.count() == 1


def test_scheduled_change_to_a_live_story_begins_where_the_old_edition_ends():
    article = make_article()
    publish(article, by=make_editor(), at=NOON - HOUR)
    change(article, headline="Second")

    publish(article, by=make_editor(), at=NOON + HOUR)

    assert intervals(article) == [(NOON - HOUR, NOON + HOUR), (NOON + HOUR, None)]
    assert Edition.objects.live(NOON + HOUR - timedelta(microseconds=1)).get().number == 1


def test_scheduling_again_moves_the_scheduled_edition():
    article = make_article()
    publish(article, by=make_editor(), at=NOON + HOUR)

    publish(article, by=make_editor(), at=NOON + 2 * HOUR)

    assert intervals(article) == [(NOON + 2 * HOUR, None)]
    assert article.editions.get().published_at == NOON + 2 * HOUR


def test_publishing_now_takes_the_place_of_what_was_scheduled():
    article = make_article()
    publish(article, by=make_editor(), at=NOON - HOUR)
    publish(change(article, headline="Second"), by=make_editor(), at=NOON + HOUR)

    publish(change(article, headline="Third"), by=make_editor())

    assert intervals(article) == [(NOON - HOUR, NOON), (NOON, None)]
    assert Edition.objects.live(NOON + 2 * HOUR).get().headline == "Third"


def test_cancelling_a_scheduled_change_lets_the_live_edition_go_on():
    article = make_article()
    publish(article, by=make_editor(), at=NOON - HOUR)
    publish(change(article, headline="Second"), by=make_editor(), at=NOON + HOUR)

    cancel(article, by=make_editor())

    assert intervals(article) == [(NOON - HOUR, None)]


def test_cancelling_a_scheduled_change_keeps_the_end_that_was_set():
    article = make_article()
    publish(article, by=make_editor(), at=NOON - HOUR, until=NOON + 5 * HOUR)
    publish(change(article, headline="Second"), by=make_editor(), at=NOON + HOUR)

    cancel(article, by=make_editor())

    assert intervals(article) == [(NOON - HOUR, NOON + 5 * HOUR)]


def test_cancelling_a_scheduled_story_leaves_a_draft():
    article = make_article()
    publish(article, by=make_editor(), at=NOON + HOUR)

    cancel(article, by=make_editor())

    assert intervals(article) == []
    assert Article.objects.with_state().get().state == "draft"


def test_cancelling_nothing_is_refused():
    article = make_article()
    publish(article, by=make_editor())

    with pytest.raises(NothingScheduled):
        cancel(article, by=make_editor())


def test_withdrawn_story_is_gone_at_once():
    article = make_article()
    publish(article, by=make_editor(), at=NOON - HOUR)

    withdraw(article, by=make_editor())

    assert list(Edition.objects.live()) == []
    assert Article.objects.with_state().get().state == "withdrawn"


def test_story_withdrawn_later_stays_until_then():
    article = make_article()
    publish(article, by=make_editor())

    withdraw(article, by=make_editor(), at=NOON + HOUR)

    assert Edition.objects.live(NOON + HOUR - timedelta(seconds=1)).count() == 1
    assert Edition.objects.live(NOON + HOUR).count() == 0
    cancel(article, by=make_editor())
    assert intervals(article) == [(NOON, None)]


def test_withdrawing_drops_the_change_that_was_to_follow():
    article = make_article()
    publish(article, by=make_editor(), at=NOON - HOUR)
    publish(change(article, headline="Second"), by=make_editor(), at=NOON + HOUR)

    withdraw(article, by=make_editor())

    assert intervals(article) == [(NOON - HOUR, NOON)]


def test_withdrawing_a_draft_is_refused():
    with pytest.raises(NotLive):
        withdraw(make_article(), by=make_editor())


def test_story_published_again_after_withdrawal_keeps_its_first_date(time_machine):
    article = make_article()
    publish(article, by=make_editor())
    withdraw(article, by=make_editor(), at=NOON + HOUR)
    time_machine.move_to(NOON + 48 * HOUR, tick=False)

    edition = publish(article, by=make_editor())

    assert (edition.published_at, edition.updated_at) == (NOON, NOON + 48 * HOUR)
    assert intervals(article) == [(NOON, NOON + HOUR), (NOON + 48 * HOUR, None)]


def test_minor_edition_keeps_the_date_of_the_last_change():
    article = make_article()
    publish(article, by=make_editor(), at=NOON - HOUR)

    edition = publish(change(article, headline="Typo mended"), by=make_editor(), is_minor=True)

    assert edition.updated_at == NOON - HOUR


def test_all_that_is_missing_is_said_at_once():
    photo = make_photo(caption="", alt_text="")
    article = make_article(body="", authors=[], lead_photo=photo)

    with pytest.raises(NotPublishable) as caught:
        publish(article, by=make_editor())

    assert caught.value.problems == {
        "body": ["Write the story. There is no text yet."],
        "bylines": ["Name at least one author."],
        "lead_photo": ["The lead photo has no caption and no alt text. Open the photo and write it."],
    }
    assert not Edition.objects.exists()


def test_photo_in_the_body_needs_its_credit():
    photo = make_photo(headline="Quay", credit="")
    article = make_article(body=f'<p>Text.</p><figure><img data-file="{photo.pk}"></figure>')

    with pytest.raises(NotPublishable) as caught:
        publish(article, by=make_editor())

    assert caught.value.problems == {"body": ["The photo “Quay” has no credit. Open the photo and write it."]}


def test_two_stories_never_share_an_address():
    section = make_section(slug="town")
    first = publish(make_article(headline="Fog", section=section), by=make_editor())

    second = publish(make_article(headline="Fog", section=section), by=make_editor())

    assert (first.path, second.path) == ("/town/2026/03/01/fog/", "/town/2026/03/01/fog-2/")


def test_new_headline_keeps_the_address():
    article = make_article(headline="Fog")
    first = publish(article, by=make_editor(), at=NOON - HOUR)
    article.refresh_from_db()

    second = publish(change(article, headline="Fog lifts"), by=make_editor())

    assert second.path == first.path


def test_headline_without_a_letter_still_gets_an_address():
    article = make_article(headline="!!!")

    edition = publish(article, by=make_editor())

    assert edition.slug == f"story-{article.pk}"


def test_end_before_the_beginning_is_refused():
    with pytest.raises(ValueError, match="after the beginning"):
        publish(make_article(), by=make_editor(), at=NOON + HOUR, until=NOON + HOUR)


def test_revision_of_an_edition_holds_bylines_and_tags():
    author = make_author()
    edition = publish(make_article(authors=[author], tags=["Sea wall"]), by=make_editor())

    assert edition.revision.data["bylines"] == [[author.pk, "words"]]
    assert edition.revision.data["tags"] == ["Sea wall"]


def test_database_refuses_an_edition_that_ends_before_it_begins():
    edition = publish(make_article(), by=make_editor())

    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(live_until=NOON - HOUR)


@pytest.mark.postgres
def test_database_refuses_overlapping_editions():
    article = make_article()
    publish(article, by=make_editor(), at=NOON - HOUR)
    second = publish(change(article, headline="Second"), by=make_editor())

    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=second.pk).update(live_from=NOON - timedelta(minutes=30))

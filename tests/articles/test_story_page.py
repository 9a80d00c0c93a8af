from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory

from articles.models import Byline, Edition, Masthead
from articles.publishing import publish, withdraw
from articles.views.stories import render_story
from tests.factories import make_article, make_author, make_comment, make_photo, make_section

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


def live_story(at=None, **fields):
    return publish(make_article(**fields), by=None, at=at)


def page(client, edition):
    response = client.get(edition.path)
    assert response.status_code == 200
    return response.content.decode()


def rewrite(article, **fields):
    for name, value in fields.items():
        setattr(article, name, value)
    article.save()
    article.record(by=None)


def test_page_shows_the_edition(client):
    Masthead(name="The Courier").save()
    harbour = make_section(name="Harbour", slug="harbour")
    photo = make_photo(caption="The wharf.", credit="Noor Vance", alt_text="A wharf.")
    edition = live_story(
        headline="Wall <moves>",
        kicker="The wall",
        deck="By eleven centimetres.",
        dateline="VASSHOLM, November 21",
        body="<h2>Why</h2><p>Nobody <strong>knows</strong>.</p>",
        section=make_section(name="Dredging", slug="dredging", parent=harbour),
        lead_photo=photo,
        tags=["Sea wall"],
    )

    text = page(client, edition)

    assert "<title>Wall &lt;moves&gt; – The Courier</title>" in text
    assert '<h1 class="headline">Wall &lt;moves&gt;</h1>' in text
    assert '<a href="/harbour/">Harbour</a><a href="/dredging/">Dredging</a><span>The wall</span>' in text
    assert '<p class="deck">By eleven centimetres.</p>' in text
    assert '<p><span class="place">VASSHOLM, November 21</span></p><h2 id="why"><a href="#why">Why</a></h2>' in text
    assert "</h2><p>Nobody <strong>knows</strong>.</p>" in text
    assert '<figcaption class="caption">The wharf. <span class="credit">Noor Vance</span></figcaption>' in text
    assert 'alt="A wharf." fetchpriority="high">' in text
    assert '<li><a href="/tags/sea-wall/">Sea wall</a></li>' in text
    assert '<meta name="description" content="By eleven centimetres.">' in text
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{edition.path}">' in text
    assert "noindex" not in text


def test_byline_links_its_authors_and_prints_as_a_sentence(client):
    words = [make_author(name=name, slug=slug) for name, slug in (("A One", "a"), ("B Two", "b"), ("C Three", "c"))]
    article = make_article(authors=words)
    Byline.objects.create(article=article, author=make_author(name="N Vance", slug="n"), role="photos", position=9)

    text = page(client, publish(article, by=None))

    assert (
        '<p class="byline">By <a href="/authors/a/">A One</a>, <a href="/authors/b/">B Two</a> and '
        '<a href="/authors/c/">C Three</a>. Photos by <a href="/authors/n/">N Vance</a>. </p>'
    ) in text


def test_author_box_tells_of_those_who_wrote(client):
    author = make_author(name="Marit Olsund", role="Harbour editor", bio="Keeps a tide table.", email="m@example.org")
    text = page(client, live_story(authors=[author]))

    assert "Harbour editor. Keeps a tide table." in " ".join(text.split()).replace("<br>", "")
    assert "m@example.org" not in text


def test_author_whose_address_changed_is_named_without_a_link(client):
    author = make_author(name="Marit Olsund", slug="marit")
    edition = live_story(authors=[author])
    author.slug = "marit-olsund"
    author.save()

    text = page(client, edition)

    assert '<p class="byline">By <b>Marit Olsund</b></p>' in text
    assert "/authors/marit/" not in text


def test_times_are_cut_to_seconds_and_an_update_is_told(client, at_noon):
    article = make_article(slug="wall")
    edition = publish(article, by=None)
    assert "Updated" not in page(client, edition)

    at_noon.move_to(NOON + HOUR, tick=False)
    rewrite(article, deck="New.")
    text = page(client, publish(article, by=None))

    assert '<span>Published <time datetime="2026-03-01T12:00:00Z">1 Mar 2026, 12:00</time></span>' in text
    assert '<span>Updated <time datetime="2026-03-01T13:00:00Z">1 Mar 2026, 13:00</time></span>' in text


def test_minor_change_is_not_told(client, at_noon):
    article = make_article(slug="wall")
    publish(article, by=None)
    at_noon.move_to(NOON + HOUR, tick=False)
    rewrite(article, deck="New.")

    assert "Updated" not in page(client, publish(article, by=None, is_minor=True))


def test_what_search_engines_get_can_differ(client):
    edition = live_story(
        search_title="For machines",
        search_description="Also for machines.",
        canonical_url="https://elsewhere.example/story",
        noindex=True,
    )

    text = page(client, edition)

    assert "<title>For machines – " in text
    assert '<meta name="description" content="Also for machines.">' in text
    assert '<meta name="robots" content="noindex">' in text
    assert '<link rel="canonical" href="https://elsewhere.example/story">' in text


@pytest.mark.parametrize(
    ("label", "word"), [("analysis", "Analysis"), ("opinion", "Opinion"), ("sponsored", "Sponsored")]
)
def test_label_is_a_word(client, label, word):
    assert f'<span class="label label-{label}">{word}</span>' in page(client, live_story(label=label))


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        ("satire", "This is satire. It is made up, and none of it is news."),
        ("opinion", "An opinion: what its author thinks, not a report by The Newsroom."),
        ("analysis", "An analysis: what the facts may mean, as its author reads them."),
        ("sponsored", "Sponsored: The Newsroom was paid to publish this. Responsible for what it says: <b>Skerrow</b>"),
    ],
)
def test_label_is_explained_in_a_sentence(client, label, sentence):
    text = page(client, live_story(label=label, authors=[make_author(name="Skerrow")]))

    assert sentence in " ".join(text.split())


def test_dateline_runs_into_the_first_paragraph(client):
    text = page(client, live_story(dateline="VASSHOLM & ISLES", body="<p>Nobody knows.</p><p>Still.</p>"))

    assert '<p><span class="place">VASSHOLM &amp; ISLES</span> — Nobody knows.</p><p>Still.</p>' in text


def test_story_without_a_dateline_begins_with_its_text(client):
    assert 'class="place"' not in page(client, live_story())


def test_reading_time_is_told(client):
    assert "<span>4 min read</span>" in page(client, live_story(body=f"<p>{'word ' * 900}</p>"))


def test_address_and_day_stand_on_paper(client):
    edition = live_story()

    assert f"http://127.0.0.1:8000{edition.path}, as it stood on 1 March 2026." in page(client, edition)


def test_news_needs_no_label(client):
    assert 'class="label' not in page(client, live_story())


def test_sponsored_story_says_that_it_was_paid_for(client):
    assert "was paid to publish this" in page(client, live_story(label="sponsored"))


def test_tall_photo_is_marked_for_its_own_measure(client):
    tall = make_photo()
    tall.width_px, tall.height_px = 400, 600
    tall.save()

    assert '<figure class="photo is-tall">' in page(client, live_story(lead_photo=tall))


def test_related_are_the_newest_others_of_the_section_and_those_below(client, at_noon):
    harbour = make_section()
    below = make_section(parent=harbour)
    stories = []
    for number, section in enumerate([harbour, below, harbour, below, harbour]):
        at_noon.move_to(NOON + number * HOUR, tick=False)
        stories.append(live_story(section=section))
    live_story(section=make_section())

    response = client.get(stories[4].path)

    shown = response.context["around"]
    assert shown.next == [stories[2], stories[0]]
    assert shown.related == [stories[3], stories[1]]
    assert client.get(stories[2].path).context["around"].related == [stories[4], stories[3], stories[1]]


def test_tag_without_an_address_is_named_without_a_link(client):
    text = page(client, live_story(tags=["🚢"]))

    assert "<li>🚢</li>" in text


def test_address_in_another_script_is_found_and_canonical_is_encoded(client):
    edition = live_story(headline="Стена движется", section=make_section(slug="порт"))

    text = page(client, edition)

    assert edition.path == "/порт/2026/03/01/стена-движется/"
    assert 'href="http://127.0.0.1:8000/%D0%BF%D0%BE%D1%80%D1%82/2026/03/01/' in text


def test_old_address_leads_to_the_new_one(client, at_noon):
    article = make_article(slug="wall", section=make_section(slug="harbour"))
    old = publish(article, by=None)
    at_noon.move_to(NOON + HOUR, tick=False)
    rewrite(article, slug="wall-moves", section=make_section(slug="dredging"))
    publish(article, by=None)

    response = client.get(old.path)

    assert (response.status_code, response["Location"]) == (301, "/dredging/2026/03/01/wall-moves/")


def test_address_of_a_scheduled_change_says_nothing_until_its_minute(client, at_noon):
    article = make_article(slug="wall")
    now = publish(article, by=None)
    rewrite(article, slug="secret")
    coming = publish(article, by=None, at=NOON + HOUR)

    assert client.get(now.path).status_code == 200
    assert client.get(coming.path).status_code == 404

    at_noon.move_to(NOON + HOUR, tick=False)
    assert client.get(coming.path).status_code == 200
    assert client.get(now.path)["Location"] == coming.path


def test_scheduled_story_is_not_found_until_its_minute(client, at_noon):
    edition = live_story(at=NOON + HOUR)

    assert client.get(edition.path).status_code == 404
    at_noon.move_to(NOON + HOUR, tick=False)
    assert client.get(edition.path).status_code == 200


def test_withdrawn_story_is_gone_under_every_address_it_had(client, at_noon):
    article = make_article(slug="wall", headline="Wall moves")
    old = publish(article, by=None)
    at_noon.move_to(NOON + HOUR, tick=False)
    rewrite(article, slug="wall-moves")
    new = publish(article, by=None)
    at_noon.move_to(NOON + 2 * HOUR, tick=False)
    withdraw(article, by=None)

    for edition in (old, new):
        response = client.get(edition.path)
        assert response.status_code == 410
        assert "no longer here" in response.content.decode()
        assert "Wall moves" not in response.content.decode()


def test_story_withdrawn_and_scheduled_again_under_a_new_address_does_not_give_it_away(client, at_noon):
    article = make_article(slug="wall")
    old = publish(article, by=None)
    at_noon.move_to(NOON + HOUR, tick=False)
    withdraw(article, by=None)
    rewrite(article, slug="secret")
    publish(article, by=None, at=NOON + 5 * HOUR)

    response = client.get(old.path)

    assert response.status_code == 410
    assert "secret" not in str(response.headers) + response.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/harbour/2026/13/45/wall/",
        "/harbour/2026/03/02/wall/",
        "/harbour/2026/03/01/other/",
        "/harbour/0000/00/00/wall/",
        "/harbour/٢٠٢٦/03/01/wall/",
        "/harbour/2026/03/01/%00/",
        "/harbour/2026/03/01/wall%00/",
        "/harbour/2026/03/01/%ff%fe/",
        "/harbour/2026/03/01/" + "x" * 5000 + "/",
        "/harbour/2026/03/01/",
        "/harbour/2026/03/01/wall/more/",
    ],
)
def test_other_addresses_are_not_found(client, address):
    live_story(slug="wall", section=make_section(slug="harbour"))

    assert client.get(address).status_code == 404


def test_unknown_query_changes_nothing(client):
    edition = live_story()

    assert client.get(edition.path + "?utm=%00&page[]=1&page=1e9").status_code == 200


def test_story_can_be_shown_again_with_a_form_that_was_refused():
    edition = live_story()
    edition = Edition.objects.for_story().get(pk=edition.pk)

    response = render_story(RequestFactory().post(edition.path), edition, status=422)

    assert response.status_code == 422
    assert edition.headline in response.content.decode()


@pytest.mark.parametrize("conversation", ["none", "roots", "replies", "chain"])
def test_page_with_twenty_comments_and_three_corrections_runs_ten_queries(
    client, django_assert_num_queries, conversation
):
    section = make_section(parent=make_section())
    authors = [make_author(photo=make_photo()) for _ in range(3)]
    edition = live_story(section=section, authors=authors, lead_photo=make_photo(), tags=["A", "B", "C"])
    for _ in range(3):
        live_story(section=section, lead_photo=make_photo())
    answered = None
    for _ in range(0 if conversation == "none" else 20):
        comment = make_comment(edition.article, parent=answered, state="approved")
        if conversation == "chain" or (conversation == "replies" and answered is None):
            answered = comment
    for _ in range(3):
        edition.article.corrections.create(text="It was ten.", live_from=NOON)

    # edition, sections, tags, all around it, authors, corrections, masthead, house rules, threads with replies,
    # count of comments
    with django_assert_num_queries(10):
        client.get(edition.path)

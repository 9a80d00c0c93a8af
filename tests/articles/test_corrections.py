from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles import corrections
from articles.models import AuditEntry, Correction, Edition, Masthead
from articles.publishing import publish, withdraw
from tests.factories import make_article, make_editor, make_section

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


def live_story(**fields):
    article = make_article(**fields)
    publish(article, by=None)
    return article


def add(article, text="It was ten.", **fields):
    return corrections.add(article, **({"by": None, "kind": "correction", "text": text} | fields))


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def path_of(article):
    return article.editions.live().get().path


# Adding and taking back


def test_correction_of_a_live_story_is_live_at_once_and_in_the_audit_trail():
    editor = make_editor()
    story = live_story()

    correction = add(story, by=editor, at_top=True)

    assert list(Correction.objects.live()) == [correction]
    entry = AuditEntry.objects.get(deed="correct")
    assert (entry.deed, entry.by, entry.article) == ("correct", editor, story)
    assert entry.details == {"kind": "Correction", "text": "It was ten.", "shown_from": NOON.isoformat()}


def test_story_that_no_reader_has_seen_takes_no_correction():
    scheduled = make_article()
    publish(scheduled, by=None, at=NOON + HOUR)

    for story in (make_article(), scheduled):
        with pytest.raises(ValueError, match="No reader has seen"):
            add(story)
    assert not Correction.objects.exists()
    assert not AuditEntry.objects.filter(deed="correct").exists()


def test_correction_appears_at_its_minute_and_not_before():
    correction = add(live_story(), at=NOON + HOUR)

    assert list(Correction.objects.live(NOON + HOUR - timedelta(seconds=1))) == []
    assert list(Correction.objects.live(NOON + HOUR)) == [correction]


def test_correction_is_not_dated_back():
    with pytest.raises(ValueError, match="dated back"):
        add(live_story(), at=NOON - HOUR)


def test_same_words_twice_are_one_correction():
    story = live_story()
    add(story)

    with pytest.raises(ValueError, match="exactly these words"):
        add(story)
    assert story.corrections.count() == 1


def test_correction_goes_with_its_story(time_machine):
    story = live_story()
    correction = add(story)
    time_machine.move_to(NOON + HOUR, tick=False)
    withdraw(story, by=None)
    assert list(Correction.objects.live()) == []

    time_machine.move_to(NOON + 2 * HOUR, tick=False)
    publish(story, by=None)
    assert list(Correction.objects.live()) == [correction]


def test_correction_leaves_the_edition_alone():
    story = live_story()
    before = Edition.objects.values().get()

    add(story)

    assert Edition.objects.values().get() == before


def test_what_is_taken_back_stays_in_the_audit_trail():
    editor = make_editor()
    correction = add(live_story(headline="Harbour wall to rise"))

    corrections.take_back(correction, by=editor)

    assert not Correction.objects.exists()
    entry = AuditEntry.objects.newest().first()
    assert (entry.by, entry.about) == (editor, "Taken back: correction of “Harbour wall to rise”")
    assert (entry.details["text"], entry.details["taken_back"]) == ("It was ten.", True)


def test_taking_back_twice_is_told():
    correction = add(live_story())
    corrections.take_back(correction, by=None)

    with pytest.raises(Correction.DoesNotExist):
        corrections.take_back(Correction(pk=1, article=make_article()), by=None)


def test_database_wants_words():
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.create(article=live_story(), text="")


# On the story


def test_correction_stands_below_the_text_with_its_date_and_a_link_to_it(client):
    story = live_story(body="<p>The text.</p>")
    correction = add(story, "It was <ten>.\nNot nine.")

    text = page(client, path_of(story)).partition("<body>")[2]

    assert f'id="correction-{correction.pk}"' in text
    assert f'<b>Correction</b> <a href="#correction-{correction.pk}"' in text
    assert '<time datetime="2026-03-01T12:00:00Z">1 Mar 2026, 12:00</time></a>' in text
    assert "It was &lt;ten&gt;.<br>Not nine." in text
    assert text.index("The text.") < text.index("Not nine.")


@pytest.mark.parametrize(
    ("kind", "at_top", "comes_first"),
    [("update", True, True), ("update", False, False), ("retraction", False, True), ("retraction", True, True)],
)
def test_correction_stands_where_it_was_put_and_a_retraction_always_on_top(client, kind, at_top, comes_first):
    story = live_story(body="<p>The text.</p>")
    add(story, "What we say now.", kind=kind, at_top=at_top)

    text = page(client, path_of(story)).partition("<body>")[2]

    assert (text.index("What we say now.") < text.index("The text.")) is comes_first
    assert ("is-retraction" in text) is (kind == "retraction")


@pytest.mark.parametrize("kind", Correction.Kind)
def test_kind_is_said_in_words(client, kind):
    story = live_story()
    add(story, kind=kind)

    assert f"<b>{kind.label}</b>" in page(client, path_of(story))
    assert f"<b>{kind.label}</b>" in page(client, "/corrections/")


def test_correction_to_come_is_not_on_the_story(client, time_machine):
    story = live_story()
    add(story, "To come.", at=NOON + HOUR)

    assert "To come." not in page(client, path_of(story))
    time_machine.move_to(NOON + HOUR, tick=False)
    assert "To come." in page(client, path_of(story))


# The page of corrections and its feeds


def test_page_lists_corrections_the_newest_first_with_their_stories(client, time_machine):
    first = live_story(headline="Wall <moves>")
    older = add(first, "Older.")
    time_machine.move_to(NOON + HOUR, tick=False)
    add(live_story(headline="Ferry sails"), "Newer.", kind="apology")

    text = page(client, "/corrections/")

    assert text.index("Newer.") < text.index("Older.")
    assert f'<a href="{path_of(first)}#correction-{older.pk}">Wall &lt;moves&gt;</a>' in text
    assert '<link rel="alternate" type="application/rss+xml" title="Corrections, RSS"' in text
    assert '<link rel="canonical" href="http://127.0.0.1:8000/corrections/">' in text


def test_page_links_the_story_where_it_is_now(client, time_machine):
    story = live_story(section=make_section(slug="old"))
    add(story)
    time_machine.move_to(NOON + HOUR, tick=False)
    story.section, story.headline = make_section(slug="new"), "New headline"
    story.save()
    publish(story, by=None)

    text = page(client, "/corrections/")

    assert 'href="/new/2026/03/01/' in text
    assert "New headline" in text


@pytest.mark.parametrize("address", ["/corrections/", "/feeds/corrections.rss", "/feeds/corrections.atom"])
def test_what_is_not_live_is_in_no_list(client, time_machine, address):
    add(live_story(), "zq to come", at=NOON + 2 * HOUR)
    gone = live_story(headline="zq gone")
    add(gone, "zq of a withdrawn story")
    time_machine.move_to(NOON + HOUR, tick=False)
    withdraw(gone, by=None)
    draft = make_article(headline="zq draft")
    draft.corrections.create(text="zq of a draft")
    scheduled = make_article(headline="zq scheduled")
    publish(scheduled, by=None, at=NOON + 2 * HOUR)
    scheduled.corrections.create(text="zq of a scheduled story")
    spiked = make_article(headline="zq spiked", spiked_at=NOON)
    spiked.corrections.create(text="zq of a spiked story")
    add(live_story(), "Shown.")

    text = page(client, address)

    assert "Shown." in text
    assert "zq" not in text


def test_page_without_corrections_says_so(client):
    assert "There is nothing to correct yet." in page(client, "/corrections/")


def test_page_holds_twenty_and_leads_to_older_ones(client):
    story = live_story()
    Correction.objects.bulk_create(Correction(article=story, text=f"Number {number}.") for number in range(21))

    first, second = page(client, "/corrections/"), page(client, "/corrections/?page=2")

    assert (first.count('<li class="correction'), second.count('<li class="correction')) == (20, 1)
    assert '<link rel="canonical" href="http://127.0.0.1:8000/corrections/?page=2">' in second


@pytest.mark.parametrize("query", ["page=3", "page=0", "page=x", "page=51", "page=%00", f"page={'9' * 400}"])
def test_pages_that_are_not_there_are_404(client, query):
    add(live_story())

    assert client.get(f"/corrections/?{query}").status_code == 404


@pytest.mark.parametrize(
    ("address", "queries"), [("/corrections/", 4), ("/feeds/corrections.rss", 2), ("/feeds/corrections.atom", 2)]
)
def test_lists_run_the_same_queries_for_1_3_and_20_rows(client, django_assert_num_queries, address, queries):
    add(live_story())
    with django_assert_num_queries(queries):
        client.get(address)
    for rows in (2, 17):
        for _ in range(rows):
            add(live_story())
        with django_assert_num_queries(queries):
            client.get(address)


def test_rss_names_itself_the_story_and_the_words(client):
    Masthead(name="The Courier & Co", language="de").save()
    correction = add(live_story(headline="Wall <moves> & more"), "It was <ten>.", kind="clarification")

    response = client.get("/feeds/corrections.rss")
    channel = ElementTree.fromstring(response.content).find("channel")
    item = channel.find("item")

    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert channel.findtext("title") == "The Courier & Co: Korrekturen"
    assert channel.findtext("language") == "de"
    assert channel.findtext("link") == "http://127.0.0.1:8000/corrections/"
    assert channel.find(f"{ATOM}link").attrib == {
        "rel": "self",
        "href": "http://127.0.0.1:8000/feeds/corrections.rss",
    }
    assert item.findtext("title") == "Klarstellung: Wall <moves> & more"
    assert item.findtext("description") == "<p>It was &lt;ten&gt;.</p>"
    assert item.findtext("link").endswith(f"#correction-{correction.pk}")
    assert item.findtext("pubDate") == "Sun, 01 Mar 2026 12:00:00 +0000"
    assert item.find("guid").attrib == {"isPermaLink": "false"}


def test_atom_has_what_the_standard_asks_for(client):
    add(live_story(headline="Wall moves"))

    feed = ElementTree.fromstring(client.get("/feeds/corrections.atom").content)
    entry = feed.find(f"{ATOM}entry")

    assert [link.get("href") for link in feed.findall(f"{ATOM}link")] == [
        "http://127.0.0.1:8000/corrections/",
        "http://127.0.0.1:8000/feeds/corrections.atom",
    ]
    for name in ("id", "title", "updated"):
        assert feed.findtext(f"{ATOM}{name}")
        assert entry.findtext(f"{ATOM}{name}")
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "The Newsroom"
    assert entry.findtext(f"{ATOM}updated") == "2026-03-01T12:00:00+00:00"


@pytest.mark.parametrize("address", ["/feeds/corrections.rss", "/feeds/corrections.atom"])
def test_feed_is_sent_again_only_when_it_changed(client, time_machine, address):
    empty = client.get(address)
    time_machine.move_to(NOON + HOUR, tick=False)
    assert client.get(address, headers={"if-none-match": empty["ETag"]}).status_code == 304
    correction = add(live_story())
    filled = client.get(address, headers={"if-none-match": empty["ETag"]})
    assert filled.status_code == 200

    time_machine.move_to(NOON + 2 * HOUR, tick=False)
    assert client.get(address, headers={"if-none-match": filled["ETag"]}).status_code == 304
    corrections.take_back(correction, by=None)
    assert "Last-Modified" not in filled
    assert client.get(address, headers={"if-none-match": filled["ETag"]}).status_code == 200


@pytest.mark.parametrize("text", ["bell \x07 and \x1b", "\ufffe", "🐟 " * 600, "]]> &amp; </title>"], ids=repr)
@pytest.mark.parametrize("address", ["/feeds/corrections.rss", "/feeds/corrections.atom"])
def test_odd_characters_leave_the_feed_well_formed(client, address, text):
    story = live_story(headline=f"A {text[:80]} Z")
    story.corrections.create(text=text, live_from=timezone.now())

    assert ElementTree.fromstring(client.get(address).content) is not None
    assert client.get("/corrections/").status_code == 200

"""What readers find: which stories, in which order, and never one that they may not read."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from articles.models import Edition, Masthead
from articles.models.edition import is_postgres
from articles.publishing import cancel, publish, reschedule, set_end, withdraw
from articles.search import Wanted, did_you_mean, editions_of, find, suggest
from tests.factories import make_article, make_author, make_section

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def live_story(days_ago=0, **fields):
    return publish(make_article(**fields), by=None, at=NOON - timedelta(days=days_ago))


def found(text, **limits):
    return find(Wanted(text=text, **limits))


def test_stories_are_found_by_every_word_that_readers_see():
    edition = live_story(
        headline="Wall moves",
        deck="By eleven centimetres",
        kicker="Dredging",
        body="<p>Nobody knows why.</p>",
        dateline="VASSHOLM",
        tags=["Sea defences"],
        authors=[make_author(name="Marit Olsund")],
        section=make_section(name="Harbour"),
    ).pk
    live_story(headline="Ferry sails")

    words = ["wall", "eleven", "dredging", "nobody", "vassholm", "defences", "olsund", "harbour", "WALL nobody"]
    assert {word: found(word) for word in words} == {word: [edition] for word in words}
    assert found("wall ferry") == []


def test_forms_of_a_word_and_accents_make_no_difference():
    edition = live_story(headline="Three crossings cancelled", body="<p>The café was full.</p>").pk

    assert found("crossing") == [edition]
    assert found("cafe") == [edition]
    assert found("CAFÉ") == [edition]


def test_a_row_of_words_and_an_exclusion():
    row = live_story(headline="The night ferry").pk
    live_story(headline="Slow ferry tonight, night after night")

    assert len(found("ferry night -nothing")) == 2
    assert found('"night ferry"') == [row]
    assert found("ferry -slow") == [row]
    assert found('ferry -"slow ferry"') == [row]
    assert found("-ferry") == []


@pytest.mark.parametrize(
    ("headline", "typed"),
    [
        ("港口城市的早晨", "城市"),
        ("항구는 조용하다", "항구"),
        ("الميناء القديم في المدينة", "المدينة"),
        ("Παλιό λιμάνι", "λιμάνι"),
        ("Старый порт", "порт"),
        ("पुराना बंदरगाह", "बंदरगाह"),
        ("นกนางนวล", "นางนวล"),
    ],
)
def test_words_of_any_script_are_found(headline, typed):
    edition = live_story(headline=headline).pk
    live_story(headline="另一个")

    assert found(typed) == [edition]


def test_headline_counts_more_than_text_and_new_more_than_old():
    old = live_story(700, headline="Lighthouse sold", body="<p>Sold.</p>").pk
    passing = live_story(1, headline="Council meets", body="<p>They spoke of a lighthouse.</p>").pk
    new = live_story(2, headline="Lighthouse sold", body="<p>Sold.</p>").pk

    assert found("lighthouse")[0] == new
    assert set(found("lighthouse")) == {old, passing, new}
    assert found("lighthouse", newest_first=True) == [passing, new, old]


def test_limits_of_section_author_and_days():
    harbour, city = make_section(), make_section()
    marit, noor = make_author(), make_author()
    first = live_story(3, headline="Wall", section=harbour, authors=[marit]).pk
    second = live_story(1, headline="Wall", section=city, authors=[marit, noor]).pk

    assert found("wall", sections=[harbour.pk]) == [first]
    assert found("wall", sections=[harbour.pk, city.pk], newest_first=True) == [second, first]
    assert found("wall", author=noor.pk) == [second]
    assert found("wall", author=make_author().pk) == []
    assert found("wall", since=date(2026, 2, 28)) == [second]
    assert found("wall", until=date(2026, 2, 27)) == [first]
    assert found("wall", since=date(2026, 2, 26), until=date(2026, 2, 26)) == [first]
    assert found("wall", since=date(2026, 2, 28), until=date(2026, 2, 27)) == []


def test_a_scheduled_story_is_found_from_its_minute_on():
    at = timezone.now() + timedelta(hours=1)
    edition = publish(make_article(headline="Harbour sold"), by=None, at=at)
    before, after = {"at": at - timedelta(seconds=1)}, {"at": at}

    assert (found("harbour", **before), suggest("harb", **before)) == ([], [])
    assert (found("harbour", **after), suggest("harb", **after)) == ([edition.pk], [edition])
    assert did_you_mean(Wanted(text="harbuor", **before)) == ""
    assert did_you_mean(Wanted(text="harbuor", **after)) == "harbour"


def test_what_a_story_said_before_is_found_no_more():
    article = make_article(headline="Crane falls", body="<p>Two hurt.</p>")
    publish(article, by=None, at=NOON)
    article.headline, article.body = "Crane fell", "<p>Nobody was harmed.</p>"
    article.save()
    article.record(by=None)
    edition = publish(article, by=None)

    assert found("hurt") == []
    assert found("harmed") == [edition.pk]


def test_a_scheduled_change_takes_over_at_its_minute():
    article = make_article(headline="Crane falls", body="<p>Two hurt.</p>")
    first = publish(article, by=None, at=NOON)
    article.headline, article.body = "Crane fell", "<p>Nobody was harmed.</p>"
    article.save()
    article.record(by=None)
    at = timezone.now() + timedelta(hours=1)
    second = publish(article, by=None, at=at)

    assert (found("hurt"), found("harmed")) == ([first.pk], [])
    assert (found("hurt", at=at), found("harmed", at=at)) == ([], [second.pk])
    cancel(article, by=None)
    assert (found("hurt", at=at), found("harmed", at=at)) == ([first.pk], [])


def test_withdrawn_and_expired_stories_are_not_found():
    withdrawn, expiring = live_story(headline="Harbour one"), live_story(headline="Harbour two")
    withdraw(withdrawn.article, by=None)
    until = timezone.now() + timedelta(hours=1)
    set_end(expiring.article, by=None, until=until)

    assert found("harbour") == [expiring.pk]
    assert found("harbour", at=until) == []
    assert suggest("harb", at=until) == []
    assert did_you_mean(Wanted(text="harbuor", at=until)) == ""


def test_a_moved_story_is_found_from_its_new_minute_on():
    article = make_article(headline="Harbour sold")
    early, late = (timezone.now() + timedelta(hours=hours) for hours in (1, 5))
    edition = publish(article, by=None, at=early)
    reschedule(article, by=None, at=late)

    assert found("harbour", at=early) == []
    assert found("harbour", at=late) == [edition.pk]


def test_headline_and_passage_have_their_hits_marked():
    live_story(headline="Crossing cancelled", body=f"<p>{'Nothing here. ' * 60}The night crossings stop.</p>")
    wanted = Wanted(text="crossing")

    [edition] = editions_of(find(wanted), wanted)

    assert edition.headline_parts == [("Crossing", True), (" cancelled", False)]
    assert [words for words, is_hit in edition.passage_parts if is_hit] == ["crossings"]
    assert edition.passage_parts[0][0].startswith("…")
    assert len("".join(words for words, _ in edition.passage_parts)) < 400


def test_marks_of_a_row_of_signs_are_one_and_leave_nothing_behind():
    live_story(headline="港口城市的早晨", body="<p>港口城市的早晨很安静。</p>")
    wanted = Wanted(text="城市")

    [edition] = editions_of(find(wanted), wanted)

    assert edition.headline_parts == [("港口", False), ("城市", True), ("的早晨", False)]
    assert "".join(words for words, _ in edition.passage_parts) == "港口城市的早晨很安静。"


def test_suggestions_are_the_newest_headlines_with_the_beginning():
    for number in range(10):
        live_story(20 - number, headline=f"Harbour {number}")
    live_story(headline="Elsewhere", body="<p>A harbour.</p>")

    assert [story.headline for story in suggest("harb")] == [f"Harbour {number}" for number in range(9, 1, -1)]
    assert [story.headline for story in suggest("harbour 3")] == ["Harbour 3"]
    assert suggest("h") == []
    assert suggest("'); DROP") == []


def test_did_you_mean_offers_only_what_finds_a_story():
    live_story(headline="Herring quota cut")
    live_story(headline="Hearing adjourned")

    assert did_you_mean(Wanted(text="herrign quota")) == "herring quota"
    assert did_you_mean(Wanted(text="hering quot")) == "herring quota"
    assert did_you_mean(Wanted(text="herring adjourned")) == ""
    assert did_you_mean(Wanted(text="zzzzzz")) == ""


@pytest.mark.parametrize(
    "typed",
    [
        '"', '"" ""', "NEAR(", "NEAR(a b, 3)", "a AND", "OR", "NOT", "AND OR NOT", "a OR b", "headline:a", "{a}: b",
        "^a", "a*", "*", "(", ")", "a)(", "'", "''", "\\", "\\'", "%", "a & b | !c", "a <-> b", ":*", "a:*", "\x00",
        "a\x00b", "-", "- -a", "x" * 3000, "a " * 1500, '"' * 3000, "(" * 3000, "-" * 3000, "\ud800", "\ufffd",
        "港" * 3000, "@s1",
    ],
)  # fmt: skip
def test_whatever_is_typed_is_only_words(typed):
    live_story(headline="Harbour wall")

    assert found(typed) == []
    assert suggest(typed) == []
    assert did_you_mean(Wanted(text=typed)) == ""


def test_only_live_editions_are_asked_for_by_name():
    """The index itself says nothing: an entry whose edition is not live leads nowhere."""
    edition = live_story(headline="Harbour sold")
    Edition.objects.filter(pk=edition.pk).update(live_until=edition.live_from + timedelta(microseconds=1))

    assert found("harbour") == []
    assert suggest("harb") == []


def test_words_of_the_mastheads_language_are_folded():
    Masthead(language="de").save()
    edition = live_story(headline="Die Häfen des Nordens").pk

    assert found("häfen") == found("hafen") == [edition]
    assert found("des") == ([] if is_postgres(connection) else [edition])

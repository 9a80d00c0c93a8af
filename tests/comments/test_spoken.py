"""In which words readers are told of comments, on pages, in mails and in feeds, when the paper is not in English."""

import gettext as catalogue_files
import json
import re
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from articles.models import AuditEntry, Masthead, Notice
from articles.publishing import publish
from comments import letters, mine, reports, verdict_links, verdicts
from comments.erasure import erase
from comments.models import Decision, Report, Writer
from comments.refusals import TooFast
from tests.factories import make_article, make_comment, make_editor, make_moderator

from .walk import ANNA, Walk

NOT_OURS = re.compile(r"\S+@\S+|https?:\S+|/comments/\S+|\b(JSON|EU|Spam)\b")


@pytest.fixture
def told(db, client, settings):
    """What a reader is told on the whole way, in the language given."""
    settings.COMMENT_FLOOD_SECONDS = settings.COMMENT_FLOOD_BURST = 0
    return lambda language: Walk(client, language).go()


def catalogue(language):
    path = django_settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.mo"
    with path.open("rb") as file:
        return catalogue_files.GNUTranslations(file)._catalog


def english_phrases():
    """All that our English messages say in two words or more, without what is put into them."""
    for key in catalogue("de"):
        message = (key[0] if isinstance(key, tuple) else key).rpartition("\x04")[2]
        for piece in re.split(r"%\(\w+\)[sd]|<[^>]*>", message):
            # Two words say little of where they come from when they only go on with a sentence.
            if len(re.findall(r"\w+", piece)) > (1 if re.match(r"\s*\w", piece) else 2) and re.search("[a-z]", piece):
                yield " ".join(piece.split())


GERMAN = {
    "empty": ["Kommentar schreiben", "Pflichtfelder sind mit * markiert.", "Bis zu 5.000 Zeichen."],
    "thread": ["127 Kommentare", "Redaktion", "Auswahl der Redaktion", "Älteste zuerst", "weitere Antworten anzeigen"],
    "one": ["Diskussion mit 75 Antworten", "Begonnen von Νῖκος ."],
    "one, deep": ["Antwort an Νῖκος"],
    "replying": ["Antwort an Νῖκος", "Doch nicht antworten"],
    "nothing typed": [
        "Alles, was Sie eingegeben haben, ist noch da. Bitte berichtigen Sie:",
        "Name: Geben Sie den Namen an",
    ],
    "too long": [
        "hat 5.001 Zeichen, möglich sind höchstens 5.000",
        "Der Name hat 81 Zeichen",
        "Das ist keine Webadresse.",
    ],
    "preview": ["Vorschau: noch nicht gesendet", "Absenden"],
    "from elsewhere": ["Ihr Kommentar wurde nicht gesendet", "Das haben Sie geschrieben:"],
    "sent": ["Danke, Ιωάννα", "Wartet auf Freigabe", "Ein Link zu dieser Seite ist unterwegs an a…@example.org."],
    "own, editing": ["Änderungen speichern"],
    "own, edited": ["Ihr Kommentar ist geändert.", "bearbeitet um"],
    "own, same": ["Es gab keinen Unterschied"],
    "own, confirm": ["Ihre E-Mail-Adresse ist bestätigt und Ihre Auswahl gespeichert.", "Einmal am Tag, gesammelt"],
    "own, mute": ["Von dieser Diskussion hören Sie nichts mehr."],
    "own, late": ["Ihre Änderungen kamen zu spät"],
    "own, withdrawn": ["Ihr Kommentar ist zurückgezogen.", "Niemand sonst kann ihn sehen."],
    "own, taken down": [
        "Ein Mensch hat die Meldung und den Kommentar geprüft",
        "Artikel 21 der Verordnung (EU) 2022/2065",
    ],
    "report": ["Was stimmt damit nicht?", "Rechtswidriger Inhalt"],
    "report, illegal and empty": ["Geben Sie Ihren Namen an.", "Kreuzen Sie das an"],
    "reported": ["Danke für Ihre Meldung"],
    "report, too many": ["Aus Ihrem Netz kamen zu viele Meldungen."],
    "mail, stopped": ["Sie bekommen keine E-Mails über Antworten mehr."],
    "said again": ["Einmal genügt."],
    "too fast, seconds": ["Sie schreiben schneller, als wir lesen. Warten Sie", "Sekunden, und senden Sie ihn"],
    "too fast, minutes": ["Warten Sie 3 Minuten, und senden Sie ihn"],
    "privacy, asked": ["Der Link gilt 24 Stunden."],
    "privacy, shown": ["1 Kommentar, davon 0 auf der Website zu sehen", "1 Meldung zu Kommentaren anderer"],
    "privacy, erasing": ["1 Kommentar von Ihnen bleibt stehen, wo er ist, unter dem Namen „Anonym“."],
    "privacy, closed": ["Dieser Link gilt nicht mehr"],
    "closing": ["Dieser Artikel kann bis", "Uhr kommentiert werden."],
    "closed by itself": ["Der Kommentarbereich zu diesem Artikel wurde am"],
    "closed meanwhile": ["Der Kommentarbereich wurde geschlossen, bevor er ankam."],
    "mail privacy": ["Was Ἐφημερίς von Ihnen speichert", "Der Link gilt 24 Stunden."],
}


def test_the_whole_way_is_german(told):
    told = told("de")

    missing = {step: [words for words in said if words not in told[step]] for step, said in GERMAN.items()}
    assert {step: words for step, words in missing.items() if words} == {}


@pytest.mark.parametrize("language", ["de", "ar"])
def test_no_english_message_is_left_on_the_whole_way(told, language):
    phrases = set(english_phrases())
    assert len(phrases) > 250

    left = {step: [phrase for phrase in phrases if phrase in text] for step, text in told(language).items()}
    assert {step: found for step, found in left.items() if found} == {}


def test_an_arabic_reader_meets_no_latin_word(told):
    """What is on the pages besides our words is in Greek, so that a word that nobody marked is seen, too."""
    told = told("ar")
    saved = json.loads(told.pop("privacy, saved"))

    latin = {step: re.findall(r"[A-Za-z][a-z]+", NOT_OURS.sub("", text)) for step, text in told.items()}
    assert {step: words for step, words in latin.items() if words} == {}
    assert not re.search("[a-z]", saved["about"] + saved["reports"][0]["reason"] + saved["comments"][0]["state"])
    assert len(told) > 60


def test_the_same_way_in_english_is_english(told):
    """So that the others prove something: each phrase that they look for can be met."""
    told = told("en")

    met = {phrase for phrase in english_phrases() if any(phrase in text for text in told.values())}
    assert len(met) > 200
    assert "Leave a comment Reply to" in told["empty"]
    assert "Your email address will not be published. Required fields are marked *" in told["empty"]


# Mails


def lines_of(text):
    return [line for line in text.splitlines() if "://" not in line]


@pytest.fixture
def story(db):
    Masthead(name="Hafenkurier", language="de").save()
    article = make_article(headline="Fähre fährt den ganzen Winter, auch bei Eis und Sturm, sagt die Reederei")
    publish(article, by=make_editor(), at=timezone.now() - timedelta(days=1))
    return article


def replies_letter(story, count):
    """Return the mail about so many replies, written as the desk's own process does."""
    comment = make_comment(story, author_email=ANNA, state="approved")
    Writer.objects.create(email=ANNA, confirmed_at=timezone.now(), replies="at_once")
    for _ in range(count):
        make_comment(story, parent=comment, state="approved")
    letters.send_due_replies(timezone.now())
    return Notice.objects.get(kind="reply")


@pytest.mark.parametrize(
    ("count", "subject", "words"),
    [
        (1, "Eine Antwort auf Ihren Kommentar zu „Fähre", "Jemand hat auf Ihren Kommentar zu"),
        (3, "3 Antworten auf Ihre Kommentare bei Hafenkurier", "gibt es 3 Antworten:"),
    ],
)
def test_a_german_mail_counts_wraps_and_stops_with_one_click(story, client, count, subject, words):
    letter = replies_letter(story, count)

    assert letter.subject.startswith(subject) and words in " ".join(letter.text.split())
    assert max(map(len, lines_of(letter.text))) <= 72
    stop = letter.headers["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")
    client.post(stop, {"List-Unsubscribe": "One-Click"})
    assert Writer.objects.get().replies == "never" and "Keine E-Mails über Antworten mehr:" in " ".join(
        letter.text.split()
    )


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "وصل رد على"), (2, "وصل ردان على"), (3, "وصلت 3 ردود على"), (11, "وصل 11 ردًّا على"), (100, "وصل 100 رد على")],
)
def test_an_arabic_mail_counts_as_arabic_does(story, count, words):
    Masthead.objects.update(language="ar")
    letter = replies_letter(story, count)

    assert words in " ".join(letter.text.split())
    assert max(map(len, lines_of(letter.text))) <= 72


def test_the_first_line_of_a_german_receipt_is_its_subject(story):
    letters.write_receipt(make_comment(story, author_email=ANNA), story.editions.get())

    letter = Notice.objects.get()
    assert letter.subject == "Ihr Kommentar bei Hafenkurier" and letter.subject not in letter.text
    assert "\n- ihn jederzeit zurückziehen,\n" in letter.text and max(map(len, lines_of(letter.text))) <= 72


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_a_receipt_of_a_report_is_found_again_in_every_language(story, language):
    Masthead.objects.update(language=language)
    about = {"comment": make_comment(story), "reason": "illegal", "reporter_email": ANNA, "at": timezone.now()}

    reports.send_receipt(Report(pk=115, **about), at=timezone.now())

    assert reports.is_owed_outcome(Report(pk=115, **about), timezone.now())
    assert not reports.is_owed_outcome(Report(pk=15, **about), timezone.now())


def test_whose_name_was_erased_is_anonymous_in_the_papers_language_whoever_erases(story):
    comment = make_comment(story, author_email=ANNA)

    erase(ANNA)

    comment.refresh_from_db()
    assert comment.author_name == "Anonym"


def test_what_a_verdict_tells_is_german_and_what_the_trail_keeps_is_the_desks(story):
    """The desk speaks English all the while."""
    comment = make_comment(story, author_email=ANNA, state="approved")
    reports.report(comment, reason="illegal", text="So nicht.", reporter_email="dana@example.org")
    Writer.objects.create(email=ANNA, confirmed_at=timezone.now())

    verdicts.give(comment, "rejected", by=make_moderator(), message="Bitte sachlich.")

    told = Decision.objects.latest("pk").message
    assert told.startswith("Bitte sachlich.\n\nIhr Kommentar wurde entfernt") and "an ein Gericht wenden." in told
    outcome = " ".join(Notice.objects.get(kind__startswith="outcome").text.split())
    assert "Der Kommentar wurde entfernt. Das hat ein Mensch entschieden, keine Maschine." in outcome
    assert AuditEntry.objects.latest("pk").details["verdict"] == "Rejected"
    assert translation.get_language() == "en-gb"


# Where nothing is said yet


def test_a_refusal_speaks_the_language_of_whoever_shows_it():
    refusal = TooFast(1)
    with translation.override("de"):
        assert str(refusal).endswith("Warten Sie 1 Sekunde, und senden Sie ihn dann noch einmal.")
    assert str(refusal).endswith("Wait a second, then send it again.")


@pytest.mark.parametrize(("name", "in_arabic"), [("comments.rss", "التعليقات"), ("comments.atom", "التعليقات")])
def test_feeds_are_in_the_language_of_the_paper(story, client, name, in_arabic):
    make_comment(story, author_name="Anna", state="approved")

    german = client.get(f"/feeds/{name}").content.decode()
    ours = client.get(f"/feeds/comments/{story.pk}.rss").content.decode()
    Masthead.objects.update(language="ar")
    arabic = client.get(f"/feeds/{name}").content.decode()

    assert "Hafenkurier: Kommentare" in german and "Anna zu: Fähre" in german and "Kommentare zu „Fähre" in ours
    assert in_arabic in arabic


def test_a_moderators_page_by_mail_stays_english_in_a_german_paper(story, client):
    token = verdict_links.token_for(make_comment(story), make_moderator(), None)
    html = client.get(verdict_links.path_of(token)).content.decode()

    assert "What becomes of this comment?" in html and ">Held</span>" in html and '<html lang="en" dir="ltr">' in html


def queries(get, path):
    with CaptureQueriesContext(connection) as found:
        assert get(path).status_code == 200
    return len(found)


@pytest.mark.parametrize("language", ["de", "ar"])
def test_another_language_costs_no_query_however_many_comments_there_are(story, client, language):
    first, path = make_comment(story, state="approved"), story.editions.get().path
    pages = [path, f"{path}comments/", f"{path}comments/{first.pk}/", mine.mailed_path(first)]
    pages += [f"/comments/report/{first.pk}/", "/feeds/comments.rss"]
    found = []
    for spoken, more in [("en", 0), (language, 0), (language, 2), (language, 17)]:
        for _ in range(more):
            make_comment(story, state="approved")
        Masthead.objects.update(language=spoken)
        found.append([queries(client.get, page) for page in pages])

    assert found == [found[0]] * 4

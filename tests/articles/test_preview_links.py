import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from articles import preview_links
from articles.models import AuditEntry, PreviewAnswer, PreviewLink, Revision
from articles.publishing import cancel, publish, withdraw
from tests.factories import (
    make_article,
    make_author,
    make_editor,
    make_photo,
    make_reporter,
    make_section,
    make_user,
)
from tests.page_forms import fields_of

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


def make_link(article=None, **fields):
    article = article or make_article(headline="Harbour wall to rise")
    return article.preview_links.create(**({"reader": "Dana Ek", "made_by": make_editor()} | fields))


def save(article, **fields):
    for name, value in fields.items():
        setattr(article, name, value)
    article.save()
    return article.record(by=None)


def words_of(response):
    return response.content.decode()


def answer(client, link, verdict="approve", note="", **more):
    """Answer as the page in the holder's browser would, with the fields that stand in it."""
    article = link.article
    article.refresh_from_db()
    seen = {"revision": preview_links.version_of(article).pk, "seen": article.content_hash}
    return client.post(link.get_absolute_url(), {"verdict": verdict, "note": note} | seen | more)


# The page


def test_holder_reads_the_working_copy_and_what_it_is(client):
    photo = make_photo(caption="The wharf.", credit="Noor Vance")
    story = make_article(
        headline="Wall <moves>", deck="By eleven.", body="<p>Nobody knows.</p>", lead_photo=photo, tags=["Sea wall"]
    )

    text = words_of(client.get(make_link(story).get_absolute_url()))

    assert '<h1 class="headline">Wall &lt;moves&gt;</h1>' in text
    assert "By eleven." in text
    assert "<p>Nobody knows.</p>" in text
    assert "The wharf." in text
    assert "<b>A draft of The Newsroom, shown to Dana Ek.</b> It is not published." in text
    assert 'saved <time datetime="2026-03-01T12:00:00Z">1 Mar 2026, 12:00</time>' in text
    assert 'works until <time datetime="2026-03-08T12:00:00Z">8 Mar 2026, 12:00</time>, or until the story is' in text
    assert "Published" not in text
    assert "comments" not in text.lower().replace('class="comments"', "").replace('href="/comments/privacy/"', "")
    assert "application/ld+json" not in text
    assert 'rel="canonical"' not in text


def test_page_is_kept_by_nobody_and_tells_its_address_to_nobody(client):
    response = client.get(make_link().get_absolute_url())

    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "strict-origin"
    assert '<meta name="robots" content="noindex, nofollow">' in words_of(response)
    assert "ETag" not in response
    assert "cookie" not in response.get("Vary", "").lower()
    assert not response.cookies
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert "nonce" not in response["Content-Security-Policy"]


def test_page_is_the_same_for_somebody_who_is_logged_in(client):
    link = make_link()
    at_desk = Client()
    at_desk.force_login(make_editor())

    assert at_desk.get(link.get_absolute_url()).content == client.get(link.get_absolute_url()).content


def test_link_shows_what_is_saved_later(client):
    link = make_link()
    save(link.article, headline="Harbour wall to fall")

    assert "Harbour wall to fall" in words_of(client.get(link.get_absolute_url()))


def test_story_without_section_and_text_is_shown(client):
    link = make_link(make_article(headline="", section=None, body="", authors=[]))

    assert client.get(link.get_absolute_url()).status_code == 200


def test_link_that_goes_on_after_publication_shows_the_desks_copy(client):
    story = make_article(headline="Before")
    link = make_link(story, ends_on_publication=False)
    publish(story, by=None)
    save(story, headline="After")

    text = words_of(client.get(link.get_absolute_url()))

    assert "After" in text
    assert "or until the story is published" not in text


def test_link_to_a_change_of_a_live_story_works_until_the_change_is_live(client, time_machine):
    story = make_article()
    publish(story, by=None)
    time_machine.move_to(NOON + HOUR, tick=False)
    link = make_link(story)
    save(story, headline="Changed")

    assert client.get(link.get_absolute_url()).status_code == 200
    publish(story, by=None)
    assert client.get(link.get_absolute_url()).status_code == 404


def test_scheduled_edition_ends_the_link_at_its_minute_and_not_before(client, time_machine):
    story = make_article()
    link = make_link(story)
    publish(story, by=None, at=NOON + HOUR)

    assert client.get(link.get_absolute_url()).status_code == 200
    time_machine.move_to(NOON + HOUR, tick=False)
    assert client.get(link.get_absolute_url()).status_code == 404


def test_cancelled_schedule_leaves_the_link_open(client, time_machine):
    story = make_article()
    link = make_link(story)
    publish(story, by=None, at=NOON + HOUR)
    cancel(story, by=None)
    time_machine.move_to(NOON + 2 * HOUR, tick=False)

    assert client.get(link.get_absolute_url()).status_code == 200


# One same answer for every link that leads nowhere


def altered(link):
    return link.get_absolute_url()[:-2] + ("A/" if link.token[-1] != "A" else "B/")


def expired(link):
    PreviewLink.objects.filter(pk=link.pk).update(made_at=NOON - DAY, expires_at=NOON)


def revoked(link):
    preview_links.revoke(link, by=None)


def deleted(link):
    link.article.delete()


def spiked(link):
    link.article.spiked_at = NOON
    link.article.save()


def published(link):
    publish(link.article, by=None)


def withdrawn(link):
    publish(link.article, by=None)
    withdraw(link.article, by=None)


def cut_short(link):
    return link.get_absolute_url()[:20] + "/"


def of_another_alphabet(link):
    return "/preview/%D9%A0%D9%A1%D9%A2/"


def much_too_long(link):
    return f"/preview/{'a' * 4000}/"


def with_a_nul(link):
    return f"/preview/{link.token}%00/"


DEAD = [
    altered,
    expired,
    revoked,
    deleted,
    spiked,
    published,
    withdrawn,
    cut_short,
    of_another_alphabet,
    much_too_long,
    with_a_nul,
]


@pytest.mark.parametrize("method", ["get", "post", "head"])
@pytest.mark.parametrize("end", DEAD)
def test_dead_link_says_the_same_whatever_its_reason(end, method):
    client = Client(enforce_csrf_checks=True)
    link = make_link()
    address = link.get_absolute_url()
    assert client.get(address).status_code == 200
    address = end(link) or address
    form = {"verdict": "approve", "note": "x"} if method == "post" else {}
    never = getattr(client, method)("/preview/there-never-was-one/", form)

    response = getattr(client, method)(address, form)

    assert response.status_code == 404
    assert response.content == never.content
    assert dict(response.headers) == dict(never.headers)
    assert not response.cookies
    assert not PreviewAnswer.objects.exists()


def test_dead_link_says_what_every_missing_page_says(client):
    dead, missing = client.get("/preview/there-never-was-one/"), client.get("/no-such-page/")

    assert (dead.status_code, dead.content) == (missing.status_code, missing.content)
    assert dict(dead.headers) == dict(missing.headers)


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_other_methods_are_refused_before_any_look_at_the_link(client, method):
    open_link, dead = make_link().get_absolute_url(), "/preview/there-never-was-one/"

    assert getattr(client, method)(open_link).status_code == 405
    assert getattr(client, method)(dead).status_code == 405


def test_link_revoked_between_opening_and_answering_takes_no_answer(client):
    link = make_link()
    fields = fields_of_page(client, link)
    preview_links.revoke(link, by=None)

    response = client.post(link.get_absolute_url(), fields | {"verdict": "approve"})

    assert response.status_code == 404
    assert not PreviewAnswer.objects.exists()


def test_link_that_was_found_open_and_ended_since_takes_no_answer():
    found = preview_links.find(make_link().token)
    preview_links.revoke(found, by=None)

    with pytest.raises(preview_links.Ended):
        preview_links.answer(found, verdict="approve", note="", revision=None, seen_hash="")
    with pytest.raises(preview_links.Ended):
        preview_links.opened(found)
    assert not found.answers.exists()
    assert not found.openings.exists()


def fields_of_page(client, link):
    class Answering:
        content = client.get(link.get_absolute_url()).content.replace(b"<form class=", b'<form id="form" class=')

    return {name: values[0] for name, values in fields_of(Answering, "form").items()}


# Opening


def test_opening_is_written_down_once_a_minute_and_only_for_get(client, time_machine):
    link = make_link()
    client.head(link.get_absolute_url())
    assert link.openings.count() == 0

    for _ in range(3):
        client.get(link.get_absolute_url())
    assert [opening.at for opening in link.openings.all()] == [NOON]

    time_machine.move_to(NOON + MINUTE, tick=False)
    client.get(link.get_absolute_url())
    assert link.openings.count() == 2


def test_dead_link_is_not_opened(client):
    link = make_link()
    revoked(link)
    client.get(link.get_absolute_url())

    assert link.openings.count() == 0


# Answering


def test_answer_is_kept_told_and_shown(client, django_capture_on_commit_callbacks):
    writer = make_reporter(email="ines@example.org")
    holder_of_story = make_editor(email="noor@example.org")
    story = make_article(headline="Harbour wall to rise", created_by=writer, assigned_to=holder_of_story)
    link = make_link(story, made_by=make_editor(email="marit@example.org"))

    with django_capture_on_commit_callbacks(execute=True):
        response = answer(client, link, "changes", "The wall is\nfour metres.")

    assert (response.status_code, response.url) == (303, f"{link.get_absolute_url()}#answer")
    assert response["Cache-Control"] == "no-store"
    given = link.answers.get()
    assert (given.verdict, given.note) == ("changes", "The wall is\r\nfour metres.".replace("\r", ""))
    assert given.revision == story.revisions.first()
    entry = AuditEntry.objects.get(deed=AuditEntry.Deed.ANSWER)
    assert (entry.by, entry.by_name, entry.article) == (None, "Dana Ek, by preview link", story)
    assert (entry.details["verdict"], entry.details["version"]) == ("Changes needed", "the latest")
    assert {tuple(letter.to) for letter in mail.outbox} == {
        ("ines@example.org",),
        ("noor@example.org",),
        ("marit@example.org",),
    }
    assert mail.outbox[0].subject == "Dana Ek asks for changes to “Harbour wall to rise”"
    assert "They wrote:\n> The wall is\n> four metres." in mail.outbox[0].body
    text = words_of(client.get(link.get_absolute_url()))
    assert "You asked for changes to this version" in text
    assert "The wall is<br>four metres." in text


def test_answer_is_not_mailed_to_who_may_not_see_stories_any_more(client, django_capture_on_commit_callbacks):
    left_the_desk = make_editor(email="left@example.org", is_staff=False)
    moved_on = make_user(email="moved@example.org")
    link = make_link(make_article(created_by=moved_on), made_by=left_the_desk)

    with django_capture_on_commit_callbacks(execute=True):
        answer(client, link, "changes", "The wall is four metres.")

    assert link.answers.get().note == "The wall is four metres."
    assert mail.outbox == []


def test_approval_needs_no_note(client):
    link = make_link()

    assert answer(client, link).status_code == 303
    assert link.answers.get().verdict == "approve"


def test_newest_answer_counts(client, time_machine):
    link = make_link()
    answer(client, link, "changes", "No.")
    time_machine.move_to(NOON + MINUTE, tick=False)
    answer(client, link, "approve")

    assert "You approved this version" in words_of(client.get(link.get_absolute_url()))
    assert link.answers.count() == 2


def test_version_that_was_answered_becomes_a_milestone(client):
    link = make_link()
    revision = link.article.record(by=None, kind=Revision.Kind.AUTOSAVE)

    answer(client, link)

    revision.refresh_from_db()
    assert (revision.kind, revision.name) == ("milestone", "Approved by Dana Ek, by preview link")


def test_answer_to_a_version_that_was_changed_since_says_so(client, time_machine):
    link = make_link()
    seen = fields_of_page(client, link)
    first = link.article.revisions.first()
    time_machine.move_to(NOON + MINUTE, tick=False)
    save(link.article, body="<p>Another text.</p>")

    client.post(link.get_absolute_url(), seen | {"verdict": "approve"})

    assert link.answers.get().revision == first
    assert AuditEntry.objects.get(deed="answer").details["version"] == "an earlier one"
    text = words_of(client.get(link.get_absolute_url()))
    assert "You approved an earlier version" in text
    assert "The story has changed since." in text


def test_change_of_what_only_the_desk_sees_is_no_other_version(client, time_machine):
    link = make_link()
    answer(client, link)
    time_machine.move_to(NOON + MINUTE, tick=False)
    save(link.article, editor_note="Looks fine")

    assert "You approved this version" in words_of(client.get(link.get_absolute_url()))


def test_autosave_that_wrote_over_what_was_seen_leaves_an_answer_without_a_version(client):
    link = make_link()
    seen = fields_of_page(client, link)
    story = link.article
    story.body = "<p>Another text.</p>"
    story.save()
    newer = story.record(by=None)
    # As a coalesced autosave does: the same row, another text.
    Revision.objects.filter(pk=seen["revision"]).update(data=newer.data)

    client.post(link.get_absolute_url(), seen | {"verdict": "approve"})

    assert link.answers.get().revision is None
    assert "You approved an earlier version" in words_of(client.get(link.get_absolute_url()))


def test_revision_kept_from_a_conflict_is_not_what_the_holder_saw(time_machine):
    story = make_article()
    first = story.revisions.first()
    time_machine.move_to(NOON + MINUTE, tick=False)
    story.revisions.create(kind=Revision.Kind.CONFLICT, data=first.data, at=NOON + MINUTE)

    assert preview_links.version_of(story) == first


def test_changes_without_a_note_are_asked_for_again(client):
    link = make_link()

    response = answer(client, link, "changes", "  ")

    assert response.status_code == 422
    assert "Say what should change." in words_of(response)
    assert 'aria-invalid="true"' in words_of(response)
    assert not PreviewAnswer.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"verdict": ""},
        {"verdict": "maybe"},
        {"note": "a\x00b"},
        {"note": "x" * 4001},
        {"note": "🐟" * 65_536},
        {"seen": "short"},
        {"revision": "0"},
        {"revision": "abc"},
        {"revision": "9" * 40},
        {"revision": "\x00"},
    ],
    ids=str,
)
def test_odd_answer_is_refused_in_words_and_its_note_is_still_there(client, wrong):
    link = make_link()

    response = answer(client, link, **{"note": "Keep this."} | wrong)

    assert response.status_code == 422
    assert "Your answer was not sent." in words_of(response)
    assert wrong.get("note", "Keep this.").replace("\x00", "\ufffd")[:50] in words_of(response).replace(
        "\x00", "\ufffd"
    )
    assert response["Cache-Control"] == "no-store"
    assert not PreviewAnswer.objects.exists()


def test_revision_of_another_story_is_refused(client):
    link = make_link()
    other = make_article().revisions.first()

    assert answer(client, link, revision=other.pk).status_code == 422
    assert not PreviewAnswer.objects.exists()


def test_link_takes_twenty_answers_and_no_more(client):
    link = make_link()
    for _ in range(preview_links.MOST_ANSWERS):
        assert answer(client, link).status_code == 303

    response = answer(client, link)

    assert response.status_code == 429
    assert "as many answers as it can" in words_of(response)
    assert link.answers.count() == 20


def test_page_runs_as_many_queries_with_three_answers_as_with_one(client, django_assert_num_queries):
    link = make_link(make_article(authors=[make_author(photo=make_photo())], section=make_section()))
    answer(client, link)
    client.get(link.get_absolute_url())
    with django_assert_num_queries(17):
        client.get(link.get_absolute_url())
    answer(client, link)
    answer(client, link)
    with django_assert_num_queries(17):
        client.get(link.get_absolute_url())


# Making and revoking


def test_made_link_is_in_the_audit_trail_without_its_token():
    editor = make_editor(first_name="Marit", last_name="Olsund")
    story = make_article()

    link = preview_links.make(story, by=editor, reader="Dana Ek", expires_at=NOON + DAY)

    assert PreviewLink.objects.open().get() == link
    assert len(link.token) == 43
    entry = AuditEntry.objects.get()
    assert (entry.deed, entry.by, entry.article) == ("link", editor, story)
    assert entry.details == {"reader": "Dana Ek", "until": (NOON + DAY).isoformat()}


@pytest.mark.parametrize("end", [NOON, NOON - DAY, NOON + timedelta(days=367)])
def test_link_ends_ahead_and_within_a_year(end):
    with pytest.raises(ValueError, match="lies ahead"):
        preview_links.make(make_article(), by=None, reader="Dana Ek", expires_at=end)


def test_spiked_story_gets_no_link():
    with pytest.raises(ValueError, match="spiked"):
        preview_links.make(make_article(spiked_at=NOON), by=None, reader="Dana Ek", expires_at=NOON + DAY)


def test_fifty_links_that_work_are_enough():
    story = make_article()
    for _ in range(preview_links.MOST_OPEN):
        make_link(story, made_by=None)

    with pytest.raises(ValueError, match="Revoke"):
        preview_links.make(story, by=None, reader="Dana Ek", expires_at=NOON + DAY)


def test_link_is_revoked_once():
    link, editor = make_link(), make_editor()

    assert preview_links.revoke(link, by=editor) is True
    assert preview_links.revoke(link, by=make_editor()) is False

    link.refresh_from_db()
    assert (link.revoked_at, link.revoked_by) == (NOON, editor)
    assert AuditEntry.objects.filter(deed="revoke").count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_answer_waits_for_a_publication_under_way_and_is_then_refused():
    """While another connection holds the story to publish it, no answer goes past it."""
    from django.db import transaction

    link = make_link()
    outcome = []

    def late_answer():
        try:
            preview_links.answer(link, verdict="approve", note="", revision=None, seen_hash="")
            outcome.append("taken")
        except preview_links.Ended:
            outcome.append("ended")
        finally:
            connection.close()

    with transaction.atomic():
        publish(link.article, by=None)
        thread = threading.Thread(target=late_answer)
        thread.start()
        thread.join(0.5)
        assert outcome == []
    thread.join(10)

    assert outcome == ["ended"]
    assert not PreviewAnswer.objects.exists()

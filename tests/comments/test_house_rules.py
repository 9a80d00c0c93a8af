"""The house rules at the desk: what can be set, by whom, what is refused, and the comment they are tried on."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from articles import page_names
from articles.models import AuditEntry
from comments.models import Comment, Decision, HouseRules
from tests.factories import make_comment, make_editor, make_moderator, make_reporter
from tests.page_forms import fields_of

PAGE = "/admin/comments/houserules/"


@pytest.fixture
def editor(client, db):
    editor = make_editor()
    client.force_login(editor)
    return editor


@pytest.fixture
def moderator(client, db):
    moderator = make_moderator()
    client.force_login(moderator)
    return moderator


def typed(client, **changes):
    """What a browser would send from the page with these changes; None leaves a field out, as unticked ones are."""
    fields = fields_of(client.get(PAGE), "houserules_form") | changes
    return {name: value for name, value in fields.items() if value is not None}


def save(client, **changes):
    return client.post(PAGE, typed(client, **changes) | {"_save": "1"})


def test_page_shows_every_rule_with_its_settings(client, editor):
    html = client.get(PAGE).content.decode()

    assert html.count('<li class="rule') == 18
    assert 'name="links_held" value="2"' in html and "Hold all: each one is read" in html
    assert not HouseRules.objects.exists()


def test_what_is_set_is_stored_and_told_in_the_audit_trail(client, editor):
    response = save(
        client, mode="hold_newcomers", links_held="3", banned_words=" casino \r\n\r\nslot*\r\n", holds_capitals=None
    )

    assert response.status_code == 302
    house = HouseRules.objects.get()
    assert (house.mode, house.links_held, house.banned_words, house.holds_capitals) == (
        "hold_newcomers",
        3,
        "casino\nslot*",
        False,
    )
    entry = AuditEntry.objects.get()
    assert (entry.deed, entry.by, entry.about) == ("house_rules", editor, "House rules")
    assert entry.details == {
        "mode": "Hold all: each one is read before it appears → Hold newcomers: proven commenters appear at once",
        "links_held": "2 → 3",
        "banned_words": "added “casino”, “slot*”",
        "holds_capitals": "on → off",
    }
    assert "Changed the house rules" in client.get("/admin/articles/auditentry/").content.decode()


def test_saving_the_page_as_it_is_changes_nothing(client, editor):
    HouseRules(banned_words="casino\nslot*", links_held=4).save()
    before = HouseRules.objects.values().get()

    save(client)

    assert HouseRules.objects.values().get() == before and not AuditEntry.objects.exists()


def test_what_is_taken_out_is_told_too(client, editor):
    HouseRules(suspect_words="one\ntwo\nthree").save()

    save(client, suspect_words="two\nfour")

    assert AuditEntry.objects.get().details == {"suspect_words": "added “four”; taken out “one”, “three”"}


def test_whatever_changes_tells_whoever_keeps_pages(client, editor, monkeypatch, django_capture_on_commit_callbacks):
    told = []
    monkeypatch.setattr(page_names, "LISTENERS", [told.append])

    with django_capture_on_commit_callbacks(execute=True):
        save(client, mode="closed")

    assert told and set().union(*told) == {"house-rules"}


def test_a_moderator_sets_everything_but_when_comments_appear(client, moderator):
    HouseRules(mode="hold_newcomers", close_after_days=14).save()
    html = client.get(PAGE).content.decode()
    assert "Editors set this." in html

    response = save(client, links_held="5", mode="publish_first", close_after_days="0")

    house = HouseRules.objects.get()
    assert response.status_code == 302
    assert (house.links_held, house.mode, house.close_after_days) == (5, "hold_newcomers", 14)
    assert list(AuditEntry.objects.get().details) == ["links_held"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"banned_words": "casino\n*"}, "“*” would catch every comment"),
        ({"suspect_words": "*e*"}, "“*e*” would catch too many words"),
        ({"banned_words": "x" * 100}, "has 100 characters. At most 80 fit on a line."),
        ({"banned_words": "\n".join(f"w{n}" for n in range(10_001))}, "At most 10,000 fit."),
        ({"banned_words": "\n".join(["🍑" * n for n in range(1, 9)])}, "3 more lines can’t be used."),
        ({"banned_words": "a\x00b"}, "a character in here that can’t be stored"),
        ({"links_held": "-1"}, "Write 0 or more."),
        ({"links_held": "1e9"}, "Write a whole number."),
        ({"links_held": ""}, "Write a number."),
        ({"classifier_percent": "101"}, "Write 100 or less."),
        ({"close_after_days": "99999"}, "Write 3650 or less."),
        ({"mode": "perhaps"}, "perhaps is not one of the available choices"),
        ({"rejection_reasons": "x" * 301}, "at most 300 characters"),
    ],
)
def test_what_can_not_be_is_refused_in_a_sentence_and_kept_on_the_page(client, editor, changes, sentence):
    response = save(client, **({"rejection_reasons": "Kept as typed."} | changes))

    html = response.content.decode()
    assert response.status_code == 422 and not HouseRules.objects.exists()
    assert sentence in html
    if "rejection_reasons" not in changes:
        assert "Kept as typed.</textarea>" in html


def test_what_two_people_change_stands_side_by_side(client, editor):
    page = typed(client, banned_words="mine")
    HouseRules(suspect_words="theirs", links_held=7).save()

    response = client.post(PAGE, page | {"_save": "1"})

    house = HouseRules.objects.get()
    assert response.status_code == 302
    assert (house.banned_words, house.suspect_words, house.links_held) == ("mine", "theirs", 7)


def test_the_same_list_changed_by_two_is_not_written_over_unseen(client, editor):
    page = typed(client, banned_words="mine")
    HouseRules(banned_words="theirs <b>").save()

    response = client.post(PAGE, page | {"_save": "1"})

    html = response.content.decode()
    assert response.status_code == 409 and HouseRules.objects.get().banned_words == "theirs <b>"
    assert "mine</textarea>" in html and "<pre>theirs &lt;b&gt;</pre>" in html
    again = fields_of(response, "houserules_form")
    assert client.post(PAGE, again | {"_save": "1"}).status_code == 302
    assert HouseRules.objects.get().banned_words == "mine"


@pytest.mark.parametrize("seen", ["", "{}", "[", json.dumps({"banned_words": 1}), "x" * 20_000, "\x00"])
def test_a_page_that_does_not_say_what_it_showed_writes_nothing_over(client, editor, seen):
    HouseRules(banned_words="theirs").save()

    response = client.post(PAGE, typed(client, banned_words="mine") | {"seen": seen, "_save": "1"})

    assert response.status_code == 409 and HouseRules.objects.get().banned_words == "theirs"


# The comment to try


def attempt(client, body, name="", **changes):
    return client.post(PAGE, typed(client, **changes) | {"try-body": body, "try-name": name, "_try": "1"})


def test_a_comment_is_tried_on_rules_that_are_not_saved(client, moderator):
    response = attempt(client, "The best Cas1no: x.com, y.com", banned_words="nothing", suspect_words="casino")

    html = response.content.decode()
    assert response.status_code == 200
    assert "It would be held as suspect." in html
    assert html.count("<span>Has a suspect word: “casino”</span>") == 1 and html.count("<span>Has 2 links</span>") == 1
    assert "casino</textarea>" in html and "The best Cas1no: x.com, y.com</textarea>" in html
    assert not Comment.objects.exists() and not Decision.objects.exists() and not HouseRules.objects.exists()


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"banned_words": "casino"}, "It would be rejected."),
        ({"mode": "publish_first"}, "It would appear at once."),
        ({"mode": "closed"}, "It would be sent back."),
        ({}, "It would be held."),
    ],
)
def test_every_outcome_is_told(client, editor, changes, word):
    assert word in attempt(client, "Casino", **changes).content.decode()


@pytest.mark.parametrize("body", ["", " ", "\x00", "x" * 65_536])
def test_nothing_to_try_is_told_beside_it(client, editor, body):
    response = attempt(client, body, links_held="9")

    assert response.status_code == 422 and 'name="links_held" value="9"' in response.content.decode()


def test_what_is_typed_after_a_try_can_be_saved(client, editor):
    response = attempt(client, "Words.", banned_words="casino")

    again = fields_of(response, "houserules_form")
    assert client.post(PAGE, again | {"_save": "1"}).status_code == 302
    assert HouseRules.objects.get().banned_words == "casino"


def test_script_in_a_list_or_a_comment_is_shown_as_text(client, editor):
    HouseRules(suspect_words="script <script>alert(1)</script>").save()

    html = attempt(client, "script script alert 1 script", name='"><script>alert(1)</script>').content.decode()

    assert "<script>alert(1)" not in html


# Figures, access


def test_the_figures_are_of_rules_and_of_the_last_thirty_days(client, editor):
    comment = make_comment()
    comment.hold(rule="links", at=timezone.now() - timedelta(days=31))
    comment.hold(rule="links")
    comment.hold(rule="links")
    comment.reject(rule="banned_words")
    comment.approve(by=editor)

    counts = Decision.objects.counts_by_rule(since=timezone.now() - timedelta(days=30))

    assert counts == {"links": {"pending": 2}, "banned_words": {"rejected": 1}}
    assert "<strong>2</strong> held" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_runs_as_many_queries_for_three_as_for_one(client, editor, django_assert_num_queries, count):
    for _ in range(count):
        make_comment().hold(rule="links")
    client.get(PAGE)

    # Session, user, what they may by themselves and by their groups, rules, figures; the frame’s three.
    with django_assert_num_queries(7):
        client.get(PAGE)


def test_it_is_not_for_reporters(client, db):
    client.force_login(make_reporter())

    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"_save": "1"}).status_code == 403


@pytest.mark.parametrize("address", ["1/change/", "1/history/", "99/change/", "x/change/"])
def test_there_is_one_page(client, editor, address):
    assert client.get(PAGE + address)["Location"] == PAGE


@pytest.mark.parametrize("address", ["add/", "1/delete/"])
def test_it_is_neither_added_nor_deleted(client, editor, address):
    HouseRules().save()

    assert client.get(PAGE + address).status_code == 403
    assert client.post(PAGE + address, {"post": "yes"}).status_code == 403 and HouseRules.objects.exists()

"""The queue page: what a card says, fragments for the script, pings, kept queues, and how many queries it takes."""

import json
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format

from comments import verdicts, writers
from comments.in_hand import claim
from comments.models import Comment, HouseRules, InHand, Mode, SavedQueue, Writer
from comments.moderation import decide
from comments.queues import Place
from comments.records import COUNTED
from tests.factories import make_article, make_comment, make_editor, make_moderator, make_section

LIST = "/admin/comments/comment/"
QUEUE = LIST + "queue/"
NOW = timezone.now()
SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def marta(client, db):
    marta = make_moderator(first_name="Marta", last_name="Lind")
    client.force_login(marta)
    return marta


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def html_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def held(**fields):
    comment = make_comment(**fields)
    decide(comment)
    return comment


def chain(length, **fields):
    """A conversation in which each answers the one before; returns them in order."""
    said = [make_comment(body="Remark 0.", state="approved")]
    for number in range(1, length):
        said.append(make_comment(said[0].article, parent=said[-1], body=f"Remark {number}.", state="approved"))
    return [*said, held(article=said[0].article, parent=said[-1], body="At last.", **fields)]


# What a card says


def test_card_shows_the_root_and_the_nearest_three_and_says_what_is_left_out(client, marta):
    chain(10)

    html = html_of(client, QUEUE)

    assert [f"Remark {number}." in html for number in range(10)] == [True] + [False] * 6 + [True] * 3
    assert "Some answers between are left out" in html


def test_a_rejection_with_a_reason_asks_for_one(client, marta):
    comment = held(body="Words.")
    address, typed = f"{LIST}{comment.pk}/decide/", {"verdict": "rejected", "gives": "a reason", "message": "  "}

    told = client.post(address, typed, headers=SCRIPT)
    answer = client.post(address, typed)

    assert (told.status_code, told.json()["said"][:26]) == (400, "Choose a reason or write o")
    assert answer["Location"] == f"{QUEUE}?state=pending&at={comment.pk}"
    comment.refresh_from_db()
    assert comment.state == "pending"
    client.post(address, typed | {"reason": "Off the subject"})
    assert comment.decisions.first().message == "Off the subject"


def test_the_list_says_of_an_approved_reply_that_readers_do_not_see_it(client, marta):
    parent = make_comment(state="approved")
    make_comment(parent.article, parent=parent, state="approved")
    assert "Not shown" not in html_of(client, f"{LIST}?state=approved")

    parent.reject(by=marta)

    assert html_of(client, f"{LIST}?state=approved").count("Not shown: what it answers isn’t.") == 1


def test_what_was_put_back_still_says_why_a_rule_held_it(client, marta):
    comment = held(body="See https://one.example and https://two.example for it.")
    _, token = verdicts.give(comment, "spam", by=marta)

    verdicts.undo(token, by=marta)

    html = html_of(client, QUEUE)
    assert "<li>Has 2 links</li>" in html and "<li>Put back by Marta Lind</li>" in html
    comment.approve(by=marta)
    assert "Has 2 links" not in html_of(client, f"{QUEUE}?state=approved")


@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_a_short_thread_is_shown_whole(client, marta, length):
    chain(length)

    html = html_of(client, QUEUE)

    assert all(f"Remark {number}." in html for number in range(length)) and "left out" not in html


def test_card_says_how_what_it_answers_stands(client, marta):
    _, second, _, _ = chain(3)
    second.reject(by=marta)

    html = html_of(client, QUEUE)

    assert html.count("Rejected</span>") == 1 and html.count("Not seen: what it answers") == 1


def test_card_says_why_the_record_reports_and_notes(client, marta):
    comment = held(author_email="Annika@example.org", body="See https://example.org/ and https://example.net/")
    Comment.objects.filter(pk=comment.pk).update(suspicion=91, is_suspect=True, report_count=1)
    comment.reports.create(reason="illegal", text="It <names> him.", reporter_name="Dana Ek")
    other = make_comment(author_email="annika@example.org", state="approved")
    other.reports.create(reason="spam", closed_at=NOW)
    writer = Writer.objects.kept("annika@example.org")
    writer.entries.create(kind="note", text="Warned <twice>.", by=make_editor(first_name="Ines", last_name="Calder"))
    Writer.objects.filter(pk=writer.pk).update(warned_at=NOW, confirmed_at=NOW)

    html = html_of(client, QUEUE)

    assert "<li>Has 2 links</li>" in html and "Classifier: 91 % likely to be refused" in html
    assert "Illegal content" in html and "It &lt;names&gt; him." in html and "Dana Ek" in html
    assert "<strong>1</strong> approved, <strong>0</strong> rejected, <strong>2</strong> reported" in html
    assert "Warned &lt;twice&gt;." in html and "Ines Calder" in html
    assert "Address confirmed" in html and "It is mailed to the writer in a minute" in html


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"comments_policy": Mode.CLOSED}, "The story is closed to new comments"),
        ({"section": {"comments_policy": Mode.CLOSED, "name": "Harbour"}}, "Harbour is closed to new comments"),
        ({}, "The whole site is closed to new comments"),
    ],
)
def test_card_says_who_closed_the_story(client, marta, fields, words):
    if not fields:
        HouseRules(mode=Mode.CLOSED).save()
    if "section" in fields:
        fields = {"section": make_section(**fields["section"])}
    held(article=make_article(**fields))

    assert words in html_of(client, QUEUE)


def test_card_of_an_open_story_says_nothing_of_closing(client, marta):
    held()

    assert "closed to new comments" not in html_of(client, QUEUE)


def test_card_of_what_its_writer_took_back_has_a_note_and_no_verdicts(client, marta):
    comment = held()
    before = html_of(client, f"{QUEUE}?state=all")
    comment.withdraw()

    after = html_of(client, f"{QUEUE}?state=all")

    assert ('name="verdict"' in before, 'name="verdict"' in after, "Keep the note" in after) == (True, False, True)


# Queues and filters


def test_each_queue_has_a_tab_and_unchecked_only_when_there_is_something(client, marta):
    assert ">Unchecked <" not in html_of(client, QUEUE)
    make_comment(state="approved", needs_check=True, body="Let through.")

    html = html_of(client, QUEUE)

    assert 'data-count="unchecked">1</span>' in html and "Let through." not in html
    assert "Let through." in html_of(client, f"{QUEUE}?state=unchecked")


def test_filters_go_with_tabs_cards_list_and_a_kept_queue(client, marta):
    wall = make_article(headline="Harbour wall", section=make_section(slug="harbour", name="Harbour"))
    held(article=wall, body="Wanted.")
    held(body="Other.")

    html = html_of(client, f"{QUEUE}?section=harbour")
    assert "Wanted." in html and "Other." not in html
    assert 'href="?state=spam&amp;section=harbour"' in html
    assert f'href="{LIST}?section=harbour&amp;state=pending"' in html
    client.post(f"{LIST}queues/keep/", {"name": "Harbour", "query": "section=harbour&state=pending&p=3"})

    assert SavedQueue.objects.get().query == "section=harbour&state=pending"
    for page in (QUEUE, LIST):
        html = html_of(client, page)
        assert 'href="?section=harbour&amp;state=pending"' in html and "Other." in html
    rows = html_of(client, f"{LIST}?section=harbour&state=pending")
    assert "Wanted." in rows and "Other." not in rows and "Change “Harbour”" in rows


@pytest.mark.parametrize("query", ["tag=x", "story=wall", "author=x", "writer=x", "since=week", "q=zebra"])
def test_list_takes_what_the_queue_takes(client, marta, query):
    held(body="Not found by that.", created_at=NOW - timedelta(days=30))

    for page in (QUEUE, LIST):
        assert "Not found by that." not in html_of(client, f"{page}?{query}")


def test_kept_queue_is_counted_renamed_and_dropped_by_its_owner_alone(client, marta):
    for _ in range(3):
        held()
    mine = SavedQueue.objects.create(user=marta, name="Mine", query="state=pending&since=day")
    theirs = SavedQueue.objects.create(user=make_moderator(), name="Theirs", query="state=spam")

    html = html_of(client, QUEUE)
    assert 'Mine <span class="count">3</span>' in html and "Theirs" not in html
    assert said(client.post(f"{LIST}queues/{mine.pk}/rename/", {"name": " My  own "})) == [
        "The queue has its new name."
    ]
    for deed in ("rename", "drop"):
        assert client.post(f"{LIST}queues/{theirs.pk}/{deed}/", {"name": "Stolen"}).status_code == 404
    assert said(client.post(f"{LIST}queues/{mine.pk}/drop/"))[-1] == "The queue “My own” is dropped. Its comments stay."
    assert list(SavedQueue.objects.all()) == [theirs]


ODD = ["state=%00", "state=x", "at=%00", "after=1.2.3", "only=0", "q=%ff", "section=%00&tag=%00", "filters=%00"]
ODD += ["story=" + "9" * 40, "writer=%40", "since=x", "q=" + "x" * 3000, "at=0.99999999999999999.1"]


@pytest.mark.parametrize("query", ODD)
@pytest.mark.parametrize("page", [QUEUE, QUEUE + "cards/", LIST])
def test_odd_addresses_are_answered(client, marta, page, query):
    held()

    assert client.get(f"{page}?{query}").status_code in (200, 302)


def test_the_rail_counts_all_that_is_held_whatever_the_page_is_narrowed_to(client, marta):
    for number in range(3):
        held(author_name=f"N{number}")

    for query in ("", "?writer=N1", "?state=spam"):
        html = html_of(client, f"{QUEUE}{query}")
        assert '<span class="count">3<span class="visually-hidden"> held</span></span>' in html
    assert "data-here>1</span>" in html_of(client, f"{QUEUE}?writer=N1")


# The writer's record


def test_of_a_writer_with_thousands_the_latest_thousand_are_counted(client, marta):
    article, comments = make_article(), []
    for number in range(COUNTED + 200):
        state = "rejected" if number < 250 else "spam" if number % 100 == 0 else "approved"
        comments.append(
            Comment(
                article=article,
                author_name="Annika Ro",
                author_email="a@example.org" if number % 2 else "A@Example.org",
                body=f"Number {number}.",
                state=state,
                created_at=NOW - timedelta(hours=COUNTED + 300 - number),
            )
        )
    Comment.objects.bulk_create(comments)
    comments[-1].reports.create(reason="spam")
    comments[0].reports.create(reason="spam")
    held(article=article, author_email="a@example.org", created_at=NOW)

    html = html_of(client, QUEUE)

    # With the held one, 1,000 begin at number 201.
    assert (
        "<p>Of the latest 1,000: <strong>941</strong> approved, <strong>49</strong> rejected, "
        "<strong>9</strong> spam, <strong>1</strong> reported<br>"
    ) in html
    assert f"Writes here since {date_format(comments[0].created_at, 'j F Y')}" in html


def test_a_record_that_is_whole_says_nothing_of_the_latest(client, marta):
    article = make_article()
    for _ in range(3):
        make_comment(article, author_email="a@example.org", state="approved")
    held(article=article, author_email="a@example.org")

    assert "<p><strong>3</strong> approved, <strong>0</strong> rejected<br>" in html_of(client, QUEUE)


# Queries


def queries_for(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as context:
        html_of(client, address)
    return len(context)


@pytest.mark.parametrize("page", ["", "cards/"])
@pytest.mark.parametrize(
    "state", ["pending", "suspect", "reported", "unchecked", "all", "approved", "rejected", "spam"]
)
def test_each_queue_takes_the_same_queries_for_one_and_three(client, marta, page, state):
    fields = {"suspect": {"is_suspect": True}, "unchecked": {"state": "approved", "needs_check": True}}
    fields = fields.get(state, {"state": state} if state in ("approved", "rejected", "spam") else {})
    SavedQueue.objects.create(user=marta, name="Mine", query="state=pending&since=day")

    def add():
        parent = make_comment(state="approved", user=make_editor(), created_at=NOW - timedelta(days=1))
        comment = make_comment(parent.article, parent=parent, **fields)
        comment.reports.create(reason="spam")
        Comment.objects.filter(pk=comment.pk).update(report_count=1)
        Writer.objects.kept(comment.author_email).entries.create(kind="note", text="x", by=marta)

    add()
    with_one = queries_for(client, f"{QUEUE}{page}?state={state}")
    add()
    add()

    assert queries_for(client, f"{QUEUE}{page}?state={state}") == with_one
    # Of the fragment: session, account, rights, house rules, cards.
    assert with_one == 5 if page else with_one < 10


@pytest.mark.parametrize("count", [1, 3, 100])
def test_the_queue_page_takes_nine_queries_with_all_that_is_around_it(client, marta, count):
    article = make_article()
    for _ in range(count):
        held(article=article)

    # session, account, rights, house rules, cards, taking in hand, kept queues, counts, masthead
    assert queries_for(client, QUEUE) == 9


# What the script asks for


def test_next_cards_begin_after_a_place(client, marta):
    article = make_article()
    comments = [held(article=article, body=f"Held {number:02}.", created_at=NOW + timedelta(seconds=number - 99))
                for number in range(20)]  # fmt: skip

    html = html_of(client, f"{QUEUE}cards/?state=pending&after={Place.of(comments[14])}")

    assert "Held 14." not in html and "Held 15." in html and "Held 19." in html
    assert "<html" not in html
    only = html_of(client, f"{QUEUE}cards/?only={comments[3].pk}")
    assert "Held 03." in only and "Held 04." not in only


def ping(client, **fields):
    return client.post(f"{QUEUE}ping/", fields, headers=SCRIPT)


def test_ping_takes_in_hand_and_tells_what_others_do(client, marta):
    mine, theirs, decided = held(), held(), held()
    ines = make_moderator(first_name="Ines", last_name="Calder")
    claim(theirs.pk, by=ines)
    decided.approve(by=ines)

    told = ping(client, comment=mine.pk, open=f"{mine.pk},{theirs.pk},{decided.pk},x,,{'9' * 30}").json()

    assert told["cards"] == {
        str(mine.pk): {"state": "pending", "hand": ""},
        str(theirs.pk): {"state": "pending", "hand": "Ines Calder"},
        str(decided.pk): {"state": "approved", "hand": ""},
    }
    assert told["counts"]["pending"] == "2"
    assert InHand.objects.get(comment=mine).by == marta
    ping(client, comment=theirs.pk, leaves=mine.pk)
    assert {row.comment_id: row.by for row in InHand.objects.all()} == {theirs.pk: ines}
    ping(client, comment=theirs.pk, takes="yes")
    assert InHand.objects.get().by == marta


@pytest.mark.parametrize("fields", [{"comment": "x"}, {"leaves": "9" * 40}, {"open": "1" * 3000}, {"comment": "\x00"}])
def test_odd_pings_change_nothing(client, marta, fields):
    assert ping(client, **fields).status_code == 400
    assert ping(client, comment=2**61).status_code == 200
    assert not InHand.objects.exists()


def test_the_queue_passes_over_what_somebody_else_has_and_lists_say_so(client, marta):
    first, second = held(body="First in."), held(body="Second in.")
    claim(first.pk, by=make_moderator(first_name="Ines", last_name="Calder"))

    response = client.get(QUEUE)

    assert response.context["opened"] == second and InHand.objects.get(comment=second).by == marta
    assert "Ines Calder has this one" in response.content.decode()
    assert "Ines Calder has this one" in html_of(client, LIST)
    # Asked for by name it is opened all the same, and stays in her hand.
    assert client.get(f"{QUEUE}?at={first.pk}").context["opened"] == first
    assert InHand.objects.get(comment=first).by != marta


# Verdicts as the page gives them


def decide_by_script(client, comment, **fields):
    return client.post(f"{LIST}{comment.pk}/decide/", {"seen": "pending"} | fields, headers=SCRIPT)


def test_a_changed_text_is_refused_and_a_plain_form_leads_to_it(client, marta):
    comment = held(body="As it was.")
    read = comment.fingerprint
    Comment.objects.filter(pk=comment.pk).update(body="As it is.", edited_at=NOW)

    told = decide_by_script(client, comment, verdict="approved", seen_text=read)
    plain = client.post(f"{LIST}{comment.pk}/decide/", {"verdict": "approved", "seen_text": read}, follow=True)

    assert (told.status_code, told.json()["is_changed"], told.json()["state"]) == (409, True, "pending")
    assert "As it is." in plain.content.decode()
    assert "Its writer has changed the text since you read it" in plain.content.decode()
    assert not comment.decisions.filter(by=marta).exists()


@pytest.mark.parametrize("late", ["changed", "decided"])
def test_words_to_the_writer_that_came_too_late_are_given_back(client, marta, late):
    comment = held(body="As it was.")
    read, message = comment.fingerprint, "It is off the subject, <b>Bo</b>."
    if late == "changed":
        Comment.objects.filter(pk=comment.pk).update(body="As it is.", edited_at=NOW)
    else:
        comment.decide("approved", by=make_moderator())
    form = {"verdict": "rejected", "seen": "pending", "seen_text": read, "message": message}

    told = decide_by_script(client, comment, **form).json()["said"]
    plain = client.post(f"{LIST}{comment.pk}/decide/", form, follow=True).content.decode()

    assert "You wrote: “It is off the subject, &lt;b&gt;Bo&lt;/b&gt;.”" in plain
    # Of a changed text the script keeps the card with all that was typed in it.
    assert ("You wrote" in told) == (late == "decided")


def test_a_note_and_a_message_that_are_too_long_are_given_back(client, marta):
    comment = held()

    note = client.post(f"{LIST}{comment.pk}/note/", {"text": "Long. " * 700}, follow=True).content.decode()
    form = {"verdict": "rejected", "seen": "pending", "message": "Wide. " * 200}
    message = client.post(f"{LIST}{comment.pk}/decide/", form, follow=True).content.decode()

    assert ("Long. " * 699 in note, "Wide. " * 199 in message) == (True, True)


def test_script_takes_back_by_token_and_plain_form_by_button(client, marta):
    comment = held()
    token = decide_by_script(client, comment, verdict="spam").json()["undo"]
    told = client.post(f"{QUEUE}undo/", {"token": token}, headers=SCRIPT)
    assert (told.status_code, told.json()["state"]) == (200, "pending")

    client.post(f"{LIST}{comment.pk}/decide/", {"verdict": "rejected", "seen": "pending"})
    html = html_of(client, QUEUE)
    token = html[html.index('name="token" value="') + 20 :].split('"')[0]
    client.post(f"{QUEUE}undo/", {"token": token})

    comment.refresh_from_db()
    assert comment.state == "pending"
    assert 'name="token"' not in html_of(client, QUEUE)
    assert client.post(f"{QUEUE}undo/", {"token": token}, headers=SCRIPT).status_code == 409
    for odd in ("", "x", "\x00", "x" * 5000):
        assert client.post(f"{QUEUE}undo/", {"token": odd}, headers=SCRIPT).status_code == 410


def test_what_can_be_taken_back_is_kept_without_its_writers_name(client, marta):
    comment = held(author_name="Annika Ro")

    client.post(f"{LIST}{comment.pk}/decide/", {"verdict": "rejected", "seen": "pending"}, follow=True)

    assert "Annika" not in str(client.session["verdicts"])
    assert "<p>The last comment is rejected.</p>" in html_of(client, QUEUE)


def test_the_message_goes_with_a_rejection_alone(client, marta):
    rejected, approved, long = held(), held(), held()

    decide_by_script(client, rejected, verdict="rejected", reason="It is advertising.", message=" In my own words. ")
    decide_by_script(client, approved, verdict="approved", reason="It is advertising.")
    refused = decide_by_script(client, long, verdict="rejected", message="x" * 1001)

    assert rejected.decisions.first().message == "In my own words."
    assert approved.decisions.first().message == ""
    assert (refused.status_code, refused.json()["said"]) == (400, "That message is too long. Nothing was changed.")


def test_pick_approves_and_picks(client, marta):
    comment = held(author_name="Annika Ro")

    told = decide_by_script(client, comment, verdict="pick").json()

    assert told["said"] == "Annika Ro’s comment is approved, and an editors’ pick."
    assert (told["state"], told["is_featured"]) == ("approved", True)


def test_a_note_comes_back_as_all_notes_on_the_writer(client, marta):
    comment = held()

    told = client.post(f"{LIST}{comment.pk}/note/", {"text": "<b>Kind</b>."}, headers=SCRIPT)
    refused = client.post(f"{LIST}{comment.pk}/note/", {"text": " "}, headers=SCRIPT)

    assert "&lt;b&gt;Kind&lt;/b&gt;." in told.json()["html"] and "Marta Lind" in told.json()["html"]
    assert (refused.status_code, refused.json()["said"]) == (400, "The note is empty.")
    assert json.dumps(told.json()).count("<b>Kind") == 0


def test_a_note_on_whom_retention_took_out_is_refused_by_key_and_by_form(client, marta):
    comment = held(author_email="erased-12@erased.invalid")

    told = client.post(f"{LIST}{comment.pk}/note/", {"text": "Who?"}, headers=SCRIPT)
    plain = client.post(f"{LIST}{comment.pk}/note/", {"text": "Who?"}, follow=True).content.decode()

    assert (told.status_code, told.json()["said"]) == (400, writers.NOBODY_LEFT)
    assert f"{writers.NOBODY_LEFT} You wrote: “Who?”" in plain
    assert not Writer.objects.exists()


def test_the_front_page_refuses_a_text_that_was_changed(client, marta):
    comment = held()
    Comment.objects.filter(pk=comment.pk).update(edited_at=NOW)

    html = html_of(client, "/admin/")

    assert f'name="seen_text" value="{Comment.objects.get().fingerprint}"' in html


def test_bulk_verdicts_close_reports(client, marta):
    comment = held()
    comment.reports.create(reason="spam")
    Comment.objects.filter(pk=comment.pk).update(report_count=1)

    client.post(LIST, {"action": "mark_spam", "_selected_action": [comment.pk], "index": "0"})

    comment.refresh_from_db()
    assert (comment.state, comment.report_count) == ("spam", 0)

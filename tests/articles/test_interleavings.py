"""Three people in one story, in any order: no saved text is lost, and what is live is what its revision says.

A thousand random interleavings of typing, autosave, save, choosing between two texts, publishing, scheduling,
cancelling, withdrawing, restoring, and time going by: half of them here and half where the suite runs on PostgreSQL.
"""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.test import Client
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from articles import body, merging, publishing, versions
from articles.admin import article_values as values
from articles.admin.article_form import ArticleForm
from articles.models import Article, Author, Edition
from tests.factories import make_article, make_author, make_editor
from tests.page_forms import fields_of
from tests.shares import share

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PARTS, EXAMPLES, STEPS = 10, 50, 14
TEXT_FIELDS = ("headline", "deck", "editor_note", "body")
REFUSALS = (publishing.NothingNew, publishing.NotLive, publishing.NothingScheduled, publishing.NotPublishable)
REFUSALS += (versions.NothingDifferent, ValueError)
people = st.integers(0, 2)


def typed_fields(article) -> dict:
    """Return what the story page would send if nothing were typed, without rendering it."""
    form = ArticleForm(instance=article)
    initial = form.initial | {name: form[name].value() for name in form.fields}
    fields = {name: "" if value is None or value is False else value for name, value in initial.items()}
    for name, value in fields.items():
        if isinstance(value, datetime):
            fields[name] = value.strftime("%Y-%m-%dT%H:%M")
    lines = values.bylines_of(article)
    fields |= {"tags": sorted(article.tags.names()), "version": str(article.version)}
    fields["base"] = json.dumps(merging.fingerprints(values.stored(article, ArticleForm._meta.fields)))
    fields |= {"bylines-TOTAL_FORMS": str(len(lines)), "bylines-INITIAL_FORMS": "0"}
    for number, (author, role) in enumerate(lines):
        fields |= {f"bylines-{number}-author": str(author), f"bylines-{number}-role": role}
    return fields


def test_what_these_tests_send_is_what_the_page_sends(db, client):
    client.force_login(make_editor())
    article = make_article(deck="The deck.", tags=["harbour"], planned_for=NOON)

    page = fields_of(client.get(f"/admin/articles/article/{article.pk}/change/"), "article_form")
    ours = {name: value if isinstance(value, list) else [str(value)] for name, value in typed_fields(article).items()}

    told_apart = {"begun_on", "csrfmiddlewaretoken", "user", "bylines-TOTAL_FORMS"}
    shared = (page.keys() & ours.keys()) - told_apart
    assert {name: page[name] for name in shared} == {name: ours[name] for name in shared}
    assert {*TEXT_FIELDS, "base", "version", "section", "tags", "bylines-0-author"} <= shared


class ThreePeople(RuleBasedStateMachine):
    """Each person has a page that may be old. `kept` holds every text that the server said it has."""

    clients: list = []
    words = 0

    @initialize()
    def open_the_story(self):
        self.clock = time_machine.travel(NOON, tick=False)
        self.moment = self.clock.start()
        self.story = make_article(headline="The wall moves", authors=[Author.objects.first()])
        self.kept: set[str] = set()
        self.pages = [{} for _ in self.clients]
        for person in range(3):
            self.open(person)

    def teardown(self):
        if hasattr(self, "clock"):
            self.clock.stop()

    def now(self) -> Article:
        return Article.objects.get(pk=self.story.pk)

    def at(self, page: str) -> str:
        return f"/admin/articles/article/{self.story.pk}/{page}/"

    def open(self, person):
        self.pages[person] = {"fields": typed_fields(self.now()), "typed": {}}

    # What a person does

    @rule(person=people, field=st.sampled_from(TEXT_FIELDS), adds=st.booleans())
    def type(self, person, field, adds):
        """Eight words nobody wrote before, in the place of the field's text or behind it."""
        ThreePeople.words += 1
        text = " ".join(f"q{ThreePeople.words}{letter}" for letter in "abcdefgh")
        page = self.pages[person]
        if field == "body":
            before = page["fields"]["body"] if adds else ""
            page["fields"]["body"] = f"{before}<p>{text}</p>"
        else:
            page["fields"][field] = text
        if not adds or field != "body":
            page["typed"].pop(field, None)
        page["typed"].setdefault(field, []).append(text)

    @rule(person=people)
    def open_again(self, person):
        self.open(person)

    @rule(person=people, fields=st.lists(st.sampled_from(TEXT_FIELDS), max_size=2), takes_in=st.booleans())
    def autosave(self, person, fields, takes_in):
        for field in fields:
            self.type(person, field, adds=False)
        page = self.pages[person]
        unseen = self.unseen_by(page)
        response = self.clients[person].post(self.at("autosave"), page["fields"])
        assert response.status_code == 200, response.content
        answer = response.json()
        assert answer["errors"] == []
        self.acknowledge(page)
        assert unseen == {name: getattr(self.now(), name) for name in unseen}
        base = json.loads(page["fields"]["base"])
        theirs = {change["name"]: change["value"] for change in answer["theirs"]}
        for name, mark in answer["base"].items():
            # A field whose new text the page does not show keeps the fingerprint of the old one.
            if name in theirs and not (takes_in and name in TEXT_FIELDS):
                continue
            base[name] = mark
            if name in theirs:
                page["fields"][name] = theirs[name]
        page["fields"] |= {"base": json.dumps(base), "version": str(answer["version"])}

    @rule(
        person=people,
        fields=st.lists(st.sampled_from(TEXT_FIELDS), max_size=2),
        button=st.sampled_from(["_save", "_publish"]),
        takes=st.booleans(),
    )
    def save(self, person, fields, button, takes):
        """Write, press a button; where two texts clash, choose one for every field and press it again."""
        for field in fields:
            self.type(person, field, adds=False)
        page = self.pages[person]
        unseen = self.unseen_by(page)
        for _ in range(2):
            response = self.clients[person].post(self.at("change"), page["fields"] | {button: "1"})
            if response.status_code == 302:
                break
            clashes = response.context["clashes"]
            assert clashes, "refused without a choice"
            self.acknowledge(page)
            page["fields"] = page["fields"] | {"version": str(self.now().version)}
            for clash in clashes:
                page["fields"][f"seen-{clash['name']}"] = clash["seen"]
                page["fields"][f"choice-{clash['name']}"] = "theirs" if takes else "mine"
        assert response.status_code == 302
        for name, text in unseen.items():
            if takes or f"choice-{name}" not in page["fields"]:
                assert getattr(self.now(), name) == text
        if not any(name.startswith("choice-") for name in page["fields"]) or not takes:
            self.acknowledge(page)
        self.open(person)

    def unseen_by(self, page) -> dict:
        """Return {field: text} of what others wrote since the page knew the field; only a choice may replace it."""
        base, now = json.loads(page["fields"]["base"]), self.now()
        texts = {name: getattr(now, name) for name in TEXT_FIELDS}
        return {name: text for name, text in texts.items() if merging.fingerprint(text) != base[name]}

    def acknowledge(self, page):
        self.kept |= {text for texts in page["typed"].values() for text in texts}

    # What becomes of the story

    @rule(person=people, hours=st.integers(1, 5))
    def schedule(self, person, hours):
        self.try_to(publishing.publish, by=self.users[person], at=self.time() + timedelta(hours=hours))

    @rule(person=people)
    def cancel(self, person):
        self.try_to(publishing.cancel, by=self.users[person])

    @rule(person=people, hours=st.integers(0, 3))
    def withdraw(self, person, hours):
        self.try_to(publishing.withdraw, by=self.users[person], at=self.time() + timedelta(hours=hours))

    @rule(person=people, back=st.integers(0, 20))
    def restore(self, person, back):
        revisions = list(self.story.revisions.order_by("pk"))
        self.try_to(versions.restore, revisions[back % len(revisions)], by=self.users[person])

    @rule(minutes=st.sampled_from([0.05, 11, 90, 300]))
    def let_time_go_by(self, minutes):
        self.moment.shift(timedelta(minutes=minutes))

    def time(self):
        return datetime.now(UTC)

    def try_to(self, deed, *args, **how):
        with suppress(REFUSALS):
            deed(self.now(), *args, **how)

    # What always holds

    @invariant()
    def no_text_that_was_saved_is_lost(self):
        if not hasattr(self, "story"):
            return
        written = "\n".join(
            json.dumps(data, ensure_ascii=False) for data in self.story.revisions.values_list("data", flat=True)
        )
        assert [text for text in self.kept if text not in written] == []

    @invariant()
    def the_newest_revision_is_the_working_copy(self):
        if hasattr(self, "story"):
            newest = self.story.revisions.of_working_copy().first()
            assert newest.data == json.loads(json.dumps(self.now().snapshot(), default=str))

    @invariant()
    def editions_follow_each_other(self):
        if not hasattr(self, "story"):
            return
        for before, after in pairwise(self.story.editions.order_by("live_from")):
            assert before.live_until is not None and before.live_until <= after.live_from

    @invariant()
    def what_is_live_is_what_its_revision_says(self):
        if not hasattr(self, "story"):
            return
        for edition in Edition.objects.live().filter(article=self.story).select_related("revision"):
            data = edition.revision.data
            content = {name: value for name, value in data.items() if name != "desk"}
            assert (edition.headline, edition.deck) == (data["headline"], data["deck"])
            assert edition.body_html == body.render(data["body"])
            assert edition.content_hash == self.story.digest(content)


@pytest.mark.parametrize("part", share(range(PARTS)))
def test_three_people_lose_nothing_in_any_order(db, part):
    from django.db import connection

    make_author()
    users = [make_editor() for _ in range(3)]
    clients = []
    for user in users:
        clients.append(Client())
        clients[-1].force_login(user)
    machine = type("Machine", (ThreePeople,), {"users": users, "clients": clients})
    # Other interleavings on each database.
    seed(part + (PARTS if connection.vendor == "postgresql" else 0))(machine)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            # What fails is printed step by step as it was; making it shorter would take minutes.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )

"""Whatever readers and moderators do, in whatever order: the counts are what is public, and nothing else is seen."""

from io import BytesIO

import html5lib
import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from articles.models import Article, Edition
from articles.publishing import publish
from comments.counter import recount
from comments.erasure import erase
from comments.intake import submit
from comments.models import AlreadyDecided, Comment, Discussion
from comments.models.comment import ERASED_TEXT
from tests import surfaces
from tests.factories import make_article, make_editor, make_moderator

WRITERS = [f"w{number}@example.org" for number in range(4)]
APPROVED, WITHDRAWN = "approved", "withdrawn"


class Conversation(RuleBasedStateMachine):
    """Two stories and their comments, beside a model that knows of each only whom it answers and its state."""

    def __init__(self):
        super().__init__()
        self.point = transaction.atomic()
        self.point.__enter__()
        self.number = 0
        # id: {"parent", "state", "word", "story", "writer", "is_pick"}
        self.model: dict[int, dict] = {}
        self.client = Client()

    def teardown(self):
        transaction.set_rollback(True)
        self.point.__exit__(None, None, None)

    @initialize()
    def stories(self):
        self.moderator = make_moderator()
        self.stories = []
        for headline in ("First", "Second"):
            story = make_article(headline=headline)
            publish(story, by=make_editor())
            self.stories.append(story)

    # The model

    def is_shown(self, pk):
        while pk is not None:
            if self.model[pk]["state"] != APPROVED:
                return False
            pk = self.model[pk]["parent"]
        return True

    def root_of(self, pk):
        while self.model[pk]["parent"] is not None:
            pk = self.model[pk]["parent"]
        return pk

    def chosen(self, number):
        return sorted(self.model)[number % len(self.model)]

    # What happens

    @rule(story=st.integers(0, 1), writer=st.sampled_from(WRITERS), answers=st.none() | st.integers(0, 99))
    def post(self, story, writer, answers):
        shown = [pk for pk in sorted(self.model) if self.is_shown(pk)]
        parent = shown[answers % len(shown)] if answers is not None and shown else None
        article = self.model[parent]["story"] if parent else self.stories[story].pk
        self.number += 1
        word = f"zq{self.number}x"
        comment = Comment(article_id=article, parent_id=parent, author_name=f"N{word}", author_email=writer, body=word)
        submit(comment, address="203.0.113.7")
        facts = {"parent": parent, "story": article, "writer": writer, "is_pick": False}
        # What the rules make of it is another matter; they never do more than this here.
        self.model[comment.pk] = facts | {"word": word, "state": comment.state}

    @precondition(lambda self: self.model)
    @rule(number=st.integers(0, 99), verdict=st.sampled_from(["approved", "approved", "rejected", "spam", "pending"]))
    def decide(self, number, verdict):
        pk = self.chosen(number)
        try:
            Comment.objects.get(pk=pk).decide(verdict, by=self.moderator)
        except AlreadyDecided:
            assert self.model[pk]["state"] == WITHDRAWN
        else:
            assert self.model[pk]["state"] != WITHDRAWN
            self.become(pk, verdict)

    @precondition(lambda self: self.model)
    @rule(number=st.integers(0, 99))
    def approve_the_newest(self, number):
        self.decide(-1 - number % 3, APPROVED)

    @precondition(lambda self: self.model)
    @rule(number=st.integers(0, 99))
    def withdraw(self, number):
        pk = self.chosen(number)
        if self.model[pk]["state"] != WITHDRAWN:
            Comment.objects.get(pk=pk).withdraw()
            self.become(pk, WITHDRAWN)

    @precondition(lambda self: self.model)
    @rule(number=st.integers(0, 99))
    def pick(self, number):
        pk = self.chosen(number)
        assert Comment.objects.get(pk=pk).pick() is self.is_shown(pk)
        self.model[pk]["is_pick"] |= self.is_shown(pk)

    @rule(writer=st.sampled_from(WRITERS), with_text=st.booleans())
    def erase(self, writer, with_text):
        erase(writer, with_text=with_text)
        for pk, facts in self.model.items():
            if facts["writer"] == writer:
                facts["writer"] = ""
                if with_text:
                    self.become(pk, WITHDRAWN)
                    facts["word"] = ""

    @precondition(lambda self: self.model)
    @rule(
        numbers=st.lists(st.integers(0, 99), min_size=1, max_size=4), verdict=st.sampled_from(["approved", "rejected"])
    )
    def decide_many(self, numbers, verdict):
        chosen = {self.chosen(number) for number in numbers}
        self.client.force_login(self.moderator)
        action = {"approved": "approve", "rejected": "reject"}[verdict]
        data = {"action": action, "_selected_action": [str(pk) for pk in chosen]}
        assert self.client.post("/admin/comments/comment/", data).status_code == 302
        self.client.logout()
        for pk in chosen:
            if self.model[pk]["state"] != WITHDRAWN:
                self.become(pk, verdict)

    @precondition(lambda self: self.model)
    @rule(number=st.integers(0, 99))
    def write_past_the_verbs(self, number):
        """An update of a leaf's state in bulk, as a migration or a hurried operator makes it."""
        pk = self.chosen(number)
        if any(facts["parent"] == pk for facts in self.model.values()) or self.model[pk]["state"] == WITHDRAWN:
            return
        Comment.objects.filter(pk=pk).update(state="rejected", is_featured=False)
        self.become(pk, "rejected")

    @precondition(lambda self: self.model)
    @rule(number=st.integers(0, 99))
    def delete(self, number):
        """Decisions forbid it, and nothing in the newsroom does it: only a row without any can go."""
        pk = self.chosen(number)
        self.number += 1
        comment = Comment(
            article_id=self.model[pk]["story"], author_name="D", author_email="d@example.org", body="zqgone"
        )
        comment.state = APPROVED
        comment.save()
        assert Discussion.objects.get(pk=comment.article_id).shown_count > 0
        comment.delete()

    def become(self, pk, state):
        self.model[pk]["state"] = state
        if state != APPROVED:
            self.model[pk]["is_pick"] = False

    # What has to hold after each step

    @invariant()
    def counts_are_what_is_public(self):
        if not hasattr(self, "stories"):
            return
        shown = {pk for pk in self.model if self.is_shown(pk)}
        assert set(Comment.objects.shown().values_list("pk", flat=True)) == shown
        by_story = {story.pk: sum(self.model[pk]["story"] == story.pk for pk in shown) for story in self.stories}
        assert Discussion.objects.counts(by_story) == {pk: count for pk, count in by_story.items() if count}
        replies = dict(Comment.objects.threads().values_list("pk", "reply_count"))
        for root, count in replies.items():
            assert count == sum(pk != root and self.root_of(pk) == root for pk in shown)
        picks = set(Comment.objects.filter(is_featured=True).values_list("pk", flat=True))
        assert picks == {pk for pk, facts in self.model.items() if facts["is_pick"]}
        cut_off = set(Comment.objects.filter(is_cut_off=True).values_list("pk", flat=True))
        assert cut_off == {
            pk for pk, facts in self.model.items() if facts["parent"] is not None and not self.is_shown(facts["parent"])
        }

    @rule()
    def look(self):
        self.readers_see_what_is_public()

    def readers_see_what_is_public(self):
        seen = {pk for pk in self.model if self.is_shown(pk)}
        hidden = {facts["word"] for pk, facts in self.model.items() if pk not in seen and facts["word"]}
        for address in surfaces.every_address():
            text = self.client.get(address).content.decode()
            assert [word for word in hidden if word in text] == [], address
            assert "@example.org" not in text.replace("corrections@", "") and ERASED_TEXT not in text
        for story in self.stories:
            page = self.client.get(Edition.objects.live().get(article=story).path)
            html = page.content.decode()
            count = sum(self.model[pk]["story"] == story.pk for pk in seen)
            assert heading_of(html) == count
            for pk in seen:
                if self.model[pk]["story"] == story.pk and count <= 50:
                    assert self.model[pk]["word"] in html
        assert recount() == 0


def heading_of(html: str) -> int:
    """Return the number in the heading over a story's comments; 0 where it says that there are none."""
    page = html5lib.parse(BytesIO(html.encode()), transport_encoding="utf-8", namespaceHTMLElements=False)
    section = next(element for element in page.iter() if element.get("id") == "comments")
    heading = "".join(next(section.iter("h2")).itertext())
    digits = "".join(letter for letter in heading if letter.isdecimal())
    return int(digits or 0)


@pytest.mark.django_db
def test_counts_are_what_is_public_whatever_happens(settings_of_a_quiet_day):
    run_state_machine_as_test(
        Conversation,
        settings=settings(
            max_examples=12,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert not Article.objects.exists()


@pytest.fixture
def settings_of_a_quiet_day(settings):
    settings.COMMENT_FLOOD_SECONDS = settings.COMMENT_FLOOD_BURST = 0

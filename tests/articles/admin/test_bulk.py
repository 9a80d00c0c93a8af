"""Many stories at once: assigning, moving, tagging, bringing back, and all that match."""

import pytest
from django.core import mail

from articles import life
from articles.admin import article_bulk
from articles.models import Article
from articles.publishing import publish
from tests.articles.admin.test_lists import STORIES, act, said, summary
from tests.factories import make_article, make_editor, make_reporter, make_section


@pytest.fixture
def editor(db, client):
    editor = make_editor(first_name="Marit", last_name="Olsund")
    client.force_login(editor)
    return editor


def tags(story):
    return sorted(story.tags.names())


def test_assigning_asks_for_the_person_and_tells_who_refused(editor, client, django_capture_on_commit_callbacks):
    reporter = make_reporter(first_name="Ines", last_name="Corrigan", email="ines@courier.example")
    free, theirs = make_article(headline="Free"), make_article(headline="Theirs", assigned_to=reporter)

    question = act(client, "assign_stories", free, theirs, confirmed="")
    assert "Ines Corrigan" in question.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        response = act(client, "assign_stories", free, theirs, person=str(reporter.pk))

    assert summary(client, response) == (
        "assigned to Ines Corrigan",
        ["Free"],
        {"Theirs": "Ines Corrigan has it already."},
    )
    assert list(Article.objects.assigned_to(reporter).order_by("pk")) == [free, theirs]
    assert [message.to for message in mail.outbox] == [["ines@courier.example"]]


def test_only_accounts_of_the_desk_are_offered(editor, client):
    make_reporter(first_name="Left", last_name="Long ago", is_staff=False)
    make_reporter(first_name="Shut", last_name="Out", is_active=False)

    question = act(client, "assign_stories", make_article(), confirmed="")

    names = [name for _, name in question.context["form"].fields["person"].choices]
    assert names == ["Choose a person", "Marit Olsund", "Nobody"]


def test_stories_are_taken_from_everybody(editor, client):
    story = make_article(assigned_to=editor)

    assert said(act(client, "assign_stories", story, person="nobody")) == ["1 story assigned to nobody."]
    assert Article.objects.get().assigned_to is None


@pytest.mark.parametrize("person", ["", "0", "\x00", "abc", "9" * 30])
def test_made_up_person_is_asked_for_again(editor, client, person):
    story = make_article()

    response = act(client, "assign_stories", story, person=person)

    assert response.status_code == 200
    assert response.context["form"].errors
    assert Article.objects.get().assigned_to is None


def test_moving_goes_through_the_working_copy_and_leaves_what_readers_see(editor, client):
    old, new = make_section(name="Old", slug="old"), make_section(name="New", slug="new")
    live, there = make_article(headline="Live", section=old), make_article(headline="There", section=new)
    edition = publish(live, by=editor)
    version = Article.objects.get(pk=live.pk).version

    response = act(client, "move_stories", live, there, section=new.pk)

    assert summary(client, response) == ("moved to New", ["Live"], {"There": "It is in New already."})
    live.refresh_from_db()
    assert (live.section, live.version) == (new, version + 1)
    assert live.revisions.first().data["section_id"] == new.pk
    edition.refresh_from_db()
    assert edition.section == old


def test_tags_are_added_and_taken_out_with_a_revision(editor, client):
    one, two = make_article(tags=["Harbour", "Budget"]), make_article(tags=["harbour"])
    versions = [Article.objects.get(pk=story.pk).version for story in (one, two)]

    question = act(client, "tag_stories", one, two, confirmed="").content.decode()
    assert "Budget" in question
    response = act(client, "tag_stories", one, two, add="Ferries, ferries , Night", take_out=["Budget"])

    assert said(response) == ["2 stories tagged anew."]
    assert tags(one) == ["Ferries", "Harbour", "Night"]
    assert tags(two) == ["Ferries", "Harbour", "Night"]
    assert [Article.objects.get(pk=story.pk).version for story in (one, two)] == [number + 1 for number in versions]
    assert one.revisions.first().data["tags"] == ["Ferries", "Harbour", "Night"]


@pytest.mark.parametrize(
    ("add", "sentence"),
    [
        ("", "Write a tag to add"),
        ("x" * 61, "too long for a tag"),
        ("!!!", "holds no letter"),
        (",".join(f"tag {number}" for number in range(31)), "31 tags are too many"),
    ],
)
def test_tags_that_can_not_be_are_said_beside_the_field(editor, client, add, sentence):
    response = act(client, "tag_stories", make_article(), add=add)

    assert sentence in response.content.decode()


def test_nul_in_a_tag_is_answered(editor, client):
    assert act(client, "tag_stories", make_article(), add="a\x00b").status_code == 200


def test_spiked_stories_are_brought_back_from_their_tab(editor, client):
    story = make_article()
    life.spike(story, by=editor)

    page = client.get(STORIES, {"state": "spiked"}).content.decode()
    assert 'value="bring_back_stories"' in page and 'value="publish_stories"' not in page
    response = act(client, "bring_back_stories", story, address=f"{STORIES}?state=spiked")

    assert said(response) == ["1 story brought back."]
    assert list(Article.objects.kept()) == [story]


def test_reporter_changes_own_stories_and_is_told_of_the_others(db, client):
    reporter, section = make_reporter(), make_section(name="New")
    own, other = make_article(headline="Own", created_by=reporter), make_article(headline="Other")
    client.force_login(reporter)

    for action, data in (("move_stories", {"section": section.pk}), ("tag_stories", {"add": "harbour"})):
        _, done, refused = summary(client, act(client, action, own, other, **data))
        assert (done, refused) == (["Own"], {"Other": "It is not yours to change."})

    other.refresh_from_db()
    assert (other.section == section, tags(other)) == (False, [])


def test_all_that_match_are_counted_before_anything_happens(editor, client):
    section = make_section(slug="harbour")
    for number in range(30):
        make_article(headline=f"Story {number}", section=section)
    other = make_article()
    here = f"{STORIES}?section=harbour"

    question = client.post(here, {"action": "spike_stories", "index": 0, "all_that_match": "yes"})

    assert "Spike 30 stories?" in question.content.decode()
    assert not Article.objects.spiked().exists()
    ids = [story.pk for story in question.context["rows"]]
    client.post(here, {"action": "spike_stories", "index": 0, "_selected_action": ids, "confirmed": "yes"})
    assert list(Article.objects.kept()) == [other]


def test_even_sending_to_review_asks_when_it_is_about_all_that_match(editor, client):
    make_article()

    question = client.post(STORIES, {"action": "submit_stories", "index": 0, "all_that_match": "yes"})

    assert "Send 1 story to review?" in question.content.decode()
    assert Article.objects.get().stage == "draft"


def test_more_than_the_cap_are_done_in_turns(editor, client, monkeypatch):
    monkeypatch.setattr(article_bulk, "MOST", 2)
    for _ in range(3):
        make_article()

    question = client.post(STORIES, {"action": "spike_stories", "index": 0, "all_that_match": "yes"})

    assert "These are the first 2 that match" in question.content.decode()
    assert len(question.context["rows"]) == 2


def test_summary_lists_every_refusal(editor, client):
    section = make_section()
    ready = [make_article(headline=f"Empty {number}", body="", section=section) for number in range(12)]

    _, done, refused = summary(client, act(client, "publish_stories", *ready))

    assert (done, len(refused)) == ([], 12)


def test_story_deleted_meanwhile_is_refused_and_the_rest_is_done(editor, client):
    gone, kept = make_article(), make_article(headline="Kept")
    life.spike(gone, by=editor)
    life.delete_for_good(gone, by=editor)

    response = act(client, "tag_stories", gone, kept, add="harbour")

    assert summary(client, response) == (
        "tagged anew",
        ["Kept"],
        {"A story that is deleted": "Somebody has deleted it."},
    )


def test_filters_by_who_has_it_what_lacks_and_whose_it_is(editor, client):
    reporter = make_reporter(first_name="Ines", last_name="Corrigan")
    mine = make_article(assigned_to=editor, authors=[])
    theirs = make_article(assigned_to=reporter, created_by=editor)
    queries = {
        "who=me": [mine],
        f"who={reporter.pk}": [theirs],
        "who=nobody": [],
        "lacks=byline": [mine],
        "lacks=any": [mine],
        "lacks=section": [],
        "mine=mine": [theirs, mine],
    }

    found = {query: list(client.get(f"{STORIES}?{query}").context["cl"].result_list) for query in queries}

    assert found == queries

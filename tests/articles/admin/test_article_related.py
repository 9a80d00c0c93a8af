"""Related stories on the story page: choosing, order, what is refused, two people at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.life import duplicate
from articles.models import Article
from articles.publishing import publish
from articles.versions import between, restore
from tests.factories import make_article, make_editor, make_moderator, make_section
from tests.page_forms import fields_of

pytestmark = pytest.mark.django_db
FIND = "/admin/articles/article/related/"


@pytest.fixture
def editor(client):
    user = make_editor()
    client.force_login(user)
    return user


def page(story):
    return f"/admin/articles/article/{story.pk}/change/"


def save(client, story, verb="_save", **fields):
    """Send the page back as it stands, with these fields, and return the answer."""
    typed = fields_of(client.get(page(story)), "article_form") | fields
    return client.post(page(story), typed | {verb: "1"})


def related_of(story):
    return Article.objects.get(pk=story.pk).related


def test_chosen_stories_keep_their_order_and_go_into_the_edition(client, editor):
    story, one, two = make_article(), make_article(), make_article()

    save(client, story, "_publish", related=[two.pk, one.pk])

    assert related_of(story) == [two.pk, one.pk]
    assert story.editions.get().related == [two.pk, one.pk]
    assert fields_of(client.get(page(story)), "article_form")["related"] == [str(two.pk), str(one.pk)]


def test_last_one_can_be_taken_out(client, editor):
    story = make_article(related=[make_article().pk])

    save(client, story, related=[])

    assert related_of(story) == []


def test_a_change_of_them_makes_a_live_story_an_edited_one(client, editor):
    story = make_article()
    publish(story, by=editor)

    save(client, story, related=[make_article().pk])

    assert Article.objects.with_state().get(pk=story.pk).state == "changed"


def test_story_without_related_ones_has_the_fingerprint_it_had_before_there_were_any():
    story = make_article()
    content = story.content()

    assert content["related"] == []
    assert story.digest() == story.digest({name: value for name, value in content.items() if name != "related"})
    assert story.digest() != story.digest(content | {"related": [1]})


def test_story_is_named_by_its_address_too(client, editor):
    story, other = make_article(), make_article()
    edition = publish(other, by=editor)

    save(client, story, related=[f"https://courier.example{edition.path}?from=mail"])

    assert related_of(story) == [other.pk]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["/harbour/2026/01/01/none/"], "No story has the address “/harbour/2026/01/01/none/”."),
        (["http://[bad/"], "No story has the address “http://[bad/”."),
        (["9" * 30], f"No story has the address “{'9' * 30}”."),
        (["²"], "No story has the address “²”."),
        (["-1"], "No story has the address “-1”."),
    ],
)
def test_what_names_no_story_is_refused_in_a_sentence(client, editor, words, sentence):
    story = make_article()

    text = save(client, story, related=words).content.decode()

    assert sentence in text
    assert related_of(story) == []


def test_own_story_and_too_many_are_refused(client, editor):
    story = make_article()
    others = [make_article().pk for _ in range(7)]

    assert "can’t be related to itself" in save(client, story, related=[story.pk]).content.decode()
    assert "7 related stories are too many: at most 6 fit." in save(client, story, related=others).content.decode()
    many = " ".join(map(str, range(300_000)))
    assert "300000 related stories are too many: at most 6" in save(client, story, related=[many]).content.decode()
    assert related_of(story) == []


def test_story_that_is_gone_falls_out_by_itself(client, editor):
    other, gone = make_article(), make_article()
    story = make_article(related=[gone.pk, other.pk])
    Article.objects.filter(pk=gone.pk).delete()

    assert client.get(page(story)).status_code == 200
    save(client, story, related=[gone.pk, other.pk, 999_999_999])

    assert related_of(story) == [other.pk]


def test_what_somebody_else_chose_meanwhile_stands(client, editor):
    story, other = make_article(), make_article()
    opened = fields_of(client.get(page(story)), "article_form")
    Article.objects.filter(pk=story.pk).update(related=[other.pk])
    Article.objects.get(pk=story.pk).record(by=make_editor())

    client.post(page(story), opened | {"deck": "Mine.", "_save": "1"})

    story.refresh_from_db()
    assert (story.deck, story.related) == ("Mine.", [other.pk])


def test_two_choices_at_once_are_asked_about(client, editor):
    story, mine, theirs = make_article(), make_article(headline="Mine"), make_article(headline="Theirs")
    opened = fields_of(client.get(page(story)), "article_form")
    Article.objects.filter(pk=story.pk).update(related=[theirs.pk])
    Article.objects.get(pk=story.pk).record(by=make_editor())

    text = client.post(page(story), opened | {"related": [mine.pk], "_save": "1"}).content.decode()

    assert 'data-clash="related"' in text
    assert related_of(story) == [theirs.pk]


def test_autosave_keeps_them_and_tells_what_another_one_chose(client, editor):
    story, other = make_article(), make_article(headline="Theirs")
    opened = fields_of(client.get(page(story)), "article_form")
    address = f"/admin/articles/article/{story.pk}/autosave/"

    assert client.post(address, opened | {"related": [other.pk]}).json()["clashes"] == []
    assert related_of(story) == [other.pk]
    told = client.post(address, opened | {"deck": "Mine."}).json()["theirs"]
    assert [(field["name"], [row["id"] for row in field["value"]]) for field in told] == [("related", [other.pk])]


def test_versions_tell_what_changed_and_bring_it_back(editor):
    one, two = make_article(headline="One"), make_article(headline="Two")
    story = make_article(related=[one.pk, two.pk])
    before = story.revisions.get()
    story.related = [two.pk]
    story.save()
    after = story.record(by=editor, name="after")

    [change] = between(before.data, after.data)
    restore(story, before, by=editor)

    assert (change.label, change.rows) == ("Related stories", [("gone", "One")])
    assert related_of(story) == [one.pk, two.pk]


def test_another_order_is_told_as_such():
    one, two = make_article(headline="One"), make_article(headline="Two")
    [change] = between({"related": [one.pk, two.pk]}, {"related": [two.pk, one.pk]})

    assert (change.note, change.rows) == ("The same stories in another order.", [("same", "Two"), ("same", "One")])


def test_copy_has_the_same_related_stories(editor):
    story = make_article(related=[make_article().pk])

    assert duplicate(story, by=editor).related == story.related


def test_search_finds_stories_by_headline_and_tells_where_they_stand(client, editor):
    harbour = make_section(name="Harbour")
    draft = make_article(headline="Wall moves", section=harbour)
    live = make_article(headline="Wall stands", section=harbour)
    publish(live, by=editor)
    make_article(headline="Ferry sails")
    make_article(headline="Wall spiked", spiked_at=live.created_at)

    found = client.get(FIND, {"term": "wall"}).json()["results"]

    assert {row["id"] for row in found} == {draft.pk, live.pk}
    assert {row["text"].split(",")[0] for row in found} == {"Wall moves · Harbour", "Wall stands · Harbour"}
    assert len(client.get(FIND).json()["results"]) == 3
    assert [row["id"] for row in client.get(FIND, {"term": "wall", "for": live.pk}).json()["results"]] == [draft.pk]
    for nothing in ("x", "9" * 30, "-1"):
        assert len(client.get(FIND, {"for": nothing}).json()["results"]) == 3
    assert client.get(FIND, {"term": "a\x00%_'\""}).json() == {"results": []}


def test_search_is_for_those_who_write(client):
    client.force_login(make_moderator())

    assert client.get(FIND).status_code == 403


@pytest.mark.parametrize("rows", [1, 3, 20])
def test_search_runs_the_same_queries_however_many_are_found(client, editor, django_assert_max_num_queries, rows):
    for _ in range(rows):
        make_article()

    with django_assert_max_num_queries(4):
        assert len(client.get(FIND).json()["results"]) == rows


def test_story_page_runs_the_same_queries_however_many_are_related(client, editor):
    def queries(rows):
        story = make_article(related=[make_article().pk for _ in range(rows)])
        client.get(page(story))
        with CaptureQueriesContext(connection) as asked:
            client.get(page(story))
        return len(asked)

    counts = {rows: queries(rows) for rows in (1, 3, 6)}

    assert len(set(counts.values())) == 1, counts
    assert queries(0) == counts[1] - 1

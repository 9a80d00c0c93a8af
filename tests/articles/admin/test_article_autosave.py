"""Autosave, the copy kept in the browser, and presence at the level of HTTP."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Byline, Edition, Presence, Revision
from articles.publishing import publish
from tests.factories import (
    make_article,
    make_author,
    make_editor,
    make_moderator,
    make_photo,
    make_photo_editor,
    make_reporter,
    make_section,
    make_user,
)
from tests.page_forms import fields_of

pytestmark = pytest.mark.django_db
ADD = "/admin/articles/article/add/"
NEW = "/admin/articles/article/autosave/"


def at(article, verb):
    return f"/admin/articles/article/{article.pk}/{verb}/"


@pytest.fixture
def editor(client):
    user = make_editor(first_name="Amara", last_name="Osei")
    client.force_login(user)
    return user


@pytest.fixture
def marta(db):
    return make_editor(first_name="Marta", last_name="Olsund")


def opened(client, article=None):
    """Return the fields of the page as its script would send them."""
    return fields_of(client.get(at(article, "change") if article else ADD), "article_form")


def saved_by(user, article, **fields):
    Article.objects.filter(pk=article.pk).update(**fields)
    Article.objects.get(pk=article.pk).record(by=user)


def after(fields, answer):
    """Return the fields with what the page takes from an answer: the version and the fingerprints."""
    base = json.loads(fields["base"][0] or "{}") if "base" in fields else {}
    return fields | {"version": answer["version"], "base": [json.dumps(base | answer["base"])]}


# An existing story


def test_autosave_stores_what_was_typed_and_shows_readers_nothing(client, editor):
    story = make_article(headline="Before")
    edition = publish(story, by=editor)
    fields = opened(client, story) | {"headline": ["After"], "body": ["<p>More text.</p>"], "tags": ["wall"]}

    answer = client.post(at(story, "autosave"), fields).json()

    story.refresh_from_db()
    assert (story.headline, story.body, [*story.tags.names()]) == ("After", "<p>More text.</p>", ["wall"])
    assert (story.saved_by, story.stage) == (editor, "draft")
    newest = story.revisions.newest().first()
    assert (newest.kind, newest.by, newest.data) == ("autosave", editor, story.snapshot())
    assert (answer["id"], answer["version"], answer["errors"], answer["clashes"]) == (story.pk, story.version, [], [])
    assert Edition.objects.get().headline == edition.headline == "Before"


def test_autosave_of_nothing_new_records_nothing(client, editor):
    story = make_article()

    answer = client.post(at(story, "autosave"), opened(client, story)).json()

    assert (story.revisions.count(), answer["version"]) == (1, story.version)


def test_autosaves_that_follow_each_other_need_no_page_in_between(client, editor):
    story = make_article()
    fields = opened(client, story)

    for words in ("One", "One two", "One two three"):
        answer = client.post(at(story, "autosave"), fields | {"headline": [words]}).json()
        fields = after(fields, answer)

    story.refresh_from_db()
    assert story.headline == "One two three"
    assert [revision.kind for revision in story.revisions.all()] == ["autosave", "save"]


def test_buttons_do_nothing_on_an_autosave(client, editor):
    story = make_article()

    client.post(at(story, "autosave"), opened(client, story) | {"headline": ["x"], "_publish": "1", "_submit": "1"})

    assert not Edition.objects.exists()
    assert Article.objects.get().stage == "draft"


def test_headline_and_section_may_be_missing(client, editor):
    story = make_article()

    answer = client.post(at(story, "autosave"), opened(client, story) | {"headline": [""], "section": [""]}).json()

    story.refresh_from_db()
    assert answer["errors"] == []
    assert (story.headline, story.section, str(story)) == ("", None, "Untitled story")
    refused = client.post(at(story, "change"), opened(client, story) | {"_save": "1"})
    assert "Write a headline" in refused.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("headline", "x" * 201),
        ("headline", "nul \x00"),
        ("canonical_url", "no address"),
        ("slug", "no spaces"),
        ("planned_for", "soon"),
        ("section", "999999"),
        ("lead_photo", "999999"),
        ("tags", ["!!!"]),
        ("label", "gossip"),
        ("bylines-0-author", "999999"),
        ("bylines-0-role", "cook"),
    ],
)
def test_field_that_can_not_be_stored_is_told_and_does_not_stop_the_others(client, editor, field, value):
    story = make_article(tags=["kept"], lead_photo=make_photo(), deck="Before")
    before = story.snapshot()

    answer = client.post(at(story, "autosave"), opened(client, story) | {field: value, "deck": ["After"]}).json()

    name = "bylines" if field.startswith("bylines") else field
    assert [error["name"] for error in answer["errors"]] == [name]
    assert all(answer["errors"][0]["sentences"])
    assert name not in answer["base"]
    assert Article.objects.get().snapshot() == before | {"deck": "After"}


@pytest.mark.parametrize("words", ["🐟" * 500, "x" * 65_536, "&lt;script&gt;", "שלום"])
def test_odd_text_is_kept_to_the_letter(client, editor, words):
    story = make_article()

    answer = client.post(at(story, "autosave"), opened(client, story) | {"body": [f"<p>{words}</p>"]}).json()

    assert answer["errors"] == []
    assert Article.objects.get().body == f"<p>{words}</p>"


def test_nul_in_the_text_is_no_error_of_the_database(client, editor):
    story = make_article(headline="Before")
    saved_by(make_editor(), story, deck="Theirs")
    fields = opened(client, story) | {"headline": ["a\x00b"], "deck": ["Mine"], "base": ["{}"], "version": "0"}

    answer = client.post(at(story, "autosave"), fields).json()

    assert [error["name"] for error in answer["errors"]] == ["headline"]
    assert story.revisions.get(kind="conflict").data["headline"] == "ab"


def test_thirty_thousand_words_are_saved(client, editor):
    story = make_article()
    body = "".join(f"<p>{' '.join(f'word{n}x{m}' for m in range(50))}</p>" for n in range(600))

    answer = client.post(at(story, "autosave"), opened(client, story) | {"body": [body]}).json()

    assert answer["errors"] == []
    assert Article.objects.get().body == body


def test_spiked_story_is_saved_and_told(client, editor):
    story = make_article()
    fields = opened(client, story) | {"headline": ["After"]}
    Article.objects.filter(pk=story.pk).update(spiked_at=timezone.now())

    answer = client.post(at(story, "autosave"), fields).json()

    assert answer["words"] == "This story is spiked. What you write is saved all the same."
    assert Article.objects.get().headline == "After"


def test_save_by_hand_of_a_story_spiked_meanwhile_keeps_the_last_words(client, editor):
    story = make_article()
    fields = opened(client, story) | {"headline": ["Last words"], "_save": ["1"]}
    Article.objects.filter(pk=story.pk).update(spiked_at=timezone.now(), spiked_by=editor)

    response = client.post(at(story, "change"), fields, follow=True)

    assert "What you wrote is saved in it." in response.content.decode()
    assert (Article.objects.get().headline, story.revisions.first().data["headline"]) == ("Last words", "Last words")


def test_copy_of_a_window_that_typed_nothing_is_not_offered_over_somebody_else_s_text(client, editor):
    story = make_article(deck="Old")
    fields = opened(client, story)
    Article.objects.filter(pk=story.pk).update(deck="Theirs")
    Article.objects.get().record(by=make_editor())

    untouched = client.post(at(story, "kept"), fields).json()
    typed = client.post(at(story, "kept"), fields | {"kicker": ["Mine"]}).json()

    assert (untouched["html"], untouched["values"]) == ("", {})
    assert typed["values"] == {"kicker": "Mine"}


def test_story_that_is_gone_is_told_as_gone(client, editor):
    story = make_article()
    fields = opened(client, story)
    address = at(story, "autosave")
    story.delete()

    response = client.post(address, fields)

    assert response.status_code == 410
    assert "was deleted by somebody else" in response.json()["words"]


def test_save_by_hand_takes_the_place_of_one_s_own_autosave(client, editor):
    story = make_article()
    client.post(at(story, "autosave"), opened(client, story) | {"headline": ["After"]})

    client.post(at(story, "change"), opened(client, story) | {"_save": "1"})

    assert [revision.kind for revision in story.revisions.all()] == ["save", "save"]


def test_autosave_runs_as_many_queries_for_three_tags_and_versions_as_for_one(client, editor):
    def queries(story, words):
        fields = opened(client, story) | {"headline": [words]}
        with CaptureQueriesContext(connection) as captured:
            assert client.post(at(story, "autosave"), fields).json()["errors"] == []
        return len(captured)

    one, three = make_article(tags=["a"]), make_article(tags=["a", "b", "c"])
    for _ in range(3):
        saved_by(make_editor(), three)

    assert queries(one, "x") == queries(three, "y") <= 28
    assert queries(one, "xx") == queries(three, "yy") <= 28


# Two people


def test_what_only_others_changed_stands_and_is_handed_to_the_page(client, editor, marta):
    photo, author = make_photo(caption="The quay."), make_author(name="Ben Whitlock")
    story = make_article(headline="Before", deck="Before", authors=[])
    fields = opened(client, story) | {"headline": ["Mine"]}
    story.tags.set(["council"])
    Byline.objects.create(article=story, author=author)
    saved_by(marta, story, deck="Theirs", lead_photo=photo, noindex=True)

    answer = client.post(at(story, "autosave"), fields).json()

    story.refresh_from_db()
    assert (story.headline, story.deck, story.lead_photo, story.noindex) == ("Mine", "Theirs", photo, True)
    values = {field["name"]: field["value"] for field in answer["theirs"]}
    assert (values["deck"], values["tags"], values["noindex"]) == ("Theirs", ["council"], True)
    assert values["bylines"] == [{"author": author.pk, "name": "Ben Whitlock", "role": "words"}]
    assert (values["lead_photo"]["pick"], values["lead_photo"]["caption"]) == (photo.pk, "The quay.")
    assert {field["who"] for field in answer["theirs"]} == {"Marta Olsund"}
    assert set(answer["base"]) == set(json.loads(fields["base"][0]))


def test_value_that_the_page_does_not_show_yet_stands_until_it_does(client, editor, marta):
    story = make_article(headline="Before", body="<p>Before.</p>")
    fields = opened(client, story)
    saved_by(marta, story, body="<p>Theirs.</p>")
    answer = client.post(at(story, "autosave"), fields | {"headline": ["Mine"]}).json()
    base = json.loads(fields["base"][0])
    stays = {"base": [json.dumps(base | answer["base"] | {"body": base["body"]})], "version": answer["version"]}

    client.post(at(story, "autosave"), fields | stays | {"headline": ["Mine again"]})

    story.refresh_from_db()
    assert (story.headline, story.body) == ("Mine again", "<p>Theirs.</p>")


def test_clash_keeps_theirs_in_the_story_and_mine_aside_and_saves_the_rest(client, editor, marta):
    story = make_article(headline="Before", deck="Before")
    fields = opened(client, story) | {"headline": ["Mine"], "deck": ["Mine too"]}
    saved_by(marta, story, headline="Theirs")

    for words in ("Mine", "Mine goes", "Mine goes on"):
        answer = client.post(at(story, "autosave"), fields | {"headline": [words]}).json()

    story.refresh_from_db()
    assert (story.headline, story.deck) == ("Theirs", "Mine too")
    clash = answer["clashes"][0]
    assert (clash["name"], clash["label"], clash["who"]) == ("headline", "Headline", "Marta Olsund")
    assert "headline" not in answer["base"]
    aside = story.revisions.get(kind="conflict")
    assert (aside.by, aside.data["headline"]) == (editor, "Mine goes on")


def test_choice_on_the_page_is_no_business_of_an_autosave(client, editor, marta):
    story = make_article(headline="Before")
    fields = opened(client, story) | {"headline": ["Mine"]}
    saved_by(marta, story, headline="Theirs")
    shown = fields_of(client.post(at(story, "change"), fields | {"_save": "1"}), "article_form")

    answer = client.post(at(story, "autosave"), shown).json()

    assert [clash["name"] for clash in answer["clashes"]] == ["headline"]
    assert Article.objects.get().headline == "Theirs"


def test_byline_that_both_changed_is_a_clash(client, editor, marta):
    mine, theirs, story = make_author(), make_author(), make_article(authors=[])
    fields = opened(client, story) | {"bylines-0-author": [mine.pk], "deck": ["Mine"]}
    Byline.objects.create(article=story, author=theirs)
    saved_by(marta, story)

    answer = client.post(at(story, "autosave"), fields).json()

    assert [clash["name"] for clash in answer["clashes"]] == ["bylines"]
    assert [byline.author for byline in story.bylines.all()] == [theirs]
    assert story.revisions.get(kind="conflict").data["bylines"] == [[mine.pk, "words"]]
    assert Article.objects.get().deck == "Mine"


def test_two_windows_of_one_person_are_two_people(client, editor):
    story = make_article(headline="Before")
    one, two = opened(client, story), opened(client, story)
    client.post(at(story, "autosave"), one | {"headline": ["One"]})

    answer = client.post(at(story, "autosave"), two | {"headline": ["Two"]}).json()

    assert answer["clashes"][0]["who"] == "You, in another window,"
    texts = {revision.data["headline"] for revision in story.revisions.all()}
    assert texts == {"Before", "One", "Two"}


def test_same_state_sent_again_is_no_quarrel_with_oneself(client, editor):
    story = make_article()
    fields = opened(client, story) | {"headline": ["Sent twice"], "tags": ["Twice"], "body": ["<b>loose</b> words"]}

    answers = [client.post(at(story, "autosave"), fields).json() for _ in range(2)]

    assert [answer["clashes"] for answer in answers] == [[], []]
    assert answers[0]["version"] == answers[1]["version"]


# A new story


def test_first_autosave_makes_the_draft_and_says_where_it_is(client, editor):
    fields = opened(client) | {"body": ["<p>First words.</p>"]}

    answer = client.post(NEW, fields).json()

    story = Article.objects.get()
    assert (story.body, story.headline, story.section) == ("<p>First words.</p>", "", None)
    assert (story.created_by, story.revisions.get().kind) == (editor, "autosave")
    assert answer["addresses"]["change"] == at(story, "change")
    assert "Draft" in answer["state"]
    assert "Untitled story" in client.get(at(story, "change")).content.decode()
    again = client.post(answer["addresses"]["autosave"], after(fields, answer) | {"headline": ["Now"]}).json()
    assert (again["clashes"], Article.objects.get().headline) == ([], "Now")


def test_first_autosave_that_is_sent_again_makes_no_second_story(client, editor):
    fields = opened(client) | {"headline": ["Once"], "tags": ["harbour"]}

    answers = [client.post(NEW, fields).json() for _ in range(3)]

    assert {answer["id"] for answer in answers} == {Article.objects.get().pk}
    assert Revision.objects.count() == 1
    assert answers[2]["addresses"]["change"] == at(Article.objects.get(), "change")


def test_save_of_a_page_whose_story_was_begun_saves_that_story(client, editor):
    fields = opened(client) | {"headline": ["Once"], "section": [make_section().pk]}
    client.post(NEW, fields)

    response = client.post(ADD, fields | {"_save": "1"})

    assert response.url == at(Article.objects.get(), "change")
    assert [revision.kind for revision in Revision.objects.all()] == ["save"]


def test_name_of_a_page_that_somebody_else_used_begins_another_story(client, editor):
    page = uuid4()
    theirs = make_article(created_by=make_editor(), begun_on=page)

    client.post(NEW, opened(client) | {"headline": ["Mine"], "begun_on": [str(page)]})

    assert Article.objects.exclude(pk=theirs.pk).get().headline == "Mine"
    assert Article.objects.get(pk=theirs.pk).headline == theirs.headline


@pytest.mark.parametrize("name", ["", "x", "\x00", "🐟", "1" * 5000])
def test_page_without_a_right_name_is_answered(client, editor, name):
    response = client.post(NEW, opened(client) | {"headline": ["Mine"], "begun_on": [name]})

    assert response.status_code == 200


def test_page_on_which_nothing_was_written_begins_no_story(client):
    reporter = make_reporter()
    make_author(user=reporter)
    client.force_login(reporter)

    answer = client.post(NEW, opened(client)).json()

    assert answer == {"nothing": True, "errors": []}
    assert not Article.objects.exists()


# Who may


def test_reporter_autosaves_own_stories_and_no_others(client):
    reporter = make_reporter()
    client.force_login(reporter)
    own, other = make_article(created_by=reporter), make_article(headline="Theirs")
    fields = opened(client, own) | {"headline": ["Forged"]}

    assert client.post(at(own, "autosave"), fields).status_code == 200
    refused = client.post(at(other, "autosave"), fields)

    assert (refused.status_code, Article.objects.get(pk=other.pk).headline) == (403, "Theirs")
    assert "it is another reporter's" in refused.json()["words"]


def test_reporter_whose_story_was_published_meanwhile_is_told(client):
    reporter = make_reporter()
    client.force_login(reporter)
    story = make_article(created_by=reporter, headline="Before")
    fields = opened(client, story) | {"headline": ["After"]}
    publish(story, by=make_editor())

    refused = client.post(at(story, "autosave"), fields)

    assert (refused.status_code, Article.objects.get().headline) == (403, "Before")
    assert "it was published or scheduled" in refused.json()["words"]


@pytest.mark.parametrize("make", [make_photo_editor, make_moderator, make_user])
def test_who_may_not_write_stories_can_not_autosave(client, make):
    story = make_article(headline="Before")
    client.force_login(make())

    for address in (at(story, "autosave"), NEW, at(story, "kept"), "/admin/articles/article/kept/"):
        response = client.post(address, {"headline": "Forged"})
        assert response.status_code == 403
        assert "Before" not in response.content.decode()
    assert Article.objects.get().headline == "Before"


def test_page_that_somebody_else_opened_in_this_browser_saves_nothing(client, editor):
    story = make_article(headline="Before")
    fields = opened(client, story) | {"headline": ["After"], "user": ["999999"]}

    response = client.post(at(story, "autosave"), fields)

    assert (response.status_code, Article.objects.get().headline) == (409, "Before")
    assert "logged in as Amara Osei" in response.json()["words"]


@pytest.mark.parametrize("verb", ["autosave", "kept", "presence"])
def test_nothing_of_this_is_a_page(client, editor, verb):
    assert client.get(at(make_article(), verb)).status_code == 405


@pytest.mark.parametrize("verb", ["autosave", "kept", "presence"])
def test_story_with_an_odd_number_is_gone(client, editor, verb):
    assert client.post(f"/admin/articles/article/{'9' * 40}/{verb}/", {"window": "w"}).status_code == 410


# A copy that the browser kept


def test_copy_shows_how_it_differs_word_by_word_and_hands_its_values_back(client, editor):
    author = make_author(name="Ben Whitlock")
    story = make_article(headline="The wall", body="<p>It rises.</p><p>Slowly.</p>", authors=[])
    typed = {
        "headline": ["The <new> wall"],
        "body": ["<p>It falls.</p><p>Slowly.</p>"],
        "bylines-0-author": [author.pk],
    }
    fields = {name: value for name, value in opened(client, story).items() if name != "base"}

    answer = client.post(at(story, "kept"), fields | typed).json()

    assert set(answer["values"]) == {"headline", "body", "bylines"}
    assert answer["values"]["headline"] == "The <new> wall"
    assert "<del>rises</del>" in answer["html"]
    assert "<ins>falls</ins>" in answer["html"]
    assert re.search("<ins>&lt;</ins>|<ins>&lt;new", answer["html"])
    assert "1 paragraph alike" in answer["html"]
    assert Article.objects.get().headline == "The wall"


def test_copy_that_the_story_has_already_is_nothing(client, editor):
    story = make_article(headline="The wall", lead_caption="Two\nlines", editor_note="A note")
    fields = opened(client, story) | {"headline": [" The wall "], "lead_caption": ["Two\r\nlines"]}

    assert client.post(at(story, "kept"), fields).json() == {"html": "", "values": {}}


def test_copy_with_fields_that_can_not_be_stored_gives_them_back_as_typed(client, editor):
    story = make_article()

    answer = client.post(at(story, "kept"), opened(client, story) | {"headline": ["x" * 201], "slug": ["a b"]}).json()

    assert answer["values"] == {"headline": "x" * 201, "slug": "a b"}


def test_copy_of_a_new_story_differs_by_all_that_it_holds(client, editor):
    answer = client.post("/admin/articles/article/kept/", opened(client) | {"headline": ["Never sent"]}).json()

    assert answer["values"] == {"headline": "Never sent"}
    assert "story" not in answer


KEPT_NEW = "/admin/articles/article/kept/"
NOTHING = {"html": "", "values": {}}


@pytest.fixture
def typed(client, editor):
    """A page for a new story with something in each kind of field."""
    person, section = make_author(name="Ben Whitlock"), make_section()
    return opened(client) | {
        "headline": [" Harbour wall "],
        "body": ["<p>It <b>rises</b>.</p>"],
        "section": [section.pk],
        "tags": ["Harbour", "council"],
        "lead_photo": [make_photo().pk],
        "related": [make_article(section=section).pk],
        "planned_for": ["2031-05-03T08:00"],
        "embargo_until": ["2031-05-02T08:00"],
        "comments_policy": ["closed"],
        "bylines-0-author": [person.pk],
    }


@pytest.mark.parametrize("address", [ADD, NEW])
def test_copy_of_a_new_story_that_has_arrived_is_nothing_whatever_became_of_the_story(client, typed, address):
    client.post(address, typed | {"_save": ["1"]})
    story = Article.objects.exclude(begun_on=None).get()

    as_it_was = client.post(KEPT_NEW, typed).json()
    saved_by(make_editor(), story, headline="Written on by somebody else")
    on_both_pages = [client.post(page, typed).json() for page in (KEPT_NEW, at(story, "kept"))]
    Article.objects.filter(pk=story.pk).update(spiked_at=timezone.now())
    spiked = client.post(KEPT_NEW, typed).json()

    assert as_it_was == NOTHING
    assert on_both_pages == [NOTHING, NOTHING]
    assert spiked == NOTHING


@pytest.mark.parametrize(
    "more",
    [
        {"headline": ["The newest words"]},
        {"headline": ["x" * 201]},
        {"bylines-0-role": ["photos"]},
        {"tags": ["harbour"]},
        {"editor_note": ["Ask Ben"]},
    ],
)
def test_copy_of_a_new_story_with_more_than_arrived_is_put_back_on_that_story_s_page(client, typed, more):
    client.post(ADD, typed | {"_save": ["1"]})
    story = Article.objects.exclude(begun_on=None).get()

    answer = client.post(KEPT_NEW, typed | more).json()

    assert answer["story"] == at(story, "change")
    assert len(answer["values"]) == 1
    there = client.post(at(story, "kept"), typed | more).json()
    assert there == {"html": answer["html"], "values": answer["values"]}
    page = client.get(answer["story"]).content.decode()
    assert f'data-begun-on="{typed["begun_on"][0]}"' in page


def test_copy_with_more_than_arrived_is_offered_as_new_where_its_story_can_not_be_changed(client, typed):
    client.post(ADD, typed | {"_save": ["1"]})
    Article.objects.exclude(begun_on=None).update(spiked_at=timezone.now())

    answer = client.post(KEPT_NEW, typed | {"headline": ["The newest words"]}).json()

    assert "story" not in answer
    assert {"headline", "body", "tags", "bylines"} <= set(answer["values"])


def test_copy_tells_nothing_of_a_story_that_another_person_began(client, typed):
    theirs = make_article(created_by=make_editor(), begun_on=typed["begun_on"][0], headline="Secret", section=None)

    answer = client.post(KEPT_NEW, typed).json()

    assert "story" not in answer
    assert answer["values"]["headline"] == "Harbour wall"
    assert "Secret" not in answer["html"]
    assert theirs.begun_on


# Who has the story open


def ping(client, story, window="w", **more):
    return client.post(at(story, "presence"), {"window": window} | more)


def here(user, story, window="w", seconds_ago=0, **fields):
    seen_at = timezone.now() - timedelta(seconds=seconds_ago)
    return Presence.objects.create(article=story, user=user, window=window, seen_at=seen_at, **fields)


def test_ping_tells_of_the_others_and_of_the_newest_version(client, editor, marta):
    story = make_article()
    here(marta, story, is_writing=True)
    saved_by(marta, story)

    answer = ping(client, story).json()

    assert "Marta Olsund is writing" in answer["html"]
    assert "Amara" not in answer["html"]
    assert (answer["version"], answer["saved_by"]) == (2, "Marta Olsund")
    assert answer["line"].startswith("Marta Olsund has this story open and saved it 0 s ago. You can both write")
    assert Presence.objects.filter(user=editor, article=story, window="w").count() == 1


def test_window_is_one_row_however_often_it_reports(client, editor):
    story = make_article()

    for writing in ("", "1", ""):
        ping(client, story, is_writing=writing)

    assert [(row.window, row.is_writing) for row in Presence.objects.all()] == [("w", False)]


def test_who_was_not_heard_of_for_thirty_seconds_is_gone(client, editor, marta):
    story, other = make_article(), make_article()
    here(marta, story, seconds_ago=31)
    here(marta, other, seconds_ago=40)

    assert "Marta" not in ping(client, story).content.decode()

    assert [row.user for row in Presence.objects.all()] == [editor]


def test_who_closes_the_page_is_gone_at_once(client, editor):
    story = make_article()
    ping(client, story)
    ping(client, story, window="other")

    ping(client, story, is_leaving="1")

    assert [row.window for row in Presence.objects.all()] == ["other"]


def test_another_window_of_one_s_own_is_named(client, editor):
    story = make_article()
    here(editor, story, window="other")

    answer = ping(client, story).json()

    assert "You are reading this in another window" in answer["html"]
    assert answer["line"] == "You have this story open in another window. What you change in either is put together."


def test_page_says_who_is_here_before_its_script_runs(client, editor, marta):
    story = make_article()
    here(marta, story, is_writing=True)
    here(make_reporter(first_name="Ivo", last_name="Lind"), story)

    html = client.get(at(story, "change")).content.decode()

    assert "Marta Olsund and Ivo Lind have this story open. You can all write" in html
    assert "Marta Olsund is writing" in html
    assert "Ivo Lind is reading this" in html


def test_who_may_only_read_is_counted_and_who_may_not_is_refused(client, marta):
    story = make_article()
    here(marta, story)
    client.force_login(make_photo_editor())
    assert ping(client, story).status_code == 200

    for stranger in (make_moderator(), make_user()):
        client.force_login(stranger)
        response = ping(client, story)
        assert response.status_code == 403
        assert "Marta" not in response.content.decode()
    assert Presence.objects.count() == 2


@pytest.mark.parametrize("window", ["", "x" * 37, "\x00", "a\x00b"])
def test_window_without_a_right_name_is_refused(client, editor, window):
    assert ping(client, make_article(), window=window).status_code == 400
    assert not Presence.objects.exists()


def test_ping_runs_as_many_queries_for_three_people_as_for_one(client, editor, django_assert_num_queries):
    one, three = make_article(), make_article()
    here(make_editor(), one)
    for number in range(3):
        here(make_editor(), three, window=str(number))
    ping(client, one)
    ping(client, three)
    with CaptureQueriesContext(connection) as queries:
        ping(client, one)
    assert len(queries) <= 11

    with django_assert_num_queries(len(queries)):
        ping(client, three)

"""Autosaves, saves and publications of one story at once: who comes second merges or is told, and no text is lost."""

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article, Edition, Presence
from articles.publishing import publish
from tests.articles.admin.test_article_page_races import opened_by
from tests.articles.test_publishing_races import at_once
from tests.factories import make_article, make_editor
from tests.page_forms import fields_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def autosave(page, **typed):
    client, address, fields = page
    return lambda: client.post(address.replace("/change/", "/autosave/"), fields | typed)


def save(page, **typed):
    client, address, fields = page
    return lambda: client.post(address, fields | typed | {"_save": "1"})


def every(article, field):
    return {revision.data[field] for revision in article.revisions.all()}


@pytest.mark.parametrize("attempt", range(3))
@pytest.mark.parametrize(("first", "second"), [(autosave, autosave), (autosave, save), (save, save)])
def test_different_fields_are_both_kept(attempt, first, second):
    article = make_article(headline="Before", deck="Before")
    one, two = (opened_by(make_editor(), article) for _ in range(2))

    responses = at_once(first(one, headline="One"), second(two, deck="Two"))

    assert [response.status_code for response in responses if response.status_code >= 400] == []
    article.refresh_from_db()
    assert (article.headline, article.deck) == ("One", "Two")


@pytest.mark.parametrize("attempt", range(3))
@pytest.mark.parametrize("same_person", [False, True])
@pytest.mark.parametrize(("first", "second"), [(autosave, autosave), (autosave, save), (save, save)])
def test_of_one_field_one_stands_and_both_are_in_the_revisions(attempt, same_person, first, second):
    article, editor = make_article(headline="Before"), make_editor()
    one, two = opened_by(editor, article), opened_by(editor if same_person else make_editor(), article)

    at_once(first(one, headline="One"), second(two, headline="Two"))

    article.refresh_from_db()
    assert article.headline in ("One", "Two")
    assert every(article, "headline") == {"Before", "One", "Two"}
    assert article.revisions.filter(kind="conflict").count() == 1


@pytest.mark.parametrize("attempt", range(5))
def test_autosave_while_the_story_is_published(attempt):
    article, editor = make_article(headline="Before"), make_editor()
    page = opened_by(editor, article)

    response, edition = at_once(autosave(page, headline="After"), lambda: publish(article, by=editor))

    assert response.status_code == 200
    assert Article.objects.get().headline == "After"
    assert edition.headline in ("Before", "After")
    edition.refresh_from_db()
    assert (edition.revision.kind, edition.revision.data["headline"]) == ("publish", edition.headline)


@pytest.mark.parametrize("attempt", range(5))
def test_save_while_stories_are_published_in_bulk(attempt):
    article = make_article(headline="Before", slug="")
    page, (client, _, _) = opened_by(make_editor(), article), opened_by(make_editor(), article)
    chosen = {"action": "publish_stories", "_selected_action": article.pk, "confirmed": "yes"}

    responses = at_once(save(page, headline="After"), lambda: client.post("/admin/articles/article/", chosen))

    assert [response.status_code for response in responses] == [302, 302]
    assert Article.objects.get().headline == "After"
    assert Edition.objects.get().revision.data["headline"] == Edition.objects.get().headline


@pytest.mark.parametrize("attempt", range(5))
def test_page_that_asks_twice_at_once_begins_one_story(attempt):
    editor = make_editor()
    clients = [Client(), Client(), Client()]
    for client in clients:
        client.force_login(editor)
    fields = fields_of(clients[0].get("/admin/articles/article/add/"), "article_form") | {"headline": "Once"}

    def begin(client):
        return lambda: client.post("/admin/articles/article/autosave/", fields)

    responses = at_once(*map(begin, clients))

    assert [response.status_code for response in responses] == [200, 200, 200]
    assert {response.json()["id"] for response in responses} == {Article.objects.get().pk}


@pytest.mark.parametrize("attempt", range(3))
def test_new_story_saved_twice_at_once_is_one(attempt):
    editor, section = make_editor(), make_article().section
    Article.objects.all().delete()
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(editor)
    fields = fields_of(clients[0].get("/admin/articles/article/add/"), "article_form")
    fields |= {"headline": "Once", "section": section.pk, "_save": "1"}

    responses = at_once(
        *[lambda client=client: client.post("/admin/articles/article/add/", fields) for client in clients]
    )

    assert [response.status_code for response in responses] == [302, 302]
    assert Article.objects.count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_pings_of_one_window_at_once_make_one_row(attempt):
    article = make_article()
    client, address, _ = opened_by(make_editor(), article)
    address = address.replace("/change/", "/presence/")

    responses = at_once(*[lambda: client.post(address, {"window": "w"}) for _ in range(4)])

    assert [response.status_code for response in responses] == [200] * 4
    assert Presence.objects.count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_story_deleted_while_it_is_autosaved_is_gone_or_saved(attempt):
    article = make_article()
    page, (client, address, _) = opened_by(make_editor(), article), opened_by(make_editor(), article)
    delete = address.replace("/change/", "/delete/")
    Article.objects.filter(pk=article.pk).update(spiked_at=timezone.now())

    responses = at_once(autosave(page, headline="After"), lambda: client.post(delete, {"post": "for-good"}))

    assert responses[0].status_code in (200, 410)
    assert responses[1].status_code == 302
    assert not Article.objects.exists()

"""Two people at one story page: what the lock on the story's row makes of them."""

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article, Edition, Photo
from tests.articles.test_publishing_races import at_once
from tests.factories import make_article, make_editor, make_photo
from tests.page_forms import fields_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def opened_by(user, article):
    """Return (client, address, fields) of a page that this user has open."""
    client = Client()
    client.force_login(user)
    address = reverse("admin:articles_article_change", args=[article.pk])
    return client, address, fields_of(client.get(address), "article_form")


@pytest.mark.parametrize("attempt", range(3))
@pytest.mark.parametrize("button", ["_save", "_publish"])
def test_of_two_saves_at_once_one_is_kept_and_the_other_is_told(attempt, button):
    article = make_article(headline="As it was")
    pages = [opened_by(make_editor(), article) for _ in range(2)]

    def save(page, headline):
        client, address, fields = page
        return lambda: client.post(address, fields | {"headline": [headline], button: "1"})

    responses = at_once(save(pages[0], "One"), save(pages[1], "Two"))

    assert sorted(response.status_code for response in responses) == [200, 302]
    kept = ["One", "Two"][[response.status_code for response in responses].index(302)]
    lost = next(response for response in responses if response.status_code == 200)
    assert Article.objects.get().headline == kept
    assert "changed by two people" in lost.content.decode()
    texts = {revision.data["headline"] for revision in article.revisions.all()}
    assert texts == {"As it was", "One", "Two"}
    assert [edition.headline for edition in Edition.objects.all()] == ([kept] if button == "_publish" else [])


@pytest.mark.parametrize("attempt", range(4))
@pytest.mark.parametrize("way", ["delete/", "action"])
@pytest.mark.parametrize("place", ["lead_photo", "body"])
def test_photo_deleted_while_a_story_takes_it_is_either_kept_or_not_taken(attempt, way, place):
    photo, article = make_photo(), make_article()
    client, address, fields = opened_by(make_editor(), article)
    figure = f'<p>Words.</p><figure><img data-file="{photo.pk}"></figure>'
    fields |= {place: [str(photo.pk) if place == "lead_photo" else figure], "_save": "1"}
    deleter, _, _ = opened_by(make_editor(), article)

    def delete():
        if way == "delete/":
            return deleter.post(f"/admin/articles/photo/{photo.pk}/delete/", {"post": "yes"})
        action = {"action": "delete_photos", "_selected_action": photo.pk, "confirmed": "yes"}
        return deleter.post("/admin/articles/photo/", action)

    responses = at_once(lambda: client.post(address, fields), delete)

    assert [response.status_code for response in responses if response.status_code not in (200, 302)] == []
    article.refresh_from_db()
    taken = article.lead_photo_id == photo.pk or "data-file" in article.body
    assert taken == Photo.objects.filter(pk=photo.pk).exists()


def test_history_that_is_posted_to_is_answered():
    article = make_article()
    client, _, _ = opened_by(make_editor(), article)

    assert client.post(f"/admin/articles/article/{article.pk}/history/").status_code == 405
    assert client.post(f"/admin/articles/photo/{make_photo().pk}/history/").status_code == 200


@pytest.mark.parametrize("attempt", range(4))
def test_story_spiked_while_another_desk_publishes_it_is_either_spiked_or_live(attempt):
    article = make_article()
    clients = [opened_by(make_editor(), article)[0] for _ in range(2)]

    def act(client, action):
        chosen = {"action": action, "_selected_action": article.pk, "confirmed": "yes"}
        return lambda: client.post("/admin/articles/article/", chosen)

    responses = at_once(act(clients[0], "spike_stories"), act(clients[1], "publish_stories"))

    assert [response.status_code for response in responses] == [302, 302]
    assert Article.objects.kept().count() == Edition.objects.count()

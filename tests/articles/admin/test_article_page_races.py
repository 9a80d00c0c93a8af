"""Two people at one story page: what the lock on the story's row makes of them."""

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article, Edition
from tests.articles.test_publishing_races import at_once
from tests.factories import make_article, make_editor
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
    assert "after you opened it" in lost.content.decode()
    assert [edition.headline for edition in Edition.objects.all()] == ([kept] if button == "_publish" else [])

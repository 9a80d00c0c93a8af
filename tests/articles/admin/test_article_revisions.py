"""History, comparison, naming and going back at the level of HTTP."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Revision
from articles.publishing import publish
from tests.factories import make_article, make_editor, make_photo, make_reporter, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = make_editor(first_name="Amara", last_name="Osei")
    client.force_login(user)
    return user


def address(article, page):
    return f"/admin/articles/article/{article.pk}/{page}"


def save(article, **fields):
    for name, value in fields.items():
        setattr(article, name, value)
    article.save()
    return article.record(by=fields.pop("saved_by", None))


def words_of(response):
    assert response.status_code == 200
    html = response.content.decode().split('id="content"')[-1]
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_history_lists_versions_to_compare_name_and_restore(client, editor):
    article = make_article(headline="Wall", created_by=editor)
    first = article.revisions.get()
    save(article, deck="New.")
    publish(article, by=editor)

    response = client.get(address(article, "history/"))

    text, html = words_of(response), response.content.decode()
    assert "Edition 1 went live, by Amara Osei" in text
    assert "Somebody changed the deck" in text and "Amara Osei began the story" in text
    assert f'name="from" value="{first.pk}"' in html
    assert address(article, f"restore/{first.pk}/") in html


def test_comparison_shows_what_readers_would_notice(client, editor):
    article = make_article(headline="Wall moves", body="<p>It moved.</p>", section=make_section(name="City"))
    publish(article, by=editor)
    save(article, headline="Wall falls", lead_photo=make_photo(caption="The quay."))

    text = words_of(client.get(address(article, "compare/?from=live&to=now")))
    card = client.get(address(article, "change/")).content.decode()

    assert "Wall [taken out: moves ] [put in: falls ]" in text
    assert "No photo" in text and "The quay." in text
    assert "What readers see, edition 1" in text
    assert "compare/?from=live&amp;to=now" in card


def test_older_version_always_stands_first(client, editor):
    article = make_article(headline="One")
    first, second = article.revisions.get(), save(article, headline="Two")

    one = words_of(client.get(address(article, f"compare/?from={second.pk}&to={first.pk}")))
    other = words_of(client.get(address(article, f"compare/?from=now&to={first.pk}")))

    assert "[taken out: One ] [put in: Two ]" in one and "[taken out: One ] [put in: Two ]" in other


def test_nothing_different_says_so(client, editor):
    article = make_article()

    assert "Nothing is different" in words_of(
        client.get(address(article, f"compare/?from={article.revisions.get().pk}"))
    )


@pytest.mark.parametrize("query", ["", "?from=", "?from=x", "?from=-1", "?from=%00", "?from=live", f"?from={'9' * 40}"])
def test_odd_comparison_leads_back_to_the_history_with_a_word(client, editor, query):
    article = make_article()

    response = client.get(address(article, f"compare/{query}"))

    assert (response.status_code, response["Location"]) == (302, address(article, "history/"))


def test_version_of_another_story_is_not_found(client, editor):
    article, other = make_article(), make_article().revisions.get()

    assert client.get(address(article, f"compare/?from={other.pk}")).status_code == 404
    assert client.get(address(article, f"restore/{other.pk}/")).status_code == 404
    assert client.post(address(article, f"restore/{other.pk}/"), {"version": 1}).status_code == 404
    assert client.post(address(article, "name/"), {"revision": other.pk, "name": "Mine"}).status_code == 404
    assert client.get("/admin/articles/article/999999/history/").status_code == 404


@pytest.mark.parametrize(
    ("name", "kept"),
    [("Before  legal\n", "Before legal"), ("🐟", "🐟"), ("", None), ("\x00", None), ("x" * 200, None)],
)
def test_version_is_named(client, editor, name, kept):
    article = make_article()

    response = client.post(address(article, "name/"), {"name": name})

    assert response["Location"] == address(article, "change/#history")
    assert list(Revision.objects.named().values_list("name", flat=True)) == ([kept] if kept else [])


def test_restore_asks_first_and_then_does_it(client, editor):
    article = make_article(headline="Wall")
    first = article.revisions.get()
    save(article, headline="Quay")
    page = client.get(address(article, f"restore/{first.pk}/"))
    assert "[taken out: Quay ] [put in: Wall ]" in words_of(page)
    assert Article.objects.get().headline == "Quay"

    response = client.post(address(article, f"restore/{first.pk}/"), {"version": page.context["version"]})

    assert response["Location"] == address(article, "change/")
    assert Article.objects.get().headline == "Wall"


def test_restore_after_somebody_saved_asks_again(client, editor):
    article = make_article(headline="Wall")
    first = article.revisions.get()
    save(article, headline="Quay")
    seen = client.get(address(article, f"restore/{first.pk}/")).context["version"]
    save(article, headline="Pier")

    response = client.post(address(article, f"restore/{first.pk}/"), {"version": seen})

    assert "[taken out: Pier ] [put in: Wall ]" in words_of(response)
    assert Article.objects.get().headline == "Pier"


def test_reporter_reads_every_history_and_restores_only_in_an_own_unpublished_story(client):
    reporter = make_reporter()
    client.force_login(reporter)
    own, other = make_article(created_by=reporter), make_article()
    for article in (own, other):
        save(article, headline="Second")
    answers = {}
    for article in (own, other):
        first = article.revisions.order_by("pk").first()
        assert client.get(address(article, f"compare/?from={first.pk}")).status_code == 200
        assert ("Restore" in words_of(client.get(address(article, "history/")))) == (article == own)
        answers[article] = client.post(address(article, f"restore/{first.pk}/"), {"version": article.version})

    assert (answers[own].status_code, answers[other].status_code) == (302, 403)
    assert client.post(address(other, "name/"), {"name": "Mine"}).status_code == 403
    publish(own, by=None)
    assert client.post(address(own, "name/"), {"name": "Mine"}).status_code == 403


def test_pages_run_as_many_queries_for_many_versions_as_for_few(client, editor):
    article = make_article()
    first = save(article, deck="1", lead_photo=make_photo())
    pages = [address(article, "history/"), address(article, f"compare/?from={first.pk}")]

    def count(page):
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        return len(queries)

    save(article, deck="2", lead_photo=make_photo())
    few = [count(page) for page in pages]
    for number in range(5):
        save(article, deck=str(number), headline=str(number), section=make_section(), lead_photo=make_photo())

    assert [count(page) for page in pages] == few


def test_64_kilobytes_of_text_are_compared(client, editor):
    article = make_article(body="<p>" + "word " * 13_000 + "</p>")
    first = article.revisions.get()
    save(article, body="<p>" + "ward " * 13_000 + "🐟</p>")

    assert client.get(address(article, f"compare/?from={first.pk}")).status_code == 200

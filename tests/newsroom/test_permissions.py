"""Who may open and do what at the desk, by typed address and by forged form."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone
from taggit.models import Tag

from articles.models import (
    Article,
    AuditEntry,
    Author,
    BreakingNews,
    Correction,
    Edition,
    Front,
    Masthead,
    Note,
    Photo,
    Placement,
    Presence,
    PreviewLink,
    Revision,
    Section,
    Series,
)
from articles.publishing import publish
from comments.batches import begin
from comments.models import (
    Batch,
    Comment,
    Decision,
    HouseRules,
    InHand,
    ModeratorMail,
    SavedQueue,
    Writer,
    WriterEntry,
)
from tests.articles.photos.files import upload
from tests.factories import (
    make_article,
    make_author,
    make_comment,
    make_editor,
    make_photo,
    make_section,
    make_user,
    picture_bytes,
)

pytestmark = pytest.mark.django_db
GROUPS = ["Reporter", "Editor", "Photo editor", "Moderator"]
NOBODY = ""
R, E, P, M = GROUPS

# Every page and who may open it; everybody else gets 403, and the unknown the log-in page.
PAGES = {
    "/admin/": {R, E, P, M, NOBODY},
    "/admin/password_change/": {R, E, P, M, NOBODY},
    "/admin/search/?q=harbour": {R, E, P, M, NOBODY},
    "/admin/articles/article/": {R, E, P},
    "/admin/articles/article/add/": {R, E},
    "/admin/articles/article/{article}/change/": {R, E, P},
    "/admin/articles/article/{article}/history/": {R, E, P},
    "/admin/articles/article/{article}/compare/?from={revision}": {R, E, P},
    "/admin/articles/article/{article}/restore/{revision}/": {E},
    "/admin/articles/article/{article}/delete/": {E},
    "/admin/articles/article/{article}/preview/": {R, E, P},
    "/admin/articles/article/{spiked}/change/": {R, E, P},
    "/admin/articles/article/{spiked}/delete/": {E},
    "/admin/articles/article/done/": {R, E},
    "/admin/articles/article/preview/": {R, E},
    "/admin/articles/article/fronts/": {R, E, P},
    "/admin/articles/article/fronts/page/": {R, E, P},
    "/admin/articles/front/": {R, E, P},
    "/admin/articles/front/home/": {E},
    "/admin/articles/front/home/stories/?q=harbour": {E},
    "/admin/articles/front/home/card/?article={article}": {E},
    "/admin/articles/front/home/preview/": {R, E, P},
    "/admin/articles/breakingnews/": {E},
    "/admin/articles/breakingnews/add/": {E},
    "/admin/articles/breakingnews/{breaking}/change/": {E},
    "/admin/articles/breakingnews/{breaking}/history/": {E},
    "/admin/articles/breakingnews/{breaking}/delete/": {E},
    "/admin/articles/article/tags/?term=har": {R, E},
    "/admin/articles/article/related/?term=har": {R, E},
    "/admin/articles/article/mentions/?term=har": {R, E, P},
    "/admin/articles/auditentry/": {E},
    "/admin/articles/auditentry/export.csv": {E},
    "/admin/articles/auditentry/export.jsonl": {E},
    "/admin/articles/article/calendar/": {R, E, P},
    "/admin/articles/article/calendar/?view=week": {R, E, P},
    "/admin/articles/article/calendar/?view=list": {R, E, P},
    "/admin/articles/photo/": {R, E, P},
    "/admin/articles/photo/add/": {R, E, P},
    "/admin/articles/photo/picker/": {R, E, P},
    "/admin/articles/photo/{photo}/change/": {R, E, P},
    "/admin/articles/photo/{photo}/history/": {R, E, P},
    "/admin/articles/photo/{photo}/delete/": {E, P},
    "/admin/articles/section/": {R, E, P},
    "/admin/articles/section/add/": {E},
    "/admin/articles/section/{section}/change/": {R, E, P},
    "/admin/articles/section/{section}/history/": {R, E, P},
    "/admin/articles/section/{section}/delete/": {E},
    "/admin/articles/series/": {E},
    "/admin/articles/series/add/": {E},
    "/admin/articles/series/{series}/change/": {E},
    "/admin/articles/series/{series}/delete/": {E},
    "/admin/articles/author/": {R, E, P},
    "/admin/articles/author/add/": {E},
    "/admin/articles/author/{author}/change/": {R, E, P},
    "/admin/articles/author/{author}/delete/": {E},
    "/admin/taggit/tag/": {E},
    "/admin/taggit/tag/add/": {E},
    "/admin/taggit/tag/{tag}/change/": {E},
    "/admin/taggit/tag/{tag}/delete/": {E},
    "/admin/articles/masthead/1/change/": {E},
    "/admin/articles/masthead/crawlers/": {E},
    "/admin/articles/masthead/1/delete/": set(),
    "/admin/articles/masthead/add/": set(),
    "/admin/comments/comment/": {E, M},
    "/admin/comments/comment/queue/": {E, M},
    "/admin/comments/comment/classifier/": {E, M},
    "/admin/comments/comment/statistics/": {E, M},
    "/admin/comments/comment/statistics/?days=90": {E, M},
    "/admin/comments/comment/statistics/figures.csv": {E, M},
    "/admin/comments/comment/queue/?state=reported&filters=open": {E, M},
    "/admin/comments/comment/queue/cards/": {E, M},
    "/admin/comments/comment/{comment}/change/": {E, M},
    "/admin/comments/comment/{comment}/history/": {E, M},
    "/admin/comments/comment/bulk/": {E, M},
    "/admin/comments/comment/bulk/new/?verdict=rejected&state=pending": {E, M},
    "/admin/comments/comment/bulk/{batch}/": {E, M},
    "/admin/comments/comment/{comment}/writer/": {E, M},
    "/admin/comments/comment/mail/": {E, M},
    "/admin/comments/comment/{picked}/answer/": {E, M},
    "/admin/comments/comment/add/": set(),
    "/admin/comments/comment/{comment}/delete/": set(),
    "/admin/comments/houserules/": {E, M},
    "/admin/comments/houserules/add/": set(),
    "/admin/comments/houserules/1/delete/": set(),
    "/admin/jsi18n/": {R, E, P, M, NOBODY},
    "/admin/auth/user/": set(),
    "/admin/auth/user/add/": set(),
    "/admin/auth/user/{user}/change/": set(),
    "/admin/auth/user/{user}/delete/": set(),
    "/admin/auth/user/{user}/password/": set(),
    "/admin/auth/group/": set(),
    "/admin/auth/group/{group}/change/": set(),
    "/admin/autocomplete/?app_label=articles&model_name=byline&field_name=author&term=a": {R, E, P},
    "/admin/autocomplete/?app_label=articles&model_name=author&field_name=photo&term=a": {R, E, P},
    "/admin/autocomplete/?app_label=articles&model_name=series&field_name=tag&term=a": {E},
    "/admin/autocomplete/?app_label=auth&model_name=user&field_name=groups&term=a": set(),
}

# What is posted and who may; what it must not change for the others is counted before and after.
DEEDS = {
    "/admin/articles/article/add/": {"headline": "Forged", "_save": "1"},
    "/admin/articles/article/{article}/change/": {"headline": "Forged", "_publish": "1"},
    "/admin/articles/article/{article}/name/": {"name": "Forged"},
    "/admin/articles/article/{article}/restore/{revision}/": {"version": "2"},
    "/admin/articles/article/{article}/delete/": {"post": "yes"},
    "/admin/articles/article/autosave/": {"headline": "Forged"},
    "/admin/articles/article/{article}/autosave/": {"headline": "Forged"},
    "/admin/articles/article/kept/": {"headline": "Forged"},
    "/admin/articles/article/{article}/kept/": {"headline": "Forged"},
    "/admin/articles/article/{article}/presence/": {"window": "forged"},
    "/admin/articles/article/{article}/assign/": {"take": "1"},
    "/admin/articles/article/{article}/notes/": {"text": "Forged"},
    "/admin/articles/article/{article}/notes/{note}/resolve/": {},
    "/admin/articles/article/{article}/notes/{resolved}/reopen/": {},
    "/admin/articles/article/{spiked}/delete/": {"post": "for-good"},
    "/admin/articles/article/{spiked}/change/": {"headline": "Forged", "_save": "1"},
    "/admin/articles/article/{spiked}/bring-back/": {},
    "/admin/articles/article/{article}/duplicate/": {},
    "/admin/articles/article/lists/keep/": {"name": "Forged", "query": "state=draft"},
    "/admin/articles/article/{article}/move/": {
        "kind": "planned",
        "seen": "2030-01-01T10:00Z",
        "to": "2030-01-02T10:00",
    },
    "/admin/articles/article/calendar/address/": {},
    "/admin/articles/article/look/?page=1": {"headline": "Forged"},
    "/admin/articles/article/embed/": {"address": "https://forged.example/"},
    "/admin/articles/article/{article}/look/?page=1": {"headline": "Forged"},
    "/admin/articles/article/{article}/links/": {"link-reader": "Forged", "link-lasts": "7"},
    "/admin/articles/article/{article}/links/{link}/revoke/": {},
    "/admin/articles/article/{live}/corrections/": {"correction-kind": "correction", "correction-text": "Forged"},
    "/admin/articles/article/{live}/corrections/{correction}/take-back/": {},
    "/admin/articles/photo/add/": {"caption": "Forged"},
    "/admin/articles/photo/{photo}/change/": {"caption": "Forged", "credit": "x", "alt_text": "x"},
    "/admin/articles/photo/{photo}/delete/": {"post": "yes"},
    "/admin/articles/section/add/": {"name": "Forged", "slug": "forged", "position": "0"},
    "/admin/articles/section/{section}/change/": {"name": "Forged", "slug": "forged", "position": "0"},
    "/admin/articles/section/{empty_section}/delete/": {"post": "yes"},
    "/admin/articles/series/add/": {"name": "Forged", "tag": "1"},
    "/admin/articles/series/{series}/change/": {"name": "Forged"},
    "/admin/articles/series/{series}/delete/": {"post": "yes"},
    "/admin/articles/author/add/": {"name": "Forged", "slug": "forged"},
    "/admin/articles/author/{author}/change/": {"name": "Forged", "slug": "forged"},
    "/admin/taggit/tag/add/": {"name": "Forged", "slug": "forged"},
    "/admin/taggit/tag/{tag}/change/": {"name": "Forged", "slug": "forged"},
    "/admin/taggit/tag/{tag}/delete/": {"post": "yes"},
    "/admin/articles/masthead/1/change/": {"name": "Forged", "language": "en"},
    "/admin/articles/masthead/crawlers/": {"allows_ai_training": "on"},
    "/admin/articles/masthead/1/delete/": {"post": "yes"},
    "/admin/articles/front/home/": {
        "_save": "1",
        "seen": "0",
        "placed-TOTAL_FORMS": "1",
        "placed-INITIAL_FORMS": "0",
        "placed-0-article": "{live}",
        "placed-0-slot": "lead",
        "placed-0-headline": "Forged",
    },
    "/admin/articles/front/home/preview/": {"placed-TOTAL_FORMS": "0", "placed-INITIAL_FORMS": "0"},
    "/admin/articles/breakingnews/add/": {
        "text": "Forged",
        "live_from": "2030-01-01T12:00",
        "live_until": "2030-01-01T13:00",
    },
    "/admin/articles/breakingnews/{breaking}/change/": {
        "text": "Forged",
        "live_from": "2030-01-01T12:00",
        "live_until": "2030-01-01T13:00",
    },
    "/admin/articles/breakingnews/{breaking}/delete/": {"post": "yes"},
    "/admin/comments/comment/{comment}/decide/": {"verdict": "approved", "seen": "pending"},
    "/admin/comments/comment/{picked}/pick/": {"pick": ""},
    "/admin/comments/comment/classifier/": {"text": "Would this be refused?"},
    "/admin/comments/comment/classifier/train/": {},
    "/admin/comments/comment/bulk/new/": {"verdict": "rejected", "query": "state=pending"},
    "/admin/comments/comment/bulk/{batch}/step/": {},
    "/admin/comments/comment/bulk/{batch}/stop/": {},
    "/admin/comments/comment/bulk/{batch}/undo/": {},
    "/admin/comments/comment/{comment}/writer/note/": {"text": "Forged"},
    "/admin/comments/comment/{comment}/writer/warn/": {"text": "Forged"},
    "/admin/comments/comment/{comment}/writer/ban/": {"text": "Forged", "removes": "on"},
    "/admin/comments/comment/{comment}/writer/unban/": {},
    "/admin/comments/comment/mail/": {"often": "daily"},
    "/admin/comments/comment/{picked}/answer/": {"body": "Forged"},
    "/admin/comments/comment/{comment}/note/": {"text": "Forged"},
    "/admin/comments/comment/queue/undo/": {"token": "forged"},
    "/admin/comments/comment/queue/ping/": {"comment": "1"},
    "/admin/comments/comment/queues/keep/": {"name": "Forged", "query": "state=spam"},
    "/admin/comments/comment/{comment}/change/": {"body": "Forged"},
    "/admin/comments/comment/{comment}/delete/": {"post": "yes"},
    "/admin/comments/houserules/": {"links_held": "9", "_save": "1"},
    "/admin/comments/houserules/add/": {"links_held": "9", "_save": "1"},
    "/admin/comments/houserules/1/delete/": {"post": "yes"},
    "/admin/auth/user/add/": {"username": "forged", "password1": "gale-by-dusk-7", "password2": "gale-by-dusk-7"},
    "/admin/auth/user/{user}/change/": {"username": "forged", "is_superuser": "on"},
    "/admin/auth/user/{user}/password/": {"password1": "gale-by-dusk-7", "password2": "gale-by-dusk-7"},
    "/admin/auth/group/{group}/change/": {"name": "Forged"},
}
ALLOWED_DEEDS = {
    R: {
        "/admin/articles/article/add/",
        "/admin/articles/article/autosave/",
        "/admin/articles/article/kept/",
        "/admin/articles/article/look/?page=1",
        "/admin/articles/article/embed/",
        "/admin/articles/article/{article}/notes/",
        "/admin/articles/article/{article}/presence/",
        "/admin/articles/article/{article}/duplicate/",
        "/admin/articles/article/lists/keep/",
        "/admin/articles/article/calendar/address/",
        "/admin/articles/photo/add/",
    },
    E: set(DEEDS)
    - {address for address in DEEDS if "/auth/" in address}
    - {
        "/admin/articles/masthead/1/delete/",
        "/admin/comments/comment/{comment}/change/",
        "/admin/comments/comment/{comment}/delete/",
        "/admin/comments/houserules/add/",
        "/admin/comments/houserules/1/delete/",
    },
    P: {
        "/admin/articles/article/{article}/notes/",
        "/admin/articles/article/{article}/presence/",
        "/admin/articles/article/lists/keep/",
        "/admin/articles/article/calendar/address/",
        *(address for address in DEEDS if "/photo/" in address),
    },
    M: {
        "/admin/comments/comment/{comment}/decide/",
        "/admin/comments/comment/{picked}/pick/",
        "/admin/comments/comment/classifier/",
        "/admin/comments/comment/classifier/train/",
        "/admin/comments/comment/mail/",
        *(address for address in DEEDS if "/bulk/" in address or "/writer/" in address),
        "/admin/comments/comment/{picked}/answer/",
        "/admin/comments/comment/{comment}/note/",
        "/admin/comments/comment/queue/undo/",
        "/admin/comments/comment/queue/ping/",
        "/admin/comments/comment/queues/keep/",
        "/admin/comments/houserules/",
    },
    NOBODY: set(),
}


@pytest.fixture(scope="module")
def rows(made_once):
    """One row of everything, none of it made by the people of the tests, as {word in an address: primary key}."""
    Masthead(name="The Courier").save()
    HouseRules().save()
    article = make_article(tags=["harbour"])
    revision = article.revisions.get()
    Article.objects.filter(pk=article.pk).update(headline="Second")
    article.record(by=None)
    live = make_article()
    publish(live, by=None)
    return {
        "article": article.pk,
        "revision": revision.pk,
        "spiked": make_article(spiked_at=timezone.now()).pk,
        "link": article.preview_links.create(reader="Dana Ek").pk,
        "live": live.pk,
        "correction": live.corrections.create(text="It was ten.").pk,
        "photo": make_photo().pk,
        "breaking": BreakingNews.objects.create(
            text="It happens", live_from=timezone.now(), live_until=timezone.now() + timedelta(hours=1)
        ).pk,
        "section": article.section_id,
        "empty_section": make_section().pk,
        "author": make_author().pk,
        "tag": Tag.objects.get().pk,
        "series": Series.objects.create(tag=Tag.objects.create(name="Wall", slug="wall"), name="The wall").pk,
        "comment": make_comment().pk,
        "batch": begin(Comment.objects.all(), verdict=Comment.State.SPAM, by=None, words="All").pk,
        "picked": make_comment(live, state=Comment.State.APPROVED, is_featured=True).pk,
        "user": make_user(is_superuser=True).pk,
        "group": Group.objects.get(name="Editor").pk,
        "note": article.notes.create(text="Open").pk,
        "resolved": article.notes.create(text="Resolved", resolved_at=timezone.now()).pk,
    }


def state_of_everything():
    """All rows that a forged form could change, as values."""
    models = [
        Article,
        AuditEntry,
        Note,
        Photo,
        Section,
        Author,
        Series,
        Tag,
        Masthead,
        Front,
        Placement,
        BreakingNews,
        Comment,
        HouseRules,
        Group,
        Edition,
        Revision,
        Presence,
        PreviewLink,
        Correction,
        Batch,
        Decision,
        ModeratorMail,
        Writer,
        InHand,
        SavedQueue,
        WriterEntry,
    ]
    rows = {model.__name__: list(model.objects.order_by("pk").values()) for model in models}
    users = list(User.objects.order_by("pk").values("pk", "username", "password", "is_superuser", "is_staff"))
    return rows | {"users": users, "members": list(User.groups.through.objects.order_by("pk").values())}


def person(group):
    return make_user(group or None, email="person@example.org")


def words(address, rows) -> dict:
    """What is sent to an address, with the rows that it names as they are numbered in this run."""
    return {name: value.format(**rows) for name, value in DEEDS.get(address, {}).items()}


@pytest.mark.parametrize("group", [*GROUPS, NOBODY])
@pytest.mark.parametrize("address", PAGES)
def test_page_opens_for_whom_it_is_meant(rows, client, address, group):
    client.force_login(person(group))

    response = client.get(address.format(**rows))

    assert response.status_code == (200 if group in PAGES[address] else 403)


@pytest.mark.parametrize("address", [*PAGES, *DEEDS, "/admin/articles/photo/upload/", "/admin/made/up/"])
def test_unknown_visitor_gets_the_login_page(rows, client, address):
    for response in (client.get(address.format(**rows)), client.post(address.format(**rows), words(address, rows))):
        assert response.status_code == 302
        assert response.url.startswith("/admin/login/?next=")


@pytest.mark.parametrize("group", [*GROUPS, NOBODY])
@pytest.mark.parametrize("address", DEEDS)
def test_forged_form_of_somebody_who_may_not_changes_nothing(rows, client, address, group):
    if address in ALLOWED_DEEDS[group]:
        return
    client.force_login(person(group))
    before = state_of_everything()

    response = client.post(address.format(**rows), words(address, rows))

    assert response.status_code in (403, 405, 409)
    assert state_of_everything() == before


@pytest.mark.parametrize(
    ("group", "address"), [(group, address) for group in GROUPS for address in sorted(ALLOWED_DEEDS[group])]
)
def test_whoever_may_gets_through(rows, client, group, address):
    client.force_login(person(group))

    # Words sent to a spiked story without saying what the page showed are kept aside, and shown again.
    expected = {409} if "{spiked}/change" in address else {200, 302}
    # The same goes for half a form of house rules: it comes back with what is missing.
    expected |= {422} if "houserules" in address else set()
    # Nothing of that address can stand in a story, and nobody is asked for it.
    expected |= {422} if "embed" in address else set()

    assert client.post(address.format(**rows), words(address, rows)).status_code in expected


@pytest.mark.parametrize(("group", "status"), [(R, 200), (E, 200), (P, 200), (M, 403), (NOBODY, 403)])
def test_upload_is_for_those_who_may_add_photos(db, client, group, status):
    client.force_login(person(group))
    before = Photo.objects.count()
    script = {"X-Requested-With": "XMLHttpRequest"}

    response = client.post("/admin/articles/photo/upload/", {"image": upload(picture_bytes())}, headers=script)

    assert response.status_code == status
    assert Photo.objects.count() == before + (1 if status == 200 else 0)


# Bulk actions by forged form, as the lists would never offer them.
ACTIONS = [
    ("/admin/articles/article/", "publish_stories", "article", {E}),
    ("/admin/articles/article/", "withdraw_stories", "article", {E}),
    ("/admin/articles/article/", "submit_stories", "article", {E}),
    ("/admin/articles/article/", "spike_stories", "article", {E}),
    ("/admin/articles/article/", "bring_back_stories", "spiked", {E}),
    ("/admin/articles/article/", "assign_stories", "article", {E}),
    ("/admin/articles/article/", "move_stories", "article", {E}),
    ("/admin/articles/article/", "tag_stories", "article", {E}),
    ("/admin/articles/article/", "delete_selected", "article", set()),
    ("/admin/articles/photo/", "delete_photos", "photo", {E, P}),
    ("/admin/articles/photo/", "delete_selected", "photo", set()),
    ("/admin/articles/section/", "delete_selected", "empty_section", set()),
    ("/admin/articles/author/", "delete_selected", "author", set()),
    ("/admin/taggit/tag/", "delete_selected", "tag", set()),
    ("/admin/comments/comment/", "approve", "comment", {E, M}),
    ("/admin/comments/comment/", "delete_selected", "comment", set()),
    ("/admin/auth/user/", "delete_selected", "user", set()),
]


@pytest.mark.parametrize("group", [*GROUPS, NOBODY])
@pytest.mark.parametrize(("address", "action", "row", "allowed"), ACTIONS)
def test_forged_action_changes_nothing_for_those_who_may_not(rows, client, address, action, row, allowed, group):
    if group in allowed:
        return
    client.force_login(person(group))
    before = state_of_everything()

    response = client.post(
        address,
        {"action": action, "index": 0, "_selected_action": rows[row], "confirmed": "yes", "post": "yes"}
        | {"person": "nobody", "section": rows["empty_section"], "add": "forged"},
    )

    assert response.status_code < 500
    assert state_of_everything() == before


def test_reporter_loses_a_story_with_its_publication(db, client):
    reporter = person(R)
    story = make_article(created_by=reporter)
    client.force_login(reporter)
    address = f"/admin/articles/article/{story.pk}/"

    assert client.get(f"{address}delete/").status_code == 200
    publish(story, by=make_editor())

    assert client.get(f"{address}delete/").status_code == 403
    assert client.post(f"{address}change/", {"headline": "Forged"}).status_code == 403


def test_autocomplete_tells_moderators_no_author(rows, client):
    client.force_login(person(M))

    response = client.get("/admin/autocomplete/?app_label=articles&model_name=byline&field_name=author")

    assert response.status_code == 403


@pytest.mark.parametrize("query", ["", "?app_label=\x00", "?app_label=articles&model_name=byline&field_name=body"])
@pytest.mark.parametrize("term", ["\x00", "x" * 3000, "%"])
def test_odd_autocomplete_is_answered(rows, client, query, term):
    client.force_login(person(E))

    assert client.get(f"/admin/autocomplete/{query}", {"term": term} if not query else None).status_code == 403


@pytest.mark.parametrize("term", ["\x00", "a\x00b", "x" * 3000, "%", "🐟"])
def test_odd_words_in_the_autocomplete_are_answered(rows, client, term):
    client.force_login(person(E))
    query = {"app_label": "articles", "model_name": "byline", "field_name": "author", "term": term}

    assert client.get("/admin/autocomplete/", query).status_code == 200


@pytest.mark.parametrize("pk", ["0", "9" * 18, "9" * 40, "abc", "1_5F", "%00", "-1"])
@pytest.mark.parametrize("model", ["articles/photo", "articles/section", "articles/author", "taggit/tag", "auth/user"])
def test_made_up_row_is_answered(rows, client, model, pk):
    client.force_login(make_user(is_superuser=True))

    for page in ("change", "delete", "history"):
        assert client.get(f"/admin/{model}/{pk}/{page}/").status_code in (302, 404), page


def test_refusal_is_a_page_in_words(db, client):
    client.force_login(person(R))

    response = client.get("/admin/auth/user/")

    assert response.status_code == 403
    assert "This page is not yours to open" in response.content.decode()


def test_superuser_opens_every_page(rows, client):
    client.force_login(User.objects.get(pk=rows["user"]))

    refused = {address for address in PAGES if client.get(address.format(**rows)).status_code != 200}

    assert refused == {
        "/admin/articles/masthead/1/delete/",
        "/admin/articles/masthead/add/",
        "/admin/comments/comment/add/",
        "/admin/comments/comment/{comment}/delete/",
        "/admin/comments/houserules/1/delete/",
        "/admin/comments/houserules/add/",
    }

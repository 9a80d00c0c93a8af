"""The audit trail's page and its exports."""

import csv
import json
from io import StringIO

import pytest
from django.contrib.auth.models import Group, User

from articles import audit
from articles.admin import lists
from articles.models import AuditEntry
from tests.factories import make_article, make_comment, make_editor, make_moderator

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/articles/auditentry/"


@pytest.fixture
def editor(client):
    editor = make_editor(username="marit", first_name="Marit")
    client.force_login(editor)
    return editor


def body_of(response):
    return b"".join(response.streaming_content).decode("utf-8-sig")


def test_page_says_who_did_what_in_words(client, editor):
    story = make_article(headline="Harbour wall")
    audit.record("publish", by=editor, article=story, edition=2, minor=True, live_from=story.created_at)

    page = client.get(ADDRESS).content.decode()

    for words in ("Marit", "Published", "Harbour wall", "Minor change", "<dd>yes</dd>", "<dd>2</dd>"):
        assert words in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["b", "a"]),
        ("?deed=publish", ["a"]),
        ("?person=marit", ["a"]),
        ("?person=nobody", []),
        ("?since=today", ["b", "a"]),
        ("?story={story}", ["a"]),
        ("?story=x", []),
        ("?story=\x00", ["b", "a"]),
        ("?q=a", ["a"]),
        ("?deed=\x00&person=\x00&since=x", ["b", "a"]),
    ],
)
def test_list_and_export_are_filtered_alike(client, editor, query, found):
    story = make_article()
    audit.record("publish", by=editor, article=story, about="a")
    audit.record("withdraw", by=None, by_name="zz", about="b")
    query = query.format(story=story.pk)

    assert [entry.about for entry in client.get(ADDRESS + query).context_data["cl"].result_list] == found
    lines = body_of(client.get(f"{ADDRESS}export.jsonl{query}")).splitlines()
    assert [json.loads(line)["about"] for line in lines] == found


def test_export_holds_all_rows_and_no_formula(client, editor, monkeypatch):
    monkeypatch.setattr(lists, "LIST_CAP", 2)
    for about in ("=1+1", "@x", "-1", "fine, “é”"):
        audit.record("publish", by=editor, about=about)

    response = client.get(f"{ADDRESS}export.csv")

    rows = list(csv.reader(StringIO(body_of(response))))
    assert [row[3] for row in rows] == ["About", "fine, “é”", "'-1", "'@x", "'=1+1"]
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Disposition"].startswith('attachment; filename="audit-trail-')


def test_nothing_is_added_changed_or_posted(client, admin_client):
    audit.record("publish", by=None, about="a")
    entry = AuditEntry.objects.get()

    for address in ("add/", f"{entry.pk}/change/", f"{entry.pk}/delete/"):
        assert admin_client.get(ADDRESS + address).status_code == 404
    assert admin_client.post(ADDRESS, {"action": "delete_selected", "_selected_action": entry.pk}).status_code == 405


def test_list_runs_as_many_queries_for_three_as_for_one(client, editor, django_assert_max_num_queries):
    def queries():
        with django_assert_max_num_queries(20) as counted:
            client.get(ADDRESS)
        return len(counted)

    audit.record("publish", by=editor, article=make_article())
    few = queries()
    for _ in range(2):
        audit.record("publish", by=make_editor(), article=make_article())

    assert queries() == few


def test_verdict_of_a_person_is_in_the_trail_and_a_rules_is_not():
    moderator, comment = make_moderator(), make_comment()
    comment.hold(rule="links")

    comment.approve(by=moderator)

    entry = AuditEntry.objects.get()
    assert (entry.deed, entry.by, entry.article) == ("moderate", moderator, comment.article)
    assert entry.details == {"comment": comment.pk, "verdict": "Approved", "was": "Held"}


def test_rights_of_an_account_are_in_the_trail(admin_client, admin_user):
    editors = Group.objects.get(name="Editor")
    new = {"username": "sela", "password1": "gale-by-dusk-7", "password2": "gale-by-dusk-7", "is_staff": "on"}
    admin_client.post("/admin/auth/user/add/", new | {"groups": [editors.pk]})
    sela = User.objects.get(username="sela")
    change = {"username": "sela", "is_staff": "on", "is_superuser": "on", "is_active": "on"}
    admin_client.post(f"/admin/auth/user/{sela.pk}/change/", change)
    admin_client.post(f"/admin/auth/user/{sela.pk}/change/", change)
    admin_client.post(
        f"/admin/auth/user/{sela.pk}/password/",
        {"password1": "other-by-dusk-7", "password2": "other-by-dusk-7", "set-password": "1"},
    )
    admin_client.post(f"/admin/auth/user/{sela.pk}/delete/", {"post": "yes"})

    made, changed, password, deleted = AuditEntry.objects.order_by("pk")
    assert made.details["what"] == "Account made" and made.details["groups_given"] == ["Editor"]
    assert changed.details == {"groups_taken": ["Editor"], "may_do_everything": "no → yes"}
    assert password.details == {"what": "A new password was set"}
    assert deleted.details["what"] == "Account deleted"
    assert {entry.by for entry in (made, changed, password, deleted)} == {admin_user}


def test_rights_of_a_group_are_in_the_trail(admin_client):
    group = Group.objects.get(name="Moderator")
    one = group.permissions.first()

    admin_client.post(f"/admin/auth/group/{group.pk}/change/", {"name": "Moderator", "permissions": [one.pk]})

    entry = AuditEntry.objects.get()
    assert entry.about == "Group Moderator"
    assert set(entry.details) == {"permissions_taken"}

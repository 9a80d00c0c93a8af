"""What somebody may do is read once, and is what Django says it is."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission

from newsroom.rights import rights_of
from tests.factories import make_editor, make_moderator, make_photo_editor, make_reporter, make_user

User = get_user_model()


def anew(user):
    """The account as a new request has it."""
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("make", [make_editor, make_reporter, make_photo_editor, make_moderator, make_user])
def test_a_role_may_do_what_django_says(db, make):
    user = make()
    user.user_permissions.add(Permission.objects.get(codename="view_group"))
    make_editor().user_permissions.add(Permission.objects.get(codename="delete_group"))

    found = anew(user).get_all_permissions()

    assert found == ModelBackend().get_all_permissions(anew(user))
    assert "auth.view_group" in found and "auth.delete_group" not in found


def test_rights_and_groups_take_one_query(db, django_assert_num_queries):
    user = anew(make_moderator())

    with django_assert_num_queries(1):
        answers = [user.has_perm("comments.change_comment"), user.has_perm("auth.view_user")]
        groups = rights_of(user).groups

    assert (answers, groups) == ([True, False], ("Moderator",))


def test_groups_stand_in_the_order_in_which_they_were_made_with_those_that_allow_nothing(db):
    user, names = make_user(), ["Zebra", "Alpha"]
    for name in names:
        user.groups.add(Group.objects.create(name=name))
    Group.objects.create(name="Others")

    assert rights_of(anew(user)).groups == ("Zebra", "Alpha")


def test_a_closed_account_may_nothing_and_a_keeper_everything(db):
    closed, keeper = make_editor(is_active=False), make_user(is_superuser=True)

    assert anew(closed).get_all_permissions() == set() and not anew(closed).has_perm("articles.view_article")
    assert anew(keeper).has_perm("auth.delete_user") and "auth.delete_user" in anew(keeper).get_all_permissions()
    assert not anew(make_editor()).has_perm("articles.view_article", closed)


def test_what_is_taken_from_a_group_is_gone_at_the_next_request(db, client):
    client.force_login(make_moderator())
    page = "/admin/comments/comment/queue/"
    assert client.get(page).status_code == 200

    Group.objects.get(name="Moderator").permissions.clear()

    assert client.get(page).status_code == 403

"""The pages on which whoever looks after the site keeps its accounts."""

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(admin_client):
    return admin_client


def test_account_with_its_group_is_made_in_one_step(keeper):
    editors = Group.objects.get(name="Editor")
    data = {"username": "sela", "password1": "gale-by-dusk-7", "password2": "gale-by-dusk-7", "is_staff": "on"}

    keeper.post(reverse("admin:auth_user_add"), data | {"first_name": "Sela", "groups": [editors.pk]})

    sela = User.objects.get(username="sela")
    assert sela.check_password("gale-by-dusk-7") and sela.is_staff and not sela.is_superuser
    assert list(sela.groups.all()) == [editors]


def test_account_without_a_password_is_not_made(keeper):
    response = keeper.post(reverse("admin:auth_user_add"), {"username": "sela", "password1": "", "password2": ""})

    assert "Write a password." in response.content.decode()
    assert not User.objects.filter(username="sela").exists()


def test_page_of_an_account_says_nothing_of_how_its_password_is_kept(keeper, admin_user):
    html = keeper.get(reverse("admin:auth_user_change", args=[admin_user.pk])).content.decode()

    assert "A password is set." in html
    assert "algorithm" not in html and admin_user.password.split("$")[0] not in html


def test_password_of_somebody_else_is_set(keeper):
    sela = User.objects.create_user("sela", password="the-old-one-7")
    address = reverse("admin:auth_user_password_change", args=[sela.pk])
    assert "New password for sela" in keeper.get(address).content.decode()

    keeper.post(address, {"password1": "gale-by-dusk-7", "password2": "gale-by-dusk-7", "set-password": "1"})

    sela.refresh_from_db()
    assert sela.check_password("gale-by-dusk-7")


def test_list_of_people_runs_as_many_queries_for_three_as_for_one(keeper):
    def queries():
        with CaptureQueriesContext(connection) as context:
            keeper.get(reverse("admin:auth_user_changelist"))
        return len(context)

    User.objects.create_user("sela").groups.add(Group.objects.get(name="Editor"))
    few = queries()
    for name in ("davin", "ruth"):
        User.objects.create_user(name).groups.add(Group.objects.get(name="Editor"))

    assert queries() == few

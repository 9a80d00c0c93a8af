import pytest
from django.conf import settings as configured
from django.template.loader import render_to_string
from django.test import Client
from django.views.defaults import bad_request, server_error

from tests.factories import make_editor


def test_unknown_address_gets_the_publications_own_page(client, db):
    response = client.get("/no/such/page/")

    assert response.status_code == 404
    assert "We can’t find this page" in response.content.decode()


def test_address_without_its_last_stroke_is_led_on(client, db):
    response = client.get("/archive")

    assert (response.status_code, response["Location"]) == (301, "/archive/")


def test_error_page_needs_no_database(rf):
    """The mark for database access is missing on purpose: a query would fail this test."""
    response = server_error(rf.get("/"))

    assert response.status_code == 500
    assert "Something went wrong here" in response.content.decode()


def test_bad_request_page_needs_no_database(rf):
    response = bad_request(rf.get("/"), Exception("secret"))

    assert response.status_code == 400
    assert "We could not read that address" in response.content.decode()
    assert "secret" not in response.content.decode()


def test_wrong_host_is_answered_with_400(db):
    response = Client(headers={"host": "evil.example"}).get("/")

    assert response.status_code == 400


def test_broken_site_answers_500_with_the_policy(db, settings):
    # Without the list of static files no page with a masthead can be made.
    manifest = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": manifest}

    response = Client(raise_request_exception=False).get("/")

    assert response.status_code == 500
    assert "Something went wrong here" in response.content.decode()
    assert "Content-Security-Policy" in response


@pytest.mark.django_db
def test_page_for_the_forbidden_has_no_name_of_the_reader(client):
    client.force_login(make_editor(username="marit"))

    assert "marit" not in render_to_string("403.html", request=client.get("/").wsgi_request)


def test_static_pages_name_the_stylesheet_where_it_is_served():
    assert configured.STATIC_URL + "newsroom/site.css" in render_to_string("500.html")

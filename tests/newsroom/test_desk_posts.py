import pytest

from comments.models import WriterEntry
from tests.factories import make_comment, make_moderator

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
DESK = "/admin/comments/comment/"


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("writer/note/", "text"),
        ("writer/warn/", "text"),
        ("writer/ban/", "text"),
        ("note/", "text"),
        ("decide/", "message"),
        ("answer/", "body"),
    ],
)
def test_words_sent_after_the_log_out_come_back_on_the_login_page(client, db, address, field):
    address = f"{DESK}{make_comment().pk}/{address}"

    page = client.post(address, {field: "Third time <today>.", "password": "zq-secret"}, headers=BROWSER)

    html = page.content.decode()
    assert (page.status_code, page.context["next"]) == (403, address)
    assert "You were logged out, so nothing was sent." in html and "Third time &lt;today&gt;." in html
    assert "zq-secret" not in html and "no-store" in page["Cache-Control"]
    assert WriterEntry.objects.count() == 0


def test_words_outlast_a_wrong_password_and_the_log_in_leads_to_the_page(client, db):
    comment, moderator = make_comment(), make_moderator()
    address = f"{DESK}{comment.pk}/writer/note/"
    door = {"username": moderator.username, "next": address, "typed": "Third time."}

    again = client.post("/admin/login/", door | {"password": "wrong"}, headers=BROWSER)
    moderator.set_password("gale-by-dusk-7")
    moderator.save()
    back = client.post("/admin/login/", door | {"password": "gale-by-dusk-7"}, headers=BROWSER, follow=True)

    assert ">Third time.</textarea>" in again.content.decode()
    assert back.redirect_chain == [(address, 302), (f"{DESK}{comment.pk}/writer/", 302)]
    assert back.status_code == 200


def test_a_form_without_words_leads_to_the_login_page(client, db):
    response = client.post(f"{DESK}{make_comment().pk}/pick/", {"pick": "yes"}, headers=BROWSER)

    assert response.status_code == 302 and response.url.startswith("/admin/login/?next=")


@pytest.mark.parametrize("headers", [{}, {"Accept": "application/json"}])
def test_scripts_are_sent_to_the_login_page(client, db, headers):
    response = client.post(f"{DESK}{make_comment().pk}/note/", {"text": "Again."}, headers=headers)

    assert response.status_code == 302 and response.url.startswith("/admin/login/?next=")


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("{pk}/writer/unban/", "{pk}/writer/"),
        ("{pk}/decide/", "{pk}/"),
        ("{pk}/pick/", "{pk}/"),
        ("queue/undo/", "queue/"),
        ("queues/keep/", ""),
        ("queues/3/rename/", ""),
        ("bulk/7/step/", "bulk/7/"),
    ],
)
def test_a_browser_that_comes_to_a_forms_address_is_led_to_its_page(client, db, address, page):
    pk = make_comment().pk
    client.force_login(make_moderator())

    response = client.get(DESK + address.format(pk=pk), headers=BROWSER)

    assert (response.status_code, response.url) == (302, DESK + page.format(pk=pk))

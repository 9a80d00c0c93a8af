import pytest

from comments.models import ModeratorMail
from tests.factories import make_moderator

MAIL = "/admin/comments/comment/mail/"


@pytest.fixture
def marta(client, db):
    marta = make_moderator(email="marta@courier.example")
    client.force_login(marta)
    return marta


def test_a_moderator_chooses_for_themselves(client, marta):
    other = ModeratorMail.objects.create(user=make_moderator(), often="hourly")

    assert "It goes to marta@courier.example." in client.get(MAIL).content.decode()
    assert client.post(MAIL, {"often": "daily", "user": other.pk}).url == MAIL
    assert client.post(MAIL, {"often": "never"}).url == MAIL

    assert list(ModeratorMail.objects.order_by("often").values_list("user", "often")) == [
        (other.pk, "hourly"),
        (marta.pk, "never"),
    ]


def test_a_choice_made_before_stays_when_it_was_sent(client, marta):
    ModeratorMail.objects.create(user=marta, often="hourly", sent_at="2026-03-01T12:00Z")

    client.post(MAIL, {"often": "daily"})

    assert ModeratorMail.objects.get().sent_at is not None


@pytest.mark.parametrize("often", ["", "always", "\x00", "x" * 9000])
def test_an_odd_choice_is_refused(client, marta, often):
    response = client.post(MAIL, {"often": often})

    assert response.status_code == 422 and not ModeratorMail.objects.exists()


def test_queue_and_list_lead_there(client, marta):
    for page in ("/admin/comments/comment/", "/admin/comments/comment/queue/"):
        assert f'href="{MAIL}"' in client.get(page).content.decode()


def test_an_account_without_an_address_is_told(client, db):
    client.force_login(make_moderator(email=""))

    assert "no e-mail address" in client.get(MAIL).content.decode()

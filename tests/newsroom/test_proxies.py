import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from newsroom.proxies import trusted_only


@pytest.fixture(autouse=True)
def behind_a_proxy(settings):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


def is_secure(sender):
    seen = []
    request = RequestFactory().get("/", REMOTE_ADDR=sender, headers={"X-Forwarded-Proto": "https"})

    trusted_only(lambda request: seen.append(request.is_secure()) or HttpResponse())(request)

    return seen[0]


def test_our_proxy_may_say_that_the_reader_came_by_https():
    assert is_secure("10.1.2.3") is True


@pytest.mark.parametrize("sender", ["203.0.113.5", "", "nonsense"])
def test_nobody_else_may(sender):
    assert is_secure(sender) is False

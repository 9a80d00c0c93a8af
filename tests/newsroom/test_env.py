import os
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom import env


@pytest.mark.parametrize(("word", "value"), [("yes", True), ("1", True), ("On", True), ("no", False), ("0", False)])
def test_yes_and_no_are_understood(monkeypatch, word, value):
    monkeypatch.setenv("DEBUG", word)

    assert env.boolean("DEBUG", not value) is value


@pytest.mark.parametrize(
    ("read", "name", "wrong"),
    [
        (lambda name: env.boolean(name, False), "DEBUG", "perhaps"),
        (lambda name: env.whole_number(name, 15), "COMMENT_FLOOD_SECONDS", "-3"),
        (lambda name: env.whole_number(name, 15), "COMMENT_FLOOD_SECONDS", "²"),
        (lambda name: env.time_zone(name, "UTC"), "TIME_ZONE", "Mars/Olympus"),
        (lambda name: env.site_url(name, ""), "SITE_URL", "news.example"),
        (lambda name: env.site_url(name, ""), "SITE_URL", "https://news.example/path"),
        (lambda name: env.site_url(name, ""), "SITE_URL", "http://host:port"),
    ],
)
def test_wrong_value_stops_the_start_with_its_name(monkeypatch, read, name, wrong):
    monkeypatch.setenv(name, wrong)

    with pytest.raises(ImproperlyConfigured, match=f"{name} is “{wrong}”"):
        read(name)


def test_empty_value_is_the_default(monkeypatch):
    monkeypatch.setenv("COMMENT_FLOOD_SECONDS", "  ")

    assert env.whole_number("COMMENT_FLOOD_SECONDS", 15) == 15


def test_secret_key_is_made_once_and_only_for_its_owner(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)

    first = env.secret_key("SECRET_KEY", tmp_path)

    assert len(first) == 64
    assert env.secret_key("SECRET_KEY", tmp_path) == first
    assert stat.S_IMODE(os.stat(tmp_path / "secret_key").st_mode) == 0o600


def test_short_secret_key_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "short")

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is too short"):
        env.secret_key("SECRET_KEY", tmp_path)


def test_site_address_gives_origin_host_and_whether_it_is_secure(monkeypatch):
    monkeypatch.setenv("SITE_URL", "https://news.example:8443/")

    assert env.site_url("SITE_URL", "") == ("https://news.example:8443", "news.example", True)

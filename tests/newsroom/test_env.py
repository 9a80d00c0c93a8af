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
        (env.https_address, "WEBSUB_HUB", "http://hub.example/"),
        (env.https_address, "WEBSUB_HUB", "hub.example"),
        (env.https_address, "WEBSUB_HUB", "https://"),
        (env.https_address, "WEBSUB_HUB", "https://hub.example:port/"),
        (env.https_address, "WEBSUB_HUB", "https://hub.example/\nX: y"),
        (env.hosts, "EMBED_MASTODON_HOSTS", "https://mastodon.social"),
        (env.hosts, "EMBED_MASTODON_HOSTS", "127.0.0.1"),
        (env.hosts, "EMBED_MASTODON_HOSTS", "localhost"),
        (env.hosts, "EMBED_MASTODON_HOSTS", "mastodon.social:8080"),
        (env.contacts, "SECURITY_CONTACT", "the desk"),
        (env.contacts, "SECURITY_CONTACT", "http://news.example/security"),
        (env.contacts, "SECURITY_CONTACT", "https://news.example/a b"),
        (lambda name: env.email_address(name, ""), "EMAIL_FROM", "the desk"),
        (lambda name: env.email_address(name, ""), "EMAIL_FROM", "desk@news.example\nBcc: all@news.example"),
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


SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("", {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}),
        (
            "smtps://desk%40news.example:a%3Ab@mail.example",
            {
                "EMAIL_BACKEND": SMTP,
                "EMAIL_HOST": "mail.example",
                "EMAIL_PORT": 465,
                "EMAIL_HOST_USER": "desk@news.example",
                "EMAIL_HOST_PASSWORD": "a:b",
                "EMAIL_USE_SSL": True,
            },
        ),
        (
            "smtp+starttls://desk:word@mail.example:2587",
            {
                "EMAIL_BACKEND": SMTP,
                "EMAIL_HOST": "mail.example",
                "EMAIL_PORT": 2587,
                "EMAIL_HOST_USER": "desk",
                "EMAIL_HOST_PASSWORD": "word",
                "EMAIL_USE_TLS": True,
            },
        ),
        (
            "smtp://localhost",
            {
                "EMAIL_BACKEND": SMTP,
                "EMAIL_HOST": "localhost",
                "EMAIL_PORT": 25,
                "EMAIL_HOST_USER": "",
                "EMAIL_HOST_PASSWORD": "",
            },
        ),
    ],
)
def test_mail_server_is_read_from_one_address(monkeypatch, url, found):
    monkeypatch.setenv("EMAIL_URL", url)

    assert env.email_url("EMAIL_URL") == found


@pytest.mark.parametrize(
    "wrong", ["mail.example", "http://mail.example", "smtp://", "smtp://u:secret@host:port", "smtps://u:secret@[", "x"]
)
def test_wrong_mail_server_stops_the_start_without_showing_its_password(monkeypatch, wrong):
    monkeypatch.setenv("EMAIL_URL", wrong)

    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL is not understood") as stopped:
        env.email_url("EMAIL_URL")

    assert "secret" not in str(stopped.value)


def test_sender_of_mail_may_have_a_name(monkeypatch):
    monkeypatch.setenv("EMAIL_FROM", "The Courier <desk@courier.example>")

    assert env.email_address("EMAIL_FROM", "") == "The Courier <desk@courier.example>"


def test_hub_is_an_https_address_or_none(monkeypatch):
    assert env.https_address("WEBSUB_HUB") == ""
    monkeypatch.setenv("WEBSUB_HUB", "https://hub.example/push?key=1")

    assert env.https_address("WEBSUB_HUB") == "https://hub.example/push?key=1"


def test_contacts_are_pages_and_mail_addresses(monkeypatch):
    assert env.contacts("SECURITY_CONTACT") == []
    monkeypatch.setenv("SECURITY_CONTACT", "security@news.example, https://news.example/security,mailto:b@news.example")

    assert env.contacts("SECURITY_CONTACT") == [
        "mailto:security@news.example",
        "https://news.example/security",
        "mailto:b@news.example",
    ]


def test_hosts_are_names_in_small_letters(monkeypatch):
    assert env.hosts("EMBED_MASTODON_HOSTS") == []
    monkeypatch.setenv("EMBED_MASTODON_HOSTS", "Mastodon.social, fediverse.example")

    assert env.hosts("EMBED_MASTODON_HOSTS") == ["mastodon.social", "fediverse.example"]

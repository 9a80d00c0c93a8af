"""A real Chromium in front of a real server. What the browser complains of fails the test."""

import threading

import pytest
from django.test import Client
from playwright.sync_api import sync_playwright

from tests.run import chromium as chromium_path

OPTIONS = ["--no-sandbox", "--headless", "--disable-gpu", "--disable-background-networking"]
OPTIONS += ["--disable-component-update", "--disable-sync", "--no-first-run"]


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def open_browser(chromium, live_server):
    """Return a function that opens a window, logged in as `user` when one is given; more words go to Chromium."""
    yield from windows(chromium, live_server)


@pytest.fixture
def open_quiet_browser(chromium, live_server):
    """The same for a day on which requests are to fail: what the browser says of those is no fault of the page."""
    yield from windows(chromium, live_server, but="Failed to load resource")


def windows(chromium, live_server, but="what it never says"):
    contexts, wrongs = [], []

    def watch(page):
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: wrongs.append(f"{page.url}: {error}"))
        # A violation of the content security policy is such a message too.
        page.on(
            "console",
            lambda message: (
                wrongs.append(f"{page.url}: {message.text}")
                if message.type == "error" and but not in message.text
                else None
            ),
        )

    def open_window(user=None, *, width=1440, height=900, **options):
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": width, "height": height}, locale="en-GB", **options
        )
        context.on("page", watch)
        contexts.append(context)
        if user:
            context.add_cookies([session_of(user, live_server.url)])
        return context.new_page()

    yield open_window
    for context in contexts:
        # A story page says goodbye when it is closed, which nobody answers any more after the test.
        if context.pages:
            context.route("**/presence/", lambda route: route.abort())
            context.close()
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=1)
    assert wrongs == []


def session_of(user, url) -> dict:
    """Return the cookie of a session in which this user is logged in."""
    client = Client()
    client.force_login(user)
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}

"""A server that speaks Akismet's documented protocol, on this machine."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


class StandIn(BaseHTTPRequestHandler):
    """Answers as the documentation says: “true” and “false”, “invalid” for a wrong key, a header for the worst."""

    def do_POST(self):
        asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode(), keep_blank_values=True)
        asked = {name: values[0] for name, values in asked.items()}
        self.server.asked.append(asked)
        (self.server.behaviour or StandIn.by_the_book)(self, asked)

    def by_the_book(self, asked):
        # The documentation has these two for tests: a name that is always spam, and one role that never is.
        if asked["api_key"] != "the-key" or not asked["blog"] or not asked["user_ip"]:
            self.say("invalid", {"X-akismet-debug-help": "We were unable to parse your blog URI"})
        elif asked["comment_author"] == "viagra-test-123" or asked["comment_author_email"].startswith(
            "akismet-guaranteed"
        ):
            worst = {"X-akismet-pro-tip": "discard"} if "worst" in asked["comment_content"] else {}
            self.say("true", worst)
        else:
            self.say("false")

    def say(self, words, headers=None, status=200):
        body = words.encode()
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | (headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@contextmanager
def serving(behaviour=None):
    """Yield the server, with `url` and `asked`. `behaviour(handler, asked)` answers otherwise than by the book."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), StandIn)
    server.asked, server.behaviour = [], behaviour
    server.url = f"http://127.0.0.1:{server.server_port}/1.1/comment-check"
    # How often it looks whether it is to stop: by default every half second, which every test would wait for.
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()

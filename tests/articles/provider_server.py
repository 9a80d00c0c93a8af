"""A provider of videos and posts that says of them what it is told to, on this machine."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class StandIn(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(parse_qs(urlsplit(self.path).query))
        self.server.gate.wait(10)
        words = self.server.answer if isinstance(self.server.answer, bytes) else json.dumps(self.server.answer).encode()
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(words)))
        self.end_headers()
        size = 1 if self.server.drip else len(words) or 1
        for start in range(0, len(words), size):
            if self.server.ended.wait(self.server.drip):
                return
            self.wfile.write(words[start : start + size])

    def log_message(self, *args):
        pass


@contextmanager
def provider():
    """Yield the provider, with `url`, `asked`, and `status`, `answer`, `gate` and `drip` (seconds a byte) to set."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), StandIn)
    server.asked, server.status, server.answer = [], 200, {}
    server.gate, server.drip, server.ended = threading.Event(), 0, threading.Event()
    server.gate.set()
    server.url = f"http://127.0.0.1:{server.server_port}/oembed"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.gate.set()
        server.ended.set()
        server.shutdown()
        server.server_close()

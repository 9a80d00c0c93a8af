"""A hub that takes what publishers send, on this machine."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


class StandIn(BaseHTTPRequestHandler):
    def do_POST(self):
        asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.asked.append(asked)
        self.server.heard.release()
        self.server.gate.wait(10)
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


@contextmanager
def hub(*, status=204, hangs=False):
    """Yield the hub, with `url`, `asked` and `heard`, a semaphore that each request releases."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), StandIn)
    server.asked, server.status = [], status
    server.heard, server.gate = threading.Semaphore(0), threading.Event()
    server.url = f"http://127.0.0.1:{server.server_port}/hub?key=1"
    if not hangs:
        server.gate.set()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.gate.set()
        server.shutdown()
        server.server_close()

"""Test aid: an HTTP server that greets like an OpenSearch node, so that domains become active without a download."""

import http.server
import json
import threading

GREETING = json.dumps(
    {
        "name": "stub",
        "cluster_name": "stub",
        "status": "green",
        "version": {"number": "2.11.0"},
        "tagline": "a stub for tests",
    }
).encode()


class Greeter(http.server.BaseHTTPRequestHandler):
    """Answers every request with the same healthy node."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(GREETING)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(GREETING)

    do_HEAD = do_POST = do_PUT = do_DELETE = do_GET

    def log_message(self, *_args):
        pass


def start():
    """Serves on a free loopback port from a daemon thread; returns the URL."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Greeter)
    threading.Thread(target=server.serve_forever, daemon=True, name="opensearch-stub").start()
    return f"http://127.0.0.1:{server.server_port}"

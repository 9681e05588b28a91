"""Records the calls that a command makes to LocalStack, and repeats them with a bare client, ten at a time, in order.

The recorder is a proxy in between. IDs that LocalStack invents differ in the second run: what an answer of the first
run says at one place is translated to what the answer of the second run says there. A call waits for the calls that
first named or invented what it names, as any client must; otherwise it starts as soon as one of the ten is free.
"""

import concurrent.futures
import http.client
import http.server
import re
import threading
import time
from urllib.parse import urlsplit

INVENTED = re.compile(rb"[a-z]+-[0-9a-f]{17}|[a-z]+-[0-9a-f]{8}(?![0-9a-f])|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[A-Z]{4}[A-Z0-9]{17}\b")
NAME = re.compile(rb"[A-Za-z0-9._-]{4,}")
DROPPED = {"host", "content-length", "connection", "transfer-encoding", "expect"}


class Call:
    """A request, and what was answered."""

    def __init__(self, method, path, headers, body):
        self.method, self.path, self.headers, self.body = method, path, headers, body
        self.status, self.answer = 0, b""
        self.started, self.ended = time.perf_counter(), 0.0

    def names(self):
        return set(NAME.findall(self.path.encode() + b" " + self.body))


class Recorder:
    """A proxy on a free loopback port; `calls` are in the order in which they arrived."""

    def __init__(self, endpoint):
        self.calls, self.lock = [], threading.Lock()
        target = urlsplit(endpoint)
        recorder = self

        class Proxy(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def forward(self):
                call = Call(self.command, self.path, {k: v for k, v in self.headers.items() if k.lower() not in DROPPED}, read_body(self))
                with recorder.lock:
                    recorder.calls.append(call)
                upstream = http.client.HTTPConnection(target.hostname, target.port)
                headers = {**call.headers, "Host": self.headers.get("Host", target.netloc)}
                upstream.request(call.method, call.path, call.body or None, headers)
                response = upstream.getresponse()
                call.status, call.answer = response.status, response.read()
                call.ended = time.perf_counter()
                self.send_response(response.status)
                for name, value in response.getheaders():
                    if name.lower() not in ("transfer-encoding", "connection", "content-length"):
                        self.send_header(name, value)
                length = response.getheader("content-length") if call.method == "HEAD" else len(call.answer)
                self.send_header("content-length", str(length or 0))
                self.end_headers()
                if call.method != "HEAD":
                    self.wfile.write(call.answer)
                upstream.close()

            do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = do_PATCH = forward

            def log_message(self, *_args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def take(self):
        """The calls so far; the next ones start a new list."""
        with self.lock:
            calls, self.calls = self.calls, []
        return calls


def read_body(request):
    if "chunked" in request.headers.get("transfer-encoding", ""):
        body = b""
        while size := int(request.rfile.readline().split(b";")[0], 16):
            body += request.rfile.read(size)
            request.rfile.readline()
        request.rfile.readline()
        return body
    return request.rfile.read(int(request.headers.get("content-length") or 0))


class Replay:
    """Repeats recorded calls; `known` maps an invented ID of the recording to the one of now."""

    def __init__(self, endpoint, known=None):
        self.target, self.known, self.local = urlsplit(endpoint), dict(known or {}), threading.local()
        self.refused = 0

    def run(self, calls, at_once=10):
        """Seconds that it takes."""
        before, done = causes(calls), [threading.Event() for _ in calls]

        def one(index):
            call = calls[index]
            for cause in before[index]:
                done[cause].wait(10)
            status, answer = self.send(call)
            self.refused += status >= 400 and call.status < 400
            self.known.update(zip(INVENTED.findall(call.answer), INVENTED.findall(answer)))
            done[index].set()

        started = time.perf_counter()
        with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
            list(pool.map(one, range(len(calls))))
        return time.perf_counter() - started

    def translate(self, text):
        return INVENTED.sub(lambda match: self.known.get(match.group(), match.group()), text)

    def send(self, call):
        connection = getattr(self.local, "connection", None)
        if connection is None:
            connection = self.local.connection = http.client.HTTPConnection(self.target.hostname, self.target.port)
        connection.request(call.method, self.translate(call.path.encode()).decode(), self.translate(call.body) or None, call.headers)
        response = connection.getresponse()
        return response.status, response.read()


def causes(calls):
    """Per call, the earlier calls that first named or invented something it names, and were over when it began."""
    first, before = {}, []
    for index, call in enumerate(calls):
        found = {first[name] for name in call.names() if name in first}
        before.append([cause for cause in found if calls[cause].ended <= call.started])
        for name in call.names() | set(INVENTED.findall(call.answer)):
            first.setdefault(name, index)
    return before

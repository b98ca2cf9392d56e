"""A proxy between a driver and the API server that breaks what passes, by a seed.

In: the address of a server, and how often to do what. Out: a kubeconfig that leads through it, and what it did. Faults
are those of networks and of API servers: an answer that says to come later, a conflict, a place that is too old, a
request that was done and whose answer is lost, one that never arrives, a watch that ends early.
"""

from __future__ import annotations

import http.client
import json
import random
import socket
import ssl
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import yaml

_HOP: Final = frozenset(("connection", "transfer-encoding", "keep-alive", "host", "content-length"))


class Fault:
    """What is done instead of passing a request on, or with its answer."""

    def __init__(self, name: str, fits: Callable[[str, bool], bool], do: Callable[[_Handler], None]) -> None:
        self.name, self.fits, self.do = name, fits, do


class Plan:
    """Which requests meet which fault: a share of them, drawn by a seed; ``done`` counts."""

    def __init__(self, seed: int, share: float, only: frozenset[str] = frozenset()) -> None:
        self._random = random.Random(seed)
        self._share, self._only = share, only
        self._lock = threading.Lock()
        self.done: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()

    def fault(self, method: str, watch: bool) -> Fault | None:
        with self._lock:
            self.asked["WATCH" if watch else method] += 1
            if self._random.random() >= self._share:
                return None
            fitting = [one for one in FAULTS if one.fits(method, watch) and (not self._only or one.name in self._only)]
            if not fitting:
                return None
            fault = self._random.choice(fitting)
            self.done[fault.name] += 1
            return fault

    def bytes_of_watch(self) -> int:
        """After how many bytes a cut watch ends."""
        with self._lock:
            return self._random.randrange(20_000)


def _status(code: int, reason: str, headers: Mapping[str, str] | None = None) -> Callable[[_Handler], None]:
    def answer(handler: _Handler) -> None:
        body = {
            "kind": "Status",
            "apiVersion": "v1",
            "status": "Failure",
            "message": f"injected: {reason}",
            "code": code,
        }
        handler.take_body()
        handler.reply(code, json.dumps({**body, "reason": reason}).encode(), headers or {})

    return answer


def _lost_before(handler: _Handler) -> None:
    handler.take_body()
    handler.reset()


def _lost_after(handler: _Handler) -> None:
    """The server did it; nobody hears that."""
    handler.forward().read()
    handler.reset()


def _late(handler: _Handler) -> None:
    """No answer for a while, then none at all."""
    handler.take_body()
    handler.server.closing.wait(2)
    handler.reset()


def _cut(handler: _Handler) -> None:
    handler.stream(handler.forward(), handler.server.plan.bytes_of_watch())
    handler.reset()


def _gone(handler: _Handler) -> None:
    """A watch whose place is too old, as the server tells it: within the stream."""
    handler.take_body()
    status = {
        "kind": "Status",
        "apiVersion": "v1",
        "status": "Failure",
        "reason": "Expired",
        "code": 410,
        "message": "injected",
    }
    handler.reply(200, json.dumps({"type": "ERROR", "object": status}).encode() + b"\n", {})


FAULTS: Final = (
    Fault("429", lambda method, watch: True, _status(429, "TooManyRequests", {"Retry-After": "1"})),
    Fault("500", lambda method, watch: True, _status(500, "InternalError")),
    Fault("503", lambda method, watch: True, _status(503, "ServiceUnavailable")),
    Fault("409", lambda method, watch: method in ("PUT", "PATCH"), _status(409, "Conflict")),
    Fault("410", lambda method, watch: watch, _status(410, "Expired")),
    Fault("gone", lambda method, watch: watch, _gone),
    Fault("lost before", lambda method, watch: not watch, _lost_before),
    Fault("lost after", lambda method, watch: not watch, _lost_after),
    Fault("late", lambda method, watch: not watch, _late),
    Fault("cut", lambda method, watch: watch, _cut),
)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, upstream: str, authority: str, plan: Plan) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream, self.plan = urlsplit(upstream), plan
        self.tls = ssl.create_default_context(cafile=authority)
        self.closing = threading.Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away in the middle is what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        watch = query.get("watch", [""])[0] in ("true", "1")
        fault = self.server.plan.fault(self.command, watch)
        if fault is not None:
            fault.do(self)
        elif watch or "follow" in query:
            self.stream(self.forward(), None)
        else:
            answer = self.forward()
            headers = {key: value for key, value in answer.getheaders() if key.lower() not in _HOP}
            self.reply(answer.status, answer.read(), headers)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

    def take_body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def forward(self) -> http.client.HTTPResponse:
        """The answer of the real server."""
        place = self.server.upstream
        link = http.client.HTTPSConnection(place.hostname or "", place.port, context=self.server.tls, timeout=400)
        headers = {key: value for key, value in self.headers.items() if key.lower() not in _HOP}
        link.request(self.command, self.path, self.take_body() or None, headers)
        return link.getresponse()

    def stream(self, answer: http.client.HTTPResponse, most: int | None) -> None:
        self.send_response(answer.status)
        for key, value in answer.getheaders():
            if key.lower() not in _HOP:
                self.send_header(key, value)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        told = 0
        while data := answer.read1(65_536):
            self.wfile.write(data if most is None else data[: max(0, most - told)])
            self.wfile.flush()
            told += len(data)
            if most is not None and told >= most:
                return

    def reply(self, code: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(code)
        for key, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def reset(self) -> None:
        """End the connection as a machine that fell over does."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: ``Plan`` counts."""


@contextmanager
def faulty(kubeconfig: str, place: Path, plan: Plan) -> Iterator[str]:
    """A kubeconfig that leads through a proxy."""
    data = yaml.safe_load(Path(kubeconfig).read_text(encoding="utf-8"))
    cluster = data["clusters"][0]["cluster"]
    server = _Server(cluster["server"], cluster["certificate-authority"], plan)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    data["clusters"][0]["cluster"] = {"server": f"http://127.0.0.1:{server.server_address[1]}"}
    file = place / "faulty.kubeconfig"
    file.write_text(yaml.safe_dump(data), encoding="utf-8")
    try:
        yield str(file)
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()

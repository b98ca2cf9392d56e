"""The request of an http template, sent to a server that the tests start."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.executor.making import Pod

pytest.importorskip("urllib3")

from wfsim.executor.ask import ask


@dataclass
class Server:
    """Answers by path; keeps what it was asked."""

    address: str = ""
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)


def handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Answers(BaseHTTPRequestHandler):
        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            server.asked.append((self.command, self.path, dict(self.headers.items()), body))
            if self.path.startswith("/to/"):
                self.send_response(int(self.path[4:7]))
                self.send_header("Location", self.path[7:] or "/to/302")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            if self.path == "/slow":
                time.sleep(3)
            self.send_response(404 if self.path == "/none" else 200)
            answer = b"x" * 1_000_001 if self.path == "/big" else b"\xff answer\n"
            self.send_header("Content-Length", str(len(answer)))
            self.send_header("x-what", "this")
            self.end_headers()
            with suppress(BrokenPipeError, ConnectionResetError):  # who asked has not waited
                self.wfile.write(answer)

        do_GET = do_POST = do_PUT = do_DELETE = _any

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing is written."""

    return Answers


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server()
    listening = ThreadingHTTPServer(("127.0.0.1", 0), handler(found))
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    found.address = f"http://127.0.0.1:{listening.server_port}"
    yield found
    listening.shutdown()
    listening.server_close()


def asked(pod: Pod, headers: bool = False, **http: Any) -> Any:
    assert ask({"http": http, "headers": headers, "limit": 2_000_000}, pod.layout) == 0
    return json.loads(pod.layout.said.read_text())


def test_the_answer_is_told_whole(pod: Pod, server: Server) -> None:
    assert asked(pod, url=f"{server.address}/a") == {"status": 200, "body": "\ufffd answer\n"}
    assert asked(pod, url=f"{server.address}/none")["status"] == 404
    assert asked(pod, headers=True, url=f"{server.address}/a")["headers"]["X-What"] == "this"
    assert server.asked[0][:2] == ("GET", "/a") and server.asked[0][2]["User-Agent"] == "Go-http-client/1.1"


def test_what_is_sent(pod: Pod, server: Server) -> None:
    secret = pod.layout.secrets / "cred" / "token"
    secret.parent.mkdir(parents=True)
    secret.write_text("hidden")
    headers = [
        {"name": "x-own", "value": "1"},
        {"name": "Authorization", "valueFrom": {"secretKeyRef": {"name": "cred", "key": "token"}}},
        {"name": "host", "value": "other.example"},
    ]
    http = {"url": server.address, "method": "POST", "headers": headers, "body": "ä"}
    assert ask({"http": http, "limit": 4096}, pod.layout) == 0
    method, _, given, body = server.asked[0]
    assert (method, body) == ("POST", "ä".encode())
    assert (given["X-Own"], given["Authorization"], given["Host"]) == ("1", "hidden", "other.example")
    asked(pod, url=server.address, method="PUT", bodyFrom={"bytes": "AAE="})
    assert server.asked[-1][3] == b"\x00\x01"


def test_redirects_are_followed_as_by_go(pod: Pod, server: Server) -> None:
    assert asked(pod, url=f"{server.address}/to/302/a", method="POST", body="b")["status"] == 200
    assert [(one[0], one[3]) for one in server.asked] == [("POST", b"b"), ("GET", b"")]
    server.asked.clear()
    asked(pod, url=f"{server.address}/to/307/a", method="POST", body="b")
    assert [(one[0], one[3]) for one in server.asked] == [("POST", b"b"), ("POST", b"b")]
    endless = f"{server.address}/to/302"
    assert asked(pod, url=endless) == {"error": f'Get "{endless}": stopped after 10 redirects'}


def test_no_answer(pod: Pod, server: Server) -> None:
    assert asked(pod, url="http://127.0.0.1:1/x") == {
        "error": 'Get "http://127.0.0.1:1/x": dial tcp 127.0.0.1:1: connect: connection refused'
    }
    assert asked(pod, url="ftp://a")["error"] == 'Get "ftp://a": unsupported protocol scheme "ftp"'
    slow = f"{server.address}/slow"
    began = time.monotonic()
    assert asked(pod, url=slow, timeoutSeconds=1) == {"error": f'Get "{slow}": context deadline exceeded'}
    assert time.monotonic() - began < 2.5
    assert "there is room for" in asked(pod, url=f"{server.address}/big")["error"]
    missing = [{"name": "a", "valueFrom": {"secretKeyRef": {"name": "cred", "key": "none"}}}]
    assert ask({"http": {"url": server.address, "headers": missing}, "limit": 4096}, pod.layout) == 0
    assert json.loads(pod.layout.said.read_text())["error"] == "secret 'cred' does not have the key 'none'"


def test_secrets_are_not_printed(pod: Pod, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    secret = pod.layout.secrets / "cred" / "token"
    secret.parent.mkdir(parents=True)
    secret.write_text("hidden")
    header = {"name": "Authorization", "valueFrom": {"secretKeyRef": {"name": "cred", "key": "token"}}}
    ask({"http": {"url": server.address, "headers": [header]}, "limit": 4096}, pod.layout)
    assert "hidden" not in capsys.readouterr().out + pod.layout.said.read_text()

"""A server on this machine that plays a transcript of the Kubernetes API.

In: a file with one exchange a line, in the order in which they happen:

    request   method, path and query
    sent      what must stand in the request's body (an object is compared key by key, as far as it goes)
    headers_sent  the same of its headers
    status    200 where nothing stands
    headers   further headers of the reply
    reply     a JSON body
    text      any body
    lines     a body of one JSON object a line, each sent by itself
    half      what is sent behind them, without an end of line
    cut       true: the connection ends without a proper end of the body; "before": without any answer
    hold      true: the body does not end until the client goes away

Out: ``surprises``: requests that were not next; ``left``: those that never came; ``holding``: how many are held now.
"""

from __future__ import annotations

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


class Player:
    """Begins to listen when it is made."""

    def __init__(self, path: Path) -> None:
        lines = path.read_text(encoding="utf-8").splitlines()
        self._exchanges = [json.loads(line) for line in lines if line.strip() and not line.startswith("#")]
        self._next = 0
        self._lock = threading.Lock()
        self._over = threading.Event()
        self.surprises: list[str] = []
        self.holding = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def left(self) -> list[str]:
        return [one["request"] for one in self._exchanges[self._next :]]

    def close(self) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()

    def take(self, request: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
        """The exchange of a request; one of 500 that says what came instead."""
        with self._lock:
            expected = self._exchanges[self._next] if self._next < len(self._exchanges) else {"request": "nothing"}
            given = {"body": json.loads(body or b"null"), "headers": {key.lower(): one for key, one in headers.items()}}
            wanted = {"body": expected.get("sent"), "headers": expected.get("headers_sent")}
            if expected["request"] == request and _holds(wanted, given):
                self._next += 1
                return expected
            surprise = f"{expected['request']} with {wanted} was next, {request} with {given} came"
            self.surprises.append(surprise)
            return {"request": request, "status": 418, "text": surprise}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        player = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: object) -> None:
                """Nothing: a test says what went wrong."""

            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                exchange = player.take(f"{self.command} {self.path}", body, dict(self.headers))
                if exchange.get("cut") == "before":
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                elif "lines" in exchange or "half" in exchange:
                    self._stream(exchange)
                else:
                    text = exchange.get("text")
                    self._whole(exchange, json.dumps(exchange.get("reply")) if text is None else text)

            do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

            def _begin(self, exchange: dict[str, Any], **headers: str) -> None:
                self.send_response(exchange.get("status", 200))
                for name, value in {**headers, **exchange.get("headers", {})}.items():
                    self.send_header(name.replace("_", "-"), value)
                self.end_headers()

            def _whole(self, exchange: dict[str, Any], text: str) -> None:
                body = text.encode()
                self._begin(exchange, Content_Type="application/json", Content_Length=str(len(body)))
                self.wfile.write(body)

            def _stream(self, exchange: dict[str, Any]) -> None:
                self._begin(exchange, Content_Type="application/json", Transfer_Encoding="chunked")
                pieces = [one if isinstance(one, str) else json.dumps(one) for one in exchange.get("lines", ())]
                for piece in [*(f"{one}\n" for one in pieces), *filter(None, [exchange.get("half")])]:
                    data = piece.encode()
                    self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))
                    self.wfile.flush()
                if exchange.get("hold"):
                    player.holding += 1
                    self._wait()
                    player.holding -= 1
                if exchange.get("cut"):
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                elif not exchange.get("hold"):
                    self.wfile.write(b"0\r\n\r\n")

            def _wait(self) -> None:
                """Until the client goes away, or the test is over."""
                self.close_connection = True
                self.connection.settimeout(0.05)
                while not player._over.is_set():
                    try:
                        if not self.connection.recv(1):
                            return
                    except TimeoutError:
                        continue
                    except OSError:
                        return

        return Handler


def _holds(wanted: Any, given: Any) -> bool:
    """Whether everything that is wanted is there."""
    if wanted is None:
        return True
    if isinstance(wanted, dict):
        return isinstance(given, dict) and all(_holds(one, given.get(key)) for key, one in wanted.items())
    return bool(wanted == given)

"""What the controller answers over HTTP: how it is, and what it counts.

In: ``Health`` and the text of the metrics. Out: ``/healthz``, ``/readyz``, ``/metrics``. Nothing of a workflow is
shown.
"""

from __future__ import annotations

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from wfsim.drivers.kube.retrying import Clock, monotonic_ms

_STUCK_MS = 60_000


class Health:
    """Alive while the loop goes round; ready once it waits for the Lease, or has seen all that is there."""

    def __init__(self, clock: Clock = monotonic_ms) -> None:
        self._clock = clock
        self._began: int | None = None
        self.ready = False

    def begin(self) -> None:
        """Work begins that must not take long."""
        self._began = self._clock()

    def end(self) -> None:
        """It is done."""
        self._began = None

    @property
    def alive(self) -> bool:
        began = self._began
        return began is None or self._clock() - began < _STUCK_MS


class Server:
    """An HTTP server with threads of its own."""

    def __init__(self, address: tuple[str, int], health: Health, metrics: Callable[[], bytes]) -> None:
        pages: dict[str, Callable[[], tuple[int, bytes]]] = {
            "/healthz": lambda: _said(health.alive),
            "/readyz": lambda: _said(health.ready),
            "/metrics": lambda: (200, metrics()),
        }

        class Handler(BaseHTTPRequestHandler):
            timeout = 10

            def do_GET(self) -> None:
                page = pages.get(self.path.partition("?")[0])
                code, body = page() if page is not None else (404, b"not found\n")
                self.send_response(code)
                self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Probes are no news."""

        self._server = ThreadingHTTPServer(address, Handler)
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, name="wfsim-http", daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _said(well: bool) -> tuple[int, bytes]:
    return (200, b"ok\n") if well else (503, b"no\n")

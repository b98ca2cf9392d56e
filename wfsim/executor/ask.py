"""What ``ask`` does: the request of an http template.

In: a job. Out: an exit code, and the answer as a report; where there is none, why, in the words of Go's client, which
Argo's users know. What a condition does not read of the answer's headers stays here.
"""

from __future__ import annotations

import binascii
import signal
import ssl
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin, urlsplit

from urllib3 import BaseHTTPResponse, PoolManager
from urllib3.exceptions import HTTPError, NameResolutionError, NewConnectionError, SSLError

from .failure import Failure
from .job import Job
from .layout import Layout
from .telling import tell
from .texts import decoded

_MOST_REDIRECTS = 10
_MOST_BODY = 1_000_000  # what the object of a workflow has room for
_REDIRECTS = (301, 302, 303, 307, 308)
_NEVER_GO_ON = ("authorization", "www-authenticate", "cookie", "cookie2")  # to another host
_AGENT = "Go-http-client/1.1"


def ask(job: Job, layout: Layout) -> int:
    """Send the request, tell the answer."""
    http = job["http"]
    try:
        with _within(float(http.get("timeoutSeconds") or 0)):
            report = _answer(http, layout, bool(job.get("headers")))
    except _Late:
        report = {"error": f"{_said(http)}context deadline exceeded"}
    except Failure as problem:
        report = {"error": str(problem)}
    print(report.get("error") or f"{http.get('method') or 'GET'} {http.get('url')}: {report['status']}", flush=True)
    tell(report, job["limit"], layout)
    return 0


class _Late(BaseException):
    """The time is over."""


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """All of it in so many seconds, the answer's body included; 0: however long it takes."""

    def late(number: int, frame: object) -> None:
        raise _Late

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _said(http: dict[str, Any]) -> str:
    method = str(http.get("method") or "GET")
    return f'{method.capitalize()} "{http.get("url")}": '


def _answer(http: dict[str, Any], layout: Layout, with_headers: bool) -> dict[str, Any]:
    method, url, body = http.get("method") or "GET", str(http.get("url") or ""), _body(http)
    headers = _headers(http, layout)
    pool, said = _pool(http.get("insecureSkipVerify") is True), _said(http)
    for _ in range(_MOST_REDIRECTS):
        if urlsplit(url).scheme not in ("http", "https"):
            raise Failure(f'{said}unsupported protocol scheme "{urlsplit(url).scheme}"')
        try:
            answer = pool.request(method, url, body=body, headers=headers, redirect=False, retries=False)
        except (HTTPError, OSError, ValueError) as problem:
            raise Failure(said + _why(problem)) from problem
        place = answer.headers.get("Location")
        if answer.status not in _REDIRECTS or not place:
            return _told(answer, with_headers)
        url, method, body, headers = _onward(urljoin(url, place), url, answer.status, method, body, headers)
    raise Failure(f"{said}stopped after {_MOST_REDIRECTS} redirects")


def _body(http: dict[str, Any]) -> bytes | None:
    given = (http.get("bodyFrom") or {}).get("bytes")
    try:
        found = b64decode(given) if given else str(http.get("body") or "").encode("utf-8", "surrogatepass")
    except binascii.Error as problem:
        raise Failure(f"bodyFrom.bytes: {problem}") from problem
    return found or None


def _headers(http: dict[str, Any], layout: Layout) -> dict[str, str]:
    found = {"User-Agent": _AGENT}
    for one in http.get("headers") or []:
        secret = (one.get("valueFrom") or {}).get("secretKeyRef")
        value = _secret(secret, layout) if secret else str(one.get("value") or "")
        name = _canonical(str(one.get("name")))
        found[name] = f"{found[name]}, {value}" if name in found and name != "User-Agent" else value
    return found


def _secret(reference: dict[str, Any], layout: Layout) -> str:
    try:
        return layout.secret(reference)
    except FileNotFoundError as problem:
        name, key = reference.get("name"), reference.get("key")
        raise Failure(f"secret '{name}' does not have the key '{key}'") from problem


def _canonical(name: str) -> str:
    return "-".join(part.capitalize() for part in name.split("-"))


def _pool(unverified: bool) -> PoolManager:
    context = ssl.create_default_context()
    if unverified:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return PoolManager(ssl_context=context)


def _onward(
    url: str, before: str, status: int, method: str, body: bytes | None, headers: dict[str, str]
) -> tuple[str, str, bytes | None, dict[str, str]]:
    """The request that a redirect asks for."""
    if status in (301, 302, 303) and method not in ("GET", "HEAD"):
        method, body = "GET", None
    if urlsplit(url).hostname != urlsplit(before).hostname:
        headers = {name: value for name, value in headers.items() if name.lower() not in _NEVER_GO_ON}
    return url, method, body, {**{name: one for name, one in headers.items() if name != "Host"}, "Referer": before}


def _told(answer: BaseHTTPResponse, with_headers: bool) -> dict[str, Any]:
    if len(answer.data) > _MOST_BODY:
        raise Failure(f"the answer has {len(answer.data)} bytes; there is room for {_MOST_BODY}")
    report: dict[str, Any] = {"status": answer.status, "body": decoded(answer.data)}
    if with_headers:
        report["headers"] = {_canonical(name): value for name, value in answer.headers.items()}
    return report


def _why(problem: Exception) -> str:
    if isinstance(problem, NewConnectionError):
        cause = problem.__cause__
        reason = str(getattr(cause, "strerror", "") or problem).lower()
        if isinstance(problem, NameResolutionError):
            return f"dial tcp: lookup {problem.conn.host}: {reason}"
        return f"dial tcp {problem.conn.host}:{problem.conn.port}: connect: {reason}"
    if isinstance(problem, SSLError):
        return f"tls: {problem}"
    return str(problem)

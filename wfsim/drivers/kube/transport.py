"""Bytes to the API server and back: the only module that imports the client library.

In: a ``Call`` with method, path and body. Out: the body of the answer, or its lines one by one; anything else is an
``ApiError``. lightkube makes the connection (certificates, tokens, basic authentication), its HTTP client has the pool
that threads share.
"""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Generator, Iterator, Mapping
from typing import Protocol

import httpx2
from lightkube.config.client_adapter import ConnectionParams
from lightkube.config.kubeconfig import SingleConfig
from lightkube.config.models import Cluster, Context, User

from wfsim.drivers.kube import errors
from wfsim.drivers.kube.config import Access
from wfsim.drivers.kube.kubeconfig import NoAccess
from wfsim.drivers.kube.resources import Call
from wfsim.version import __version__

TIMEOUT = httpx2.Timeout(connect=10, read=65, write=60, pool=60)  # the server itself gives a request 60 s
_LIMITS = httpx2.Limits(max_connections=400, max_keepalive_connections=40, keepalive_expiry=60)
_KEEPALIVE = {"TCP_KEEPIDLE": 15, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3}  # a dead peer is noticed after 30 s
_MOST_OF_A_LINE = 64 * 1024 * 1024


class Tokens(Protocol):
    """Where tokens come from that do not last."""

    def token(self) -> str:
        """One that is good."""

    def renewed(self, refused: str) -> str:
        """Another one, if there is."""


class _Renewing(httpx2.Auth):
    """Asks with a token, and once more with a new one where the server does not take it."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        token = self._tokens.token()
        request.headers["Authorization"] = f"Bearer {token}"
        response = yield request
        if response.status_code == 401 and (other := self._tokens.renewed(token)) != token:
            request.headers["Authorization"] = f"Bearer {other}"
            yield request


class Transport:
    """A pool of connections in somebody's name."""

    def __init__(self, access: Access, tokens: Tokens | None = None) -> None:
        self._names = {"sni_hostname": access.tls_server_name} if access.tls_server_name else {}
        self._client = _client(access, tokens)

    def request(
        self, call: Call, method: str, path: str, params: Mapping[str, str], body: bytes | None, content_type: str
    ) -> bytes:
        """The body of a successful answer."""
        headers = {"Content-Type": content_type} if body is not None else {}
        with _explained(call):
            response = self._client.request(
                method, path, params=dict(params), content=body, headers=headers, extensions=self._names
            )
        if not response.is_success:
            raise errors.of_reply(call, response.status_code, response.content, response.headers)
        return response.content

    def lines(self, call: Call, path: str, params: Mapping[str, str], *, rest: bool, read_s: float | None) -> Lines:
        """An answer that comes bit by bit. With ``rest`` the last line counts though its end is missing."""
        request = self._client.build_request(
            "GET",
            path,
            params=dict(params),
            headers={"Accept-Encoding": "identity", "Connection": "close"},  # whoever ends it ends nobody else's
            extensions=self._names,
            timeout=httpx2.Timeout(TIMEOUT.connect, read=read_s),
        )
        with _explained(call):
            response = self._client.send(request, stream=True)
            if not response.is_success:
                raise errors.of_reply(call, response.status_code, response.read(), response.headers)
        return Lines(call, response, rest)

    def close(self) -> None:
        """End all connections."""
        self._client.close()


class Lines:
    """The lines of an answer, without their ends. Who waits in another thread sees the end at ``close``."""

    def __init__(self, call: Call, response: httpx2.Response, rest: bool) -> None:
        self._call, self._response, self._rest = call, response, rest
        self._lock = threading.Lock()
        self._closed = self._reading = False
        stream = response.extensions.get("network_stream")
        self._socket: socket.socket | None = stream.get_extra_info("socket") if stream else None
        if self._socket is not None:
            _keep_alive(self._socket)

    def __iter__(self) -> Iterator[bytes]:
        with self._lock:
            if self._closed:
                return
            self._reading = True
        try:
            with _explained(self._call):
                yield from self._complete()
        except errors.ApiError:
            if not self._closed:  # what breaks then is what close has broken
                raise
        finally:
            self._closed = True
            self._response.close()

    def _complete(self) -> Iterator[bytes]:
        held: list[bytes] = []
        try:
            for piece in self._response.iter_bytes():
                first, *others = piece.split(b"\n")
                held.append(first)
                for other in others:
                    yield b"".join(held)
                    held = [other]
                if sum(map(len, held)) > _MOST_OF_A_LINE:
                    raise errors.TooLarge(self._call, f"a line of more than {_MOST_OF_A_LINE:,} bytes")
        finally:
            left = b"".join(held)
        if left and self._rest:
            yield left

    def close(self) -> None:
        """From any thread; twice is as good as once."""
        with self._lock:
            closed, self._closed = self._closed, True
            reading = self._reading
        if closed:
            return
        if not reading:
            self._response.close()
        elif self._socket is not None:
            with contextlib.suppress(OSError):  # it is closed already
                # not that of an SSL socket, which takes its state away under the one that reads
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


def _keep_alive(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # closed already: whoever reads will notice
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _KEEPALIVE.items():
            if hasattr(socket, name):
                connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


_CAUSES: tuple[tuple[type[Exception], type[errors.ApiError], str], ...] = (
    (httpx2.PoolTimeout, errors.Unreachable, "too many requests are under way"),
    (httpx2.ConnectTimeout, errors.Unreachable, "no connection within 10 s"),
    (httpx2.ConnectError, errors.Unreachable, "no connection"),
    (httpx2.ProxyError, errors.Unreachable, "the proxy gives no connection"),
    (httpx2.TimeoutException, errors.TimedOut, "no answer in time"),
    (httpx2.TransportError, errors.CutOff, "the connection was cut"),
    (httpx2.DecodingError, errors.CutOff, "the answer cannot be decoded"),
)


@contextlib.contextmanager
def _explained(call: Call) -> Iterator[None]:
    """What goes wrong on the way, as an ApiError."""
    try:
        yield
    except httpx2.HTTPError as error:
        raise _explanation(call, error) from error


def _explanation(call: Call, error: httpx2.HTTPError) -> errors.ApiError:
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return errors.Untrusted(call, f"the server's certificate is not trusted: {cause.verify_message}")
    said = str(error)
    for kind, meaning, words in _CAUSES:
        if isinstance(error, kind):
            return meaning(call, f"{words} ({said})" if said else words)
    return errors.Refused(call, said)


def _client(access: Access, tokens: Tokens | None) -> httpx2.Client:
    """lightkube's parameters of a connection, with room for many at once."""
    if not access.server.startswith(("http://", "https://")):
        raise NoAccess(f"the server {access.server!r} is no address", "it begins with https://")
    who = access.identity
    user = User(
        username=who.username or None,
        password=who.password or None,
        token=who.token or None,
        token_file=who.token_file or None,
        client_cert=who.cert_file or None,
        client_cert_data=who.cert_data or None,
        client_key=who.key_file or None,
        client_key_data=who.key_data or None,
    )
    cluster = Cluster(
        server=access.server,
        certificate_auth=access.ca_file or None,
        certificate_auth_data=access.ca_data or None,
        insecure=access.insecure,
    )
    config = SingleConfig(access.context, Context(cluster="", namespace=access.namespace), cluster, user)
    try:
        given = ConnectionParams(timeout=TIMEOUT, proxy=access.proxy or None).httpx_params(config)
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise NoAccess(
            f"the certificates of {access.context or access.server} cannot be used: {error}",
            "check certificate-authority, client-certificate and client-key in the kubeconfig",
        ) from error
    auth = {"auth": _Renewing(tokens)} if tokens else {}
    headers = [("User-Agent", f"wfsim/{__version__}"), ("Accept", "application/json"), *who.impersonate]
    return httpx2.Client(**{**given, **auth}, headers=headers, limits=_LIMITS)


def dumped(body: object) -> bytes:
    """JSON as it is sent."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()

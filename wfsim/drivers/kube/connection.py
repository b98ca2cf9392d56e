"""The ``Api`` that speaks to a server.

In: ``Access``, a ``Retries`` policy and a ``Stop``. Out: what ``client.Api`` promises.
"""

from __future__ import annotations

import copy
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeVar

from wfsim.drivers.kube import discovery, errors, plugins
from wfsim.drivers.kube.client import (
    FIELD_MANAGER,
    Api,
    Listing,
    LogOptions,
    Patch,
    Permission,
    Propagation,
    Stream,
)
from wfsim.drivers.kube.config import Access, Identity
from wfsim.drivers.kube.read import meta
from wfsim.drivers.kube.resources import ACCESS_REVIEWS, EVERYWHERE, PODS, SERVICE_ACCOUNTS, Call, ResourceType, known
from wfsim.drivers.kube.retrying import Clock, Retries, monotonic_ms
from wfsim.drivers.kube.stopping import Stop
from wfsim.drivers.kube.tokens import Lasting, Renewed, of_plugin
from wfsim.drivers.kube.transport import Lines, Tokens, Transport, dumped
from wfsim.spec.model import JsonObject
from wfsim.yamlio import Json

T = TypeVar("T")

_METHODS = {
    "get": "GET",
    "list": "GET",
    "watch": "GET",
    "create": "POST",
    "update": "PUT",
    "patch": "PATCH",
    "delete": "DELETE",
    "deletecollection": "DELETE",
}
_JSON = "application/json"
_WHOLE = LogOptions()
_PAGE = 500
_TOKEN_S = 3600
_SLACK_S = 30  # a watch that the server has not ended so long after its time is dead


def open_connection(access: Access, retries: Retries, stop: Stop, clock: Clock = monotonic_ms) -> Api:
    """Credentials of an exec plugin are fetched here, for a certificate is needed before the first request."""
    who = access.identity
    if who.plugin is None or who.token or who.token_file:
        return Connection(access, retries, stop, clock)
    run = partial(plugins.credential, who.plugin, access)
    first = run()
    if first.cert:
        certified = replace(who, cert_file="", key_file="", cert_data=_base64(first.cert), key_data=_base64(first.key))
        access = replace(access, identity=certified)
    if not first.token:
        return Connection(access, retries, stop, clock)
    held = [first]  # what was fetched just now is the first answer
    tokens = Renewed(of_plugin(lambda: held.pop() if held else run()), clock)
    return Connection(access, retries, stop, clock, tokens)


def _base64(text: str) -> str:
    import base64

    return base64.b64encode(text.encode()).decode()


class Connection:
    """See ``client.Api`` for what its methods promise."""

    def __init__(
        self, access: Access, retries: Retries, stop: Stop, clock: Clock, tokens: Tokens | None = None
    ) -> None:
        self._access, self._retries, self._stop, self._clock = access, retries, stop, clock
        self._transport = Transport(access, tokens)
        self._lock = threading.Lock()
        self._kinds: dict[tuple[str, str], ResourceType] = {}
        self._actors: dict[tuple[str, str], Connection] = {}

    @property
    def namespace(self) -> str:
        return self._access.namespace

    @property
    def server(self) -> str:
        return self._access.server

    def get(self, kind: ResourceType, namespace: str, name: str, *, subresource: str = "") -> JsonObject:
        return self._ask(Call("get", kind, namespace, name, subresource))

    def list(self, kind: ResourceType, namespace: str = EVERYWHERE, *, labels: str = "", fields: str = "") -> Listing:
        call = Call("list", kind, namespace)
        params = _given(labelSelector=labels, fieldSelector=fields)
        try:
            return self._pages(call, {**params, "limit": str(_PAGE)})
        except errors.Gone:  # between two pages their version became too old
            return self._pages(call, params)

    def _pages(self, call: Call, params: Mapping[str, str]) -> Listing:
        items: list[JsonObject] = []
        more = ""
        while True:
            page = self._ask(call, {**params, **_given(**{"continue": more})})
            listed, meta = page.get("items"), page.get("metadata")
            found_here = listed if isinstance(listed, list) else []
            items += (_typed(call.kind, one) for one in found_here if isinstance(one, dict))
            found: Mapping[str, Json] = meta if isinstance(meta, dict) else {}
            more = str(found.get("continue") or "")
            if not more:
                return Listing(tuple(items), str(found.get("resourceVersion") or ""))

    def create(
        self,
        kind: ResourceType,
        namespace: str,
        body: JsonObject,
        *,
        dry_run: bool = False,
        name: str = "",
        subresource: str = "",
    ) -> JsonObject:
        call = Call("create", kind, namespace, name, subresource)
        sent = body if subresource else _typed(kind, body)
        return self._ask(call, _writing(FIELD_MANAGER, dry_run), sent, repeatable=dry_run)

    def replace(self, kind: ResourceType, namespace: str, body: JsonObject, *, subresource: str = "") -> JsonObject:
        name, version = meta(body, "name"), meta(body, "resourceVersion")
        if not name or not version:
            raise ValueError("an object is replaced as it was read: with its name and resourceVersion")
        call = Call("update", kind, namespace, name, subresource)
        return self._ask(call, _writing(FIELD_MANAGER), _typed(kind, body))

    def patch(
        self,
        kind: ResourceType,
        namespace: str,
        name: str,
        body: Json | JsonObject,
        how: Patch = Patch.MERGE,
        *,
        subresource: str = "",
        force: bool = False,
        dry_run: bool = False,
        manager: str = FIELD_MANAGER,
    ) -> JsonObject:
        applied = how is Patch.APPLY
        sent = _typed(kind, body) if applied and isinstance(body, Mapping) else body
        params = {**_writing(manager, dry_run), **({"force": "true"} if applied and force else {})}
        call = Call("patch", kind, namespace, name, subresource)
        return self._ask(call, params, sent, how.value, repeatable=how is not Patch.JSON)

    def delete(
        self,
        kind: ResourceType,
        namespace: str,
        name: str,
        *,
        uid: str = "",
        version: str = "",
        grace_s: int | None = None,
        propagation: Propagation = Propagation.BACKGROUND,
    ) -> JsonObject:
        options = _deletion(propagation, grace_s)
        if conditions := _given(uid=uid, resourceVersion=version):
            options["preconditions"] = dict(conditions)
        return self._ask(Call("delete", kind, namespace, name), body=options)

    def delete_all(self, kind: ResourceType, namespace: str, *, labels: str, grace_s: int | None = None) -> None:
        if not labels or not namespace:
            raise ValueError("a selector and a namespace say what is deleted")
        call = Call("deletecollection", kind, namespace)
        self._ask(call, {"labelSelector": labels}, _deletion(Propagation.BACKGROUND, grace_s))

    def watch(
        self,
        kind: ResourceType,
        namespace: str = EVERYWHERE,
        *,
        version: str,
        labels: str = "",
        fields: str = "",
        timeout_s: int = 300,
    ) -> Stream[JsonObject]:
        call = Call("watch", kind, namespace)
        params = {
            "watch": "true",
            "allowWatchBookmarks": "true",
            "resourceVersion": version,
            "timeoutSeconds": str(timeout_s),
            **_given(labelSelector=labels, fieldSelector=fields),
        }
        read_s = timeout_s + _SLACK_S
        return _Events(call, self._transport.lines(call, call.path, params, rest=False, read_s=read_s))

    def logs(self, namespace: str, pod: str, options: LogOptions = _WHOLE) -> Stream[bytes]:
        call = Call("get", PODS, namespace, pod, "log")
        read_s = None if options.follow else 65.0
        action = partial(self._transport.lines, call, call.path, _log_params(options), rest=True, read_s=read_s)
        return self._again(action, repeatable=True)

    def may(self, call: Call) -> Permission:
        asked = {
            "verb": call.verb,
            "group": call.kind.group,
            "resource": call.kind.plural,
            **_given(subresource=call.subresource, namespace=call.namespace, name=call.name),
        }
        body: JsonObject = _typed(ACCESS_REVIEWS, {"spec": {"resourceAttributes": dict(asked)}})
        answer = self._ask(Call("create", ACCESS_REVIEWS), body=body).get("status")
        status: Mapping[str, Json] = answer if isinstance(answer, dict) else {}
        return Permission(status.get("allowed") is True, str(status.get("reason") or ""))

    def find_kind(self, api_version: str, kind: str) -> ResourceType:
        found = known(api_version, kind) or self._kinds.get((api_version, kind))
        if found is not None:
            return found
        try:
            listed = self._ask(discovery.question(api_version))
        except errors.NotFound:
            listed = {}
        for one in discovery.kinds(api_version, listed):
            self._kinds.setdefault((api_version, one.kind), one)
        if (api_version, kind) not in self._kinds:
            raise errors.UnknownKind(
                discovery.sought(api_version, kind), f"the server knows no {kind} of {api_version}", 404, "NotFound"
            )
        return self._kinds[api_version, kind]

    def acting_as(self, service_account: str, namespace: str) -> Api:
        key = (service_account, namespace)
        with self._lock:
            if key not in self._actors:
                access = replace(self._access, namespace=namespace, identity=Identity())
                tokens = Renewed(partial(self._account_token, service_account, namespace), self._clock)
                self._actors[key] = Connection(access, self._retries, self._stop, self._clock, tokens)
            return self._actors[key]

    def _account_token(self, name: str, namespace: str) -> Lasting:
        body: JsonObject = {
            "apiVersion": "authentication.k8s.io/v1",
            "kind": "TokenRequest",
            "spec": {"expirationSeconds": _TOKEN_S},
        }
        answer = self._ask(Call("create", SERVICE_ACCOUNTS, namespace, name, "token"), body=body)
        spec, status = answer.get("spec"), answer.get("status")
        given = spec.get("expirationSeconds") if isinstance(spec, dict) else None
        token = status.get("token") if isinstance(status, dict) else None
        return Lasting(str(token), 1000 * (given if isinstance(given, int) else _TOKEN_S))

    def trying(self, retries: Retries, stop: Stop | None = None) -> Api:
        other = copy.copy(self)
        other._retries, other._stop = retries, stop or self._stop
        return other

    def close(self) -> None:
        with self._lock:
            actors = [*self._actors.values()]
            self._actors.clear()
        for one in actors:
            one.close()
        self._transport.close()

    def _ask(
        self,
        call: Call,
        params: Mapping[str, str] | None = None,
        body: Json | JsonObject = None,
        content_type: str = _JSON,
        *,
        repeatable: bool = True,
    ) -> JsonObject:
        """One request, again where that helps and does no harm."""
        sent = None if body is None else dumped(body)
        action = partial(
            self._transport.request, call, _METHODS[call.verb], call.path, params or {}, sent, content_type
        )
        answer = self._again(action, repeatable=repeatable)
        return _object(call, answer)

    def _again(self, action: Callable[[], T], *, repeatable: bool) -> T:
        return self._retries.run(action, repeatable=repeatable, clock=self._clock, sleep=self._stop.sleep)


class _Events:
    """The events of a watch: each line is one."""

    def __init__(self, call: Call, lines: Lines) -> None:
        self._call, self._lines = call, lines

    def __iter__(self) -> Iterator[JsonObject]:
        for line in self._lines:
            if line.strip():
                yield _object(self._call, line)

    def close(self) -> None:
        self._lines.close()


def _object(call: Call, text: bytes) -> JsonObject:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        said = text.decode("utf-8", "replace").strip()[:100]
        raise errors.CutOff(call, f"the answer is no JSON object: {said!r}")
    return found


def _typed(kind: ResourceType, body: JsonObject) -> JsonObject:
    """With ``apiVersion`` and ``kind``, which the items of a list have not, and people forget."""
    return {"apiVersion": kind.api_version, "kind": kind.kind, **body}


def _given(**params: str) -> dict[str, str]:
    return {key: value for key, value in params.items() if value}


def _writing(manager: str, dry_run: bool = False) -> dict[str, str]:
    return _given(fieldManager=manager, dryRun="All" if dry_run else "")


def _deletion(propagation: Propagation, grace_s: int | None) -> dict[str, Json]:
    options: dict[str, Json] = {"apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": propagation.value}
    return options if grace_s is None else {**options, "gracePeriodSeconds": grace_s}


def _log_params(options: LogOptions) -> dict[str, str]:
    since = options.since_ms
    return _given(
        container=options.container,
        follow="true" if options.follow else "",
        sinceSeconds="" if since is None else str(max(1, -(-since // 1000))),
        sinceTime=options.since_time,
        tailLines="" if options.tail is None else str(options.tail),
        limitBytes="" if options.limit_bytes is None else str(options.limit_bytes),
        timestamps="true" if options.timestamps else "",
        previous="true" if options.previous else "",
    )

"""An ``Api`` that tells somebody what is asked of it, and asks nothing that changes something when it must not.

In: an ``Api``, whom to tell (each call, and the error that it came to), and whether anything may be changed now. Out:
the same ``Api``. Tries that the connection makes by itself are one call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

from wfsim.drivers.kube.client import Api, Listing, LogOptions, Patch, Permission, Propagation, Stream
from wfsim.drivers.kube.errors import ApiError, Refused
from wfsim.drivers.kube.resources import EVERYWHERE, LEASES, PODS, Call, ResourceType
from wfsim.drivers.kube.retrying import Retries
from wfsim.drivers.kube.stopping import Stop
from wfsim.spec.model import JsonObject
from wfsim.yamlio import Json

Told: TypeAlias = Callable[[Call, ApiError | None], None]
_WHOLE = LogOptions()
_CHANGING = frozenset(("create", "update", "patch", "delete", "deletecollection"))


@dataclass(frozen=True, slots=True)
class Metered:
    """See ``client.Api`` for what its methods promise."""

    api: Api
    tell: Told
    may_write: Callable[[], bool] = lambda: True

    @property
    def namespace(self) -> str:
        return self.api.namespace

    @property
    def server(self) -> str:
        return self.api.server

    @contextmanager
    def _told(self, verb: str, kind: ResourceType, namespace: str, name: str = "", part: str = "") -> Iterator[None]:
        call = Call(verb, kind, namespace, name, part)
        if verb in _CHANGING and kind is not LEASES and not self.may_write():
            raise Refused(call, "this process is no longer the one that acts")
        try:
            yield
        except ApiError as error:
            self.tell(call, error)
            raise
        self.tell(call, None)

    def get(self, kind: ResourceType, namespace: str, name: str, *, subresource: str = "") -> JsonObject:
        with self._told("get", kind, namespace, name, subresource):
            return self.api.get(kind, namespace, name, subresource=subresource)

    def list(self, kind: ResourceType, namespace: str = EVERYWHERE, *, labels: str = "", fields: str = "") -> Listing:
        with self._told("list", kind, namespace):
            return self.api.list(kind, namespace, labels=labels, fields=fields)

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
        with self._told("create", kind, namespace, name, subresource):
            return self.api.create(kind, namespace, body, dry_run=dry_run, name=name, subresource=subresource)

    def replace(self, kind: ResourceType, namespace: str, body: JsonObject, *, subresource: str = "") -> JsonObject:
        with self._told("update", kind, namespace, part=subresource):
            return self.api.replace(kind, namespace, body, subresource=subresource)

    def patch(
        self,
        kind: ResourceType,
        namespace: str,
        name: str,
        body: Json | JsonObject,
        how: Patch = Patch.MERGE,
        **options: Any,
    ) -> JsonObject:
        with self._told("patch", kind, namespace, name):
            return self.api.patch(kind, namespace, name, body, how, **options)

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
        with self._told("delete", kind, namespace, name):
            return self.api.delete(
                kind, namespace, name, uid=uid, version=version, grace_s=grace_s, propagation=propagation
            )

    def delete_all(self, kind: ResourceType, namespace: str, *, labels: str, grace_s: int | None = None) -> None:
        with self._told("deletecollection", kind, namespace):
            self.api.delete_all(kind, namespace, labels=labels, grace_s=grace_s)

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
        with self._told("watch", kind, namespace):
            return self.api.watch(kind, namespace, version=version, labels=labels, fields=fields, timeout_s=timeout_s)

    def logs(self, namespace: str, pod: str, options: LogOptions = _WHOLE) -> Stream[bytes]:
        with self._told("get", PODS, namespace, pod, "log"):
            return self.api.logs(namespace, pod, options)

    def may(self, call: Call) -> Permission:
        return self.api.may(call)

    def find_kind(self, api_version: str, kind: str) -> ResourceType:
        return self.api.find_kind(api_version, kind)

    def acting_as(self, service_account: str, namespace: str) -> Api:
        return Metered(self.api.acting_as(service_account, namespace), self.tell, self.may_write)

    def trying(self, retries: Retries, stop: Stop | None = None) -> Api:
        return Metered(self.api.trying(retries, stop), self.tell, self.may_write)

    def close(self) -> None:
        self.api.close()

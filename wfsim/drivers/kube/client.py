"""The Kubernetes API as wfsim uses it: plain JSON objects in and out.

``Api`` is the protocol that everything above is written against; ``connect(access)`` gives the one that speaks to a
server. Every method may be called from any thread. What the server refuses is an ``errors.ApiError``.

Two writers never lose an update: ``replace`` needs the ``resourceVersion`` that was read and meets ``errors.Conflict``
where somebody wrote in between; ``patch`` says the same with a ``resourceVersion`` in the patch; ``Patch.APPLY`` owns
just the fields that it names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Protocol, TypeVar

from wfsim.drivers.kube.config import Access
from wfsim.drivers.kube.kubeconfig import NoAccess
from wfsim.drivers.kube.resources import EVERYWHERE, Call, ResourceType
from wfsim.drivers.kube.retrying import Retries
from wfsim.drivers.kube.stopping import Stop
from wfsim.spec.model import JsonObject
from wfsim.yamlio import Json

T_co = TypeVar("T_co", covariant=True)
FIELD_MANAGER = "wfsim"
LIBRARY = ("lightkube", "httpx2")


class Patch(Enum):
    """How a patch is written."""

    MERGE = "application/merge-patch+json"
    STRATEGIC = "application/strategic-merge-patch+json"
    JSON = "application/json-patch+json"
    APPLY = "application/apply-patch+yaml"  # server-side apply: JSON is YAML


class Propagation(Enum):
    """What becomes of the objects that the deleted one owns."""

    BACKGROUND = "Background"
    FOREGROUND = "Foreground"
    ORPHAN = "Orphan"


@dataclass(frozen=True, slots=True)
class Listing:
    """All objects that were asked for, as of one resource version."""

    items: tuple[JsonObject, ...]
    version: str


@dataclass(frozen=True, slots=True)
class LogOptions:
    """Which lines of a container's log. ``since_ms`` is an age; ``container`` may be empty where there is one."""

    container: str = ""
    follow: bool = False
    since_ms: int | None = None
    since_time: str = ""  # RFC 3339
    tail: int | None = None
    limit_bytes: int | None = None
    timestamps: bool = False
    previous: bool = False


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether something may be done, and what the server says about it."""

    allowed: bool
    reason: str = ""


class Stream(Protocol[T_co]):
    """Something that comes bit by bit. ``close`` may be called from another thread: who waits then sees the end."""

    def __iter__(self) -> Iterator[T_co]: ...

    def close(self) -> None: ...


class Api(Protocol):
    """A connection to a cluster in somebody's name. ``namespace`` arguments of kinds without one are EVERYWHERE."""

    @property
    def namespace(self) -> str:
        """The namespace that the credentials name: what commands use where nobody says another."""

    @property
    def server(self) -> str:
        """The address, for messages."""

    def get(self, kind: ResourceType, namespace: str, name: str, *, subresource: str = "") -> JsonObject:
        """NotFound where there is none."""

    def list(self, kind: ResourceType, namespace: str = EVERYWHERE, *, labels: str = "", fields: str = "") -> Listing:
        """All of them, read in pages; selectors are written as ``kubectl`` has them."""

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
        """AlreadyExists where the name is taken. With ``name`` and ``subresource``: a part of an object (``token``)."""

    def replace(self, kind: ResourceType, namespace: str, body: JsonObject, *, subresource: str = "") -> JsonObject:
        """The whole object (its ``status`` with that subresource); ValueError without a ``resourceVersion``."""

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
        """Part of an object. ``force`` takes fields over from other managers (APPLY only)."""

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
        """The object or a Status, as the server answers. ``uid`` and ``version`` must fit, otherwise Conflict."""

    def delete_all(self, kind: ResourceType, namespace: str, *, labels: str, grace_s: int | None = None) -> None:
        """All that a selector finds, in one request; ValueError for an empty selector."""

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
        """Events (``type``, ``object``) since a version, as the server sends them. ``watch.follow`` is what to use."""

    def logs(self, namespace: str, pod: str, options: LogOptions = ...) -> Stream[bytes]:
        """The lines of a container's log, without their ends; NotFound, or Invalid while the container is not there."""

    def may(self, call: Call) -> Permission:
        """Whether the one in whose name this speaks may do that."""

    def find_kind(self, api_version: str, kind: str) -> ResourceType:
        """Any kind that the server knows, custom resources included; UnknownKind otherwise."""

    def acting_as(self, service_account: str, namespace: str) -> Api:
        """The same cluster with a token of a service account, renewed as long as it is used."""

    def trying(self, retries: Retries, stop: Stop | None = None) -> Api:
        """The same connection with other patience."""

    def close(self) -> None:
        """End the connections."""


def connect(access: Access, *, retries: Retries | None = None, stop: Stop | None = None) -> Api:
    """A connection with these credentials; nothing is asked of the server yet.

    What is temporary is tried again by ``retries``; whoever waits for that wakes when ``stop`` is set. NoAccess where
    the credentials cannot be used, or the client library is not installed.
    """
    try:
        from wfsim.drivers.kube.connection import open_connection
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in LIBRARY:
            raise
        raise NoAccess(
            f"a cluster needs the package {error.name}, which is not installed", "pip install 'argo-wfsim[kube]'"
        ) from error
    return open_connection(access, retries or Retries(), stop or Stop())

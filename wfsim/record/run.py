"""What a run came to: all that renderers, tests and users read.

In: the engine's state (``record.of``) or a file that ``simulate --format json`` wrote. Out: ``RunRecord``, and the same
as a Workflow object with Argo's ``status.nodes``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wfsim.engine.phases import NodeType, Phase
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json


@dataclass(frozen=True, slots=True)
class NodeRecord:
    """One node of a run; ids are Argo's. Times are milliseconds since the Unix epoch, None where there is none.

    ``inputs`` and ``outputs`` have Argo's shape (``parameters``: list of name/value, ``artifacts``, ``result``,
    ``exitCode``), None where the node has none.
    """

    id: str
    name: str
    display_name: str
    type: NodeType
    phase: Phase
    message: str = ""
    template_name: str = ""
    template_ref: Mapping[str, Json] | None = None
    template_scope: str = ""
    boundary_id: str = ""
    children: tuple[str, ...] = ()
    outbound_nodes: tuple[str, ...] = ()
    inputs: JsonObject | None = None
    outputs: JsonObject | None = None
    started_ms: int | None = None
    finished_ms: int | None = None
    pod_name: str = ""
    pod_ip: str = ""
    host: str = ""
    hooked: bool = False
    retried: bool = False
    daemoned: bool = False
    memo: JsonObject | None = None  # Argo's memoizationStatus: cacheName, key, hit
    lock: str = ""  # the lock that it waits for
    pod_deleted_ms: int | None = None  # when podGC deletes its pod

    @property
    def memoized(self) -> bool:
        """Its outputs came from a cache."""
        return self.memo is not None and self.memo.get("hit") is True


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run. ``nodes`` are in order of creation, the root first where there is one."""

    name: str
    phase: Phase
    message: str
    nodes: tuple[NodeRecord, ...]
    namespace: str = ""
    uid: str = ""
    generate_name: str = ""
    started_ms: int | None = None
    finished_ms: int | None = None
    outputs: JsonObject | None = None
    spec: JsonObject = field(default_factory=dict)
    pod_names: str = "v2"  # Argo's pod name format: v1 or v2
    seed: int | None = None
    created_ms: int | None = None  # where that is not ``started_ms``
    labels: Mapping[str, str] = field(default_factory=dict)  # the user's own
    annotations: Mapping[str, str] = field(default_factory=dict)
    claims: Mapping[str, str] = field(default_factory=dict)  # volume -> the claim that exists for it
    collected: Mapping[str, int] = field(default_factory=dict)  # strategy of artifactGC -> when it deletes artifacts
    deleted_ms: int | None = None  # when ttlStrategy deletes the workflow object
    complaints: Mapping[str, str] = field(
        default_factory=dict
    )  # conditions of a controller's that say something: type -> what
    engine: JsonObject | None = None  # what Argo's status has no word for and a continuation needs (``record.state``)

    def node(self, id_: str) -> NodeRecord | None:
        return next((one for one in self.nodes if one.id == id_), None)

    def named(self, name: str) -> NodeRecord | None:
        """The node of a full name such as ``wf[0].flip``."""
        return next((one for one in self.nodes if one.name == name), None)

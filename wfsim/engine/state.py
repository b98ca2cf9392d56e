"""The state of a run: plain data that goes through JSON and back between any two events.

In: changes by ``engine.run``. Out: what ``record`` reads. Everything else the engine holds is a cache of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TypeAlias, cast

from wfsim.engine.locks import Locks
from wfsim.engine.phases import NodeType, Phase
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json

Caches: TypeAlias = dict[str, dict[str, Json]]  # <namespace>/<ConfigMap> -> key -> memoized entry


@dataclass(slots=True)
class NodeState:
    """A node of the run; times in milliseconds since the Unix epoch. ``children`` is an ordered set of ids."""

    id: str
    name: str
    display_name: str
    type: NodeType
    phase: Phase
    message: str = ""
    template_name: str = ""
    template_ref: JsonObject | None = None
    template_scope: str = ""
    boundary_id: str = ""
    children: dict[str, None] = field(default_factory=dict)
    outbound_nodes: tuple[str, ...] = ()
    inputs: JsonObject | None = None
    outputs: dict[str, Json] | None = None
    started_ms: int | None = None
    finished_ms: int | None = None
    pod_name: str = ""
    pod_ip: str = ""
    host: str = ""
    hooked: bool = False
    retried: bool = False
    daemoned: bool = False
    has_pod: bool = False  # a pod was started for it
    lock: str = ""  # the lock that it waits for
    memo: JsonObject | None = None  # Argo's memoizationStatus: cacheName, key, hit
    body: JsonObject | None = None  # the processed template of a leaf, while it runs
    on_exit: bool = False  # it belongs to an exit handler
    pod_kept: bool = False  # the selector of podGC passes over its pod
    pod_deleted_ms: int | None = None  # when podGC deletes its pod

    @property
    def called(self) -> str:
        """The name of the template that it runs, wherever that is."""
        return str((self.template_ref or {}).get("template") or self.template_name)

    @property
    def memo_hit(self) -> bool:
        """Its outputs came from a cache."""
        return self.memo is not None and self.memo.get("hit") is True

    @property
    def fulfilled(self) -> bool:
        """Nothing more happens to it; a daemon that runs counts."""
        return self.phase.fulfilled or (self.daemoned and self.phase is not Phase.PENDING)

    @property
    def named(self) -> bool:
        """Whether its template has a name; one that stands where it is called is not found again by Argo."""
        return bool(self.template_name) or self.template_ref is not None

    def to_json(self) -> dict[str, Json]:
        """Only what differs from the default."""
        out: dict[str, Json] = {}
        for one in fields(self):
            value = getattr(self, one.name)
            if one.name in ("children", "outbound_nodes"):
                value = list(value)
            if value is not None and value is not False and value not in ("", []):
                out[one.name] = value
        return out

    @classmethod
    def from_json(cls, data: JsonObject) -> NodeState:
        given = dict(data)
        children = cast("list[str]", given.pop("children", []))
        outbound = cast("list[str]", given.pop("outbound_nodes", []))
        kind, phase = NodeType(str(given.pop("type"))), Phase(str(given.pop("phase", "")))
        made = cls(type=kind, phase=phase, **given)  # type: ignore[arg-type]
        made.children, made.outbound_nodes = dict.fromkeys(children), tuple(outbound)
        return made


_NESTED = frozenset(("nodes", "locks"))


@dataclass(slots=True)
class RunState:
    """The whole run."""

    name: str
    uid: str = ""
    begun: bool = False  # ``RunStarted`` has come
    phase: Phase = Phase.UNKNOWN
    message: str = ""
    started_ms: int | None = None
    finished_ms: int | None = None
    now_ms: int = 0
    nodes: dict[str, NodeState] = field(default_factory=dict)
    outputs: dict[str, Json] = field(default_factory=dict)  # global outputs: parameters and artifacts, lists
    shutdown: str = ""
    suspended: bool | None = None  # what somebody made of the spec's ``suspend`` while the run went on
    root_status: Phase = Phase.UNKNOWN  # what {{workflow.status}} says once the root was executed
    locks: Locks = field(default_factory=Locks)  # empty where several runs share a table
    timers: dict[str, int] = field(default_factory=dict)
    caches: Caches = field(default_factory=dict)  # empty where several runs share them
    claims: dict[str, str] = field(default_factory=dict)  # volume -> the claim made for it, while it exists
    budget: bool = False  # the run's PodDisruptionBudget exists
    collected: dict[str, int] = field(default_factory=dict)  # strategy of artifactGC -> when its artifacts are deleted
    deleted_ms: int | None = None  # when ttlStrategy deletes the workflow object

    def to_json(self) -> dict[str, Json]:
        out: dict[str, Json] = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in _NESTED}
        out["locks"] = self.locks.to_json()
        out["nodes"] = [node.to_json() for node in self.nodes.values()]
        return out

    @classmethod
    def from_json(cls, data: JsonObject) -> RunState:
        given = dict(data)
        nodes = [NodeState.from_json(cast(JsonObject, one)) for one in cast("list[Json]", given.pop("nodes"))]
        locks = Locks.from_json(cast(JsonObject, given.pop("locks", {})))
        phase, root = Phase(str(given.pop("phase"))), Phase(str(given.pop("root_status")))
        made = cls(phase=phase, root_status=root, locks=locks, **given)  # type: ignore[arg-type]
        made.nodes = {node.id: node for node in nodes}
        return made

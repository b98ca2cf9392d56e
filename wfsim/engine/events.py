"""What happened outside: the only way anything enters the engine.

In: facts that a driver reports. Out: arguments of ``Engine.send``. Every event of one ``send`` happened at the same
instant. Times are integer milliseconds since the Unix epoch (UTC).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json


@dataclass(frozen=True, slots=True)
class RunStarted:
    """The workflow object exists under this name. First event of every run."""

    at_ms: int
    uid: str = ""


@dataclass(frozen=True, slots=True)
class RunPostponed:
    """The workflow object exists, but as many workflows run already as may: ``RunStarted`` comes later."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class LockFreed:
    """Another workflow gave back a lock that this one waits for."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class CacheRead:
    """What a ConfigMap of memoized outputs holds, by key: ``node``, ``outputs`` and ``created_ms``, or why an entry is
    ``refused``. ``refused``: why the whole of it is. It comes before the run begins."""

    at_ms: int
    config_map: str
    entries: Mapping[str, JsonObject] = field(default_factory=dict)
    refused: str = ""


@dataclass(frozen=True, slots=True)
class PodPending:
    """The pod waits; ``message`` says for what (an image, a node …)."""

    at_ms: int
    node: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class PodStarted:
    """The pod runs and, for a daemon, is ready."""

    at_ms: int
    node: str
    ip: str = ""
    host: str = ""


@dataclass(frozen=True, slots=True)
class PodFinished:
    """The pod ended. ``exit_code`` is main's; ``reason`` the container's (``Error``, ``OOMKilled`` …).

    ``parameters`` are the output parameters that it left (name → text), ``artifacts`` the names of the output
    artifacts (None: all that the template declares). ``pod_message`` is the pod's own message (deadline, eviction);
    it goes before the container's.
    ``keys``: where artifacts were put whose key is not the usual one (artifact name → key).
    ``containers``: exit codes of a container set's other containers, by name (0 where absent).
    """

    at_ms: int
    node: str
    exit_code: int = 0
    result: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    artifacts: tuple[str, ...] | None = None
    reason: str = "Error"
    container_message: str = ""
    pod_message: str = ""
    error: str = ""  # the executor's own failure: the node is Error with this message
    containers: Mapping[str, int] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    finished_ms: int | None = None  # when main ended, where that is not ``at_ms``


@dataclass(frozen=True, slots=True)
class ResourceChanged:
    """The object of a resource template as it is now (None: it is gone)."""

    at_ms: int
    node: str
    object: Json = None


@dataclass(frozen=True, slots=True)
class TaskReplied:
    """The answer to an http or plugin template: HTTP status and body, or the plugin's phase and outputs.

    Of an http template a ``phase`` says that there was no answer, and ``message`` why.
    """

    at_ms: int
    node: str
    status: int = 200
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    phase: str = ""
    message: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TimerFired:
    """A timer set by ``SetTimer`` is due."""

    at_ms: int
    timer: str


@dataclass(frozen=True, slots=True)
class Resumed:
    """Somebody resumed a suspended node, with values for its supplied outputs."""

    at_ms: int
    node: str
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NodeSet:
    """Somebody set what a suspended node gives or says, or ended it with a phase; what is empty stays as it is."""

    at_ms: int
    node: str
    phase: str = ""
    message: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StopAsked:
    """``argo stop`` or ``argo terminate``: ``strategy`` is ``Stop`` or ``Terminate``."""

    at_ms: int
    strategy: str


@dataclass(frozen=True, slots=True)
class SuspendAsked:
    """``argo suspend``, or ``argo resume`` of a whole run: what the spec's ``suspend`` is from now on."""

    at_ms: int
    suspend: bool


Event: TypeAlias = (
    RunStarted
    | RunPostponed
    | LockFreed
    | CacheRead
    | PodPending
    | PodStarted
    | PodFinished
    | ResourceChanged
    | TaskReplied
    | TimerFired
    | Resumed
    | NodeSet
    | StopAsked
    | SuspendAsked
)

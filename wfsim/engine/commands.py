"""What the engine wants done: the only way anything leaves it.

In: nothing. Out: what ``Engine.send`` returns and a driver performs, idempotent by node id.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json


@dataclass(frozen=True, slots=True)
class StartPod:
    """Start the pod of a node. ``template`` is the template after all substitution, as JSON data.

    ``logical`` is the node's name without attempt numbers, ``attempt`` counts from 0.
    ``captures_result``: something reads ``outputs.result``, so main's standard output is kept.
    ``deadline_ms``: the instant at which the pod is to be killed with
    ``Pod was active on the node longer than the specified deadline``, None for never.
    """

    node: str
    name: str
    logical: str
    attempt: int
    template_name: str
    pod_name: str
    template: JsonObject = field(hash=False)
    captures_result: bool = False
    deadline_ms: int | None = None


@dataclass(frozen=True, slots=True)
class StopPod:
    """End a node's pod: a daemon whose scope is over, a shutdown, a deadline."""

    node: str


@dataclass(frozen=True, slots=True)
class ApplyResource:
    """Perform a resource template's action and watch the object: answered by ``ResourceChanged`` or ``PodFinished``."""

    node: str
    name: str
    logical: str
    attempt: int
    template_name: str
    pod_name: str
    template: JsonObject = field(hash=False)
    deadline_ms: int | None = None


@dataclass(frozen=True, slots=True)
class SendTask:
    """Perform an http or plugin template: answered by ``TaskReplied``."""

    node: str
    name: str
    logical: str
    attempt: int
    template_name: str
    template: JsonObject = field(hash=False)


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Send ``TimerFired(timer)`` at ``at_ms``; replaces a timer of the same name."""

    timer: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class DropTimer:
    """The timer is no longer needed."""

    timer: str


@dataclass(frozen=True, slots=True)
class AwaitResume:
    """A suspended node waits for ``Resumed`` (its duration, if any, has a timer of its own)."""

    node: str
    name: str
    template_name: str


@dataclass(frozen=True, slots=True)
class CreateClaim:
    """Make a PersistentVolumeClaim of ``spec.volumeClaimTemplates`` for a volume; ``name`` is the claim's own."""

    name: str
    volume: str
    template: JsonObject = field(hash=False)


@dataclass(frozen=True, slots=True)
class DeleteClaim:
    """Delete a claim that ``CreateClaim`` made."""

    name: str


@dataclass(frozen=True, slots=True)
class CreateDisruptionBudget:
    """Make the PodDisruptionBudget of the run's pods, called as the run is."""

    name: str
    spec: JsonObject = field(hash=False)


@dataclass(frozen=True, slots=True)
class DeleteDisruptionBudget:
    """Delete what ``CreateDisruptionBudget`` made."""

    name: str


@dataclass(frozen=True, slots=True)
class DeletePod:
    """Delete the pod of a node, which ended, at ``at_ms`` (``podGC``)."""

    node: str
    pod_name: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class KeepOutputs:
    """Write an entry of a memoization cache: a new one, or once more the one that a node took its outputs from."""

    config_map: str
    key: str
    node: str
    outputs: Json = field(hash=False)
    created_ms: int


@dataclass(frozen=True, slots=True)
class CollectArtifacts:
    """Delete output artifacts at ``at_ms``; ``artifacts``: ``<node id>/<artifact>`` of each."""

    strategy: str
    artifacts: tuple[str, ...]
    at_ms: int


@dataclass(frozen=True, slots=True)
class DeleteRun:
    """Delete the workflow object, and with it all that it owns, at ``at_ms`` (``ttlStrategy``)."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class FinishRun:
    """The run is over."""

    phase: str
    message: str


CleanUp: TypeAlias = (
    CreateClaim
    | DeleteClaim
    | CreateDisruptionBudget
    | DeleteDisruptionBudget
    | DeletePod
    | CollectArtifacts
    | DeleteRun
)
Command: TypeAlias = (
    StartPod
    | StopPod
    | ApplyResource
    | SendTask
    | SetTimer
    | DropTimer
    | AwaitResume
    | KeepOutputs
    | CleanUp
    | FinishRun
)

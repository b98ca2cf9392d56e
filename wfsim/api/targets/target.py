"""What can be asked of a target, whichever it is.

In: nothing. Out: the protocol ``Target`` and what goes in and out of it. Runs go in and out as Workflow objects
(plain JSON data); what is impossible is a ``Problem`` in Argo's words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from wfsim.record.store.stored import Query, Summary
from wfsim.spec.model import JsonObject, Kind
from wfsim.text import Source

LATEST: Final = "@latest"

# How Argo's command line may write the kind of an object that something is submitted from.
KINDS: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(("workflow", "workflows", "wf"), Kind.WORKFLOW),
    **dict.fromkeys(("workflowtemplate", "workflowtemplates", "wftmpl"), Kind.WORKFLOW_TEMPLATE),
    **dict.fromkeys(
        ("clusterworkflowtemplate", "clusterworkflowtemplates", "clusterwftmpl", "cwft"), Kind.CLUSTER_WORKFLOW_TEMPLATE
    ),
    **dict.fromkeys(("cronworkflow", "cronworkflows", "cronwf", "cwf"), Kind.CRON_WORKFLOW),
}


@dataclass(frozen=True, slots=True)
class Submission:
    """What is to be run: the Workflows of ``sources``, or what ``origin`` (``kind/name``) names.

    ``dry_run`` creates nothing; nor does ``judged``, but the target says what it would create. ``mocks`` and ``seed``
    are for simulated runs; without a seed it is the first one whose generated name is free.
    """

    sources: tuple[Source, ...] = ()
    origin: str = ""
    namespace: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    entrypoint: str = ""
    name: str = ""
    generate_name: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    service_account: str = ""
    priority: int | None = None
    dry_run: bool = False
    judged: bool = False
    mocks: Source | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Again:
    """How a run is retried or resubmitted. ``mocks``: other ones from now on (of simulated runs)."""

    parameters: Mapping[str, str] = field(default_factory=dict)
    restart_successful: bool = False
    selector: str = ""
    memoized: bool = False
    priority: int | None = None
    mocks: Source | None = None


@dataclass(frozen=True, slots=True)
class NodeChange:
    """What ``node set`` changes on the nodes of a selector."""

    selector: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    message: str = ""
    phase: str = ""


@dataclass(frozen=True, slots=True)
class LogQuery:
    """Which lines are wanted. ``pod``: a pod, or the path of a step; ``container``: empty for main, or all of a set."""

    pod: str = ""
    container: str = ""
    follow: bool = False


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of a container, and when it was written."""

    pod: str
    container: str
    at_ms: int
    text: str


class Target(Protocol):
    """One place where runs live. ``namespace`` is never empty but in a ``Query``, where it means all."""

    @property
    def name(self) -> str:
        """``sim``, ``kube`` or ``argo``."""

    @property
    def namespace(self) -> str:
        """What counts where nobody names one."""

    def submit(self, submission: Submission) -> tuple[JsonObject, ...]: ...

    def list(self, query: Query) -> tuple[Summary, ...]: ...

    def get(self, namespace: str, name: str) -> JsonObject:
        """The run of a name; ``@latest`` is the one created last."""

    def of_uid(self, uid: str) -> JsonObject: ...

    def watch(self, namespace: str, name: str) -> Iterator[JsonObject]:
        """The run as it is, and as it is after each change, until it ended."""

    def logs(self, namespace: str, name: str, query: LogQuery) -> Iterator[LogLine]:
        """Lines of all pods, in the order of their instants. ``name``: a run, or the pod of one."""

    def delete(self, namespace: str, name: str) -> None: ...

    def forget(self, uid: str) -> None:
        """Delete a run from the archive."""

    def stop(self, namespace: str, name: str, selector: str = "", message: str = "") -> JsonObject: ...

    def terminate(self, namespace: str, name: str) -> JsonObject: ...

    def suspend(self, namespace: str, name: str) -> JsonObject: ...

    def resume(self, namespace: str, name: str, selector: str = "") -> JsonObject: ...

    def retry(self, namespace: str, name: str, again: Again) -> JsonObject: ...

    def resubmit(self, namespace: str, name: str, again: Again) -> JsonObject: ...

    def set_node(self, namespace: str, name: str, change: NodeChange) -> JsonObject: ...

    def objects(self, kind: Kind, namespace: str) -> tuple[JsonObject, ...]:
        """Templates or CronWorkflows; of all namespaces where none is named."""

    def object(self, kind: Kind, namespace: str, name: str) -> JsonObject: ...

    def create(self, kind: Kind, namespace: str, sources: tuple[Source, ...]) -> tuple[JsonObject, ...]: ...

    def update(self, kind: Kind, namespace: str, sources: tuple[Source, ...]) -> tuple[JsonObject, ...]: ...

    def remove(self, kind: Kind, namespace: str, name: str) -> None: ...

    def suspend_cron(self, namespace: str, name: str, suspended: bool) -> JsonObject: ...

    def close(self) -> None: ...

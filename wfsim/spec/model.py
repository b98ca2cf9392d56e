"""Argo's objects as immutable records, with Argo's names.

In: nothing (pure data, built by ``spec.build`` from normalised JSON data). Out: what every layer above reads.

Every object carries ``path``, its place in its document: ``document.span(path)`` underlines it. The engine builds the
same classes from substituted templates with the original's path, so that even a run knows the place it speaks of.
``data`` is the normalised JSON of the object: unknown fields dropped, AnyString fields as text.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from wfsim.spec.lookup import first
from wfsim.text.records import NamedTuple
from wfsim.yamlio.nodes import Document, Json, Path

JsonObject = Mapping[str, Json]
NOTHING: Mapping[str, Any] = MappingProxyType({})


class Kind(StrEnum):
    """The kinds of Argo's group that hold a workflow."""

    WORKFLOW = "Workflow"
    WORKFLOW_TEMPLATE = "WorkflowTemplate"
    CLUSTER_WORKFLOW_TEMPLATE = "ClusterWorkflowTemplate"
    CRON_WORKFLOW = "CronWorkflow"


class TemplateKind(StrEnum):
    """What a template is; the value is the field that makes it one. The order is Argo's order of dispatch."""

    CONTAINER = "container"
    CONTAINER_SET = "containerSet"
    STEPS = "steps"
    DAG = "dag"
    SCRIPT = "script"
    RESOURCE = "resource"
    DATA = "data"
    SUSPEND = "suspend"
    HTTP = "http"
    PLUGIN = "plugin"

    @property
    def is_pod(self) -> bool:
        """Whether Argo starts a pod of its own for it."""
        return self in _PODS

    @property
    def is_leaf(self) -> bool:
        """Everything but steps and dag."""
        return self not in (TemplateKind.STEPS, TemplateKind.DAG)


_PODS = frozenset(
    (TemplateKind.CONTAINER, TemplateKind.CONTAINER_SET, TemplateKind.SCRIPT, TemplateKind.RESOURCE, TemplateKind.DATA)
)


class KeyRef(NamedTuple):
    """A key of a ConfigMap."""

    name: str
    key: str
    optional: bool = False


class ValueFrom(NamedTuple):
    """Where a parameter's value comes from; absent sources are None (``default`` too)."""

    path: str | None = None
    parameter: str | None = None
    expression: str | None = None
    json_path: str | None = None
    jq_filter: str | None = None
    event: str | None = None
    config_map_key_ref: KeyRef | None = None
    supplied: bool = False
    default: str | None = None
    data: JsonObject = NOTHING


class Parameter(NamedTuple):
    """A parameter of arguments, inputs or outputs. ``value`` and ``default`` are text or absent."""

    name: str
    value: str | None = None
    default: str | None = None
    value_from: ValueFrom | None = None
    enum: tuple[str, ...] | None = None
    global_name: str = ""
    description: str = ""
    path: Path = ()


class Artifact(NamedTuple):
    """An artifact of arguments, inputs or outputs; ``data`` holds its location (``s3``, ``raw``, ``git`` …)."""

    name: str
    artifact_path: str = ""
    from_: str = ""
    from_expression: str = ""
    sub_path: str = ""
    optional: bool = False
    global_name: str = ""
    data: JsonObject = NOTHING
    path: Path = ()

    @property
    def location(self) -> str:
        """The field that holds the location (``s3``, ``git``, ``raw`` …), or empty."""
        return next((kind for kind in LOCATIONS if kind in self.data), "")

    @property
    def key(self) -> str:
        """The key of an S3-like location (also a bare ``s3: {key: …}``), or empty."""
        body = self.data.get(self.location)
        key = body.get("key") if isinstance(body, Mapping) else None
        return key if isinstance(key, str) else ""


LOCATIONS = ("s3", "git", "http", "artifactory", "hdfs", "raw", "oss", "gcs", "azure", "plugin")


class Arguments(NamedTuple):
    """Parameters and artifacts of a call, of ``inputs`` or of ``outputs``, in order of writing."""

    parameters: tuple[Parameter, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    path: Path = ()

    def parameter(self, name: str) -> Parameter | None:
        return next((p for p in self.parameters if p.name == name), None)

    def artifact(self, name: str) -> Artifact | None:
        return next((a for a in self.artifacts if a.name == name), None)


class TemplateRef(NamedTuple):
    """A template of another object."""

    name: str = ""
    template: str = ""
    cluster_scope: bool = False


class Sequence:
    """``withSequence``; numbers as text since tags may stand in them. No tuple: ``count`` is a method of those."""

    __slots__ = ("count", "end", "format", "start")

    def __init__(
        self, count: str | None = None, start: str | None = None, end: str | None = None, format: str = ""
    ) -> None:
        self.count: Final = count
        self.start: Final = start
        self.end: Final = end
        self.format: Final = format


class Hook(NamedTuple):
    """A lifecycle hook; ``exit`` is the exit handler."""

    name: str
    template: str = ""
    template_ref: TemplateRef | None = None
    arguments: Arguments = Arguments()
    expression: str = ""
    data: JsonObject = NOTHING
    path: Path = ()


class Call(NamedTuple):
    """A step or a task: one place that calls a template."""

    name: str = ""
    template: str = ""
    template_ref: TemplateRef | None = None
    inline: Template | None = None
    arguments: Arguments = Arguments()
    when: str = ""
    with_items: tuple[Json, ...] = ()
    with_param: str = ""
    with_sequence: Sequence | None = None
    continue_on_error: bool = False
    continue_on_failed: bool = False
    on_exit: str = ""
    hooks: tuple[Hook, ...] = ()
    depends: str = ""  # tasks only, like dependencies
    dependencies: tuple[str, ...] = ()
    data: JsonObject = NOTHING
    path: Path = ()

    @property
    def loops(self) -> bool:
        """Whether the call expands; an empty ``withItems`` is none."""
        return bool(self.with_items) or bool(self.with_param) or self.with_sequence is not None

    def hook(self, name: str) -> Hook | None:
        return next((h for h in self.hooks if h.name == name), None)


class Backoff(NamedTuple):
    """Waits between attempts; all as text (Go durations, whole seconds, tags)."""

    duration: str = ""
    factor: str = ""
    max_duration: str = ""
    cap: str = ""


class RetryStrategy(NamedTuple):
    """``limit`` is the number of extra attempts, None for no limit."""

    limit: str | None = None
    retry_policy: str = ""
    expression: str = ""
    backoff: Backoff | None = None
    data: JsonObject = NOTHING
    path: Path = ()


class Dag(NamedTuple):
    """The body of a dag template."""

    tasks: tuple[Call, ...] = ()
    target: str = ""
    fail_fast: bool = True
    path: Path = ()

    def task(self, name: str) -> Call | None:
        return first(self.tasks, name)


class Lock(NamedTuple):
    """A mutex, whose name it has, or a semaphore. ``database``: the mutex is kept in Argo's database."""

    mutex: str = ""
    namespace: str = ""
    config_map: KeyRef | None = None
    database_key: str = ""
    database: bool = False


class Memoize(NamedTuple):
    """Memoization of a template in a ConfigMap."""

    key: str
    max_age: str = ""
    config_map: str = ""


class Template(NamedTuple):
    """A template. ``kinds`` are the bodies it has (exactly one in a valid spec), ``kind`` the one that Argo runs."""

    name: str = ""
    kinds: tuple[TemplateKind, ...] = ()
    inputs: Arguments = Arguments()
    outputs: Arguments = Arguments()
    steps: tuple[tuple[Call, ...], ...] = ()
    dag: Dag | None = None
    retry_strategy: RetryStrategy | None = None
    daemon: bool = False
    fail_fast: bool = False
    parallelism: int | None = None
    timeout: str = ""
    pending_timeout: str = ""
    active_deadline_seconds: str | None = None
    locks: tuple[Lock, ...] = ()
    memoize: Memoize | None = None
    data: JsonObject = NOTHING
    path: Path = ()

    @property
    def kind(self) -> TemplateKind | None:
        return self.kinds[0] if self.kinds else None

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every step or task, in order of writing."""
        if self.dag is not None:
            return self.dag.tasks
        return tuple(step for group in self.steps for step in group)

    def body(self) -> JsonObject:
        """The JSON object of the template's kind (``container``, ``script``, ``resource`` …); empty for steps."""
        found = self.data.get(self.kind) if self.kind else None
        return found if isinstance(found, Mapping) else {}


class WorkflowSpec(NamedTuple):
    """The ``spec`` of a Workflow, of both templates, and ``spec.workflowSpec`` of a CronWorkflow."""

    entrypoint: str = ""
    arguments: Arguments = Arguments()
    templates: tuple[Template, ...] = ()
    on_exit: str = ""
    hooks: tuple[Hook, ...] = ()
    workflow_template_ref: TemplateRef | None = None
    template_defaults: JsonObject = NOTHING
    retry_strategy: RetryStrategy | None = None
    parallelism: int | None = None
    active_deadline_seconds: int | None = None
    priority: int | None = None
    suspend: bool = False
    service_account_name: str = ""
    locks: tuple[Lock, ...] = ()
    data: JsonObject = NOTHING
    path: Path = ()

    def template(self, name: str) -> Template | None:
        return first(self.templates, name)

    def hook(self, name: str) -> Hook | None:
        return next((h for h in self.hooks if h.name == name), None)


class Cron(NamedTuple):
    """What a CronWorkflow has beside its workflow."""

    schedules: tuple[str, ...] = ()
    timezone: str = ""
    concurrency_policy: str = ""
    starting_deadline_seconds: int | None = None
    suspend: bool = False
    when: str = ""
    stop_expression: str = ""
    successful_limit: int = 3  # how many of those that ended are kept
    failed_limit: int = 1


class Resource(NamedTuple):
    """One object of Argo's group: its kind, its metadata and its spec."""

    kind: Kind
    name: str
    spec: WorkflowSpec
    document: Document
    generate_name: str = ""
    namespace: str = ""
    labels: Mapping[str, str] = NOTHING
    annotations: Mapping[str, str] = NOTHING
    cron: Cron | None = None
    data: JsonObject = NOTHING  # the whole normalised object

    @property
    def display_name(self) -> str:
        """What people call it: name, else generateName, else its kind."""
        return self.name or self.generate_name or self.kind.value

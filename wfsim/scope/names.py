"""The names that Argo's validator has in scope at a place.

In: model objects. Out: ``Names`` for ``validity``, which judges tags by it, and for ``checks``. A name is known by its
exact text; ``CHECKED`` and ``LET_THROUGH`` say which tags are looked at at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from wfsim.spec.ancestors import Ancestors
from wfsim.spec.model import Artifact, Call, Parameter, Template, TemplateKind

# Tags that begin otherwise are for somebody else, as far as Argo's validator is concerned.
CHECKED = ("item.", "steps.", "inputs.", "outputs.", "pod.", "workflow.", "tasks.")
# Known only later, so whatever begins like this passes.
LET_THROUGH = (
    "outputs.",
    "workflow.creationTimestamp",
    "workflow.scheduledTime",
    "workflow.duration",
    "tasks.name",
    "steps.name",
)
GLOBAL_OUTPUTS = "workflow.outputs."

_PRINTS = frozenset(
    (TemplateKind.CONTAINER, TemplateKind.SCRIPT, TemplateKind.DATA, TemplateKind.HTTP, TemplateKind.PLUGIN)
)


class Statuses:
    """``tasks.T.status`` of the tasks that have ended."""

    __slots__ = ("_ended",)

    def __init__(self, ended: Ancestors) -> None:
        self._ended = ended

    def __contains__(self, name: str) -> bool:
        root, _, rest = name.partition(".")
        task, dot, member = rest.rpartition(".")
        return root == "tasks" and bool(dot) and member == "status" and task in self._ended

    def __iter__(self) -> Iterator[str]:
        return (f"tasks.{name}.status" for name in self._ended)


class Names:
    """Exact names and beginnings of names, on top of a parent's."""

    __slots__ = ("_exact", "_late", "_parent", "_prefixes", "_unsure")

    def __init__(self, names: Iterable[str] = (), parent: Names | None = None) -> None:
        self._exact = set(names)
        self._prefixes: set[str] = set()
        self._unsure: set[str] = set()
        self._late: list[Statuses] = []
        self._parent = parent

    def add(self, names: Iterable[str]) -> None:
        self._exact.update(names)

    def include(self, names: Statuses) -> None:
        """Names that are looked up when somebody asks."""
        self._late.append(names)

    def allow(self, prefix: str) -> None:
        """From now on every name that begins like this is known."""
        self._prefixes.add(prefix)

    def doubt(self, name: str) -> None:
        """A name that a run would know, but that Argo refuses all the same; with a dot at its end, all below it."""
        self._unsure.add(name)

    def in_doubt(self, name: str) -> bool:
        here: Names | None = self
        while here is not None:
            if any(name == one or (one.endswith(".") and name.startswith(one)) for one in here._unsure):
                return True
            here = here._parent
        return False

    def child(self, names: Iterable[str] = ()) -> Names:
        """These names and more; what is added to the child stays there."""
        return Names(names, self)

    def __contains__(self, name: str) -> bool:
        here: Names | None = self
        while here is not None:
            if name in here._exact or any(name.startswith(prefix) for prefix in here._prefixes):
                return True
            if here._late and any(name in late for late in here._late):
                return True
            here = here._parent
        return False

    def under(self, root: str) -> list[str]:
        """The exact names that begin with ``root`` and a dot, sorted."""
        found: set[str] = set()
        here: Names | None = self
        while here is not None:
            found.update(name for name in (*here._exact, *chain(*here._late)) if name.startswith(f"{root}."))
            here = here._parent
        return sorted(found)


def prints(template: Template) -> bool:
    """Whether a result and an exit code can be read of it."""
    if template.kind is TemplateKind.CONTAINER_SET:
        containers = template.body().get("containers")
        return isinstance(containers, list) and any(
            isinstance(one, Mapping) and one.get("name") == "main" for one in containers
        )
    return template.kind in _PRINTS


def of_inputs(template: Template) -> Iterator[str]:
    """``inputs.…`` of a template; artifact paths only where there is a pod to have them."""
    yield "inputs.parameters"
    for parameter in template.inputs.parameters:
        if parameter.name:
            yield f"inputs.parameters.{parameter.name}"
    has_paths = template.kind is not None and template.kind.is_leaf and template.kind is not TemplateKind.SUSPEND
    for artifact in template.inputs.artifacts:
        if artifact.name:
            yield f"inputs.artifacts.{artifact.name}"
            if has_paths:
                yield f"inputs.artifacts.{artifact.name}.path"
    if template.kind is not None and template.kind.is_pod:
        yield "pod.name"


def of_call(prefix: str, call: Call, template: Template | None) -> Iterator[str]:
    """``steps.S.…`` or ``tasks.T.…`` without the status; ``template`` is None where it is known only at run time."""
    for member in ("id", "startedAt", "finishedAt", "hostNodeName"):
        yield f"{prefix}.{member}"
    if template is None:
        return
    if template.daemon:
        yield f"{prefix}.ip"
    lists = bool(call.with_items) or bool(call.with_param)
    if prints(template) or (lists and template.kind in (TemplateKind.SCRIPT, TemplateKind.CONTAINER_SET)):
        yield f"{prefix}.outputs.result"
        yield f"{prefix}.exitCode"
    if lists:
        yield f"{prefix}.outputs.parameters"
    for parameter in template.outputs.parameters:
        yield f"{prefix}.outputs.parameters.{parameter.name}"
    for artifact in template.outputs.artifacts:
        yield f"{prefix}.outputs.artifacts.{artifact.name}"


def of_items(call: Call) -> Iterator[str]:
    """``item.…`` of a loop over ``withItems``. Of ``withParam`` any member may be; of a sequence, none."""
    for item in call.with_items:
        if isinstance(item, Mapping):
            yield from (f"item.{key}" for key in item)
        elif isinstance(item, list):
            yield from (f"item.[{index}]" for index in range(len(item)))


def global_outputs(template: Template) -> Iterator[tuple[str, Parameter | Artifact]]:
    """The variables that a template's ``globalName`` make, with the output that has it."""
    for parameter in template.outputs.parameters:
        if parameter.global_name:
            yield f"{GLOBAL_OUTPUTS}parameters.{parameter.global_name}", parameter
    for artifact in template.outputs.artifacts:
        if artifact.global_name:
            yield f"{GLOBAL_OUTPUTS}artifacts.{artifact.global_name}", artifact

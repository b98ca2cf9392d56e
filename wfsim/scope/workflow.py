"""The global variables of one object: ``workflow.…``.

In: an object, and the one that its workflowTemplateRef names. Out: names with their values, None where only a run knows
the value. ``validity`` pastes the values into templates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wfsim.spec.model import Arguments, Kind, Resource, WorkflowSpec

_ALWAYS = (
    "name",
    "namespace",
    "uid",
    "serviceAccountName",
    "mainEntrypoint",
    "status",
    "duration",
    "creationTimestamp",
    "labels",
    "labels.json",
    "annotations",
    "annotations.json",
)
_FORMATS = ("s", "RFC3339", *"BbmAadHIMSYypZzL")
_FROM_CRON = {
    "labels": ("workflows.argoproj.io/cron-workflow",),
    "annotations": ("workflows.argoproj.io/scheduled-time",),
}


def arguments(spec: WorkflowSpec, referred: WorkflowSpec | None) -> Arguments:
    """A spec's arguments with those of the spec that it refers to; its own win, by name."""
    if referred is None:
        return spec.arguments
    own, more = spec.arguments, inherited(spec, referred)
    return Arguments(own.parameters + more.parameters, own.artifacts + more.artifacts, own.path)


def inherited(spec: WorkflowSpec, referred: WorkflowSpec) -> Arguments:
    """The arguments that only the spec referred to has."""
    parameters = {one.name for one in spec.arguments.parameters}
    artifacts = {one.name for one in spec.arguments.artifacts}
    theirs = referred.arguments
    return Arguments(
        tuple(one for one in theirs.parameters if one.name not in parameters),
        tuple(one for one in theirs.artifacts if one.name not in artifacts),
        theirs.path,
    )


def variables(resource: Resource, merged: Arguments, referred: WorkflowSpec | None) -> dict[str, str | None]:
    """``workflow.…`` of an object with its merged arguments."""
    found: dict[str, str | None] = {f"workflow.{name}": None for name in _ALWAYS}
    found.update({f"workflow.creationTimestamp.{name}": None for name in _FORMATS})
    if merged.parameters:
        found |= {"workflow.parameters": None, "workflow.parameters.json": None}
    for parameter in merged.parameters:
        if parameter.name:
            found[f"workflow.parameters.{parameter.name}"] = parameter.value
    for what in ("labels", "annotations"):
        found.update({f"workflow.{what}.{key}": None for key in _metadata(resource, referred, what)})
    if resource.spec.priority is not None:
        found["workflow.priority"] = str(resource.spec.priority)
    return found


def _metadata(resource: Resource, referred: WorkflowSpec | None, what: str) -> Iterator[str]:
    """The keys that the workflow's labels or annotations will have."""
    if resource.kind is Kind.CRON_WORKFLOW:
        yield from _FROM_CRON[what]
        specs = [resource.data.get("spec"), resource.spec.data]
    else:
        yield from resource.labels if what == "labels" else resource.annotations
        specs = [resource.spec.data]
    if referred is not None:
        specs.append(referred.data)
    for spec in specs:
        metadata = spec.get("workflowMetadata") if isinstance(spec, Mapping) else None
        for field in (what, f"{what}From"):
            keys = metadata.get(field) if isinstance(metadata, Mapping) else None
            yield from keys if isinstance(keys, Mapping) else ()

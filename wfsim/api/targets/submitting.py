"""What ``submit`` makes of an object: the Workflow that is created, with everything that was given.

In: a resource of the files and a ``Submission``. Out: the Workflow object without a status. Used by every target.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from wfsim.api import choosing
from wfsim.api.problem import Problem
from wfsim.api.targets.target import KINDS, Submission
from wfsim.spec.model import JsonObject, Kind, Resource
from wfsim.spec.workspace import Workspace
from wfsim.text import Severity
from wfsim.yamlio.nodes import Json

API_VERSION: Final = "argoproj.io/v1alpha1"
# What tells of a Workflow which object it was submitted from.
LABELS: Final[Mapping[Kind, str]] = {
    Kind.WORKFLOW_TEMPLATE: "workflows.argoproj.io/workflow-template",
    Kind.CLUSTER_WORKFLOW_TEMPLATE: "workflows.argoproj.io/cluster-workflow-template",
    Kind.CRON_WORKFLOW: "workflows.argoproj.io/cron-workflow",
}
_KEPT_BY: Final[Mapping[Kind, str]] = {
    Kind.WORKFLOW_TEMPLATE: "template",
    Kind.CLUSTER_WORKFLOW_TEMPLATE: "cluster-template",
    Kind.CRON_WORKFLOW: "cron",
}


def workflows(workspace: Workspace, names: frozenset[str]) -> tuple[Resource, ...]:
    """The Workflows of the sources of these names. Problem where there is none, or one that no cluster takes."""
    found = [one for one in workspace.resources if one.kind is Kind.WORKFLOW and one.document.source.name in names]
    if not found:
        errors = [one for one in workspace.findings if one.severity is Severity.ERROR]
        raise Problem("No Workflow found in given files" + _way_out(workspace, names), errors)
    for one in found:
        if not workspace.judged(one):
            source = one.document.source
            wrong = [each for each in workspace.findings if each.at.source is source]
            raise Problem(f"{one.display_name} cannot be submitted", [e for e in wrong if e.severity is Severity.ERROR])
    return tuple(found)


def _way_out(workspace: Workspace, names: frozenset[str]) -> str:
    """How what is there instead can be submitted."""
    for one in workspace.resources:
        if one.kind in _KEPT_BY and one.name and one.document.source.name in names:
            create = f"wfsim {_KEPT_BY[one.kind]} create {one.document.source.name}"
            submit = f"wfsim submit --from {one.kind.value.lower()}/{one.name}"
            return f", but a {one.kind.value}: '{create}' keeps it, '{submit}' runs it"
    return ""


def origin(text: str) -> tuple[Kind, str]:
    """Kind and name of ``--from``. Problem in Argo's words where it is something else."""
    word, sign, name = text.partition("/")
    if not sign:
        what = f"resource identifier '{text}' is malformed. Should be `kind/name`, e.g. cronwf/hello-world-cwf"
        raise Problem(what, ())
    kind = KINDS.get(word.lower())
    if kind is None:
        raise Problem(f"Resource kind '{word}' is not supported with --from", ())
    return kind, name


def submitted(resource: Resource, submission: Submission) -> dict[str, Json]:
    """The Workflow object that is created; its name is still to be decided where it is generated."""
    workflow = choosing.as_workflow(resource)
    spec = dict(workflow.spec.data)
    if submission.parameters:
        spec["arguments"] = with_arguments(spec.get("arguments"), submission.parameters)
    if submission.entrypoint:
        spec["entrypoint"] = submission.entrypoint
    if submission.service_account:
        spec["serviceAccountName"] = submission.service_account
    if submission.priority is not None:
        spec["priority"] = submission.priority
    return {
        "apiVersion": API_VERSION,
        "kind": "Workflow",
        "metadata": _metadata(workflow, submission),
        "spec": spec,
    }


def _metadata(workflow: Resource, submission: Submission) -> dict[str, Json]:
    found: dict[str, Json] = {}
    if submission.name:
        found["name"] = submission.name
    elif submission.generate_name:
        found["generateName"] = submission.generate_name
    else:
        key, value = ("name", workflow.name) if workflow.name else ("generateName", workflow.generate_name)
        found[key] = value or "workflow-"
    found["namespace"] = workflow.namespace or submission.namespace
    for key, texts in (
        ("labels", {**workflow.labels, **submission.labels}),
        ("annotations", dict(workflow.annotations)),
    ):
        if texts:
            found[key] = dict(texts)
    return found


def with_arguments(given: Json, parameters: Mapping[str, str]) -> dict[str, Json]:
    """Overrides first, as Argo puts them, then what they leave; what an override declares beside its value stays."""
    arguments = dict(given) if isinstance(given, dict) else {}
    listed = arguments.get("parameters")
    rows = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    declared = {one.get("name"): one for one in rows}
    first: list[Json] = [
        {
            **{key: each for key, each in declared.get(name, {}).items() if key != "valueFrom"},
            "name": name,
            "value": value,
        }
        for name, value in parameters.items()
    ]
    return {**arguments, "parameters": first + [one for one in rows if one.get("name") not in parameters]}


def from_run(run: JsonObject) -> dict[str, Json]:
    """The object of a run as a new Workflow: ``submit --from workflow/NAME``."""
    old = metadata(run)
    spec = run.get("spec")
    kept = {key: value for key, value in spec.items() if key != "shutdown"} if isinstance(spec, Mapping) else {}
    if kept.get("workflowTemplateRef"):
        kept.pop("templates", None)  # they are the named template's
    labels = old.get("labels")
    own = {key: value for key, value in labels.items() if "argoproj.io/" not in key} if isinstance(labels, dict) else {}
    name: dict[str, Json] = {"generateName": old.get("generateName") or f"{old.get('name')}-"}
    if own:
        name["labels"] = own
    return {"apiVersion": API_VERSION, "kind": "Workflow", "metadata": name, "spec": kept}


def seeds(seed: int | None) -> Iterator[int]:
    """The numbers that generated names are made of: the seed first, then others that follow from it."""
    number = 0
    while True:
        yield number if seed is None else seed * 1_000_003 + number if number else seed
        number += 1


def metadata(data: JsonObject) -> dict[str, Json]:
    """The metadata of an object."""
    found = data.get("metadata")
    return dict(found) if isinstance(found, dict) else {}


def names(data: JsonObject) -> tuple[str, str, str]:
    """Namespace, generateName and name of an object."""
    found = metadata(data)
    return tuple(str(found.get(key) or "") for key in ("namespace", "generateName", "name"))  # type: ignore[return-value]


def kept_sources(workspace: Workspace) -> tuple[tuple[str, str], ...]:
    """The files that a run may need later: all that hold anything but Workflows."""
    workflows = {id(one.document) for one in workspace.resources if one.kind is Kind.WORKFLOW}
    needed = {one.source.name: one.source.text for one in workspace.documents if id(one) not in workflows}
    return tuple(needed.items())

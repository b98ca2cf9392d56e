"""Which object runs, under which name, with which parameters.

In: a workspace and what the user asked for. Out: a Workflow resource ready for ``engine.definitions.define``. Misuse
where what was asked for is not there. Called by ``simulation`` and by the verbs that look at one workflow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256

from wfsim.api.problem import Misuse, Problem
from wfsim.spec import build
from wfsim.spec.merge import merged
from wfsim.spec.model import Kind, Resource, TemplateRef, WorkflowSpec
from wfsim.spec.spelling import nearest
from wfsim.spec.workspace import Workspace
from wfsim.text import Severity
from wfsim.yamlio.nodes import Json

_ALPHABET = "bcdfghjklmnpqrstvwxz2456789"  # what Kubernetes makes generated names of
_NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_LONGEST = 63
_LIBRARY = (Kind.WORKFLOW_TEMPLATE, Kind.CLUSTER_WORKFLOW_TEMPLATE)


def choose(workspace: Workspace, wanted: str = "") -> Resource:
    """The object of this name; without one the only Workflow, else the only CronWorkflow, else the only template."""
    if wanted:
        return _named(workspace, wanted)
    for kinds in ((Kind.WORKFLOW,), (Kind.CRON_WORKFLOW,), _LIBRARY):
        found = [one for one in workspace.resources if one.kind in kinds]
        if len(found) == 1:
            return _usable(found[0], workspace)
        if found:
            names = ", ".join(one.display_name for one in found)
            raise Misuse(f"there are {len(found)} objects that could run: {names}; say which with --workflow NAME")
    errors = [one for one in workspace.findings if one.severity is Severity.ERROR]
    raise Problem("there is no workflow that could run", errors)


def _named(workspace: Workspace, wanted: str) -> Resource:
    for one in workspace.resources:
        if wanted in (one.name, one.generate_name, f"{one.kind}/{one.display_name}"):
            return _usable(one, workspace)
    names = [one.display_name for one in workspace.resources]
    raise Misuse(f"there is no workflow {wanted!r}{_instead(wanted, names)}")


def _usable(resource: Resource, workspace: Workspace) -> Resource:
    """The resource, if the cluster would take it at all."""
    if workspace.judged(resource):
        return resource
    source = resource.document.source
    wrong = [one for one in workspace.findings if one.at.source is source and one.severity is Severity.ERROR]
    raise Problem(f"{resource.display_name} cannot be submitted", wrong)


def _instead(word: str, known: Iterable[str]) -> str:
    """The way out of a name that does not exist."""
    known = [one for one in known if one]
    close = nearest(word, known)
    if close:
        return f"; did you mean {close!r}?"
    return f"; there is {', '.join(map(repr, known))}" if known else ""


def as_workflow(resource: Resource) -> Resource:
    """The Workflow that Argo makes of it: ``argo submit --from`` of a template, a firing CronWorkflow, or itself."""
    if resource.kind is Kind.WORKFLOW:
        return resource
    spec = resource.spec
    if resource.kind in _LIBRARY:
        cluster = resource.kind is Kind.CLUSTER_WORKFLOW_TEMPLATE
        reference: dict[str, Json] = {"name": resource.name, **({"clusterScope": True} if cluster else {})}
        data: dict[str, Json] = {"workflowTemplateRef": reference}
        ref = TemplateRef(resource.name, "", cluster)
        spec = WorkflowSpec(workflow_template_ref=ref, data=data, path=("spec",))
    made: dict[str, Json] = {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "spec": dict(spec.data)}
    return resource._replace(
        kind=Kind.WORKFLOW, name="", generate_name=f"{resource.name}-", spec=spec, cron=None, data=made
    )


def run_name(resource: Resource, asked: str, seed: int) -> str:
    """The name of a run: as asked, else the object's, else its generateName with a suffix that the seed decides."""
    if asked:
        if len(asked) > _LONGEST or not _NAME.fullmatch(asked):
            wanted = f"lower-case letters, digits, - and . between them, at most {_LONGEST} characters"
            raise Misuse(f"{asked!r} is no name that Kubernetes takes: {wanted}")
        return asked
    if resource.name:
        return resource.name
    return (resource.generate_name or "workflow-") + suffix(seed)


def suffix(seed: int) -> str:
    """Five characters as Kubernetes appends them to generateName."""
    number = int.from_bytes(sha256(f"name\0{seed}".encode()).digest(), "big")
    return "".join(_ALPHABET[number // len(_ALPHABET) ** place % len(_ALPHABET)] for place in range(5))


def check_parameters(resource: Resource, workspace: Workspace, given: Mapping[str, str]) -> None:
    """Misuse for a parameter that the workflow does not declare (Argo takes it without a word, and nothing reads it),
    and for a value that its ``enum`` does not list."""
    declared = {one.name: one for one in merged(resource, workspace).spec.arguments.parameters}
    for name, value in given.items():
        if name not in declared:
            takes = _instead(name, declared) or "; it takes none"
            raise Misuse(f"{resource.display_name} has no parameter {name!r}{takes}")
        allowed = declared[name].enum
        if allowed and value not in allowed:
            raise Misuse(f"the parameter {name!r} is one of {', '.join(map(repr, allowed))}, not {value!r}")


def check_entrypoint(resource: Resource, workspace: Workspace, entrypoint: str) -> None:
    """Misuse for an entrypoint that is not there, or none where one is needed."""
    spec = merged(resource, workspace).spec
    names = [one.name for one in spec.templates]
    if entrypoint and entrypoint not in names:
        raise Misuse(f"{resource.display_name} has no template {entrypoint!r}{_instead(entrypoint, names)}")


def with_parameters(resource: Resource, parameters: Mapping[str, str], entrypoint: str = "") -> Resource:
    """The resource as it is once parameters and entrypoint were given at submit; what ``validity`` is to judge."""
    if not parameters and not entrypoint:
        return resource
    data = dict(resource.spec.data)
    arguments = data.get("arguments")
    body = dict(arguments) if isinstance(arguments, Mapping) else {}
    listed = body.get("parameters")
    entries = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    kept: list[Json] = [_given(one, parameters) for one in entries]
    names = {one.get("name") for one in entries}
    kept += [{"name": name, "value": value} for name, value in parameters.items() if name not in names]
    data["arguments"] = {**body, "parameters": kept}
    if entrypoint:
        data["entrypoint"] = entrypoint
    spec = build.workflow_spec(data, resource.spec.path)._replace(templates=resource.spec.templates)
    return resource._replace(spec=spec, data={**resource.data, "spec": data})


def _given(declared: dict[str, Json], parameters: Mapping[str, str]) -> Json:
    name = declared.get("name")
    if not isinstance(name, str) or name not in parameters:
        return declared
    return {**{key: value for key, value in declared.items() if key != "valueFrom"}, "value": parameters[name]}

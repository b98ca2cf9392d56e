"""What a run is a run of: the merged workflow, the templates it can reach, and what was given at submit.

In: a resource of the workspace and the user's overrides (``define``). Out: ``Definitions``, constant during the run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from wfsim.engine.errors import CallError
from wfsim.lang.forms import Form, form
from wfsim.lang.tags import OPENING
from wfsim.spec import build, merge
from wfsim.spec.model import Arguments, Call, JsonObject, Kind, Resource, Template, TemplateRef
from wfsim.spec.workspace import Workspace
from wfsim.yamlio.nodes import Json


@dataclass(frozen=True, slots=True)
class Resolved:
    """A template as it was found: with templateDefaults merged in, and the scope in which its own calls resolve.

    ``rest`` is the JSON text of the template without its inputs, ready to be substituted; ``form`` the same where
    it can be filled in without its text, and ``paths`` what it says of its own outputs' paths.
    """

    template: Template
    scope: str
    rest: str
    constant: bool  # no tag anywhere and no inputs: substitution changes nothing
    form: Form | None
    paths: Mapping[str, Json]
    silent: bool  # constant, and without expressions and handlers, too: nothing in it names anything


@dataclass(frozen=True)
class Definitions:
    """A workflow ready to run. ``parameters`` are the workflow's arguments, overrides first."""

    name: str
    workflow: Resource
    library: Mapping[tuple[str, str], Resource]  # ("namespaced" | "cluster", name) -> resource
    arguments: Arguments
    config_maps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    namespace: str = "default"
    creation_ms: int = 0
    pod_names: str = "v2"
    refusal: str = ""  # why the controller refuses to run it
    _resolved: dict[tuple[str, str, int], Resolved] = field(default_factory=dict, repr=False)
    _called: dict[tuple[str, str], Resolved] = field(default_factory=dict, repr=False)  # by scope and name

    @property
    def root_scope(self) -> str:
        """The scope of the workflow's own templates."""
        return "local/" if self.workflow.spec.workflow_template_ref else f"local/{self.name}"

    def resolve(self, call: Call, scope: str) -> Resolved:
        """The template that a call in a scope means. CallError with Argo's text where there is none."""
        if call.inline is not None:
            return self._prepared(call.inline, scope)
        if call.template_ref is not None:
            ref = call.template_ref
            kind = "cluster" if ref.cluster_scope else "namespaced"
            resource = self.library.get((kind, ref.name))
            if resource is None:
                what = "cluster workflow template" if ref.cluster_scope else "workflow template"
                raise CallError(f"{what} {ref.name} not found")
            found = resource.spec.template(ref.template)
            if found is None:
                raise CallError(f"template {ref.template} not found in workflow template {ref.name}")
            return self._prepared(found, f"{kind}/{ref.name}")
        known = self._called.get((scope, call.template))
        if known is None:
            found = self._holder(scope).spec.template(call.template)
            if found is None:
                raise CallError(f"template {call.template} not found")
            known = self._called[scope, call.template] = self._prepared(found, scope)
        return known

    def _holder(self, scope: str) -> Resource:
        kind, _, name = scope.partition("/")
        return self.workflow if kind == "local" else self.library[(kind, name)]

    def _prepared(self, template: Template, scope: str) -> Resolved:
        key = (scope, template.name, id(template))
        if (found := self._resolved.get(key)) is None:
            found = self._resolved[key] = prepare(template, scope, self.workflow.spec.template_defaults)
        return found


def prepare(template: Template, scope: str, defaults: JsonObject) -> Resolved:
    """A template with templateDefaults under it, and its text."""
    if defaults:
        template = build.template(merge.with_defaults(template.data, defaults), template.path)
    body = {key: value for key, value in template.data.items() if key != "inputs"}
    rest = dumped(body)
    inputs = template.inputs
    constant = "{{" not in rest and not inputs.parameters and not inputs.artifacts
    blank = None if constant or OPENING in dumped(template.data.get("inputs")) else form(json.loads(rest))
    silent = constant and _SPEAKS.search(rest) is None
    return Resolved(template, scope, rest, constant, blank, paths_of("outputs", body.get("outputs")), silent)


_SPEAKS = re.compile(r"""[eE]xpression|onExit|hooks|"parameter":|"from":""")


def paths_of(word: str, part: Json) -> dict[str, Json]:
    """The paths of inputs or outputs, by the names under which the template itself knows them."""
    found: dict[str, Json] = {}
    for one in objects(part, "artifacts"):
        if one.get("path"):
            found[f"{word}.artifacts.{one.get('name')}.path"] = one["path"]
    for one in objects(part, "parameters") if word == "outputs" else ():
        source = one.get("valueFrom")
        if isinstance(source, dict) and source.get("path"):
            found[f"outputs.parameters.{one.get('name')}.path"] = source["path"]
    return found


def objects(data: Json | None, field: str) -> list[dict[str, Json]]:
    """The objects of a list field."""
    found = data.get(field) if isinstance(data, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


dumped = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode  # compact, as texts are substituted


def define(
    resource: Resource,
    workspace: Workspace,
    *,
    name: str,
    parameters: Mapping[str, str] | None = None,
    entrypoint: str = "",
    namespace: str = "",
    creation_ms: int = 0,
    pod_names: str = "v2",
    refusal: str = "",
) -> Definitions:
    """``resource`` as it would run under ``name`` with the parameters given at submit.

    Overrides come first in the list of arguments, as ``argo submit -p`` puts them.
    """
    merged = merge.merged(resource, workspace)
    spec = merged.spec
    if entrypoint:
        spec = spec._replace(entrypoint=entrypoint)
    library = {
        ("cluster" if one.kind is Kind.CLUSTER_WORKFLOW_TEMPLATE else "namespaced", one.name): one
        for one in workspace.resources
        if one.kind in (Kind.WORKFLOW_TEMPLATE, Kind.CLUSTER_WORKFLOW_TEMPLATE)
    }
    return Definitions(
        name=name,
        workflow=merged._replace(spec=spec),
        library=library,
        arguments=overridden(spec.arguments, parameters or {}),
        config_maps=workspace.config_maps,
        namespace=namespace or resource.namespace or "default",
        creation_ms=creation_ms,
        pod_names=pod_names,
        refusal=refusal,
    )


def overridden(arguments: Arguments, overrides: Mapping[str, str]) -> Arguments:
    """Arguments with the overrides first, then what they leave."""
    first = tuple(build.parameter({"name": name, "value": value}, ()) for name, value in overrides.items())
    rest = tuple(one for one in arguments.parameters if one.name not in overrides)
    return arguments._replace(parameters=first + rest)


def entry_call(template: str) -> Call:
    """A call of a template of the workflow itself: the entrypoint or an exit handler."""
    return Call(template=template, template_ref=None)


def hook_call(template: str, ref: TemplateRef | None) -> Call:
    """The call that a hook makes."""
    return Call(template=template, template_ref=ref)

"""Merging: a workflow over the WorkflowTemplate it names, a template over ``templateDefaults``.

In: resources and normalised data. Out: the same kinds of things, merged as Argo's strategic merge does. The engine and
``validity`` call it: what runs is the merged spec. Mappings merge field by field, lists with a merge key entry by entry
(the upper ones first), everything else is the upper one's.
"""

from __future__ import annotations

from collections.abc import Mapping

from wfsim.spec import build
from wfsim.spec.model import JsonObject, Kind, Resource, Template, TemplateKind, WorkflowSpec
from wfsim.spec.workspace import Workspace
from wfsim.yamlio import Json

# The lists that merge by a key: field → key. All other lists are taken whole.
_KEYS = {
    **dict.fromkeys(("templates", "parameters", "artifacts", "volumes", "initContainers", "sidecars"), "name"),
    **dict.fromkeys(("tasks", "env", "imagePullSecrets"), "name"),
    "hostAliases": "ip",
    "tolerations": "key",
    "volumeMounts": "mountPath",
    "volumeDevices": "devicePath",
    "ports": "containerPort",
}


def referred(resource: Resource, workspace: Workspace) -> Resource | None:
    """The template that ``workflowTemplateRef`` names: of the same namespace if there is one, else of any."""
    ref = resource.spec.workflow_template_ref
    if ref is None:
        return None
    kind = Kind.CLUSTER_WORKFLOW_TEMPLATE if ref.cluster_scope else Kind.WORKFLOW_TEMPLATE
    return workspace.resource(kind, ref.name, resource.namespace) or workspace.resource(kind, ref.name)


def merged(resource: Resource, workspace: Workspace) -> Resource:
    """The resource as Argo runs it: its spec over that of the template it names; itself where it names none.

    Its templates keep the paths they have at home; ``home`` tells whose they are.
    """
    below = referred(resource, workspace)
    if below is None:
        return resource
    path = resource.spec.path
    data = _over(_with_own_values(resource.spec.data, below.spec.data), below.spec.data)
    hooks = {**_mapping(below.spec.data.get("hooks")), **_mapping(resource.spec.data.get("hooks"))}
    data |= {"suspend": resource.spec.suspend, **({"hooks": hooks} if hooks else {})}
    spec = build.workflow_spec(data, path)
    spec = spec._replace(templates=tuple(_at_home(one, resource.spec, below.spec) for one in spec.templates))
    return resource._replace(spec=spec, data=_placed(resource.data, path, data))


def home(resource: Resource, workspace: Workspace, template: str) -> Resource:
    """Whose document holds the template that a merged resource has under this name."""
    below = referred(resource, workspace)
    if below is not None and resource.spec.template(template) is None and below.spec.template(template) is not None:
        return below
    return resource


def with_defaults(template: JsonObject, defaults: JsonObject) -> dict[str, Json]:
    """A template's data over ``templateDefaults``; of the defaults' bodies only the one of the template's own kind."""
    own = next((kind for kind in TemplateKind if template.get(kind.value) is not None), None)
    data = _over(template, defaults)
    if own is not None:
        for kind in TemplateKind:
            if kind is not own and kind.value not in template:
                data.pop(kind.value, None)
    return data


def _at_home(template: Template, own: WorkflowSpec, below: WorkflowSpec) -> Template:
    """The template with the path it has in its own document."""
    for spec in (own, below):
        found = spec.template(template.name)
        if found is not None:
            return found if found.data == template.data else build.template(template.data, found.path)
    return template


def _with_own_values(spec: JsonObject, below: JsonObject) -> JsonObject:
    """The upper spec; where it gives an argument a value, the lower one's source must not shine through."""
    arguments = _mapping(spec.get("arguments"))
    own = arguments.get("parameters")
    if not isinstance(own, list):
        return spec
    lower = _named(_mapping(below.get("arguments")).get("parameters"))
    parameters: list[Json] = [_whole_source(one, lower) for one in own]
    return {**spec, "arguments": {**arguments, "parameters": parameters}}


def _whole_source(parameter: Json, lower: Mapping[str, JsonObject]) -> Json:
    """A parameter that says where its value comes from, as one that says the other source is absent."""
    if not isinstance(parameter, dict) or not ({"value", "valueFrom"} & parameter.keys()):
        return parameter
    other = lower.get(str(parameter.get("name")), {})
    return {**parameter, **{key: None for key in ("value", "valueFrom") if key in other and key not in parameter}}


def _over(upper: JsonObject, lower: JsonObject) -> dict[str, Json]:
    """``upper`` over ``lower``; an upper None takes a field away."""
    data: dict[str, Json] = {**lower}
    for key, value in upper.items():
        below = lower.get(key)
        if value is None:
            data.pop(key, None)
        elif isinstance(value, dict) and isinstance(below, dict):
            data[key] = _over(value, below)
        elif isinstance(value, list) and isinstance(below, list) and key in _KEYS:
            data[key] = _entries_over(value, below, _KEYS[key])
        else:
            data[key] = value
    return data


def _entries_over(upper: list[Json], lower: list[Json], key: str) -> list[Json]:
    """Entries merged by key: the upper list's in its order, then what only the lower one has."""
    below = {_key(one, key): one for one in lower}
    taken = {_key(one, key) for one in upper}
    data: list[Json] = []
    for one in upper:
        other = below.get(_key(one, key))
        data.append(_over(one, other if isinstance(other, dict) else {}) if isinstance(one, dict) else one)
    return data + [one for one in lower if _key(one, key) not in taken]


def _key(entry: Json, key: str) -> str:
    return str(entry.get(key)) if isinstance(entry, dict) else str(entry)


def _named(entries: Json) -> dict[str, JsonObject]:
    return {_key(one, "name"): one for one in entries if isinstance(one, dict)} if isinstance(entries, list) else {}


def _placed(data: JsonObject, path: tuple[str | int, ...], value: Json) -> JsonObject:
    """``data`` with ``value`` at a path of keys."""
    if not path:
        return value if isinstance(value, dict) else {}
    key = str(path[0])
    inside = _placed(_mapping(data.get(key)), path[1:], value) if path[1:] else value
    return {**data, key: inside if not isinstance(inside, Mapping) else dict(inside)}


def _mapping(value: Json | Mapping[str, Json]) -> JsonObject:
    return value if isinstance(value, Mapping) else {}

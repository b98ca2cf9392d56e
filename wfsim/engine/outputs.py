"""Nodes → variables, and variables → outputs.

In: nodes of a steps or dag template's children. Out: names of its scope (``steps.a.outputs.result`` …), the template's
own outputs, the workflow's global outputs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import takewhile
from typing import cast

from wfsim.engine import variables
from wfsim.engine.errors import CallError
from wfsim.engine.phases import NodeType, Phase
from wfsim.engine.run import Run
from wfsim.engine.scope import Scope
from wfsim.engine.state import NodeState
from wfsim.lang import expr, gotext
from wfsim.lang import template as templating
from wfsim.lang.errors import LangError
from wfsim.lang.govalues import Opaque, readable, valid
from wfsim.lang.values import MISSING
from wfsim.spec.model import Artifact, JsonObject, Template, ValueFrom
from wfsim.yamlio.nodes import Json


def named(outputs: Mapping[str, Json] | None, field: str) -> list[dict[str, Json]]:
    """The objects of ``parameters`` or ``artifacts`` in a node's outputs."""
    found = outputs.get(field) if outputs else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def add_node(run: Run, scope: Scope, prefix: str, node: NodeState) -> None:
    """What ``steps.<name>.`` or ``tasks.<name>.`` says of a node (of a retried one: of its last attempt)."""
    if node.type is NodeType.RETRY and not node.memo_hit:
        node = run.last_attempt(node) or node
    scope[f"{prefix}.id"] = node.id
    if node.started_ms is not None:
        scope[f"{prefix}.startedAt"] = variables.rfc3339(node.started_ms)
    if node.finished_ms is not None:
        scope[f"{prefix}.finishedAt"] = variables.rfc3339(node.finished_ms)
    for word, value in (("ip", node.pod_ip), ("status", node.phase.value), ("hostNodeName", node.host)):
        if value:
            scope[f"{prefix}.{word}"] = value
    add_outputs(scope, prefix, node.outputs)


def add_outputs(scope: Scope, prefix: str, outputs: Mapping[str, Json] | None) -> None:
    if not outputs:
        return
    for word in ("result", "exitCode"):
        if outputs.get(word) is not None:
            scope[f"{prefix}.{'outputs.result' if word == 'result' else word}"] = outputs[word]
    add_named_outputs(scope, prefix, outputs)


def add_named_outputs(scope: Scope, prefix: str, outputs: Mapping[str, Json] | None) -> None:
    """Output parameters that have a value, and artifacts."""
    for one in named(outputs, "parameters"):
        if "value" in one:
            scope[f"{prefix}.outputs.parameters.{one.get('name')}"] = one["value"]
    for one in named(outputs, "artifacts"):
        scope[f"{prefix}.outputs.artifacts.{one.get('name')}"] = one


def add_absent(scope: Scope, prefix: str, declared: Template | None, *, artifacts: bool) -> None:
    """The outputs that a node which never ran would have had: the default, else None."""
    if declared is None:
        return
    for one in declared.outputs.parameters:
        scope[f"{prefix}.outputs.parameters.{one.name}"] = one.value_from.default if one.value_from else None
    outputs = declared.data.get("outputs")
    if isinstance(outputs, dict) and "result" in outputs:
        scope[f"{prefix}.outputs.result"] = None
    if artifacts:
        for two in declared.outputs.artifacts:
            scope[f"{prefix}.outputs.artifacts.{two.name}"] = {}


def aggregate(scope: Scope, prefix: str, members: Iterable[NodeState]) -> None:
    """The outputs of a loop: lists over the members that succeeded. CallError where a result is not JSON."""
    results: list[str] = []
    rows: list[dict[str, str]] = []
    columns: dict[str, list[str]] = {}
    for node in members:
        if node.outputs is None or node.phase is not Phase.SUCCEEDED:
            continue
        row = {str(p["name"]): str(p.get("value", "")) for p in named(node.outputs, "parameters")}
        if row:
            rows.append(row)
        for name, value in row.items():
            columns.setdefault(name, []).append(value)
        if (result := node.outputs.get("result")) is not None:
            results.append(str(result))
    try:
        scope[f"{prefix}.outputs.result"] = gotext.aggregate_results(results)
    except LangError as error:
        raise CallError(error.message) from error
    scope[f"{prefix}.outputs.parameters"] = gotext.aggregate_members(rows)
    for name, values in columns.items():
        scope[f"{prefix}.outputs.parameters.{name}"] = gotext.aggregate_parameters(values)


# -- outputs of steps and dag templates -------------------------------------------------------------------------------


def of_template(template: Template, scope: Scope) -> dict[str, Json] | None:
    """The outputs of a steps or dag template from its scope; None where it has none."""
    parameters: list[Json] = []
    for one in template.outputs.parameters:
        if one.value_from is None:
            raise CallError("output parameters must have a valueFrom specified")
        data: dict[str, Json] = {"name": one.name, "value": _parameter(one.name, one.value_from, scope)}
        if one.global_name:
            data["globalName"] = one.global_name
        parameters.append(data)
    artifacts: list[Json] = []
    for two in template.outputs.artifacts:
        try:
            found = artifact(two, scope)
        except CallError as error:
            if two.optional:
                continue
            raise CallError(f"unable to resolve outputs from scope: {error.message}") from error
        if found is not None:
            artifacts.append(cast(Json, dict(found) | {"name": two.name} | _global_name(two)))
    outputs: dict[str, Json] = {}
    if parameters:
        outputs["parameters"] = parameters
    if artifacts:
        outputs["artifacts"] = artifacts
    return outputs or None


def _global_name(one: Artifact) -> dict[str, Json]:
    return {"globalName": one.global_name} if one.global_name else {}


def _parameter(name: str, source: ValueFrom, scope: Scope) -> str:
    """The value of an output parameter: what the reference or expression gives, else the default."""
    try:
        value = _resolved(name, source, scope)
    except (CallError, LangError) as error:
        if source.default is None:
            raise CallError(error.message) from error
        return source.default
    return valid(value if isinstance(value, str) else gotext.printed(value))


def _resolved(name: str, source: ValueFrom, scope: Scope) -> Json:
    if source.expression:
        value = expr.evaluate(source.expression, scope.everything())
        if value is None:
            raise CallError(f'failed to evaluate expression "{source.expression}"')
        return value
    value = variable(source.parameter or "", scope)
    if value is None:
        reference = (source.parameter or "").strip()
        raise CallError(
            f'output parameter "{name}": "{reference}" is an absent optional '
            "(skipped/omitted node output with no default)"
        )
    return value


def variable(reference: str, scope: Scope) -> Json:
    """What a ``{{name}}`` means in a scope. CallError where it means nothing.

    Argo takes the braces away where they are, and does not miss them where they are not. An expression that is still
    there could not be evaluated, and knows even less here.
    """
    name = reference.removeprefix("{{").removesuffix("}}").strip()
    if name.startswith("="):
        raise CallError(f"Unable to compile: {gotext.quote(name[1:])}")
    if (found := scope.find(name)) is not MISSING:
        return found
    raise CallError(f"Unable to resolve: {gotext.quote(name)}")


def artifact(wanted: Artifact, scope: Scope) -> JsonObject | None:
    """The artifact that ``from`` or ``fromExpression`` means; None where neither is given."""
    if wanted.from_expression:
        try:
            value: Json = readable(expr.evaluate(wanted.from_expression, scope.everything()))
        except LangError as error:
            raise CallError(error.message) from error
    elif wanted.from_:
        value = variable(wanted.from_, scope)
    else:
        return None
    if not isinstance(value, dict) or isinstance(value, Opaque):
        raise CallError(f"Variable {wanted.from_ or wanted.from_expression} is not an artifact")
    return _below(value, wanted, scope) if wanted.sub_path else value


def _below(found: JsonObject, wanted: Artifact, scope: Scope) -> JsonObject:
    """The artifact with the wanted sub path on its key."""
    try:
        path = templating.replace_value(wanted.sub_path, scope.everything(), allow_unresolved=True)
    except LangError as error:
        raise CallError(error.message) from error
    data = dict(found)
    for kind, body in found.items():
        if isinstance(body, dict) and isinstance(key := body.get("key"), str):
            data[kind] = body | {"key": f"{key.rstrip('/')}/{path.strip('/')}"}
    return data


# -- outputs of the whole workflow ----------------------------------------------------------------------------------


def export(run: Run, outputs: Mapping[str, Json] | None) -> None:
    """Copy what has a ``globalName`` to the workflow's outputs and variables."""
    for field in ("parameters", "artifacts"):
        for one in named(outputs, field):
            name = one.get("globalName")
            if not isinstance(name, str) or not name or (field == "parameters" and "value" not in one):
                continue
            copy = {key: value for key, value in one.items() if key not in ("globalName", "path", "valueFrom")}
            _put(run, field, copy | {"name": name})


def _put(run: Run, field: str, value: dict[str, Json]) -> None:
    rows = run.state.outputs.setdefault(field, [])
    assert isinstance(rows, list)
    see(run, field, value)
    for i, row in enumerate(rows):
        if isinstance(row, dict) and row.get("name") == value["name"]:
            if row != value:
                rows[i] = value
                run.changed = True
            return
    rows.append(value)
    run.changed = True


def see(run: Run, field: str, value: Mapping[str, Json]) -> None:
    """Let every scope of the run see a global output."""
    seen = value if field == "artifacts" else str(value.get("value", ""))
    run.outputs[f"workflow.outputs.{field}.{value.get('name')}"] = cast(Json, seen)
    if field == "parameters":
        run.set_global(f"workflow.outputs.parameters.{value.get('name')}", str(seen))


def outbound(run: Run, node_id: str) -> tuple[str, ...]:
    """The ids of the nodes at which a node ends: what follows it becomes their child."""
    node = run.state.nodes.get(node_id)
    if node is None:
        return ()
    match node.type:
        case NodeType.STEPS | NodeType.DAG:
            if node.memo_hit:
                return (node.id,)
            return tuple(dict.fromkeys(end for one in node.outbound_nodes for end in outbound(run, one)))
        case NodeType.TASK_GROUP:
            if not node.children:
                return (node.id,)
            return tuple(dict.fromkeys(end for one in node.children for end in outbound(run, one)))
        case NodeType.RETRY:
            return (next(reversed(node.children)),) if node.children else ()
        case NodeType.POD | NodeType.CONTAINER:
            return _container_ends(run, node) or (node.id,)
        case _:
            return (node.id,)


def _container_ends(run: Run, node: NodeState) -> tuple[str, ...]:
    """Where a container set ends: where its last containers do, and its handlers. Empty for other pods.

    The containers behind a pod or container come first among its children, then whatever waits for it, and may be much.
    """
    inside = [*takewhile(lambda one: one.type is NodeType.CONTAINER, run.children(node))]
    if node.type is NodeType.POD:
        inside = [*run.children(node)] if inside and node.named else []
    ends = dict.fromkeys(end for one in inside for end in outbound(run, one.id))
    if node.type is NodeType.CONTAINER and len(node.children) > len(inside):
        ends[node.id] = None
    return tuple(ends)

"""Answers the requests of the conformance checker with what wfsim's documented modules say.

One JSON request a line on standard input, one JSON answer a line on standard output. It knows nothing of the cases.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from wfsim import validity
from wfsim.engine.commands import ApplyResource, Command, SetTimer, StartPod
from wfsim.engine.definitions import define
from wfsim.engine.engine import Engine
from wfsim.engine.events import Event, PodFinished, PodStarted, Resumed, RunStarted, TaskReplied, TimerFired
from wfsim.engine.ids import fnv1a
from wfsim.engine.phases import NodeType
from wfsim.engine.state import NodeState
from wfsim.lang import depends, expr, goprintf, gotext, items, template, when
from wfsim.lang.environment import Environment
from wfsim.lang.errors import LangError
from wfsim.spec import workspace
from wfsim.spec.model import Kind, Resource
from wfsim.text import Source

Request = dict[str, Any]
Answer = dict[str, Any]


# -- vectors ----------------------------------------------------------------------------------------------------------


def _replace(request: Request) -> str:
    return template.replace(
        request["in"],
        Environment(request["map"]),
        allow_unresolved=request.get("allow_unresolved", True),
        strict=tuple(request.get("strict", ())),
    )


def _depends(request: Request) -> bool:
    outcomes = {task: {word for word, on in found.items() if on} for task, found in request["tasks"].items()}
    return depends.evaluate_logic(request["in"], outcomes)


def _item(request: Request) -> list[Answer]:
    found = items.from_param(request["in"])
    return [{"name": f"step({i}:{one.suffix})", "type": one.kind, **one.variables} for i, one in enumerate(found)]


VECTORS: dict[str, Callable[[Request], Any]] = {
    "when": lambda request: when.evaluate(request["in"]),
    "replace": _replace,
    "replace_strict": _replace,
    "expr_bool": lambda request: expr.evaluate_bool(request["in"], Environment(request["map"])),
    "depends": _depends,
    "anystring": lambda request: gotext.any_string(json.loads(request["in"], parse_int=float)),
    "seqfmt": lambda request: goprintf.sprintf(request["in"], [request["int"]]),
    "item": _item,
    "quote": lambda request: gotext.quote(request["in"]),
    "fnv": lambda request: fnv1a(request["in"]),
    "agg": lambda request: gotext.aggregate_parameters(request["values"]),
    "results": lambda request: gotext.aggregate_results(request["values"]),
}


def vector(request: Request) -> Answer:
    try:
        return {"result": VECTORS[request["op"]](request)}
    except LangError as error:
        return {"error": error.message}


# -- lint -------------------------------------------------------------------------------------------------------------


def lint(request: Request) -> Answer:
    """Every finding of Argo's linter for these files."""
    from wfsim.checks import api

    sources = [Source(one["path"], one["text"]) for one in request["files"]]
    loaded = workspace.load(sources)
    found = list(api.run_all(loaded))
    nothing = validity.nothing_linted(loaded)
    if nothing is not None:
        found.append(nothing)
    rows = []
    for one in found:
        place = one.at.first
        rows.append(
            {
                "code": one.code,
                "severity": one.severity.value,
                "argo": one.argo.value if one.argo.value != "none" else None,
                "path": one.at.source.name,
                "line": place.line,
                "column": place.column,
                "message": one.message,
            }
        )
    return {"findings": rows}


# -- runs -------------------------------------------------------------------------------------------------------------


def run(request: Request) -> Answer:
    texts = [request["yaml"], *request.get("extra", [])]
    loaded = workspace.load([Source(f"{i}.yaml", text) for i, text in enumerate(texts)])
    resource = next((one for one in loaded.resources if one.kind is Kind.WORKFLOW), None)
    if resource is None:
        return {"error": "no Workflow"}
    engine = Engine(_definitions(resource, loaded))
    begun = [event for one in engine.send([RunStarted(0, "uid")]) for event in _due(one)]
    if not engine.finished:
        _rest(engine, engine.send(begun))
    for events in request["rounds"]:
        _rest(engine, engine.send([_event(engine, one) for one in events]))
    return _outcome(engine)


def _definitions(resource: Resource, loaded: workspace.Workspace) -> Any:
    refusal = validity.refusal(resource, loaded) or ""
    return define(resource, loaded, name=resource.name or resource.generate_name + "x", refusal=refusal)


def _rest(engine: Engine, commands: Iterable[Command]) -> None:
    """Whatever was started runs and is ready, until there is nothing more to look at."""
    while not engine.finished and (due := [event for one in commands for event in _due(one)]):
        commands = engine.send(due)


def _due(command: Command) -> list[Event]:
    match command:
        case StartPod() | ApplyResource():
            return [PodStarted(0, command.node, "10.1.2.3")]
        case SetTimer(at_ms=0):
            return [TimerFired(0, command.timer)]
    return []


def _event(engine: Engine, given: Request) -> Event:
    node = next(one for one in engine.state.nodes.values() if one.name == given["node"])
    if given.get("op") == "resume":
        return Resumed(0, node.id, given.get("params", {}))
    if node.type is NodeType.HTTP:
        return TaskReplied(0, node.id, body=given.get("result", ""))
    if node.type is NodeType.PLUGIN:
        return TaskReplied(0, node.id, phase="Succeeded")
    return PodFinished(
        0,
        node.id,
        given["exit"],
        given.get("result"),
        given.get("params", {}),
        artifacts=(),
        finished_ms=_NO_FINISH_TIME,
    )


def _outcome(engine: Engine) -> Answer:
    state = engine.state
    names = {node.id: node.name for node in state.nodes.values()}
    return {
        "phase": state.phase.value,
        "message": state.message,
        "nodes": [_node(node, names) for node in state.nodes.values()],
        "outputs": _values(state.outputs),
    }


def _values(part: Any) -> dict[str, Any]:
    rows = (part or {}).get("parameters") or []
    return {row["name"]: row["value"] for row in rows if "value" in row}


def _node(node: NodeState, names: dict[str, str]) -> Answer:
    outputs: Answer = {}
    if parameters := _values(node.outputs):
        outputs["parameters"] = parameters
    for key in ("result", "exitCode"):
        if node.outputs and node.outputs.get(key) is not None:
            outputs[key] = node.outputs[key]
    flag = {word: True for word, on in (("hooked", node.hooked), ("retried", node.retried)) if on}
    return {
        "name": node.name,
        "id": node.id,
        "display": node.display_name,
        "type": node.type.value,
        "phase": node.phase.value,
        "message": node.message,
        "template": node.template_name or None,
        "templateRef": node.template_ref,
        "inputs": _values(node.inputs),
        "outputs": outputs,
        "boundary": names.get(node.boundary_id),
        "children": [names.get(one, f"?{one}") for one in node.children],
        "outbound": [names.get(one, f"?{one}") for one in node.outbound_nodes],
        "flag": flag,
    }


# The pods of the record say no time at which they ended; Argo takes that for a time long past.
_NO_FINISH_TIME = -(10**12)

KINDS = {"vector": vector, "lint": lint, "run": run}


def main() -> None:
    sys.setrecursionlimit(10_000)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = KINDS[request["kind"]](request)
        except Exception as error:  # a fault of ours fails this case alone, and says what it was
            answer = {"error": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(answer | {"id": request["id"]}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

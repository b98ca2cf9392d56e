"""Operations on a run that goes on: stop, terminate, suspend, resume, and the outputs of a suspended node.

In: a run. Out: the same run, changed (https://argo-workflows.readthedocs.io/en/latest/cli/argo/).
"""

from __future__ import annotations

from collections.abc import Mapping

from wfsim.engine.definitions import Definitions
from wfsim.engine.operations import selecting
from wfsim.engine.operations.outcome import Operated, Refused, copied, with_spec
from wfsim.engine.outputs import named
from wfsim.engine.phases import NodeType, Phase
from wfsim.engine.state import NodeState, RunState
from wfsim.yamlio.nodes import Json


def shut_down(definitions: Definitions, state: RunState, strategy: str) -> Operated:
    """``argo stop`` (``Stop``) or ``argo terminate`` (``Terminate``) of the whole run."""
    if state.phase.completed:
        where = f'workflow: "{state.name}", namespace: "{definitions.namespace}"'
        raise Refused(f"cannot shutdown a completed workflow: {where}")
    new = copied(state)
    new.shutdown = strategy
    return Operated(with_spec(definitions, shutdown=strategy), new)


def stop_nodes(definitions: Definitions, state: RunState, selector: str, message: str = "") -> Operated:
    """``argo stop --node-field-selector``: the suspended nodes that it names fail."""
    new = copied(state)
    for node in _chosen(new, selector):
        _end(new, node, Phase.FAILED, _joined(node.message, message))
    return Operated(definitions, new)


def suspend(definitions: Definitions, state: RunState) -> Operated:
    """``argo suspend``: what runs goes on, nothing new begins."""
    if state.phase.completed:
        raise Refused("cannot suspend completed workflows")
    return Operated(with_spec(definitions, suspend=True), copied(state))


def resume(
    definitions: Definitions, state: RunState, selector: str = "", by: Mapping[str, str] | None = None
) -> Operated:
    """``argo resume``: every suspended node succeeds, or those that the selector names.

    Outputs that nobody set take their defaults; Refused where one has none. With a selector outputs stay as they are.
    """
    new = copied(state)
    if selector:
        for node in _chosen(new, selector):
            _end(new, node, Phase.SUCCEEDED, _by(node, by))
        return Operated(definitions, new)
    for node in _suspended(new):
        _supply_defaults(node)
        _end(new, node, Phase.SUCCEEDED, _by(node, by))
    return Operated(with_spec(definitions, suspend=None), new)


def set_outputs(
    definitions: Definitions,
    state: RunState,
    selector: str,
    parameters: Mapping[str, str],
    message: str = "",
    phase: Phase = Phase.UNKNOWN,
) -> Operated:
    """``argo node set``: values for outputs of the suspended nodes that the selector names, a message, a phase.

    A phase that ends a node lets the run go on.
    """
    new = copied(state)
    for node in _chosen(new, selector):
        rows = {str(row.get("name")): row for row in named(node.outputs, "parameters")}
        if parameters and not rows:
            raise Refused("cannot set output parameters because node is not expecting any raw parameters")
        for name, value in parameters.items():
            _set(rows, name, value)
        if message:
            node.message = _joined(node.message, message)
        if phase.fulfilled:
            _end(new, node, phase, node.message)
        elif phase is not Phase.UNKNOWN:
            node.phase = phase
    return Operated(definitions, new)


def _set(rows: Mapping[str, dict[str, Json]], name: str, value: str) -> None:
    row = rows.get(name)
    if row is None:
        raise Refused(f"node is not expecting output parameter '{name}'")
    source = row.get("valueFrom")
    if not isinstance(source, dict) or "supplied" not in source:
        raise Refused(
            f"cannot set output parameter '{name}' because it does not use valueFrom.raw or it was already set"
        )
    row["value"] = value
    del row["valueFrom"]


def _suspended(state: RunState) -> list[NodeState]:
    return [one for one in state.nodes.values() if one.type is NodeType.SUSPEND and one.phase is Phase.RUNNING]


def _chosen(state: RunState, selector: str) -> list[NodeState]:
    terms = selecting.parse(selector)
    found = [one for one in _suspended(state) if selecting.matches(terms, one)]
    if not found:
        words = f"no suspend nodes matching nodeFieldSelector: {selector}"
        raise Refused(f"currently, set only targets suspend nodes: {words}")
    return found


def _supply_defaults(node: NodeState) -> None:
    for row in named(node.outputs, "parameters"):
        source = row.get("valueFrom")
        if "value" in row or not isinstance(source, dict):
            continue
        if (default := source.get("default")) is None:
            raise Refused(f"raw output parameter '{row['name']}' has not been set and does not have a default value")
        row["value"] = default
        del row["valueFrom"]


def _end(state: RunState, node: NodeState, phase: Phase, message: str) -> None:
    node.phase, node.message, node.finished_ms, node.body = phase, message, state.now_ms, None
    state.timers.pop(f"resume:{node.id}", None)
    if phase is Phase.SUCCEEDED:
        _export(state, node)


def _export(state: RunState, node: NodeState) -> None:
    """Outputs with a ``globalName`` become the workflow's."""
    for row in named(node.outputs, "parameters"):
        if row.get("globalName") and "value" in row:
            rows = state.outputs.setdefault("parameters", [])
            assert isinstance(rows, list)
            others = [one for one in rows if not isinstance(one, dict) or one.get("name") != row["globalName"]]
            state.outputs["parameters"] = [*others, {"name": row["globalName"], "value": row["value"]}]


def _by(node: NodeState, by: Mapping[str, str] | None) -> str:
    """Who resumed it, where that is known."""
    if not by:
        return ""
    who = " ".join(f"{key}:{by[key]}" for key in sorted(by))
    return _joined(node.message, f"Resumed by: map[{who}]")


def _joined(old: str, new: str) -> str:
    return f"{old}; {new}" if old and new else old or new

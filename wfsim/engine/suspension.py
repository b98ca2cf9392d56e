"""Suspend templates: a node that waits for somebody or for its duration.

In: sites with such a template, ``Resumed`` and ``NodeSet`` events. Out: nodes, commands.
"""

from __future__ import annotations

from wfsim.engine import leaf, limits, outputs
from wfsim.engine.commands import AwaitResume
from wfsim.engine.events import NodeSet, Resumed
from wfsim.engine.phases import Phase
from wfsim.engine.run import Run
from wfsim.engine.sites import Site
from wfsim.engine.state import NodeState
from wfsim.spec.model import Template
from wfsim.yamlio.nodes import Json


def execute(run: Run, site: Site, template: Template, name: str) -> NodeState:
    """A node that waits for somebody, or for its duration."""
    known = run.node(name)
    fresh = known is None or known.body is None  # one without was waiting for a lock, or was made outside
    node = leaf.executable(run, site, template, name)
    duration = str(template.body().get("duration") or "")
    if fresh:
        node.outputs = node.outputs or _supplied(template)
        run.commands.append(AwaitResume(node.id, node.name, template.name))
        if duration:
            assert node.started_ms is not None
            run.set_timer(f"resume:{node.id}", node.started_ms + limits.duration(duration))
    run.mark(node, Phase.RUNNING)
    return node


def _supplied(template: Template) -> dict[str, Json] | None:
    """The outputs that somebody must supply; a default missing there is taken from the input of that name."""
    rows: list[Json] = []
    for one in template.outputs.parameters:
        if one.value_from is None or not one.value_from.supplied:
            continue
        source: dict[str, Json] = {"supplied": {}}
        same = template.inputs.parameter(one.name)
        default = one.value_from.default if one.value_from.default is not None else (same.default if same else None)
        if default is not None:
            source["default"] = default
        row: dict[str, Json] = {"name": one.name, "valueFrom": source}
        rows.append(row | ({"globalName": one.global_name} if one.global_name else {}))
    return {"parameters": rows} if rows else None


def resumed(run: Run, node: NodeState, event: Resumed | None) -> None:
    """Somebody resumed the node (None: its duration is over)."""
    given = event.parameters if event else {}
    missing = None
    for row in outputs.named(node.outputs, "parameters"):
        source = row.get("valueFrom")
        default = source.get("default") if isinstance(source, dict) else None
        value = given.get(str(row.get("name")), default)
        if value is None and "value" not in row:
            missing = missing or row.get("name")
        elif value is not None:
            row["value"] = value
            row.pop("valueFrom", None)
    run.drop_timer(f"resume:{node.id}")
    if missing is not None:
        run.mark(
            node, Phase.ERROR, f"raw output parameter '{missing}' has not been set and does not have a default value"
        )
        return
    outputs.export(run, node.outputs)
    run.mark(node, Phase.SUCCEEDED)


def changed(run: Run, node: NodeState, event: NodeSet) -> None:
    """Somebody set outputs of the node, its message or its phase; one that ends it lets the run go on."""
    for row in outputs.named(node.outputs, "parameters"):
        source, value = row.get("valueFrom"), event.parameters.get(str(row.get("name")))
        if value is not None and isinstance(source, dict) and "supplied" in source:
            row["value"] = value
            del row["valueFrom"]
    phase = Phase(event.phase)
    if phase.fulfilled:
        run.drop_timer(f"resume:{node.id}")
        if phase is Phase.SUCCEEDED:
            outputs.export(run, node.outputs)
    run.mark(node, phase if phase is not Phase.UNKNOWN else node.phase, event.message or None)

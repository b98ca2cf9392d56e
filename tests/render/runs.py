"""Runs made by hand: nodes as Argo names and numbers them, without an engine."""

from __future__ import annotations

from dataclasses import replace

from wfsim.engine.phases import NodeType, Phase
from wfsim.record.run import NodeRecord, RunRecord

T0 = 1_700_000_000_000


def node_id(run: str, name: str) -> str:
    """Argo's id of a node."""
    if name == run:
        return run
    value = 2166136261
    for byte in name.encode():
        value = (value ^ byte) * 16777619 % 2**32
    return f"{run}-{value}"


class Run:
    """Nodes of one run, added in order; parents and boundaries are given by name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.nodes: dict[str, NodeRecord] = {}

    def add(
        self,
        name: str,
        kind: NodeType = NodeType.POD,
        phase: Phase = Phase.SUCCEEDED,
        *,
        parent: str = "",
        boundary: str = "",
        message: str = "",
        start: int = 0,
        seconds: int = 5,
        template: str = "t",
    ) -> Run:
        id_ = node_id(self.name, name)
        shown = name.removeprefix(boundary) if boundary else name
        display = shown.partition(".")[2] or shown if boundary else name
        begin = T0 + start * 1000
        self.nodes[name] = NodeRecord(
            id_,
            name,
            display,
            kind,
            phase,
            message,
            template,
            boundary_id=node_id(self.name, boundary) if boundary else "",
            started_ms=begin,
            finished_ms=begin + seconds * 1000 if phase.fulfilled else None,
            pod_name=f"{self.name}-{template}" + id_.removeprefix(self.name),
        )
        if parent:
            above = self.nodes[parent]
            self.nodes[parent] = replace(above, children=(*above.children, id_))
        return self

    def record(self, phase: Phase = Phase.SUCCEEDED, message: str = "") -> RunRecord:
        return RunRecord(
            self.name,
            phase,
            message,
            tuple(self.nodes.values()),
            started_ms=T0,
            finished_ms=T0 + 20_000,
            namespace="argo",
        )


def coinflip(name: str, results: str) -> RunRecord:
    """The guide's recursive coin flip: ``results`` is one letter a flip, ``t`` for tails, ``h`` for heads."""
    run = Run(name).add(name, NodeType.STEPS, template="coinflip")
    here = name
    for depth, result in enumerate(results):
        at = depth * 20
        skipped = f"when '{'heads' if result == 'h' else 'tails'} == x' evaluated false"
        run.add(f"{here}[0]", NodeType.STEP_GROUP, parent=here, boundary=here, start=at)
        run.add(f"{here}[0].flip-coin", parent=f"{here}[0]", boundary=here, start=at, template="flip-coin")
        run.add(f"{here}[1]", NodeType.STEP_GROUP, parent=f"{here}[0].flip-coin", boundary=here, start=at + 10)
        tails, heads = f"{here}[1].tails", f"{here}[1].heads"
        for child, kind, plays in ((heads, NodeType.POD, result == "h"), (tails, NodeType.STEPS, result == "t")):
            run.add(
                child,
                kind if plays else NodeType.SKIPPED,
                Phase.SUCCEEDED if plays else Phase.SKIPPED,
                parent=f"{here}[1]",
                boundary=here,
                start=at + 10,
                template="heads",
                message="" if plays else skipped,
            )
        here = tails
    return run.record()


def steps(name: str) -> RunRecord:
    """The guide's three hellos, the last two at once."""
    run = Run(name).add(name, NodeType.STEPS)
    run.add(f"{name}[0]", NodeType.STEP_GROUP, parent=name, boundary=name)
    run.add(f"{name}[0].hello1", parent=f"{name}[0]", boundary=name)
    run.add(f"{name}[1]", NodeType.STEP_GROUP, parent=f"{name}[0].hello1", boundary=name, start=10)
    for step in ("hello2a", "hello2b"):
        run.add(f"{name}[1].{step}", parent=f"{name}[1]", boundary=name, start=10)
    return run.record()

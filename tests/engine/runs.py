"""A driver for tests: every pod that is started runs at once, and ends when the test says so."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from wfsim.engine.commands import ApplyResource, Command, SetTimer, StartPod
from wfsim.engine.definitions import Definitions, define
from wfsim.engine.engine import Engine
from wfsim.engine.events import Event, PodFinished, PodStarted, RunStarted, TimerFired
from wfsim.engine.phases import NodeType, Phase
from wfsim.spec import workspace
from wfsim.text import Source

Restore = Callable[[Engine], Engine]
Shuffle = Callable[[list[Event]], list[Event]]


def definitions_of(text: str, **given: Any) -> Definitions:
    """The definitions of the first workflow in a text."""
    loaded = workspace.load([Source("wf.yaml", text)])
    return define(loaded.resources[0], loaded, name=loaded.resources[0].name or "wf", **given)


def rest(engine: Engine, commands: Iterable[Command]) -> None:
    """Let every started pod run, until there is nothing more to look at."""
    while not engine.finished and (due := [event for one in commands for event in _due(one)]):
        commands = engine.send(due)


def _due(command: Command) -> list[Event]:
    match command:
        case StartPod() | ApplyResource():
            return [PodStarted(0, command.node, "10.0.0.1")]
        case SetTimer(at_ms=0):
            return [TimerFired(0, command.timer)]
    return []


def begin(definitions: Definitions) -> Engine:
    engine = Engine(definitions)
    rest(engine, engine.send([RunStarted(0, "uid")]))
    return engine


def running(engine: Engine) -> list[str]:
    """The ids of pods that run, sorted by name."""
    nodes = [n for n in engine.state.nodes.values() if n.type is NodeType.POD and n.phase is Phase.RUNNING]
    return [n.id for n in sorted(nodes, key=lambda n: n.name)]


def play(
    definitions: Definitions,
    ends: Sequence[tuple[int, int]],
    *,
    restore: Restore = lambda engine: engine,
    shuffle: Shuffle = lambda events: events,
    most: int = 60,
) -> Engine:
    """End pods as ``ends`` says until nothing runs, or for ``most`` rounds."""
    engine = begin(definitions)
    for i in range(most):
        engine = restore(engine)
        waiting = running(engine)
        if not waiting:
            break
        count, code = ends[min(i, len(ends) - 1)]
        events: list[Event] = [PodFinished(0, one, code, "1", {"out": "v"}) for one in waiting[:count]]
        rest(engine, engine.send(shuffle(events)))
    return engine


def finish(engine: Engine, **codes: int) -> None:
    """End pods by the last part of their names, at one instant."""
    names = {n.name.rsplit(".", 1)[-1]: n.id for n in engine.state.nodes.values() if n.id in running(engine)}
    rest(engine, engine.send([PodFinished(0, names[name.replace("_", "-")], code) for name, code in codes.items()]))


def phases(engine: Engine) -> dict[str, str]:
    """Every node's phase by full name."""
    return {node.name: node.phase.value for node in engine.state.nodes.values()}


def comparable(engine: Engine) -> dict[str, Any]:
    """The whole state, nodes by id."""
    data = json.loads(engine.to_json())
    data["nodes"] = {node["id"]: node for node in data["nodes"]}
    return data

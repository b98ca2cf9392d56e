"""A run's nodes as people see them: who stands inside whom, in which order, and who is not shown.

In: ``RunRecord``. Out: ``Forest``, which ``tree`` draws. Containment is not the ``children`` of a node (those
are edges of execution): a node stands inside the step group or retry that has it as a child, else inside its boundary.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from wfsim.engine.phases import NodeType, Phase
from wfsim.record.run import NodeRecord, RunRecord

_GROUPS = frozenset((NodeType.STEP_GROUP, NodeType.RETRY))
_NEVER_DRAWN = frozenset((NodeType.TASK_GROUP, NodeType.CONTAINER))
_BEFORE_TIME = -1


@dataclass(frozen=True, slots=True)
class Forest:
    """``inside``: ids of the nodes inside a node, in order; ``others``: nodes that stand nowhere else, such as hooks of
    the workflow."""

    nodes: Mapping[str, NodeRecord]
    inside: Mapping[str, tuple[NodeRecord, ...]]
    root: NodeRecord | None
    on_exit: NodeRecord | None
    others: tuple[NodeRecord, ...] = ()

    def of(self, node: NodeRecord) -> tuple[NodeRecord, ...]:
        return self.inside.get(node.id, ())


def forest(record: RunRecord) -> Forest:
    """Who stands inside whom."""
    nodes = {one.id: one for one in record.nodes}
    groups = {child: one.id for one in record.nodes if one.type in _GROUPS for child in one.children}
    inside: dict[str, list[NodeRecord]] = defaultdict(list)
    free: dict[str, NodeRecord] = {}
    for one in nodes.values():
        if one.type in _NEVER_DRAWN:
            continue
        container = groups.get(one.id) or one.boundary_id
        if container:
            inside[container].append(one)
        else:
            free[one.name] = one
    ordered = {container: in_order(members) for container, members in inside.items()}
    root, on_exit = free.pop(record.name, None), free.pop(f"{record.name}.onExit", None)
    return Forest(nodes, ordered, root, on_exit, tuple(free.values()))


def hidden(node: NodeRecord) -> bool:
    """Whether the node has no line of its own."""
    match node.type:
        case NodeType.STEP_GROUP:
            return True
        case NodeType.RETRY:
            return len(node.children) == 1
        case _:
            return node.phase is Phase.OMITTED


def in_order(members: list[NodeRecord]) -> tuple[NodeRecord, ...]:
    """Siblings by the second in which they started; within one second by loop index if all have one, else by name."""
    instants: dict[int, list[NodeRecord]] = defaultdict(list)
    for one in members:
        instants[second(one.started_ms)].append(one)
    return tuple(one for instant in sorted(instants) for one in _of_one_instant(instants[instant]))


def second(at_ms: int | None) -> int:
    """Argo's clock: whole seconds, no time before all times."""
    return _BEFORE_TIME if at_ms is None else at_ms // 1000


def _of_one_instant(members: list[NodeRecord]) -> list[NodeRecord]:
    indices = {one.id: _index(one.display_name) for one in members}
    if None not in indices.values():
        return sorted(members, key=lambda one: (indices[one.id] or 0, one.display_name))

    def by_name(one: NodeRecord) -> tuple[str, int, str]:
        index = indices[one.id]
        if index is None:
            return (one.display_name, -1, "")
        return (one.display_name.partition("(")[0], index, one.display_name)

    return sorted(members, key=by_name)


def _index(display_name: str) -> int | None:
    """The index of a loop's member, ``3`` of ``say(3:hello)``."""
    _, bracket, rest = display_name.partition("(")
    digits, colon, _ = rest.partition(":")
    return int(digits) if bracket and colon and digits.isascii() and digits.isdigit() else None

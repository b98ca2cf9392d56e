"""A run as boxes and arrows: who ran after whom, in the colours of the phases.

In: ``RunRecord``. Out: ``Drawing``. Called by ``graph``. Nodes that only hold others (step groups, loops, retries
with one attempt) are not drawn: the arrows go through them, and meet in a point where many lead to many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from wfsim.engine.phases import NodeType, Phase
from wfsim.record.run import NodeRecord, RunRecord
from wfsim.render.drawing import Arrow, Box, Drawing, Line, Look
from wfsim.render.forest import Forest, forest, second
from wfsim.render.words import short_duration

_LOOKS = {
    Phase.UNKNOWN: Look.PENDING,
    Phase.PENDING: Look.PENDING,
    Phase.RUNNING: Look.RUNNING,
    Phase.SUCCEEDED: Look.SUCCEEDED,
    Phase.SKIPPED: Look.SKIPPED,
    Phase.FAILED: Look.FAILED,
    Phase.ERROR: Look.ERROR,
    Phase.OMITTED: Look.OMITTED,
}
_THROUGH = frozenset((NodeType.STEP_GROUP, NodeType.TASK_GROUP))
_BODIES = frozenset((NodeType.STEPS, NodeType.DAG, NodeType.RETRY))


def drawing(record: RunRecord) -> Drawing:
    """The picture of a run."""
    return _Drawer(record).draw()


class _Drawer:
    """Collects boxes in the order of the tree, then the arrows of execution between them."""

    def __init__(self, record: RunRecord) -> None:
        self.record = record
        self.trees: Forest = forest(record)
        self.numbers = {one.id: f"n{index}" for index, one in enumerate(record.nodes)}
        self.parents = Counter(child for one in record.nodes for child in one.children)
        self.through = {one.id: one for one in record.nodes if self._passes_on(one)}
        self.joins = {one.id for one in self.through.values() if self.parents[one.id] > 1 and len(one.children) > 1}
        self.task_group_joins: dict[str, list[str]] = {}
        for one in self.through.values():
            if one.type is NodeType.TASK_GROUP and one.id in self.joins:
                self.task_group_joins.setdefault(one.boundary_id, []).append(one.id)
        self.boxes: list[Box] = []
        self.drawn: dict[str, Box] = {}

    @staticmethod
    def _passes_on(node: NodeRecord) -> bool:
        return node.type in _THROUGH or (node.type is NodeType.RETRY and len(node.children) == 1)

    def draw(self) -> Drawing:
        roots = [one for one in (self.trees.root, self.trees.on_exit, *self.trees.others) if one is not None]
        waiting = [(root, "") for root in reversed(roots)]
        while waiting:
            node, frame = waiting.pop()
            inside = self.trees.of(node)
            if node.id in self.through:
                if node.id in self.joins:
                    self.add(node, Box(self.numbers[node.id], "", look=Look.JOIN, frame=frame))
                waiting += [(one, frame) for one in reversed(inside)]
            else:
                self.add(node, self.box(node, frame, bool(inside) and node.type in _BODIES))
                waiting += [(one, self.numbers[node.id]) for one in reversed((*self.loops_in(node), *inside))]
        self.without_empty_frames()
        arrows = [arrow for node in self.record.nodes for arrow in self.arrows_of(node)]
        title = f"{self.record.name}: {self.record.phase or 'Pending'}"
        return Drawing(title, tuple(self.boxes), tuple(dict.fromkeys(arrows + list(self.loose_ends(roots)))))

    def loops_in(self, node: NodeRecord) -> Iterator[NodeRecord]:
        """The loops of a DAG that many lead to and that lead to many; they are no part of the tree."""
        return (self.through[one] for one in self.task_group_joins.get(node.id, ()))

    def add(self, node: NodeRecord, box: Box) -> None:
        self.boxes.append(box)
        self.drawn[node.id] = box

    def without_empty_frames(self) -> None:
        """A frame in which nothing is drawn is a box."""
        filled = {box.frame for box in self.boxes}
        self.boxes = [replace(box, is_frame=box.is_frame and box.id in filled) for box in self.boxes]
        by_number = {box.id: box for box in self.boxes}
        self.drawn = {id_: by_number[box.id] for id_, box in self.drawn.items()}

    def box(self, node: NodeRecord, frame: str, is_frame: bool) -> Box:
        return Box(
            self.numbers[node.id],
            node.display_name,
            tuple(_details(node)),
            _LOOKS[node.phase],
            frame,
            is_frame,
            hint=f"{node.name}: {node.phase or 'Pending'}" + (f", {node.message}" if node.message else ""),
        )

    def arrows_of(self, node: NodeRecord) -> Iterator[Arrow]:
        """The arrows that begin at a node: to its children, unless it stands around them."""
        box = self.drawn.get(node.id)
        if box is None:
            return
        if node.type is NodeType.RETRY and box.is_frame:
            yield from self.attempts(node)
            return
        for child in node.children:
            other = self.trees.nodes.get(child)
            if other is not None and (other.hooked or not box.is_frame):
                yield from (Arrow(box.id, self.numbers[one.id], line=_line(one)) for one in self.reached(other))

    def attempts(self, retry: NodeRecord) -> Iterator[Arrow]:
        """From attempt to attempt, and from the last one to the hooks."""
        before = ""
        for child in retry.children:
            other = self.drawn.get(child)
            if other is None:
                continue
            hooked = self.trees.nodes[child].hooked
            if before:
                yield Arrow(before, other.id, "" if hooked else "again", Line.HOOK if hooked else Line.UNHAPPY)
            before = before if hooked else other.id

    def reached(self, node: NodeRecord) -> Iterator[NodeRecord]:
        """The drawn nodes to which an arrow leads that leads to this node."""
        waiting, seen = [node], {node.id}
        while waiting:
            one = waiting.pop()
            if one.id in self.drawn:
                yield one
                continue
            fresh = [child for child in one.children if child not in seen and child in self.trees.nodes]
            seen.update(fresh)
            waiting += [self.trees.nodes[child] for child in reversed(fresh)]

    def loose_ends(self, roots: list[NodeRecord]) -> Iterator[Arrow]:
        """The workflow's exit handler and hooks answer to the whole run."""
        root = self.trees.root
        start = next(self.reached(root), None) if root is not None else None
        if root is None or start is None:
            return
        for one in roots:
            label = "on exit" if one is self.trees.on_exit else ""
            if one is not root and one.id not in root.children:
                yield from (
                    Arrow(self.numbers[start.id], self.numbers[end.id], label, Line.HOOK) for end in self.reached(one)
                )


def _details(node: NodeRecord) -> Iterator[str]:
    ref = node.template_ref
    template = f"{ref.get('name', '')}/{ref.get('template', '')}" if ref is not None else node.template_name
    duration = ""
    if node.type is NodeType.POD and node.started_ms is not None and node.finished_ms is not None:
        duration = short_duration(second(node.finished_ms) - second(node.started_ms))
    words = [template if template != node.display_name else "", duration]
    if any(words):
        yield " · ".join(word for word in words if word)
    if node.phase not in (Phase.SUCCEEDED, Phase.SKIPPED):
        yield str(node.phase or "Pending")
    if node.message:
        yield node.message


def _line(node: NodeRecord) -> Line:
    return Line.HOOK if node.hooked else Line.FLOW

"""Two runs compared: what one has that the other has not, and where they differ.

In: two records. Out: differences, node by node. Called by ``api`` and ``cli.diff``. Names of the runs, ids, pods and
times are aside: a run is what became of its nodes, so a simulated run can be equal to a real one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from wfsim.record.run import NodeRecord, RunRecord
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json

_RUN = "<run>"


@dataclass(frozen=True, slots=True)
class Difference:
    """``node`` is the node's name with ``<run>`` for the run's, empty for the run itself; None: one side has none."""

    node: str
    field: str
    left: Json
    right: Json


def compare(left: RunRecord, right: RunRecord, *, times: bool = False) -> tuple[Difference, ...]:
    """All differences, those of the run first, then by node in the order of the left run. ``times``: durations, too."""
    one, two = _Side(left, times), _Side(right, times)
    found = list(_fields("", one.run(), two.run()))
    for name in dict.fromkeys((*one.nodes, *two.nodes)):
        mine, theirs = one.nodes.get(name), two.nodes.get(name)
        if mine is None or theirs is None:
            have = [str(node.phase) if node is not None else None for node in (mine, theirs)]
            found.append(Difference(name, "node", have[0], have[1]))
        else:
            found += _fields(name, one.node(mine), two.node(theirs))
    return tuple(found)


def _fields(node: str, left: Mapping[str, Json], right: Mapping[str, Json]) -> Iterator[Difference]:
    for name in dict.fromkeys((*left, *right)):
        if left.get(name) != right.get(name):
            yield Difference(node, name, left.get(name), right.get(name))


class _Side:
    """One of the two, its own names taken out."""

    def __init__(self, record: RunRecord, times: bool) -> None:
        self.record, self.times = record, times
        self.nodes = {self.name(one.name): one for one in record.nodes}
        self._names = {one.id: self.name(one.name) for one in record.nodes}
        self._id = re.compile(rf"\b{re.escape(record.name)}(?:-[-a-z0-9]*\d+)?(?![-\w])")

    def name(self, full: str) -> str:
        own = self.record.name
        return _RUN + full[len(own) :] if full.startswith(own) else full

    def run(self) -> dict[str, Json]:
        found: dict[str, Json] = {
            "phase": str(self.record.phase),
            "message": self.text(self.record.message),
            "outputs": self.values(self.record.outputs),
        }
        return found | self._duration(self.record)

    def node(self, node: NodeRecord) -> dict[str, Json]:
        found: dict[str, Json] = {
            "phase": str(node.phase),
            "type": str(node.type),
            "message": self.text(node.message),
            "template": node.template_name,
            "inputs": self.values(node.inputs),
            "outputs": self.values(node.outputs),
            "boundary": self._names.get(node.boundary_id, ""),
            "children": [*sorted(self._names.get(one, self.text(one)) for one in node.children)],
        }
        return found | self._duration(node)

    def _duration(self, of: RunRecord | NodeRecord) -> dict[str, Json]:
        if not self.times or of.started_ms is None or of.finished_ms is None:
            return {}
        return {"duration": (of.finished_ms - of.started_ms) / 1000}

    def text(self, text: str) -> str:
        """A message without the run's own name and the ids of its nodes."""
        return self._id.sub(lambda found: self._names.get(found.group(), _RUN), text)

    def values(self, data: JsonObject | None) -> dict[str, Json]:
        """Parameters by name, the result and the exit code; of artifacts the names, since places differ."""
        found: dict[str, Json] = {}
        for key, value in (data or {}).items():
            reader = _READERS.get(key)
            if reader is None:
                found[key] = self.text(value) if isinstance(value, str) else value
            elif isinstance(value, list):
                found |= {f"{key}.{one.get('name')}": self._said(reader(one)) for one in value if isinstance(one, dict)}
        return found

    def _said(self, value: Json) -> Json:
        return self.text(value) if isinstance(value, str) else value


_READERS: Mapping[str, Callable[[dict[str, Json]], Json]] = {
    "parameters": lambda one: one.get("value"),
    "artifacts": lambda one: True,
}

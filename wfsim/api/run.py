"""A run as people ask about it: nodes by path, what ran in which order, what came out.

In: a record, and what a simulation found and made up. Out: ``Run`` and ``Node``, what ``Project.simulate`` returns.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from wfsim.api.simulation import succeeded
from wfsim.drivers.sim.invent import MadeUp
from wfsim.drivers.sim.selectors import glob, same, step_path
from wfsim.engine.definitions import Definitions
from wfsim.engine.phases import NodeType, Phase
from wfsim.record import workflow
from wfsim.record.causes.cause import Cause
from wfsim.record.run import NodeRecord, RunRecord
from wfsim.spec.model import JsonObject
from wfsim.spec.spelling import nearest
from wfsim.text import Diagnostic
from wfsim.yamlio.nodes import Json

_LEAVES = frozenset((NodeType.POD, NodeType.SUSPEND, NodeType.HTTP, NodeType.PLUGIN))
_NOT_YET = frozenset((Phase.PENDING, Phase.OMITTED))


@dataclass(frozen=True)
class Node:
    """One node of a run. Times are seconds on the virtual clock since the run began, None where there is none."""

    record: NodeRecord
    run: Run

    @property
    def name(self) -> str:
        """Argo's full name, such as ``wf[0].flip-coin``."""
        return self.record.name

    @cached_property
    def path(self) -> str:
        """The steps that lead to it, such as ``tails.flip-coin``; a root, a step group: its full name."""
        steps = step_path(self.name.removeprefix(self.run.name))
        return self.name if self.type is NodeType.STEP_GROUP or not steps else ".".join(steps)

    @property
    def phase(self) -> Phase:
        """``Succeeded``, ``Failed``, ``Skipped`` … (an enum whose values are these words, equal to the text)."""
        return self.record.phase

    @property
    def type(self) -> NodeType:
        return self.record.type

    @property
    def message(self) -> str:
        return self.record.message

    @property
    def template(self) -> str:
        """The name of its template."""
        return self.record.template_name

    @cached_property
    def inputs(self) -> Mapping[str, str]:
        """Its input parameters."""
        return _parameters(self.record.inputs)

    @cached_property
    def outputs(self) -> Mapping[str, str]:
        """Its output parameters."""
        return _parameters(self.record.outputs)

    @property
    def result(self) -> str | None:
        """What its main container printed, if something reads it."""
        found = (self.record.outputs or {}).get("result")
        return found if isinstance(found, str) else None

    @property
    def exit_code(self) -> int | None:
        found = (self.record.outputs or {}).get("exitCode")
        return int(found) if isinstance(found, str) else None

    @property
    def started(self) -> float | None:
        return self.run.seconds(self.record.started_ms)

    @property
    def finished(self) -> float | None:
        return self.run.seconds(self.record.finished_ms)

    @property
    def succeeded(self) -> bool:
        return self.phase is Phase.SUCCEEDED

    def __repr__(self) -> str:
        return f"<Node {self.path} {self.phase}>"


def _parameters(arguments: JsonObject | None) -> dict[str, str]:
    listed = (arguments or {}).get("parameters")
    found = {}
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, Mapping) and isinstance(one.get("value"), str):
            found[str(one.get("name"))] = str(one["value"])
    return found


class Run:
    """A run on the virtual clock.

    ``run["flip-coin"]`` is a node by the path of its steps; see ``node``.
    """

    def __init__(
        self,
        record: RunRecord,
        findings: tuple[Diagnostic, ...] = (),
        made_up: tuple[MadeUp, ...] = (),
        definitions: Definitions | None = None,
    ) -> None:
        self.record = record
        self.findings = findings
        self.made_up = made_up
        self._definitions = definitions

    @property
    def name(self) -> str:
        return self.record.name

    @property
    def phase(self) -> Phase:
        """``Succeeded``, ``Failed`` or ``Error``; ``Running`` where the run waits for ever (see ``findings``)."""
        return self.record.phase

    @property
    def message(self) -> str:
        return self.record.message

    @property
    def succeeded(self) -> bool:
        return succeeded(self.record, self.findings)

    @property
    def duration(self) -> float | None:
        """How long it took on the virtual clock, in seconds."""
        return self.seconds(self.record.finished_ms)

    @cached_property
    def outputs(self) -> Mapping[str, str]:
        """The workflow's own output parameters (``globalName``)."""
        return _parameters(self.record.outputs)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """All nodes, in order of creation."""
        return tuple(Node(one, self) for one in self.record.nodes)

    @cached_property
    def executed(self) -> tuple[str, ...]:
        """The paths of all that really ran (pods, suspends, http requests, plugins), in order of their start."""
        ran = [node for node in self.nodes if node.type in _LEAVES and node.phase not in _NOT_YET]
        return tuple(node.path for node in sorted(ran, key=lambda node: node.record.started_ms or 0))

    @cached_property
    def skipped(self) -> tuple[str, ...]:
        """The paths of all that was skipped (``when``) or omitted (``depends``)."""
        return tuple(node.path for node in self.nodes if node.phase in (Phase.SKIPPED, Phase.OMITTED))

    def node(self, path: str) -> Node:
        """One node. KeyError where there is none, or more than one.

        ``path`` is the path of steps and tasks from the entrypoint (``tails.flip-coin``), the end of one that only one
        node has, a full node name (``wf[0].flip-coin``), or a glob of either. A loop's member is ``a(0:x)`` or
        ``a(0)``, an attempt ``a(0)``.
        """
        found = self.find(path)
        if len(found) == 1:
            return found[0]
        paths = [node.path for node in found or self.nodes]
        if found:
            raise KeyError(f"{path!r} is {len(found)} nodes: {', '.join(paths)}")
        close = nearest(path, paths)
        raise KeyError(f"no node {path!r} in this run{f'; did you mean {close!r}?' if close else _listed(paths)}")

    __getitem__ = node

    def __contains__(self, path: str) -> bool:
        return bool(self.find(path))

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes)

    def find(self, path: str) -> tuple[Node, ...]:
        """All nodes of a path or glob (see ``node``), in order of creation; none where nothing matches."""
        if "*" in path or "?" in path:
            pattern = glob(path)
            return tuple(one for one in self.nodes if pattern.fullmatch(one.path) or pattern.fullmatch(one.name))
        wanted = step_path("." + path)
        exact = [one for one in self.nodes if path in (one.name, one.path)]
        for equal in (str.__eq__, same):
            for whole in (True, False):
                exact = exact or [one for one in self.nodes if _ends(one, wanted, whole, equal)]
        return tuple(exact)

    def seconds(self, ms: int | None) -> float | None:
        """An instant in seconds since the run began."""
        began = self.record.started_ms
        return None if ms is None or began is None else (ms - began) / 1000

    def why(self, path: str = "") -> Cause:
        """Why the node of a path, or the whole run, is what it is; ``print(cause)`` shows the chain behind it."""
        from wfsim.api.why import definitions_of
        from wfsim.record.causes.explain import explain
        from wfsim.spec.workspace import load

        definitions = self._definitions or definitions_of(self.record, load(()))
        return explain(self.record, definitions, self.node(path).record if path else None)

    def tree(self, guide: bool = False) -> str:
        """The tree that ``argo get`` prints, or as the old guide prints it."""
        from wfsim.render.tree import Layout, render

        return render(self.record, layout=Layout.GUIDE if guide else Layout.ARGO)

    def to_dict(self) -> dict[str, Json]:
        """Argo's Workflow object with its ``status.nodes``."""
        return workflow.to_workflow(self.record)

    def to_json(self) -> str:
        """The same as JSON text."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False) + "\n"

    def __repr__(self) -> str:
        return f"<Run {self.name} {self.phase}>"


def _ends(node: Node, wanted: tuple[str, ...], whole: bool, equal: Callable[[str, str], bool]) -> bool:
    """Whether the node's path ends in (``whole``: is) what is wanted."""
    have = () if node.type is NodeType.STEP_GROUP else step_path(node.name.removeprefix(node.run.name))
    if not wanted or len(have) < len(wanted) or (whole and len(have) != len(wanted)):
        return False
    return all(equal(one, want) for one, want in zip(have[-len(wanted) :], wanted, strict=True))


def _listed(paths: list[str]) -> str:
    shown = [one for one in paths if "[" not in one][:12]
    return f"; it has {', '.join(shown)}{' …' if len(paths) > len(shown) else ''}"

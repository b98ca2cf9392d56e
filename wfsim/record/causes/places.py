"""Where in the spec a node comes from: the step or task that called it, and the template that it runs.

In: a record and the definitions that it was run from. Out: calls, templates, nodes by name. Called by ``explain``. A
record alone has neither: Argo's status keeps names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from wfsim.engine.definitions import Definitions
from wfsim.engine.errors import CallError
from wfsim.engine.phases import NodeType
from wfsim.record.run import NodeRecord, RunRecord
from wfsim.spec.model import Call, Template, TemplateRef

_LAST = re.compile(r"^(?:\[(?P<group>\d+)\])?\.(?P<name>[^.\[\]()]+)(?P<member>\([^)]*\))?")
_HOOK = re.compile(r"\.(?:onExit|hooks\.(?P<hook>[^.()]+))$")


@dataclass(slots=True)
class Places:
    """Looks nodes up, and what stands behind them."""

    record: RunRecord
    definitions: Definitions
    by_id: Mapping[str, NodeRecord] = field(init=False)
    by_name: Mapping[str, NodeRecord] = field(init=False)
    parents: Mapping[str, tuple[str, ...]] = field(init=False)  # id -> ids of the nodes that have it as a child

    def __post_init__(self) -> None:
        self.by_id = {one.id: one for one in self.record.nodes}
        self.by_name = {one.name: one for one in self.record.nodes}
        found: dict[str, list[str]] = {}
        for one in self.record.nodes:
            for child in one.children:
                found.setdefault(child, []).append(one.id)
        self.parents = {child: tuple(above) for child, above in found.items()}

    @property
    def root(self) -> NodeRecord | None:
        return self.by_name.get(self.record.name)

    def boundary(self, node: NodeRecord) -> NodeRecord | None:
        """The steps or dag node in which it was called."""
        return self.by_id.get(node.boundary_id)

    def children(self, node: NodeRecord) -> list[NodeRecord]:
        return [self.by_id[one] for one in node.children if one in self.by_id]

    def wrapper(self, node: NodeRecord) -> NodeRecord | None:
        """The Retry node of an attempt."""
        above = (self.by_id[one] for one in self.parents.get(node.id, ()))
        return next((one for one in above if one.type is NodeType.RETRY), None) if node.retried else None

    def template(self, node: NodeRecord) -> Template | None:
        """The template that a node runs, as it is written; None where it cannot be found."""
        call = Call(template=node.template_name, template_ref=_reference(node))
        if not node.template_name and call.template_ref is None:
            called = self.call(node)
            if called is None or called.inline is None:
                return None
            call = called
        try:
            return self.definitions.resolve(call, node.template_scope or self.definitions.root_scope).template
        except CallError:
            return None  # the node says so itself: its message is the reason that is told

    def call(self, node: NodeRecord) -> Call | None:
        """The step or task that called a node; None for the entrypoint, hooks and handlers."""
        around = self.boundary(node)
        if around is None or _HOOK.search(node.name):
            return None
        found = _LAST.match(node.name.removeprefix(around.name))
        template = self.template(around)
        if found is None or template is None:
            return None
        listed = [one for group in template.steps for one in group]
        listed += template.dag.tasks if template.dag is not None else ()
        return next((one for one in listed if one.name == found["name"]), None)

    def sibling(self, node: NodeRecord, name: str) -> NodeRecord | None:
        """The node of another step or task of the same template, for a loop its group."""
        around = self.boundary(node)
        if around is None:
            return None
        for one in self.record.nodes:
            if one.boundary_id == around.id and not one.retried and not one.hooked:
                found = _LAST.match(one.name.removeprefix(around.name))
                if found is not None and found["name"] == name and not found["member"]:
                    return one
        return next(reversed(self.members(around, name)), None)

    def members(self, around: NodeRecord, name: str) -> list[NodeRecord]:
        """The members of a step's loop."""
        found = []
        for one in self.record.nodes:
            if one.boundary_id == around.id and not one.retried and not one.hooked:
                match = _LAST.match(one.name.removeprefix(around.name))
                if match is not None and match["name"] == name and match["member"]:
                    found.append(one)
        return found

    def path(self, node: NodeRecord) -> str:
        """The node as people call it: its steps from the entrypoint, or its full name."""
        short = node.name.removeprefix(self.record.name).lstrip(".")
        return re.sub(r"^\[\d+\]\.|\[\d+\](?=\.)", "", short) or self.record.name


def _reference(node: NodeRecord) -> TemplateRef | None:
    data = node.template_ref
    if not data:
        return None
    return TemplateRef(str(data.get("name", "")), str(data.get("template", "")), data.get("clusterScope") is True)

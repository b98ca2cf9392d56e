"""Who reads which output, for the inventor of values.

In: a resource and its workspace. Out: a ``Lookup``; the workspace is searched when it is first asked.
"""

from __future__ import annotations

from wfsim.drivers.sim.invent import Lookup, Readers
from wfsim.plan.reads import ReadIndex
from wfsim.spec.model import Resource
from wfsim.spec.workspace import Workspace


def lookup(resource: Resource, workspace: Workspace) -> Lookup:
    """The readers of an output of a template that the resource calls."""
    index: list[ReadIndex] = []

    def readers(template: str, output: str) -> Readers | None:
        if not index:
            index.append(ReadIndex(workspace, resource))
        found = index[0].of(resource, template, output)
        return Readers(found.literals, found.looped) if found.read else None

    return readers

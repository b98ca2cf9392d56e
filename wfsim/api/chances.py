"""What decides a simulation besides its specs: mocks, and values made up from the seed.

In: a workspace, mocks and a seed. Out: a picker and an inventor for each run, and what is to be said of both in the
end. Called by ``simulation`` and ``cluster``.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from wfsim.api.problem import Problem
from wfsim.drivers.sim import targets
from wfsim.drivers.sim.choice import Picker
from wfsim.drivers.sim.invent import Inventor, MadeUp
from wfsim.drivers.sim.mocks import Mocks
from wfsim.drivers.sim.readers import lookup
from wfsim.spec.model import Resource
from wfsim.spec.workspace import Workspace
from wfsim.text import Diagnostic, Severity

if TYPE_CHECKING:
    from wfsim.drivers.sim.decode import Loaded  # a simulation without mocks reads none


def uid(namespace: str, name: str, seed: int) -> str:
    """The uid of a simulated object."""
    digest = sha256(f"{namespace}\0{name}\0{seed}".encode()).digest()
    return str(UUID(bytes=digest[:16], version=4))


def usable(loaded: Loaded) -> Mocks:
    """The mocks that were read. Problem where there is a mistake in them."""
    if loaded.mocks is None:
        raise Problem("the mocks have mistakes", loaded.findings)
    return loaded.mocks


class Chances:
    """The mocks of a simulation and the inventors of its runs."""

    def __init__(self, workspace: Workspace, mocks: Mocks, seed: int) -> None:
        self.workspace, self.mocks = workspace, mocks
        self.picker = Picker(mocks, seed)
        self._inventors: list[Inventor] = []

    def inventor(self, resource: Resource, seed: int) -> Inventor:
        """Who makes up the values of a run of the resource."""
        made = Inventor(seed, lookup(resource, self.workspace))
        self._inventors.append(made)
        return made

    @property
    def made_up(self) -> tuple[MadeUp, ...]:
        """All that was made up, each output of a template once."""
        found = {(one.template, one.output): one for each in self._inventors for one in each.made_up.values()}
        return tuple(found.values())

    def findings(self, *, strict: bool) -> Iterator[Diagnostic]:
        """Mocks without effect; where ``strict``, what was made up."""
        unknown = targets.unknown(self.mocks, self.workspace)
        yield from unknown.values()
        named = {self.mocks.mocks[index].selector.at for index in unknown}
        yield from (one for one in self.picker.findings() if one.at not in named)
        if strict:
            yield from map(self._unmocked, self.made_up)

    def _unmocked(self, one: MadeUp) -> Diagnostic:
        """What strictness makes of an invented value."""
        for resource in self.workspace.resources:
            template = resource.spec.template(one.template)
            if template is not None:
                at = resource.document.span((*template.path, "name"))
                break
        else:
            at = self.workspace.documents[0].span(())
        message = f"nothing mocks the {one.words} of template `{one.template}`, which something reads"
        return Diagnostic("unmocked-output", Severity.ERROR, message, at, hint=f"add to mocks: {one.snippet}")

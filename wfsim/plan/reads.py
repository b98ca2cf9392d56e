"""Who reads an output: which constants conditions compare it with, whether a loop expands it, if anybody cares.

In: a workspace. Out: ``Reads`` of any output of any template. For those who make up or suggest outputs. A value is
followed wherever it is handed on unchanged: into the inputs of other templates, out through the outputs of a steps or
dag template, and through global outputs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from wfsim.plan.comparisons import around
from wfsim.plan.slots import Fact, Slot, facts_of
from wfsim.spec.model import Resource
from wfsim.spec.workspace import Workspace

RESULT = "result"


@dataclass(frozen=True, slots=True)
class Reads:
    """``literals`` in order of meeting them; ``looped``: it must be a JSON list; ``read``: something refers to it."""

    literals: tuple[str, ...] = ()
    looped: bool = False
    read: bool = False


class ReadIndex:
    """All reads of a workspace, gathered once. ``resource`` is added where it is not one of the workspace's own."""

    def __init__(self, workspace: Workspace, resource: Resource | None = None) -> None:
        resources = list(workspace.resources)
        if resource is not None and not any(one is resource for one in resources):
            resources.append(resource)
        self._facts: dict[Slot, list[Fact]] = defaultdict(list)
        self._constants: dict[Slot, list[str]] = defaultdict(list)
        self._sources: dict[Slot, list[Slot]] = defaultdict(list)
        self._owners: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for one in resources:
            gathered = facts_of(one, workspace)
            for slot, fact in gathered.facts:
                self._facts[slot].append(fact)
                if fact.to is not None:
                    self._sources[fact.to].append(slot)
            for slot, text in gathered.constants:
                self._constants[slot].append(text)
            for name in gathered.templates:
                self._owners[name].append((one.kind.value, one.display_name))

    def of(self, resource: Resource | None, template: str, output: str) -> Reads:
        """The reads of ``result`` or ``parameters.NAME`` (also just ``NAME``) of a template.

        The template is the resource's own; where it has none of this name, all of this name in the workspace count.
        """
        owners = self._owners.get(template, [])
        own = (resource.kind.value, resource.display_name) if resource is not None else None
        field = output if output == RESULT or output.startswith("parameters.") else f"parameters.{output}"
        starts = [Slot("out", (*owner, template), field) for owner in ([own] if own in owners else owners) if owner]
        return self._closure(starts)

    def _closure(self, starts: Iterable[Slot]) -> Reads:
        """What is known of these slots and of all that their values are handed on to."""
        waiting = list(dict.fromkeys(starts))
        seen = set(waiting)
        literals: dict[str, None] = {}
        looped = read = False
        for slot in waiting:
            for fact in self._facts.get(slot, ()):
                literals.update(dict.fromkeys(fact.literals))
                if fact.against is not None:
                    known = self._known(fact.against)
                    literals.update((one, None) for text in known for one in around(fact.operator, text))
                looped = looped or fact.looped
                read = True
                if fact.to is not None and fact.to not in seen:
                    seen.add(fact.to)
                    waiting.append(fact.to)
        return Reads(tuple(literals), looped, read)

    def _known(self, slot: Slot) -> tuple[str, ...]:
        """The constants that a slot may hold, wherever they were handed on from."""
        waiting = [slot]
        seen = {slot}
        for one in waiting:
            fresh = [source for source in self._sources.get(one, ()) if source not in seen]
            seen.update(fresh)
            waiting += fresh
        return tuple(dict.fromkeys(text for one in waiting for text in self._constants.get(one, ())))


def literals(workspace: Workspace, resource: Resource | None, template_name: str, output: str) -> Reads:
    """The reads of one output. Whoever asks for many keeps a ``ReadIndex``."""
    return ReadIndex(workspace, resource).of(resource, template_name, output)

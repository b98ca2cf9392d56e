"""Shape by the fields of another version than the newest.

In: as for ``shape``, which calls it. Out: data in the newest's form (a field that takes a list now is a list), and what
is wrong by the other version's fields.
"""

from __future__ import annotations

from wfsim.spec import versions
from wfsim.spec.renewal import deprecated
from wfsim.spec.shape import Fields, Shaper, Spot
from wfsim.spec.unknown import Trail
from wfsim.yamlio import Document, Json, Mapping, Node, Sequence
from wfsim.yamlio.nodes import Path


class Versioned(Shaper):
    """The walk with the fields of another version."""

    def __init__(self, strict: bool, version: str) -> None:
        super().__init__(strict)
        self.version = version

    def known(self, type_name: str) -> Fields:
        return versions.fields(type_name, self.version)

    def folded(self, type_name: str) -> Fields:
        return {name.lower(): field for name, field in self.known(type_name).items()}

    def struct(self, node: Node, trail: Trail, spot: Spot) -> dict[str, Json]:
        data = super().struct(node, trail, spot)
        changed = versions.changes(trail.type_name)
        if changed and isinstance(node, Mapping):
            known = self.known(trail.type_name)
            for entry in node.entries:
                if entry.key.text in known and (found := deprecated(entry, node, trail.type_name, self.version)):
                    self.findings.append(found)
            for name, change in changed.items():
                if change.instead and name in data:
                    listed = data.setdefault(change.instead, [])
                    value = data.pop(name)
                    if isinstance(listed, list):
                        listed.insert(0, value)
        return data


class OlderDocument(Document):
    """A document in which a field that takes one value stands for the list that the newest version has."""

    __slots__ = ()

    def node(self, path: Path) -> Node | None:
        here: Node | None = self.root
        for step in path:
            match here:
                case Mapping() if isinstance(step, str):
                    here = _member(here, step)
                case Sequence() if isinstance(step, int) and step < len(here.items):
                    here = here.items[step]
                case _:
                    return None
        return here


def _member(mapping: Mapping, name: str) -> Node | None:
    entry = mapping.entry(name)
    if entry is not None:
        return entry.value
    single = mapping.entry(versions.singular(name))
    return Sequence(single.value.span, (single.value,)) if single else None

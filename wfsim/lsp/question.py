"""What a client asks about: a place in a text that is open.

In: the server's project, a URI and a position. Out: ``Question``, which every feature gets. ``server`` makes it.
"""

from __future__ import annotations

from functools import cached_property

from lsprotocol import types

from wfsim.lsp import occurrences, places
from wfsim.lsp.occurrences import Occurrence
from wfsim.lsp.places import Around, Spot
from wfsim.lsp.positions import Positions
from wfsim.lsp.project import Buffer, View
from wfsim.spec.model import Resource
from wfsim.text import Diagnostic, Source
from wfsim.text.records import NamedTuple
from wfsim.yamlio import Document


class Asked(NamedTuple):
    """The text that is asked about. ``source``: as much of it as can be read, at the same offsets."""

    buffer: Buffer
    view: View
    source: Source
    positions: Positions
    findings: tuple[Diagnostic, ...] = ()

    @property
    def documents(self) -> list[Document]:
        return [one for one in self.view.workspace.documents if one.source is self.source]

    @property
    def resources(self) -> list[Resource]:
        return [one for one in self.view.workspace.resources if one.document.source is self.source]

    def at(self, position: types.Position) -> Question:
        return Question(self, self.positions.offset(self.source, position))


class Question:
    """A place in the text."""

    def __init__(self, asked: Asked, offset: int) -> None:
        self.asked = asked
        self.offset = offset

    @cached_property
    def spot(self) -> Spot | None:
        """The key or value that the place is in."""
        return places.spot(self.asked.view.workspace, self.asked.source, self.offset)

    @cached_property
    def resource(self) -> Resource | None:
        """The object that the place is in."""
        return places.resource_of(self.asked.view.workspace, self.spot.document) if self.spot else None

    @cached_property
    def around(self) -> Around | None:
        """The template and call that the place is in."""
        if self.resource is None or self.spot is None:
            return None
        return self.asked.view.symbols.around(self.resource, self.spot.path)

    @cached_property
    def occurrence(self) -> Occurrence | None:
        """The symbol that the place means."""
        if self.resource is None:
            return None
        return occurrences.at(self.asked.view.symbols, self.resource, self.offset)

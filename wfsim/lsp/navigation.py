"""Where something is defined, and all places that mean it.

In: a question. Out: locations and highlights. ``server`` calls it for definition, references and highlighting.
"""

from __future__ import annotations

from lsprotocol import types

from wfsim.lsp import occurrences
from wfsim.lsp.question import Question


def definition(question: Question) -> list[types.Location] | None:
    """Where the thing under the cursor is defined."""
    found = question.occurrence
    return [question.asked.positions.location(found.symbol.at)] if found is not None else None


def references(question: Question, *, declaration: bool) -> list[types.Location] | None:
    """Every place of the workspace that means it."""
    found = question.occurrence
    if found is None:
        return None
    everywhere = occurrences.everywhere(question.asked.view.symbols, found.symbol)
    return [question.asked.positions.location(one.at) for one in everywhere if declaration or not one.is_definition]


def highlights(question: Question) -> list[types.DocumentHighlight] | None:
    """The places of the same text that mean it."""
    found, resource = question.occurrence, question.resource
    if found is None or resource is None:
        return None
    inside = occurrences.of_resource(question.asked.view.symbols, resource)
    kinds = {True: types.DocumentHighlightKind.Write, False: types.DocumentHighlightKind.Read}
    return [
        types.DocumentHighlight(question.asked.positions.range(one.at), kinds[one.is_definition])
        for one in inside
        if one.symbol.key == found.symbol.key
    ]

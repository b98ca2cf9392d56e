"""A new name for something, in all places of the workspace that mean it.

In: a question and the new name. Out: the edits, or ``Refused`` with the reason. ``server`` calls it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lsprotocol import types

from wfsim.checks.calls import spec_of
from wfsim.lsp import occurrences
from wfsim.lsp.occurrences import Occurrence
from wfsim.lsp.question import Question
from wfsim.lsp.symbols import Key, Kind, Symbol, Symbols
from wfsim.text import Span

_RENAMED = frozenset(Kind) - {Kind.OBJECT, Kind.ITEM}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Refused(Exception):
    """It cannot be renamed so, and why."""


def prepare(question: Question) -> types.Range | None:
    """What would be renamed."""
    found = question.occurrence
    if found is None or found.symbol.kind not in _RENAMED or found.at.text != found.symbol.name:
        return None
    return question.asked.positions.range(found.at)


def rename(question: Question, name: str) -> types.WorkspaceEdit | None:
    """The edits that give it another name. Refused where the name does not work."""
    found = question.occurrence
    if prepare(question) is None or found is None:
        return None
    if not _NAME.fullmatch(name):
        raise Refused(f"{name!r} is no name: letters, digits, `-` and `_`, with a letter or digit first")
    symbols = question.asked.view.symbols
    places = [one for symbol in _linked(symbols, found.symbol) for one in _places(symbols, symbol, name)]
    changes: dict[str, list[types.TextEdit]] = {}
    for one in places:
        where = question.asked.positions.location(one.at)
        changes.setdefault(where.uri, []).append(types.TextEdit(where.range, name))
    return types.WorkspaceEdit(changes)


def _places(symbols: Symbols, symbol: Symbol, name: str) -> Iterator[Occurrence]:
    for one in symbols.defined(symbol.resource):
        if one.kind is symbol.kind and one.path[:-1] == symbol.path[:-1] and one.name == name != symbol.name:
            raise Refused(f"there is a {symbol.kind.value} `{name}` already")
    for place in occurrences.everywhere(symbols, symbol):
        if place.at.text != symbol.name:
            raise Refused(f"line {place.at.first.line} has it with escapes in it")
        if place.in_expression and _is_member(place.at) and not _IDENTIFIER.fullmatch(name):
            first = place.at.first
            raise Refused(
                f"`.{name}` would be a calculation in the expression on line {first.line}: it needs ['{name}']"
            )
        yield place


def _is_member(at: Span) -> bool:
    return at.source.text[at.start - 1 : at.start] == "."


def _linked(symbols: Symbols, symbol: Symbol) -> Iterator[Symbol]:
    """The symbol, and those that have the same name because Argo fills one from the other."""
    found: dict[Key, Symbol] = {}
    waiting = [symbol]
    while waiting:
        one = waiting.pop()
        if one.key not in found:
            found[one.key] = one
            waiting.extend(_filled(symbols, one))
    yield from found.values()


def _filled(symbols: Symbols, symbol: Symbol) -> Iterator[Symbol]:
    """A workflow's arguments fill the inputs of its entrypoint, and stand for those of what it is made from."""
    group = _GROUPS.get(symbol.kind)
    if group is None:
        return
    for resource in symbols.context.workspace.resources:
        owner, spec = spec_of(resource, symbols.context.workspace) or (resource, resource.spec)
        ends = [symbols.argument(one, group, symbol.name) for one in (resource, owner)]
        entry = spec.template(resource.spec.entrypoint or spec.entrypoint)
        if entry is not None:
            ends.append(symbols.member(owner, entry, "inputs", group, symbol.name))
        known = [one for one in ends if one is not None]
        if symbol.key in [one.key for one in known]:
            yield from known


_GROUPS = {
    Kind.ARGUMENT: "parameters",
    Kind.INPUT: "parameters",
    Kind.ARGUMENT_ARTIFACT: "artifacts",
    Kind.INPUT_ARTIFACT: "artifacts",
}

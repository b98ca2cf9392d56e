"""Node field selectors: ``displayName=approve,phase!=Failed``, as Kubernetes reads field selectors.

In: a selector's text. Out: whether a node matches. A field that the node does not have is empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Protocol

from wfsim.engine.operations.outcome import Refused
from wfsim.engine.outputs import named
from wfsim.engine.phases import Phase
from wfsim.spec.model import JsonObject
from wfsim.text.records import NamedTuple

_TERM: Final = re.compile(r"(?P<field>(?:[^\\=!]|\\.|!(?!=))*?)(?P<sign>!=|==|=)(?P<value>.*)", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(.?)", re.DOTALL)


class Term(NamedTuple):
    """One condition: the field is, or is not, the value."""

    field: str
    equal: bool
    value: str


def parse(text: str) -> tuple[Term, ...]:
    """The terms, all of which must hold. Refused where it is no selector."""
    return tuple(_term(part, text) for part in _parts(text) if part)


def _parts(text: str) -> Iterator[str]:
    """What stands between commas that no backslash precedes."""
    start = at = 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == ",":
            yield text[start:at]
            start = at + 1
        at += 1
    yield text[start:]


def _term(part: str, whole: str) -> Term:
    found = _TERM.fullmatch(part)
    if found is None:
        raise Refused(f"invalid selector: '{whole}'; can't understand '{part}'")
    return Term(found["field"], found["sign"] != "!=", _value(found["value"]))


def _value(text: str) -> str:
    """A value without its escapes: only a backslash, a comma and an equals sign may be escaped, and must be."""
    for found in _ESCAPE.finditer(text):
        if found[1] not in ("\\", ",", "=") or not found[1]:
            raise Refused(f"invalid field selector: invalid escape sequence: {found[0]}")
    if "=" in _ESCAPE.sub("", text):
        raise Refused("invalid field selector: unescaped character in value: =")
    return _ESCAPE.sub(r"\1", text)


class Selectable(Protocol):
    """What a selector looks at: a node of a state or of a record."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def display_name(self) -> str: ...

    @property
    def phase(self) -> Phase: ...

    @property
    def template_name(self) -> str: ...

    @property
    def template_ref(self) -> JsonObject | None: ...

    @property
    def inputs(self) -> JsonObject | None: ...


def matches(terms: tuple[Term, ...], node: Selectable) -> bool:
    """Whether every term holds for the node."""
    fields = _fields(node)
    return all((fields.get(one.field, "") == one.value) is one.equal for one in terms)


def _fields(node: Selectable) -> dict[str, str]:
    reference = node.template_ref or {}
    inputs = {
        f"inputs.parameters.{one.get('name')}.value": str(one.get("value", ""))
        for one in named(node.inputs, "parameters")
    }
    return inputs | {
        "displayName": node.display_name,
        "templateName": node.template_name,
        "phase": node.phase.value,
        "name": node.name,
        "id": node.id,
        "templateRef.name": str(reference.get("name", "")),
        "templateRef.template": str(reference.get("template", "")),
    }

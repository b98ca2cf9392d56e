"""Where an object goes beyond the full schema of Argo's CRDs.

In: a context. Out: places, and what the API server does there. ``upgrading`` asks, since an installation may keep the
minimal CRDs, which ask for nothing. Below ``inline`` the schema takes everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from wfsim.spec import types, versions
from wfsim.spec.types import Form, Type
from wfsim.spec.versions import Bound
from wfsim.text import Span
from wfsim.yamlio import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from wfsim.checks.api import Context

_REFUSES = "the API server, where it has the full CRDs, refuses"


def beyond(context: Context) -> Iterator[tuple[Span, str]]:
    """Everything that the full schema refuses and Argo's linter does not, or not in all versions."""
    for resource in context.workspace.resources:
        root = resource.document.node(())
        if root is not None:
            for at, what in _walked(root, resource.kind.value):
                yield at, f"{_REFUSES} {what}"


def _walked(root: Node, type_name: str) -> Iterator[tuple[Span, str]]:
    waiting: list[tuple[Node, Type]] = [(root, types.parse(type_name))]
    while waiting:
        node, type_ = waiting.pop()
        match node:
            case Sequence(items=items) if type_.form is Form.LIST:
                waiting.extend((item, type_.inside) for item in reversed(items))
            case Mapping(entries=entries) if type_.form is Form.MAP:
                waiting.extend((entry.value, type_.inside) for entry in reversed(entries))
            case Mapping(entries=entries) if type_.form is Form.STRUCT:
                known = types.fields(type_.name)
                bounds = {one.field: one for one in versions.bounds(type_.name)}
                for entry in reversed(entries):
                    name = entry.key.text
                    if name in known and name not in ("inline", "status"):
                        waiting.append((entry.value, known[name].type))
                        if name in bounds:
                            yield from _judged(entry.value, bounds[name])


def _judged(node: Node, bound: Bound) -> Iterator[tuple[Span, str]]:
    match node:
        case Sequence(items=items):
            if bound.most is not None and len(items) > bound.most:
                yield items[bound.most].span, f"more than {bound.most} `{bound.field}`, and here are {len(items)}"
            if bound.pattern:
                for item in items:
                    yield from _judged(item, bound)
        case Scalar(text=text, value=value) if value is not None:
            if bound.longest is not None and len(text) > bound.longest:
                yield node.span, f"a `{bound.field}` of more than {bound.longest} characters"
            elif bound.pattern and not re.fullmatch(bound.pattern, text):
                yield node.span, f"`{text}` as {_NAMES.get(bound.field, 'a name')}"
            elif bound.greatest is not None and isinstance(value, int) and not bound.holds(value):
                yield node.span, f"a `{bound.field}` that is not between {bound.least} and {bound.greatest}"


_NAMES = {"schedules": "a schedule", "key": "a key"}

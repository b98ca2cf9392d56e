"""The variables that an expression speaks of, and which of them have no value.

In: a tree, and for ``missing`` the nested names. Out: ``Reference``s with their places. Called by templating, which
waits for what is missing, and by everything that checks names before a run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from wfsim.lang import functions
from wfsim.lang.expr.tokens import PREDICATES
from wfsim.lang.syntax import Binary, Call, Chain, Group, Let, Literal, Member, Name, Node, called_name
from wfsim.lang.values import MISSING, Json, Nothing
from wfsim.text.records import dataclass

LATE: Final = ("item", "retries", "lastRetry", "workflow.status", "workflow.failures")


@dataclass(frozen=True, slots=True)
class Reference:
    """A variable with the fields that are read of it by name.

    ``guarded``: only its first name has to exist, because it stands left of ``??`` or is read with ``?.``.
    ``called``: it is called as a function.
    """

    path: tuple[str, ...]
    start: int
    end: int
    guarded: bool
    called: bool = False

    @property
    def name(self) -> str:
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class MissingName:
    """The shortest part of a reference that has no value. ``late``: Argo gives it one only later."""

    name: str
    late: bool


def references(tree: Node) -> tuple[Reference, ...]:
    """Every reference in order of writing; names bound by ``let`` and known functions are none."""
    return tuple(_found(tree))


def _found(tree: Node) -> Iterator[Reference]:
    todo: list[tuple[Node, bool, frozenset[str]]] = [(tree, False, frozenset())]
    while todo:
        node, guarded, bound = todo.pop()
        match node:
            case Name() | Member():
                reference, rest = _path(node, guarded)
                if reference is not None and reference.path[0] not in bound and reference.path[0] != "$env":
                    yield reference
                todo.extend((one, False, bound) for one in reversed(rest))
            case Call():
                yield from _called(node, bound)
                todo.extend((one, False, bound) for one in reversed(_parts(node)))
            case Let():
                todo.append((node.body, False, bound | {node.name}))
                todo.append((node.value, False, bound))
            case Chain():
                todo.append((node.inner, True, bound))
            case Group():
                todo.append((node.inner, guarded, bound))
            case Binary(operator="??"):
                todo.append((node.right, guarded, bound))
                todo.append((node.left, True, bound))
            case _:
                todo.extend((one, False, bound) for one in reversed(node.children()))


def _called(node: Call, bound: frozenset[str]) -> Iterator[Reference]:
    name = called_name(node)
    if name and functions.find(name) is None and name not in PREDICATES and name not in bound:
        yield Reference(tuple(name.split(".")), node.function.start, node.function.end, False, called=True)


def _parts(node: Call) -> list[Node]:
    """What is computed for a call: its arguments, and the object of a method."""
    if called_name(node):
        return [*node.arguments]
    return [*node.function.children(), *node.arguments]


def _path(node: Node, guarded: bool) -> tuple[Reference | None, list[Node]]:
    """The reference that a chain of accesses makes, and the nodes beside it that are looked at on their own."""
    names: list[str] = []
    rest: list[Node] = []
    here, end = node, node.end
    while not isinstance(here, Name):
        match here:
            case Member(object=inner, property=Literal(value=str(key))):
                names.append(key)
                guarded = guarded or here.optional
                here = inner
            case Member(object=inner, property=key):
                names.clear()
                rest.append(key)
                here = inner
                end = inner.end
            case Chain(inner=inner):
                guarded, here = True, inner
            case Group(inner=inner):
                here = inner
            case _:
                return None, [here, *reversed(rest)]
    return Reference((here.name, *reversed(names)), here.start, end, guarded), [*reversed(rest)]


def missing(tree: Node, names: Mapping[str, Json]) -> tuple[MissingName, ...]:
    """The references that have no value, each once."""
    found: dict[str, MissingName] = {}
    for one in references(tree):
        name = one.name if one.called else _gap(one, names)
        if name is not None:
            found.setdefault(name, MissingName(name, _is_late(one.name)))
    return tuple(found.values())


def _is_late(name: str) -> bool:
    return any(name == late or name.startswith(late + ".") for late in LATE)


def _gap(one: Reference, names: Mapping[str, Json]) -> str | None:
    here: Mapping[str, Json] | Json = names
    for size, part in enumerate(one.path, 1):
        below: Json | Nothing = here.get(part, MISSING) if isinstance(here, Mapping) else MISSING
        if below is MISSING:
            if size == 1 and _is_function(part):
                return None
            return None if one.guarded and size > 1 else ".".join(one.path[:size])
        here = below
    return None


def _is_function(name: str) -> bool:
    return name == "sprig" or functions.find(name) is not None

"""The values that a variable is known to take: constants in the files that reach it.

In: a context, a place, a name. Out: ``Known`` values with where they are written. Items of ``withItems``, arguments of
calls, defaults and allowed values count; what a container prints or a tag makes does not. What a condition on the way
to the place may keep away is possible, but not known. Checks of conditions ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from wfsim.spec.model import Call, Parameter, Resource, Template
from wfsim.text import Span
from wfsim.text.records import NamedTuple

if TYPE_CHECKING:
    from wfsim.checks.api import Context
    from wfsim.checks.calls import CallSite

_MOST = 50
# A condition that speaks of one of these may have been written for the very value.
_VALUES: Final = re.compile(r"\b(?:parameters|outputs|item)\b")


class Known(NamedTuple):
    """A value, and where it is written."""

    value: str
    at: Span


class Place(NamedTuple):
    """Where a name stands: the template around it, and the step or task, where it is in one."""

    resource: Resource
    template: Template
    call: Call | None = None


def alone(text: str) -> str:
    """The name in a text that is one tag and nothing else; empty for other texts and for expressions."""
    text = text.strip()
    if not text.startswith("{{") or text.find("}}") != len(text) - 2:
        return ""
    name = text[2:-2].strip()
    return "" if name.startswith("=") else name


def reaching(context: Context, place: Place, text: str, at: Span) -> tuple[Known, ...]:
    """What a field is known to hold: the text that is written there, or the values of the tag that is all of it."""
    if "{{" not in text:
        return (Known(text, at),)
    name = alone(text)
    return known(context, place, name) if name else ()


def known(context: Context, place: Place, name: str) -> tuple[Known, ...]:
    """The values that a variable takes as far as the files tell; each text once."""
    return _Search(context, True).all(place, name)


def possible(context: Context, place: Place, name: str) -> tuple[Known, ...]:
    """Those and the values that a condition on the way may keep away."""
    return _Search(context, False).all(place, name)


def _asks(site: CallSite) -> bool:
    """Whether a condition decides about a call by a value."""
    condition = site.hook.expression if site.hook is not None else site.call.when if site.call is not None else ""
    return _VALUES.search(condition) is not None


class _Search:
    """One search for values. ``certain``: none that a condition may keep away."""

    def __init__(self, context: Context, certain: bool) -> None:
        self._context = context
        self._certain = certain
        self._seen: set[tuple[int, str]] = set()

    def all(self, place: Place, name: str) -> tuple[Known, ...]:
        found: dict[str, Known] = {}
        for one in self._of(place, name):
            found.setdefault(one.value, one)
            if len(found) >= _MOST:
                break
        return tuple(found.values())

    def _of(self, place: Place, name: str) -> Iterator[Known]:
        question = (id(place.call or place.template), name)
        if question in self._seen or len(self._seen) > _MOST:
            return
        self._seen.add(question)
        root, _, rest = name.partition(".")
        group, _, key = rest.partition(".")
        if root == "item" and place.call is not None:
            yield from _items(place.resource, place.call, rest)
        elif root == "workflow" and group == "parameters":
            declared = [one for one in place.resource.spec.arguments.parameters if one.name == key]
            if declared and not (self._certain and self._kept_away(place)):
                for parameter in declared:
                    yield from _own(place.resource, parameter)
        elif root == "inputs" and group == "parameters":
            for parameter in place.template.inputs.parameters:
                if parameter.name == key:
                    yield from self._input(place, parameter)

    def _kept_away(self, place: Place) -> bool:
        """Whether every way to a template leads through a condition that asks for values, or comes from an object with
        parameters of its own."""
        seen: set[int] = set()
        todo = [place.template]
        while todo:
            every = self._context.callers(todo.pop())
            sites = [site for site in every if site.resource is place.resource and not _asks(site)]
            if not every or any(site.within is None for site in sites):
                return False
            for site in sites:
                if site.within is not None and id(site.within) not in seen:
                    seen.add(id(site.within))
                    todo.append(site.within)
        return True

    def _input(self, place: Place, parameter: Parameter) -> Iterator[Known]:
        """What callers pass, and the default where one of them passes nothing or nobody is known to call."""
        sites = self._context.callers(place.template)
        given = False
        for site in sites:
            argument = site.arguments.parameter(parameter.name)
            if argument is None or (argument.value is None and argument.value_from is None):
                continue
            given = True
            yield from self._argument(site, argument)
        passed = given and all(site.arguments.parameter(parameter.name) is not None for site in sites)
        if not passed:
            yield from _own(place.resource, parameter)

    def _argument(self, site: CallSite, argument: Parameter) -> Iterator[Known]:
        """What is written there; what a variable hands on only where no condition has asked before."""
        value = argument.value
        if value is None:
            return
        if "{{" not in value:
            yield Known(value, site.resource.document.span((*argument.path, "value")))
        elif site.within is not None and (name := alone(value)) and not (self._certain and _asks(site)):
            yield from self._of(Place(site.resource, site.within, site.call), name)


def _items(resource: Resource, call: Call, key: str) -> Iterator[Known]:
    from wfsim.lang import items
    from wfsim.lang.errors import LangError

    try:
        expanded = items.expand(list(call.with_items))
    except LangError:
        return
    for index, one in enumerate(expanded):
        value = one.variables.get(f"item.{key}" if key else "item")
        if isinstance(value, str) and "{{" not in value:
            path = (*call.path, "withItems", index)
            yield Known(value, resource.document.span((*path, key) if key else path))


def _own(resource: Resource, parameter: Parameter) -> Iterator[Known]:
    """The value or default of a parameter, and what it may be."""
    value, field = (parameter.value, "value") if parameter.value is not None else (parameter.default, "default")
    if value is not None and "{{" not in value:
        yield Known(value, resource.document.span((*parameter.path, field)))
    for index, one in enumerate(parameter.enum or ()):
        yield Known(one, resource.document.span((*parameter.path, "enum", index)))

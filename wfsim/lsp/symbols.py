"""What has a name: objects, templates, steps and tasks, parameters, artifacts; and what a dotted name means.

In: a view and a place in it. Out: ``Symbol``s, with the place where each is defined. Two symbols are the same where
their keys are. ``occurrences`` finds all places that mean them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum

from wfsim.checks.api import Context
from wfsim.checks.calls import CallSite, Role, spec_of, templates_of
from wfsim.lsp.places import Around, Surroundings, word
from wfsim.spec.model import Arguments, Call, Hook, Resource, Template
from wfsim.text import Span
from wfsim.text.records import NamedTuple
from wfsim.yamlio import Path


class Kind(Enum):
    """What a symbol is; the value is what people call it."""

    OBJECT = "object"
    TEMPLATE = "template"
    STEP = "step"
    TASK = "task"
    INPUT = "input parameter"
    INPUT_ARTIFACT = "input artifact"
    OUTPUT = "output parameter"
    OUTPUT_ARTIFACT = "output artifact"
    ARGUMENT = "workflow parameter"
    ARGUMENT_ARTIFACT = "workflow artifact"
    GLOBAL = "global output"
    ITEM = "item"


Key = tuple[Kind, int, Path, str]


class Symbol(NamedTuple):
    """One thing with a name. ``path`` leads to what is defined, ``field`` to its name from there."""

    kind: Kind
    resource: Resource
    path: Path
    name: str
    field: Path = ("name",)

    @property
    def key(self) -> Key:
        """What makes two symbols the same."""
        return self.kind, id(self.resource.document), self.path, self.name

    @property
    def at(self) -> Span:
        """Where its name is written; where it has none, what stands for it."""
        return word(self.resource.document, (*self.path, *self.field))


class Part(NamedTuple):
    """A part of a dotted name that means something by itself."""

    text: str
    symbol: Symbol


_SIDES = {
    ("inputs", "parameters"): Kind.INPUT,
    ("inputs", "artifacts"): Kind.INPUT_ARTIFACT,
    ("outputs", "parameters"): Kind.OUTPUT,
    ("outputs", "artifacts"): Kind.OUTPUT_ARTIFACT,
}


class Symbols:
    """The symbols of a workspace."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._sites = {id(one.call): one for one in context.calls if one.role in (Role.STEP, Role.TASK)}
        self._of_object: dict[int, list[CallSite]] = {}
        for one in context.calls:
            self._of_object.setdefault(id(one.resource), []).append(one)
        self._surroundings: dict[int, Surroundings] = {}
        self._by_name: dict[int, dict[str, Call]] = {}
        self._sites |= {id(one.hook): one for one in context.calls if one.hook is not None}

    def owners(self, resource: Resource) -> tuple[Resource, ...]:
        """An object, and the one that it is made from."""
        made_from = spec_of(resource, self.context.workspace)
        return (resource,) if made_from is None or made_from[0] is resource else (resource, made_from[0])

    def around(self, resource: Resource, path: Path) -> Around:
        """What a path of an object lies in."""
        if id(resource) not in self._surroundings:
            self._surroundings[id(resource)] = Surroundings(resource)
        return self._surroundings[id(resource)].around(path)

    def call(self, template: Template, name: str) -> Call | None:
        """A step or task by name, the first of equal ones."""
        if id(template) not in self._by_name:
            self._by_name[id(template)] = {one.name: one for one in reversed(template.calls)}
        return self._by_name[id(template)].get(name)

    def sites(self, resource: Resource) -> Sequence[CallSite]:
        """Every place of an object that calls a template."""
        return self._of_object.get(id(resource), ())

    def site(self, call: Call | Hook) -> CallSite | None:
        """Where a step or task calls, with the template that it calls."""
        return self._sites.get(id(call))

    # -- definitions ------------------------------------------------------------------------------------------------

    def of_object(self, resource: Resource) -> Symbol:
        return Symbol(Kind.OBJECT, resource, ("metadata",), resource.name)

    def of_template(self, resource: Resource, template: Template) -> Symbol:
        return Symbol(Kind.TEMPLATE, resource, template.path, template.name)

    def of_call(self, resource: Resource, template: Template, call: Call) -> Symbol:
        return Symbol(Kind.TASK if template.dag is not None else Kind.STEP, resource, call.path, call.name)

    def defined(self, resource: Resource) -> Iterator[Symbol]:
        """Everything that an object defines."""
        if resource.name:
            yield self.of_object(resource)
        spec = resource.spec
        yield from _rows(resource, spec.arguments, Kind.ARGUMENT, Kind.ARGUMENT_ARTIFACT)
        for template in templates_of(resource):
            if template.name:
                yield self.of_template(resource, template)
            yield from _rows(resource, template.inputs, Kind.INPUT, Kind.INPUT_ARTIFACT)
            yield from _rows(resource, template.outputs, Kind.OUTPUT, Kind.OUTPUT_ARTIFACT)
            yield from _globals(resource, template.outputs)
            yield from (self.of_call(resource, template, one) for one in template.calls if one.name)

    def member(self, resource: Resource, template: Template, side: str, group: str, name: str) -> Symbol | None:
        """An input or output of a template by name."""
        kind = _SIDES.get((side, group))
        if kind is None:
            return None
        held = template.inputs if side == "inputs" else template.outputs
        found = held.parameter(name) if group == "parameters" else held.artifact(name)
        return Symbol(kind, resource, found.path, name) if found is not None and found.path else None

    def argument(self, resource: Resource, group: str, name: str) -> Symbol | None:
        """An argument of a workflow by name."""
        held = resource.spec.arguments
        found = held.parameter(name) if group == "parameters" else held.artifact(name)
        kind = Kind.ARGUMENT if group == "parameters" else Kind.ARGUMENT_ARTIFACT
        return Symbol(kind, resource, found.path, name) if found is not None and found.path else None

    # -- dotted names -----------------------------------------------------------------------------------------------

    def meant(self, place: Around, name: str) -> list[Part]:
        """The parts of a dotted name that mean something here, in order."""
        root, _, rest = name.partition(".")
        match root:
            case "inputs" | "outputs":
                return list(self._own(place, root, rest))
            case "steps" | "tasks":
                return list(self._of_call(place, rest))
            case "workflow":
                return list(self._of_workflow(place.resource, rest))
            case "item":
                return list(self._item(place))
        return []

    def _own(self, place: Around, side: str, rest: str) -> Iterator[Part]:
        group, _, name = rest.partition(".")
        if place.template is not None and name:
            name = name.removesuffix(".path") if group == "artifacts" or side == "outputs" else name
            found = self.member(place.resource, place.template, side, group, name)
            if found is not None:
                yield Part(name, found)

    def _of_call(self, place: Around, rest: str) -> Iterator[Part]:
        template = place.template
        name, _, more = rest.partition(".")
        call = self.call(template, name) if template is not None else None
        if template is None or call is None:
            return
        yield Part(name, self.of_call(place.resource, template, call))
        side, _, more = more.partition(".")
        group, _, output = more.partition(".")
        site = self.site(call)
        if site is None or site.target.owner is None or site.callee is None or not output:
            return
        found = self.member(site.target.owner, site.callee, side, group, output)
        if found is not None:
            yield Part(output, found)

    def _of_workflow(self, resource: Resource, rest: str) -> Iterator[Part]:
        group, _, name = rest.partition(".")
        if group == "parameters" and name:
            yield from self._argument(resource, name)
        elif group == "outputs":
            output = name.partition(".")[2]
            kind = "parameters" if name.startswith("parameters.") else "artifacts"
            for owner in self.owners(resource):
                found = (one for one in self.globals(owner) if one.name == output and kind in one.path)
                yield from (Part(output, one) for one in found)

    def globals(self, resource: Resource) -> Iterator[Symbol]:
        """The outputs of an object that are readable everywhere."""
        for template in templates_of(resource):
            yield from _globals(resource, template.outputs)

    def _argument(self, resource: Resource, name: str) -> Iterator[Part]:
        """A workflow's parameter: its own, or that of the object it is made from."""
        for owner in self.owners(resource):
            found = self.argument(owner, "parameters", name)
            if found is not None:
                yield Part(name, found)
                return

    def _item(self, place: Around) -> Iterator[Part]:
        if place.call is not None and place.call.loops:
            field = next((one for one in ("withItems", "withParam", "withSequence") if one in place.call.data), "name")
            yield Part("item", Symbol(Kind.ITEM, place.resource, place.call.path, "item", (field,)))


def _rows(resource: Resource, held: Arguments, parameter: Kind, artifact: Kind) -> Iterator[Symbol]:
    yield from (Symbol(parameter, resource, one.path, one.name) for one in held.parameters if one.name and one.path)
    yield from (Symbol(artifact, resource, one.path, one.name) for one in held.artifacts if one.name and one.path)


def _globals(resource: Resource, outputs: Arguments) -> Iterator[Symbol]:
    named = [(one.global_name, one.path) for one in outputs.parameters]
    named += [(one.global_name, one.path) for one in outputs.artifacts]
    for name, path in named:
        if name and path:
            yield Symbol(Kind.GLOBAL, resource, path, name, ("globalName",))

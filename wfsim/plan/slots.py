"""Places that values pass through, and what one object does with them.

In: a resource. Out: facts about slots: compared, looped over, read, handed on. Called by ``reads``.

A slot is an output or an input of a template, a parameter of the workflow, or a global output. Inline templates are
templates of their own, named by their place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias

from wfsim.lang.template import TagKind, scan
from wfsim.plan.comparisons import Compared, handed_on, names_in, of_expression, of_when, tag_names
from wfsim.plan.resolve import Found, Key, Resolver, Target
from wfsim.spec.merge import merged
from wfsim.spec.model import Arguments, Call, Hook, Parameter, Resource, Template
from wfsim.spec.workspace import Workspace
from wfsim.yamlio.nodes import Json

_EXPRESSIONS = frozenset(("expression", "fromExpression"))
_COUNT = ("2",)


@dataclass(frozen=True, slots=True)
class Slot:
    """``out`` of a template with ``result`` or ``parameters.NAME``; ``in``, ``workflow`` or ``global`` with a name."""

    side: str
    template: Key | tuple[()]
    name: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is done with a slot's value; without content: it is read.

    ``against`` and ``operator``: it is compared with another slot's value.
    """

    literals: tuple[str, ...] = ()
    looped: bool = False
    to: Slot | None = None
    against: Slot | None = None
    operator: str = ""


Row: TypeAlias = "tuple[Slot, Fact]"


@dataclass(slots=True)
class Gathered:
    """The facts of one resource, the constants that its slots are given, and the names of its templates."""

    facts: list[Row] = field(default_factory=list)
    constants: list[tuple[Slot, str]] = field(default_factory=list)
    templates: list[str] = field(default_factory=list)


def facts_of(resource: Resource, workspace: Workspace) -> Gathered:
    """All facts that the text of one resource states, that of the template it names by workflowTemplateRef included."""
    root = merged(resource, workspace)
    resolver = Resolver(workspace)
    gathered = Gathered(templates=[one.name for one in root.spec.templates])
    for template in root.spec.templates:
        waiting = [Found(template, root)]
        while waiting:
            found = waiting.pop()
            body = _Body(found, resolver)
            gathered.facts += body.facts()
            gathered.constants += body.constants()
            inline = [call.inline for call in found.template.calls if call.inline is not None]
            waiting += [Found(one, root, inline=True) for one in inline]
    spec = {key: value for key, value in root.spec.data.items() if key != "templates"}
    whole = _Body(Found(Template(), root), resolver)
    gathered.facts += whole.in_data(spec)
    gathered.constants += whole.constants_in(root.spec.arguments, whole.workflow_parameter)
    return gathered


class _Body:
    """One template: its calls by name, and what its text does with the values it sees."""

    def __init__(self, found: Found, resolver: Resolver) -> None:
        self.found = found
        self.template = found.template
        self.resolver = resolver
        self.calls = {call.name: call for call in reversed(found.template.calls)}

    def facts(self) -> Iterator[Row]:
        yield from self.in_data(self.template.data)
        for call in self.template.calls:
            yield from self.of_loop(call)
            yield from self.of_items(call)
            yield from self.of_arguments(Target.of(call), call.arguments)
            for hook in call.hooks:
                yield from self.of_hook(hook)
        yield from self.of_outputs()

    def of_hook(self, hook: Hook) -> Iterator[Row]:
        return self.of_arguments(Target.of(hook), hook.arguments)

    def in_data(self, data: Mapping[str, Json]) -> Iterator[Row]:
        """Reads and comparisons in every text; inline templates speak for themselves."""
        waiting: list[tuple[str, Json]] = list(data.items())[::-1]
        while waiting:
            key, value = waiting.pop()
            if key == "inline":
                continue
            if isinstance(value, dict):
                waiting += list(value.items())[::-1]
            elif isinstance(value, list):
                waiting += [(key, one) for one in reversed(value)]
            elif isinstance(value, str):
                yield from self.in_text(key, value)

    def in_text(self, key: str, text: str) -> Iterator[Row]:
        is_expression = key in _EXPRESSIONS
        names = list(names_in(text)) if is_expression else []
        compared = list(of_expression(text)) if is_expression else []
        if "{{" in text:
            tags = scan(text)
            for tag in tags:
                names += (tag.key,) if tag.kind is TagKind.SIMPLE else names_in(tag.key)
            compared += of_when(text) if key == "when" else _in_tags(text)
        yield from ((slot, Fact()) for name in names for slot in self.slots(name))
        for one in compared:
            others = self.alone(one.other) if one.other else (None,)
            for slot in self.alone(one.key):
                yield from ((slot, Fact(one.literals, against=other, operator=one.operator)) for other in others)

    def of_loop(self, call: Call) -> Iterator[Row]:
        for tag in scan(call.with_param):
            names = tag_names(tag) or names_in(tag.key)
            yield from ((slot, Fact(looped=True)) for name in names for slot in self.alone(name))
        sequence = call.with_sequence
        for text in (sequence.count, sequence.start, sequence.end) if sequence is not None else ():
            counts = [name for tag in scan(text or "") for name in tag_names(tag)]
            yield from ((slot, Fact(_COUNT)) for name in counts for slot in self.alone(name))

    def of_items(self, call: Call) -> Iterator[Row]:
        """Conditions on items that are outputs of another loop's members."""
        compared = [*of_when(call.when), *_in_tags(call.when)] if "item" in call.when else []
        for name in (name for tag in scan(call.with_param) for name in tag_names(tag)):
            source, output = self.call(name), name.partition(".outputs.")[2]
            if source is None or not source.loops:
                continue
            for one in compared:
                item, _, key = one.key.partition(".")
                meant = f"{output}.{key}" if key and output == "parameters" else output if not key else ""
                if item == "item" and not one.other:
                    yield from ((slot, Fact(one.literals)) for slot in self.outputs_of(source, meant))

    def of_arguments(self, target: Target, arguments: Arguments) -> Iterator[Row]:
        callee = self.resolver.find(target, self.found.owner)
        if isinstance(callee, str):
            return
        for parameter in arguments.parameters:
            yield from self.handed(parameter, Slot("in", callee.key, parameter.name))

    def of_outputs(self) -> Iterator[Row]:
        for parameter in self.template.outputs.parameters:
            own = Slot("out", self.found.key, f"parameters.{parameter.name}")
            yield from self.handed(parameter, own)
            if parameter.global_name:
                yield own, Fact(to=Slot("global", (), parameter.global_name))

    def handed(self, parameter: Parameter, to: Slot) -> Iterator[Row]:
        """The values that a parameter takes unchanged."""
        names = [*_whole(parameter.value)]
        if parameter.value_from is not None:
            names += _whole(parameter.value_from.parameter)
            names += handed_on(parameter.value_from.expression) if parameter.value_from.expression else ()
        yield from ((slot, Fact(to=to)) for name in names for slot in self.alone(name))

    def constants(self) -> Iterator[tuple[Slot, str]]:
        """What the inputs of this template are unless a call says otherwise, and what its calls say."""
        yield from self.constants_in(self.template.inputs, lambda name: Slot("in", self.found.key, name))
        for call in self.template.calls:
            callee = self.resolver.find(Target.of(call), self.found.owner)
            if isinstance(callee, Found):
                yield from self.constants_in(call.arguments, partial(Slot, "in", callee.key))

    def constants_in(self, arguments: Arguments, slot: Callable[[str], Slot]) -> Iterator[tuple[Slot, str]]:
        for parameter in arguments.parameters:
            value = parameter.value if parameter.value is not None else parameter.default
            if value is not None and "{{" not in value:
                yield slot(parameter.name), value

    def workflow_parameter(self, name: str) -> Slot:
        return Slot("workflow", (*self.found.key[:2], ""), name)

    def alone(self, name: str) -> tuple[Slot, ...]:
        """The slot of a name, unless the name is of a loop: then it means the list of all its members' values."""
        call = self.call(name)
        return () if call is not None and call.loops else self.slots(name)

    def call(self, name: str) -> Call | None:
        """The step or task that a name begins with."""
        first, _, rest = name.partition(".")
        if first not in ("steps", "tasks"):
            return None
        return self.calls.get(rest.partition(".outputs")[0])

    def slots(self, name: str) -> tuple[Slot, ...]:
        """The slots that a dotted name means."""
        first, _, rest = name.partition(".")
        match first:
            case "steps" | "tasks":
                return self.outputs_of(self.call(name), rest.partition(".outputs.")[2])
            case "inputs" if rest.startswith("parameters."):
                return (Slot("in", self.found.key, rest.removeprefix("parameters.")),)
            case "inputs" if rest == "parameters":
                return tuple(Slot("in", self.found.key, one.name) for one in self.template.inputs.parameters)
            case "outputs":
                return (Slot("out", self.found.key, rest),)
            case "workflow" if rest.startswith("parameters."):
                return (self.workflow_parameter(rest.removeprefix("parameters.")),)
            case "workflow" if rest.startswith("outputs.parameters."):
                return (Slot("global", (), rest.removeprefix("outputs.parameters.")),)
        return ()

    def outputs_of(self, call: Call | None, output: str) -> tuple[Slot, ...]:
        """An output of what a step calls; all parameters where it says just ``parameters``."""
        callee = self.resolver.find(Target.of(call), self.found.owner) if call is not None else ""
        if isinstance(callee, str) or not output:
            return ()
        if output == "parameters":
            declared = callee.template.outputs.parameters
            return tuple(Slot("out", callee.key, f"parameters.{one.name}") for one in declared)
        return (Slot("out", callee.key, output),)


def _in_tags(text: str) -> Iterator[Compared]:
    """The comparisons inside the expression tags of a text."""
    for tag in scan(text):
        if tag.kind is TagKind.EXPRESSION:
            yield from of_expression(tag.key)


def _whole(text: str | None) -> tuple[str, ...]:
    """The names that a text hands on: those of its one tag, if it is nothing but that."""
    tags = scan(text or "")
    if len(tags) != 1 or (text or "").strip() != (text or "")[tags[0].start : tags[0].end]:
        return ()
    return tag_names(tags[0])

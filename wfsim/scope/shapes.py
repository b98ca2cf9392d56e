"""The shapes of the variables that an expression sees, for static types.

In: a use, and how to find the template that a call calls. Out: a shape for each top-level name. Where something cannot
be known (a name made by a tag, an object that is not given) the shape says so and nothing is concluded from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from typing import Final

from wfsim.lang.shapes import ANY_MAP, NUMBER, TEXT, UNKNOWN, Shape, map_of, words_of
from wfsim.scope import defaults
from wfsim.scope.catalog import VARIABLES, Type, Variable, Where
from wfsim.scope.supplied import choices
from wfsim.scope.uses import Kind as UseKind
from wfsim.scope.uses import Use
from wfsim.spec.model import Call, Kind, Parameter, Resource, Template

Callee = Callable[[Resource, Call], "Template | None"]
_RUN: Final = (Kind.WORKFLOW, Kind.CRON_WORKFLOW)
_ARTIFACT: Final = Shape(ANY_MAP.kind, fields={"path": TEXT}, rest=UNKNOWN)
_HTTP_KINDS: Final = {"response.statusCode": NUMBER, "request.headers": ANY_MAP, "response.headers": ANY_MAP}


class Shapes:
    """The shapes at any place of a workspace; what a whole template or object shares is worked out once."""

    def __init__(self, callee: Callee) -> None:
        self._callee = callee
        self._kept: dict[tuple[int, str, bool], Shape] = {}

    def at(self, use: Use) -> Mapping[str, Shape]:
        """The shape of every top-level name at a use."""
        if use.path[-2:] == ("http", "successCondition"):
            return {root: _root(root) for root in ("request", "response")}
        template, field = id(use.template), use.kind is UseKind.FIELD
        found = {root: _root(root) for root in _roots()}
        found["data"] = UNKNOWN
        found["item"] = _item(use)
        shared = defaults.are_around(use.resource, use.path)
        found["inputs"] = (
            _shared_inputs(use) if shared else self._once((template, "inputs", False), lambda: _inputs(use))
        )
        in_output = field and _in_output(use)
        found["workflow"] = self._once((id(use.resource), "workflow", in_output), lambda: _workflow(use, in_output))
        for group in ("steps", "tasks"):
            found[group] = self._once((template, group, field), partial(_calls, use, group, self._callee))
        return found

    def _once(self, key: tuple[int, str, bool], work: Callable[[], Shape]) -> Shape:
        if key not in self._kept:
            self._kept[key] = work()
        return self._kept[key]


@cache
def _roots() -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.root for row in VARIABLES))


@cache
def _root(root: str) -> Shape:
    """The shape of a root by the table of variables alone."""
    rows = [row for row in VARIABLES if row.root == root]
    return _tree([(row.pattern.split(".")[1:], row) for row in rows])


def _tree(rows: list[tuple[list[str], Variable]]) -> Shape:
    """Rows with what is left of their patterns. Where a name has members, its own text is lost in expressions."""
    below: dict[str, list[tuple[list[str], Variable]]] = {}
    for parts, row in rows:
        if parts:
            below.setdefault(parts[0], []).append((parts[1:], row))
    if not below:
        return _leaf(rows[0][1])
    fields = {name: _tree(more) for name, more in below.items() if not name.startswith("<")}
    free = next((_tree(more) for name, more in below.items() if name.startswith("<")), None)
    if free is not None and any(row.type is Type.TIME for parts, row in rows if not parts):
        return UNKNOWN  # workflow.creationTimestamp is a text and has members: which of them wins is left to chance
    return map_of(fields, rest=free)


def _leaf(row: Variable) -> Shape:
    if row.where is Where.CRON:
        return UNKNOWN
    if row.pattern in _HTTP_KINDS:
        return _HTTP_KINDS[row.pattern]
    if row.type is Type.ARTIFACT:
        return _ARTIFACT
    return words_of(row.values) if row.values else TEXT


# -- the template's own ---------------------------------------------------------------------------------------------


def _inputs(use: Use) -> Shape:
    template = use.template
    if not template.path or "inputs" in use.resource.spec.template_defaults:
        return UNKNOWN
    known = _root("inputs").fields or {}
    inline = _inline(use)
    parameters = _parameters(template.inputs.parameters, "the template has no input parameter", closed=not inline)
    artifacts = {one.name: _ARTIFACT for one in template.inputs.artifacts}
    free = _ARTIFACT if inline else None
    return map_of(
        {
            **known,
            "parameters": parameters,
            "artifacts": map_of(artifacts, rest=free, lacks="the template has no input artifact"),
        }
    )


def _shared_inputs(use: Use) -> Shape:
    """In ``templateDefaults``: what one template lacks another may have."""
    found = defaults.parameters(use.resource, use.path)
    if found is None:
        return UNKNOWN
    parameters = _parameters(found, "no template that this is part of has an input parameter")
    plain = parameters._replace(fields=dict.fromkeys(parameters.fields or {}, TEXT))
    return map_of({**(_root("inputs").fields or {}), "parameters": plain, "artifacts": UNKNOWN})


def _inline(use: Use) -> bool:
    """An inline template is filled in with the step around it, and sees what that sees."""
    return "inline" in use.template.path


def _parameters(parameters: Iterable[Parameter], lacks: str, *, closed: bool = True) -> Shape:
    fields = {one.name: words_of(one.enum) if one.enum else TEXT for one in parameters if one.name}
    tagged = any("{{" in name for name in fields)
    return map_of(fields, rest=None if closed and not tagged else TEXT, lacks=lacks)


def _workflow(use: Use, in_output: bool) -> Shape:
    """``workflow.…``; more parameters may come at submit, but then nobody declares them."""
    spec = use.resource.spec
    fields = dict(_root("workflow").fields or {})
    closed = use.resource.kind in _RUN and spec.workflow_template_ref is None
    parameters = _parameters(spec.arguments.parameters, "the workflow has no parameter", closed=closed)
    fields["parameters"] = parameters._replace(fields={"json": TEXT, **(parameters.fields or {})})
    if in_output:
        lacks = "an output's expression sees of the workflow its outputs alone, and not"
        return map_of({"outputs": fields["outputs"]}, lacks=lacks)
    return map_of(fields)


def _in_output(use: Use) -> bool:
    """Whether it is the expression of an output: it sees the template's scope alone."""
    below = use.path[len(use.template.path) :]
    return use.call is None and below[:1] == ("outputs",)


# -- loops ----------------------------------------------------------------------------------------------------------


def _item(use: Use) -> Shape:
    """An item is text in expressions, too; an item that is a map can be asked for its members."""
    call = use.call
    if call is None or not call.loops:
        return UNKNOWN
    if call.with_sequence is not None:
        return TEXT
    items = call.with_items
    if call.with_param or any(isinstance(one, str) and "{{" in one for one in items):
        return UNKNOWN
    maps = [one for one in items if isinstance(one, Mapping)]
    if not maps:
        return UNKNOWN if any(isinstance(one, list) for one in items) else TEXT
    if len(maps) < len(items):
        return UNKNOWN
    return map_of({key: TEXT for one in maps for key in one}, lacks="no item of the loop has a member")


# -- steps and tasks ------------------------------------------------------------------------------------------------


def _calls(use: Use, group: str, callee: Callee) -> Shape:
    template = use.template
    if not template.path or _inline(use) or defaults.are_around(use.resource, use.path):
        return UNKNOWN
    if not template.calls or (template.dag is not None) is not (group == "tasks"):
        kind = "dag" if group == "tasks" else "steps"
        lacks = f"{group!r} is known only in templates of kind {kind}: there is no {group[:-1]}"
        return map_of({"name": TEXT}, lacks=lacks)
    general = _root(group).rest or ANY_MAP
    fields: dict[str, Shape] = {"name": TEXT}
    for call in template.calls:
        fields[call.name] = _call(call, callee(use.resource, call), general)
    loops = any(call.loops for call in template.calls)  # members have names such as a(0:x)
    tagged = any("{{" in name for name in fields)
    free = tagged or (loops and use.kind is UseKind.FIELD)
    return map_of(fields, rest=UNKNOWN if free else None, lacks=f"the template has no {group[:-1]}")


def _call(call: Call, template: Template | None, general: Shape) -> Shape:
    fields = dict(general.fields or {})
    if template is not None:
        fields["outputs"] = _outputs(call, template)
    return map_of(fields, lacks=f"of {call.name!r} there is no")


def _output(template: Template, output: Parameter) -> Shape:
    chosen = choices(template, output.name)
    return words_of(chosen) if chosen else TEXT


def _outputs(call: Call, template: Template) -> Shape:
    outputs = template.outputs
    names = {one.name: TEXT if call.loops else _output(template, one) for one in outputs.parameters}
    parameters = map_of(names, lacks=f"the template of {call.name!r} has no output parameter")
    if call.loops and not names:
        parameters = parameters._replace(kind=UNKNOWN.kind)  # the list of a loop, which is text where it has no members
    artifacts = {one.name: _ARTIFACT for one in outputs.artifacts}
    return map_of(
        {
            "result": TEXT,
            "parameters": parameters,
            "artifacts": map_of(artifacts, lacks=f"the template of {call.name!r} has no output artifact"),
        }
    )

"""Symbols, variables, functions, types and codes in words: Markdown for hovers and completions.

In: the thing. Out: text; empty where nothing is known. ``hover`` and ``completion`` call it.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim import checks
from wfsim.checks import pages
from wfsim.checks.values import Place, known
from wfsim.lang.depends import Result
from wfsim.lsp.places import Around
from wfsim.lsp.positions import uri_of
from wfsim.lsp.question import Question
from wfsim.lsp.symbols import Kind, Symbol, Symbols
from wfsim.scope.catalog import find
from wfsim.spec.model import Artifact, Call, Parameter, Template
from wfsim.spec.types import Form, Type
from wfsim.text import Span

_FORMS = {
    Form.TEXT: "text",
    Form.WHOLE: "whole number",
    Form.INT32: "whole number",
    Form.UINT64: "whole number",
    Form.BOOL: "true or false",
    Form.ANY_TEXT: "text (numbers and booleans become text)",
    Form.INT_OR_TEXT: "whole number or text",
    Form.QUANTITY: "quantity such as 500m or 1Gi",
    Form.TIME: "time",
    Form.BYTES: "base64 text",
    Form.ANY: "anything",
    Form.PLUGIN: "mapping with the plugin's name as its key",
    Form.OBJECT: "mapping",
}


# What can be said of a task in ``depends``.
RESULTS = {
    Result.SUCCEEDED.value: "it succeeded",
    Result.FAILED.value: "it failed: its main container ended with another exit code than 0",
    Result.ERRORED.value: "it ended in an error of Argo or Kubernetes",
    Result.SKIPPED.value: "its `when` was false",
    Result.OMITTED.value: "it never ran, because what it depends on came out otherwise",
    Result.DAEMONED.value: "it is a daemon and has started",
    Result.ANY_SUCCEEDED.value: "it is a loop, and at least one of its members succeeded",
    Result.ALL_FAILED.value: "it is a loop, and all of its members failed",
}


def type_of(wanted: Type) -> str:
    """A type in words."""
    match wanted.form:
        case Form.STRUCT:
            return wanted.name
        case Form.LIST:
            return f"list of {type_of(wanted.inside)}"
        case Form.MAP:
            return f"mapping to {type_of(wanted.inside)}"
        case form:
            return _FORMS[form]


def page(code: str) -> str:
    """The page of a code."""
    module = checks.module(code)
    return f"**{code}**: {pages.title(module)}\n\n{pages.body(module)}\n\n[Argo's page]({module.SEE})"


def function(name: str) -> str:
    """A function of expressions."""
    from wfsim.lang.functions import find as function_of
    from wfsim.lang.functions.each import EACH

    if name in EACH:
        signature, doc = EACH[name]
    else:
        found = function_of(name)
        if found is None:
            return ""
        signature, doc = found.signature, found.doc
    return f"```text\n{name}{signature}\n```\n\n{doc}"


def variable(name: str, place: Around, question: Question) -> str:
    """A variable: its type, what it is, and where its value comes from."""
    row = find(name)
    symbols = question.asked.view.symbols
    meant = symbols.meant(place, name)
    if row is None and not meant:
        return ""
    lines = [f"**{name}**" + (f" — {row.type}" if row is not None else "")]
    if row is not None:
        lines.append(f"{row.doc}. It is there {row.phase}.")
        if row.values:
            lines.append("One of " + ", ".join(f"`{one}`" for one in row.values if one))
    if meant:
        lines += _about(meant[-1].symbol, symbols)
    found = known(symbols.context, Place(place.resource, place.template or Template(), place.call), name)
    if found:
        shown = ", ".join(f"`{_short(one.value)}` ({link(one.at)})" for one in found[:8])
        lines.append(f"Known values: {shown}" + (" …" if len(found) > 8 else ""))
    return "\n\n".join(lines)


def symbol(one: Symbol, symbols: Symbols) -> str:
    """Something with a name."""
    return "\n\n".join([f"**{one.name}** — {one.kind.value}", *_about(one, symbols)])


def link(at: Span) -> str:
    """A place that can be clicked."""
    line = at.first.line
    return f"[line {line}]({uri_of(at.source.name)}#L{line})"


def _about(one: Symbol, symbols: Symbols) -> Iterator[str]:
    place = symbols.around(one.resource, one.path)
    match one.kind:
        case Kind.TEMPLATE if place.template is not None:
            yield from _of_template(place.template, one, symbols)
        case Kind.STEP | Kind.TASK if place.call is not None:
            yield from _of_call(place.call, one, symbols)
        case Kind.OBJECT:
            yield f"{one.resource.kind.value} with {_counted(len(one.resource.spec.templates), 'template')}"
        case Kind.ITEM if place.call is not None:
            if place.call.with_param:
                yield f"From `withParam: {_short(place.call.with_param)}` ({link(one.at)})"
            else:
                yield f"From the loop of `{place.call.name}` ({link(one.at)})"
        case _:
            yield from _of_value(one, place.template, symbols)


def _of_template(template: Template, one: Symbol, symbols: Symbols) -> Iterator[str]:
    kind = template.kind.value if template.kind is not None else "template without a body"
    sites = symbols.context.callers(template)
    yield f"{kind} in {_owner(one)}, called from {_counted(len(sites), 'place')}"
    rows = [f"- `{p.name}`{_equals(p.value or p.default)}" for p in template.inputs.parameters]
    rows += [f"- `{a.name}` (artifact)" for a in template.inputs.artifacts]
    if rows:
        yield "Inputs:\n" + "\n".join(rows)
    outputs = [one.name for one in template.outputs.parameters] + [one.name for one in template.outputs.artifacts]
    if outputs:
        yield "Outputs: " + ", ".join(f"`{name}`" for name in outputs)


def _of_call(call: Call, one: Symbol, symbols: Symbols) -> Iterator[str]:
    site = symbols.site(call)
    callee = site.callee if site is not None else None
    ref = call.template_ref
    if ref is not None:
        yield f"runs `{ref.template}` of `{ref.name}`"
    elif call.template:
        yield f"runs `{call.template}`" + (f" ({callee.kind.value})" if callee is not None and callee.kind else "")
    if call.when:
        yield f"when `{_short(call.when)}`"
    if call.depends or call.dependencies:
        yield f"after `{call.depends or ', '.join(call.dependencies)}`"


def _of_value(one: Symbol, template: Template | None, symbols: Symbols) -> Iterator[str]:
    """A parameter or artifact: what the files say of its value."""
    found = _row(one, template)
    if found is None:
        return
    owner = f"template `{template.name}`" if template is not None else _owner(one)
    yield f"{one.kind.value.capitalize()} of {owner} ({link(one.at)})"
    if isinstance(found, Parameter):
        yield from _of_parameter(found)
    elif found.location or found.artifact_path:
        yield (
            "Artifact"
            + (f" at `{found.artifact_path}`" if found.artifact_path else "")
            + (f" in {found.location}" if found.location else "")
        )
    if one.kind in (Kind.INPUT, Kind.INPUT_ARTIFACT) and template is not None:
        rows = list(_given(one, template, symbols))
        if rows:
            yield "Given by:\n" + "\n".join(rows[:8]) + ("\n- …" if len(rows) > 8 else "")


def _row(one: Symbol, template: Template | None) -> Parameter | Artifact | None:
    spec = one.resource.spec.arguments
    held = [template.inputs, template.outputs] if template is not None else [spec]
    rows: list[Parameter | Artifact] = [row for each in held for row in each.parameters]
    rows += [row for each in held for row in each.artifacts]
    return next((row for row in rows if row.path == one.path), None)


def _of_parameter(one: Parameter) -> Iterator[str]:
    if one.description:
        yield one.description
    if one.value is not None:
        yield f"Value: `{_short(one.value)}`"
    if one.default is not None:
        yield f"Default: `{_short(one.default)}`"
    if one.value_from is not None:
        source = {key: value for key, value in one.value_from._asdict().items() if value not in (None, False)}
        said = ", ".join(f"{key} `{_short(str(value))}`" for key, value in source.items() if isinstance(value, str))
        yield f"Value from: {said or ', '.join(source)}"
    if one.enum:
        yield "One of " + ", ".join(f"`{_short(value)}`" for value in one.enum)


def _given(one: Symbol, template: Template, symbols: Symbols) -> Iterator[str]:
    """What each caller passes."""
    for site in symbols.context.callers(template):
        held = site.arguments
        row = held.parameter(one.name) if one.kind is Kind.INPUT else held.artifact(one.name)
        where = f"{site.role.value} `{site.name}`" + (f" of `{site.within.name}`" if site.within is not None else "")
        if row is None:
            yield f"- {where}: nothing"
            continue
        value = (row.value or "") if isinstance(row, Parameter) else row.from_ or row.location
        yield (
            f"- {where}: "
            + (f"`{_short(value)}`" if value else "a value from elsewhere")
            + f" ({link(site.resource.document.span(row.path))})"
        )


def _owner(one: Symbol) -> str:
    return f"{one.resource.kind.value} `{one.resource.display_name}`"


def _equals(value: str | None) -> str:
    return f" = `{_short(value)}`" if value else ""


def _short(text: str) -> str:
    """A text in one line, and not too long; without what would end the code that it stands in."""
    line = " ".join(text.split()).replace("`", "'")
    return line if len(line) <= 80 else line[:79] + "…"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number != 1)}"

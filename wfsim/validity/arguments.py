"""Arguments: of the workflow, of a step, of a task.

In: arguments as the model has them, after substitution. Out: refusals for names, values, sources and enums.
"""

from __future__ import annotations

from wfsim.spec.model import Arguments, Artifact, Parameter
from wfsim.validity import names
from wfsim.validity.artifacts import has_location_or_key
from wfsim.validity.refusal import Judged, Place, Refusal, Refusals
from wfsim.yamlio.nodes import Document

_SOURCES = "valueFrom only allows: default, configMapKeyRef and supplied"


def values(document: Document, arguments: Arguments, prefix: str, *, later: bool) -> Refusals:
    """Everything that is passed has a value, unless values may come ``later`` (when the workflow is submitted)."""
    if (yield from parameters(document, arguments, prefix, later=later)):
        yield from artifacts(document, arguments, prefix)


def parameters(document: Document, arguments: Arguments, prefix: str, *, later: bool) -> Judged[bool]:
    """The parameters among them. False where Argo's validator stops, and looks at nothing after it."""
    for parameter in arguments.parameters:
        yield from _value(document, parameter, f"{prefix}{parameter.name}", later)
        if parameter.enum is not None and parameter.value is None and later:
            return False
    return True


def artifacts(document: Document, arguments: Arguments, prefix: str) -> Refusals:
    """The artifacts among them."""
    for artifact in arguments.artifacts:
        yield from _artifact(document, artifact, f"{prefix}{artifact.name}")


def _value(document: Document, parameter: Parameter, name: str, later: bool) -> Refusals:
    place = Place(document, (*parameter.path, "name"))
    if parameter.value is None and parameter.value_from is None and not later:
        default = parameter.default is not None
        argument = names.called("argument", parameter.name)
        yield Refusal(
            "argument-without-value",
            f"{argument} has no value" + (", and `default` does not count here" if default else ""),
            place,
            f"{name}.value or {name}.valueFrom is required",
            "Write `value:` instead of `default:`." if default else "Add `value:`.",
        )
        return
    yield from _source(document, parameter, f"{name}.{_SOURCES}")
    if parameter.enum is not None:
        yield from _enum(document, parameter, name, later)


def _source(document: Document, parameter: Parameter, argo: str) -> Refusals:
    source = parameter.value_from
    if source is None:
        return
    wrong = {
        "path": source.path,
        "jsonPath": source.json_path,
        "parameter": source.parameter,
        "expression": source.expression,
    }
    bad = next((field for field, text in wrong.items() if text), None)
    here = (*parameter.path, "valueFrom")
    if bad is not None:
        message = f"an argument cannot take its value from `{bad}`"
        hint = "Write `value:` with a tag, for example `value: '{{=…}}'`." if bad == "expression" else "Write `value:`."
        yield Refusal("invalid-argument-source", message, Place(document, (*here, bad), key=True), argo, hint)
    elif source.config_map_key_ref is None and not source.event and not source.supplied:
        message = f"the valueFrom of {names.called('argument', parameter.name)} names no source"
        hint = "Use `configMapKeyRef`, `event` or `supplied`, or write `value:`."
        yield Refusal("invalid-argument-source", message, Place(document, here, key=True), argo, hint)


def _enum(document: Document, parameter: Parameter, name: str, later: bool) -> Refusals:
    place = Place(document, (*parameter.path, "enum"), key=True)
    allowed = parameter.enum or ()
    if not allowed:
        message = f"the enum of `{parameter.name}` is empty, so no value is allowed"
        yield Refusal("empty-enum", message, place, f"{name}.enum should contain at least one value")
    elif parameter.value is None:
        if not later:
            message = f"`{parameter.name}` has an enum, and so needs a value"
            yield Refusal("argument-without-value", message, place, f"{name}.value is required", "Add `value:`.")
    elif parameter.value not in allowed:
        listed = ", ".join(f"`{one}`" for one in allowed)
        yield Refusal(
            "value-not-in-enum",
            f"`{parameter.value}` is not one of the values that `{parameter.name}` may have: {listed}",
            Place(document, (*parameter.path, "value")),
            f"{name}.value should be present in {name}.enum list",
            related=(("the enum", place),),
        )


def _artifact(document: Document, artifact: Artifact, name: str) -> Refusals:
    place, named = Place(document, (*artifact.path, "name")), names.called("artifact argument", artifact.name)
    if not artifact.from_ and not has_location_or_key(artifact):
        if artifact.from_expression:
            hint = "Argo's validator does not count `fromExpression` here; use `from`."
        else:
            hint = "Add `from: '{{…}}'`, or a location such as `s3` or `raw`."
        message = f"{named} says neither where it comes from nor where it is"
        argo = f"{name}.from, artifact location, or key is required"
        yield Refusal("artifact-without-source", message, place, argo, hint)
    elif artifact.from_ and artifact.from_expression:
        message = f"{names.called('artifact', artifact.name)} has both `from` and `fromExpression`"
        argo = f"{name} shouldn't have both `from` and `fromExpression` in Artifact"
        yield Refusal("from-and-from-expression", message, place, argo, "Remove one of them.")

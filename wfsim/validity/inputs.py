"""Inputs of a template, and whether a call gives what they require.

In: a template before substitution; the arguments of a call. Out: refusals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wfsim.spec.model import Artifact, Parameter, Template, TemplateKind
from wfsim.validity import artifacts, names
from wfsim.validity.refusal import Place, Refusal, Refusals
from wfsim.yamlio.nodes import Document

if TYPE_CHECKING:
    from typing import Protocol

    class Given(Protocol):
        """What a call passes: a model's ``Arguments``, or stand-ins for all."""

        def parameter(self, name: str) -> Parameter | None: ...
        def artifact(self, name: str) -> Artifact | None: ...


def has_files(template: Template) -> bool:
    """Whether Argo wants paths of its artifacts (it counts suspend with steps and dag here)."""
    return template.kind is not None and template.kind.is_leaf and template.kind is not TemplateKind.SUSPEND


def declared(document: Document, template: Template) -> Refusals:
    """The inputs by themselves."""
    here = f"templates.{template.name}.inputs."
    yield from names.fields(document, template.inputs, f"{here}WHAT")
    for artifact in template.inputs.artifacts:
        argo = f"{here}artifacts.{artifact.name}"
        check = artifacts.clean_path if has_files(template) else artifacts.no_path
        yield from check(document, artifact, argo)
        if artifact.from_:
            message = f"an input does not say where it comes from; the call of `{template.name}` does"
            place = Place(document, (*artifact.path, "from"), key=True)
            hint = "Move `from` to the arguments of the step or task."
            yield Refusal("from-in-inputs", message, place, f"{argo}.from not valid in inputs", hint)
        yield from artifacts.location(document, artifact.data, artifact.path, argo)


def value(parameter: Parameter, given: Given) -> str | None:
    """The value that an input takes, or None. An argument without a value takes even the default away."""
    return taken(parameter, given.parameter(parameter.name))


def taken(parameter: Parameter, passed: Parameter | None) -> str | None:
    """``value`` where it is known already what a call passes."""
    if passed is not None:
        return passed.value
    return parameter.value if parameter.value is not None else parameter.default


def from_config_map(parameter: Parameter, given: Given) -> bool:
    """Whether the value comes from a ConfigMap, when the workflow runs."""
    passed = given.parameter(parameter.name)
    source = parameter.value_from
    if passed is not None and passed.value is None:
        source = passed.value_from
    return source is not None and source.config_map_key_ref is not None


def supplied(document: Document, template: Template, given: Given, call: Place) -> Refusals:
    """Every required input is given; ``call`` is the place that should give it."""
    for parameter in template.inputs.parameters:
        if _lacks(parameter, given):
            yield Refusal(
                "missing-argument",
                _missing_parameter(template, parameter, given),
                call,
                f"inputs.parameters.{parameter.name} was not supplied",
                _way_out(parameter, given),
                (("the input", Place(document, (*parameter.path, "name"))),),
                _until_submitted(parameter, given),
            )
    for artifact in template.inputs.artifacts:
        wanted = artifact.name and not artifact.optional and not artifacts.has_location_or_key(artifact)
        if wanted and not given.artifact(artifact.name):
            yield Refusal(
                "missing-argument",
                f"{_called(template)} needs the input artifact `{artifact.name}`, which is not passed here",
                call,
                f"inputs.artifacts.{artifact.name} was not supplied",
                f"Pass it under `arguments.artifacts`, or write `optional: true` at the input `{artifact.name}`.",
                (("the input", Place(document, (*artifact.path, "name"))),),
            )


def _lacks(parameter: Parameter, given: Given) -> bool:
    """Whether an input gets nothing; an argument of a step that has no value is a mistake of its own."""
    if not parameter.name or value(parameter, given) is not None or from_config_map(parameter, given):
        return False
    passed = given.parameter(parameter.name)
    return passed is None or passed.value_from is not None or "templates" not in passed.path


def _called(template: Template) -> str:
    return f"`{template.name}`" if template.name else "this inline template"


def _missing_parameter(template: Template, parameter: Parameter, given: Given) -> str:
    needs = f"{_called(template)} needs the input parameter `{parameter.name}`"
    if given.parameter(parameter.name) is None:
        return f"{needs}, which is not passed here"
    if parameter.default is not None or parameter.value is not None:
        return f"{needs}; the argument of that name has no value, and so hides the default"
    return f"{needs}, and the argument of that name has no value"


def _way_out(parameter: Parameter, given: Given) -> str:
    if given.parameter(parameter.name) is None:
        return f"Pass `{parameter.name}` under `arguments.parameters`, or give the input a `default`."
    return f"Give the argument `{parameter.name}` a `value`" + (
        "; one given when the workflow is submitted does not help the linter."
        if _until_submitted(parameter, given)
        else "."
    )


def _until_submitted(parameter: Parameter, given: Given) -> bool:
    """Whether only a workflow argument still waits for its value."""
    passed = given.parameter(parameter.name)
    return passed is not None and passed.value is None and passed.value_from is None

"""Outputs of a template.

In: a template after substitution. Out: refusals for names, paths and sources. Tags are judged by the caller, between
``fields`` and ``sources``, as Argo does.
"""

from __future__ import annotations

from wfsim.spec.model import Artifact, Parameter, Template, TemplateKind, ValueFrom
from wfsim.validity import artifacts, names
from wfsim.validity.inputs import has_files
from wfsim.validity.placeholders import holds_tag
from wfsim.validity.refusal import Place, Refusal, Refusals
from wfsim.yamlio.nodes import Document

_CHOICE = "choose one of: path, jqFilter, jsonPath, parameter, raw"
_WORDS = {
    TemplateKind.CONTAINER: "Container",
    TemplateKind.CONTAINER_SET: "ContainerSet",
    TemplateKind.SCRIPT: "Script",
    TemplateKind.RESOURCE: "Resource",
    TemplateKind.STEPS: "Steps",
    TemplateKind.DAG: "DAG",
}
_BY_PATH = (TemplateKind.CONTAINER, TemplateKind.CONTAINER_SET, TemplateKind.SCRIPT)


def fields(document: Document, template: Template) -> Refusals:
    """Outputs are named once."""
    yield from names.fields(document, template.outputs, f"templates.{template.name}.outputs.WHAT ")


def sources(document: Document, template: Template) -> Refusals:
    """Every output comes from somewhere that this kind of template has."""
    here = f"templates.{template.name}.outputs."
    for artifact in template.outputs.artifacts:
        argo = f"{here}artifacts.{artifact.name}"
        check = artifacts.clean_path if has_files(template) else artifacts.no_path
        yield from check(document, artifact, argo)
        yield from _global_name(document, artifact, argo)
    for parameter in template.outputs.parameters:
        argo = f"{here}parameters.{parameter.name}"
        yield from _source(document, template, parameter, argo)
        yield from _global_name(document, parameter, argo)


def _global_name(document: Document, output: Parameter | Artifact, argo: str) -> Refusals:
    name = output.global_name
    if name and not holds_tag(name):
        place = Place(document, (*output.path, "globalName"))
        yield from names.shaped(place, name, names.GLOBAL_NAME, f"{argo}.globalName: ")


def _source(document: Document, template: Template, parameter: Parameter, argo: str) -> Refusals:
    place, named = Place(document, (*parameter.path, "name")), names.called("output parameter", parameter.name)
    source = parameter.value_from
    if source is None:
        if parameter.value is None:
            message = f"nothing produces {named}"
            text = f"{argo} does not have valueFrom or value specified"
            yield Refusal("output-without-source", message, place, text, _suggestion(template))
        return
    if parameter.value is not None:
        message = f"{named} has both `value` and `valueFrom`"
        text = f"{argo} has both valueFrom and value specified, choose one"
        yield Refusal("output-with-two-sources", message, place, text, "Remove one of them.")
        return
    here = Place(document, (*parameter.path, "valueFrom"), key=True)
    used = _used(source)
    if not used:
        message = f"the valueFrom of {named} names no source" + _default(source)
        text = f"valueFrom type unspecified. {_CHOICE}, expression"
        yield Refusal("output-without-source", message, here, text, _suggestion(template))
    elif len(used) > 1:
        both = " and ".join(f"`{one}`" for one in used)
        message = f"the valueFrom of {named} has {both}"
        text = f"multiple valueFrom types specified. {_CHOICE}"
        yield Refusal("output-with-two-sources", message, here, text, "Keep one of them.")
    else:
        yield from _fitting(here, template, parameter, used[0], argo)


def _default(source: ValueFrom) -> str:
    return "; `default` alone is none" if source.default is not None else ""


def _used(source: ValueFrom) -> list[str]:
    """The sources that Argo counts."""
    fields = {
        "path": source.path,
        "jqFilter": source.jq_filter,
        "jsonPath": source.json_path,
        "parameter": source.parameter,
        "expression": source.expression,
        "supplied": source.supplied,
    }
    return [name for name, value in fields.items() if value]


def _fitting(place: Place, template: Template, parameter: Parameter, used: str, argo: str) -> Refusals:
    kind = template.kind
    if kind in _BY_PATH:
        fits, text = used == "path", f"{argo}.path must be specified for {_WORDS[kind]} templates"
    elif kind is TemplateKind.RESOURCE:
        fits = used in ("jqFilter", "jsonPath")
        text = f"{argo} .jqFilter or jsonPath must be specified for Resource templates"
    elif kind in (TemplateKind.STEPS, TemplateKind.DAG):
        fits = used in ("parameter", "expression")
        text = f"{argo}.parameter or expression must be specified for {_WORDS[kind]} templates"
    else:
        return
    if not fits:
        message = f"{kind} templates cannot take an output parameter (`{parameter.name}`) from `{used}`"
        yield Refusal("output-source-unfit", message, place, text, _suggestion(template))


def _suggestion(template: Template) -> str:
    """The usual source for this kind of template."""
    match template.kind:
        case TemplateKind.CONTAINER | TemplateKind.CONTAINER_SET | TemplateKind.SCRIPT:
            return "Write `valueFrom: {path: …}` with the file that the container writes."
        case TemplateKind.RESOURCE:
            return "Write `valueFrom: {jsonPath: …}` or `valueFrom: {jqFilter: …}`."
        case TemplateKind.STEPS | TemplateKind.DAG:
            return "Write `valueFrom: {parameter: '{{…}}'}` with the output of a step or task."
        case TemplateKind.SUSPEND:
            return "Write `valueFrom: {supplied: {}}` for a value that whoever resumes it gives."
        case _:
            return "Write `valueFrom:` with one source, or `value:`."

"""Arguments into a template: which value each input gets, and the template with everything known filled in.

In: a resolved template and a call's arguments. Out: the processed template (semantics of Argo's ProcessArgs and
SubstituteParams: first globals and locals, then what the inputs say). Errors are ``CallError`` with Argo's text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import cast

from wfsim.engine import variables
from wfsim.engine.definitions import Resolved, dumped, objects, paths_of
from wfsim.engine.errors import CallError
from wfsim.engine.run import Run
from wfsim.engine.scope import Scope
from wfsim.engine.sites import Site
from wfsim.lang import template as templating
from wfsim.lang.errors import LangError
from wfsim.lang.tags import OPENING
from wfsim.lang.values import MISSING, Nothing
from wfsim.spec import build
from wfsim.spec.model import LOCATIONS, Arguments, Artifact, JsonObject, Parameter, Template
from wfsim.yamlio.nodes import Json

_ABSENT = "argument references an absent optional (skipped/omitted node output with no default)"


def processed(run: Run, site: Site, own: Callable[[], dict[str, str]]) -> Template:
    """The template of a site with its arguments, the globals and the variables that only this call has in."""
    resolved = site.resolved
    assert resolved is not None
    if resolved.constant and not site.arguments.parameters:
        return resolved.template
    inputs, local = _inputs(run, site, resolved), own()
    if (made := _filled(run, resolved, inputs, local)) is not None:
        return made
    text = resolved.rest if not inputs else f'{resolved.rest[:-1]},"inputs":{dumped(inputs)}}}'
    return substituted(run, text, local, resolved.template)


def _filled(run: Run, resolved: Resolved, inputs: dict[str, Json], local: Mapping[str, str]) -> Template | None:
    """What ``substituted`` makes, without the text; None where only the text can tell."""
    form, parameters, artifacts = resolved.form, inputs.get("parameters"), inputs.get("artifacts")
    if form is None or (artifacts and OPENING in dumped(artifacts)):
        return None
    own: dict[str, Json | Nothing] = {**resolved.paths, "inputs.parameters": parameters}
    if artifacts:
        own |= paths_of("inputs", inputs)
    for one in objects(inputs, "parameters"):
        own[f"inputs.parameters.{one.get('name')}"] = value = one.get("value", MISSING)
        if type(value) is str and OPENING in value:
            return None
    outer = run.environment.child(local)

    def find(name: str) -> Json | Nothing:
        found = outer.find(name)
        return own.get(name, MISSING) if found is MISSING else found

    data = form.filled(find, allow_unresolved=True)
    if data is None:
        return None
    given = resolved.template.inputs
    if inputs:
        data["inputs"] = inputs
        given = _given(given, inputs)
    return build.changed_template(resolved.template, data, form.fields, given)


def substituted(run: Run, text: str, local: Mapping[str, str], original: Template) -> Template:
    """Both passes over a template's text: globals and locals, then inputs and paths."""
    try:
        outer = run.environment.child(dict(local))
        text = templating.replace(text, outer, allow_unresolved=True)
        data = cast("dict[str, Json]", json.loads(text))
        inner = _own_names(data)
        if inner and "{{" in text:
            text = templating.replace(text, outer.child(inner), allow_unresolved=True)
            data = cast("dict[str, Json]", json.loads(text))
    except LangError as error:
        raise CallError(error.message) from error
    return build.template(data, original.path)


def again(run: Run, template: Template, local: Mapping[str, str]) -> Template:
    """A processed template with the variables of a retry attempt in."""
    text = dumped(template.data)
    return template if "{{" not in text else substituted(run, text, local, template)


def _own_names(data: dict[str, Json]) -> dict[str, Json]:
    """inputs.* and the paths of inputs and outputs, as the template itself has them now."""
    inputs, outputs = data.get("inputs"), data.get("outputs")
    found: dict[str, Json] = {}
    parameters = objects(inputs, "parameters")
    for one in parameters:
        if "value" in one:
            found[f"inputs.parameters.{one.get('name')}"] = one["value"]
        elif "valueFrom" not in one:
            raise CallError(f"inputs.parameters.{one.get('name')} had no value")
    if parameters:
        found["inputs.parameters"] = variables.parameters_json(parameters)
    return found | paths_of("inputs", inputs) | paths_of("outputs", outputs)


def _given(declared: Arguments, inputs: dict[str, Json]) -> Arguments:
    """The inputs of the model, of which only the values are not as they are declared."""
    rows = objects(inputs, "parameters")
    if declared.artifacts or not all(type(row.get("value")) is str and "valueFrom" not in row for row in rows):
        return build.arguments(inputs, declared.path)
    both = zip(declared.parameters, rows, strict=True)
    return declared._replace(
        parameters=tuple([one._replace(value=cast(str, row["value"]), value_from=None) for one, row in both])
    )


def _inputs(run: Run, site: Site, resolved: Resolved) -> dict[str, Json]:
    """The template's inputs with their values, as JSON data."""
    declared = resolved.template.inputs
    data = dict(cast(JsonObject, resolved.template.data.get("inputs") or {}))
    raw = objects(cast(Json, data), "parameters")
    if declared.parameters:
        data["parameters"] = [_parameter(run, site, one, raw[i]) for i, one in enumerate(declared.parameters)]
    if declared.artifacts:
        data["artifacts"] = [_artifact(site, one) for one in declared.artifacts]
    return data


def _parameter(run: Run, site: Site, declared: Parameter, raw: JsonObject) -> dict[str, Json]:
    """One input parameter with its value: the argument, else the default, else its own value."""
    data = dict(raw)
    if declared.default is not None:
        data["value"] = declared.default
    given = site.arguments.parameter(declared.name)
    if given is not None and declared.name not in site.absent:
        data.pop("value", None)
        if given.value is not None:
            data["value"] = given.value
            data.pop("valueFrom", None)
        elif given.value_from is not None:
            data["valueFrom"] = _source_data(given)
    if "value" not in data and declared.name in site.absent:
        raise CallError(f"inputs.parameters.{declared.name}: {_ABSENT}")
    return _looked_up(run, declared.name, data)


def _source_data(given: Parameter) -> dict[str, Json]:
    source = given.value_from
    assert source is not None
    data: dict[str, Json] = {}
    if source.config_map_key_ref is not None:
        data["configMapKeyRef"] = {"name": source.config_map_key_ref.name, "key": source.config_map_key_ref.key}
    if source.supplied:
        data["supplied"] = {}
    if source.default is not None:
        data["default"] = source.default
    return data


def _looked_up(run: Run, name: str, data: dict[str, Json]) -> dict[str, Json]:
    """A value from a ConfigMap where one is meant; CallError where there is no value at all."""
    source = data.get("valueFrom")
    ref = source.get("configMapKeyRef") if isinstance(source, dict) else None
    if isinstance(source, dict) and isinstance(ref, dict):
        maps = run.definitions.config_maps
        where, key = (_strict(run, str(ref.get(part, ""))) for part in ("name", "key"))
        found = maps.get(where, {}).get(key, source.get("default"))
        if found is None:
            raise CallError(
                f"failed to retrieve inputs.parameters.{name} from configmap: {variables.missing_key(where, key, maps)}"
            )
        data["value"] = found
        del data["valueFrom"]
    if "value" not in data and not (isinstance(source, dict) and "supplied" in source):
        raise CallError(f"inputs.parameters.{name} was not supplied")
    return data


def _strict(run: Run, text: str) -> str:
    try:
        return cast(str, json.loads(templating.replace(json.dumps(text), run.environment, allow_unresolved=False)))
    except LangError as error:
        raise CallError(error.message) from error


def _artifact(site: Site, declared: Artifact) -> Json:
    """One input artifact with its location; an optional one that is absent has none."""
    given = site.arguments.artifact(declared.name)
    if given is not None and has_location(given.data):
        data = dict(given.data)
        for key in ("from", "fromExpression", "subPath"):
            data.pop(key, None)
        data["name"] = declared.name
        for key in ("path", "mode", "recurseMode", "optional"):
            data.pop(key, None)
            if key in declared.data:
                data[key] = declared.data[key]
        return cast(Json, data)
    if has_location(declared.data) or declared.optional:
        return cast(Json, dict(declared.data))
    why = "was not supplied" if given is None else "missing location information"
    raise CallError(f"inputs.artifacts.{declared.name} {why}")


def has_location(data: JsonObject) -> bool:
    """Whether an artifact says where it lies."""
    return any(data.get(kind) is not None for kind in LOCATIONS)


def local_scope(run: Run, template: Template, place: str) -> Scope:
    """What a steps or dag template's own scope begins with: its inputs, on top of the workflow's outputs."""
    scope = Scope(below=run.outputs, place=place)
    for one in template.inputs.parameters:
        if one.value is not None:
            scope[f"inputs.parameters.{one.name}"] = one.value
    for two in template.inputs.artifacts:
        scope[f"inputs.artifacts.{two.name}"] = dict(two.data)
    return scope

"""A template with values pasted in, as Argo judges it.

In: a template, what its call passes, the global variables. Out: the template again, built from the substituted text:
known values stand in it, placeholders for what only a run knows, and tags for all else. A template without ``{{`` is
returned as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from wfsim.lang import tags
from wfsim.lang.environment import Environment
from wfsim.lang.errors import LangError
from wfsim.lang.tags import TagKind
from wfsim.spec import build
from wfsim.spec.model import Artifact, JsonObject, Parameter, Template, TemplateKind
from wfsim.text.records import NamedTuple
from wfsim.validity.inputs import taken
from wfsim.yamlio.nodes import Json

if TYPE_CHECKING:
    from wfsim.validity.inputs import Given

# Stands for the braces of a tag that stays as it is.
_KEPT = "\ue000"


class Everything(NamedTuple):
    """A call that passes whatever is asked for: how Argo judges templates by themselves."""

    placeholders: Iterator[str]

    def parameter(self, name: str) -> Parameter | None:
        return Parameter(name, next(self.placeholders))

    def artifact(self, name: str) -> Artifact | None:
        return Artifact(name)


class Unreadable(Exception):
    """Tags cannot be told from text: one of them is never closed, and swallows what follows."""


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def text_of(data: Json | JsonObject) -> str:
    """The JSON text that tags are looked for in."""
    return _encode(data)


def bound(template: Template, given: Given, variables: Mapping[str, str], placeholders: Iterator[str]) -> Template:
    """The template as a call with these arguments makes it. Raises Unreadable."""
    text = text_of(template.data)
    if "{{" not in text and not _passes_tags(template, given):
        return without_empties(template)
    own, values = _with_inputs(template, given)
    top = Environment(variables)
    text = text_of(own)
    if swallows(text):  # then it matters what stands where
        from wfsim.spec.marshal import marshalled

        text = marshalled(own, "Template").text
    text = _pasted(text, top.child(_locals(template, placeholders)))
    text = _pasted(text, top.child(_inputs(json.loads(text), values)))
    return without_empties(build.template(json.loads(text), template.path))


def _passes_tags(template: Template, given: Given) -> bool:
    """Whether tags come in with what a call passes."""
    for parameter in template.inputs.parameters:
        passed = given.parameter(parameter.name)
        source = passed.value_from if passed is not None else None
        if "{{" in (taken(parameter, passed) or "") or (source is not None and "{{" in text_of(dict(source.data))):
            return True
    artifacts = (given.artifact(one.name) for one in template.inputs.artifacts)
    return any("{{" in text_of(dict(one.data)) for one in artifacts if one is not None and one.data)


def without_empties(template: Template) -> Template:
    """Empty lists do not survive Argo's way through JSON: ``steps: []`` is then no body at all."""
    if template.data.get("steps") == []:
        return template._replace(kinds=tuple(kind for kind in template.kinds if kind is not TemplateKind.STEPS))
    return template


def _with_inputs(template: Template, given: Given) -> tuple[JsonObject, dict[str, str]]:
    """The data with what its inputs take in them, and the values of parameters by name."""
    body = template.data.get("inputs")
    if not isinstance(body, Mapping):
        return template.data, {}
    inputs, values = dict(body), {}
    for name in ("parameters", "artifacts"):
        if isinstance(listed := body.get(name), list):
            inputs[name] = list(listed)
    for parameter in template.inputs.parameters:
        passed = given.parameter(parameter.name)
        if (value := taken(parameter, passed)) is not None:
            values[parameter.name] = value
        _fill(inputs, parameter, partial(_filled, passed, value))
    for artifact in template.inputs.artifacts:
        _fill(inputs, artifact, partial(_placed, given.artifact(artifact.name)))
    return {**template.data, "inputs": inputs}, values


def _fill(inputs: dict[str, Json], of: Parameter | Artifact, change: Callable[[JsonObject], JsonObject]) -> None:
    """Change the data of one input, at the place that its path names."""
    name, index = of.path[-2:]
    listed = inputs[str(name)]
    if isinstance(listed, list) and isinstance(index, int) and isinstance(one := listed[index], Mapping):
        listed[index] = dict(change(one))


def _filled(passed: Parameter | None, value: str | None, data: JsonObject) -> JsonObject:
    """An input parameter with its value, or with where a call says that it comes from."""
    if passed is None:
        return {**data, "value": value} if value is not None else data
    left = {key: one for key, one in data.items() if key not in ("value", "valueFrom")}
    if value is not None:
        return {**left, "value": value}
    return {**left, "valueFrom": dict(passed.value_from.data)} if passed.value_from is not None else left


# What an input artifact keeps of its own where one is passed; all else is the passed one's.
_KEPT_OF_INPUT = ("name", "path", "mode", "recurseMode")


def _placed(passed: Artifact | None, data: JsonObject) -> JsonObject:
    """An input artifact as the call makes it."""
    if passed is None:
        return data
    theirs = {key: one for key, one in passed.data.items() if key not in _KEPT_OF_INPUT}
    return {**theirs, **{key: data[key] for key in _KEPT_OF_INPUT if key in data}}


def _locals(template: Template, placeholders: Iterator[str]) -> dict[str, Json]:
    names: list[str] = []
    if template.kind is not None and template.kind.is_pod:
        names.append("pod.name")
    if template.retry_strategy is not None:
        names += ["retries", "lastRetry.exitCode", "lastRetry.status", "lastRetry.duration", "lastRetry.message"]
    return {name: next(placeholders) for name in names}


def _inputs(data: JsonObject, values: Mapping[str, str]) -> dict[str, Json]:
    """``inputs.…`` and ``outputs.….path`` of a template whose globals are in."""
    found: dict[str, Json] = {}
    inputs, outputs = data.get("inputs"), data.get("outputs")
    for name, parameter in _named(inputs, "parameters"):
        if name in values:
            found[f"inputs.parameters.{name}"] = parameter.get("value")
    # As JSON, with or without any.
    found["inputs.parameters"] = text_of((inputs.get("parameters") if isinstance(inputs, Mapping) else None) or None)
    for where, body in (("inputs", inputs), ("outputs", outputs)):
        for name, artifact in _named(body, "artifacts"):
            if artifact.get("path"):
                found[f"{where}.artifacts.{name}.path"] = artifact["path"]
    for name, parameter in _named(outputs, "parameters"):
        source = parameter.get("valueFrom")
        if isinstance(source, Mapping) and source.get("path"):
            found[f"outputs.parameters.{name}.path"] = source["path"]
    return found


def _named(body: Json, key: str) -> Iterator[tuple[str, JsonObject]]:
    """The things of a list, with their names."""
    listed = body.get(key) if isinstance(body, Mapping) else None
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, Mapping):
            yield str(one.get("name") or ""), one


def _pasted(text: str, env: Environment) -> str:
    """JSON text with what is known replaced; an expression that cannot be evaluated stays. Raises Unreadable."""
    if "{{" not in text:
        return text
    from wfsim.lang import template

    try:
        return template.replace(text, env, allow_unresolved=True)
    except LangError:
        pass
    hole = tags.unclosed(text)
    if hole is not None:
        raise Unreadable(no_end(text, hole))
    try:
        return template.replace(_keep_hopeless(text, env), env, allow_unresolved=True).replace(_KEPT, "{{")
    except LangError as error:
        raise Unreadable(error.message) from None


def no_end(text: str, hole: int) -> str:
    """Argo's words for a text with braces that nothing closes."""
    from wfsim.lang.gotext import quote

    return f'Cannot find end tag="}}}}" in the template={quote(text)} starting from {quote(text[hole + 2 :])}'


# Braces that the string which opens them does not close.
_SWALLOWS = re.compile(r'\{\{(?:[^}"\\]|\\.|\}(?!\}))*"')


def swallows(text: str) -> bool:
    """Whether a tag of a JSON text begins in one string and ends in another, or not at all."""
    return _SWALLOWS.search(text) is not None


def _keep_hopeless(text: str, env: Environment) -> str:
    """The braces of expressions that cannot be evaluated, hidden from templating. Raises Unreadable for mere junk."""
    for tag in reversed(tags.scan(text)):
        if tag.kind is TagKind.EXPRESSION and _fails(text[tag.start : tag.end], env):
            text = text[: tag.start] + _KEPT + text[tag.start + 2 :]
    return text


def _fails(tag: str, env: Environment) -> bool:
    try:
        json.loads(read := f'"{tag[2:-2]}"')
    except ValueError:
        swallowed = _SWALLOWS.match("{{" + read[1:])
        after = read[swallowed.end() - 1 :][:1] if swallowed is not None else ""
        text = f"failed to unmarshall JSON expression: invalid character '{after}' after top-level value"
        raise Unreadable(text) from None
    from wfsim.lang import template

    try:
        template.replace(f'"{tag}"', env, allow_unresolved=True)
    except LangError:
        return True
    return False

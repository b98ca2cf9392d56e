"""A step or task with everything in its body resolved that can be, and its loop expanded.

In: a call as its template has it, and what is in scope. Out: calls ready to execute. ``Waiting`` where a step's or
task's output is not there yet, ``CallError`` with Argo's text where it never can be.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import cast

from wfsim.engine import outputs
from wfsim.engine.definitions import dumped
from wfsim.engine.errors import CallError, Waiting
from wfsim.engine.scope import Scope
from wfsim.lang import items as item_lists
from wfsim.lang import template as templating
from wfsim.lang import when as conditions
from wfsim.lang.environment import Environment
from wfsim.lang.errors import LangError, Missing
from wfsim.lang.forms import form
from wfsim.spec import build
from wfsim.spec.model import Arguments, Artifact, Call, Template
from wfsim.yamlio.nodes import Json

_STRICT = ("steps", "tasks")
_LOOP_FIELDS = ("withItems", "withParam", "withSequence")


@dataclass(frozen=True, slots=True)
class Ready:
    """A resolved call. ``absent``: the arguments that refer to an absent optional output."""

    call: Call
    absent: frozenset[str] = frozenset()


def proceeds(when: str) -> bool:
    """Whether a resolved ``when`` lets the call run."""
    if not when:
        return True
    try:
        return conditions.evaluate(when)
    except LangError as error:
        raise CallError(error.message) from error


def _replaced(text: str, environment: Environment) -> str:
    if "{{" not in text:
        return text
    try:
        return templating.replace(text, environment, allow_unresolved=True, strict=_STRICT)
    except Missing as error:
        raise Waiting(error.key) from error
    except LangError as error:
        raise CallError(error.message) from error


def resolve(call: Call, environment: Environment, scope: Scope, *, dag: bool, silent: bool) -> Ready:
    """``when`` first; if it lets the call run, its body; then its artifacts. ``silent``: it names nothing."""
    if silent and not call.when and not call.arguments.artifacts:
        return Ready(call)
    if call.when:
        call = call._replace(when=cast(str, json.loads(_replaced(json.dumps(call.when), environment))))
        try:
            if not proceeds(call.when):
                return Ready(call)
        except CallError:
            if not call.loops:
                raise
    absent = absent_in(call.arguments, environment)
    call = _body(call, environment, absent)
    return Ready(with_artifacts(call, scope, dag=dag), absent)


def absent_in(arguments: Arguments, environment: Environment) -> frozenset[str]:
    """Arguments that are exactly a reference to an absent optional output."""
    found = set()
    for one in arguments.parameters:
        text = (one.value or "").strip()
        if text.startswith("{{") and text.endswith("}}") and text.count("{{") == 1 and not text.startswith("{{="):
            key = text[2:-2].strip()
            if key in environment and environment.get(key) is None:
                found.add(one.name)
    return frozenset(found)


def _body(call: Call, environment: Environment, absent: frozenset[str]) -> Call:
    """The call with the tags of its body replaced; hooks come later, when their time is there."""
    data = {key: value for key, value in call.data.items() if key != "hooks"} | {"when": call.when}
    if absent:
        data = _without(data, absent)
    text = dumped(data)
    if "{{" not in text:
        return build.call(data, call.path)._replace(hooks=call.hooks) if absent else call
    made = build.call(json.loads(_replaced(text, environment)), call.path)
    return made._replace(hooks=call.hooks, template=call.template)


def _without(data: dict[str, Json], absent: frozenset[str]) -> dict[str, Json]:
    """The call's data without the values of absent arguments."""
    arguments = dict(cast("dict[str, Json]", data["arguments"]))
    rows = cast("list[dict[str, Json]]", arguments["parameters"])
    arguments["parameters"] = [
        {key: value for key, value in row.items() if key != "value" or row.get("name") not in absent} for row in rows
    ]
    return data | {"arguments": arguments}


def with_artifacts(call: Call, scope: Scope, *, dag: bool) -> Call:
    """The call with ``from`` and ``fromExpression`` of its artifacts followed."""
    if not call.arguments.artifacts:
        return call
    resolved = (_artifact(one, scope, dag=dag) for one in call.arguments.artifacts)
    found = tuple(one for one in resolved if one is not None)
    arguments = dict(cast("dict[str, Json]", call.data["arguments"])) | {"artifacts": [dict(one.data) for one in found]}
    data = dict(call.data) | {"arguments": cast(Json, arguments)}
    return call._replace(arguments=call.arguments._replace(artifacts=found), data=data)


def _artifact(one: Artifact, scope: Scope, *, dag: bool) -> Artifact | None:
    """An argument with its location; None where it is optional and there is none."""
    try:
        found = outputs.artifact(one, scope)
    except CallError as error:
        if one.optional and (not dag or error.message.startswith("Unable to resolve")):
            return None
        raise CallError(error.message if dag else f"unable to resolve references: {error.message}") from error
    if found is None:
        return one
    data = {key: value for key, value in found.items() if key != "optional"} | {"name": one.name}
    return one._replace(data=data | ({"optional": True} if one.optional else {}), from_="", from_expression="")


# -- loops ------------------------------------------------------------------------------------------------------------


def expand(ready: Ready, environment: Environment) -> tuple[Ready, ...]:
    """The members of a loop, in order; the call itself where it does not loop."""
    call = ready.call
    if not call.loops:
        return (ready,)
    try:
        found = _items(call)
    except LangError as error:
        if not _is_false(call.when):
            raise CallError(error.message) from error
        found = ()  # nobody would have run them
    lenient = _is_false(call.when)
    data = {key: value for key, value in call.data.items() if key not in _LOOP_FIELDS}
    pattern = _Pattern(call, dumped(data | {"when": call.when} | _hooks_of(call)), lenient)
    return tuple(
        Ready(pattern.member(f"{call.name}({i}:{item.suffix})", environment.child(item.variables)), ready.absent)
        for i, item in enumerate(found)
    )


def _hooks_of(call: Call) -> dict[str, Json]:
    return {"hooks": {hook.name: cast(Json, hook.data) for hook in call.hooks}} if call.hooks else {}


def _items(call: Call) -> tuple[item_lists.Item, ...]:
    if call.with_items:
        return item_lists.expand(call.with_items)
    if call.with_param:
        return item_lists.from_param(call.with_param)
    assert call.with_sequence is not None
    one = call.with_sequence
    return item_lists.sequence(one.count, one.start, one.end, one.format)


def _is_false(when: str) -> bool:
    try:
        return not proceeds(when)
    except CallError:
        return False


class _Pattern:
    """What the members of a loop are made of: the text of the call without its loop. ``lenient``: nobody runs them."""

    def __init__(self, call: Call, text: str, lenient: bool) -> None:
        self._text, self._template, self._lenient = text, call.template, lenient
        data = json.loads(text)
        self._call = build.call(data, call.path)
        self._form = form(data)
        self._fields = self._form.fields if self._form is not None else ()

    def member(self, name: str, environment: Environment) -> Call:
        """The call with an item's variables filled in. CallError with Argo's text where that cannot be done."""
        known = self._form and self._form.filled(environment.find, allow_unresolved=self._lenient)
        if known is not None:
            return build.changed_call(self._call, known, self._fields, name=name, template=self._template)
        try:
            text = templating.replace(self._text, environment, allow_unresolved=self._lenient)
        except LangError as error:
            raise CallError(error.message) from error
        return build.call(json.loads(text), self._call.path)._replace(name=name, template=self._template)


_READ = re.compile(r"""(?:steps|tasks)\??(?:\.([-\w]+)|\[(?:'|\\?")([-\w]+)(?:'|\\?")\])\??\.outputs\??\.result""")


def results_read(template: Template) -> frozenset[str]:
    """The steps or tasks of a template whose ``outputs.result`` its own text reads."""
    return frozenset(dotted or indexed for dotted, indexed in _READ.findall(json.dumps(template.data)))

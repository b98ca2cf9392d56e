"""What a mocked node leaves behind: its result, output parameters and artifacts.

In: a command, the outcome of its mock, and an inventor for what the mock does not say. Out: values for an event. Called
by ``driver``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from wfsim.drivers.sim.invent import RESULT, Inventor, placeholder
from wfsim.drivers.sim.mocks import Outcome, Reply
from wfsim.drivers.sim.selectors import Names
from wfsim.engine.commands import SendTask, StartPod
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json

_FROM_POD: Final = ("path", "jsonPath", "jqFilter")


@dataclass(frozen=True, slots=True)
class Left:
    """What a pod left; ``artifacts`` None for all that its template declares."""

    result: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    artifacts: tuple[str, ...] | None = None
    error: str = ""  # the executor's, which misses a file


def of_pod(command: StartPod, outcome: Outcome, names: Names, inventor: Inventor) -> Left:
    """What the pod of a node leaves."""
    template = command.template
    if not template.get("outputs"):
        return Left(_result(command, outcome, names, inventor), artifacts=_artifacts(template, outcome))
    written = parameters(template, outcome, names, command.attempt, inventor)
    artifacts = _artifacts(template, outcome)
    error = "" if _failed(outcome) else _missing(template, written, artifacts)
    return Left(_result(command, outcome, names, inventor), written, artifacts, error)


def _missing(template: JsonObject, written: Mapping[str, str], artifacts: tuple[str, ...] | None) -> str:
    """What the executor says of files that should be there: parameters without a default, required artifacts."""
    said = []
    for one in declared_parameters(template):
        source = one.get("valueFrom")
        if isinstance(source, Mapping) and source.get("default") is None and one.get("name") not in written:
            said.append(_no_file(f"parameters{source['path']}") if "path" in source else "")
    for one in _declared(template, "artifacts"):
        if artifacts is not None and one.get("name") not in artifacts and one.get("optional") is not True:
            said.append(_no_file(f"artifacts{one.get('path')}.tgz") + "; ")
    return next((f"wait: Error (exit code 64): {one}" for one in said if one), "")


def _no_file(path: str) -> str:
    return f"open /var/run/argo/outputs/{path}: no such file or directory"


def _failed(outcome: Outcome) -> bool:
    return bool(outcome.exit_code or outcome.error or outcome.pod_message or outcome.phase in ("Failed", "Error"))


def _result(command: StartPod, outcome: Outcome, names: Names, inventor: Inventor) -> str | None:
    if not command.captures_result or "result" in outcome.given:
        # As the executor does, one line end less.
        return outcome.result.removesuffix("\n") if command.captures_result and outcome.result is not None else None
    if _failed(outcome):
        return None
    is_list = command.template.get("data") is not None
    value = inventor.value(names, command.attempt, RESULT, is_read=True, is_list=is_list)
    return value if value is None or not names.is_member else _as_json(value)


def _as_json(value: str) -> str:
    """The results of a loop's members are gathered into a JSON list: each must be JSON."""
    try:
        json.loads(value)
    except ValueError:
        return json.dumps(value, ensure_ascii=False)
    return value


def parameters(
    template: JsonObject, outcome: Outcome, names: Names, attempt: int, inventor: Inventor
) -> Mapping[str, str]:
    """The output parameters that were written: the mock's, invented ones where something reads them, else any text.

    One with a default that nobody reads is left to its default.
    """
    found: dict[str, str] = {}
    for declared in declared_parameters(template):
        name = str(declared.get("name", ""))
        source = declared.get("valueFrom")
        if name in outcome.parameters:
            value = outcome.parameters[name]
        elif _failed(outcome) or not isinstance(source, Mapping) or not any(one in source for one in _FROM_POD):
            continue
        else:
            value = inventor.value(names, attempt, name)
            if value is None and source.get("default") is None:
                value = placeholder(names.template, name)
        if value is not None:
            found[name] = value
    return found


def declared_parameters(template: JsonObject) -> Iterator[JsonObject]:
    """The output parameters of a template's data."""
    return _declared(template, "parameters")


def declared_names(template: JsonObject) -> dict[str, list[str]]:
    """The names of the outputs that a template declares, by kind."""
    return {
        what: [str(one.get("name", "")) for one in _declared(template, what)] for what in ("parameters", "artifacts")
    }


def _declared(template: JsonObject, what: str) -> Iterator[JsonObject]:
    outputs = template.get("outputs")
    listed: Json = outputs.get(what) if isinstance(outputs, Mapping) else None
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, Mapping):
            yield one


def _artifacts(template: JsonObject, outcome: Outcome) -> tuple[str, ...] | None:
    """Those that were produced: by default all, of a failed pod none."""
    if not outcome.artifacts and not _failed(outcome):
        return None
    usual = not _failed(outcome)
    names = [str(one.get("name", "")) for one in _declared(template, "artifacts")]
    return tuple(name for name in names if outcome.artifacts.get(name, usual))


def reply(command: SendTask, outcome: Outcome, names: Names, inventor: Inventor) -> Reply:
    """The answer to an http template: the mock's, else one that its successCondition accepts, else a bare 200."""
    if outcome.http is not None:
        return outcome.http
    if outcome.result is not None:
        return Reply(body=outcome.result)
    invented = inventor.value(names, command.attempt, RESULT)
    if invented is not None:
        return Reply(body=invented)
    body = command.template.get("http")
    condition = body.get("successCondition") if isinstance(body, Mapping) else None
    if not isinstance(condition, str) or not condition:
        return Reply()
    from wfsim.drivers.sim.please import reply_for

    return reply_for(condition)
